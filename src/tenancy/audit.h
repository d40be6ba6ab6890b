/*
 * audit.h - who did what, in the transaction that does it.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef TENANCY_AUDIT_H
#define TENANCY_AUDIT_H

#include "base/record.h"
#include "base/task.h"
#include "data/db.h"

extern const struct query audit_queries[];

/* Adds to the log of the task's tenant: action like "prompt_config.update",
 * before and after as structs of record (NULL for none), secrets masked.
 * Queued: a failure shows at the next statement or the commit. */
void audit(struct task *task, const char *action, const char *subject,
    const struct record *record, const void *before, const void *after);

#endif
