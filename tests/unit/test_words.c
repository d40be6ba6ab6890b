/*
 * test_words.c - emergencies, wishes for a person, languages.
 *
 * SPDX-License-Identifier: ISC
 */
#include "agents/language.h"
#include "agents/words.h"
#include "unit.h"
#include "word_cases.h"

Suite *words_suite(void);

/* Each of the NULL-ended texts is answered with expected, and there are at
 * least as many as were promised. */
static void
expect_all(bool (*test)(struct arena *arena, const char *text),
    const char *const *texts, bool expected, int least)
{
	struct arena *arena = new_arena();
	int missed = 0, count = 0;

	for (; texts[count] != NULL; count++) {
		arena_clear(arena);
		if (test(arena, texts[count]) == expected)
			continue;
		(void)fprintf(stderr, "%s: %s\n", expected ? "missed" : "seen",
		    texts[count]);
		missed++;
	}
	ck_assert_int_eq(missed, 0);
	ck_assert_int_ge(count, least);
}

static bool
tells_emergency(struct arena *arena, const char *text)
{
	return words_tell_emergency(arena, text, "116117");
}

START_TEST(an_emergency_is_seen)
{
	expect_all(tells_emergency, emergency_cases, true, 200);
}
END_TEST

START_TEST(an_emergency_is_not_seen_in_other_words)
{
	expect_all(tells_emergency, no_emergency_cases, false, 200);
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

START_TEST(a_number_of_the_studio_may_have_several_parts)
{
	struct arena *arena = new_arena();

	ck_assert(words_tell_emergency(arena, "030 4711", "030 4711"));
	ck_assert(words_tell_emergency(arena, "030-4711!", "030 4711"));
	ck_assert(!words_tell_emergency(arena, "4711", "030 4711"));
	ck_assert(!words_tell_emergency(arena, "Hallo", ""));
	ck_assert(!words_tell_emergency(arena, "Hallo", NULL));
	ck_assert(!words_tell_emergency(arena, NULL, NULL));
}
END_TEST

/* One letter more, less or other, or two that change places: in every word of
 * at least seven letters. */
START_TEST(every_typo_of_one_letter_is_forgiven)
{
	static const char *const words[] = { "notfall", "herzinfarkt",
		"schlaganfall", "bewusstlos", "krankenwagen", "emergency",
		"unconscious", "ambulance", "seizure", "anaphylaxis" };
	struct arena *arena = new_arena();

	for (size_t i = 0; i < ARRAY_LENGTH(words); i++)
		for (size_t at = 0; words[i][at] != '\0'; at++) {
			const char *word = words[i];
			int before = (int)at;
			const char *typos[] = {
				arena_printf(arena, "%.*s%s", before, word,
				    word + at + 1),
				arena_printf(
				    arena, "%.*sx%s", before, word, word + at),
				arena_printf(arena, "%.*sq%s", before, word,
				    word + at + 1),
				word[at + 1] == '\0'
				    ? word
				    : arena_printf(arena, "%.*s%c%c%s", before,
					  word, word[at + 1], word[at],
					  word + at + 2),
			};

			for (size_t j = 0; j < ARRAY_LENGTH(typos); j++)
				ck_assert_msg(words_tell_emergency(
						  arena, typos[j], "112"),
				    "%s is missed", typos[j]);
		}
}
END_TEST

START_TEST(words_of_their_own_are_not_mended)
{
	static const char *const list[] = { "notfall", "choking", "hilfe",
		NULL };
	static const char *const others[] = { "notfalls", NULL };
	static const struct {
		const char *text;
		const char *mended;
	} cases[] = {
		{ "notfal", "notfall" },
		{ "nofall", "notfall" },
		{ "notfalls", "notfalls" },
		{ "ntfal", "ntfal" },
		{ "notfall5", "notfall5" },
		{ "cooking", "choking" },
		{ "hilf", "hilf" },
		{ "hiiilfe", "hilfe" },
		{ "hilfeeeee", "hilfe" },
		{ "nooootfaalll", "notfall" },
		{ "notfallll", "notfall" },
		{ "", "" },
	};
	struct arena *arena = new_arena();

	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
		struct words words = words_read(arena, cases[i].text);

		words_mend(arena, &words, list, others);
		if (words.count == 0)
			continue;
		ck_assert_str_eq(words.items[0], cases[i].mended);
	}
}
END_TEST

START_TEST(letters_apart_become_a_word)
{
	static const struct {
		const char *text;
		const char *first;
		size_t count;
	} cases[] = {
		{ "s o s", "sos", 1 },
		{ "S.O.S", "sos", 1 },
		{ "S.O.S.!", "sos", 2 },
		{ "h i l f e. h i l f e", "hilfe", 3 },
		{ "M Ä N N er", "maenn", 2 },
		{ "a b", "a", 2 },
		{ "1 1 2", "1", 3 },
		{ "a b. c", "a", 4 },
		{ "", NULL, 0 },
	};
	struct arena *arena = new_arena();

	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
		struct words words = words_read(arena, cases[i].text);

		words_join_letters(arena, &words);
		ck_assert_uint_eq(words.count, cases[i].count);
		if (words.count > 0)
			ck_assert_str_eq(words.items[0], cases[i].first);
	}
}
END_TEST

START_TEST(a_mask_leaves_what_stands_in_its_gap)
{
	static const char *const mask[] = { "hatte * infarkt", NULL };
	static const char *const gap[] = { "bewusstlos", NULL };
	static const char *const named[] = { "hatte", "infarkt", NULL };
	struct arena *arena = new_arena();
	struct words words = words_read(arena, "hatte bewusstlos infarkt");

	words_mask(&words, mask);
	ck_assert(words_match(&words, gap));
	ck_assert(!words_match(&words, named));
}
END_TEST

START_TEST(a_wish_for_a_person_is_seen)
{
	expect_all(words_want_person, wish_cases, true, 80);
}
END_TEST

START_TEST(a_wish_for_a_person_is_not_seen_in_other_words)
{
	expect_all(words_want_person, no_wish_cases, false, 80);
}
END_TEST

START_TEST(a_yes_is_a_yes_without_ifs_and_buts)
{
	expect_all(words_say_yes, yes_cases, true, 60);
	expect_all(words_say_yes, no_yes_cases, false, 60);
}
END_TEST

START_TEST(a_no_is_a_no)
{
	expect_all(words_say_no, no_cases, true, 60);
	expect_all(words_say_no, no_no_cases, false, 60);
}
END_TEST

START_TEST(nothing_is_a_yes_and_a_no)
{
	struct arena *arena = new_arena();
	const char *const *const all[] = { yes_cases, no_yes_cases, no_cases,
		no_no_cases, wish_cases, emergency_cases };

	for (size_t i = 0; i < ARRAY_LENGTH(all); i++)
		for (const char *const *text = all[i]; *text != NULL; text++) {
			arena_clear(arena);
			ck_assert_msg(!words_say_yes(arena, *text) ||
				!words_say_no(arena, *text),
			    "%s is both", *text);
		}
}
END_TEST

START_TEST(a_number_in_a_pattern_is_any_number)
{
	struct arena *arena = new_arena();
	static const char *const patterns[] = { "vor # jahren", NULL };
	struct words words;

	words = words_read(arena, "vor 3 Jahren");
	ck_assert(words_match(&words, patterns));
	words = words_read(arena, "vor drei Jahren");
	ck_assert(!words_match(&words, patterns));
	words = words_read(arena, "vor 3a Jahren");
	ck_assert(!words_match(&words, patterns));
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
	tcase_add_test(tests, a_number_of_the_studio_may_have_several_parts);
	tcase_add_test(tests, every_typo_of_one_letter_is_forgiven);
	tcase_add_test(tests, words_of_their_own_are_not_mended);
	tcase_add_test(tests, letters_apart_become_a_word);
	tcase_add_test(tests, a_mask_leaves_what_stands_in_its_gap);
	tcase_add_test(tests, a_yes_is_a_yes_without_ifs_and_buts);
	tcase_add_test(tests, a_no_is_a_no);
	tcase_add_test(tests, nothing_is_a_yes_and_a_no);
	tcase_add_test(tests, a_number_in_a_pattern_is_any_number);
	tcase_add_test(tests, words_are_plain);
	tcase_add_test(tests, a_gap_stays_within_the_clause);
	tcase_add_test(tests, a_language_is_told_by_its_words);
	tcase_add_test(tests, a_language_is_remembered);
	suite_add_tcase(suite, tests);
	return suite;
}
