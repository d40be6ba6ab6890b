/*
 * test_row.c - values of every type in and out, and the query test.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/json.h"
#include "data_test.h"

START_TEST(every_type_comes_back_as_it_went_in)
{
	struct instant when = { .us = 1795344097123456 };
	struct note *note = db_one(fixture, note, NOTE_FULL,
	    arg("\"quoted\" \xc3\xa4 'a'"), arg(INT32_MAX), arg((bool)true),
	    arg(0.1), arg("{\"a\": [1, \"x\"]}"), arg(when));

	ck_assert_ptr_nonnull(note);
	ck_assert_str_eq(note->email, "\"quoted\" \xc3\xa4 'a'");
	ck_assert_int_eq(note->size, INT32_MAX);
	ck_assert(note->is_read);
	ck_assert(note->score > 0.0999 && note->score < 0.1001);
	ck_assert_str_eq(
	    json_text(json_item(json_at(note->body, "a"), 1)), "x");
	ck_assert_int_eq(note->created_at.us, when.us);
	ck_assert_int_eq(note->id, 1);
	ck_assert_int_eq(note->tenant_id, 0);
}
END_TEST

START_TEST(null_goes_in_and_comes_back_as_nothing)
{
	struct note *note = db_one(fixture, note, NOTE_FULL,
	    arg((const char *)NULL), arg_id(0), arg_text(NULL), arg_text(NULL),
	    arg_text(NULL), arg((struct instant){ 0 }));

	ck_assert_ptr_nonnull(note);
	ck_assert_ptr_null(note->email);
	ck_assert_int_eq(note->size, 0);
	ck_assert(!note->is_read);
	ck_assert_ptr_null(note->body);
	ck_assert(!instant_is_set(note->created_at));
	ck_assert_int_eq(
	    admin_number("SELECT count(*) FROM notes WHERE email IS NULL AND "
			 "size IS NULL AND is_read IS NULL AND body IS NULL "
			 "AND created_at IS NULL"),
	    0);
	ck_assert(db_commit(fixture));
	ck_assert_int_eq(
	    admin_number("SELECT count(*) FROM notes WHERE email IS NULL AND "
			 "size IS NULL AND is_read IS NULL AND body IS NULL "
			 "AND created_at IS NULL"),
	    1);
}
END_TEST

START_TEST(many_rows_come_in_order)
{
	struct list *notes;
	int64_t expected = 0;

	db_read_only(fixture);
	notes =
	    db_many(fixture, note, NOTE_MANY, arg((int64_t)10000), arg(100));
	ck_assert_uint_eq(notes->count, 10000);
	list_each(notes, struct note, note) {
		ck_assert_int_eq(note->id, ++expected);
		ck_assert_uint_eq(strlen(note->email), 100);
	}
}
END_TEST

START_TEST(a_column_without_a_field_is_our_fault)
{
	db_read_only(fixture);
	ck_assert_ptr_null(db_many(fixture, note, NOTE_WRONG_COLUMN));
	ck_assert_int_eq(fixture->problem->kind, INTERNAL);
}
END_TEST

START_TEST(a_value_that_does_not_fit_its_field_is_our_fault)
{
	static const char *const values[] = { "2147483648", "-2147483649", "x",
		"", "1.5" };

	db_read_only(fixture);
	for (size_t i = 0; i < ARRAY_LENGTH(values); i++) {
		ck_assert_ptr_null(
		    db_many(fixture, note, NOTE_WRONG_VALUE, arg(values[i])));
		ck_assert_int_eq(fixture->problem->kind, INTERNAL);
		task_forgive(fixture);
	}
}
END_TEST

START_TEST(a_fitting_statement_is_described_without_complaint)
{
	ck_assert_ptr_null(
	    db_describe(fixture, &note_queries[NOTE_FULL], &note_record));
	ck_assert_ptr_null(
	    db_describe(fixture, &note_queries[NOTE_LIST], &note_record));
	ck_assert_ptr_null(
	    db_describe(fixture, &note_queries[NOTE_SIZE], NULL));
	ck_assert(!task_has_failed(fixture));
}
END_TEST

START_TEST(a_wrong_statement_is_described_with_its_name)
{
	static const struct query broken = { "broken", "SELECT nothing" };
	static const struct query twice = { "twice",
		"SELECT 1::bigint AS id, 2::bigint AS id" };
	static const struct query naive = { "naive",
		"SELECT now()::timestamp AS created_at" };
	const struct {
		const struct query *query;
		const char *complaint;
	} expected[] = {
		{ &note_queries[NOTE_WRONG_COLUMN], "column wrong has no" },
		{ &note_queries[NOTE_WRONG_TYPE], "column id of type 25" },
		{ &note_queries[NOTE_SIZE], "gives no rows" },
		{ &broken, "broken: ERROR" },
		{ &twice, "column id comes twice" },
		{ &naive, "column created_at of type 1114" },
	};

	for (size_t i = 0; i < ARRAY_LENGTH(expected); i++) {
		const char *complaint =
		    db_describe(fixture, expected[i].query, &note_record);

		ck_assert_ptr_nonnull(complaint);
		ck_assert_ptr_nonnull(strstr(complaint, expected[i].complaint));
	}
	ck_assert(db_ping(fixture));
}
END_TEST

Suite *
row_suite(void)
{
	Suite *suite = suite_create("row");
	TCase *cases = tcase_create("row");

	tcase_add_checked_fixture(cases, fixture_setup, fixture_teardown);
	tcase_set_timeout(cases, 30);
	tcase_add_test(cases, every_type_comes_back_as_it_went_in);
	tcase_add_test(cases, null_goes_in_and_comes_back_as_nothing);
	tcase_add_test(cases, many_rows_come_in_order);
	tcase_add_test(cases, a_column_without_a_field_is_our_fault);
	tcase_add_test(cases, a_value_that_does_not_fit_its_field_is_our_fault);
	tcase_add_test(
	    cases, a_fitting_statement_is_described_without_complaint);
	tcase_add_test(cases, a_wrong_statement_is_described_with_its_name);
	suite_add_tcase(suite, cases);
	return suite;
}
