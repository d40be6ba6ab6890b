/*
 * audit.c - writes the audit log.
 *
 * SPDX-License-Identifier: ISC
 */
#include "tenancy/audit.h"

#include "base/role.h"

enum { ADD };

const struct query audit_queries[] = {
	[ADD] = { "audit_add",
	    "INSERT INTO audit_logs (actor_user_id, actor_role, action, subject,"
	    " before, after, request_id)"
	    " VALUES ($1, $2, $3, $4, $5::jsonb, $6::jsonb, $7)" },
	{ 0 }
};

static const char *
written(struct arena *arena, const struct record *record, const void *item)
{
	size_t len;

	if (item == NULL)
		return NULL;
	return json_write(arena, record_json(arena, record, item), &len);
}

void
audit(struct task *task, const char *action, const char *subject,
    const struct record *record, const void *before, const void *after)
{
	db_later(task, audit, ADD, arg_id(task->actor.user_id),
	    arg(role_name(task->actor.role)), arg(action), arg(subject),
	    arg(written(task->arena, record, before)),
	    arg(written(task->arena, record, after)), arg(task->id));
}
