/*
 * db_pipeline.c - sends statements in one go and waits for their results.
 *
 * SPDX-License-Identifier: ISC
 */
#include "data/db_pipeline.h"

#include <errno.h>
#include <poll.h>

#include "base/check.h"
#include "base/config.h"
#include "base/log.h"
#include "data/db_problem.h"

enum { DEADLINE_FALLBACK_MS = 30000 };

bool
step_is_ok(const struct step *step)
{
	ExecStatusType status = PQresultStatus(step->result);

	return status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK;
}

void
steps_release(struct step *steps, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		PQclear(steps[i].result);
		steps[i].result = NULL;
	}
}

static bool
step_send(struct db *db, struct step *step)
{
	PGconn *connection = db->connection;
	struct statement *statement;

	step->has_parse = false;
	switch (step->kind) {
	case STEP_DIRECT:
		return PQsendQueryParams(connection, step->query->sql, 0, NULL,
			   NULL, NULL, NULL, 0) == 1;
	case STEP_DESCRIBE:
		step->has_parse = true;
		return PQsendPrepare(
			   connection, "", step->query->sql, 0, NULL) == 1 &&
		    PQsendDescribePrepared(connection, "") == 1;
	case STEP_UNSET:
		unreachable();
	case STEP_OWN:
	case STEP_GUARD:
	case STEP_LATER:
	case STEP_MAIN:
	case STEP_COMMIT:
		break;
	}
	statement = connection_statement(db, step->query);
	step->statement = statement;
	if (statement->state == STATEMENT_UNPREPARED) {
		step->has_parse = true;
		statement->state = STATEMENT_SENT;
		if (PQsendPrepare(connection, statement->name, step->query->sql,
			0, NULL) != 1)
			return false;
	}
	return PQsendQueryPrepared(connection, statement->name,
		   step->value_count, step->values, NULL, NULL, 0) == 1;
}

/* Until a result can be taken without blocking; sends what is still to send. */
static enum pipeline_end
wait_for_result(struct db *db, int64_t deadline_ms)
{
	for (;;) {
		struct pollfd ready = { .fd = PQsocket(db->connection),
			.events = POLLIN };
		int unsent = PQflush(db->connection);
		int64_t left_ms;

		if (unsent < 0)
			return PIPELINE_LOST;
		if (PQisBusy(db->connection) == 0)
			return PIPELINE_DONE;
		if (unsent > 0)
			ready.events |= POLLOUT;
		left_ms = deadline_ms - monotonic_ms();
		if (left_ms <= 0)
			return PIPELINE_LATE;
		if (left_ms > INT32_MAX)
			left_ms = INT32_MAX;
		if (poll(&ready, 1, (int)left_ms) < 0 && errno != EINTR)
			return PIPELINE_LOST;
		if (ready.revents & (POLLIN | POLLHUP | POLLERR) &&
		    PQconsumeInput(db->connection) == 0 &&
		    PQisBusy(db->connection) != 0)
			return PIPELINE_LOST;
	}
}

/* A result after which the server ends the session. */
static bool
is_last_word(struct db *db, const PGresult *result)
{
	const char *severity =
	    PQresultErrorField(result, PG_DIAG_SEVERITY_NONLOCALIZED);

	if (PQresultStatus(result) != PGRES_FATAL_ERROR)
		return false;
	return PQstatus(db->connection) != CONNECTION_OK ||
	    (severity != NULL &&
		(strcmp(severity, "FATAL") == 0 ||
		    strcmp(severity, "PANIC") == 0));
}

/* One command has one result and then NULL. */
static enum pipeline_end
take_result(struct db *db, int64_t deadline_ms, PGresult **taken)
{
	PGresult *result;

	*taken = NULL;
	for (;;) {
		enum pipeline_end end = wait_for_result(db, deadline_ms);

		if (end != PIPELINE_DONE)
			return end;
		result = PQgetResult(db->connection);
		if (result == NULL && *taken != NULL)
			return PIPELINE_DONE;
		if (result == NULL || is_last_word(db, result)) {
			log_info(NULL, "database connection ended: %s",
			    PQerrorMessage(db->connection));
			PQclear(result);
			return PIPELINE_LOST;
		}
		PQclear(*taken);
		*taken = result;
		if (PQresultStatus(result) == PGRES_PIPELINE_SYNC)
			return PIPELINE_DONE;
	}
}

/* The result of a failed Parse is the result of its statement. */
static enum pipeline_end
step_receive(struct db *db, struct step *step, int64_t deadline_ms)
{
	PGresult *parsed = NULL;
	enum pipeline_end end = PIPELINE_DONE;

	if (step->has_parse)
		end = take_result(db, deadline_ms, &parsed);
	if (end == PIPELINE_DONE)
		end = take_result(db, deadline_ms, &step->result);
	if (parsed != NULL && PQresultStatus(parsed) != PGRES_COMMAND_OK) {
		PQclear(step->result);
		step->result = parsed;
		return end;
	}
	if (parsed != NULL && step->statement != NULL)
		step->statement->state = STATEMENT_PREPARED;
	PQclear(parsed);
	return end;
}

static enum pipeline_end
pipeline_exchange(
    struct db *db, struct step *steps, size_t count, int64_t deadline_ms)
{
	enum pipeline_end end;
	PGresult *sync;

	for (size_t i = 0; i < count; i++)
		if (!step_send(db, &steps[i]))
			return PIPELINE_LOST;
	if (PQpipelineSync(db->connection) != 1)
		return PIPELINE_LOST;
	for (size_t i = 0; i < count; i++) {
		end = step_receive(db, &steps[i], deadline_ms);
		if (end != PIPELINE_DONE)
			return end;
	}
	end = take_result(db, deadline_ms, &sync);
	if (end == PIPELINE_DONE)
		check(PQresultStatus(sync) == PGRES_PIPELINE_SYNC);
	PQclear(sync);
	return end;
}

enum pipeline_end
pipeline_run(
    struct db *db, struct step *steps, size_t count, int64_t deadline_ms)
{
	enum pipeline_end end =
	    pipeline_exchange(db, steps, count, deadline_ms);
	bool is_stale = false;

	if (end != PIPELINE_DONE) {
		connection_drop(db);
		return end;
	}
	db->was_used = true;
	for (size_t i = 0; i < count; i++) {
		if (steps[i].statement != NULL &&
		    steps[i].statement->state == STATEMENT_SENT)
			steps[i].statement->state = STATEMENT_UNPREPARED;
		if (!step_is_ok(&steps[i]))
			is_stale |= db_problem_is_stale(steps[i].result);
	}
	if (is_stale)
		connection_drop(db);
	return PIPELINE_DONE;
}

/* A COMMIT was sent, nothing in front of it failed, and it was not answered. */
static bool
is_commit_open(const struct step *steps, size_t count)
{
	if (steps[count - 1].kind != STEP_COMMIT)
		return false;
	for (size_t i = 0; i < count; i++)
		if (steps[i].result != NULL && !step_is_ok(&steps[i]))
			return false;
	return true;
}

static bool
explain_end(struct task *task, const struct step *steps, size_t count,
    enum pipeline_end end)
{
	if (is_commit_open(steps, count)) {
		/* The server had it in hand: what it said last counts. */
		if (step_is_ok(&steps[count - 1]))
			return true;
		log_event(task, LOG_ERROR, "commit_outcome_unknown",
		    "COMMIT was sent, outcome unknown: %s",
		    end == PIPELINE_LATE ? "no answer in time"
					 : "connection was lost");
		return fail_for_now(task, UNAVAILABLE, 1000,
		    "It is not known whether this was saved.");
	}
	for (size_t i = 0; i < count; i++) {
		if (steps[i].result == NULL || step_is_ok(&steps[i]))
			continue;
		db_problem_set(task, steps[i].query, steps[i].result);
		return false;
	}
	log_event(task, LOG_WARN,
	    end == PIPELINE_LATE ? "database_late" : "database_lost",
	    "query %s", steps[count - 1].query->name);
	if (end == PIPELINE_LATE)
		return fail(
		    task, TIMED_OUT, "The database did not answer in time.");
	return fail_for_now(task, UNAVAILABLE, 1000,
	    "The connection to the database was lost.");
}

static int64_t
deadline_of(const struct task *task)
{
	int64_t span_ms = DEADLINE_FALLBACK_MS;

	if (task->deadline_ms != 0)
		return task->deadline_ms;
	if (task->db->config->request_deadline_ms > 0)
		span_ms = task->db->config->request_deadline_ms;
	return monotonic_ms() + span_ms;
}

/* What has been sent with a COMMIT can not be sent again, so a connection that
 * is known to be dead must be noticed before. */
static enum pipeline_end
pipeline_try(
    struct task *task, struct step *steps, size_t count, bool *may_repeat)
{
	struct db *db = task->db;
	enum pipeline_end end;

	if (steps[count - 1].kind == STEP_COMMIT && db->open == NULL)
		connection_take_in(db);
	if (!connection_ensure(task))
		return PIPELINE_LOST;
	*may_repeat = db->was_used;
	end = pipeline_run(db, steps, count, deadline_of(task));
	*may_repeat =
	    *may_repeat && end == PIPELINE_LOST && steps[0].result == NULL;
	return end;
}

bool
pipeline_perform(struct task *task, struct step *steps, size_t count,
    enum pipeline_repeat repeat)
{
	int64_t start_us = monotonic_us();
	bool may_repeat = false;
	enum pipeline_end end;

	check(count > 0);
	if (monotonic_ms() >= deadline_of(task))
		return fail(task, TIMED_OUT, "There was no time left.");
	end = pipeline_try(task, steps, count, &may_repeat);
	if (may_repeat && repeat == REPEAT_ONCE) {
		log_info(task, "database connection was lost: once more");
		end = pipeline_try(task, steps, count, &may_repeat);
	}
	task->query_us += monotonic_us() - start_us;
	for (size_t i = 0; i < count; i++)
		if (steps[i].kind == STEP_GUARD ||
		    steps[i].kind == STEP_LATER || steps[i].kind == STEP_MAIN)
			task->query_count++;
	if (end == PIPELINE_DONE)
		return true;
	return !task_has_failed(task) && explain_end(task, steps, count, end);
}
