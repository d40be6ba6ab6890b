/*
 * test_language_wish.c - who asks to be answered in another language.
 *
 * SPDX-License-Identifier: ISC
 */
#include "agents/language.h"
#include "unit.h"

Suite *language_wish_suite(void);

/* clang-format off */
static const struct wish_case {
	const char *text;
	enum language language;
	bool is_all;
} wishes[] = {
	{ "Please answer in English", LANGUAGE_EN, true },
	{ "please answer in english!", LANGUAGE_EN, true },
	{ "Can we speak English?", LANGUAGE_EN, true },
	{ "English please", LANGUAGE_EN, true },
	{ "in English, please", LANGUAGE_EN, true },
	{ "Do you speak English?", LANGUAGE_EN, true },
	{ "Could you please switch to English?", LANGUAGE_EN, true },
	{ "Sorry, I don't understand German. Can you write in English?", LANGUAGE_EN, true },
	{ "I don't speak German", LANGUAGE_EN, true },
	{ "Bitte antworte auf Englisch", LANGUAGE_EN, true },
	{ "auf englisch bitte", LANGUAGE_EN, true },
	{ "Kannst du auf Englisch schreiben?", LANGUAGE_EN, true },
	{ "Please answer in English: what does it cost?", LANGUAGE_EN, false },
	{ "I don't speak German, when are you open?", LANGUAGE_EN, false },
	{ "Can you tell me in English when yoga starts?", LANGUAGE_EN, false },
	{ "Auf Deutsch bitte", LANGUAGE_DE, true },
	{ "Bitte auf deutsch", LANGUAGE_DE, true },
	{ "Please answer in German", LANGUAGE_DE, true },
	{ "Kannst du Deutsch sprechen?", LANGUAGE_DE, true },
	{ "Können wir auf Deutsch weiter reden?", LANGUAGE_DE, true },
	{ "deutsch bitte", LANGUAGE_DE, true },
	{ "Ich verstehe kein Englisch", LANGUAGE_DE, true },
	{ "Sprich bitte deutsch mit mir", LANGUAGE_DE, true },
	{ "Bitte auf Deutsch: wann habt ihr offen?", LANGUAGE_DE, false },
	/* Not asked for. */
	{ "Gibt es Kurse auf Englisch?", LANGUAGE_UNKNOWN, false },
	{ "Do your trainers speak English?", LANGUAGE_UNKNOWN, false },
	{ "Is the contract in German?", LANGUAGE_UNKNOWN, false },
	{ "Habt ihr Deutschkurse?", LANGUAGE_UNKNOWN, false },
	{ "Ich suche einen Deutsch Kurs", LANGUAGE_UNKNOWN, false },
	{ "Hallo", LANGUAGE_UNKNOWN, false },
	{ "Are there English speaking trainers?", LANGUAGE_UNKNOWN, false },
	{ "Was kostet das bitte?", LANGUAGE_UNKNOWN, false },
	{ "Spricht euer Trainer Englisch?", LANGUAGE_UNKNOWN, false },
	{ "", LANGUAGE_UNKNOWN, false },
};
/* clang-format on */

START_TEST(a_wish_for_a_language_is_understood)
{
	for (size_t at = 0; at < ARRAY_LENGTH(wishes); at++) {
		struct arena *arena = arena_create(4096, 1 << 20);
		struct language_wish wish =
		    language_wished(arena, wishes[at].text);

		ck_assert_msg(wish.language == wishes[at].language &&
			wish.is_all == wishes[at].is_all,
		    "\"%s\": language %d, all %d", wishes[at].text,
		    wish.language, wish.is_all);
		arena_free(arena);
	}
}
END_TEST

START_TEST(a_wish_counts_more_than_the_words)
{
	struct arena *arena = new_arena();
	const char *german = "Wann habt ihr heute geöffnet?";

	ck_assert_int_eq(language_of_member(arena, german, "en", "de", "de-DE"),
	    LANGUAGE_EN);
	ck_assert_int_eq(language_of_member(arena, german, NULL, "en", "en-GB"),
	    LANGUAGE_DE);
	ck_assert_int_eq(
	    language_of_member(arena, "ok", "fr", "en", "de-DE"), LANGUAGE_EN);
}
END_TEST

Suite *
language_wish_suite(void)
{
	Suite *suite = suite_create("language_wish");
	TCase *tests = tcase_create("language_wish");

	tcase_add_test(tests, a_wish_for_a_language_is_understood);
	tcase_add_test(tests, a_wish_counts_more_than_the_words);
	suite_add_tcase(suite, tests);
	return suite;
}
