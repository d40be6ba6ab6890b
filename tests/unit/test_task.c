/*
 * test_task.c - at most one problem per unit of work.
 *
 * SPDX-License-Identifier: ISC
 */
#include "unit.h"

Suite *task_suite(void);

START_TEST(the_first_problem_stays)
{
	struct task task = new_task(new_arena());

	ck_assert_ptr_null(fail(&task, CONFLICT, "taken by %s", "Ada"));
	ck_assert_ptr_null(fail(&task, INTERNAL, "later"));
	ck_assert_ptr_null(fail_for_now(&task, UNAVAILABLE, 100, "later"));
	ck_assert_ptr_null(fail_field(&task, "#/x", "later"));
	ck_assert(task_has_failed(&task));
	ck_assert_int_eq(task.problem->kind, CONFLICT);
	ck_assert_str_eq(task.problem->detail, "taken by Ada");
	ck_assert_ptr_null(task.problem->errors);
}
END_TEST

START_TEST(a_forgiven_problem_makes_room_for_another)
{
	struct task task = new_task(new_arena());

	fail(&task, NOT_FOUND, "gone");
	task_forgive(&task);
	ck_assert(!task_has_failed(&task));
	fail_for_now(&task, UNAVAILABLE, 1500, "soon");
	ck_assert_int_eq(task.problem->kind, UNAVAILABLE);
	ck_assert_int_eq(task.problem->retry_after_ms, 1500);
}
END_TEST

START_TEST(wrong_fields_are_collected_in_order)
{
	struct task task = new_task(new_arena());
	const struct problem_error *error;

	fail_field(&task, "#/a", "one");
	fail_field(&task, "#/b", "two %d", 2);
	ck_assert_int_eq(task.problem->kind, INVALID);
	error = task.problem->errors;
	ck_assert_str_eq(error->pointer, "#/a");
	ck_assert_str_eq(error->detail, "one");
	ck_assert_str_eq(error->next->pointer, "#/b");
	ck_assert_str_eq(error->next->detail, "two 2");
	ck_assert_ptr_null(error->next->next);
}
END_TEST

START_TEST(wrong_fields_join_an_invalid_problem)
{
	struct task task = new_task(new_arena());

	fail(&task, INVALID, "These do not go together.");
	fail_field(&task, "#/a", "one");
	ck_assert_str_eq(task.problem->detail, "These do not go together.");
	ck_assert_str_eq(only_error(&task)->pointer, "#/a");
}
END_TEST

START_TEST(at_most_a_hundred_wrong_fields_are_told)
{
	struct task task = new_task(new_arena());
	const struct problem_error *error;
	int count = 0, i;

	for (i = 0; i < 150; i++)
		fail_field(&task, "#/a", "number %d", i);
	for (error = task.problem->errors; error != NULL; error = error->next)
		count++;
	ck_assert_int_eq(count, 100);
}
END_TEST

Suite *
task_suite(void)
{
	Suite *suite = suite_create("task");
	TCase *cases = tcase_create("task");

	tcase_add_test(cases, the_first_problem_stays);
	tcase_add_test(cases, a_forgiven_problem_makes_room_for_another);
	tcase_add_test(cases, wrong_fields_are_collected_in_order);
	tcase_add_test(cases, wrong_fields_join_an_invalid_problem);
	tcase_add_test(cases, at_most_a_hundred_wrong_fields_are_told);
	suite_add_tcase(suite, cases);
	return suite;
}
