/*
 * db_transaction.h - inside of db.h: what a task has open and still to send.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef DATA_DB_TRANSACTION_H
#define DATA_DB_TRANSACTION_H

#include "data/db_pipeline.h"

enum transaction_mode { MODE_UNSET = 0, MODE_READING, MODE_WRITING };

enum transaction_state {
	TRANSACTION_NONE = 0, /* nothing was sent yet, or all is ended */
	TRANSACTION_OPEN,
	TRANSACTION_FAILED /* rolled back; the task does not know yet */
};

struct db_transaction {
	struct db *db;
	enum transaction_mode mode;
	enum transaction_state state;
	bool is_last;                 /* COMMIT goes with the next statement */
	const struct db_guard *guard; /* not yet accepted */
	bool has_guard_step;
	int64_t tenant_id; /* as set by the last step */
	bool has_tenant;
	struct step *steps; /* not yet sent, in order */
	size_t step_count;
	size_t step_max;
};

/* The task's own, made at first sight; rolled back when the arena is cleared
 * over it. */
struct db_transaction *transaction_of(struct task *task) must_use;
/* Nothing is open and nothing waits to be sent. */
bool transaction_is_idle(const struct db_transaction *transaction);

/* False when the task has a problem, or its transaction is gone with all that
 * was done in it (then that becomes the problem). */
bool transaction_may_run(struct task *task) must_use;
/* Adds what must stand in front of the statement that comes now: BEGIN, tenant,
 * guard. */
void transaction_prepare(struct task *task);
/* Adds a statement with the arguments, which may be NULL. */
void transaction_add(struct task *task, enum step_kind kind,
    const struct query *query, const struct arg *args);
void transaction_add_commit(struct task *task);
/* Sends what was added and judges the results in their order; the one of the
 * main step goes to *taken (may be NULL), who has to clear it. */
bool transaction_send(struct task *task, PGresult **taken) must_use;
/* Undoes what is open and forgets what was not sent. */
void transaction_undo(struct db_transaction *transaction);

#endif
