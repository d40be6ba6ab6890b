/*
 * test_db.c - statements, transactions, tenants and guards on a real server.
 *
 * SPDX-License-Identifier: ISC
 */
#include "data_test.h"

/* What the guard of these tests finds. */
struct token {
	int64_t tenant_id;
};

static const struct field token_fields[] = {
	FIELD(token, tenant_id, READ_ONLY, 0, "Whose it is"), { 0 }
};
static const struct record token_record = RECORD(token);
static const struct query token_query = { "token",
	"SELECT tenant_id FROM tokens WHERE token = $1" };

static bool
token_accept(struct task *task, void *row)
{
	struct token *token = row;

	if (token == NULL)
		return fail(task, UNAUTHORIZED, "Who are you?");
	task->tenant_id = token->tenant_id;
	return true;
}

static struct db_guard
token_guard(const char *token)
{
	return (struct db_guard){ &token_query, &token_record, { arg(token) },
		token_accept };
}

static int64_t
notes_count(void)
{
	return admin_number("SELECT count(*) FROM notes");
}

START_TEST(a_row_that_was_committed_is_read_back)
{
	struct note *note = db_one(fixture, note, NOTE_ADD, arg("a@b"));
	struct task *reader = fixture_task(1);

	ck_assert_ptr_nonnull(note);
	ck_assert_int_eq(notes_count(), 0);
	ck_assert(db_commit(fixture));
	db_read_only(reader);
	note = db_one(reader, note, NOTE_FIND, arg("a@b"));
	ck_assert_ptr_nonnull(note);
	ck_assert_str_eq(note->email, "a@b");
	ck_assert_uint_eq(reader->query_count, 1);
	ck_assert_int_gt(reader->query_us, 0);
	ck_assert(db_commit(reader));
}
END_TEST

START_TEST(without_a_row_one_is_not_found_and_maybe_is_no_failure)
{
	db_read_only(fixture);
	ck_assert_ptr_null(db_maybe(fixture, note, NOTE_FIND, arg("a@b")));
	ck_assert(!task_has_failed(fixture));
	ck_assert_ptr_null(db_one(fixture, note, NOTE_FIND, arg("a@b")));
	ck_assert_int_eq(fixture->problem->kind, NOT_FOUND);
}
END_TEST

START_TEST(two_rows_where_one_is_due_are_our_fault)
{
	db_read_only(fixture);
	ck_assert_ptr_null(
	    db_one(fixture, note, NOTE_MANY, arg((int64_t)2), arg(1)));
	ck_assert_int_eq(fixture->problem->kind, INTERNAL);
}
END_TEST

START_TEST(a_tenant_sees_only_its_own_rows)
{
	struct task *other = fixture_task(2);
	struct task *nobody = fixture_task(0);
	struct list *notes;

	ck_assert(db_run(fixture, note, NOTE_ADD, NULL, arg("a@b")));
	ck_assert(db_commit(fixture));
	db_read_only(other);
	notes = db_many(other, note, NOTE_LIST, arg((int64_t)0), arg(10));
	ck_assert_uint_eq(notes->count, 0);
	ck_assert_ptr_nonnull(db_one(other, note, NOTE_PID));
	db_read_only(nobody);
	notes = db_many(nobody, note, NOTE_LIST, arg((int64_t)0), arg(10));
	ck_assert_uint_eq(notes->count, 0);
	db_read_only(fixture);
	notes = db_many(fixture, note, NOTE_LIST, arg((int64_t)0), arg(10));
	ck_assert_uint_eq(notes->count, 1);
}
END_TEST

START_TEST(a_statement_follows_the_tenant_of_the_task)
{
	int64_t count;

	ck_assert(db_run(fixture, note, NOTE_ADD, NULL, arg("a@b")));
	db_later(fixture, note, NOTE_SIZE, arg("a@b"), arg(7));
	fixture->tenant_id = 2;
	ck_assert(db_switch_tenant(fixture));
	ck_assert(db_run(fixture, note, NOTE_SIZE, &count, arg("a@b"), arg(9)));
	ck_assert_int_eq(count, 0);
	ck_assert(db_run(fixture, note, NOTE_ADD, NULL, arg("a@b")));
	ck_assert(db_commit(fixture));
	ck_assert_int_eq(
	    admin_number("SELECT tenant_id FROM notes WHERE size = 7"), 1);
	ck_assert_int_eq(notes_count(), 2);
}
END_TEST

START_TEST(a_reading_task_can_not_write)
{
	db_read_only(fixture);
	ck_assert_ptr_null(db_one(fixture, note, NOTE_ADD, arg("a@b")));
	ck_assert_int_eq(fixture->problem->kind, INTERNAL);
	ck_assert_int_eq(notes_count(), 0);
	task_forgive(fixture);
	ck_assert_ptr_nonnull(db_one(fixture, note, NOTE_PID));
}
END_TEST

START_TEST(the_commit_rides_with_the_last_statement)
{
	ck_assert(db_run(fixture, note, NOTE_ADD, NULL, arg("a@b")));
	db_last(fixture);
	ck_assert(db_run(fixture, note, NOTE_SIZE, NULL, arg("a@b"), arg(3)));
	ck_assert_int_eq(notes_count(), 1);
	ck_assert(db_commit(fixture));
	db_last(fixture);
	ck_assert(db_run(fixture, note, NOTE_ADD, NULL, arg("c@d")));
	ck_assert_int_eq(notes_count(), 2);
	ck_assert_uint_eq(fixture->query_count, 3);
}
END_TEST

START_TEST(what_is_queued_goes_with_the_commit)
{
	char text[] = "a@b";

	db_later(fixture, note, NOTE_ADD, arg(text));
	text[0] = 'x';
	db_later(fixture, note, NOTE_SIZE, arg("a@b"), arg(5));
	ck_assert_int_eq(notes_count(), 0);
	ck_assert(db_commit(fixture));
	ck_assert_int_eq(
	    admin_number("SELECT size FROM notes WHERE email = 'a@b'"), 5);
}
END_TEST

START_TEST(a_queued_failure_shows_at_the_commit_and_undoes_all)
{
	ck_assert(db_run(fixture, note, NOTE_ADD, NULL, arg("a@b")));
	db_later(fixture, note, NOTE_SIZE, arg("a@b"), arg(-1));
	ck_assert(!db_commit(fixture));
	ck_assert_int_eq(fixture->problem->kind, INVALID);
	ck_assert_int_eq(notes_count(), 0);
}
END_TEST

START_TEST(more_than_fits_the_socket_is_queued_without_a_deadlock)
{
	char text[2048];
	char email[2100];

	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	for (int i = 0; i < 1500; i++) {
		snprintf(email, sizeof(email), "%d%s", i, text);
		db_later(fixture, note, NOTE_ADD, arg(email));
	}
	ck_assert(db_commit(fixture));
	ck_assert_int_eq(notes_count(), 1500);
	ck_assert_uint_eq(fixture->query_count, 1500);
}
END_TEST

START_TEST(a_failed_commit_is_a_problem)
{
	ck_assert(db_run(fixture, note, NOTE_DEFER, NULL));
	ck_assert(db_run(
	    fixture, note, NOTE_ROOM, NULL, arg("a@b"), arg((int64_t)77)));
	ck_assert(!db_commit(fixture));
	ck_assert_int_eq(fixture->problem->kind, INVALID);
	ck_assert_str_eq(fixture->problem->errors->pointer, "#/room_id");
	ck_assert_int_eq(notes_count(), 0);
}
END_TEST

START_TEST(a_problem_of_the_task_rolls_back)
{
	ck_assert(db_run(fixture, note, NOTE_ADD, NULL, arg("a@b")));
	fail(fixture, FORBIDDEN, "No.");
	ck_assert(!db_run(fixture, note, NOTE_ADD, NULL, arg("c@d")));
	ck_assert(!db_commit(fixture));
	ck_assert_int_eq(fixture->problem->kind, FORBIDDEN);
	ck_assert_int_eq(notes_count(), 0);
}
END_TEST

START_TEST(a_transaction_that_nobody_ends_goes_with_its_arena)
{
	struct task *other = fixture_task(1);

	ck_assert(db_run(other, note, NOTE_ADD, NULL, arg("a@b")));
	arena_clear(other->arena);
	ck_assert(db_run(fixture, note, NOTE_ADD, NULL, arg("a@b")));
	ck_assert(db_commit(fixture));
	ck_assert_int_eq(notes_count(), 1);
}
END_TEST

START_TEST(a_forgiven_failure_does_not_save_half_of_the_work)
{
	ck_assert(db_run(fixture, note, NOTE_ADD, NULL, arg("a@b")));
	ck_assert(!db_run(fixture, note, NOTE_ADD, NULL, arg("a@b")));
	task_forgive(fixture);
	ck_assert(!db_run(fixture, note, NOTE_ADD, NULL, arg("c@d")));
	ck_assert_int_eq(fixture->problem->kind, INTERNAL);
	ck_assert(!db_commit(fixture));
	task_forgive(fixture);
	ck_assert(db_run(fixture, note, NOTE_ADD, NULL, arg("e@f")));
	ck_assert(db_commit(fixture));
	ck_assert_int_eq(notes_count(), 1);
}
END_TEST

START_TEST(a_guard_rides_with_the_first_statement)
{
	struct db_guard guard = token_guard("one");

	fixture->tenant_id = 0;
	db_read_only(fixture);
	db_guard(fixture, &guard);
	ck_assert_ptr_nonnull(db_one(fixture, note, NOTE_PID));
	ck_assert_int_eq(fixture->tenant_id, 1);
	ck_assert_uint_eq(fixture->query_count, 2);
	ck_assert_ptr_nonnull(db_one(fixture, note, NOTE_PID));
	ck_assert_uint_eq(fixture->query_count, 3);
}
END_TEST

START_TEST(a_guard_that_refuses_undoes_the_statement)
{
	struct db_guard guard = token_guard("none");

	db_guard(fixture, &guard);
	db_last(fixture);
	ck_assert(!db_run(fixture, note, NOTE_ADD, NULL, arg("a@b")));
	ck_assert_int_eq(fixture->problem->kind, UNAUTHORIZED);
	ck_assert(!db_commit(fixture));
	ck_assert_int_eq(notes_count(), 0);
}
END_TEST

START_TEST(a_guard_that_refuses_hides_what_the_statement_found)
{
	struct db_guard guard = token_guard("none");
	struct task *stranger = fixture_task(1);

	ck_assert(db_run(fixture, note, NOTE_ADD, NULL, arg("a@b")));
	ck_assert(db_commit(fixture));
	db_guard(stranger, &guard);
	ck_assert(!db_run(stranger, note, NOTE_ADD, NULL, arg("a@b")));
	ck_assert_int_eq(stranger->problem->kind, UNAUTHORIZED);
}
END_TEST

START_TEST(an_accepting_guard_and_the_last_statement_are_durable)
{
	struct db_guard guard = token_guard("one");

	db_guard(fixture, &guard);
	db_last(fixture);
	ck_assert(db_run(fixture, note, NOTE_ADD, NULL, arg("a@b")));
	ck_assert(db_commit(fixture));
	ck_assert_int_eq(notes_count(), 1);
}
END_TEST

START_TEST(a_guard_that_nothing_carried_is_settled_by_the_commit)
{
	struct db_guard refusing = token_guard("none");
	struct db_guard accepting = token_guard("two");
	struct task *other = fixture_task(0);

	db_read_only(fixture);
	db_guard(fixture, &refusing);
	ck_assert(!db_commit(fixture));
	ck_assert_int_eq(fixture->problem->kind, UNAUTHORIZED);
	db_guard(other, &accepting);
	ck_assert(db_settle(other));
	ck_assert_int_eq(other->tenant_id, 2);
	ck_assert(db_run(other, note, NOTE_ADD, NULL, arg("a@b")));
	ck_assert(db_commit(other));
	ck_assert_int_eq(admin_number("SELECT tenant_id FROM notes"), 2);
}
END_TEST

START_TEST(a_queued_statement_does_not_pass_a_refusing_guard)
{
	struct db_guard guard = token_guard("none");

	db_guard(fixture, &guard);
	db_later(fixture, note, NOTE_ADD, arg("a@b"));
	ck_assert(!db_commit(fixture));
	ck_assert_int_eq(fixture->problem->kind, UNAUTHORIZED);
	ck_assert_int_eq(notes_count(), 0);
}
END_TEST

START_TEST(a_notification_is_noticed_once)
{
	int64_t start_ms = monotonic_ms();

	ck_assert(db_listen(fixture, "ariia_test"));
	ck_assert_int_ge(db_socket(fixture->db), 0);
	ck_assert(!db_notified(fixture->db));
	admin("NOTIFY ariia_test");
	while (!db_notified(fixture->db))
		ck_assert_int_lt(monotonic_ms() - start_ms, 5000);
	ck_assert(!db_notified(fixture->db));
	admin("NOTIFY ariia_other");
	ck_assert(db_ping(fixture));
	ck_assert(!db_notified(fixture->db));
}
END_TEST

START_TEST(the_session_is_set_up_as_promised)
{
	static const struct query query = { "settings",
		"SELECT current_user || ' ' || "
		"current_setting('application_name') || ' ' || "
		"current_setting('statement_timeout') || ' ' || "
		"current_setting('lock_timeout') || ' ' || "
		"current_setting('client_encoding') || ' ' || "
		"current_setting('timezone') AS email" };
	struct note *note;

	db_read_only(fixture);
	note = db_fetch_one(fixture, &query, &note_record, ARGS());
	ck_assert_str_eq(
	    note->email, "ariia_test ariia_test 9001ms 5001ms UTF8 UTC");
}
END_TEST

Suite *
db_suite(void)
{
	Suite *suite = suite_create("db");
	TCase *cases = tcase_create("db");

	tcase_add_checked_fixture(cases, fixture_setup, fixture_teardown);
	tcase_set_timeout(cases, 30);
	tcase_add_test(cases, a_row_that_was_committed_is_read_back);
	tcase_add_test(
	    cases, without_a_row_one_is_not_found_and_maybe_is_no_failure);
	tcase_add_test(cases, two_rows_where_one_is_due_are_our_fault);
	tcase_add_test(cases, a_tenant_sees_only_its_own_rows);
	tcase_add_test(cases, a_statement_follows_the_tenant_of_the_task);
	tcase_add_test(cases, a_reading_task_can_not_write);
	tcase_add_test(cases, the_commit_rides_with_the_last_statement);
	tcase_add_test(cases, what_is_queued_goes_with_the_commit);
	tcase_add_test(
	    cases, a_queued_failure_shows_at_the_commit_and_undoes_all);
	tcase_add_test(
	    cases, more_than_fits_the_socket_is_queued_without_a_deadlock);
	tcase_add_test(cases, a_failed_commit_is_a_problem);
	tcase_add_test(cases, a_problem_of_the_task_rolls_back);
	tcase_add_test(
	    cases, a_transaction_that_nobody_ends_goes_with_its_arena);
	tcase_add_test(
	    cases, a_forgiven_failure_does_not_save_half_of_the_work);
	tcase_add_test(cases, a_guard_rides_with_the_first_statement);
	tcase_add_test(cases, a_guard_that_refuses_undoes_the_statement);
	tcase_add_test(
	    cases, a_guard_that_refuses_hides_what_the_statement_found);
	tcase_add_test(
	    cases, an_accepting_guard_and_the_last_statement_are_durable);
	tcase_add_test(
	    cases, a_guard_that_nothing_carried_is_settled_by_the_commit);
	tcase_add_test(
	    cases, a_queued_statement_does_not_pass_a_refusing_guard);
	tcase_add_test(cases, a_notification_is_noticed_once);
	tcase_add_test(cases, the_session_is_set_up_as_promised);
	suite_add_tcase(suite, cases);
	return suite;
}
