/*
 * test_token.c - what a token says, and which ones are believed.
 *
 * SPDX-License-Identifier: ISC
 */
#include <check.h>
#undef fail

#include "base/config.h"
#include "identity/token.h"

Suite *token_suite(void);

static struct task
task_new(const struct config *config)
{
	return (struct task){
		.arena = arena_create(1 << 16, 1 << 24),
		.config = config,
	};
}

static const struct config today = {
	.auth_secret = "a secret of at least thirty-two bytes",
};
static const struct config tomorrow = {
	.auth_secret = "another secret of thirty-two bytes",
	.auth_secret_old = "a secret of at least thirty-two bytes",
};
static const struct config later = {
	.auth_secret = "another secret of thirty-two bytes",
	.auth_secret_old = "",
};

static struct token_claims
claims_for(int64_t seconds)
{
	int64_t now_s = instant_now().us / 1000000;

	return (struct token_claims){
		.sub = 5,
		.tenant_id = 7,
		.role = "tenant_user",
		.iat = now_s,
		.exp = now_s + seconds,
		.jti = "abc",
		.epoch = 3,
	};
}

START_TEST(a_token_says_what_was_put_into_it)
{
	struct task task = task_new(&today);
	struct token_claims wanted = claims_for(60);
	const struct token_claims *got =
	    token_open(&task, token_mint(&task, &wanted));

	ck_assert_ptr_nonnull(got);
	ck_assert_int_eq(got->sub, 5);
	ck_assert_int_eq(got->tenant_id, 7);
	ck_assert_str_eq(got->role, "tenant_user");
	ck_assert_int_eq(got->exp, wanted.exp);
	ck_assert_str_eq(got->jti, "abc");
	ck_assert_int_eq(got->epoch, 3);
	arena_free(task.arena);
}
END_TEST

START_TEST(every_bit_of_a_token_counts)
{
	struct task task = task_new(&today);
	struct token_claims claims = claims_for(60);
	char *token = arena_copy(task.arena, token_mint(&task, &claims));
	size_t len = strlen(token);

	for (size_t bit = 0; bit < 8 * len; bit++) {
		token[bit / 8] ^= (char)(1 << bit % 8);
		ck_assert_ptr_null(token_open(&task, token));
		ck_assert_int_eq(task.problem->kind, UNAUTHORIZED);
		task_forgive(&task);
		token[bit / 8] ^= (char)(1 << bit % 8);
	}
	ck_assert_ptr_nonnull(token_open(&task, token));
	arena_free(task.arena);
}
END_TEST

START_TEST(an_old_key_verifies_while_it_is_known)
{
	struct task task = task_new(&today);
	struct token_claims claims = claims_for(60);
	const char *token = token_mint(&task, &claims);

	task.config = &tomorrow;
	ck_assert_ptr_nonnull(token_open(&task, token));
	ck_assert_str_ne(token_mint(&task, &claims), token);
	task.config = &later;
	ck_assert_ptr_null(token_open(&task, token));
	arena_free(task.arena);
}
END_TEST

START_TEST(a_token_ends)
{
	struct task task = task_new(&today);
	struct token_claims claims = claims_for(-1);

	ck_assert_ptr_null(token_open(&task, token_mint(&task, &claims)));
	arena_free(task.arena);
}
END_TEST

static const char *const nonsense[] = { "", ".", "x", "x.y", "e30.", ".e30",
	"..", "e30.e30", "%00.%00" };

START_TEST(nonsense_is_nobody)
{
	struct task task = task_new(&today);

	ck_assert_ptr_null(token_open(&task, nonsense[_i]));
	ck_assert_int_eq(task.problem->kind, UNAUTHORIZED);
	arena_free(task.arena);
}
END_TEST

Suite *
token_suite(void)
{
	Suite *suite = suite_create("token");
	TCase *tests = tcase_create("token");

	tcase_add_test(tests, a_token_says_what_was_put_into_it);
	tcase_add_test(tests, every_bit_of_a_token_counts);
	tcase_add_test(tests, an_old_key_verifies_while_it_is_known);
	tcase_add_test(tests, a_token_ends);
	tcase_add_loop_test(
	    tests, nonsense_is_nobody, 0, ARRAY_LENGTH(nonsense));
	suite_add_tcase(suite, tests);
	return suite;
}
