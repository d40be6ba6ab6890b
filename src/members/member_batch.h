/*
 * member_batch.h - stores many members of a file in a few statements.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MEMBERS_MEMBER_BATCH_H
#define MEMBERS_MEMBER_BATCH_H

#include "members/member_import.h"

extern const struct query member_batch_queries[];
extern const struct record row_outcome_record;

/* What became of a row. */
struct row_outcome {
	int64_t line;
	const char *outcome; /* created, updated, unchanged, failed, again */
	const char *field;   /* what failed */
};

/* Takes in the rows of text in the task's transaction, as import wants it, and
 * adds to the sums of progress; errors is room for one error per row. Others of
 * the tenant that add members wait until the transaction ends. */
bool member_batch_store(struct task *task, const struct member_import *import,
    const struct import_chunk *chunk, struct member_import *progress,
    struct list *errors) must_use;

#endif
