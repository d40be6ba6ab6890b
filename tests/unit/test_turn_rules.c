/*
 * test_turn_rules.c - who answers, what may be sent, and in which parts.
 *
 * SPDX-License-Identifier: ISC
 */
#include "agents/agent.h"
#include "agents/decide.h"
#include "agents/dialog.h"
#include "agents/price.h"
#include "agents/sentence.h"
#include "agents/split.h"
#include "base/text.h"
#include "unit.h"

Suite *turn_rules_suite(void);

static const struct prompt_config studio = {
	.studio_name = "Kraftwerk",
	.agent_display_name = "Kim",
	.studio_locale = "de-DE",
	.studio_emergency_number = "0800 112",
	.studio_address = "Hauptstr. 5, Tel. 030 1234",
	.sales_prices_text = "Monatsabo 29,90 EUR, Jahresabo 1.299,00 EUR, "
			     "Tageskarte 12, Schloss 5,-",
	.opening_hours_text = "6-23 Uhr, Nachtzuschlag 3 Euro",
	.persona_bio_text = "Seit 1987.",
};

/* A turn of one message. */
struct scene {
	const char *state;
	const char *said_before; /* NULL: nothing */
	const char *author_before;
	const char *kind;
	const char *text;
};

static struct decision
decide_in(struct arena *arena, const struct scene *scene)
{
	struct conversation *conversation =
	    arena_new(arena, struct conversation);
	struct message *now = arena_new(arena, struct message);
	struct message *before = arena_new(arena, struct message);
	struct list messages = { &message_record, now, 1, false };
	struct list history = { &message_record, before,
		scene->said_before != NULL, false };
	struct turn turn = { conversation, &messages, &history, 7 };
	struct inquiry inquiry;

	*conversation = (struct conversation){ .id = 1,
		.state = scene->state == NULL ? "ai" : scene->state };
	*now = (struct message){ .direction = "inbound",
		.author = "member",
		.kind = scene->kind == NULL ? "text" : scene->kind,
		.text = scene->text };
	*before = (struct message){ .direction = "outbound",
		.author =
		    scene->author_before == NULL ? "ai" : scene->author_before,
		.kind = "text",
		.text = scene->said_before };
	inquiry = inquiry_of(arena, &turn, &studio);
	return decide(arena, &inquiry);
}

static void
expect(const struct scene *scene, const char *decider, enum verdict verdict,
    enum conversation_state then)
{
	struct decision decision = decide_in(new_arena(), scene);

	ck_assert_str_eq(decision.decider, decider);
	ck_assert_int_eq(decision.verdict, verdict);
	ck_assert_int_eq(decision.then, then);
	ck_assert((decision.text != NULL) == (verdict == VERDICT_SAY));
}

START_TEST(an_emergency_comes_before_everything)
{
	static const char *const states[] = { "ai", "waiting" };
	struct decision decision;

	for (size_t at = 0; at < ARRAY_LENGTH(states); at++)
		expect(
		    &(struct scene){ .state = states[at],
			.text =
			    "Notfall! Ich will mit einem Menschen sprechen" },
		    "emergency", VERDICT_SAY, CONVERSATION_WAITING);
	/* Who has the conversation keeps it. */
	expect(&(struct scene){ .state = "human", .text = "Notfall" },
	    "emergency", VERDICT_SAY, CONVERSATION_HUMAN);
	decision = decide_in(new_arena(),
	    &(struct scene){ .text = "help, "
				     "emergency, he can't breathe" });
	ck_assert_int_eq(decision.fence, ANY_STATE);
	ck_assert_str_eq(decision.state_reason, REASON_EMERGENCY);
	ck_assert_str_eq(decision.author, "system");
	ck_assert_ptr_nonnull(strstr(decision.text, "call 0800 112"));
}
END_TEST

START_TEST(a_caption_may_tell_of_an_emergency)
{
	expect(&(struct scene){ .kind = "image", .text = "bewusstlos" },
	    "emergency", VERDICT_SAY, CONVERSATION_WAITING);
	expect(&(struct scene){ .kind = "reaction", .text = "Notfall" },
	    "unsaid", VERDICT_SILENT, CONVERSATION_UNSET);
}
END_TEST

START_TEST(where_a_person_has_it_nothing_is_said)
{
	expect(&(struct scene){ .state = "human", .text = "Was kostet das?" },
	    "person", VERDICT_SILENT, CONVERSATION_UNSET);
	expect(
	    &(struct scene){ .state = "waiting", .text = "Mitarbeiter bitte" },
	    "person", VERDICT_SILENT, CONVERSATION_UNSET);
}
END_TEST

START_TEST(a_wish_for_a_person_hands_over)
{
	expect(&(struct scene){ .text = "Mitarbeiter bitte" }, "wish",
	    VERDICT_SAY, CONVERSATION_WAITING);
}
END_TEST

START_TEST(a_yes_hands_over_only_directly_after_the_offer)
{
	const char *offer = "Das weiß ich leider nicht. "
			    "Soll ich jemanden vom Team dazuholen?";

	expect(&(struct scene){ .said_before = offer, .text = "Ja, gerne" },
	    "accepted_offer", VERDICT_SAY, CONVERSATION_WAITING);
	expect(&(struct scene){ .said_before = offer, .text = "Was kostet es" },
	    "agent", VERDICT_AGENT, CONVERSATION_UNSET);
	expect(&(struct scene){ .said_before = "Hallo!", .text = "Ja" },
	    "agent", VERDICT_AGENT, CONVERSATION_UNSET);
	expect(
	    &(struct scene){
		.said_before = offer, .author_before = "staff", .text = "Ja" },
	    "agent", VERDICT_AGENT, CONVERSATION_UNSET);
	expect(&(struct scene){ .text = "Ja" }, "agent", VERDICT_AGENT,
	    CONVERSATION_UNSET);
}
END_TEST

START_TEST(what_has_no_words_is_told_so)
{
	expect(&(struct scene){ .kind = "audio" }, "wordless", VERDICT_SAY,
	    CONVERSATION_UNSET);
	expect(&(struct scene){ .kind = "image", .text = "Was ist das?" },
	    "agent", VERDICT_AGENT, CONVERSATION_UNSET);
}
END_TEST

START_TEST(a_dialog_is_bounded)
{
	struct arena *arena = new_arena();
	struct message history[20];
	struct message now[2] = {
		{ .direction = "inbound", .kind = "text", .text = "eins" },
		{ .direction = "inbound", .kind = "image" },
	};
	struct list messages = { &message_record, now, 2, false };
	struct list before = { &message_record, history, 20, false };
	struct turn turn = { NULL, &messages, &before, 2 };
	char text[3001];
	struct model_message *model;
	size_t count;

	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	for (size_t at = 0; at < ARRAY_LENGTH(history); at++)
		history[at] = (struct message){
			.direction = "outbound", .kind = "text", .text = text
		};
	model = dialog_messages(arena, &turn, &count);
	ck_assert_uint_eq(count, 3);
	ck_assert_uint_eq(strlen(model[0].text), 2000);
	ck_assert_str_eq(model[2].text, "eins\n[image]");
}
END_TEST

/* clang-format off */
static const char *const priced[] = {
	"Das kostet 29,90 EUR.", "29,90 €", "29.90€", "€ 29,90", "29,9 Euro", "**29,90** €", "2990 Cent", "1299 €",
	"1.299,00 €", "1.299 €",
	"1'299.00 EUR", "12 €", "12,- €", "12,00 Euro", "5 €", "3 €", "Um 25 Uhr", "Kein Betrag", "€", "2024 war gut",
	"12-29,90 €", "EUR 12",
	"Am 24.12. sind es 12 Euro", "030 1234", "", "12 Eurowings", "Mo-Fr. 7-23 Uhr", "20 pounds",
};
static const char *const unpriced[] = {
	"Das kostet 19,90 EUR.", "19 €", "€19", "$ 20", "20 Dollar", "zwischen 12 und 40 €", "10-12 €", "10 bis 12 €",
	"12 – 40 €", "30 Euro", "5 €, nein 6 €",
	"1987 €", "6 €", "23 €", "129900 €", "358,80 €", "0 €", "99 Cent", "CHF 50", "9999999999999999 €", "**19** €",
	"19\xc2\xa0€", "20 EUR im Monat",
	"7 EURO", "15,-€",
};
/* clang-format on */

START_TEST(a_price_needs_a_source)
{
	for (size_t at = 0; at < ARRAY_LENGTH(priced); at++) {
		struct arena *arena = arena_create(4096, 8 << 20);

		ck_assert_msg(
		    price_has_source(arena, priced[at], &studio, NULL),
		    "no source: %s", priced[at]);
		arena_free(arena);
	}
	for (size_t at = 0; at < ARRAY_LENGTH(unpriced); at++) {
		struct arena *arena = arena_create(4096, 8 << 20);

		ck_assert_msg(
		    !price_has_source(arena, unpriced[at], &studio, NULL),
		    "source: %s", unpriced[at]);
		arena_free(arena);
	}
}
END_TEST

static const char *
checked(struct arena *arena, const char *answer, const char **broken)
{
	struct answer_scene scene = { .studio = &studio };
	struct answer_finding finding =
	    answer_judge(arena, persona_agent.rules, &scene, answer);

	*broken = finding.rule;
	return finding.text;
}

START_TEST(tool_syntax_is_not_sent)
{
	static const char *const bad[] = { "<tool_call>{}</tool_call>",
		"Moment [TOOL_CALLS] x", "{\"name\":\"book\",\"arguments\":{}}",
		"Ich buche {\"name\": \"a\", \"arguments\" : {}}",
		"<function=book>", "call_u6Dsxbebe4USkTwFRqKRsxDz",
		"<|im_start|>assistant", "[INST] a [/INST]",
		"{\"answer\": \"x\"}", "[{\"a\":1}]" };
	struct arena *arena = new_arena();
	const char *broken;

	for (size_t at = 0; at < ARRAY_LENGTH(bad); at++) {
		ck_assert_msg(checked(arena, bad[at], &broken) == NULL,
		    "passes: %s", bad[at]);
		ck_assert_str_eq(broken, "no_tool_syntax");
	}
	ck_assert_str_eq(checked(arena, "Ruf an (call_us) [hier].", &broken),
	    "Ruf an (call_us) [hier].");
}
END_TEST

START_TEST(thoughts_are_taken_out)
{
	struct arena *arena = new_arena();
	const char *broken;

	ck_assert_str_eq(
	    checked(arena, "<think>19 EUR?</think>\nHallo", &broken), "Hallo");
	ck_assert_str_eq(
	    checked(arena, "19 EUR?</think> Hallo", &broken), "Hallo");
	ck_assert_ptr_null(checked(arena, "<think>cut", &broken));
	ck_assert_ptr_null(checked(arena, "<think>a</think>", &broken));
	ck_assert_str_eq(broken, "not_empty");
	ck_assert_ptr_null(checked(arena, "...", &broken));
	ck_assert_ptr_null(checked(arena, "Das macht 77 EUR.", &broken));
	ck_assert_str_eq(broken, "price_has_source");
}
END_TEST

START_TEST(a_text_is_split_at_the_best_place)
{
	struct arena *arena = new_arena();
	const char *const *parts;

	parts = split_text(arena, " Eins zwei.\n\nDrei vier. ", 14, 9);
	ck_assert_str_eq(parts[0], "Eins zwei.");
	ck_assert_str_eq(parts[1], "Drei vier.");
	ck_assert_ptr_null(parts[2]);
	parts = split_text(arena, "Eins zwei. Drei vier fuenf.", 16, 9);
	ck_assert_str_eq(parts[0], "Eins zwei.");
	ck_assert_str_eq(parts[1], "Drei vier fuenf.");
	parts = split_text(arena, "eins zwei drei", 10, 9);
	ck_assert_str_eq(parts[0], "eins zwei");
	ck_assert_str_eq(parts[1], "drei");
	parts = split_text(arena, "abcdefghij", 4, 9);
	ck_assert_str_eq(parts[0], "abcd");
	ck_assert_str_eq(parts[2], "ij");
	parts = split_text(arena, " \n", 4, 9);
	ck_assert_ptr_null(parts[0]);
}
END_TEST

START_TEST(a_text_is_not_split_inside_a_character)
{
	struct arena *arena = new_arena();
	const char *const *parts;

	parts = split_text(arena, "😀😀😀", 3, 9);
	ck_assert_str_eq(parts[0], "😀");
	ck_assert_str_eq(parts[2], "😀");
	parts = split_text(arena, "äöüß", 2, 9);
	ck_assert_str_eq(parts[0], "äö");
	ck_assert_str_eq(parts[1], "üß");
}
END_TEST

/* A family of joined people, a heart with its selector, an e and its accent, a
 * thumb and its colour. */
START_TEST(what_is_one_sign_is_not_split)
{
	static const char *const signs[] = {
		"\U0001f468\u200d\U0001f469\u200d\U0001f467", "\u2764\ufe0f",
		"e\u0301", "\U0001f44d\U0001f3fd"
	};
	struct arena *arena = new_arena();
	const char *const *parts;

	for (size_t at = 0; at < ARRAY_LENGTH(signs); at++) {
		const char *sign = signs[at];
		size_t units = text_utf16_units(sign);

		for (size_t max = units; max < 2 * units; max++) {
			parts = split_text(arena,
			    arena_printf(arena, "%s%s%s", sign, sign, sign),
			    max, 9);
			for (size_t part = 0; part < 3; part++)
				ck_assert_str_eq(parts[part], sign);
			ck_assert_ptr_null(parts[3]);
		}
	}
	/* One that is too long for a part is still sent. */
	parts = split_text(arena, "e\u0301\u0302\u0303", 3, 9);
	ck_assert_str_eq(parts[0], "e\u0301\u0302");
	ck_assert_str_eq(parts[1], "\u0303");
}
END_TEST

START_TEST(every_part_fits_and_nothing_is_lost)
{
	struct arena *arena = new_arena();
	const char *text = "Satz mit Ümläut 😀. ";
	size_t letters = 0;

	for (int at = 0; at < 8; at++)
		text = arena_printf(arena, "%s%s", text, text);
	for (size_t max = 2; max < 300; max += 7) {
		const char *const *parts = split_text(arena, text, max, 9000);

		letters = 0;
		for (; *parts != NULL; parts++) {
			ck_assert_uint_le(text_utf16_units(*parts), max);
			ck_assert_str_ne(*parts, "");
			for (const char *at = *parts; *at != '\0'; at++)
				letters += *at != ' ';
		}
		ck_assert_uint_eq(letters, 256 * strlen("SatzmitÜmläut😀."));
	}
}
END_TEST

START_TEST(what_does_not_fit_is_marked)
{
	struct arena *arena = new_arena();
	const char *const *parts =
	    split_text(arena, "Eins zwei. Drei vier. Fuenf sechs.", 11, 2);

	ck_assert_str_eq(parts[0], "Eins zwei.");
	ck_assert_str_eq(parts[1], "Drei vier.…");
	ck_assert_ptr_null(parts[2]);
	ck_assert_str_eq(
	    split_whole_sentences(arena, "Eins. Zwei! Dre"), "Eins. Zwei!");
	ck_assert_str_eq(split_whole_sentences(arena, "Eins."), "Eins.");
	ck_assert_ptr_null(split_whole_sentences(arena, "Eins 2.5"));
	ck_assert_ptr_null(split_whole_sentences(arena, ""));
}
END_TEST

Suite *
turn_rules_suite(void)
{
	Suite *suite = suite_create("turn_rules");
	TCase *tests = tcase_create("turn_rules");

	tcase_add_test(tests, an_emergency_comes_before_everything);
	tcase_add_test(tests, a_caption_may_tell_of_an_emergency);
	tcase_add_test(tests, where_a_person_has_it_nothing_is_said);
	tcase_add_test(tests, a_wish_for_a_person_hands_over);
	tcase_add_test(tests, a_yes_hands_over_only_directly_after_the_offer);
	tcase_add_test(tests, what_has_no_words_is_told_so);
	tcase_add_test(tests, a_dialog_is_bounded);
	tcase_add_test(tests, a_price_needs_a_source);
	tcase_add_test(tests, tool_syntax_is_not_sent);
	tcase_add_test(tests, thoughts_are_taken_out);
	tcase_add_test(tests, a_text_is_split_at_the_best_place);
	tcase_add_test(tests, a_text_is_not_split_inside_a_character);
	tcase_add_test(tests, what_is_one_sign_is_not_split);
	tcase_add_test(tests, every_part_fits_and_nothing_is_lost);
	tcase_add_test(tests, what_does_not_fit_is_marked);
	suite_add_tcase(suite, tests);
	return suite;
}
