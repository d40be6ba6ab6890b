/*
 * db_problem.c - SQLSTATE and constraint names to problems.
 *
 * SPDX-License-Identifier: ISC
 */
#include "data/db_problem.h"

#include "base/log.h"
#include "base/text.h"

enum { RETRY_AFTER_MS = 1000 };

/* state is a whole SQLSTATE or the beginning of one; the first that fits
 * counts. A detail about a field follows its name: "is already taken". */
struct meaning {
	const char *state;
	enum problem_kind kind;
	const char *detail;
};

/* clang-format off */
static const struct meaning meanings[] = {
	{ "23505", CONFLICT,    "is already taken" },
	{ "23P01", CONFLICT,    "overlaps with another one" },
	{ "23503", INVALID,     "refers to something that does not exist" },
	{ "23502", INVALID,     "is missing" },
	{ "23514", INVALID,     "is not allowed" },
	{ "40001", UNAVAILABLE, "Somebody else changed the same thing." },
	{ "40P01", UNAVAILABLE, "Somebody else changed the same thing." },
	{ "55P03", UNAVAILABLE, "Somebody else holds this at the moment." },
	{ "25P03", UNAVAILABLE, "The database ended the transaction." },
	{ "26000", UNAVAILABLE, "The database has to prepare again." },
	{ "57014", TIMED_OUT,   "The database did not answer in time." },
	{ "57P",   UNAVAILABLE, "The database is starting or stopping." },
	{ "53",    UNAVAILABLE, "The database has too much to do." },
	{ "08",    UNAVAILABLE, "The connection to the database was lost." },
	{ "",      INTERNAL,    "Something went wrong on our side." },
};
/* clang-format on */

static const char *
diagnosis(const PGresult *result, int field)
{
	const char *text = PQresultErrorField(result, field);

	return text != NULL ? text : "";
}

static const struct meaning *
meaning_of(const char *state)
{
	const struct meaning *meaning = meanings;

	while (!text_starts_with(state, meaning->state))
		meaning++;
	return meaning;
}

const char *
db_problem_column(
    struct arena *arena, const char *table, const char *constraint)
{
	size_t table_len = strlen(table);
	const char *kind = strrchr(constraint, '_');
	const char *column = constraint + table_len + 1;

	if (table_len == 0 || !text_starts_with(constraint, table) ||
	    constraint[table_len] != '_' || kind == NULL || kind <= column)
		return NULL;
	return arena_copy_bytes(arena, column, (size_t)(kind - column));
}

static const char *
column_of(struct task *task, const PGresult *result)
{
	const char *column = diagnosis(result, PG_DIAG_COLUMN_NAME);

	if (column[0] != '\0')
		return arena_copy(task->arena, column);
	return db_problem_column(task->arena,
	    diagnosis(result, PG_DIAG_TABLE_NAME),
	    diagnosis(result, PG_DIAG_CONSTRAINT_NAME));
}

static const char *
in_words(struct arena *arena, const char *column)
{
	char *words = arena_copy(arena, column);

	for (char *byte = words; *byte != '\0'; byte++)
		if (*byte == '_')
			*byte = ' ';
	return words;
}

static void
conflict_set(struct task *task, const char *column, const char *detail)
{
	struct problem *problem;
	struct problem_error *error;

	if (column == NULL) {
		fail(task, CONFLICT, "This %s.", detail);
		return;
	}
	fail(task, CONFLICT, "This %s %s.", in_words(task->arena, column),
	    detail);
	problem = arena_new(task->arena, struct problem);
	error = arena_new(task->arena, struct problem_error);
	error->pointer = arena_printf(task->arena, "#/%s", column);
	error->detail = detail;
	*problem = *task->problem;
	problem->errors = error;
	task->problem = problem;
}

static void
constraint_problem(struct task *task, const struct query *query,
    const PGresult *result, const struct meaning *meaning)
{
	const char *column = column_of(task, result);

	log_info(task, "query %s: SQLSTATE %s, constraint %s of %s",
	    query->name, diagnosis(result, PG_DIAG_SQLSTATE),
	    diagnosis(result, PG_DIAG_CONSTRAINT_NAME),
	    diagnosis(result, PG_DIAG_TABLE_NAME));
	if (text_is_equal(meaning->state, "23503") &&
	    text_starts_with(query->sql, "DELETE"))
		fail(task, CONFLICT, "This is still in use.");
	else if (meaning->kind == CONFLICT)
		conflict_set(task, column, meaning->detail);
	else if (column != NULL)
		fail_field(task, arena_printf(task->arena, "#/%s", column),
		    "%s", meaning->detail);
	else
		fail(task, INVALID, "Something here %s.", meaning->detail);
}

void
db_problem_set(
    struct task *task, const struct query *query, const PGresult *result)
{
	const char *state = diagnosis(result, PG_DIAG_SQLSTATE);
	const struct meaning *meaning = meaning_of(state);
	const char *event = "database_error";

	if (meaning->kind == CONFLICT || meaning->kind == INVALID) {
		constraint_problem(task, query, result, meaning);
		return;
	}
	/* Row-level security or a missing grant: an attack or a bug. */
	if (text_is_equal(state, "42501"))
		event = "database_denied";
	log_event(task, meaning->kind == INTERNAL ? LOG_ERROR : LOG_WARN, event,
	    "query %s: SQLSTATE %s: %s", query->name, state,
	    diagnosis(result, PG_DIAG_MESSAGE_PRIMARY));
	if (meaning->kind == UNAVAILABLE)
		fail_for_now(
		    task, UNAVAILABLE, RETRY_AFTER_MS, "%s", meaning->detail);
	else
		fail(task, meaning->kind, "%s", meaning->detail);
}

bool
db_problem_is_stale(const PGresult *result)
{
	const char *state = diagnosis(result, PG_DIAG_SQLSTATE);

	return text_is_equal(state, "26000") || text_is_equal(state, "0A000");
}
