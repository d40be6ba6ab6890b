/*
 * test_queue_rows.c - the queue in the database: what is added is never lost,
 * and never seen by another tenant.
 *
 * SPDX-License-Identifier: ISC
 */
#include <sys/wait.h>
#include <unistd.h>

#include "base/check.h"
#include "base/json.h"
#include "base/text.h"
#include "work_test.h"

enum { FIRST = 1, SECOND = 2, LEASE_MS = 60000, HOUR_MS = 3600000 };

static struct task *webhook;
static struct task *agent;

static void
setup(void)
{
	fixture_setup();
	webhook = fixture_task("ariia_webhook", FIRST);
	agent = fixture_task("ariia_agent", 0);
}

static void
add_as(struct task *task, int64_t tenant_id, const char *key, int64_t delay_ms)
{
	task->tenant_id = tenant_id;
	queue_add(task, "turn", key, NULL, delay_ms);
	ck_assert(db_commit(task));
}

static void
add(const char *key)
{
	add_as(webhook, FIRST, key, 0);
}

static struct list *
claim_as(const char *worker, int64_t limit)
{
	struct list *rows;

	agent->tenant_id = 0;
	rows = queue_claim(agent, "turn,other", limit, LEASE_MS, worker);
	ck_assert_ptr_nonnull(rows);
	return rows;
}

static const struct job_row *
claim_one(void)
{
	struct list *rows = claim_as("w", 10);
	const struct job_row *row = rows->items;

	ck_assert_uint_eq(rows->count, 1);
	agent->tenant_id = row->tenant_id;
	return row;
}

static void
expect_state(const char *state)
{
	ck_assert_str_eq(admin_text("SELECT state FROM jobs"), state);
}

START_TEST(a_job_is_claimed_once_and_gone_when_finished)
{
	const struct job_row *row;

	queue_add(webhook, "turn", "k", "{\"a\": 1}", 0);
	ck_assert(db_commit(webhook));
	row = claim_one();
	ck_assert_int_eq(row->tenant_id, FIRST);
	ck_assert_str_eq(row->kind, "turn");
	ck_assert_str_eq(row->key, "k");
	ck_assert_int_eq(row->attempts, 1);
	ck_assert_ptr_nonnull(json_at(row->payload, "a"));
	ck_assert_uint_eq(claim_as("v", 10)->count, 0);
	agent->tenant_id = FIRST;
	ck_assert(queue_finish(agent, row, "w"));
	ck_assert(db_commit(agent));
	ck_assert_int_eq(admin_number("SELECT count(*) FROM jobs"), 0);
}
END_TEST

START_TEST(adding_twice_makes_one_job)
{
	add("k");
	add_as(webhook, FIRST, "k", HOUR_MS);
	ck_assert_int_eq(admin_number("SELECT count(*) FROM jobs"), 1);
	ck_assert_int_eq(claim_one()->generation, 2);
}
END_TEST

START_TEST(an_earlier_wish_moves_a_job_forward)
{
	add_as(webhook, FIRST, "k", HOUR_MS);
	ck_assert_uint_eq(claim_as("w", 10)->count, 0);
	add("k");
	ck_assert_uint_eq(claim_as("w", 10)->count, 1);
}
END_TEST

START_TEST(a_new_payload_replaces_the_old_one_and_none_leaves_it)
{
	queue_add(webhook, "turn", "k", "1", 0);
	queue_add(webhook, "turn", "k", "2", 0);
	queue_add(webhook, "turn", "k", NULL, 0);
	ck_assert(db_commit(webhook));
	ck_assert_str_eq(admin_text("SELECT payload FROM jobs"), "2");
}
END_TEST

START_TEST(a_job_that_was_added_while_it_ran_runs_once_more)
{
	const struct job_row *row;

	add("k");
	row = claim_one();
	add("k");
	ck_assert(queue_finish(agent, row, "w"));
	ck_assert(db_commit(agent));
	row = claim_one();
	ck_assert_int_eq(row->attempts, 1);
	ck_assert(queue_finish(agent, row, "w"));
	ck_assert(db_commit(agent));
	ck_assert_int_eq(admin_number("SELECT count(*) FROM jobs"), 0);
}
END_TEST

START_TEST(a_wish_for_later_is_kept_while_the_job_runs)
{
	const struct job_row *row;

	add("k");
	row = claim_one();
	add_as(webhook, FIRST, "k", HOUR_MS);
	ck_assert(queue_finish(agent, row, "w"));
	ck_assert(db_commit(agent));
	ck_assert_uint_eq(claim_as("w", 10)->count, 0);
	ck_assert_int_eq(admin_number("SELECT count(*) FROM jobs WHERE "
				      "run_at > now() + interval '50 minutes'"),
	    1);
}
END_TEST

/* Runs act in a process of its own. */
static pid_t
meanwhile(void (*act)(void))
{
	pid_t pid = fork();

	ck_assert_int_ge(pid, 0);
	if (pid == 0) {
		act();
		_exit(0);
	}
	return pid;
}

static void
add_in_between(void)
{
	struct task *task = fixture_task("ariia_webhook", FIRST);

	queue_add(task, "turn", "k", NULL, 0);
	check(db_commit(task));
}

START_TEST(an_add_waits_for_who_is_just_finishing)
{
	const struct job_row *row;
	int status;
	pid_t pid;

	add("k");
	row = claim_one();
	ck_assert(queue_finish(agent, row, "w"));
	pid = meanwhile(add_in_between);
	sleep_ms(200);
	ck_assert_int_eq(waitpid(pid, &status, WNOHANG), 0);
	ck_assert(db_commit(agent));
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_int_eq(status, 0);
	ck_assert_int_eq(claim_one()->generation, 1);
}
END_TEST

static void
add_slowly(void)
{
	struct task *task = fixture_task("ariia_webhook", FIRST);
	int64_t count;

	queue_add(task, "turn", "k", NULL, 0);
	check(db_execute(task,
	    &(const struct query){ "sleep", "SELECT pg_sleep(0.3)" }, &count,
	    ARGS()));
	check(db_commit(task));
}

START_TEST(who_finishes_waits_for_an_add_in_flight)
{
	const struct job_row *row;
	int status;
	pid_t pid;

	add("k");
	row = claim_one();
	pid = meanwhile(add_slowly);
	sleep_ms(150);
	ck_assert(queue_finish(agent, row, "w"));
	ck_assert(db_commit(agent));
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_int_eq(status, 0);
	ck_assert_int_eq(claim_one()->generation, 2);
}
END_TEST

START_TEST(a_retry_waits_and_keeps_its_attempts)
{
	const struct job_row *row;

	add("k");
	row = claim_one();
	ck_assert(queue_retry(agent, row, "w", HOUR_MS, "why\xff"));
	ck_assert(db_commit(agent));
	expect_state("queued");
	ck_assert_str_eq(admin_text("SELECT last_error FROM jobs"),
	    "a reason that is no text");
	ck_assert_uint_eq(claim_as("w", 10)->count, 0);
	admin("UPDATE jobs SET run_at = now()");
	ck_assert_int_eq(claim_one()->attempts, 2);
}
END_TEST

START_TEST(who_lost_the_lease_can_not_end_the_job)
{
	const struct job_row *row;

	add("k");
	row = claim_one();
	admin("UPDATE jobs SET leased_until = now() - interval '1 second'");
	ck_assert_uint_eq(claim_as("v", 10)->count, 1);
	agent->tenant_id = FIRST;
	ck_assert(!queue_finish(agent, row, "w"));
	ck_assert_int_eq(agent->problem->kind, CONFLICT);
	ck_assert(!queue_retry(fixture_again(agent), row, "w", 0, ""));
	ck_assert_int_eq(agent->problem->kind, CONFLICT);
	ck_assert(!queue_set_aside(fixture_again(agent), row, "w", ""));
	ck_assert_int_eq(agent->problem->kind, CONFLICT);
	ck_assert(queue_finish(fixture_again(agent), row, "v"));
	ck_assert(db_commit(agent));
}
END_TEST

START_TEST(a_renewed_lease_holds_and_a_forgotten_one_runs_out)
{
	const struct job_row *row;
	char ids[64];

	add("k");
	add("forgotten");
	row = claim_as("w", 1)->items;
	ck_assert_uint_eq(claim_as("w", 1)->count, 1);
	admin("UPDATE jobs SET leased_until = now()");
	(void)snprintf(ids, sizeof(ids), "{%" PRId64 ",77}", row->id);
	agent->tenant_id = 0;
	ck_assert(queue_renew(agent, "w", ids, LEASE_MS));
	ck_assert_int_eq(admin_number("SELECT count(*) FROM jobs WHERE "
				      "leased_until > now()"),
	    1);
	ck_assert(queue_renew(agent, "other", ids, LEASE_MS));
	ck_assert_uint_eq(claim_as("v", 10)->count, 1);
}
END_TEST

START_TEST(what_a_dead_worker_had_counts_only_for_the_guilty)
{
	const struct job_row *row;

	add("guilty");
	row = claim_as("w", 1)->items;
	add("innocent");
	ck_assert_uint_eq(claim_as("w", 1)->count, 1);
	agent->tenant_id = 0;
	ck_assert(queue_release(agent, "w", row->id));
	ck_assert_int_eq(
	    admin_number("SELECT attempts FROM jobs WHERE key = 'guilty'"), 1);
	ck_assert_int_eq(
	    admin_number("SELECT attempts FROM jobs WHERE key = 'innocent'"),
	    0);
	row = claim_one();
	ck_assert_str_eq(row->key, "innocent");
	ck_assert_int_eq(row->attempts, 1);
}
END_TEST

START_TEST(what_was_set_aside_is_seen_and_can_be_run_again)
{
	struct task *cli = fixture_task("ariia_cli", 0);
	const struct queue_stopped *stopped;
	const struct queue_count *count;
	struct list *list;

	add("k");
	ck_assert(queue_set_aside(agent, claim_one(), "w", "it is broken"));
	ck_assert(db_commit(agent));
	ck_assert_uint_eq(claim_as("w", 10)->count, 0);
	list = queue_status_set_aside(cli, 10);
	ck_assert_ptr_nonnull(list);
	ck_assert_uint_eq(list->count, 1);
	stopped = list->items;
	ck_assert_str_eq(stopped->tenant_slug, "first");
	ck_assert_str_eq(stopped->last_error, "it is broken");
	ck_assert_int_eq(stopped->attempts, 1);
	list = queue_status_counts(cli);
	ck_assert_ptr_nonnull(list);
	ck_assert_uint_eq(list->count, 1);
	count = list->items;
	ck_assert_str_eq(count->state, "set_aside");
	ck_assert_int_eq(count->jobs, 1);
	ck_assert(!queue_run_again(cli, SECOND, stopped->id));
	ck_assert_int_eq(cli->problem->kind, NOT_FOUND);
	ck_assert(queue_run_again(fixture_again(cli), FIRST, stopped->id));
	ck_assert(db_commit(cli));
	ck_assert_int_eq(claim_one()->attempts, 1);
}
END_TEST

START_TEST(a_job_beside_one_set_aside_lives_and_takes_it_in)
{
	struct task *cli = fixture_task("ariia_cli", 0);
	const struct job_row *row;

	add("k");
	row = claim_one();
	ck_assert(queue_set_aside(agent, row, "w", ""));
	ck_assert(db_commit(agent));
	add("k");
	ck_assert_int_eq(admin_number("SELECT count(*) FROM jobs"), 2);
	ck_assert(queue_run_again(cli, FIRST, row->id));
	ck_assert(db_commit(cli));
	ck_assert_int_eq(claim_one()->generation, 2);
	ck_assert_int_eq(admin_number("SELECT count(*) FROM jobs"), 1);
}
END_TEST

START_TEST(another_tenants_job_can_not_be_touched)
{
	const struct job_row *row;

	add_as(webhook, FIRST, "k", 0);
	add_as(webhook, SECOND, "k", 0);
	ck_assert_int_eq(admin_number("SELECT count(*) FROM jobs"), 2);
	ck_assert_uint_eq(claim_as("w", 10)->count, 2);
	row = &(const struct job_row){
		.id = admin_number("SELECT id FROM jobs WHERE tenant_id = 2"),
		.generation = 1,
	};
	agent->tenant_id = FIRST;
	ck_assert(!queue_finish(agent, row, "w"));
	ck_assert(!queue_set_aside(fixture_again(agent), row, "w", ""));
	agent->tenant_id = 0;
	ck_assert(!queue_finish(fixture_again(agent), row, "w"));
	agent->tenant_id = SECOND;
	ck_assert(queue_finish(fixture_again(agent), row, "w"));
	ck_assert(db_commit(agent));
}
END_TEST

START_TEST(who_only_adds_may_not_take)
{
	static const char *const roles[] = { "ariia_webhook", "ariia_admin",
		"ariia_ui", "ariia_cli" };
	struct task *task = fixture_task(roles[_i], 0);

	ck_assert_ptr_null(queue_claim(task, "turn", 1, LEASE_MS, "w"));
	ck_assert(!queue_renew(fixture_again(task), "w", "{1}", LEASE_MS));
	ck_assert(!queue_release(fixture_again(task), "w", 0));
	add_as(fixture_again(task), FIRST, "k", 0);
}
END_TEST

START_TEST(a_full_queue_of_one_tenant_delays_no_other)
{
	int64_t started_ms, mine = 0;
	struct list *rows;

	admin("INSERT INTO jobs (tenant_id, kind, key, run_at) SELECT 1, "
	      "'turn', n, now() - interval '1 hour' "
	      "FROM generate_series(1, 20000) n");
	admin("INSERT INTO jobs (tenant_id, kind, key) SELECT 2, 'turn', n "
	      "FROM generate_series(1, 3) n");
	rows = claim_as("w", 64);
	ck_assert_uint_eq(rows->count, 64);
	list_each(rows, struct job_row, row) {
		mine += row->tenant_id == SECOND;
	}
	ck_assert_int_eq(mine, 3);
	started_ms = monotonic_ms();
	ck_assert_uint_eq(claim_as("w", 64)->count, 64);
	ck_assert_int_lt(monotonic_ms() - started_ms, 100);
}
END_TEST

START_TEST(the_longest_due_comes_first)
{
	const struct job_row *row;

	add("young");
	add("old");
	admin("UPDATE jobs SET run_at = now() - interval '1 minute' "
	      "WHERE key = 'old'");
	row = claim_as("w", 1)->items;
	ck_assert_str_eq(row->key, "old");
}
END_TEST

Suite *
queue_rows_suite(void)
{
	Suite *suite = suite_create("queue_rows");
	TCase *tcase = tcase_create("queue_rows");

	tcase_set_timeout(tcase, 20);
	tcase_add_checked_fixture(tcase, setup, fixture_teardown);
	tcase_add_test(tcase, a_job_is_claimed_once_and_gone_when_finished);
	tcase_add_test(tcase, adding_twice_makes_one_job);
	tcase_add_test(tcase, an_earlier_wish_moves_a_job_forward);
	tcase_add_test(
	    tcase, a_new_payload_replaces_the_old_one_and_none_leaves_it);
	tcase_add_test(tcase, a_job_that_was_added_while_it_ran_runs_once_more);
	tcase_add_test(tcase, a_wish_for_later_is_kept_while_the_job_runs);
	tcase_add_test(tcase, an_add_waits_for_who_is_just_finishing);
	tcase_add_test(tcase, who_finishes_waits_for_an_add_in_flight);
	tcase_add_test(tcase, a_retry_waits_and_keeps_its_attempts);
	tcase_add_test(tcase, who_lost_the_lease_can_not_end_the_job);
	tcase_add_test(
	    tcase, a_renewed_lease_holds_and_a_forgotten_one_runs_out);
	tcase_add_test(
	    tcase, what_a_dead_worker_had_counts_only_for_the_guilty);
	tcase_add_test(tcase, what_was_set_aside_is_seen_and_can_be_run_again);
	tcase_add_test(tcase, a_job_beside_one_set_aside_lives_and_takes_it_in);
	tcase_add_test(tcase, another_tenants_job_can_not_be_touched);
	tcase_add_loop_test(tcase, who_only_adds_may_not_take, 0, 4);
	tcase_add_test(tcase, a_full_queue_of_one_tenant_delays_no_other);
	tcase_add_test(tcase, the_longest_due_comes_first);
	suite_add_tcase(suite, tcase);
	return suite;
}
