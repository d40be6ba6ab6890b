/*
 * db.c - the statements of a task.
 *
 * SPDX-License-Identifier: ISC
 */
#include "data/db.h"

#include "base/check.h"
#include "base/log.h"
#include "data/db_problem.h"
#include "data/db_transaction.h"
#include "data/row.h"

enum { STEPS_MAX = 512 };

static const struct query ping_query = { "ping", "SELECT 1" };

void
db_read_only(struct task *task)
{
	struct db_transaction *transaction = transaction_of(task);

	check(transaction_is_idle(transaction));
	transaction->mode = MODE_READING;
}

void
db_write(struct task *task)
{
	struct db_transaction *transaction = transaction_of(task);

	check(transaction_is_idle(transaction) ||
	    transaction->mode == MODE_WRITING);
	transaction->mode = MODE_WRITING;
}

void
db_unguard(struct task *task)
{
	if (task->transaction == NULL)
		return;
	check(transaction_is_idle(task->transaction));
	task->transaction->guard = NULL;
}

void
db_guard(struct task *task, const struct db_guard *guard)
{
	struct db_transaction *transaction = transaction_of(task);

	check(transaction_is_idle(transaction) && transaction->guard == NULL);
	transaction->guard = guard;
}

void
db_last(struct task *task)
{
	transaction_of(task)->is_last = true;
}

static PGresult *
statement_run(
    struct task *task, const struct query *query, const struct arg *args)
{
	PGresult *result = NULL;
	struct db_transaction *transaction;

	if (!transaction_may_run(task))
		return NULL;
	transaction = task->transaction;
	transaction_prepare(task);
	transaction_add(task, STEP_MAIN, query, args);
	/* What a guard may still refuse must not be committed before. */
	if (transaction->is_last && transaction->mode == MODE_WRITING &&
	    !transaction->has_guard_step)
		transaction_add_commit(task);
	return transaction_send(task, &result) ? result : NULL;
}

struct list *
db_fetch_many(struct task *task, const struct query *query,
    const struct record *record, const struct arg *args)
{
	PGresult *result = statement_run(task, query, args);
	struct list *rows =
	    result == NULL ? NULL : row_list(task, record, result);

	PQclear(result);
	return rows;
}

void *
db_fetch_maybe(struct task *task, const struct query *query,
    const struct record *record, const struct arg *args)
{
	struct list *rows = db_fetch_many(task, query, record, args);

	if (rows == NULL || rows->count == 0)
		return NULL;
	if (rows->count == 1)
		return rows->items;
	log_event(task, LOG_ERROR, "database_error",
	    "query %s gave %zu rows where one is due", query->name,
	    rows->count);
	return fail(task, INTERNAL, "Something went wrong on our side.");
}

void *
db_fetch_one(struct task *task, const struct query *query,
    const struct record *record, const struct arg *args)
{
	void *row = db_fetch_maybe(task, query, record, args);

	if (row == NULL && !task_has_failed(task))
		return fail(task, NOT_FOUND, "This does not exist.");
	return row;
}

bool
db_execute(struct task *task, const struct query *query, int64_t *count,
    const struct arg *args)
{
	PGresult *result = statement_run(task, query, args);

	if (result == NULL)
		return false;
	if (count != NULL)
		*count = strtoll(PQcmdTuples(result), NULL, 10);
	PQclear(result);
	return true;
}

void
db_queue(struct task *task, const struct query *query, const struct arg *args)
{
	struct db_transaction *transaction;

	if (!transaction_may_run(task))
		return;
	transaction = task->transaction;
	check(transaction->mode != MODE_READING);
	if (transaction->step_count >= STEPS_MAX &&
	    !transaction_send(task, NULL))
		return;
	transaction_prepare(task);
	transaction_add(task, STEP_LATER, query, args);
}

bool
db_settle(struct task *task)
{
	if (!transaction_may_run(task))
		return false;
	if (task->transaction->guard == NULL)
		return true;
	transaction_prepare(task);
	return transaction_send(task, NULL);
}

bool
db_commit(struct task *task)
{
	struct db_transaction *transaction;

	if (task->transaction == NULL)
		return !task_has_failed(task);
	if (!transaction_may_run(task) || !db_settle(task)) {
		db_rollback(task);
		return false;
	}
	transaction = task->transaction;
	transaction->is_last = false;
	if (transaction->mode == MODE_READING ||
	    transaction_is_idle(transaction))
		return true;
	transaction_add_commit(task);
	if (transaction_send(task, NULL))
		return true;
	db_rollback(task);
	return false;
}

void
db_rollback(struct task *task)
{
	if (task->transaction != NULL)
		transaction_undo(task->transaction);
}

bool
db_switch_tenant(struct task *task)
{
	if (!transaction_may_run(task))
		return false;
	task->transaction->has_tenant = false;
	return true;
}

bool
db_ping(struct task *task)
{
	struct step step = { .kind = STEP_OWN, .query = &ping_query };
	bool is_open = task->db->open != NULL;
	bool is_there = pipeline_perform(
	    task, &step, 1, is_open ? REPEAT_NEVER : REPEAT_ONCE);

	if (is_there && !step_is_ok(&step)) {
		db_problem_set(task, step.query, step.result);
		is_there = false;
	}
	steps_release(&step, 1);
	return is_there;
}
