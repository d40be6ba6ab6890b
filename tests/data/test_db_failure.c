/*
 * test_db_failure.c - constraints, timeouts, lost and dead connections.
 *
 * SPDX-License-Identifier: ISC
 */
#include "data_test.h"

#include <signal.h>
#include <sys/types.h>
#include <unistd.h>

#include "data/db_problem.h"

static void
expect_problem(struct task *task, enum problem_kind kind, const char *pointer)
{
	ck_assert_ptr_nonnull(task->problem);
	ck_assert_int_eq(task->problem->kind, kind);
	if (pointer == NULL) {
		ck_assert_ptr_null(task->problem->errors);
	} else {
		ck_assert_ptr_nonnull(task->problem->errors);
		ck_assert_str_eq(task->problem->errors->pointer, pointer);
	}
}

/* The process of the server behind the connection of the fixture. */
static int64_t
backend_pid(void)
{
	struct task *task = fixture_task(1);

	db_read_only(task);
	return db_one(task, note, NOTE_PID)->id;
}

static void
backend_end(void)
{
	char sql[128];
	int64_t pid = backend_pid();

	snprintf(sql, sizeof(sql), "SELECT pg_terminate_backend(%d, 5000)",
	    (int)pid);
	admin(sql);
}

START_TEST(a_taken_value_is_a_conflict_with_its_field)
{
	ck_assert(db_run(fixture, note, NOTE_ADD, NULL, arg("a@b")));
	ck_assert(!db_run(fixture, note, NOTE_ADD, NULL, arg("a@b")));
	expect_problem(fixture, CONFLICT, "#/email");
	ck_assert_str_eq(
	    fixture->problem->detail, "This email is already taken.");
	ck_assert_str_eq(fixture->problem->errors->detail, "is already taken");
}
END_TEST

START_TEST(a_column_of_two_words_is_named_whole)
{
	db_later(fixture, note, NOTE_ADDRESS, arg("a"));
	db_later(fixture, note, NOTE_ADDRESS, arg("a"));
	ck_assert(!db_commit(fixture));
	expect_problem(fixture, CONFLICT, "#/mail_address");
	ck_assert_str_eq(
	    fixture->problem->detail, "This mail address is already taken.");
}
END_TEST

START_TEST(the_column_is_what_is_left_of_the_constraint)
{
	struct arena *arena = fixture->arena;

	ck_assert_str_eq(
	    db_problem_column(arena, "users", "users_email_unique"), "email");
	ck_assert_str_eq(db_problem_column(arena, "chat_sessions",
			     "chat_sessions_user_id_fkey"),
	    "user_id");
	ck_assert_ptr_null(db_problem_column(arena, "users", "users_pkey"));
	ck_assert_ptr_null(db_problem_column(arena, "users", "other_a_check"));
	ck_assert_ptr_null(db_problem_column(arena, "users", "users"));
	ck_assert_ptr_null(db_problem_column(arena, "", "users_email_unique"));
}
END_TEST

START_TEST(a_value_that_a_check_refuses_is_invalid)
{
	ck_assert(db_run(fixture, note, NOTE_ADD, NULL, arg("a@b")));
	ck_assert(!db_run(fixture, note, NOTE_SIZE, NULL, arg("a@b"), arg(0)));
	expect_problem(fixture, INVALID, "#/size");
}
END_TEST

START_TEST(a_reference_to_nothing_is_invalid_and_one_in_use_a_conflict)
{
	struct note *room;

	ck_assert(!db_run(
	    fixture, note, NOTE_ROOM, NULL, arg("a@b"), arg((int64_t)99)));
	expect_problem(fixture, INVALID, "#/room_id");
	ck_assert(!db_commit(fixture));
	task_forgive(fixture);
	room = db_one(fixture, note, NOTE_ROOM_ADD, arg("hall"));
	ck_assert_ptr_nonnull(room);
	ck_assert(
	    db_run(fixture, note, NOTE_ROOM, NULL, arg("a@b"), arg(room->id)));
	ck_assert(
	    !db_run(fixture, note, NOTE_ROOM_REMOVE, NULL, arg(room->id)));
	expect_problem(fixture, CONFLICT, NULL);
}
END_TEST

START_TEST(what_the_role_may_not_do_is_our_fault)
{
	db_read_only(fixture);
	ck_assert_ptr_null(db_many(fixture, note, NOTE_SECRET));
	expect_problem(fixture, INTERNAL, NULL);
}
END_TEST

START_TEST(a_row_of_another_tenant_can_not_be_written)
{
	fixture->tenant_id = 0;
	ck_assert(!db_run(fixture, note, NOTE_ADD, NULL, arg("a@b")));
	ck_assert(task_has_failed(fixture));
	ck_assert(!db_commit(fixture));
	ck_assert_int_eq(admin_number("SELECT count(*) FROM notes"), 0);
}
END_TEST

START_TEST(the_server_ends_a_slow_statement_and_keeps_the_connection)
{
	int64_t pid;

	fixture_config.request_deadline_ms = 300;
	db_close(fixture->db);
	fixture->db = db_open(&fixture_config, "ariia_test");
	pid = backend_pid();
	fixture->deadline_ms = monotonic_ms() + 2000;
	db_read_only(fixture);
	ck_assert_ptr_null(db_many(fixture, note, NOTE_SLEEP, arg(5.0)));
	expect_problem(fixture, TIMED_OUT, NULL);
	ck_assert_int_eq(backend_pid(), pid);
}
END_TEST

START_TEST(the_deadline_of_the_task_ends_the_wait)
{
	int64_t start_ms = monotonic_ms();

	fixture->deadline_ms = start_ms + 200;
	ck_assert(!db_run(fixture, note, NOTE_SLEEP, NULL, arg(3.0)));
	expect_problem(fixture, TIMED_OUT, NULL);
	ck_assert_int_lt(monotonic_ms() - start_ms, 1000);
	ck_assert(!db_commit(fixture));
	ck_assert_int_eq(db_socket(fixture->db), -1);
	task_forgive(fixture);
	ck_assert(!db_run(fixture, note, NOTE_ADD, NULL, arg("a@b")));
	expect_problem(fixture, TIMED_OUT, NULL);
	ck_assert(!db_commit(fixture));
	task_forgive(fixture);
	fixture->deadline_ms = 0;
	ck_assert(db_run(fixture, note, NOTE_ADD, NULL, arg("a@b")));
	ck_assert(db_commit(fixture));
}
END_TEST

START_TEST(a_server_that_hangs_costs_no_more_than_the_deadline)
{
	pid_t pid = (pid_t)backend_pid();
	int64_t start_ms = monotonic_ms();

	ck_assert_int_eq(kill(pid, SIGSTOP), 0);
	fixture->deadline_ms = start_ms + 200;
	db_read_only(fixture);
	ck_assert_ptr_null(db_many(fixture, note, NOTE_PID));
	kill(pid, SIGCONT);
	expect_problem(fixture, TIMED_OUT, NULL);
	ck_assert_int_lt(monotonic_ms() - start_ms, 1000);
}
END_TEST

START_TEST(a_read_over_a_dead_connection_is_sent_again)
{
	db_read_only(fixture);
	for (int i = 0; i < 3; i++) {
		backend_end();
		ck_assert_ptr_nonnull(db_one(fixture, note, NOTE_PID));
	}
}
END_TEST

START_TEST(the_first_write_over_a_dead_connection_is_sent_again)
{
	backend_end();
	ck_assert(db_run(fixture, note, NOTE_ADD, NULL, arg("a@b")));
	ck_assert(db_commit(fixture));
	ck_assert_int_eq(admin_number("SELECT count(*) FROM notes"), 1);
}
END_TEST

START_TEST(a_write_with_its_commit_notices_a_dead_connection_before)
{
	backend_end();
	db_last(fixture);
	ck_assert(db_run(fixture, note, NOTE_ADD, NULL, arg("a@b")));
	ck_assert_int_eq(admin_number("SELECT count(*) FROM notes"), 1);
	ck_assert(db_commit(fixture));
}
END_TEST

START_TEST(a_transaction_that_lost_its_connection_is_unavailable)
{
	ck_assert(db_run(fixture, note, NOTE_ADD, NULL, arg("a@b")));
	admin("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
	      "WHERE usename = 'ariia_test'");
	ck_assert(!db_run(fixture, note, NOTE_ADD, NULL, arg("c@d")));
	expect_problem(fixture, UNAVAILABLE, NULL);
	ck_assert_int_gt(fixture->problem->retry_after_ms, 0);
	ck_assert(!db_commit(fixture));
	task_forgive(fixture);
	ck_assert(db_run(fixture, note, NOTE_ADD, NULL, arg("c@d")));
	ck_assert(db_commit(fixture));
	ck_assert_int_eq(admin_number("SELECT count(*) FROM notes"), 1);
}
END_TEST

START_TEST(a_commit_without_an_answer_is_unavailable)
{
	pid_t pid = (pid_t)backend_pid();

	ck_assert(db_run(fixture, note, NOTE_ADD, NULL, arg("a@b")));
	ck_assert_int_eq(kill(pid, SIGSTOP), 0);
	fixture->deadline_ms = monotonic_ms() + 200;
	ck_assert(!db_commit(fixture));
	kill(pid, SIGCONT);
	expect_problem(fixture, UNAVAILABLE, NULL);
	ck_assert_str_eq(fixture->problem->detail,
	    "It is not known whether this was saved.");
}
END_TEST

START_TEST(a_commit_over_a_lost_connection_is_never_sent_twice)
{
	ck_assert(db_run(fixture, note, NOTE_ADD, NULL, arg("a@b")));
	admin("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
	      "WHERE usename = 'ariia_test'");
	ck_assert(!db_commit(fixture));
	expect_problem(fixture, UNAVAILABLE, NULL);
	ck_assert_int_eq(admin_number("SELECT count(*) FROM notes"), 0);
}
END_TEST

START_TEST(a_database_that_is_away_is_tried_with_pauses)
{
	struct config config = fixture_config;
	struct task *task = fixture_task(1);
	int64_t start_ms;

	config.database_url = "host=/nonexistent dbname=none";
	task->db = db_open(&config, "ariia_test");
	ck_assert(!db_ping(task));
	expect_problem(task, UNAVAILABLE, NULL);
	for (int i = 0; i < 20; i++) {
		task_forgive(task);
		ck_assert(!db_ping(task));
	}
	ck_assert_int_gt(task->problem->retry_after_ms, 0);
	start_ms = monotonic_ms();
	usleep((useconds_t)(task->problem->retry_after_ms + 5) * 1000);
	task_forgive(task);
	ck_assert(!db_ping(task));
	ck_assert_int_gt(task->problem->retry_after_ms, 100);
	ck_assert_int_lt(monotonic_ms() - start_ms, 1000);
	db_close(task->db);
}
END_TEST

START_TEST(a_url_that_makes_no_sense_is_unavailable)
{
	struct config config = fixture_config;
	struct task *task = fixture_task(1);

	config.database_url = "nonsense";
	task->db = db_open(&config, "ariia_test");
	ck_assert(!db_ping(task));
	expect_problem(task, UNAVAILABLE, NULL);
	db_close(task->db);
}
END_TEST

START_TEST(a_listener_listens_again_after_a_loss)
{
	int64_t start_ms;

	ck_assert(db_listen(fixture, "ariia_test"));
	backend_end();
	ck_assert(!db_notified(fixture->db));
	ck_assert_int_eq(db_socket(fixture->db), -1);
	ck_assert(db_ping(fixture));
	/* Something may have been missed. */
	ck_assert(db_notified(fixture->db));
	ck_assert(!db_notified(fixture->db));
	admin("NOTIFY ariia_test");
	start_ms = monotonic_ms();
	while (!db_notified(fixture->db))
		ck_assert_int_lt(monotonic_ms() - start_ms, 5000);
}
END_TEST

START_TEST(a_plan_that_does_not_fit_any_more_costs_one_task)
{
	static const struct query star = { "star", "SELECT id FROM changing" };
	struct task *first = fixture_task(1);
	struct task *second = fixture_task(1);

	admin("CREATE TABLE changing (id int);"
	      "GRANT SELECT ON changing TO ariia_test");
	db_read_only(first);
	ck_assert_ptr_nonnull(
	    db_fetch_many(first, &star, &note_record, ARGS()));
	admin("ALTER TABLE changing ALTER COLUMN id TYPE bigint");
	ck_assert_ptr_null(db_fetch_many(first, &star, &note_record, ARGS()));
	db_read_only(second);
	ck_assert_ptr_nonnull(
	    db_fetch_many(second, &star, &note_record, ARGS()));
	admin("DROP TABLE changing");
}
END_TEST

START_TEST(a_statement_that_does_not_parse_leaves_the_others_alone)
{
	static const struct query broken = { "broken", "SELEC 1" };
	struct task *task = fixture_task(1);

	ck_assert(!db_execute(task, &broken, NULL, ARGS()));
	expect_problem(task, INTERNAL, NULL);
	ck_assert(!db_commit(task));
	ck_assert(db_run(fixture, note, NOTE_ADD, NULL, arg("a@b")));
	ck_assert(db_commit(fixture));
	task_forgive(task);
	ck_assert(!db_execute(task, &broken, NULL, ARGS()));
}
END_TEST

Suite *
db_failure_suite(void)
{
	Suite *suite = suite_create("db_failure");
	TCase *cases = tcase_create("db_failure");

	tcase_add_checked_fixture(cases, fixture_setup, fixture_teardown);
	tcase_set_timeout(cases, 30);
	tcase_add_test(cases, a_taken_value_is_a_conflict_with_its_field);
	tcase_add_test(cases, a_column_of_two_words_is_named_whole);
	tcase_add_test(cases, the_column_is_what_is_left_of_the_constraint);
	tcase_add_test(cases, a_value_that_a_check_refuses_is_invalid);
	tcase_add_test(
	    cases, a_reference_to_nothing_is_invalid_and_one_in_use_a_conflict);
	tcase_add_test(cases, what_the_role_may_not_do_is_our_fault);
	tcase_add_test(cases, a_row_of_another_tenant_can_not_be_written);
	tcase_add_test(
	    cases, the_server_ends_a_slow_statement_and_keeps_the_connection);
	tcase_add_test(cases, the_deadline_of_the_task_ends_the_wait);
	tcase_add_test(
	    cases, a_server_that_hangs_costs_no_more_than_the_deadline);
	tcase_add_test(cases, a_read_over_a_dead_connection_is_sent_again);
	tcase_add_test(
	    cases, the_first_write_over_a_dead_connection_is_sent_again);
	tcase_add_test(
	    cases, a_write_with_its_commit_notices_a_dead_connection_before);
	tcase_add_test(
	    cases, a_transaction_that_lost_its_connection_is_unavailable);
	tcase_add_test(cases, a_commit_without_an_answer_is_unavailable);
	tcase_add_test(
	    cases, a_commit_over_a_lost_connection_is_never_sent_twice);
	tcase_add_test(cases, a_database_that_is_away_is_tried_with_pauses);
	tcase_add_test(cases, a_url_that_makes_no_sense_is_unavailable);
	tcase_add_test(cases, a_listener_listens_again_after_a_loss);
	tcase_add_test(cases, a_plan_that_does_not_fit_any_more_costs_one_task);
	tcase_add_test(
	    cases, a_statement_that_does_not_parse_leaves_the_others_alone);
	suite_add_tcase(suite, cases);
	return suite;
}
