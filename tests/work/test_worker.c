/*
 * test_worker.c - a worker program at work, from its start to kill -9.
 *
 * SPDX-License-Identifier: ISC
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/check.h"
#include "base/json.h"
#include "data/cache.h"
#include "work/worker.h"
#include "work_test.h"

enum { FIRST = 1, SECOND = 2, MANY = 1000, PATIENCE_MS = 15000 };

/* clang-format off */
static const struct query note_add = { "note_add",
    "INSERT INTO notes (key, note) VALUES ($1, $2)" };
/* clang-format on */

static const char *const wake_channels[] = { "ariia:inbound", NULL };

static void
note(struct job *job, const char *text)
{
	db_queue(&job->task, &note_add, ARGS(arg(job->row->key), arg(text)));
}

static struct next
note_ran(struct job *job)
{
	note(job, "ran");
	return next_done();
}

static struct next
steps_three(struct job *job)
{
	note(job, "three");
	return next_done();
}

static struct next
steps_two(struct job *job)
{
	note(job, "two");
	return next_after(100, steps_three);
}

static struct next
steps_one(struct job *job)
{
	note(job, "one");
	return next_step(steps_two);
}

static struct next
call_two(struct job *job)
{
	note(job, job->response->body);
	return next_done();
}

static struct next
call_one(struct job *job)
{
	struct http_call *call = arena_new(job->task.arena, struct http_call);

	*call = (struct http_call){
		.method = "POST",
		.url = json_text_at(job->row->payload, "url"),
		.timeout_ms = 20000,
		.connect_timeout_ms = 10000,
		.response_max_bytes = 1000,
		.trust = HTTP_TRUSTED,
	};
	note(job, "called");
	return next_call(call, call_two);
}

static struct next
failing(struct job *job)
{
	note(job, "undone");
	return next_retry(-1, "it does not work");
}

static struct next
broken(struct job *job)
{
	note(job, "undone");
	fail(&job->task, NOT_FOUND, "There is no such thing.");
	return next_done();
}

static struct next
flaky(struct job *job)
{
	if (job->row->attempts == 1) {
		fail_for_now(&job->task, UNAVAILABLE, 10, "Not just now.");
		return next_done();
	}
	note(job, "ran");
	return next_done();
}

static struct next
killer(struct job *job not_used)
{
	(void)raise(SIGKILL);
	return next_done();
}

static struct next
own_end(struct job *job)
{
	note(job, "ran");
	if (job->row->attempts == 1)
		check(queue_retry(&job->task, job->row, job->worker, 0, "own"));
	else
		check(queue_finish(&job->task, job->row, job->worker));
	return next_ended();
}

static void
tell(struct job *job, const char *reason)
{
	note(job, reason);
}

static void
fail_to_tell(struct job *job, const char *reason)
{
	note(job, reason);
	fail(&job->task, INTERNAL, "Nobody listens.");
}

/* clang-format off */
static const struct job_kind kinds[] = {
	{ "note",    note_ran,  NULL,         0 },
	{ "steps",   steps_one, NULL,         0 },
	{ "call",    call_one,  NULL,         0 },
	{ "failing", failing,   tell,         3 },
	{ "broken",  broken,    fail_to_tell, 0 },
	{ "flaky",   flaky,     NULL,         0 },
	{ "killer",  killer,    tell,         2 },
	{ "own_end", own_end,   NULL,         0 },
	{ 0 }
};
/* clang-format on */

static int64_t
capacity(const struct config *config)
{
	return config->agent_capacity;
}

static const struct worker worker = {
	.name = "agent",
	.database_role = "ariia_agent",
	.kinds = kinds,
	.wake_channels = wake_channels,
	.capacity = capacity,
};

static struct task *webhook;
static struct arena *arena;
static pid_t worker_pid;

static void
set(const char *name, const char *value)
{
	check(setenv(name, value, 1) == 0);
}

static void
worker_start(const char *poll_ms, const char *lease_ms)
{
	char name[] = "ariia-agent";
	char *argv[] = { name, NULL };

	worker_pid = fork();
	ck_assert_int_ge(worker_pid, 0);
	if (worker_pid != 0)
		return;
	set("ARIIA_CONFIG", "/dev/null");
	set("SYSTEM_ADMIN_PASSWORD", "Correct-Horse-9-Battery");
	set("AUTH_SECRET", "0123456789abcdef0123456789abcdef");
	set("MASTER_KEY",
	    "00112233445566778899aabbccddeeff"
	    "00112233445566778899aabbccddeeff");
	set("DATABASE_URL", getenv("ARIIA_TEST_DATABASE"));
	set("REDIS_URL", getenv("ARIIA_TEST_REDIS"));
	set("POLL_MS", poll_ms);
	set("LEASE_MS", lease_ms);
	set("AGENT_CAPACITY", "1100");
	set("JOB_ATTEMPTS_MAX", "3");
	set("RETRY_BASE_MS", "20");
	set("RETRY_MAX_MS", "100");
	if (getenv("ARIIA_TEST_LOUD") == NULL)
		check(freopen("/dev/null", "w", stderr) != NULL);
	_exit(worker_main(&worker, 1, argv));
}

static int
worker_end(void)
{
	int status = 0;

	ck_assert_int_eq(kill(worker_pid, SIGTERM), 0);
	ck_assert_int_eq(waitpid(worker_pid, &status, 0), worker_pid);
	worker_pid = 0;
	ck_assert(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static void
setup(void)
{
	fixture_setup();
	webhook = fixture_task("ariia_webhook", FIRST);
	webhook->cache = cache_open(&fixture_config);
	arena = arena_create(4096, 64 << 20);
}

static void
teardown(void)
{
	if (worker_pid != 0)
		(void)worker_end();
	cache_close(webhook->cache);
	fixture_teardown();
	arena_free(arena);
}

static void
add_to(
    int64_t tenant_id, const char *kind, const char *key, const char *payload)
{
	webhook->tenant_id = tenant_id;
	queue_add(webhook, kind, key, payload, 0);
	ck_assert(db_commit(webhook));
	cache_publish(webhook, wake_channels[0], "{}");
}

static void
add(const char *kind, const char *key)
{
	add_to(FIRST, kind, key, NULL);
}

static void
add_call(const char *key, const char *path)
{
	add_to(FIRST, "call", key,
	    arena_printf(arena, "{\"url\": \"%s\"}", server_url(arena, path)));
}

static void
expect(const char *sql, int64_t wanted)
{
	int64_t end_ms = monotonic_ms() + PATIENCE_MS;

	while (admin_number("%s", sql) != wanted) {
		if (monotonic_ms() > end_ms)
			ck_abort_msg("%s: %" PRId64 " and not %" PRId64, sql,
			    admin_number("%s", sql), wanted);
		sleep_ms(5);
	}
}

static void
expect_notes(const char *key, int64_t count)
{
	expect(arena_printf(
		   arena, "SELECT count(*) FROM notes WHERE key = '%s'", key),
	    count);
}

static void
expect_no_jobs(void)
{
	expect("SELECT count(*) FROM jobs", 0);
}

START_TEST(a_wake_up_leads_to_the_job_at_once)
{
	int64_t started_ms;
	int i;

	worker_start("30000", "60000");
	add("note", "warm");
	expect_notes("warm", 1);
	for (i = 0; i < 5; i++) {
		sleep_ms(20);
		started_ms = monotonic_ms();
		add("note", "k");
		expect_notes("k", i + 1);
		ck_assert_int_lt(monotonic_ms() - started_ms, 200);
	}
	expect_no_jobs();
}
END_TEST

START_TEST(without_a_wake_up_the_queue_is_looked_at)
{
	worker_start("100", "60000");
	queue_add(webhook, "note", "k", NULL, 300);
	ck_assert(db_commit(webhook));
	expect_notes("k", 1);
}
END_TEST

START_TEST(the_steps_of_a_job_follow_each_other)
{
	worker_start("1000", "60000");
	add_to(SECOND, "steps", "k", NULL);
	expect_notes("k", 3);
	expect_no_jobs();
	ck_assert_str_eq(
	    admin_text("SELECT string_agg(note || tenant_id, ',' ORDER BY id) "
		       "FROM notes"),
	    "one2,two2,three2");
	ck_assert_int_ge(
	    admin_number("SELECT extract(epoch FROM max(at) - min(at)) * 1000 "
			 "FROM notes"),
	    100);
}
END_TEST

START_TEST(a_step_gets_the_answer_to_its_call)
{
	worker_start("1000", "60000");
	add_call("k", "/ok");
	expect_notes("k", 2);
	ck_assert_int_eq(
	    admin_number("SELECT count(*) FROM notes WHERE note = 'hello'"), 1);
	expect_no_jobs();
}
END_TEST

START_TEST(a_job_that_fails_is_tried_again_and_then_set_aside)
{
	worker_start("1000", "60000");
	add("failing", "k");
	expect("SELECT count(*) FROM jobs WHERE state = 'set_aside'", 1);
	ck_assert_int_eq(admin_number("SELECT attempts FROM jobs"), 3);
	ck_assert_str_eq(
	    admin_text("SELECT last_error FROM jobs"), "it does not work");
	expect_notes("k", 1);
	ck_assert_str_eq(
	    admin_text("SELECT note FROM notes"), "it does not work");
}
END_TEST

START_TEST(a_lasting_problem_sets_aside_even_if_nobody_can_be_told)
{
	worker_start("1000", "60000");
	add("broken", "k");
	expect("SELECT count(*) FROM jobs WHERE state = 'set_aside'", 1);
	ck_assert_int_eq(admin_number("SELECT attempts FROM jobs"), 1);
	expect_notes("k", 0);
}
END_TEST

START_TEST(a_passing_problem_is_tried_again)
{
	worker_start("1000", "60000");
	add("flaky", "k");
	expect_notes("k", 1);
	expect_no_jobs();
}
END_TEST

START_TEST(a_step_may_end_its_job_itself)
{
	worker_start("1000", "60000");
	add("own_end", "k");
	expect_notes("k", 2);
	expect_no_jobs();
}
END_TEST

START_TEST(what_is_added_while_a_job_runs_runs_after_it)
{
	worker_start("30000", "60000");
	add_call("k", "/slow/300");
	expect_notes("k", 1);
	add_call("k", "/slow/300");
	expect_notes("k", 4);
	expect_no_jobs();
}
END_TEST

START_TEST(who_lost_its_lease_leaves_nothing_behind)
{
	worker_start("1000", "60000");
	add_call("k", "/slow/500");
	expect_notes("k", 1);
	admin("UPDATE jobs SET leased_by = 'other'");
	sleep_ms(1000);
	expect_notes("k", 1);
	ck_assert_int_eq(
	    admin_number("SELECT count(*) FROM jobs WHERE leased_by = 'other'"),
	    1);
}
END_TEST

START_TEST(a_long_job_keeps_its_lease)
{
	worker_start("100", "600");
	add_call("k", "/slow/2000");
	expect_notes("k", 2);
	expect_no_jobs();
}
END_TEST

/* The process that has the lease: agent-PID-... */
static pid_t
holder(void)
{
	expect("SELECT count(*) FROM jobs WHERE state = 'leased'", 1);
	return (pid_t)admin_number(
	    "SELECT split_part(leased_by, '-', 2) FROM jobs");
}

START_TEST(what_a_killed_worker_had_runs_again_at_once)
{
	int64_t started_ms;

	worker_start("1000", "60000");
	add_call("k", "/slow/500");
	expect_notes("k", 1);
	ck_assert_int_eq(kill(holder(), SIGKILL), 0);
	started_ms = monotonic_ms();
	expect_notes("k", 3);
	expect_no_jobs();
	ck_assert_int_lt(monotonic_ms() - started_ms, 5000);
}
END_TEST

START_TEST(a_job_that_kills_its_worker_harms_only_itself)
{
	worker_start("1000", "60000");
	add_call("bystander", "/slow/4000");
	expect_notes("bystander", 1);
	add("killer", "k");
	expect("SELECT count(*) FROM jobs WHERE state = 'set_aside'", 1);
	ck_assert_int_eq(admin_number("SELECT attempts FROM jobs "
				      "WHERE state = 'set_aside'"),
	    3);
	expect_notes("k", 1);
	expect("SELECT count(*) FROM jobs WHERE state <> 'set_aside'", 0);
	expect("SELECT count(*) FROM notes WHERE note = 'slow'", 1);
}
END_TEST

START_TEST(a_worker_that_ends_lets_its_jobs_end)
{
	worker_start("1000", "60000");
	add_call("k", "/slow/500");
	expect_notes("k", 1);
	ck_assert_int_eq(kill(worker_pid, SIGTERM), 0);
	sleep_ms(100);
	add("note", "late");
	ck_assert_int_eq(worker_end(), EXIT_SUCCESS);
	ck_assert_int_eq(
	    admin_number("SELECT count(*) FROM notes WHERE key = 'k'"), 2);
	ck_assert_str_eq(admin_text("SELECT state FROM jobs"), "queued");
}
END_TEST

START_TEST(a_worker_that_ends_gives_back_what_takes_too_long)
{
	worker_start("1000", "800");
	add_call("k", "/slow/19000");
	expect_notes("k", 1);
	ck_assert_int_eq(worker_end(), EXIT_SUCCESS);
	ck_assert_str_eq(admin_text("SELECT state FROM jobs"), "queued");
	ck_assert_int_eq(admin_number("SELECT attempts FROM jobs"), 0);
}
END_TEST

START_TEST(a_lost_connection_to_the_database_loses_no_job)
{
	int i;

	worker_start("50", "60000");
	for (i = 0; i < 20; i++) {
		add_call(arena_printf(arena, "k%d", i), "/slow/200");
		if (i % 4 == 3)
			admin("SELECT count(pg_terminate_backend(pid)) "
			      "FROM pg_stat_activity "
			      "WHERE usename = 'ariia_agent'");
	}
	expect_no_jobs();
	ck_assert_int_eq(
	    admin_number(
		"SELECT count(DISTINCT key) FROM notes WHERE note = 'slow'"),
	    20);
}
END_TEST

START_TEST(two_workers_share_and_do_nothing_twice)
{
	pid_t other;
	int i;

	worker_start("50", "60000");
	other = worker_pid;
	worker_start("50", "60000");
	for (i = 0; i < 200; i++)
		add_to(1 + i % 2, "note", arena_printf(arena, "k%d", i), NULL);
	expect_no_jobs();
	expect("SELECT count(*) FROM notes", 200);
	expect("SELECT count(DISTINCT key) FROM notes", 200);
	ck_assert_int_eq(worker_end(), EXIT_SUCCESS);
	worker_pid = other;
}
END_TEST

static int64_t
memory_kb(pid_t pid)
{
	char *path = arena_printf(arena, "/proc/%d/smaps_rollup", (int)pid);
	FILE *file = fopen(path, "r");
	char line[256];
	int64_t kb = 0;

	ck_assert_ptr_nonnull(file);
	while (fgets(line, sizeof(line), file) != NULL) {
		if (strncmp(line, "Pss:", 4) == 0)
			kb = strtoll(line + 4, NULL, 10);
	}
	(void)fclose(file);
	return kb;
}

START_TEST(a_thousand_jobs_wait_in_one_small_process)
{
	const char *url = server_url(arena, "/slow/4000");
	int64_t kb;
	pid_t pid;

	worker_start("30000", "60000");
	admin("INSERT INTO jobs (tenant_id, kind, key, payload) SELECT "
	      "n %% 2 + 1, 'call', n, '{\"url\": \"%s\"}' "
	      "FROM generate_series(1, %d) n",
	    url, (int)MANY);
	cache_publish(webhook, wake_channels[0], "{}");
	expect("SELECT count(*) FROM jobs WHERE state = 'leased'", MANY);
	pid = (pid_t)admin_number(
	    "SELECT split_part(leased_by, '-', 2) FROM jobs LIMIT 1");
	sleep_ms(500);
	kb = memory_kb(pid);
	/* One that comes later does not wait for them. */
	add("note", "late");
	expect_notes("late", 1);
	ck_assert_int_ge(admin_number("SELECT count(*) FROM jobs"), MANY / 2);
	expect_no_jobs();
	ck_assert_int_eq(
	    admin_number("SELECT count(*) FROM notes WHERE note = 'slow'"),
	    MANY);
	if (getenv("ARIIA_TEST_LOUD") != NULL)
		(void)printf("1000 jobs: %" PRId64 " kB\n", kb);
#ifndef SANITIZERS
	ck_assert_int_lt(kb, 60 * 1024);
#endif
}
END_TEST

Suite *
worker_suite(void)
{
	Suite *suite = suite_create("worker");
	TCase *tcase = tcase_create("worker");

	tcase_set_timeout(tcase, 60);
	tcase_add_unchecked_fixture(tcase, server_start, server_stop);
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, a_wake_up_leads_to_the_job_at_once);
	tcase_add_test(tcase, without_a_wake_up_the_queue_is_looked_at);
	tcase_add_test(tcase, the_steps_of_a_job_follow_each_other);
	tcase_add_test(tcase, a_step_gets_the_answer_to_its_call);
	tcase_add_test(
	    tcase, a_job_that_fails_is_tried_again_and_then_set_aside);
	tcase_add_test(
	    tcase, a_lasting_problem_sets_aside_even_if_nobody_can_be_told);
	tcase_add_test(tcase, a_passing_problem_is_tried_again);
	tcase_add_test(tcase, a_step_may_end_its_job_itself);
	tcase_add_test(tcase, what_is_added_while_a_job_runs_runs_after_it);
	tcase_add_test(tcase, who_lost_its_lease_leaves_nothing_behind);
	tcase_add_test(tcase, a_long_job_keeps_its_lease);
	tcase_add_test(tcase, what_a_killed_worker_had_runs_again_at_once);
	tcase_add_test(tcase, a_job_that_kills_its_worker_harms_only_itself);
	tcase_add_test(tcase, a_worker_that_ends_lets_its_jobs_end);
	tcase_add_test(
	    tcase, a_worker_that_ends_gives_back_what_takes_too_long);
	tcase_add_test(tcase, a_lost_connection_to_the_database_loses_no_job);
	tcase_add_test(tcase, two_workers_share_and_do_nothing_twice);
	tcase_add_test(tcase, a_thousand_jobs_wait_in_one_small_process);
	suite_add_tcase(suite, tcase);
	return suite;
}
