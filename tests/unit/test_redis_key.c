/*
 * test_redis_key.c - keys that no part can forge.
 *
 * SPDX-License-Identifier: ISC
 */
#include "data/redis_key.h"

#include <check.h>
#include <signal.h>

START_TEST(a_key_is_the_tenant_and_its_parts)
{
	struct arena *arena = arena_create(1024, 65536);

	ck_assert_str_eq(
	    redis_key(arena, 7, "dialog", "4917"), "t7:dialog:4917");
	ck_assert_str_eq(
	    redis_key(arena, INT64_MAX, "x"), "t9223372036854775807:x");
	arena_free(arena);
}
END_TEST

START_TEST(a_part_can_not_forge_another_key)
{
	struct arena *arena = arena_create(1024, 65536);

	ck_assert_str_eq(redis_key(arena, 1, "a:b", "c"), "t1:a%3Ab:c");
	ck_assert_str_eq(redis_key(arena, 1, "a", "b:c"), "t1:a:b%3Ac");
	ck_assert_str_eq(redis_key(arena, 1, "a%3Ab"), "t1:a%253Ab");
	ck_assert_str_eq(redis_key(arena, 1, "", "a"), "t1::a");
	arena_free(arena);
}
END_TEST

START_TEST(control_bytes_are_written_as_hexadecimal)
{
	struct arena *arena = arena_create(1024, 65536);

	ck_assert_str_eq(
	    redis_key(arena, 1, "\r\n\x7f\x1f"), "t1:%0D%0A%7F%1F");
	ck_assert_str_eq(redis_key(arena, 1, "\xc3\xa4 +"), "t1:\xc3\xa4 +");
	arena_free(arena);
}
END_TEST

START_TEST(a_long_part_stays_whole)
{
	struct arena *arena = arena_create(1024, 1 << 20);
	char part[10001];
	const char *key;

	memset(part, ':', sizeof(part) - 1);
	part[sizeof(part) - 1] = '\0';
	key = redis_key(arena, 1, part);
	ck_assert_uint_eq(strlen(key), 3 + 30000);
	arena_free(arena);
}
END_TEST

START_TEST(a_key_without_a_tenant_is_a_bug)
{
	struct arena *arena = arena_create(1024, 65536);

	(void)!redis_key(arena, 0, "a");
	arena_free(arena);
}
END_TEST

START_TEST(what_belongs_to_no_tenant_is_asked_for_by_name)
{
	struct arena *arena = arena_create(1024, 65536);

	ck_assert_str_eq(
	    redis_platform_key(arena, "limit", "a:b"), "t0:limit:a%3Ab");
	arena_free(arena);
}
END_TEST

Suite *redis_key_suite(void);

Suite *
redis_key_suite(void)
{
	Suite *suite = suite_create("redis_key");
	TCase *cases = tcase_create("redis_key");

	tcase_add_test(cases, a_key_is_the_tenant_and_its_parts);
	tcase_add_test(cases, a_part_can_not_forge_another_key);
	tcase_add_test(cases, control_bytes_are_written_as_hexadecimal);
	tcase_add_test(cases, a_long_part_stays_whole);
	tcase_add_test(cases, what_belongs_to_no_tenant_is_asked_for_by_name);
	tcase_add_test_raise_signal(
	    cases, a_key_without_a_tenant_is_a_bug, SIGABRT);
	suite_add_tcase(suite, cases);
	return suite;
}
