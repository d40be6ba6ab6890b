/*
 * task.c - the problem of a unit of work.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/task.h"

enum { FIELD_ERRORS_MAX = 100 };

static struct problem *
problem_set(struct task *task, enum problem_kind kind, const char *detail)
{
	struct problem *problem = arena_new(task->arena, struct problem);

	problem->kind = kind;
	problem->detail = detail;
	task->problem = problem;
	return problem;
}

void *
fail(struct task *task, enum problem_kind kind, const char *format, ...)
{
	va_list values;

	if (task->problem != NULL)
		return NULL;
	va_start(values, format);
	problem_set(task, kind, arena_vprintf(task->arena, format, values));
	va_end(values);
	return NULL;
}

void *
fail_for_now(struct task *task, enum problem_kind kind, int64_t retry_after_ms,
    const char *format, ...)
{
	struct problem *problem;
	va_list values;

	if (task->problem != NULL)
		return NULL;
	va_start(values, format);
	problem =
	    problem_set(task, kind, arena_vprintf(task->arena, format, values));
	va_end(values);
	problem->retry_after_ms = retry_after_ms;
	return NULL;
}

/* Problems are constant for everybody else; here they grow. */
static void
problem_add(struct problem *problem, struct problem_error *error)
{
	struct problem_error *last =
	    (struct problem_error *)(uintptr_t)problem->errors;
	size_t count = 1;

	if (last == NULL) {
		problem->errors = error;
		return;
	}
	for (; last->next != NULL; count++)
		last = (struct problem_error *)(uintptr_t)last->next;
	if (count < FIELD_ERRORS_MAX)
		last->next = error;
}

void *
fail_field(struct task *task, const char *pointer, const char *format, ...)
{
	struct problem_error *error;
	va_list values;

	if (task->problem == NULL)
		problem_set(task, INVALID, "Some fields are not valid.");
	if (task->problem->kind != INVALID)
		return NULL;
	error = arena_new(task->arena, struct problem_error);
	error->pointer = arena_copy(task->arena, pointer);
	va_start(values, format);
	error->detail = arena_vprintf(task->arena, format, values);
	va_end(values);
	problem_add((struct problem *)(uintptr_t)task->problem, error);
	return NULL;
}

void
task_forgive(struct task *task)
{
	task->problem = NULL;
}

bool
task_has_failed(const struct task *task)
{
	return task->problem != NULL;
}
