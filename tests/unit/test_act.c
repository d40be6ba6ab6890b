/*
 * test_act.c - what is read as a code, and what is said of an act.
 *
 * SPDX-License-Identifier: ISC
 */
#include "agents/decide.h"
#include "agents/decide_read.h"
#include "agents/sentence.h"
#include "agents/tools.h"
#include "base/text.h"
#include "unit.h"

Suite *act_suite(void);

static const struct prompt_config studio = { .studio_name = "Kraftwerk" };

static const char *
words(enum sentence sentence)
{
	return sentence_say(new_arena(), sentence, &studio, LANGUAGE_DE);
}

/* clang-format off */
static const char *const codes[][2] = {
	{ "123456", "123456" }, { "Code: 123 456", "123456" }, { "mein code ist 123456!", "123456" },
	{ "123-456", "123456" }, { " 1 2 3 4 5 6 ", "123456" }, { "(123456)", "123456" },
	{ "Verifizierungscode 123456", "123456" }, { "Code für die Buchung: 123456", "123456" },
	{ "jo 123456", "123456" }, { "Hier: 007700.", "007700" },
	{ "der Code lautet\n000000", "000000" },
};
static const char *const no_codes[] = {
	"12345", "1234567", "123 4567", "123456 und 123456", "Um 12 Uhr 123456", "A123456", "123456B",
	"ä123456", "",
	"Storniere Buchung 471100", "Meine Mitgliedsnummer ist 123456", "cancel 123456", "hallo",
	"123.456", "123456€7", "1234 56 78",
	"Ich habe am 24.11. einen Termin und meine Mitgliedsnummer ist glaube ich die folgende: 123456",
};
static const char *const emails[][2] = {
	{ "ada@example.org", "ada@example.org" }, { "Meine Mail: Ada.L@Example.org!", "Ada.L@Example.org" },
	{ "<ada@example.org>", "ada@example.org" }, { "mailto:ada@example.org", "ada@example.org" },
};
static const char *const no_emails[] = {
	"ada@", "a@b@c.de", "ada@example.org oder eva@example.org", "@ada", "", "hallo",
};
static const char *const numbers[][2] = {
	{ "4711", "4711" }, { "M-1234", "M-1234" }, { "Meine Nummer ist 10023.", "10023" },
	{ "0170 1234567", "0170 1234567" }, { "+49 170 1234567", "+49 170 1234567" }, { "123456", "123456" },
	{ "0170/1234567", "0170/1234567" },
};
static const char *const no_numbers[] = {
	"12", "", "hallo", "Habt ihr am 24.12.2026 offen?", "100 oder 200", "keine Ahnung",
	"0123456789012345678901234567890123",
};
/* clang-format on */

START_TEST(a_code_is_the_only_number_of_a_short_message)
{
	struct arena *arena = new_arena();

	for (size_t at = 0; at < ARRAY_LENGTH(codes); at++) {
		const char *code = decide_code(arena, codes[at][0]);

		ck_assert_msg(code != NULL, "no code: %s", codes[at][0]);
		ck_assert_str_eq(code, codes[at][1]);
	}
	for (size_t at = 0; at < ARRAY_LENGTH(no_codes); at++)
		ck_assert_msg(decide_code(arena, no_codes[at]) == NULL,
		    "a code: %s", no_codes[at]);
}
END_TEST

START_TEST(an_identity_is_an_address_or_a_number)
{
	struct arena *arena = new_arena();

	for (size_t at = 0; at < ARRAY_LENGTH(emails); at++)
		ck_assert_pstr_eq(
		    decide_email(arena, emails[at][0]), emails[at][1]);
	for (size_t at = 0; at < ARRAY_LENGTH(no_emails); at++)
		ck_assert_msg(decide_email(arena, no_emails[at]) == NULL,
		    "an address: %s", no_emails[at]);
	for (size_t at = 0; at < ARRAY_LENGTH(numbers); at++)
		ck_assert_pstr_eq(
		    decide_number(arena, numbers[at][0]), numbers[at][1]);
	for (size_t at = 0; at < ARRAY_LENGTH(no_numbers); at++)
		ck_assert_msg(decide_number(arena, no_numbers[at]) == NULL,
		    "a number: %s", no_numbers[at]);
}
END_TEST

static struct decision
told(struct act act, const char *prefix)
{
	const struct act_scene scene = { .studio = &studio,
		.language = LANGUAGE_DE };
	struct decision decision = {
		.verdict = VERDICT_ACT, .prefix = prefix, .act = act
	};

	act_tell(new_arena(), &scene, &act, &decision);
	return decision;
}

START_TEST(an_act_becomes_words_or_goes_on_with_the_question)
{
	struct decision decision =
	    told((struct act){ .kind = ACT_CODE, .outcome = "right" }, NULL);

	ck_assert_int_eq(decision.verdict, VERDICT_SAY);
	ck_assert_str_eq(decision.text, words(SENTENCE_CODE_RIGHT_ALONE));
	decision = told(
	    (struct act){
		.kind = ACT_CODE, .outcome = "right", .question = "Q" },
	    "Vorher.");
	ck_assert_int_eq(decision.verdict, VERDICT_AGENT);
	ck_assert_str_eq(decision.question, "Q");
	ck_assert(text_starts_with(decision.prefix, "Vorher.\n\n"));
	decision = told((struct act){ .kind = ACT_IDENTIFY,
			    .outcome = "sent",
			    .detail = "a***@x.de" },
	    NULL);
	ck_assert(text_ends_with(decision.text, " a***@x.de"));
	decision = told(
	    (struct act){ .kind = ACT_CONFIRM, .outcome = "not_connected" },
	    NULL);
	ck_assert_int_eq(decision.then, CONVERSATION_WAITING);
	ck_assert_str_eq(decision.state_reason, "not_connected");
	decision = told(
	    (struct act){
		.kind = ACT_CONFIRM, .outcome = "done", .detail = "Gebucht." },
	    NULL);
	ck_assert_str_eq(decision.text, "Gebucht.");
	ck_assert_int_eq(decision.then, CONVERSATION_UNSET);
	/* What nobody knows is not known. */
	decision =
	    told((struct act){ .kind = ACT_CONFIRM, .outcome = "new" }, NULL);
	ck_assert_str_eq(decision.text, words(SENTENCE_CHANGE_UNKNOWN));
}
END_TEST

START_TEST(a_change_is_asked_with_its_buttons)
{
	struct arena *arena = new_arena();
	struct task task = new_task(arena);
	struct conversation conversation = { .id = 3 };
	struct turn turn = { .conversation = &conversation, .upto = 77 };
	const struct act_scene scene = {
		.turn = &turn, .studio = &studio, .language = LANGUAGE_EN
	};
	const struct tool_caller caller = {
		.session_id = 3, .member_id = 9, .language = LANGUAGE_EN
	};
	static const struct tool *const allowed[] = { &tool_cancel_booking,
		NULL };
	struct tool_result result = tool_call(&task, &caller, allowed,
	    "cancel_booking", "{\"booking_id\":5,\"kind\":\"class\"}");
	struct decision decision = {
		.verdict = VERDICT_AGENT, .author = "ai", .prefix = "First."
	};
	struct decision copy;

	act_ask(arena, &scene, 9, &result, &decision);
	copy = decision_copy(arena, &decision);
	ck_assert_int_eq(copy.verdict, VERDICT_SAY);
	ck_assert_str_eq(copy.text,
	    "First.\n\nShall I cancel your booking (number 5)? That can not be "
	    "undone. Please answer with yes or no.");
	ck_assert_str_eq(json_object_to_json_string_ext(
			     copy.buttons, JSON_C_TO_STRING_PLAIN),
	    "[{\"id\":\"yes:77\",\"title\":\"Yes\"},"
	    "{\"id\":\"no:77\",\"title\":\"No\"}]");
	ck_assert_int_eq(copy.asks->id, 77);
	ck_assert_int_eq(copy.asks->session_id, 3);
	ck_assert_int_eq(copy.asks->member_id, 9);
	ck_assert_str_eq(copy.asks->tool, "cancel_booking");
	ck_assert_ptr_nonnull(json_at(copy.asks->arguments, "booking_id"));
}
END_TEST

START_TEST(a_button_names_its_question)
{
	int64_t id = 0;

	ck_assert_int_eq(pending_action_pressed("yes:12", &id), PENDING_YES);
	ck_assert_int_eq(id, 12);
	ck_assert_int_eq(pending_action_pressed("no:9", &id), PENDING_NO);
	ck_assert_int_eq(id, 9);
	ck_assert_int_eq(
	    pending_action_pressed("yes:", &id), PENDING_NO_BUTTON);
	ck_assert_int_eq(
	    pending_action_pressed("yes:1x", &id), PENDING_NO_BUTTON);
	ck_assert_int_eq(
	    pending_action_pressed("maybe:1", &id), PENDING_NO_BUTTON);
	ck_assert_int_eq(pending_action_pressed(NULL, &id), PENDING_NO_BUTTON);
}
END_TEST

Suite *
act_suite(void)
{
	Suite *suite = suite_create("act");
	TCase *tests = tcase_create("act");

	tcase_add_test(tests, a_code_is_the_only_number_of_a_short_message);
	tcase_add_test(tests, an_identity_is_an_address_or_a_number);
	tcase_add_test(
	    tests, an_act_becomes_words_or_goes_on_with_the_question);
	tcase_add_test(tests, a_change_is_asked_with_its_buttons);
	tcase_add_test(tests, a_button_names_its_question);
	suite_add_tcase(suite, tests);
	return suite;
}
