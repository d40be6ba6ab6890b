/*
 * db_connection.h - inside of db.h: the connection itself, shared by db*.c.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef DATA_DB_CONNECTION_H
#define DATA_DB_CONNECTION_H

#include <libpq-fe.h>

#include "data/db.h"

/* More statements than any program has; a power of 2. */
enum { DB_STATEMENTS_MAX = 512 };
enum { DB_LISTENS_MAX = 8 };
enum { DB_PARAMETERS_MAX = 64 };

enum statement_state {
	STATEMENT_UNPREPARED = 0,
	STATEMENT_SENT, /* its Parse is in the pipeline that is being sent */
	STATEMENT_PREPARED
};

/* What this connection knows of a query; found by the query's address. */
struct statement {
	const struct query *query;
	enum statement_state state;
	char name[12];
};

struct db {
	struct arena *arena;
	const struct config *config;
	const char *keywords[DB_PARAMETERS_MAX]; /* NULL-ended, for libpq */
	const char *values[DB_PARAMETERS_MAX];
	const char *complaint; /* database_url can not be read: why */
	PGconn *connection;    /* NULL while there is none */
	bool was_used;         /* it has answered since it was made */
	bool was_missed;       /* notifications may have been lost */
	int64_t retry_at_ms;
	int64_t pause_ms;
	struct db_transaction *open;         /* at most one on a connection */
	const char *listens[DB_LISTENS_MAX]; /* LISTEN statements */
	size_t listen_count;
	size_t statement_count;
	struct statement statements[DB_STATEMENTS_MAX];
};

/* Connects unless there is a connection; UNAVAILABLE if that fails or the pause
 * after a failure is not over. */
bool connection_ensure(struct task *task) must_use;
/* Takes in what the server said meanwhile; drops a connection that it has
 * ended. Costs one system call when nothing was said. */
void connection_take_in(struct db *db);
/* Ends the connection; the transaction that is open on it has failed. */
void connection_drop(struct db *db);

/* The statement for query, registered at first sight. */
struct statement *connection_statement(
    struct db *db, const struct query *query) must_use;

/* In db.c: tells a transaction that its connection is gone. */
void transaction_lost(struct db_transaction *transaction);

#endif
