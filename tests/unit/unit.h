/*
 * unit.h - what unit tests share: libcheck, and a task of their own.
 *
 * libcheck has a macro called fail, which is a function of ours.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef UNIT_UNIT_H
#define UNIT_UNIT_H

#include "base/task.h"

#include <check.h>
#undef fail

static struct arena *test_arenas[64];
static size_t test_arena_count;

static inline void
free_arenas(void)
{
	while (test_arena_count > 0)
		arena_free(test_arenas[--test_arena_count]);
}

/* An arena that ends with the process, and libcheck runs each test in one of
 * its own: what the code under test leaks is seen nevertheless. */
static inline struct arena *
new_arena(void)
{
	if (test_arena_count == 0)
		ck_assert_int_eq(atexit(free_arenas), 0);
	ck_assert_uint_lt(test_arena_count, ARRAY_LENGTH(test_arenas));
	test_arenas[test_arena_count] = arena_create(1024, 64 << 20);
	return test_arenas[test_arena_count++];
}

static inline struct task
new_task(struct arena *arena)
{
	return (struct task){ .arena = arena, .id = "test", .what = "test" };
}

/* For tests that abort on purpose: their last words are not of interest. */
static inline void
silence(void)
{
	ck_assert_ptr_nonnull(freopen("/dev/null", "w", stderr));
}

/* The only wrong field of the task. */
static inline const struct problem_error *
only_error(const struct task *task)
{
	ck_assert_ptr_nonnull(task->problem);
	ck_assert_int_eq(task->problem->kind, INVALID);
	ck_assert_ptr_nonnull(task->problem->errors);
	ck_assert_ptr_null(task->problem->errors->next);
	return task->problem->errors;
}

#endif
