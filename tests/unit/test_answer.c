/*
 * test_answer.c - what may be sent, what is asked for again, what is added.
 *
 * SPDX-License-Identifier: ISC
 */
#include "agents/agent.h"
#include "agents/sentence.h"
#include "agents/split.h"
#include "base/text.h"
#include "unit.h"

Suite *answer_suite(void);

static const struct prompt_config studio = {
	.studio_name = "Kraftwerk",
	.sales_prices_text = "Basic 29,90 EUR",
	.medic_disclaimer_text = "Das ist kein Ersatz für einen Arztbesuch.",
};

static const char *const passages[] = { "Ein Handtuch kostet 2 EUR Leihgebühr.",
	NULL };

static void
expect(const struct answer_scene *scene, const char *answer,
    enum answer_verdict verdict, const char *rule)
{
	struct arena *arena = arena_create(4096, 8 << 20);
	struct answer_scene whole = *scene;
	struct answer_finding finding;

	whole.studio = &studio;
	finding = answer_judge(arena, answer_rules, &whole, answer);
	ck_assert_msg(
	    finding.verdict == verdict && text_is_equal(finding.rule, rule),
	    "\"%s\": verdict %d, rule %s", answer, finding.verdict,
	    finding.rule == NULL ? "none" : finding.rule);
	ck_assert((finding.text != NULL) == (verdict == ANSWER_GOOD));
	if (verdict == ANSWER_AGAIN)
		ck_assert(!text_is_empty(finding.complaint));
	arena_free(arena);
}

/* clang-format off */
static const char *const false_claims[] = {
	"Ich habe dich für Yoga am Sonntag um 10 Uhr angemeldet.", "Alles klar, hab dich eingebucht!",
	"Dein Termin wurde storniert.", "Deine Mitgliedschaft ist gekündigt.",
	"Der Kurs ist für dich gebucht. Viel Spaß!", "Gern! Wir haben deinen Vertrag pausiert.",
	"Hiermit ist dein Platz reserviert.", "I have booked you into yoga.", "I've cancelled your class.",
	"Your appointment has been rescheduled.", "Your membership is now cancelled.",
	"Done! I just moved it to Friday.", "Ich habe das Team informiert.", "I have notified the team.",
	"Ich habe deine Nachricht weitergeleitet.",
};
static const char *const true_claims[] = {
	"Ich habe nichts gebucht.", "Ich kann das leider nicht stornieren.", "Der Kurs ist leider ausgebucht.",
	"Wenn du gebucht hast, bekommst du eine Mail.", "Soll ich dich anmelden?", "The class is fully booked.",
	"I have not cancelled anything.", "Sobald dein Kurs gebucht ist, sage ich es dir.",
	"Kurse können online gebucht werden.", "You can book it in the app.",
	"Welchen Kurs möchtest du gebucht haben?", "I can not book that, sorry.",
	"Once it is cancelled you will get a mail.", "Bis wann muss gekündigt sein?",
	"Das Team kann informiert werden, wenn du möchtest.", "Unsere Öffnungszeiten haben sich nicht geändert.",
};
/* clang-format on */

START_TEST(nobody_claims_what_no_tool_has_done)
{
	struct answer_scene scene = { 0 };

	for (size_t at = 0; at < ARRAY_LENGTH(false_claims); at++)
		expect(
		    &scene, false_claims[at], ANSWER_AGAIN, "no_false_claim");
	for (size_t at = 0; at < ARRAY_LENGTH(true_claims); at++)
		expect(&scene, true_claims[at], ANSWER_GOOD, NULL);
	scene.is_second = true;
	expect(&scene, false_claims[0], ANSWER_BAD, "no_false_claim");
}
END_TEST

START_TEST(what_a_tool_has_done_may_be_said)
{
	struct answer_scene scene = { .has_acted = true, .has_called = true };

	for (size_t at = 0; at < ARRAY_LENGTH(false_claims); at++)
		expect(&scene, false_claims[at], ANSWER_GOOD, NULL);
	/* What was looked up is no claim, what we did is. */
	scene = (struct answer_scene){ .sources = passages };
	expect(&scene, "Dein Kurs ist gebucht.", ANSWER_GOOD, NULL);
	expect(&scene, "Ich habe dich angemeldet.", ANSWER_AGAIN,
	    "no_false_claim");
}
END_TEST

START_TEST(a_price_may_come_from_what_was_read)
{
	struct answer_scene scene = { 0 };

	expect(&scene, "Ein Handtuch kostet 2 EUR.", ANSWER_AGAIN,
	    "price_has_source");
	scene.is_second = true;
	expect(&scene, "Ein Handtuch kostet 2 EUR.", ANSWER_BAD,
	    "price_has_source");
	scene.sources = passages;
	expect(&scene, "Ein Handtuch kostet 2 EUR.", ANSWER_GOOD, NULL);
	expect(&scene, "Basic kostet 29,90 €.", ANSWER_GOOD, NULL);
	expect(&scene, "Das kostet 3 EUR.", ANSWER_BAD, "price_has_source");
}
END_TEST

START_TEST(a_wrong_language_is_asked_for_once_more_and_then_passes)
{
	const char *english = "We are open every day, you are welcome.";
	const char *german = "Wir haben jeden Tag geöffnet, komm gern vorbei.";
	struct answer_scene scene = { .language = LANGUAGE_DE };

	expect(&scene, german, ANSWER_GOOD, NULL);
	expect(&scene, english, ANSWER_AGAIN, "language");
	expect(&scene, "Yes, sure!", ANSWER_GOOD, NULL);
	expect(&scene, "Bonjour, nous sommes ouverts tous les jours.",
	    ANSWER_GOOD, NULL);
	scene.is_second = true;
	expect(&scene, english, ANSWER_GOOD, NULL);
	scene = (struct answer_scene){ .language = LANGUAGE_EN };
	expect(&scene, german, ANSWER_AGAIN, "language");
	expect(&scene, english, ANSWER_GOOD, NULL);
	scene.language = LANGUAGE_UNKNOWN;
	expect(&scene, german, ANSWER_GOOD, NULL);
}
END_TEST

START_TEST(nothing_and_tool_syntax_are_refused)
{
	struct answer_scene scene = { 0 };

	expect(&scene, "...", ANSWER_BAD, "not_empty");
	expect(&scene, "<think>hm", ANSWER_BAD, "no_thoughts");
	expect(
	    &scene, "<tool_call>x</tool_call>", ANSWER_AGAIN, "no_tool_syntax");
	scene.is_second = true;
	expect(
	    &scene, "<tool_call>x</tool_call>", ANSWER_BAD, "no_tool_syntax");
}
END_TEST

static const char *
finished(struct arena *arena, const struct agent *agent, enum language language,
    const char *text)
{
	struct answer_scene scene = { .studio = &studio,
		.language = language,
		.question = "Was zeigt das Bild?" };

	return agent_finish(arena, agent, &scene, text);
}

static size_t
times(const char *text, const char *part)
{
	size_t count = 0;

	for (; (text = strstr(text, part)) != NULL; text += strlen(part))
		count++;
	return count;
}

START_TEST(the_disclaimer_stands_behind_answers_of_health_once)
{
	struct arena *arena = new_arena();
	const char *own = studio.medic_disclaimer_text;
	const char *text =
	    finished(arena, &medic_agent, LANGUAGE_DE, "Schone dich.");

	ck_assert_str_eq(
	    text, "Schone dich.\n\nDas ist kein Ersatz für einen Arztbesuch.");
	ck_assert_str_eq(
	    finished(arena, &medic_agent, LANGUAGE_DE, text), text);
	text = finished(arena, &medic_agent, LANGUAGE_DE,
	    arena_printf(arena, "%s Schone dich.", own));
	ck_assert_uint_eq(times(text, own), 1);
	ck_assert(text_ends_with(text, own));
	ck_assert_str_eq(
	    finished(arena, &sales_agent, LANGUAGE_DE, "Hallo"), "Hallo");
	ck_assert_str_eq(
	    finished(arena, &vision_agent, LANGUAGE_DE, "Eine Hantel."),
	    "Eine Hantel.");
	ck_assert(text_ends_with(
	    finished(arena, &vision_agent, LANGUAGE_DE, "Eine Verletzung."),
	    own));
}
END_TEST

START_TEST(the_disclaimer_is_in_the_language_of_the_member)
{
	struct arena *arena = new_arena();
	struct prompt_config plain = { .studio_name = "Kraftwerk" };
	struct answer_scene scene = { .studio = &plain,
		.language = LANGUAGE_EN };
	const char *english =
	    sentence_say(arena, SENTENCE_DISCLAIMER, &plain, LANGUAGE_EN);
	const char *text;

	/* A text of the studio that says it in German stays there too. */
	text = finished(arena, &medic_agent, LANGUAGE_EN, "Take a rest.");
	ck_assert_uint_eq(times(text, english), 1);
	ck_assert(text_ends_with(text, studio.medic_disclaimer_text));
	ck_assert_str_eq(
	    finished(arena, &medic_agent, LANGUAGE_EN, text), text);
	/* The one that every studio begins with does not. */
	plain.medic_disclaimer_text =
	    prompt_config_defaults(arena)->medic_disclaimer_text;
	text = agent_finish(arena, &medic_agent, &scene, "Take a rest.");
	ck_assert_str_eq(
	    text, arena_printf(arena, "Take a rest.\n\n%s", english));
	plain.medic_disclaimer_text = "";
	ck_assert_str_eq(
	    agent_finish(arena, &medic_agent, &scene, "Take a rest."), text);
}
END_TEST

/* WhatsApp with and without buttons, Telegram, SMS of one and ten parts,
 * messages of the website. */
START_TEST(an_answer_fits_every_channel)
{
	static const size_t limits[] = { 160, 1024, 1600, 2000, 4096 };
	enum { PARTS_MAX = 5 };
	struct arena *arena = new_arena();
	const char *text = "Wir öffnen um 6 Uhr 😀. Komm gern vorbei! ";

	for (int at = 0; at < 7; at++)
		text = arena_printf(arena, "%s%s", text, text);
	for (size_t at = 0; at < ARRAY_LENGTH(limits); at++) {
		const char *const *parts =
		    split_text(arena, text, limits[at], PARTS_MAX);
		size_t count = 0;

		for (; parts[count] != NULL; count++) {
			ck_assert_uint_le(
			    text_utf16_units(parts[count]), limits[at]);
			/* Whole sentences, but for the end of a cut text. */
			ck_assert(text_ends_with(parts[count], ".") ||
			    text_ends_with(parts[count], "!") ||
			    text_ends_with(parts[count], "…"));
		}
		ck_assert_uint_ge(count, 1);
		ck_assert_uint_le(count, PARTS_MAX);
	}
}
END_TEST

Suite *
answer_suite(void)
{
	Suite *suite = suite_create("answer");
	TCase *tests = tcase_create("answer");

	tcase_add_test(tests, nobody_claims_what_no_tool_has_done);
	tcase_add_test(tests, what_a_tool_has_done_may_be_said);
	tcase_add_test(tests, a_price_may_come_from_what_was_read);
	tcase_add_test(
	    tests, a_wrong_language_is_asked_for_once_more_and_then_passes);
	tcase_add_test(tests, nothing_and_tool_syntax_are_refused);
	tcase_add_test(
	    tests, the_disclaimer_stands_behind_answers_of_health_once);
	tcase_add_test(tests, the_disclaimer_is_in_the_language_of_the_member);
	tcase_add_test(tests, an_answer_fits_every_channel);
	suite_add_tcase(suite, tests);
	return suite;
}
