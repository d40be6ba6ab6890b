/*
 * db_problem.h - inside of db.h: what the server says as a problem.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef DATA_DB_PROBLEM_H
#define DATA_DB_PROBLEM_H

#include <libpq-fe.h>

#include "data/db.h"

/* Sets the problem of the task from a failed result and logs the cause. */
void db_problem_set(
    struct task *task, const struct query *query, const PGresult *result);

/* The session can not go on as it is: a plan or a prepared statement of it does
 * not exist or fit any more. */
bool db_problem_is_stale(const PGresult *result);

/* "email" of users_email_unique on table users; NULL when the name does not
 * follow table_column_kind. */
const char *db_problem_column(
    struct arena *arena, const char *table, const char *constraint) must_use;

#endif
