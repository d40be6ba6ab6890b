/*
 * outages.c - PostgreSQL or Redis away: what still can be done is done, what
 * can not says so, in the brand as far as it is known.
 *
 * SPDX-License-Identifier: ISC
 */
#include <signal.h>

#include "browser.h"
#include "suites.h"
#include "talk.h"

enum { VISITS = 40, LOOKS = 8, BACK_MS = 30000 };

#define UNAVAILABLE_TYPE "/problems/unavailable"

static bool is_postgres_away, is_redis_away, are_connections_gone;

static void
connections_allow(const char *limit)
{
	static const char *const roles[] = { "auth", "ui", "admin" };

	for (size_t i = 0; i < ARRAY_LENGTH(roles); i++)
		sql_run(
		    "ALTER ROLE ariia_%s CONNECTION LIMIT %s", roles[i], limit);
}

static void
bring_back(void)
{
	if (is_postgres_away)
		stack_do("start", "postgres");
	if (is_redis_away)
		stack_do("start", "redis");
	if (are_connections_gone)
		connections_allow("-1");
	is_postgres_away = is_redis_away = are_connections_gone = false;
	e2e_teardown();
}

static void
postgres_stop(void)
{
	is_postgres_away = true;
	stack_do("stop", "postgres");
}

static void
redis_stop(void)
{
	is_redis_away = true;
	stack_do("stop", "redis");
}

static struct studio *
painted_studio(const char *name)
{
	struct studio *studio = studio_new(name, "pro");

	expect_status(put_json("/admin/settings/branding", studio->owner,
			  "{\"branding_primary_color\":\"#8a2be2\"}"),
	    200);
	return studio;
}

/* Shows a page at the studio's own host until every child has shown it. */
static struct browser *
at_home(struct browser *browser, const struct studio *studio, const char *path)
{
	browser->host = arena_printf(e2e_arena(), "%s.localhost", studio->slug);
	for (int i = 0; i < VISITS; i++) {
		ck_assert_int_eq(browser_open(browser, path), 200);
		expect_sees(browser, studio->name);
	}
	return browser;
}

/* Of ariia-auth, without a session. */
static struct browser *
guest_of(const struct studio *studio)
{
	return at_home(browser_new(), studio, "/login");
}

/* Of ariia-ui, signed in. */
static struct browser *
staff_of(const struct studio *studio)
{
	return at_home(
	    browser_of(person_new(studio, "tenant_user")), studio, "/inbox");
}

static void
expect_told(const struct browser *browser, int status, const char *name,
    const char *title)
{
	const char *id = answer_header(&browser->page, "x-request-id");

	expect_status(browser->page, status);
	ck_assert_ptr_nonnull(id);
	browser_expect_tidy(browser);
	browser_expect_safe(browser);
	expect_sees(browser, title);
	expect_sees(browser, name);
	expect_sees(browser, id);
	expect_sees(browser, "class=\"button\" href=\"/\"");
}

static void
expect_problem(struct answer answer)
{
	expect_status(answer, 503);
	ck_assert_str_eq(
	    answer_header(&answer, "content-type"), "application/problem+json");
	ck_assert_str_eq(json_text_at(answer.json, "type"), UNAVAILABLE_TYPE);
	ck_assert_str_eq(json_text_at(answer.json, "instance"),
	    answer_header(&answer, "x-request-id"));
	ck_assert_ptr_nonnull(answer_header(&answer, "retry-after"));
}

/* Every child has noticed. */
static void
await_all(struct browser *guest, struct browser *staff)
{
	for (int row = 0, waited = 0; row < LOOKS; waited += 100) {
		bool is_back = browser_open(guest, "/login") == 200 &&
		    browser_open(staff, "/inbox") == 200;

		row = is_back ? row + 1 : 0;
		ck_assert_int_lt(waited, BACK_MS);
		pause_ms(100);
	}
}

/* Looks at the page of an error in both languages. */
static void
expect_away(
    struct browser *browser, const struct studio *studio, const char *path)
{
	static const char *const titles[] = { "Gerade nicht erreichbar",
		"Temporarily unavailable" };

	for (int i = 0; i < LOOKS; i++) {
		browser->language = i % 2 == 0 ? "de" : "en";
		(void)browser_open(browser, path);
		expect_told(browser, 503, studio->name, titles[i % 2]);
		expect_sees(browser, "/brand.css?v=");
		ck_assert_ptr_nonnull(
		    answer_header(&browser->page, "retry-after"));
	}
	browser->language = "de";
}

/* What needs no database is shown, what does says so; in the brand that was
 * shown last on that host, in none on another. */
static void
expect_no_sign_in(struct browser *browser, const char *name)
{
	ck_assert_int_eq(browser_open(browser, "/login"), 200);
	expect_sees(browser, name);
	(void)browser_send(
	    browser, "/login", "email", "a@b.example", "password", "geheim");
	expect_told(browser, 503, name, "Gerade nicht erreichbar");
}

static void
expect_pages_away(
    struct browser *guest, struct browser *staff, const struct studio *studio)
{
	struct browser *stranger = browser_new();

	expect_away(staff, studio, "/inbox");
	for (int i = 0; i < LOOKS; i++)
		expect_no_sign_in(guest, studio->name);
	expect_no_sign_in(stranger, "ARIIA");
	stranger->host = "nobody-was-here.localhost";
	expect_no_sign_in(stranger, "ARIIA");
}

START_TEST(without_postgresql_pages_say_so_in_the_brand)
{
	struct studio *studio = painted_studio("Krafthaus am Kanal");
	struct browser *guest = guest_of(studio);
	struct browser *staff = staff_of(studio);

	postgres_stop();
	expect_pages_away(guest, staff, studio);
	expect_problem(get("/sessions", studio->owner));
	/* Meta sends it again. */
	expect_problem(deliver(studio,
	    whatsapp_text(
		studio, fresh_number(), fresh_id("wamid."), "Hallo")));
	expect_status(get("/readyz", NULL), 503);
	expect_status(get("/healthz", NULL), 200);
	stack_do("start", "postgres");
	is_postgres_away = false;
	/* Nobody has to sign in again. */
	await_all(guest, staff);
}
END_TEST

START_TEST(without_a_free_connection_pages_say_so_in_the_brand)
{
	struct studio *studio = painted_studio("Volles Haus");
	struct browser *guest = guest_of(studio);
	struct browser *staff = staff_of(studio);

	are_connections_gone = true;
	connections_allow("0");
	sql_run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE"
		" usename IN ('ariia_auth', 'ariia_ui', 'ariia_admin')");
	expect_pages_away(guest, staff, studio);
	expect_problem(get("/sessions", studio->owner));
	connections_allow("-1");
	are_connections_gone = false;
	await_all(guest, staff);
}
END_TEST

/* Stops or wakes the processes of PostgreSQL that serve ariia-ui. */
static void
backends_signal(const char *pids, int signal)
{
	char *at = NULL;

	for (long pid = strtol(pids, &at, 10); pid > 0;
	     pid = strtol(at, &at, 10))
		(void)kill((pid_t)pid, signal);
}

START_TEST(a_request_that_meets_its_deadline_says_so_in_the_brand)
{
	struct studio *studio = painted_studio("Geduldig");
	struct browser *guest = guest_of(studio);
	struct browser *staff = staff_of(studio);
	const char *pids =
	    sql_text("SELECT string_agg(pid::text, ' ') FROM pg_stat_activity"
		     " WHERE usename = 'ariia_ui'");

	backends_signal(pids, SIGSTOP);
	(void)browser_open(staff, "/inbox");
	backends_signal(pids, SIGCONT);
	expect_told(staff, 504, studio->name, "Das hat zu lange gedauert");
	await_all(guest, staff);
}
END_TEST

/* The page with what it was known by; its status. */
static int
look_again(struct browser *browser, const char *path)
{
	int status;

	browser->known = answer_header(&browser->page, "etag");
	status = browser_open(browser, path);
	browser->known = NULL;
	return status;
}

START_TEST(without_redis_the_inbox_is_as_new_as_the_database)
{
	struct talk talk = talk_new("Ohne Gedächtnis");
	struct browser *browser =
	    browser_of(person_new(talk.studio, "tenant_user"));
	const char *page =
	    arena_printf(e2e_arena(), "/inbox/%" PRId64, talk.id);
	static const char list[] = "/inbox?state=all";
	const char *words[] = { "Erste Antwort", "Zweite Antwort",
		"Dritte Antwort" };

	ck_assert_int_eq(browser_open(browser, list), 200);
	redis_stop();
	for (size_t i = 0; i < ARRAY_LENGTH(words); i++) {
		ck_assert_int_eq(browser_open(browser, list), 200);
		expect_status(talk_reply(&talk, words[i], words[i]), 201);
		ck_assert_int_eq(look_again(browser, list), 200);
		expect_sees(browser, words[i]);
		ck_assert_int_eq(browser_open(browser, page), 200);
		talk_hear(&talk, arena_printf(e2e_arena(), "Frage %zu", i));
		ck_assert_int_eq(look_again(browser, page), 200);
		expect_sees(browser, arena_printf(e2e_arena(), "Frage %zu", i));
	}
	stack_do("start", "redis");
	is_redis_away = false;
	ck_assert_int_eq(browser_open(browser, page), 200);
	expect_status(talk_reply(&talk, "Wieder da", "k9"), 201);
	ck_assert_int_eq(look_again(browser, page), 200);
	expect_sees(browser, "Wieder da");
}
END_TEST

START_TEST(without_redis_people_sign_in_and_guessing_is_slowed_down)
{
	struct studio *studio = studio_new("Anmelden", "pro");
	struct person *person = person_new(studio, "tenant_user");
	struct browser *browser;
	int status = 0;

	redis_stop();
	browser = browser_of(person);
	ck_assert_int_eq(browser_open(browser, "/inbox"), 200);
	expect_status(
	    login_from(fresh_address(), person->email, PERSON_PASSWORD), 200);
	expect_status(get("/sessions", token_of_login(person)), 200);
	for (int i = 0; i < VISITS * 4 && status != 429; i++)
		status = login_from("127.9.9.9", person->email,
		    arena_printf(e2e_arena(), "falsch %d", i))
			     .status;
	ck_assert_int_eq(status, 429);
	expect_status(get("/readyz", NULL), 200);
	/* A session that was ended stays ended. */
	ck_assert_int_eq(browser_open(browser, "/account"), 200);
	ck_assert_int_eq(browser_send(browser, "/logout", "x", ""), 303);
	ck_assert_int_eq(browser_open(browser, "/inbox"), 303);
}
END_TEST

Suite *
outages_suite(void)
{
	Suite *suite = suite_create("outages");
	TCase *tests = tcase_create("outages");

	tcase_add_checked_fixture(tests, e2e_setup, bring_back);
	tcase_set_timeout(tests, 0);
	tcase_add_test(tests, without_postgresql_pages_say_so_in_the_brand);
	tcase_add_test(
	    tests, without_a_free_connection_pages_say_so_in_the_brand);
	tcase_add_test(
	    tests, a_request_that_meets_its_deadline_says_so_in_the_brand);
	tcase_add_test(
	    tests, without_redis_the_inbox_is_as_new_as_the_database);
	tcase_add_test(
	    tests, without_redis_people_sign_in_and_guessing_is_slowed_down);
	suite_add_tcase(suite, tests);
	return suite;
}
