/*
 * usage.h - what a studio has used this month: sums of the ledger.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MESSAGING_USAGE_H
#define MESSAGING_USAGE_H

#include "base/field.h"
#include "base/task.h"
#include "data/db.h"

struct usage {
	int64_t summed; /* studios whose sums were brought up to date */
};

extern const struct record usage_record;
extern const struct query usage_queries[];

/* Brings usage_records of all studios to the sums of the ledger. Nothing to do
 * while somebody else is at it. Run about once a minute. */
bool usage_roll_up(struct task *task) must_use;

#endif
