/*
 * status_pages.c - what runs, what waits, and what was set aside, in a browser
 * and for programs that watch.
 *
 * SPDX-License-Identifier: ISC
 */
#include <signal.h>

#include "applicant.h"
#include "browser.h"
#include "suites.h"

enum { PATIENCE_MS = 10000 };

static struct browser *
operator_new_at_home(void)
{
	return browser_of(
	    person_new(studio_new("Betrieb", "pro"), "system_admin"));
}

static void
expect_page(struct browser *browser, const char *path)
{
	ck_assert_msg(browser_open(browser, path) == 200, "%s: %d %.900s", path,
	    browser->page.status, browser->page.body);
	browser_expect_safe(browser);
	browser_expect_tidy(browser);
}

/* A job that was given up; its number. */
static int64_t
stopped_new(const struct studio *studio, const char *kind, const char *key)
{
	return sql_int(
	    "INSERT INTO jobs (tenant_id, kind, key, state, attempts, "
	    "last_error) VALUES (%" PRId64 ", '%s', '%s', 'set_aside', 8, "
	    "'Der Anbieter sagt <b>nein</b>.') RETURNING id",
	    studio->id, kind, key);
}

static int64_t
stopped_of(const struct studio *studio, const char *kind)
{
	return sql_int("SELECT count(*) FROM jobs WHERE tenant_id = %" PRId64
		       " AND kind = '%s' AND state = 'set_aside'",
	    studio->id, kind);
}

/* What GET /platform/status says of a program. */
static struct json_object *
program_at(const struct operator_person *operator, const char * name)
{
	struct answer answer = get("/platform/status", operator->token);
	struct json_object *programs = json_at(answer.json, "programs");

	expect_status(answer, 200);
	for (size_t i = 0; i < json_length(programs); i++)
		if (text_is_equal(
			json_text_at(json_item(programs, i), "name"), name))
			return json_item(programs, i);
	ck_abort_msg("no %s in %s", name, answer.body);
}

static int64_t
number_at(struct json_object *object, const char *name)
{
	int64_t number = -1;

	ck_assert(json_int(json_at(object, name), &number));
	return number;
}

START_TEST(every_program_is_there_with_its_children)
{
	static const char *const names[] = { "ariia-webhook", "ariia-ui",
		"ariia-auth", "ariia-admin", "ariia-agent", "ariia-courier",
		"ariia-clock" };
	struct operator_person *operator= operator_new();
	struct browser *browser = operator_new_at_home();

	for (size_t i = 0; i < ARRAY_LENGTH(names); i++) {
		struct json_object *program = program_at(operator, names[i]);

		ck_assert_msg(json_is_true(json_at(program, "is_running")),
		    "%s does not run", names[i]);
		ck_assert_int_ge(number_at(program, "children"), 1);
		ck_assert_int_gt(number_at(program, "memory_bytes"), 0);
	}
	/* Whoever asks is busy with it. */
	ck_assert_int_ge(
	    number_at(program_at(operator, "ariia-auth"), "busy"), 1);
	ck_assert_int_gt(
	    number_at(program_at(operator, "ariia-auth"), "served"), 0);
	expect_page(browser, "/platform/status");
	for (size_t i = 0; i < ARRAY_LENGTH(names); i++)
		expect_sees(browser, names[i]);
	expect_sees(browser, "7 von 7");
	expect_sees(browser, "PostgreSQL");
	expect_sees(browser,
	    sql_text("SELECT lpad(max(version)::text, 4, '0')"
		     " FROM schema_migrations"));
	browser->language = "en-GB";
	expect_page(browser, "/platform/status");
}
END_TEST

START_TEST(the_command_line_tells_of_every_program)
{
	static const char *const names[] = { "webhook", "ui", "auth", "admin",
		"agent", "courier", "clock" };
	const char *said = ariia(0, "status");

	for (size_t i = 0; i < ARRAY_LENGTH(names); i++) {
		const char *line = strstr(
		    said, arena_printf(e2e_arena(), "\n  ariia-%s ", names[i]));
		const char *end = line == NULL ? NULL : strchr(line + 1, '\n');

		ck_assert_msg(end != NULL, "no %s in %s", names[i], said);
		line =
		    arena_copy_bytes(e2e_arena(), line, (size_t)(end - line));
		ck_assert_ptr_nonnull(strstr(line, " children, "));
		ck_assert_ptr_nonnull(strstr(line, " KiB, since 20"));
	}
}
END_TEST

START_TEST(a_killed_child_is_counted_and_a_program_that_is_down_says_so)
{
	struct operator_person *operator= operator_new();
	struct browser *browser = operator_new_at_home();
	int64_t lost = number_at(program_at(operator, "ariia-courier"), "lost");
	int64_t end_ms = monotonic_ms() + PATIENCE_MS;

	program_signal_child("courier", SIGKILL);
	while (
	    number_at(program_at(operator, "ariia-courier"), "lost") == lost) {
		ck_assert_int_lt(monotonic_ms(), end_ms);
		pause_ms(50);
	}
	stack_do("stop", "clock");
	ck_assert(!json_is_true(
	    json_at(program_at(operator, "ariia-clock"), "is_running")));
	expect_page(browser, "/platform/status");
	expect_sees(browser, "läuft nicht");
	expect_sees(browser, "6 von 7");
	stack_do("start", "clock");
	end_ms = monotonic_ms() + PATIENCE_MS;
	while (!json_is_true(
	    json_at(program_at(operator, "ariia-clock"), "is_running"))) {
		ck_assert_int_lt(monotonic_ms(), end_ms);
		pause_ms(50);
	}
}
END_TEST

START_TEST(a_poisoned_job_is_seen_with_its_reason_and_runs_again)
{
	struct studio *studio = studio_new("Vergiftet", "pro");
	struct browser *browser = operator_new_at_home();
	int64_t id;
	const char *path;

	/* Nobody knows how to do it: the courier gives it up by itself. */
	sql_run("INSERT INTO jobs (tenant_id, kind, key, payload) VALUES "
		"(%" PRId64 ", 'mail', 'poison', '{\"x\": 1}')",
	    studio->id);
	sql_wait(1, 60000,
	    "SELECT count(*) FROM jobs WHERE tenant_id = %" PRId64
	    " AND state = 'set_aside'",
	    studio->id);
	id = sql_int("SELECT id FROM jobs WHERE tenant_id = %" PRId64
		     " AND state = 'set_aside'",
	    studio->id);
	path = arena_printf(e2e_arena(),
	    "/platform/jobs/%" PRId64 "/%" PRId64 "/again", studio->id, id);
	expect_page(browser, "/platform/status?kind=mail");
	expect_sees(browser, path);
	expect_sees(browser, studio->slug);
	expect_page(browser, path);
	expect_sees(browser, "Diese Aufgabe noch einmal versuchen?");
	ck_assert_int_eq(
	    browser_submit(browser, path, (const char *const[]){ NULL }), 303);
	ck_assert_int_eq(browser_follow(browser), 200);
	expect_sees(browser, "Die Aufgabe läuft noch einmal.");
	ck_assert_int_eq(
	    sql_int("SELECT count(*) FROM audit_logs WHERE tenant_id = "
		    "%" PRId64 " AND action = 'job.run_again'",
		studio->id),
	    1);
	/* It is tried, and given up once more, as another one. */
	sql_wait(1, 60000,
	    "SELECT count(*) FROM jobs WHERE tenant_id = %" PRId64
	    " AND state = 'set_aside' AND id <> %" PRId64,
	    studio->id, id);
	ck_assert_int_eq(browser_open(browser, path), 404);
	sql_run("DELETE FROM jobs WHERE tenant_id = %" PRId64, studio->id);
}
END_TEST

START_TEST(all_of_a_kind_run_again_at_once_and_those_of_one_key_as_one)
{
	struct studio *one = studio_new("Eins", "pro");
	struct studio *two = studio_new("Zwei", "pro");
	struct browser *browser = operator_new_at_home();
	const char *kind =
	    arena_printf(e2e_arena(), "kind%s", fresh_number() + 1);
	const char *path =
	    arena_printf(e2e_arena(), "/platform/jobs/%s/again", kind);

	(void)stopped_new(one, kind, "a");
	(void)stopped_new(one, kind, "a");
	(void)stopped_new(one, kind, "b");
	(void)stopped_new(two, kind, "a");
	(void)stopped_new(two, "other", "a");
	expect_page(browser, "/platform/status");
	expect_sees(browser, path);
	expect_sees(browser, "&lt;b&gt;nein&lt;/b&gt;");
	expect_page(browser, path);
	ck_assert_int_eq(
	    browser_submit(browser, path, (const char *const[]){ NULL }), 303);
	ck_assert_int_eq(stopped_of(one, kind), 0);
	ck_assert_int_eq(stopped_of(two, kind), 0);
	ck_assert_int_eq(stopped_of(two, "other"), 1);
	ck_assert_int_eq(
	    sql_int("SELECT count(*) FROM jobs WHERE kind = '%s' AND state = "
		    "'queued'",
		kind),
	    3);
	ck_assert_int_eq(
	    sql_int("SELECT count(*) FROM audit_logs WHERE tenant_id IN "
		    "(%" PRId64 ", %" PRId64 ") AND action = 'job.run_again'",
		one->id, two->id),
	    2);
	ck_assert_int_eq(browser_open(browser, path), 404);
	sql_run("DELETE FROM jobs WHERE tenant_id IN (%" PRId64 ", %" PRId64
		")",
	    one->id, two->id);
}
END_TEST

START_TEST(jobs_set_aside_are_paged_by_key)
{
	struct studio *studio = studio_new("Viele", "pro");
	struct operator_person *operator= operator_new();
	struct browser *browser = operator_new_at_home();
	const char *kind =
	    arena_printf(e2e_arena(), "page%s", fresh_number() + 1);
	struct answer answer;

	for (int i = 0; i < 53; i++)
		(void)stopped_new(
		    studio, kind, arena_printf(e2e_arena(), "key%03d", i));
	expect_page(browser,
	    arena_printf(e2e_arena(), "/platform/status?kind=%s", kind));
	expect_sees(browser, "key052");
	expect_sees(browser, "key003");
	ck_assert(!browser_sees(browser, "key002"));
	expect_sees(browser, "rel=\"next\"");
	answer =
	    get(arena_printf(e2e_arena(), "/platform/status?kind=%s", kind),
		operator->token);
	expect_status(answer, 200);
	ck_assert(!json_is_true(json_at(answer.json, "is_well")));
	ck_assert_uint_eq(json_length(json_at(answer.json, "set_aside")), 50);
	expect_page(browser,
	    arena_printf(e2e_arena(), "/platform/status?kind=%s&cursor=%s",
		kind, json_text_at(answer.json, "next")));
	expect_sees(browser, "key002");
	ck_assert(!browser_sees(browser, "key003"));
	ck_assert_int_eq(
	    browser_open(browser, "/platform/status?cursor=x"), 422);
	sql_run("DELETE FROM jobs WHERE tenant_id = %" PRId64, studio->id);
}
END_TEST

Suite *
status_pages_suite(void)
{
	Suite *suite = suite_create("status_pages");
	TCase *tests = tcase_create("status_pages");

	tcase_add_checked_fixture(tests, e2e_setup, e2e_teardown);
	tcase_set_timeout(tests, 0);
	tcase_add_test(tests, the_command_line_tells_of_every_program);
	tcase_add_test(tests, every_program_is_there_with_its_children);
	tcase_add_test(tests,
	    a_killed_child_is_counted_and_a_program_that_is_down_says_so);
	tcase_add_test(
	    tests, a_poisoned_job_is_seen_with_its_reason_and_runs_again);
	tcase_add_test(
	    tests, all_of_a_kind_run_again_at_once_and_those_of_one_key_as_one);
	tcase_add_test(tests, jobs_set_aside_are_paged_by_key);
	suite_add_tcase(suite, tests);
	return suite;
}
