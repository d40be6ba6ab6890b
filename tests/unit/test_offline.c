/*
 * test_offline.c - the built-in provider says what the studio has told, no
 * more.
 *
 * SPDX-License-Identifier: ISC
 */
#include "agents/fact.h"
#include "agents/offline.h"
#include "agents/sentence.h"
#include "unit.h"

Suite *offline_suite(void);

static const struct prompt_config studio = {
	.studio_name = "Kraftwerk",
	.agent_display_name = "Kim",
	.studio_emergency_number = "0800 112",
	.studio_address = "Hauptstr. 5, 10115 Berlin",
	.sales_prices_text = "Monatsabo 29,90 EUR\nTageskarte 12 EUR",
	.opening_hours_text = "Mo-Fr 6-23 Uhr\nSa-So 9-20 Uhr",
	.persona_bio_text =
	    "Wir haben eine Sauna im Keller. Parkplätze sind hinter dem "
	    "Haus. Yoga und Pilates Kurse leitet Mia.",
};

static const char *
answer(struct arena *arena, const char *text, enum language language)
{
	struct offline_question question = { .text = text,
		.language = language };

	struct task task = { .arena = arena };

	return offline_answer(&task, &question, &studio, NULL);
}

/* The answer to question has wanted in it. */
static void
expect(const char *question, enum language language, const char *wanted)
{
	struct arena *arena = new_arena();
	const char *said = answer(arena, question, language);

	ck_assert_msg(strstr(said, wanted) != NULL, "%s -> %s", question, said);
}

static void
expect_unknown(const char *question, enum language language)
{
	expect(
	    question, language, sentence_template(SENTENCE_UNKNOWN, language));
}

START_TEST(hours_are_told)
{
	expect("Wann habt ihr auf?", LANGUAGE_DE, "Mo-Fr 6-23 Uhr");
	expect("Öffnungszeiten?", LANGUAGE_DE, "Sa-So 9-20");
	expect("Seid ihr heute offen", LANGUAGE_DE, "Mo-Fr");
	expect("Wie lange habt ihr heute auf?", LANGUAGE_DE, "Mo-Fr");
	expect("When are you open?", LANGUAGE_EN, "opening hours");
	expect("What time do you close?", LANGUAGE_EN, "Mo-Fr 6-23");
	expect("opening hours", LANGUAGE_EN, "Mo-Fr 6-23");
}
END_TEST

START_TEST(prices_are_told)
{
	expect("Was kostet das?", LANGUAGE_DE, "29,90");
	expect("Hallo, was kostet ein Monat bei euch?", LANGUAGE_DE, "29,90");
	expect("Preise?", LANGUAGE_DE, "Tageskarte 12 EUR");
	expect("How much is a membership?", LANGUAGE_EN, "Our prices");
	expect_unknown("Wie viel Zeit brauche ich?", LANGUAGE_DE);
}
END_TEST

START_TEST(the_address_is_told)
{
	expect("Wo seid ihr?", LANGUAGE_DE, "Hauptstr. 5");
	expect("Wie ist die Adresse?", LANGUAGE_DE, "10115 Berlin");
	expect("Where are you located?", LANGUAGE_EN, "Hauptstr. 5");
}
END_TEST

START_TEST(several_questions_are_all_answered)
{
	expect("Wann habt ihr auf und was kostet es?", LANGUAGE_DE, "Mo-Fr");
	expect("Wann habt ihr auf und was kostet es?", LANGUAGE_DE, "29,90");
}
END_TEST

START_TEST(the_emergency_number_is_told)
{
	expect("Wie ist die Notrufnummer?", LANGUAGE_DE, "0800 112");
	expect("emergency number?", LANGUAGE_EN, "0800 112");
}
END_TEST

START_TEST(courtesies_are_returned_in_the_studios_name)
{
	expect("Hallo!", LANGUAGE_DE, "Kraftwerk");
	expect("Hallo!", LANGUAGE_DE, "Kim");
	expect("Hi there", LANGUAGE_EN, "welcome to Kraftwerk");
	expect("Danke!", LANGUAGE_DE, "Sehr gern");
	expect("Vielen Dank, bis bald", LANGUAGE_DE, "Sehr gern");
	expect("thanks a lot", LANGUAGE_EN, "welcome");
	expect("Tschüss", LANGUAGE_DE, "Bis bald");
	expect("Wer bist du?", LANGUAGE_DE, "KI-Assistent");
	expect("Are you a bot?", LANGUAGE_EN, "not a person");
}
END_TEST

START_TEST(facts_come_from_the_studios_texts)
{
	expect("Habt ihr eine Sauna?", LANGUAGE_DE,
	    "Wir haben eine Sauna im Keller.");
	expect("Gibt es einen Parkplatz?", LANGUAGE_DE, "hinter dem Haus.");
	expect("Wer leitet den Yogakurs? Yoga meine ich", LANGUAGE_DE, "Mia");
	expect("Do you have a sauna?", LANGUAGE_EN, "Sauna im Keller");
}
END_TEST

START_TEST(what_is_not_known_is_not_said)
{
	expect_unknown("Habt ihr ein Schwimmbad?", LANGUAGE_DE);
	expect_unknown("Bitte kündigt meinen Vertrag", LANGUAGE_DE);
	expect_unknown("Do you offer boxing?", LANGUAGE_EN);
	expect_unknown("asdf", LANGUAGE_DE);
	expect_unknown("?", LANGUAGE_EN);
	expect_unknown("Kann ich meine Saunabuchung für Dienstag stornieren?",
	    LANGUAGE_DE);
}
END_TEST

START_TEST(what_only_the_schedule_knows_is_said_to_be_unknown)
{
	static const char *const german[] = { "Wann ist heute Yoga?",
		"Welche Kurse gibt es am Samstag?", "Zeig mir den Kursplan",
		"Bitte storniere meine Buchung", "Wann ist mein Termin?",
		"Kann ich mich morgen für Pilates anmelden?" };
	static const char *const english[] = { "When is the yoga class?",
		"Cancel my booking please", "Can you book me a class?",
		"class schedule?" };

	for (size_t at = 0; at < ARRAY_LENGTH(german); at++)
		expect(german[at], LANGUAGE_DE, "nicht angeschlossen");
	for (size_t at = 0; at < ARRAY_LENGTH(english); at++)
		expect(english[at], LANGUAGE_EN, "not connected");
}
END_TEST

START_TEST(health_gets_no_advice)
{
	struct arena *arena = new_arena();
	const char *said = answer(
	    arena, "Ich habe Rückenschmerzen, was soll ich tun?", LANGUAGE_DE);

	ck_assert_ptr_nonnull(strstr(said, "keinen Rat"));
	ck_assert(sentence_is_offer(arena, said));
	expect("My knee hurts, what can I do?", LANGUAGE_EN, "advice");
}
END_TEST

START_TEST(without_texts_nothing_is_made_up)
{
	static const struct prompt_config empty = { .studio_name = "Leer",
		.studio_address = "",
		.sales_prices_text = "",
		.persona_bio_text = "",
		.opening_hours_text = " " };
	static const char *const questions[] = { "Was kostet das?",
		"Wann habt ihr auf?", "Wo seid ihr?", "Habt ihr eine Sauna?" };
	struct task task = { .arena = new_arena() };

	for (size_t at = 0; at < ARRAY_LENGTH(questions); at++) {
		struct offline_question question = { .text = questions[at],
			.language = LANGUAGE_DE };

		ck_assert_str_eq(offline_answer(&task, &question, &empty, NULL),
		    sentence_template(SENTENCE_UNKNOWN, LANGUAGE_DE));
	}
}
END_TEST

START_TEST(a_no_after_the_offer_is_taken_as_one)
{
	struct task task = { .arena = new_arena() };
	struct offline_question question = { .text = "nein danke",
		.language = LANGUAGE_DE,
		.is_after_offer = true };

	ck_assert_str_eq(offline_answer(&task, &question, &studio, NULL),
	    sentence_template(SENTENCE_DECLINED, LANGUAGE_DE));
}
END_TEST

START_TEST(a_passage_ends_with_its_sentence)
{
	static const char *const sources[] = {
		"Die Hauptstr. 5 hat einen Aufzug. Am 3. Mai ist zu.", NULL
	};
	struct arena *arena = new_arena();

	ck_assert_str_eq(fact_find(arena, "Aufzug?", sources),
	    "Die Hauptstr. 5 hat einen Aufzug.");
	ck_assert_str_eq(
	    fact_find(arena, "Mai?", sources), "Am 3. Mai ist zu.");
	ck_assert_ptr_null(fact_find(arena, "", sources));
	ck_assert_ptr_null(fact_find(arena, "und der die das", sources));
	ck_assert(fact_asks(arena, "Aufzug?"));
	ck_assert(!fact_asks(arena, "und der die das"));
	ck_assert_str_eq(fact_pick(arena,
			     "Habt ihr denn einen Aufzug oder so "
			     "was wie Rolltreppen und Kutschen",
			     sources[0]),
	    "Die Hauptstr. 5 hat einen Aufzug.");
}
END_TEST

Suite *
offline_suite(void)
{
	Suite *suite = suite_create("offline");
	TCase *tests = tcase_create("offline");

	tcase_add_test(tests, hours_are_told);
	tcase_add_test(tests, prices_are_told);
	tcase_add_test(tests, the_address_is_told);
	tcase_add_test(tests, several_questions_are_all_answered);
	tcase_add_test(tests, the_emergency_number_is_told);
	tcase_add_test(tests, courtesies_are_returned_in_the_studios_name);
	tcase_add_test(tests, facts_come_from_the_studios_texts);
	tcase_add_test(tests, what_is_not_known_is_not_said);
	tcase_add_test(
	    tests, what_only_the_schedule_knows_is_said_to_be_unknown);
	tcase_add_test(tests, health_gets_no_advice);
	tcase_add_test(tests, without_texts_nothing_is_made_up);
	tcase_add_test(tests, a_no_after_the_offer_is_taken_as_one);
	tcase_add_test(tests, a_passage_ends_with_its_sentence);
	suite_add_tcase(suite, tests);
	return suite;
}
