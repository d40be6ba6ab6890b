/*
 * test_arena.c - memory of a unit of work.
 *
 * SPDX-License-Identifier: ISC
 */
#include "unit.h"

#include <signal.h>

Suite *arena_suite(void);

static unsigned released[3];
static unsigned release_count;

static void
release(void *resource)
{
	released[release_count++] = *(unsigned *)resource;
}

START_TEST(memory_is_zeroed_also_after_a_clear)
{
	struct arena *arena = arena_create(256, 4096);
	unsigned char *bytes = arena_alloc(arena, 100);
	size_t i;

	memset(bytes, 0xAB, 100);
	arena_clear(arena);
	bytes = arena_alloc(arena, 100);
	for (i = 0; i < 100; i++)
		ck_assert_uint_eq(bytes[i], 0);
	arena_free(arena);
}
END_TEST

START_TEST(memory_is_aligned_for_every_type)
{
	struct arena *arena = arena_create(1024, 1 << 20);
	size_t i;

	for (i = 1; i < 100; i++)
		ck_assert_uint_eq((uintptr_t)arena_alloc(arena, i) % 16, 0);
	arena_free(arena);
}
END_TEST

START_TEST(allocations_do_not_overlap_while_the_arena_grows)
{
	struct arena *arena = arena_create(64, 1 << 20);
	unsigned char *bytes[200];
	size_t i, k;

	for (i = 0; i < 200; i++) {
		bytes[i] = arena_alloc(arena, i + 1);
		memset(bytes[i], (int)i, i + 1);
	}
	for (i = 0; i < 200; i++)
		for (k = 0; k <= i; k++)
			ck_assert_uint_eq(bytes[i][k], i);
	ck_assert_uint_eq(arena_used_bytes(arena), 200 * 201 / 2);
	arena_free(arena);
}
END_TEST

START_TEST(deferred_functions_run_newest_first_and_once)
{
	static unsigned numbers[] = { 1, 2, 3 };
	struct arena *arena = arena_create(1024, 1 << 20);
	size_t i;

	for (i = 0; i < 3; i++)
		arena_defer(arena, release, &numbers[i]);
	arena_clear(arena);
	ck_assert_uint_eq(release_count, 3);
	ck_assert_uint_eq(released[0], 3);
	ck_assert_uint_eq(released[2], 1);
	arena_free(arena);
	ck_assert_uint_eq(release_count, 3);
}
END_TEST

static void
look_at_secret(void *secret)
{
	released[release_count++] = *(unsigned char *)secret;
}

START_TEST(a_secret_is_wiped_before_its_memory_is_given_back)
{
	struct arena *arena = arena_create(1024, 1 << 20);
	/* Deferred before the secret's own wipe, so it runs after it. */
	unsigned char **secret = arena_new(arena, unsigned char *);
	unsigned char *copy = arena_alloc(arena, 1);

	arena_defer(arena, look_at_secret, copy);
	*secret = arena_secret(arena, 16);
	memset(*secret, 0x5A, 16);
	*copy = 0x5A;
	arena_clear(arena);
	ck_assert_uint_eq(released[0], 0x5A);
	arena_free(arena);
}
END_TEST

START_TEST(growing_past_the_cap_aborts)
{
	struct arena *arena = arena_create(64, 1000);

	silence();
	memset(arena_alloc(arena, 900), 1, 900);
	memset(arena_alloc(arena, 101), 1, 101);
}
END_TEST

START_TEST(an_overflowing_product_aborts)
{
	silence();
	ck_assert_ptr_null(arena_alloc_array(new_arena(), SIZE_MAX / 2, 3));
}
END_TEST

START_TEST(printf_and_copies_give_the_text)
{
	struct arena *arena = arena_create(1024, 1 << 20);

	ck_assert_str_eq(arena_printf(arena, "%d-%s", 7, "x"), "7-x");
	ck_assert_str_eq(arena_copy(arena, "abc"), "abc");
	ck_assert_str_eq(arena_copy_bytes(arena, "abc", 2), "ab");
	ck_assert_ptr_null(arena_copy(arena, NULL));
	arena_free(arena);
	arena_free(NULL);
}
END_TEST

Suite *
arena_suite(void)
{
	Suite *suite = suite_create("arena");
	TCase *cases = tcase_create("arena");

	tcase_add_test(cases, memory_is_zeroed_also_after_a_clear);
	tcase_add_test(cases, memory_is_aligned_for_every_type);
	tcase_add_test(cases, allocations_do_not_overlap_while_the_arena_grows);
	tcase_add_test(cases, deferred_functions_run_newest_first_and_once);
	tcase_add_test(
	    cases, a_secret_is_wiped_before_its_memory_is_given_back);
	tcase_add_test_raise_signal(
	    cases, growing_past_the_cap_aborts, SIGABRT);
	tcase_add_test_raise_signal(
	    cases, an_overflowing_product_aborts, SIGABRT);
	tcase_add_test(cases, printf_and_copies_give_the_text);
	suite_add_tcase(suite, cases);
	return suite;
}
