/*
 * audit.h - who did what, in the transaction that does it.
 *
 * The log of a tenant is a chain of hashes (sql/migrations/0005_audit.sql); the
 * database numbers and chains each entry and refuses to change one.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef TENANCY_AUDIT_H
#define TENANCY_AUDIT_H

#include "base/record.h"
#include "base/task.h"
#include "data/db.h"

struct audit_entry {
	int64_t id; /* within the tenant, without a gap */
	struct instant at;
	int64_t actor_user_id; /* 0: the platform */
	const char *actor_role;
	const char *action; /* "prompt_config.update" */
	const char *subject;
	struct json_object *before;
	struct json_object *after;
	const char *request_id;
	const char *hash;
};

extern const struct record audit_entry_record;
extern const struct query audit_queries[];

/* Adds to the log of the task's tenant: action like "prompt_config.update",
 * before and after as structs of record (NULL for none), secrets masked.
 * Queued: a failure shows at the next statement or the commit. */
void audit(struct task *task, const char *action, const char *subject,
    const struct record *record, const void *before, const void *after);

/* What to show of the log; NULL and unset: everything. */
struct audit_filter {
	int64_t actor_user_id;
	const char *action; /* or the beginning of one: "user." */
	struct instant from;
	struct instant until;
};
/* Newest first: entries with ids below page.after (0: from the newest). */
struct list *audit_page(struct task *task, const struct audit_filter *filter,
    struct page page) must_use;

/* One entry, NOT_FOUND; the oldest of all, NULL without a problem when there is
 * none. */
struct audit_entry *audit_find(struct task *task, int64_t id) must_use;
struct audit_entry *audit_first(struct task *task) must_use;

/* NULL when the chain of the task's tenant is whole, else the first entry that
 * was changed, or the one before or behind which one is missing. *count is the
 * number of entries. A problem of the task when it can not be read. */
const struct audit_entry *audit_broken(
    struct task *task, int64_t *count) must_use;

#endif
