/*
 * member_row.h - a row of a file as a member.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MEMBERS_MEMBER_ROW_H
#define MEMBERS_MEMBER_ROW_H

#include "members/member_check.h"
#include "members/member_column.h"

/* What is wrong with a row. */
struct row_error {
	int64_t line;
	const char *field; /* "" for the row */
	const char *reason;
	const char *original;
};

struct row_member {
	struct member member;
	bool says_paused; /* the row has a word about it */
};

/* The row as it is to be stored; empty cells are NULL. False with *error when
 * it can not be; the task stays without a problem. */
bool member_row_read(struct task *task, const struct member_columns *columns,
    const struct phone_country *country, const struct csv_row *row,
    struct row_member *out, struct row_error *error) must_use;

/* The same as JSON with the names of the columns, and the line. */
struct json_object *member_row_json(
    const struct row_member *row, int64_t line) must_use;

#endif
