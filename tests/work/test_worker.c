/*
 * test_worker.c - a worker program at work, from its start to kill -9.
 *
 * SPDX-License-Identifier: ISC
 */
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "data/cache.h"
#include "data/channels.h"
#include "trial.h"

enum { MANY = 1000 };

START_TEST(a_wake_up_leads_to_the_job_at_once)
{
	struct instant started;
	int64_t us, least_us = INT64_MAX;
	int i;

	worker_start("30000", "60000");
	add("note", "warm");
	expect_notes("warm", 1);
	for (i = 0; i < 10; i++) {
		sleep_ms(20);
		started = instant_now();
		add("note", "k");
		expect_notes("k", i + 1);
		us = admin_number("SELECT extract(epoch FROM max(at)) * "
				  "1000000 FROM notes") -
		    started.us;
		least_us = us < least_us ? us : least_us;
	}
	expect_no_jobs();
	/* From before the add to the handler's statement; the machine may be
	 * busy with other things at times, but not always. */
	if (getenv("ARIIA_TEST_LOUD") != NULL)
		(void)printf("from add to work: %" PRId64 " us\n", least_us);
	ck_assert_int_lt(least_us, 30000);
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

START_TEST(without_redis_the_queue_is_looked_at)
{
	set("ARIIA_TEST_REDIS", "unix:/nowhere/redis.sock");
	worker_start("100", "60000");
	add("note", "k");
	expect_notes("k", 1);
	add("note", "l");
	expect_notes("l", 1);
}
END_TEST

START_TEST(a_weak_configuration_stops_the_start)
{
	int status;

	set("AGENT_CAPACITY", "none");
	worker_start("100", "60000");
	ck_assert_int_eq(waitpid(worker_pid, &status, 0), worker_pid);
	worker_pid = 0;
	ck_assert(WIFEXITED(status));
	ck_assert_int_eq(WEXITSTATUS(status), EXIT_FAILURE);
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
	worker_start("30000", "60000");
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
	worker_start("30000", "60000");
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
	worker_start("100", "1500");
	add_call("k", "/slow/4000");
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

START_TEST(who_slept_through_its_lease_leaves_nothing_behind)
{
	pid_t sleeper;

	worker_start("100", "1500");
	add_call("k", "/slow/400");
	expect_notes("k", 1);
	sleeper = holder();
	ck_assert_int_eq(kill(sleeper, SIGSTOP), 0);
	sleep_ms(1700);
	ck_assert_int_eq(kill(sleeper, SIGCONT), 0);
	/* It takes the job again, as anybody might, and runs it from the top.
	 */
	expect_notes("k", 3);
	expect_no_jobs();
	ck_assert_str_eq(
	    admin_text("SELECT string_agg(note, ',' ORDER BY id) FROM notes"),
	    "called,called,slow");
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
		add_call(arena_printf(trial_arena, "k%d", i), "/slow/200");
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
		add_to(1 + i % 2, "note", arena_printf(trial_arena, "k%d", i),
		    NULL);
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
	char *path =
	    arena_printf(trial_arena, "/proc/%d/smaps_rollup", (int)pid);
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
	const char *url = server_url(trial_arena, "/slow/4000");
	int64_t kb;
	pid_t pid;

	worker_start("30000", "60000");
	admin("INSERT INTO jobs (tenant_id, kind, key, payload) SELECT "
	      "n %% 2 + 1, 'call', n, '{\"url\": \"%s\"}' "
	      "FROM generate_series(1, %d) n",
	    url, (int)MANY);
	cache_publish(webhook, CHANNEL_INBOUND, "{}");
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
	tcase_add_checked_fixture(tcase, trial_setup, trial_teardown);
	tcase_add_test(tcase, a_wake_up_leads_to_the_job_at_once);
	tcase_add_test(tcase, without_a_wake_up_the_queue_is_looked_at);
	tcase_add_test(tcase, without_redis_the_queue_is_looked_at);
	tcase_add_test(tcase, a_weak_configuration_stops_the_start);
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
	tcase_add_test(
	    tcase, who_slept_through_its_lease_leaves_nothing_behind);
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
