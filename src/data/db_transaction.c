/*
 * db_transaction.c - opens, fills, sends and ends the transaction of a task.
 *
 * SPDX-License-Identifier: ISC
 */
#include "data/db_transaction.h"

#include "base/check.h"
#include "base/log.h"
#include "data/arg.h"
#include "data/db_problem.h"
#include "data/row.h"

enum { ROLLBACK_TIMEOUT_MS = 1000, STEPS_FIRST = 8 };

/* A reading task can not write by mistake: that is what makes it safe to send
 * its statements once more over a new connection. */
/* clang-format off */
static const struct query begin_query = { "begin", "BEGIN" };
static const struct query commit_query = { "commit", "COMMIT" };
static const struct query rollback_query = { "rollback", "ROLLBACK" };
static const struct query tenant_query = { "tenant",
    "SELECT set_config('app.tenant_id', $1, true)" };
static const struct query tenant_read_query = { "tenant_read",
    "SELECT set_config('app.tenant_id', $1, true), "
    "set_config('transaction_read_only', 'on', true)" };
/* clang-format on */

static void
steps_clear(struct db_transaction *transaction)
{
	steps_release(transaction->steps, transaction->step_count);
	transaction->step_count = 0;
	transaction->has_guard_step = false;
	transaction->has_tenant = false;
}

/* Leaves the connection outside of any transaction, or drops it. */
static void
connection_settle(struct db *db)
{
	struct step step = { .kind = STEP_OWN, .query = &rollback_query };

	if (db->connection == NULL ||
	    PQtransactionStatus(db->connection) == PQTRANS_IDLE)
		return;
	if (pipeline_run(db, &step, 1, monotonic_ms() + ROLLBACK_TIMEOUT_MS) ==
		PIPELINE_DONE &&
	    !step_is_ok(&step))
		connection_drop(db);
	steps_release(&step, 1);
}

static void
transaction_end(
    struct db_transaction *transaction, enum transaction_state state)
{
	if (transaction->db->open == transaction)
		transaction->db->open = NULL;
	transaction->state = state;
	transaction->is_last = false;
	steps_clear(transaction);
}

void
transaction_lost(struct db_transaction *transaction)
{
	transaction->state = TRANSACTION_FAILED;
}

/* The arena is cleared over a transaction that nobody ended. */
static void
transaction_abandon(void *resource)
{
	struct db_transaction *transaction = resource;

	steps_clear(transaction);
	if (transaction->state != TRANSACTION_OPEN)
		return;
	log_warn(NULL, "a transaction was left open: rolled back");
	connection_settle(transaction->db);
	transaction_end(transaction, TRANSACTION_NONE);
}

struct db_transaction *
transaction_of(struct task *task)
{
	struct db_transaction *transaction = task->transaction;

	check(task->db != NULL);
	if (transaction == NULL) {
		transaction = arena_new(task->arena, struct db_transaction);
		transaction->db = task->db;
		arena_defer(task->arena, transaction_abandon, transaction);
		task->transaction = transaction;
	}
	check(transaction->db == task->db);
	return transaction;
}

bool
transaction_is_idle(const struct db_transaction *transaction)
{
	return transaction->state != TRANSACTION_OPEN &&
	    transaction->step_count == 0;
}

static struct step *
step_add(struct task *task, enum step_kind kind, const struct query *query)
{
	struct db_transaction *transaction = task->transaction;
	struct step *step;

	if (transaction->step_count == transaction->step_max) {
		size_t max = transaction->step_max == 0
		    ? STEPS_FIRST
		    : transaction->step_max * 2;
		struct step *steps = arena_array(task->arena, struct step, max);

		if (transaction->step_count > 0)
			memcpy(steps, transaction->steps,
			    transaction->step_count * sizeof(*steps));
		transaction->steps = steps;
		transaction->step_max = max;
	}
	step = &transaction->steps[transaction->step_count++];
	*step = (struct step){ .kind = kind, .query = query };
	return step;
}

static void
tenant_add(struct task *task)
{
	struct db_transaction *transaction = task->transaction;
	struct step *step = step_add(task, STEP_OWN,
	    transaction->mode == MODE_READING ? &tenant_read_query
					      : &tenant_query);
	const char **values = arena_array(task->arena, const char *, 1);

	values[0] = task->tenant_id == 0
	    ? ""
	    : arena_printf(task->arena, "%" PRId64, task->tenant_id);
	step->values = values;
	step->value_count = 1;
	transaction->tenant_id = task->tenant_id;
	transaction->has_tenant = true;
}

void
transaction_prepare(struct task *task)
{
	struct db_transaction *transaction = task->transaction;
	const struct db_guard *guard = transaction->guard;
	struct step *step;

	if (transaction->mode == MODE_UNSET)
		transaction->mode = MODE_WRITING;
	check(task->db->open == NULL || task->db->open == transaction);
	if (transaction->mode == MODE_WRITING &&
	    transaction_is_idle(transaction))
		step_add(task, STEP_OWN, &begin_query);
	if (!transaction->has_tenant ||
	    transaction->tenant_id != task->tenant_id)
		tenant_add(task);
	if (guard == NULL || transaction->has_guard_step)
		return;
	step = step_add(task, STEP_GUARD, guard->query);
	step->values = arg_values(task->arena, guard->args,
	    ARRAY_LENGTH(guard->args), &step->value_count);
	transaction->has_guard_step = true;
}

static bool
guard_accept(struct task *task, const PGresult *result)
{
	struct db_transaction *transaction = task->transaction;
	const struct db_guard *guard = transaction->guard;
	struct list *rows = row_list(task, guard->record, result);

	if (rows == NULL)
		return false;
	if (rows->count > 1) {
		log_event(task, LOG_ERROR, "database_error",
		    "guard %s gave %zu rows", guard->query->name, rows->count);
		return fail(
		    task, INTERNAL, "Something went wrong on our side.");
	}
	if (!guard->accept(task, rows->count == 1 ? rows->items : NULL)) {
		check(task_has_failed(task));
		return false;
	}
	transaction->guard = NULL;
	return true;
}

static bool
results_accept(struct task *task)
{
	struct db_transaction *transaction = task->transaction;

	for (size_t i = 0; i < transaction->step_count; i++) {
		struct step *step = &transaction->steps[i];

		if (!step_is_ok(step)) {
			db_problem_set(task, step->query, step->result);
			return false;
		}
		if (step->kind == STEP_GUARD &&
		    !guard_accept(task, step->result))
			return false;
		/* The server answers a COMMIT that it can not do so. */
		if (step->kind == STEP_COMMIT &&
		    strcmp(PQcmdStatus(step->result), "COMMIT") != 0)
			return fail(task, INTERNAL,
			    "Something went wrong on our side.");
	}
	return true;
}

bool
transaction_send(struct task *task, PGresult **taken)
{
	struct db_transaction *transaction = task->transaction;
	size_t count = transaction->step_count;
	struct step *final = &transaction->steps[count - 1];
	bool is_reading = transaction->mode == MODE_READING;
	bool is_committing = final->kind == STEP_COMMIT;
	bool may_repeat = transaction->state == TRANSACTION_NONE &&
	    (is_reading || !is_committing);
	bool is_done = pipeline_perform(task, transaction->steps, count,
			   may_repeat ? REPEAT_ONCE : REPEAT_NEVER) &&
	    results_accept(task);

	for (size_t i = 0; taken != NULL && is_done && i < count; i++) {
		if (transaction->steps[i].kind != STEP_MAIN)
			continue;
		*taken = transaction->steps[i].result;
		transaction->steps[i].result = NULL;
	}
	if (is_reading) {
		steps_clear(transaction);
	} else if (!is_done) {
		connection_settle(transaction->db);
		transaction_end(transaction, TRANSACTION_FAILED);
	} else if (is_committing) {
		transaction_end(transaction, TRANSACTION_NONE);
	} else {
		steps_release(transaction->steps, count);
		transaction->step_count = 0;
		transaction->has_guard_step = false;
		transaction->state = TRANSACTION_OPEN;
		transaction->db->open = transaction;
	}
	return is_done;
}

bool
transaction_may_run(struct task *task)
{
	struct db_transaction *transaction = transaction_of(task);

	if (task_has_failed(task))
		return false;
	if (transaction->state != TRANSACTION_FAILED)
		return true;
	log_event(task, LOG_ERROR, "database_error",
	    "a statement after the transaction was rolled back");
	return fail(task, INTERNAL, "Something went wrong on our side.");
}

void
transaction_add(struct task *task, enum step_kind kind,
    const struct query *query, const struct arg *args)
{
	struct step *step = step_add(task, kind, query);
	const char **values;

	step->values =
	    arg_values(task->arena, args, DB_ARGS_MAX, &step->value_count);
	if (kind != STEP_LATER)
		return;
	/* What is sent later may outlive the caller's texts. */
	values = arena_array(
	    task->arena, const char *, (size_t)step->value_count + 1);
	for (int i = 0; i < step->value_count; i++)
		values[i] = arena_copy(task->arena, step->values[i]);
	step->values = values;
}

void
transaction_add_commit(struct task *task)
{
	step_add(task, STEP_COMMIT, &commit_query);
}

void
transaction_undo(struct db_transaction *transaction)
{
	if (transaction->state == TRANSACTION_OPEN)
		connection_settle(transaction->db);
	transaction_end(transaction, TRANSACTION_NONE);
}
