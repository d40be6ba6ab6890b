/*
 * migrate.h - applies sql/migrations in order, each in a transaction.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef DATA_MIGRATE_H
#define DATA_MIGRATE_H

#include "base/task.h"

/* Brings the database to the newest version under an advisory lock: every
 * NNNN_topic.sql of directory whose number is not in schema_migrations, in
 * order, each with its row in one transaction. A file that was applied with
 * other contents, or a gap, is a CONFLICT. Prints a line per file to standard
 * output. url is a libpq connection string with the owner's role in it. */
bool migrate_apply(
    struct task *task, const char *url, const char *directory) must_use;

#endif
