/*
 * test_problem.c - the table of kinds of failure.
 *
 * SPDX-License-Identifier: ISC
 */
#include "unit.h"

#include "base/log.h"
#include "base/problem.h"

Suite *problem_suite(void);

START_TEST(every_kind_has_a_meaning_of_its_own)
{
	const struct problem_meaning *meaning =
	    problem_meaning((enum problem_kind)_i);
	int other;

	ck_assert_int_ge(meaning->status, 400);
	ck_assert_int_lt(meaning->status, 600);
	ck_assert_ptr_nonnull(meaning->slug);
	ck_assert_ptr_nonnull(meaning->title);
	ck_assert_int_ge(meaning->log_level, LOG_DEBUG);
	for (other = BAD_REQUEST; other < PROBLEM_KINDS; other++)
		ck_assert(other == _i ||
		    strcmp(problem_meaning((enum problem_kind)other)->slug,
			meaning->slug) != 0);
}
END_TEST

START_TEST(what_the_caller_did_wrong_is_not_tried_again)
{
	int kind;

	for (kind = BAD_REQUEST; kind <= INVALID; kind++)
		ck_assert(
		    !problem_meaning((enum problem_kind)kind)->is_transient);
	ck_assert(problem_meaning(UNAVAILABLE)->is_transient);
	ck_assert(problem_meaning(TOO_MANY_REQUESTS)->is_transient);
}
END_TEST

Suite *
problem_suite(void)
{
	Suite *suite = suite_create("problem");
	TCase *cases = tcase_create("problem");

	tcase_add_loop_test(cases, every_kind_has_a_meaning_of_its_own,
	    BAD_REQUEST, PROBLEM_KINDS);
	tcase_add_test(cases, what_the_caller_did_wrong_is_not_tried_again);
	suite_add_tcase(suite, cases);
	return suite;
}
