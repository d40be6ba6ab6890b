/*
 * inbox_search.c - conversations by words, frequent and rare, and by names.
 *
 * SPDX-License-Identifier: ISC
 */
#include "browser.h"
#include "suites.h"

static int64_t
add_visitor(const struct studio *studio, const char *key)
{
	return sql_int(
	    "INSERT INTO chat_sessions (tenant_id, channel, user_key,"
	    " state) VALUES (%" PRId64 ", 'web', '%s', 'waiting')"
	    " RETURNING id",
	    studio->id, key);
}

static void
add_messages(int64_t session_id, int count, const char *text)
{
	sql_run("INSERT INTO chat_messages (tenant_id, session_id, channel,"
		" direction, author, kind, text, state) SELECT s.tenant_id,"
		" s.id, s.channel, 'inbound', 'member', 'text', '%s',"
		" 'received' FROM chat_sessions s, generate_series(1, %d)"
		" WHERE s.id = %" PRId64,
	    text, count, session_id);
}

START_TEST(a_visitor_has_letters_and_digits_for_a_name)
{
	struct studio *studio = studio_new("Besuch", "pro");
	struct browser *browser = browser_of(person_new(studio, "tenant_user"));

	(void)add_visitor(studio, "zzxx--aB_9-");
	(void)add_visitor(studio, "-_7-");
	ck_assert_int_eq(browser_open(browser, "/inbox"), 200);
	ck_assert(browser_sees(browser, "Website-Gast xaB9<"));
	ck_assert(browser_sees(browser, "Website-Gast 7<"));
}
END_TEST

static bool
lists(struct browser *browser, int64_t id)
{
	return browser_sees(
	    browser, arena_printf(e2e_arena(), "/inbox/%" PRId64 "\"", id));
}

/* The newest messages tell that a word is frequent: the index is not asked. */
START_TEST(frequent_words_and_rare_ones_are_found_in_ones_own_studio)
{
	static const char *const words[] = { "Kursplan", "Einhorn", "zzfind" };
	struct studio *studio = studio_new("Häufig", "pro");
	struct studio *other = studio_new("Woanders", "pro");
	struct browser *browser = browser_of(person_new(studio, "tenant_user"));
	int64_t often = add_visitor(studio, "zzfind1");
	int64_t seldom = add_visitor(studio, "other2");
	int64_t theirs = add_visitor(other, "zzfind3");

	add_messages(often, 30, "Wo ist der KURSPLAN?");
	add_messages(seldom, 1, "Ein Einhorn mit Kursplan");
	add_messages(theirs, 30, "Kursplan, Einhorn, zzfind");
	for (size_t i = 0; i < ARRAY_LENGTH(words); i++) {
		const char *path = arena_printf(
		    e2e_arena(), "/inbox?state=all&q=%s", words[i]);

		ck_assert_int_eq(browser_open(browser, path), 200);
		ck_assert_int_eq(lists(browser, often), i != 1);
		ck_assert_int_eq(lists(browser, seldom), i != 2);
		ck_assert(!lists(browser, theirs));
	}
}
END_TEST

START_TEST(from_the_handovers_a_link_leads_to_all_who_wait)
{
	enum { SHOWN = 20 };
	struct studio *studio = studio_new("Andrang", "pro");
	struct browser *browser = browser_of(person_new(studio, "tenant_user"));

	for (int i = 0; i < SHOWN; i++)
		(void)add_visitor(
		    studio, arena_printf(e2e_arena(), "andrang%d", i));
	ck_assert_int_eq(browser_open(browser, "/alerts"), 200);
	ck_assert(!browser_sees(browser, "href=\"/inbox?state=waiting\""));
	(void)add_visitor(studio, "noch einer");
	ck_assert_int_eq(browser_open(browser, "/alerts"), 200);
	ck_assert(browser_sees(browser, "href=\"/inbox?state=waiting\""));
	browser_expect_tidy(browser);
}
END_TEST

Suite *
inbox_search_suite(void)
{
	Suite *suite = suite_create("inbox_search");
	TCase *tests = tcase_create("inbox_search");

	tcase_add_checked_fixture(tests, e2e_setup, e2e_teardown);
	tcase_set_timeout(tests, 0);
	tcase_add_test(tests, a_visitor_has_letters_and_digits_for_a_name);
	tcase_add_test(
	    tests, frequent_words_and_rare_ones_are_found_in_ones_own_studio);
	tcase_add_test(tests, from_the_handovers_a_link_leads_to_all_who_wait);
	suite_add_tcase(suite, tests);
	return suite;
}
