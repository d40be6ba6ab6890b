/*
 * test_words.c - emergencies, wishes for a person, languages.
 *
 * SPDX-License-Identifier: ISC
 */
#include "agents/language.h"
#include "agents/words.h"
#include "unit.h"

Suite *words_suite(void);

/* clang-format off */
static const char *const emergencies[] = {
	"Notfall!", "NOTFALL", "notfall", "*Notfall*", "„Notfall“", "Hilfe, Notfall im Kursraum",
	"Medizinischer Notfall!!!",
	"Wir haben hier einen Notfall", "Not\xc2\xad" "fall", "Herzinfarkt",
	"ich glaube mein Trainingspartner hat einen Herzinfarkt",
	"Da liegt jemand bewusstlos", "BEWUSSTLOS!", "ohnmächtig geworden", "ohnmaechtig geworden",
	"ohnma\xcc\x88" "chtig", "OHNMÄCHTIG",
	"ich bekomme keine Luft", "Ich krieg keine Luft mehr", "er atmet nicht", "kann nicht mehr atmen",
	"kein Puls! Notfall",
	"Verdacht auf Schlaganfall", "ruft einen Krankenwagen", "Bitte Notarzt", "er ist zusammengebrochen",
	"jemand ist gerade umgekippt",
	"starke Brustschmerzen", "Schmerzen in der Brust", "sie blutet sehr stark", "112", " 112! ", "112?", "110",
	"911", "Ruft die 112",
	"bitte die 112 rufen", "ich will mich umbringen", "es brennt in der Umkleide",
	"kein Notfallkontakt, sondern Herzstillstand",
	"emergency", "Emergency!!", "this is an emergency", "heart attack", "he is having a heart attack",
	"She's unconscious",
	"can't breathe", "I can’t breathe", "I cant breathe", "he is not breathing", "she stopped breathing",
	"call 911", "call an ambulance",
	"somebody collapsed on the treadmill", "he passed out", "severe chest pain", "I think he had a stroke",
	"no, emergency!",
	"nein, Notfall!", "116117",
};
static const char *const no_emergencies[] = {
	"", "Hallo", "Notfallkontakt ändern", "Notfall-Kontakt ändern", "Bitte meinen Notfallkontakt aktualisieren",
	"Wie ist eure Notfallnummer?",
	"Was mache ich im Notfall?", "für den Notfall habe ich ein Handtuch dabei", "notfalls komme ich später",
	"Das ist kein Notfall", "Kein Notfall!",
	"Buchung 112", "Meine Buchungsnummer ist 4112", "Mitgliedsnummer 112", "0176 1121120", "Kurs 112 um 9:11",
	"110 kg Bankdrücken", "9112",
	"Habt ihr Notfallpläne?", "Darf ich nach einem Herzinfarkt trainieren?", "Training nach Schlaganfall",
	"ich hatte keine Lust",
	"Ist die Luft im Kursraum gut?", "Bei mir ist keine Luft im Reifen", "Habt ihr Atemkurse?",
	"Wie atme ich richtig?", "Erste-Hilfe-Kurs im Mai?",
	"change my emergency contact", "Where is the emergency exit?", "not an emergency",
	"no emergency, just a question", "in case of emergency",
	"family emergency, I have to cancel my class", "breast stroke class", "my heart rate", "emergencyexit",
	"is there a breathing class?",
	"I am dying to try your sauna", "112 Euro", "call 1125", "the website is not responding",
};
static const char *const wishes[] = {
	"Ich möchte mit einem Mitarbeiter sprechen", "ich moechte mit einem mitarbeiter sprechen",
	"Kann ich mit jemandem reden?",
	"Mensch bitte", "Bitte einen echten Menschen", "echten Menschen", "Mitarbeiter bitte!", "MITARBEITER BITTE",
	"Mitarbeiter", "Mensch!",
	"Kann ich mit einer Mitarbeiterin am Telefon sprechen",
	"verbinde mich mit einem Menschen, ich will mit jemandem sprechen",
	"Gib mir einen richtigen Menschen", "Ich will keinen Bot", "nicht mit einem Roboter", "Ruft mich bitte zurück",
	"Kann jemand vom Team helfen?",
	"Ich brauche einen Mitarbeiter", "talk to a human", "I want to talk to a human", "Can I speak with someone?",
	"real person please",
	"let me speak to a real person", "human please", "agent", "connect me to a representative", "I need a human",
	"no bots", "please call me back",
};
static const char *const no_wishes[] = {
	"", "Hallo", "Wie viele Mitarbeiter habt ihr?", "Mitarbeiterrabatt?", "Menschenskinder, bitte schneller",
	"Ich habe gestern mit einem Mitarbeiter trainiert",
	"Ich will nicht mit einem Mitarbeiter sprechen", "Unmenschlich teuer", "Ist bei euch viel los?",
	"human resources jobs", "agentur",
	"Is the staff friendly?", "personal training", "I don't want to talk to a human", "Wir waren zehn Personen",
	"humanity", "Ich bin Mitarbeiter bei der Bahn, gibt es Rabatt?",
};
/* clang-format on */

/* The number of texts that test() does not answer with expected. */
static int
misses(bool (*test)(struct arena *arena, const char *text),
    const char *const *texts, size_t count, bool expected)
{
	struct arena *arena = new_arena();
	int missed = 0;

	for (size_t at = 0; at < count; at++) {
		arena_clear(arena);
		if (test(arena, texts[at]) == expected)
			continue;
		(void)fprintf(stderr, "%s: %s\n", expected ? "missed" : "seen",
		    texts[at]);
		missed++;
	}
	return missed;
}

static bool
tells_emergency(struct arena *arena, const char *text)
{
	return words_tell_emergency(arena, text, "116117");
}

START_TEST(an_emergency_is_seen)
{
	ck_assert_int_eq(misses(tells_emergency, emergencies,
			     ARRAY_LENGTH(emergencies), true),
	    0);
}
END_TEST

START_TEST(an_emergency_is_not_seen_in_other_words)
{
	ck_assert_int_eq(misses(tells_emergency, no_emergencies,
			     ARRAY_LENGTH(no_emergencies), false),
	    0);
}
END_TEST

START_TEST(an_emergency_is_seen_at_the_end_of_a_long_message)
{
	struct arena *arena = new_arena();
	const char *text = "Hallo ";

	for (int at = 0; at < 10; at++)
		text = arena_printf(arena, "%s%s", text, text);
	ck_assert(!words_tell_emergency(arena, text, "112"));
	text = arena_printf(arena, "%s bewusstlos", text);
	ck_assert(words_tell_emergency(arena, text, "112"));
}
END_TEST

START_TEST(a_wish_for_a_person_is_seen)
{
	ck_assert_int_eq(
	    misses(words_want_person, wishes, ARRAY_LENGTH(wishes), true), 0);
}
END_TEST

START_TEST(a_wish_for_a_person_is_not_seen_in_other_words)
{
	ck_assert_int_eq(misses(words_want_person, no_wishes,
			     ARRAY_LENGTH(no_wishes), false),
	    0);
}
END_TEST

START_TEST(yes_and_no_are_whole_messages)
{
	struct arena *arena = new_arena();

	ck_assert(words_say_yes(arena, "Ja"));
	ck_assert(words_say_yes(arena, "ja, gerne!"));
	ck_assert(words_say_yes(arena, "Yes please"));
	ck_assert(words_say_yes(arena, "ok"));
	ck_assert(words_say_yes(arena, "Ja bitte 🙏"));
	ck_assert(!words_say_yes(arena, "Ja aber was kostet das"));
	ck_assert(!words_say_yes(arena, "januar"));
	ck_assert(!words_say_yes(arena, ""));
	ck_assert(words_say_no(arena, "Nein danke"));
	ck_assert(words_say_no(arena, "no, thanks"));
	ck_assert(!words_say_no(arena, "no idea what you mean"));
	ck_assert(!words_say_no(arena, "ja"));
}
END_TEST

START_TEST(words_are_plain)
{
	struct arena *arena = new_arena();
	struct words words = words_read(arena,
	    "Can't, U\xcc\x88"
	    "BER-Straße! 5,90");

	ck_assert_uint_eq(words.count, 8);
	ck_assert_str_eq(words.items[0], "cant");
	ck_assert_str_eq(words.items[1], ".");
	ck_assert_str_eq(words.items[2], "ueber");
	ck_assert_str_eq(words.items[3], "strasse");
	ck_assert_str_eq(words.items[4], ".");
	ck_assert_str_eq(words.items[5], "5");
	ck_assert_uint_eq(words_read(arena, NULL).count, 0);
	ck_assert_uint_eq(words_read(arena, "?!").count, 0);
}
END_TEST

START_TEST(a_gap_stays_within_the_clause)
{
	struct arena *arena = new_arena();
	static const char *const patterns[] = { "talk * human", NULL };
	struct words words;

	words = words_read(arena, "talk to a real human");
	ck_assert(words_match(&words, patterns));
	words = words_read(arena, "talk to a very real human");
	ck_assert(!words_match(&words, patterns));
	words = words_read(arena, "talk. human");
	ck_assert(!words_match(&words, patterns));
	words = words_read(arena, "talk");
	ck_assert(!words_match(&words, patterns));
}
END_TEST

START_TEST(a_language_is_told_by_its_words)
{
	struct arena *arena = new_arena();

	ck_assert_int_eq(
	    language_detect(arena, "Was kostet das?"), LANGUAGE_DE);
	ck_assert_int_eq(
	    language_detect(arena, "Wann habt ihr offen"), LANGUAGE_DE);
	ck_assert_int_eq(language_detect(arena, "Öffnungszeiten"), LANGUAGE_DE);
	ck_assert_int_eq(
	    language_detect(arena, "How much is it?"), LANGUAGE_EN);
	ck_assert_int_eq(
	    language_detect(arena, "When are you open?"), LANGUAGE_EN);
	ck_assert_int_eq(language_detect(arena, "112"), LANGUAGE_UNKNOWN);
	ck_assert_int_eq(language_detect(arena, "ok"), LANGUAGE_UNKNOWN);
	ck_assert_int_eq(language_detect(arena, ""), LANGUAGE_UNKNOWN);
}
END_TEST

START_TEST(a_language_is_remembered)
{
	struct arena *arena = new_arena();

	ck_assert_int_eq(
	    language_choose(arena, "ok", "en", "de-DE"), LANGUAGE_EN);
	ck_assert_int_eq(
	    language_choose(arena, "Was kostet das", "en", "de-DE"),
	    LANGUAGE_DE);
	ck_assert_int_eq(
	    language_choose(arena, "ok", NULL, "en-GB"), LANGUAGE_EN);
	ck_assert_int_eq(
	    language_choose(arena, "ok", NULL, "fr-FR"), LANGUAGE_DE);
	ck_assert_int_eq(language_parse("english"), LANGUAGE_UNKNOWN);
	ck_assert_int_eq(language_parse(NULL), LANGUAGE_UNKNOWN);
	ck_assert_int_eq(language_parse("e"), LANGUAGE_UNKNOWN);
}
END_TEST

Suite *
words_suite(void)
{
	Suite *suite = suite_create("words");
	TCase *tests = tcase_create("words");

	tcase_add_test(tests, an_emergency_is_seen);
	tcase_add_test(tests, an_emergency_is_not_seen_in_other_words);
	tcase_add_test(
	    tests, an_emergency_is_seen_at_the_end_of_a_long_message);
	tcase_add_test(tests, a_wish_for_a_person_is_seen);
	tcase_add_test(tests, a_wish_for_a_person_is_not_seen_in_other_words);
	tcase_add_test(tests, yes_and_no_are_whole_messages);
	tcase_add_test(tests, words_are_plain);
	tcase_add_test(tests, a_gap_stays_within_the_clause);
	tcase_add_test(tests, a_language_is_told_by_its_words);
	tcase_add_test(tests, a_language_is_remembered);
	suite_add_tcase(suite, tests);
	return suite;
}
