/*
 * test_one_time_token.c - tokens of mails, and the regions people may choose.
 *
 * SPDX-License-Identifier: ISC
 */
#include <check.h>
#undef fail

#include "base/config.h"
#include "base/text.h"
#include "identity/one_time_token.h"
#include "tenancy/region.h"

static const struct config config = {
	.auth_secret = "0123456789abcdef0123456789abcdef",
};
static struct task task = { .config = &config, .tenant_id = 7 };

static void
set_up(void)
{
	task.arena = arena_create(4096, 1 << 20);
}

static void
tear_down(void)
{
	arena_free(task.arena);
}

START_TEST(a_token_is_43_characters_that_a_link_can_carry)
{
	const char *token = one_time_token_make(&task, "verify", "a@b.de");

	ck_assert_uint_eq(strlen(token), 43);
	ck_assert_str_eq(text_url_encode(task.arena, token), token);
}
END_TEST

START_TEST(no_two_tokens_are_the_same)
{
	const char *tokens[50];

	for (size_t i = 0; i < ARRAY_LENGTH(tokens); i++) {
		tokens[i] = one_time_token_make(&task, "verify", "a@b.de");
		for (size_t j = 0; j < i; j++)
			ck_assert_str_ne(tokens[i], tokens[j]);
	}
}
END_TEST

START_TEST(what_is_stored_is_the_sha_256_of_the_token)
{
	ck_assert_str_eq(one_time_token_hash(task.arena, "abc"),
	    "ba7816bf8f01cfea414140de5dae2223"
	    "b00361a396177a9cb410ff61f20015ad");
}
END_TEST

START_TEST(a_bad_token_is_refused_in_the_same_words_always)
{
	ck_assert_ptr_null(one_time_token_refuse(&task));
	ck_assert_int_eq(task.problem->kind, INVALID);
	ck_assert_str_eq(task.problem->errors->pointer, "#/token");
	task_forgive(&task);
}
END_TEST

START_TEST(a_time_zone_is_one_that_the_system_knows)
{
	ck_assert(region_zone_is_known(task.arena, "Europe/Berlin"));
	ck_assert(region_zone_is_known(task.arena, "UTC"));
	ck_assert(!region_zone_is_known(task.arena, "Mars/Olympus"));
	ck_assert(!region_zone_is_known(task.arena, "../../../etc/passwd"));
	ck_assert(
	    !region_zone_is_known(task.arena, "A/../../../../etc/passwd"));
	ck_assert(!region_zone_is_known(task.arena, ""));
}
END_TEST

START_TEST(a_locale_is_language_and_region)
{
	static const char *const bad[] = { "", "de", "de_DE", "DE-de", "de-D1",
		"de-DEU", "d1-DE" };

	ck_assert(region_locale_is_good("de-DE"));
	ck_assert(region_locale_is_good("fr-CH"));
	for (size_t i = 0; i < ARRAY_LENGTH(bad); i++)
		ck_assert_msg(!region_locale_is_good(bad[i]), "%s", bad[i]);
	ck_assert_str_eq(region_language("de-AT"), "de");
	ck_assert_str_eq(region_language("fr-CH"), "en");
}
END_TEST

Suite *one_time_token_suite(void);

Suite *
one_time_token_suite(void)
{
	Suite *suite = suite_create("one_time_token");
	TCase *cases = tcase_create("one_time_token");

	tcase_add_checked_fixture(cases, set_up, tear_down);
	tcase_add_test(cases, a_token_is_43_characters_that_a_link_can_carry);
	tcase_add_test(cases, no_two_tokens_are_the_same);
	tcase_add_test(cases, what_is_stored_is_the_sha_256_of_the_token);
	tcase_add_test(cases, a_bad_token_is_refused_in_the_same_words_always);
	tcase_add_test(cases, a_time_zone_is_one_that_the_system_knows);
	tcase_add_test(cases, a_locale_is_language_and_region);
	suite_add_tcase(suite, cases);
	return suite;
}
