/*
 * task.h - one unit of work: a request, a step of a job, a command.
 *
 * One arena, one tenant, at most one transaction, at most one problem. Nothing
 * else is passed around.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef BASE_TASK_H
#define BASE_TASK_H

#include "base/arena.h"
#include "base/problem.h"
#include "base/time.h"

struct db;
struct db_transaction;
struct cache;
struct config;

enum role { ROLE_UNSET = 0, ROLE_PUBLIC, ROLE_USR, ROLE_ADM, ROLE_SYS };

/* Who acts; user_id 0 for a stranger, a provider or the platform itself. */
struct actor {
	int64_t user_id;
	enum role role;
	bool is_guest; /* an operator in a studio that is not their own */
};

/* The actor as a user of the task's tenant: 0 for a guest, too. */
#define task_user_id(task) ((task)->actor.is_guest ? 0 : (task)->actor.user_id)

struct task {
	struct arena *arena;
	const struct config *config;
	struct db *db;       /* NULL where the program has none */
	struct cache *cache; /* NULL where the program has none */
	int64_t tenant_id;   /* 0 until known: no row of a tenant is visible */
	struct actor actor;
	const char *id;   /* request or job id, follows a message in the log */
	const char *what; /* "POST /webhook/web/{tenant_slug}", "job turn" */
	int64_t deadline_ms;                /* monotonic; 0 for none */
	const struct problem *problem;      /* NULL while all is well */
	struct db_transaction *transaction; /* of data/db.c; NULL for none */
	unsigned query_count;
	int64_t query_us;
};

/* Sets the problem unless there is one, and returns NULL, which is also false:
 *	return fail(task, CONFLICT, "This address is already in use.");
 * The sentence is shown to people. */
void *fail(struct task *task, enum problem_kind kind, const char *format, ...)
    printf_like(3, 4);
/* The same with a time after which another try makes sense. */
void *fail_for_now(struct task *task, enum problem_kind kind,
    int64_t retry_after_ms, const char *format, ...) printf_like(4, 5);
/* Adds a wrong field to an INVALID problem (up to 100), pointer like "#/email".
 * Returns NULL as well. */
void *fail_field(struct task *task, const char *pointer, const char *format,
    ...) printf_like(3, 4);

/* The problem is forgotten: for callers that have another way. */
void task_forgive(struct task *task);
bool task_has_failed(const struct task *task);

#endif
