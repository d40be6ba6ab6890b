/*
 * test_door.c - codes, identities, confirmations: which decider comes first and
 * what stays open.
 *
 * SPDX-License-Identifier: ISC
 */
#include "agents/decide.h"
#include "agents/sentence.h"
#include "base/text.h"
#include "unit.h"

Suite *door_suite(void);

static const struct prompt_config studio = {
	.studio_name = "Kraftwerk",
	.agent_display_name = "Kim",
	.studio_locale = "de-DE",
	.studio_emergency_number = "112",
};

enum { MESSAGES_MAX = 3, FIRST_ID = 20, ACTION_ID = 12 };

/* A turn, and what its conversation waits for. */
struct scene {
	const char *texts[MESSAGES_MAX];
	const char *buttons[MESSAGES_MAX];
	const char *kind;        /* of the first; NULL: text */
	const char *state;       /* NULL: ai */
	const char *said_before; /* by us */
	enum verification_step step;
	const char *action; /* its state; NULL: there is none */
	bool is_closed;     /* a yes does not count any more */
	struct act act;     /* kind NULL: there is none */
};

static struct decision
decide_in(struct arena *arena, const struct scene *scene)
{
	struct conversation *conversation =
	    arena_new(arena, struct conversation);
	struct message *now = arena_array(arena, struct message, MESSAGES_MAX);
	struct message *before = arena_new(arena, struct message);
	struct list *messages = arena_new(arena, struct list);
	struct list history = { &message_record, before,
		scene->said_before != NULL, false };
	struct turn turn = { .conversation = conversation,
		.messages = messages,
		.history = &history };
	struct verification *verification =
	    arena_new(arena, struct verification);
	struct pending_action *action = arena_new(arena, struct pending_action);
	struct inquiry inquiry;
	size_t count = 0;

	for (; count < MESSAGES_MAX &&
	     (scene->texts[count] != NULL || scene->buttons[count] != NULL ||
		 count == 0);
	     count++)
		now[count] = (struct message){ .id =
						   (int64_t)(FIRST_ID + count),
			.direction = "inbound",
			.author = "member",
			.kind = count == 0 && scene->kind != NULL ? scene->kind
								  : "text",
			.text = scene->texts[count],
			.button_id = scene->buttons[count] };
	*messages = (struct list){ &message_record, now, count, false };
	*before = (struct message){ .direction = "outbound",
		.author = "ai",
		.kind = "text",
		.text = scene->said_before };
	*conversation = (struct conversation){ .id = 1,
		.last_inbound_id = (int64_t)(FIRST_ID + count - 1),
		.language = "de",
		.state = scene->state == NULL ? "ai" : scene->state };
	*verification = (struct verification){ .step = (int32_t)scene->step,
		.question = "Bin ich pausiert?" };
	*action = (struct pending_action){ .id = ACTION_ID,
		.state = scene->action,
		.is_open = !scene->is_closed };
	turn.upto = conversation->last_inbound_id;
	inquiry = inquiry_of(arena, &turn, &studio);
	inquiry.verification =
	    scene->step == VERIFICATION_STEP_UNSET ? NULL : verification;
	inquiry.action = scene->action == NULL ? NULL : action;
	if (scene->act.kind != NULL) {
		size_t done = 0;

		inquiry.act = &scene->act;
		while (done < count && now[done].id <= scene->act.message_id)
			done++;
		inquiry.fresh = (struct list){ &message_record, now + done,
			count - done, false };
		inquiry.fresh_text = count == done ? "" : now[done].text;
	}
	return decide(arena, &inquiry);
}

static struct decision
expect(const struct scene *scene, const char *decider, enum verdict verdict)
{
	struct arena *arena = new_arena();
	struct decision decision = decide_in(arena, scene);
	struct decision copy = decision_copy(arena, &decision);

	ck_assert_str_eq(copy.decider, decider);
	ck_assert_int_eq(copy.verdict, verdict);
	ck_assert((copy.text != NULL) == (verdict == VERDICT_SAY));
	return copy;
}

static bool
closes(const struct scene *scene)
{
	return decide_in(new_arena(), scene).closes != NULL;
}

static const char *
words(enum sentence sentence)
{
	return sentence_say(new_arena(), sentence, &studio, LANGUAGE_DE);
}

static void
expect_begins(const char *text, enum sentence sentence)
{
	ck_assert_ptr_nonnull(text);
	ck_assert_msg(text_starts_with(text, words(sentence)),
	    "\"%s\" does not begin with \"%s\"", text, words(sentence));
}

START_TEST(six_digits_are_a_code_only_while_one_is_out)
{
	struct decision decision =
	    expect(&(struct scene){ .texts = { "Code: 123 456" },
		       .step = VERIFICATION_SENT },
		"code", VERDICT_ACT);

	ck_assert_str_eq(decision.act.kind, ACT_CODE);
	ck_assert_str_eq(decision.act.text, "123456");
	ck_assert_str_eq(decision.act.question, "Bin ich pausiert?");
	ck_assert_int_eq(decision.act.message_id, FIRST_ID);
	(void)expect(
	    &(struct scene){ .texts = { "123456" } }, "agent", VERDICT_AGENT);
	/* Asked for a member number it is one. */
	decision = expect(&(struct scene){ .texts = { "123456" },
			      .step = VERIFICATION_ASKED },
	    "identity", VERDICT_ACT);
	ck_assert_str_eq(decision.act.kind, ACT_IDENTITY);
	ck_assert_str_eq(decision.act.text, "123456");
	/* The newest one counts. */
	decision = expect(&(struct scene){ .texts = { "111111", "222222" },
			      .step = VERIFICATION_SENT },
	    "code", VERDICT_ACT);
	ck_assert_str_eq(decision.act.text, "222222");
}
END_TEST

START_TEST(who_somebody_is_is_heard_only_when_it_was_asked)
{
	struct decision decision;

	(void)expect(&(struct scene){ .texts = { "ada@example.org" } }, "agent",
	    VERDICT_AGENT);
	decision = expect(&(struct scene){ .texts = { "ada@example.org" },
			      .step = VERIFICATION_ASKED },
	    "identity", VERDICT_ACT);
	ck_assert_str_eq(decision.act.text, "ada@example.org");
	/* A code is out, but to the wrong address. */
	(void)expect(&(struct scene){ .texts = { "eva@example.org" },
			 .step = VERIFICATION_SENT },
	    "identity", VERDICT_ACT);
	(void)expect(&(struct scene){ .texts = { "Mitglied 10023" },
			 .step = VERIFICATION_SENT },
	    "agent", VERDICT_AGENT);
	(void)expect(&(struct scene){ .texts = { "Was kostet das?" },
			 .step = VERIFICATION_ASKED },
	    "agent", VERDICT_AGENT);
}
END_TEST

START_TEST(only_a_yes_to_this_question_confirms)
{
	static const struct scene yes[] = {
		{ .texts = { "Ja" }, .action = "waiting" },
		{ .texts = { "yes please" }, .action = "waiting" },
		{ .texts = { "ja", "Ja!" }, .action = "waiting" },
		{ .texts = { "Ja" },
		    .buttons = { "yes:12" },
		    .action = "waiting" },
		{ .texts = { NULL },
		    .buttons = { "yes:12" },
		    .action = "waiting" },
	};

	for (size_t at = 0; at < ARRAY_LENGTH(yes); at++) {
		struct decision decision =
		    expect(&yes[at], "confirm", VERDICT_ACT);

		ck_assert_str_eq(decision.act.kind, ACT_CONFIRM);
		ck_assert_int_eq(decision.act.action_id, ACTION_ID);
		ck_assert(!closes(&yes[at]));
	}
	(void)expect(
	    &(struct scene){ .texts = { "Ja" } }, "agent", VERDICT_AGENT);
}
END_TEST

START_TEST(a_no_cancels_and_says_so)
{
	static const struct scene no[] = {
		{ .texts = { "Nein danke" }, .action = "waiting" },
		{ .texts = { "no" }, .action = "waiting" },
		{ .texts = { "Nein" },
		    .buttons = { "no:12" },
		    .action = "waiting" },
	};

	for (size_t at = 0; at < ARRAY_LENGTH(no); at++) {
		(void)expect(&no[at], "confirm", VERDICT_SAY);
		ck_assert(closes(&no[at]));
	}
	expect_begins(expect(&no[0], "confirm", VERDICT_SAY).text,
	    SENTENCE_CHANGE_CANCELLED);
}
END_TEST

START_TEST(anything_else_cancels_says_so_and_is_answered)
{
	static const struct scene other[] = {
		{ .texts = { "Was kostet das?" }, .action = "waiting" },
		{ .texts = { "Ja, aber erst morgen" }, .action = "waiting" },
		{ .texts = { "Ja", "Moment, doch nicht" },
		    .action = "waiting" },
		{ .texts = { "Ja", "Nein" }, .action = "waiting" },
		{ .texts = { "Nein", "Ja" }, .action = "waiting" },
		{ .texts = { "Ja" },
		    .kind = "image",
		    .buttons = { "weird" },
		    .action = "waiting" },
	};
	struct decision decision;

	for (size_t at = 0; at < ARRAY_LENGTH(other) - 1; at++) {
		decision = expect(&other[at], "agent", VERDICT_AGENT);
		expect_begins(decision.prefix, SENTENCE_CHANGE_CANCELLED);
		ck_assert(closes(&other[at]));
	}
	(void)expect(&(struct scene){ .kind = "audio", .action = "waiting" },
	    "wordless", VERDICT_SAY);
	ck_assert(
	    closes(&(struct scene){ .kind = "audio", .action = "waiting" }));
	/* A reaction says nothing. */
	(void)expect(
	    &(struct scene){
		.kind = "reaction", .texts = { "👍" }, .action = "waiting" },
	    "unsaid", VERDICT_SILENT);
	ck_assert(!closes(&(struct scene){
	    .kind = "reaction", .texts = { "👍" }, .action = "waiting" }));
}
END_TEST

START_TEST(a_button_of_another_question_has_run_out)
{
	static const struct scene stale[] = {
		{ .texts = { "Ja" },
		    .buttons = { "yes:11" },
		    .action = "waiting" },
		{ .texts = { "Ja" }, .buttons = { "yes:11" } },
		{ .texts = { "Nein" }, .buttons = { "no:12" } },
		{ .texts = { "Ja" },
		    .buttons = { "yes:12" },
		    .action = "waiting",
		    .is_closed = true },
		{ .texts = { "Ja" }, .action = "waiting", .is_closed = true },
	};

	for (size_t at = 0; at < ARRAY_LENGTH(stale); at++)
		expect_begins(expect(&stale[at], "confirm", VERDICT_SAY).text,
		    SENTENCE_CHANGE_RUN_OUT);
	/* What was never open for this message needs no word. */
	ck_assert_ptr_null(expect(
	    &(struct scene){
		.texts = { "Hallo" }, .action = "waiting", .is_closed = true },
	    "agent", VERDICT_AGENT)
			       .prefix);
}
END_TEST

START_TEST(emergency_and_wish_come_before_every_door)
{
	struct scene scene = { .texts = { "Ja, Notfall, 123456" },
		.step = VERIFICATION_SENT,
		.action = "waiting" };
	struct decision decision = expect(&scene, "emergency", VERDICT_SAY);

	expect_begins(decision.text, SENTENCE_EMERGENCY);
	ck_assert(closes(&scene));
	scene.texts[0] = "Mitarbeiter bitte";
	decision = expect(&scene, "wish", VERDICT_SAY);
	expect_begins(decision.text, SENTENCE_CHANGE_CANCELLED);
	ck_assert(text_ends_with(decision.text, words(SENTENCE_HANDED_OVER)));
	ck_assert(closes(&scene));
	scene.texts[0] = "123456";
	scene.texts[1] = "Mitarbeiter bitte";
	(void)expect(&scene, "wish", VERDICT_SAY);
	scene.texts[1] = NULL;
	scene.state = "human";
	(void)expect(&scene, "person", VERDICT_SILENT);
	ck_assert(closes(&scene));
}
END_TEST

START_TEST(a_code_comes_before_a_confirmation)
{
	struct scene scene = { .texts = { "123456" },
		.step = VERIFICATION_SENT,
		.action = "waiting" };
	struct decision decision = expect(&scene, "code", VERDICT_ACT);

	expect_begins(decision.prefix, SENTENCE_CHANGE_CANCELLED);
	ck_assert(closes(&scene));
	/* After an offer of a person a yes means that. */
	(void)expect(&(struct scene){ .texts = { "Ja" },
			 .said_before = words(SENTENCE_UNKNOWN),
			 .action = "waiting",
			 .is_closed = true },
	    "accepted_offer", VERDICT_SAY);
	scene.texts[0] = "ada@example.org";
	scene.step = VERIFICATION_ASKED;
	(void)expect(&scene, "identity", VERDICT_ACT);
	ck_assert(closes(&scene));
}
END_TEST

START_TEST(a_language_is_wished_alone_or_beside_something)
{
	struct decision decision =
	    expect(&(struct scene){ .texts = { "English please" } }, "language",
		VERDICT_SAY);

	ck_assert_str_eq(decision.language, "en");
	decision = expect(
	    &(struct scene){
		.texts = { "Please answer in English. What are your "
			   "opening hours on sunday?" } },
	    "agent", VERDICT_AGENT);
	ck_assert_str_eq(decision.language, "en");
}
END_TEST

START_TEST(a_picture_is_looked_at_by_an_agent)
{
	(void)expect(
	    &(struct scene){ .kind = "image" }, "agent", VERDICT_AGENT);
	(void)expect(
	    &(struct scene){ .kind = "audio" }, "wordless", VERDICT_SAY);
}
END_TEST

START_TEST(a_turn_that_is_run_again_goes_on_behind_its_act)
{
	struct scene scene = { .texts = { "123456" },
		.act = { .kind = ACT_CODE,
		    .outcome = "right",
		    .message_id = FIRST_ID,
		    .question = "Bin ich pausiert?" } };
	struct decision decision = expect(&scene, "resumed", VERDICT_ACT);

	ck_assert_str_eq(decision.act.outcome, "right");
	/* Newer words are answered together with what was asked. */
	scene.texts[1] = "Und wann habt ihr offen?";
	decision = expect(&scene, "agent", VERDICT_AGENT);
	expect_begins(decision.prefix, SENTENCE_CODE_RIGHT);
	ck_assert_str_eq(
	    decision.question, "Bin ich pausiert?\nUnd wann habt ihr offen?");
	/* Another code behind a wrong one is looked at. */
	scene.act.outcome = "wrong";
	scene.step = VERIFICATION_SENT;
	scene.texts[1] = "654321";
	decision = expect(&scene, "code", VERDICT_ACT);
	ck_assert_str_eq(decision.act.text, "654321");
	ck_assert_int_eq(decision.act.message_id, FIRST_ID + 1);
	ck_assert_ptr_null(decision.prefix);
}
END_TEST

START_TEST(a_change_that_was_interrupted_comes_before_newer_words)
{
	struct scene scene = { .texts = { "Ja", "Und wann habt ihr offen?" },
		.action = "running",
		.act = { .kind = ACT_CONFIRM,
		    .action_id = ACTION_ID,
		    .message_id = FIRST_ID } };
	struct decision decision = expect(&scene, "resumed", VERDICT_ACT);

	ck_assert_ptr_null(decision.act.outcome);
	ck_assert(!closes(&scene));
	/* Without a word of how it came to that. */
	scene.act.kind = NULL;
	decision = expect(&scene, "confirm", VERDICT_SAY);
	expect_begins(decision.text, SENTENCE_CHANGE_UNKNOWN);
	ck_assert_int_eq(decision.then, CONVERSATION_WAITING);
	ck_assert(closes(&scene));
}
END_TEST

START_TEST(a_button_that_is_pressed_twice_is_one_yes)
{
	struct scene scene = { .texts = { "Ja", "Ja" },
		.buttons = { "yes:12", "yes:12" },
		.act = { .kind = ACT_CONFIRM,
		    .outcome = "not_connected",
		    .action_id = ACTION_ID,
		    .message_id = FIRST_ID } };

	(void)expect(&scene, "resumed", VERDICT_ACT);
	scene.buttons[1] = NULL;
	(void)expect(&scene, "resumed", VERDICT_ACT);
	/* What became of it is told also if something else follows. */
	scene.texts[1] = "Und wann habt ihr offen?";
	expect_begins(expect(&scene, "agent", VERDICT_AGENT).prefix,
	    SENTENCE_CHANGE_NOT_CONNECTED);
	scene.texts[1] = "Ja";
	scene.buttons[1] = "yes:3";
	expect_begins(expect(&scene, "confirm", VERDICT_SAY).text,
	    SENTENCE_CHANGE_NOT_CONNECTED);
	ck_assert_int_eq(
	    expect(&scene, "confirm", VERDICT_SAY).then, CONVERSATION_WAITING);
}
END_TEST

Suite *
door_suite(void)
{
	Suite *suite = suite_create("door");
	TCase *tests = tcase_create("door");

	tcase_add_test(tests, six_digits_are_a_code_only_while_one_is_out);
	tcase_add_test(tests, who_somebody_is_is_heard_only_when_it_was_asked);
	tcase_add_test(tests, only_a_yes_to_this_question_confirms);
	tcase_add_test(tests, a_no_cancels_and_says_so);
	tcase_add_test(tests, anything_else_cancels_says_so_and_is_answered);
	tcase_add_test(tests, a_button_of_another_question_has_run_out);
	tcase_add_test(tests, emergency_and_wish_come_before_every_door);
	tcase_add_test(tests, a_code_comes_before_a_confirmation);
	tcase_add_test(tests, a_language_is_wished_alone_or_beside_something);
	tcase_add_test(tests, a_picture_is_looked_at_by_an_agent);
	tcase_add_test(tests, a_turn_that_is_run_again_goes_on_behind_its_act);
	tcase_add_test(
	    tests, a_change_that_was_interrupted_comes_before_newer_words);
	tcase_add_test(tests, a_button_that_is_pressed_twice_is_one_yes);
	suite_add_tcase(suite, tests);
	return suite;
}
