/*
 * test_pause.c - how pauses grow, without Redis.
 *
 * SPDX-License-Identifier: ISC
 */
#include <check.h>
#undef fail

#include "identity/pause.h"

Suite *pause_suite(void);

static struct task
task_new(void)
{
	return (struct task){ .arena = arena_create(1 << 16, 1 << 24) };
}

static bool
is_over(const struct pause *pause)
{
	struct task task = task_new();
	bool is = pause_is_over(&task, pause);

	ck_assert(is ||
	    (task.problem->kind == TOO_MANY_REQUESTS &&
		task.problem->retry_after_ms > 0));
	arena_free(task.arena);
	return is;
}

static void
guess(const struct pause *pause, int times)
{
	struct task task = task_new();

	for (int i = 0; i < times; i++)
		pause_add(&task, pause);
	arena_free(task.arena);
}

START_TEST(a_pause_begins_late_grows_and_ends)
{
	for (int scope = 0; scope < PAUSE_SCOPES; scope++) {
		int64_t before = 0;

		ck_assert_int_eq(
		    pause_length_ms((enum pause_scope)scope, 5), 0);
		for (int64_t count = 0; count < 1000; count++) {
			int64_t now =
			    pause_length_ms((enum pause_scope)scope, count);

			ck_assert_int_ge(now, before);
			before = now;
		}
		ck_assert_int_gt(before, 0);
		ck_assert_int_le(before, 15 * 60 * 1000);
		ck_assert_int_eq(
		    pause_length_ms((enum pause_scope)scope, INT64_MAX),
		    before);
	}
}
END_TEST

START_TEST(wrong_guesses_slow_their_account_and_place_alone)
{
	struct pause here = { 0, "login", "mia@a.example", "192.0.2.1", NULL };
	struct pause colleague = here;
	struct pause elsewhere = here;

	colleague.account = "ole@a.example";
	elsewhere.address = "192.0.2.2";
	guess(&here, 5);
	ck_assert(is_over(&here));
	guess(&here, 5);
	ck_assert(!is_over(&here));
	ck_assert(is_over(&colleague));
	ck_assert(is_over(&elsewhere));
}
END_TEST

START_TEST(spelling_an_address_differently_is_no_way_around)
{
	struct pause here = { 0, "login", "ria@a.example", "2001:db8::1",
		NULL };
	struct pause shouted = here;
	struct pause next_door = here;

	shouted.account = "RIA@A.example";
	next_door.address = "2001:db8::2";
	guess(&here, 10);
	ck_assert(!is_over(&shouted));
	ck_assert(!is_over(&next_door));
}
END_TEST

START_TEST(an_address_that_guesses_at_many_accounts_is_slowed)
{
	struct pause stranger = { 0, "login", NULL, "203.0.113.5", NULL };
	struct pause colleague = { 0, "login", "eva@a.example", "203.0.113.5",
		"the device" };
	char account[40];

	for (int i = 0; i < 100; i++) {
		snprintf(account, sizeof(account), "user%d@a.example", i);
		stranger.account = account;
		guess(&stranger, 1);
	}
	stranger.account = "somebody@a.example";
	ck_assert(is_over(&stranger));
	for (int i = 0; i < 150; i++) {
		snprintf(account, sizeof(account), "more%d@a.example", i);
		stranger.account = account;
		guess(&stranger, 1);
	}
	stranger.account = "somebody@a.example";
	ck_assert(!is_over(&stranger));
	ck_assert(is_over(&colleague));
}
END_TEST

START_TEST(a_right_guess_forgets_the_wrong_ones_of_its_place)
{
	struct pause pause = { 0, "login", "udo@a.example", "192.0.2.9", NULL };
	struct task task = task_new();

	guess(&pause, 7);
	ck_assert(!is_over(&pause));
	pause_clear(&task, &pause);
	ck_assert(is_over(&pause));
	arena_free(task.arena);
}
END_TEST

Suite *
pause_suite(void)
{
	Suite *suite = suite_create("pause");
	TCase *tests = tcase_create("pause");

	tcase_add_test(tests, a_pause_begins_late_grows_and_ends);
	tcase_add_test(tests, wrong_guesses_slow_their_account_and_place_alone);
	tcase_add_test(tests, spelling_an_address_differently_is_no_way_around);
	tcase_add_test(
	    tests, an_address_that_guesses_at_many_accounts_is_slowed);
	tcase_add_test(
	    tests, a_right_guess_forgets_the_wrong_ones_of_its_place);
	suite_add_tcase(suite, tests);
	return suite;
}
