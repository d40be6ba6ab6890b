/*
 * db.h - one PostgreSQL connection, static statements, pipelined.
 *
 * Statements stand in static tables (struct query), are prepared on first use
 * in each connection and are the only thing that this interface accepts.
 *
 * A task is either reading or writing (db_read_only(), db_write(); a task that
 * says nothing writes). Reading: each statement is a read-only transaction of
 * its own and costs one round trip, set_config of the tenant included. Writing:
 * the first statement carries BEGIN and set_config, db_commit() ends it;
 * db_last() lets the COMMIT ride along with the statement that follows. Each
 * statement runs for task->tenant_id as it is at the time of the call.
 *
 * A failed statement sets the problem of the task: a violated constraint is a
 * CONFLICT or INVALID with the field as pointer (constraints are named
 * table_column_kind), a lost connection UNAVAILABLE, a timeout TIMED_OUT, all
 * else INTERNAL with the cause in the log. It also rolls a writing task back at
 * once: whoever has another way calls db_rollback() and task_forgive() before
 * the next statement. A task with a problem runs nothing.
 *
 * task->query_count counts the statements of the rooms, guards included;
 * task->query_us is all waiting for the database.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef DATA_DB_H
#define DATA_DB_H

#include "base/field.h"
#include "base/task.h"
#include "data/arg.h"

struct query {
	const char *name;
	const char *sql;
};

/* The connection of this process as login role ("ariia_webhook"); made when
 * first needed and again after it broke, with growing pauses. The caller ends
 * it with db_close(). */
struct db *db_open(const struct config *config, const char *role) must_use;
void db_close(struct db *db);
/* Runs "SELECT 1"; false with the problem when the database is away. */
bool db_ping(struct task *task) must_use;
/* The socket, -1 when not connected. */
int db_socket(const struct db *db);

/* Must come before the first statement of the task, or behind db_commit(). */
void db_read_only(struct task *task);
void db_write(struct task *task);

/* A statement to run before the first one of the task, in its round trip and
 * transaction, and what to make of its rows: accept() gets the row (as record,
 * NULL when there was none) and returns false with a problem set to end it all
 * there; it runs no statement. The task's tenant is set before the guard runs:
 * a change by accept() counts from the next statement on. COMMIT never goes
 * along with a guard that may still refuse. */
struct db_guard {
	const struct query *query;
	const struct record *record;
	struct arg args[8];
	bool (*accept)(struct task *task, void *row);
};
/* guard is not copied and must outlive the task's first statement. */
void db_guard(struct task *task, const struct db_guard *guard);
/* Forgets a guard that has refused, once all is rolled back: for the page that
 * says so, which shows nothing that the guard was there for. */
void db_unguard(struct task *task);
/* Runs a guard that no statement has carried yet (db_commit() does it, too);
 * true if all is well. */
bool db_settle(struct task *task) must_use;

/* Exactly one row as struct noun, NOT_FOUND if there is none. The statement is
 * noun_queries[query], the shape noun_record. */
#define db_one(task, noun, query, ...)                                         \
	((struct noun *)db_fetch_one(                                          \
	    task, &noun##_queries[query], &noun##_record, ARGS(__VA_ARGS__)))
/* One row or NULL; see task_has_failed() to tell NULL from failure. */
#define db_maybe(task, noun, query, ...)                                       \
	((struct noun *)db_fetch_maybe(                                        \
	    task, &noun##_queries[query], &noun##_record, ARGS(__VA_ARGS__)))
/* Any number of rows (list.count may be 0). */
#define db_many(task, noun, query, ...)                                        \
	db_fetch_many(                                                         \
	    task, &noun##_queries[query], &noun##_record, ARGS(__VA_ARGS__))
/* Runs it; *count gets the number of rows touched. */
#define db_run(task, noun, query, count, ...)                                  \
	db_execute(task, &noun##_queries[query], count, ARGS(__VA_ARGS__))
/* Queues it: it is sent with the next statement or the commit and any failure
 * shows there. Its texts are copied. Writing tasks only. */
#define db_later(task, noun, query, ...)                                       \
	db_queue(task, &noun##_queries[query], ARGS(__VA_ARGS__))

void *db_fetch_one(struct task *task, const struct query *query,
    const struct record *record, const struct arg *args) must_use;
void *db_fetch_maybe(struct task *task, const struct query *query,
    const struct record *record, const struct arg *args) must_use;
struct list *db_fetch_many(struct task *task, const struct query *query,
    const struct record *record, const struct arg *args) must_use;
bool db_execute(struct task *task, const struct query *query, int64_t *count,
    const struct arg *args) must_use;
void db_queue(
    struct task *task, const struct query *query, const struct arg *args);

/* The next statement is the last of the task: COMMIT goes with it. When it
 * succeeds the work is durable, also if db_one() then finds no row; db_commit()
 * has nothing left to do. */
void db_last(struct task *task);

/* Ends the transaction, if there is one. A problem of the task, or a failing
 * commit (which becomes its problem), rolls it back. True when it is durable; a
 * commit without an answer is UNAVAILABLE, nobody knows what became of it. */
bool db_commit(struct task *task) must_use;
/* Undoes what is open and forgets what was queued. */
void db_rollback(struct task *task);
/* The next statement sets the tenant again even if task->tenant_id is as it
 * was: for after a statement that changed app.tenant_id itself. */
bool db_switch_tenant(struct task *task) must_use;

/* NOTIFY channels of this connection, listened to again after it broke; and
 * whether anything came in since, or may have been missed. Statements take
 * notifications in as well, so ask before waiting for the socket. */
bool db_listen(struct task *task, const char *channel) must_use;
bool db_notified(struct db *db);

/* Prepares query in the open connection and compares its columns with record
 * (may be NULL): NULL if all fits, else what is wrong. For the query test. */
const char *db_describe(struct task *task, const struct query *query,
    const struct record *record) must_use;

#endif
