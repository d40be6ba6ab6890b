/*
 * db_connection.c - makes, keeps and drops the connection to PostgreSQL.
 *
 * SPDX-License-Identifier: ISC
 */
#include "data/db_connection.h"

#include <poll.h>
#include <stdio.h>

#include "base/check.h"
#include "base/config.h"
#include "base/log.h"
#include "base/text.h"
#include "data/db_pipeline.h"

enum {
	CONNECT_TIMEOUT_S = 5,
	PAUSE_FIRST_MS = 100,
	PAUSE_MAX_MS = 5000,
	LISTEN_TIMEOUT_MS = 2000,
	TAKE_IN_ROUNDS = 8
};

static void
parameter_add(
    struct db *db, size_t *count, const char *keyword, const char *value)
{
	check(*count < DB_PARAMETERS_MAX - 1);
	db->keywords[*count] = arena_copy(db->arena, keyword);
	db->values[*count] = arena_copy(db->arena, value);
	(*count)++;
}

/* The server gives up before the task's own deadline, so that a slow statement
 * costs the statement and not the connection. */
static const char *
server_settings(struct db *db, const char *given)
{
	int64_t deadline_ms = db->config->request_deadline_ms;

	if (deadline_ms <= 0)
		deadline_ms = 30000;
	return arena_printf(db->arena,
	    "%s -c statement_timeout=%" PRId64 " -c lock_timeout=%" PRId64
	    " -c idle_in_transaction_session_timeout=%" PRId64
	    " -c timezone=UTC -c datestyle=ISO",
	    given, deadline_ms * 9 / 10 + 1, deadline_ms / 2 + 1,
	    deadline_ms * 2);
}

static void
parameters_read(struct db *db, const char *role)
{
	char *complaint = NULL;
	const char *options = "";
	const char *timeout = NULL;
	PQconninfoOption *given = PQconninfoParse(
	    db->config->database_url != NULL ? db->config->database_url : "",
	    &complaint);
	size_t count = 0;

	if (given == NULL) {
		db->complaint = arena_printf(db->arena, "%s",
		    complaint != NULL ? complaint : "out of memory");
		PQfreemem(complaint);
		return;
	}
	for (PQconninfoOption *option = given; option->keyword; option++) {
		if (option->val == NULL ||
		    text_is_equal(option->keyword, "user") ||
		    text_is_equal(option->keyword, "client_encoding"))
			continue;
		if (text_is_equal(option->keyword, "options"))
			options = arena_copy(db->arena, option->val);
		else
			parameter_add(db, &count, option->keyword, option->val);
		if (text_is_equal(option->keyword, "connect_timeout"))
			timeout = option->val;
	}
	parameter_add(db, &count, "user", role);
	parameter_add(db, &count, "fallback_application_name", role);
	parameter_add(db, &count, "client_encoding", "UTF8");
	parameter_add(db, &count, "options", server_settings(db, options));
	if (timeout == NULL)
		parameter_add(db, &count, "connect_timeout",
		    arena_printf(db->arena, "%d", CONNECT_TIMEOUT_S));
	PQconninfoFree(given);
}

struct db *
db_open(const struct config *config, const char *role)
{
	struct arena *arena =
	    arena_create(sizeof(struct db) + 4096, sizeof(struct db) + 262144);
	struct db *db = arena_new(arena, struct db);

	db->arena = arena;
	db->config = config;
	db->pause_ms = PAUSE_FIRST_MS;
	parameters_read(db, role);
	return db;
}

void
db_close(struct db *db)
{
	if (db == NULL)
		return;
	connection_drop(db);
	arena_free(db->arena);
}

int
db_socket(const struct db *db)
{
	return db->connection == NULL ? -1 : PQsocket(db->connection);
}

void
connection_drop(struct db *db)
{
	if (db->open != NULL) {
		transaction_lost(db->open);
		db->open = NULL;
	}
	for (size_t i = 0; i < DB_STATEMENTS_MAX; i++)
		db->statements[i].state = STATEMENT_UNPREPARED;
	if (db->connection != NULL && db->listen_count > 0)
		db->was_missed = true;
	PQfinish(db->connection);
	db->connection = NULL;
	db->was_used = false;
}

struct statement *
connection_statement(struct db *db, const struct query *query)
{
	size_t slot =
	    (size_t)(((uintptr_t)query >> 4) * 0x9E3779B97F4A7C15u >> 32) %
	    DB_STATEMENTS_MAX;
	struct statement *statement;

	while (db->statements[slot].query != NULL &&
	    db->statements[slot].query != query)
		slot = (slot + 1) % DB_STATEMENTS_MAX;
	statement = &db->statements[slot];
	if (statement->query == NULL) {
		check(db->statement_count < DB_STATEMENTS_MAX / 2);
		db->statement_count++;
		statement->query = query;
		snprintf(
		    statement->name, sizeof(statement->name), "s%zu", slot);
	}
	return statement;
}

static void
notice(void *context not_used, const char *message)
{
	log_debug(NULL, "database: %s", message);
}

/* What the process listens to is part of the connection. */
static bool
listen_again(struct db *db)
{
	struct query queries[DB_LISTENS_MAX];
	struct step steps[DB_LISTENS_MAX] = { 0 };
	bool is_listening = true;

	if (db->listen_count == 0)
		return true;
	for (size_t i = 0; i < db->listen_count; i++) {
		queries[i] = (struct query){ "listen", db->listens[i] };
		steps[i].kind = STEP_DIRECT;
		steps[i].query = &queries[i];
	}
	if (pipeline_run(db, steps, db->listen_count,
		monotonic_ms() + LISTEN_TIMEOUT_MS) != PIPELINE_DONE)
		is_listening = false;
	for (size_t i = 0; i < db->listen_count; i++)
		if (!step_is_ok(&steps[i]))
			is_listening = false;
	steps_release(steps, db->listen_count);
	return is_listening;
}

static bool
connection_make(struct db *db)
{
	db->connection = PQconnectdbParams(db->keywords, db->values, 0);
	if (db->connection == NULL || PQstatus(db->connection) != CONNECTION_OK)
		return false;
	PQsetNoticeProcessor(db->connection, notice, NULL);
	return PQsetnonblocking(db->connection, 1) == 0 &&
	    PQenterPipelineMode(db->connection) == 1 && listen_again(db);
}

bool
connection_ensure(struct task *task)
{
	struct db *db = task->db;
	int64_t now_ms;

	if (db->connection != NULL && PQstatus(db->connection) == CONNECTION_OK)
		return true;
	connection_drop(db);
	now_ms = monotonic_ms();
	if (now_ms < db->retry_at_ms)
		return fail_for_now(task, UNAVAILABLE, db->retry_at_ms - now_ms,
		    "The database cannot be reached at the moment.");
	if (db->complaint == NULL && connection_make(db)) {
		db->pause_ms = PAUSE_FIRST_MS;
		return true;
	}
	log_event(task, LOG_ERROR, "database_away", "%s",
	    db->complaint != NULL        ? db->complaint
		: db->connection != NULL ? PQerrorMessage(db->connection)
					 : "connection was lost");
	connection_drop(db);
	db->retry_at_ms = monotonic_ms() + db->pause_ms;
	fail_for_now(task, UNAVAILABLE, db->pause_ms,
	    "The database cannot be reached at the moment.");
	db->pause_ms =
	    db->pause_ms * 2 < PAUSE_MAX_MS ? db->pause_ms * 2 : PAUSE_MAX_MS;
	return false;
}

void
connection_take_in(struct db *db)
{
	for (int round = 0; round < TAKE_IN_ROUNDS; round++) {
		struct pollfd ready = { .fd = db_socket(db), .events = POLLIN };

		if (db->connection == NULL || poll(&ready, 1, 0) <= 0)
			return;
		if (PQconsumeInput(db->connection) == 0) {
			log_info(NULL, "database connection ended: %s",
			    PQerrorMessage(db->connection));
			connection_drop(db);
		}
	}
}

bool
db_listen(struct task *task, const char *channel)
{
	struct db *db = task->db;
	struct query query = { "listen", NULL };
	struct step step = { .kind = STEP_DIRECT, .query = &query };
	bool was_connected = db->connection != NULL;
	bool is_listening;

	check(channel[0] != '\0' && strpbrk(channel, "\"\\") == NULL);
	check(db->listen_count < DB_LISTENS_MAX && db->open == NULL);
	query.sql = arena_printf(db->arena, "LISTEN \"%s\"", channel);
	if (was_connected) {
		is_listening = pipeline_perform(task, &step, 1, REPEAT_ONCE) &&
		    step_is_ok(&step);
		steps_release(&step, 1);
		db->listens[db->listen_count++] = query.sql;
		if (!is_listening)
			fail(task, UNAVAILABLE,
			    "The database cannot be listened to.");
		return is_listening;
	}
	db->listens[db->listen_count++] = query.sql;
	return connection_ensure(task);
}

bool
db_notified(struct db *db)
{
	bool was_notified;
	PGnotify *notification;

	connection_take_in(db);
	was_notified = db->was_missed && db->connection != NULL;
	if (was_notified)
		db->was_missed = false;
	if (db->connection == NULL)
		return false;
	while ((notification = PQnotifies(db->connection)) != NULL) {
		was_notified = true;
		PQfreemem(notification);
	}
	return was_notified;
}
