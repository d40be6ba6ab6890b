/*
 * test_queue.c - the pure part of the queue, and the answers of a step.
 *
 * SPDX-License-Identifier: ISC
 */
#include "unit.h"
#include "work/job.h"

/* Random, so asked for often. */
enum { TRIES = 200 };

static void
expect_between(int32_t attempts, int64_t least_ms, int64_t most_ms)
{
	int64_t delay_ms;
	int i;

	for (i = 0; i < TRIES; i++) {
		delay_ms = queue_backoff_ms(attempts, 1000, 60000);
		ck_assert_int_ge(delay_ms, least_ms);
		ck_assert_int_le(delay_ms, most_ms);
	}
}

START_TEST(the_pause_doubles_with_each_attempt)
{
	expect_between(1, 800, 1000);
	expect_between(2, 1600, 2000);
	expect_between(3, 3200, 4000);
	expect_between(6, 25600, 32000);
}
END_TEST

START_TEST(the_pause_has_a_limit)
{
	expect_between(7, 48000, 60000);
	expect_between(8, 48000, 60000);
	expect_between(INT32_MAX, 48000, 60000);
	ck_assert_int_le(queue_backoff_ms(1, 500, 100), 100);
}
END_TEST

START_TEST(a_strange_attempt_is_the_first_one)
{
	expect_between(0, 800, 1000);
	expect_between(-5, 800, 1000);
	ck_assert_int_eq(queue_backoff_ms(3, 0, 1000), 0);
}
END_TEST

START_TEST(the_pause_is_not_the_same_for_all)
{
	int64_t first_ms = queue_backoff_ms(5, 1000, 60000);
	int i, other = 0;

	for (i = 0; i < TRIES; i++)
		other += queue_backoff_ms(5, 1000, 60000) != first_ms;
	ck_assert_int_gt(other, 0);
}
END_TEST

static struct next
step(struct job *job not_used)
{
	return next_done();
}

START_TEST(an_answer_says_what_follows)
{
	static const struct http_call call = { .method = "GET" };
	struct next next = next_call(&call, step);

	ck_assert_int_eq(next.what, NEXT_CALL);
	ck_assert_ptr_eq(next.call, &call);
	ck_assert(next.step == step);
	next = next_after(50, step);
	ck_assert_int_eq(next.what, NEXT_STEP);
	ck_assert_int_eq(next.delay_ms, 50);
	ck_assert_int_eq(next_step(step).delay_ms, 0);
	next = next_retry(-1, "why");
	ck_assert_int_eq(next.what, NEXT_RETRY);
	ck_assert_int_eq(next.delay_ms, -1);
	ck_assert_str_eq(next.reason, "why");
	ck_assert_str_eq(next_give_up("why").reason, "why");
	ck_assert_int_eq(next_ended().what, NEXT_ENDED);
}
END_TEST

Suite *queue_suite(void);

Suite *
queue_suite(void)
{
	Suite *suite = suite_create("queue");
	TCase *tcase = tcase_create("queue");

	tcase_add_test(tcase, the_pause_doubles_with_each_attempt);
	tcase_add_test(tcase, the_pause_has_a_limit);
	tcase_add_test(tcase, a_strange_attempt_is_the_first_one);
	tcase_add_test(tcase, the_pause_is_not_the_same_for_all);
	tcase_add_test(tcase, an_answer_says_what_follows);
	suite_add_tcase(suite, tcase);
	return suite;
}
