/*
 * row.h - rows of a result into structs, by column name.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef DATA_ROW_H
#define DATA_ROW_H

#include <libpq-fe.h>

#include "base/field.h"
#include "base/task.h"

/* The rows of result as a list of record in the arena of the task, texts
 * copied. A column without a field, or a value that does not fit its field, is
 * a bug in the program: INTERNAL, with the column in the log. Fields without a
 * column stay zero. */
struct list *row_list(struct task *task, const struct record *record,
    const PGresult *result) must_use;

#endif
