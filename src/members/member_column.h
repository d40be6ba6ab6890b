/*
 * member_column.h - what the columns of a file of members mean.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MEMBERS_MEMBER_COLUMN_H
#define MEMBERS_MEMBER_COLUMN_H

#include "base/csv.h"

enum member_column {
	COLUMN_UNSET = 0,
	COLUMN_LEFT_OUT, /* what our own export has and nobody may set */
	COLUMN_EXTRA,    /* unknown: to additional_info */
	COLUMN_CUSTOMER_ID,
	COLUMN_MEMBER_NUMBER,
	COLUMN_FIRST_NAME,
	COLUMN_LAST_NAME,
	COLUMN_FULL_NAME,
	COLUMN_BIRTH_DATE,
	COLUMN_PHONE,
	COLUMN_EMAIL,
	COLUMN_LANGUAGE,
	COLUMN_MEMBER_SINCE,
	COLUMN_IS_PAUSED,
	COLUMN_PAUSE_INFO,
	COLUMN_ADDITIONAL_INFO,
	COLUMN_TAGS,
	COLUMN_NOTES,
};

enum { COLUMNS_EXTRA_MAX = 50, COLUMN_NAME_MAX = 60 };

struct member_columns {
	size_t count;
	enum member_column meanings[CSV_CELLS_MAX];
	const char *names[CSV_CELLS_MAX]; /* as the file has them */
};

/* By the German or English name, whatever its case, blanks and marks. */
enum member_column member_column_of(
    struct arena *arena, const char *name) must_use;

/* What header, the first row of a file, says. NULL, or one sentence that says
 * why no member could come of it. */
const char *member_columns_read(struct arena *arena,
    const struct csv_row *header, struct member_columns *columns) must_use;

#endif
