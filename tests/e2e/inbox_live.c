/*
 * inbox_live.c - an open inbox asks again and again: what that costs, and that
 * it never misses anything for long.
 *
 * SPDX-License-Identifier: ISC
 */
#include <hiredis/hiredis.h>

#include "browser.h"
#include "messaging/inbox_version.h"
#include "suites.h"
#include "talk.h"

enum { TRIES = 5, LOG_LINE_BYTES = 4096 };

static const char *
at(const struct talk *talk, const char *what)
{
	return arena_printf(
	    e2e_arena(), "/inbox/%" PRId64 "%s", talk->id, what);
}

static struct browser *
reader_of(const struct talk *talk)
{
	return browser_of(person_new(talk->studio, "tenant_user"));
}

/* As a browser does that has kept the page. */
static int
look_again(struct browser *browser, const char *path, const char *tag)
{
	int status;

	browser->known = tag;
	status = browser_open(browser, path);
	browser->known = NULL;
	return status;
}

/* The tag of the page once nothing changes any more. */
static const char *
settled(struct browser *browser, const char *path)
{
	const char *tag = NULL;

	for (int tries = 0; tries < TRIES; tries++) {
		ck_assert_int_eq(browser_open(browser, path), 200);
		tag = answer_header(&browser->page, "etag");
		ck_assert_ptr_nonnull(tag);
		pause_ms(200);
		if (look_again(browser, path, tag) == 304)
			return tag;
	}
	ck_abort_msg("%s changes all the time", path);
	return NULL;
}

static void
redis_do(const char *command, const char *key)
{
	redisContext *redis = redisConnectUnix(e2e_env("ARIIA_REDIS"));

	ck_assert(redis != NULL && redis->err == 0);
	freeReplyObject(redisCommand(redis, "%s %s", command, key));
	redisFree(redis);
}

static void
forget(const struct talk *talk, const char *what)
{
	redis_do("DEL",
	    arena_printf(
		e2e_arena(), "t%" PRId64 ":inbox:%s", talk->studio->id, what));
}

/* Statements of the newest request of that route, as the log has them. */
static int64_t
statements_of(const struct browser *browser)
{
	const char *id = answer_header(&browser->page, "x-request-id");
	FILE *file = fopen(
	    arena_printf(e2e_arena(), "%s/log/ui.log", e2e_env("ARIIA_DIR")),
	    "r");
	char line[LOG_LINE_BYTES];
	int64_t count = -1;

	ck_assert_ptr_nonnull(file);
	ck_assert_ptr_nonnull(id);
	while (count < 0 && fgets(line, sizeof(line), file) != NULL) {
		const char *found = strstr(line, "\"queries\":");

		if (strstr(line, id) != NULL && found != NULL &&
		    strstr(line, "\"access\"") != NULL)
			count =
			    strtol(found + strlen("\"queries\":"), NULL, 10);
	}
	(void)fclose(file);
	return count;
}

START_TEST(a_change_is_seen_at_once_and_nothing_else_is_sent)
{
	struct talk talk = talk_new("Live");
	struct talk other = talk_new("Nebenan");
	struct browser *browser = reader_of(&talk);
	const char *list = settled(browser, "/inbox?state=all");
	const char *page = settled(browser, at(&talk, ""));

	/* What happens in another studio is nobody's business here. */
	expect_status(talk_reply(&other, "Anderswo", "k1"), 201);
	list = settled(browser, "/inbox?state=all");
	ck_assert_int_eq(look_again(browser, "/inbox?state=all", list), 304);
	expect_status(talk_reply(&talk, "Wir sind da", "k1"), 201);
	ck_assert_int_eq(look_again(browser, at(&talk, ""), page), 200);
	expect_sees(browser, "Wir sind da");
	ck_assert_int_eq(look_again(browser, "/inbox?state=all", list), 200);
	expect_sees(browser, "Wir sind da");
}
END_TEST

START_TEST(an_unchanged_page_asks_the_database_only_who_looks)
{
	struct talk talk = talk_new("Sparsam");
	struct browser *browser = reader_of(&talk);
	const char *paths[] = { "/inbox", "/inbox?state=all", at(&talk, ""),
		"/alerts" };

	for (size_t i = 0; i < ARRAY_LENGTH(paths); i++) {
		const char *tag = settled(browser, paths[i]);
		int64_t least = INT64_MAX, count;

		/* Once in a while the database is asked again. */
		for (int tries = 0; tries < TRIES; tries++) {
			ck_assert_int_eq(
			    look_again(browser, paths[i], tag), 304);
			pause_ms(50);
			count = statements_of(browser);
			ck_assert_int_ge(count, 1);
			least = count < least ? count : least;
		}
		ck_assert_int_eq(least, 1);
	}
}
END_TEST

START_TEST(what_redis_forgot_the_database_tells)
{
	struct talk talk = talk_new("Vergessen");
	struct browser *browser = reader_of(&talk);
	const char *tag = settled(browser, at(&talk, ""));

	forget(&talk, "mark");
	ck_assert_int_eq(look_again(browser, at(&talk, ""), tag), 304);
	forget(&talk, arena_printf(e2e_arena(), "talk:%" PRId64, talk.id));
	ck_assert_int_eq(look_again(browser, at(&talk, ""), tag), 304);
	expect_status(talk_reply(&talk, "Trotzdem", "k1"), 201);
	forget(&talk, "mark");
	ck_assert_int_eq(look_again(browser, at(&talk, ""), tag), 200);
	expect_sees(browser, "Trotzdem");
}
END_TEST

/* A program ended between its commit and its mark. */
START_TEST(a_change_whose_mark_was_lost_is_seen_a_little_later)
{
	struct talk talk = talk_new("Verloren");
	struct browser *browser = reader_of(&talk);
	const char *tag = settled(browser, at(&talk, ""));
	int status = 304;

	sql_run("INSERT INTO session_notes (tenant_id, session_id, author,"
		" text) VALUES (%" PRId64 ", %" PRId64 ", 'system', 'Leise')",
	    talk.studio->id, talk.id);
	for (int waited = 0; status == 304 && waited < 2 * VERSION_KEPT_MS;
	     waited += 500) {
		pause_ms(500);
		status = look_again(browser, at(&talk, ""), tag);
	}
	ck_assert_int_eq(status, 200);
	expect_sees(browser, "Leise");
}
END_TEST

START_TEST(more_rows_cost_no_more_statements)
{
	struct talk talk = talk_new("Viele");
	struct browser *browser = reader_of(&talk);
	const char *paths[] = { "/inbox?state=all", at(&talk, ""), "/alerts",
		"/today", "/members" };
	int64_t before[ARRAY_LENGTH(paths)];

	for (size_t i = 0; i < ARRAY_LENGTH(paths); i++) {
		forget(&talk, "mark");
		ck_assert_int_eq(browser_open(browser, paths[i]), 200);
		ck_assert_int_eq(browser_open(browser, paths[i]), 200);
		pause_ms(50);
		before[i] = statements_of(browser);
	}
	sql_run(
	    "INSERT INTO chat_sessions (tenant_id, channel, user_key, state)"
	    " SELECT %" PRId64 ", 'web', 'v' || n, 'waiting'"
	    " FROM generate_series(1, 40) n",
	    talk.studio->id);
	sql_run("INSERT INTO chat_messages (tenant_id, session_id, channel,"
		" direction, author, kind, text, state) SELECT tenant_id, id,"
		" 'web', 'inbound', 'member', 'text', 'Hallo', 'received'"
		" FROM chat_sessions, generate_series(1, 3) WHERE tenant_id ="
		" %" PRId64,
	    talk.studio->id);
	sql_run("INSERT INTO studio_members (tenant_id, last_name)"
		" SELECT %" PRId64 ", 'M' || n FROM generate_series(1, 40) n",
	    talk.studio->id);
	for (size_t i = 0; i < ARRAY_LENGTH(paths); i++) {
		ck_assert_int_eq(browser_open(browser, paths[i]), 200);
		pause_ms(50);
		ck_assert_msg(statements_of(browser) <= before[i] + 1,
		    "%s needs %" PRId64 " statements, not %" PRId64, paths[i],
		    statements_of(browser), before[i]);
	}
}
END_TEST

START_TEST(without_scripts_a_link_shows_what_is_new)
{
	struct talk talk = talk_new("Ohne");
	struct browser *browser = reader_of(&talk);

	ck_assert_int_eq(
	    browser_open(browser, "/inbox?state=all&channel=whatsapp"), 200);
	expect_sees(browser,
	    "<noscript><a class=\"button is-quiet is-small\""
	    " href=\"/inbox?state=all&amp;channel=whatsapp\">Aktualisieren");
	browser_expect_tidy(browser);
	ck_assert_int_eq(browser_open(browser, at(&talk, "")), 200);
	expect_sees(browser,
	    arena_printf(e2e_arena(),
		"<noscript><a class=\"button is-quiet is-small\""
		" href=\"/inbox/%" PRId64 "\">Aktualisieren",
		talk.id));
	browser_expect_tidy(browser);
	ck_assert_int_eq(browser_open(browser, "/alerts"), 200);
	expect_sees(browser, "href=\"/alerts\">Aktualisieren");
}
END_TEST

START_TEST(the_inbox_shows_what_is_mine_and_how_many_wait)
{
	struct talk talk = talk_new("Meine");
	struct person *person = person_new(talk.studio, "tenant_user");
	struct browser *browser = browser_of(person);

	ck_assert_int_eq(
	    browser_open(browser, "/inbox?state=all&assigned=me"), 200);
	expect_sees(browser, "Nichts gefunden");
	expect_sees(browser, "<option value=\"me\" selected>");
	ck_assert_int_eq(
	    browser_open(browser, "/inbox?state=all&assigned=nobody"), 200);
	expect_sees(browser, at(&talk, "\""));
	sql_run("UPDATE chat_sessions SET assigned_user_id = %" PRId64
		", state = 'waiting' WHERE id = %" PRId64,
	    person->id, talk.id);
	forget(&talk, "mark");
	ck_assert_int_eq(
	    browser_open(browser, "/inbox?state=all&assigned=me"), 200);
	expect_sees(browser, at(&talk, "\""));
	ck_assert_ptr_nonnull(
	    strstr(browser->page.body, "<title>(1) Posteingang"));
}
END_TEST

Suite *
inbox_live_suite(void)
{
	Suite *suite = suite_create("inbox_live");
	TCase *tests = tcase_create("inbox_live");

	tcase_add_checked_fixture(tests, e2e_setup, e2e_teardown);
	tcase_set_timeout(tests, 0);
	tcase_add_test(
	    tests, a_change_is_seen_at_once_and_nothing_else_is_sent);
	tcase_add_test(
	    tests, an_unchanged_page_asks_the_database_only_who_looks);
	tcase_add_test(tests, what_redis_forgot_the_database_tells);
	tcase_add_test(
	    tests, a_change_whose_mark_was_lost_is_seen_a_little_later);
	tcase_add_test(tests, more_rows_cost_no_more_statements);
	tcase_add_test(tests, without_scripts_a_link_shows_what_is_new);
	tcase_add_test(tests, the_inbox_shows_what_is_mine_and_how_many_wait);
	suite_add_tcase(suite, tests);
	return suite;
}
