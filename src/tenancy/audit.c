/*
 * audit.c - writes, shows and verifies the audit log.
 *
 * SPDX-License-Identifier: ISC
 */
#include "tenancy/audit.h"

#include "base/role.h"

/* clang-format off */
static const struct field audit_entry_fields[] = {
	FIELD(audit_entry, id,            READ_ONLY, 0, "Number within the studio, without a gap"),
	FIELD(audit_entry, at,            READ_ONLY, 0, "When"),
	FIELD(audit_entry, actor_user_id, READ_ONLY, 0, "Who; 0 for the platform"),
	FIELD(audit_entry, actor_role,    READ_ONLY, 0, "In which role"),
	FIELD(audit_entry, action,        READ_ONLY, 0, "What"),
	FIELD(audit_entry, subject,       READ_ONLY, 0, "To what"),
	FIELD(audit_entry, before,        READ_ONLY, 0, "Values before, secrets masked"),
	FIELD(audit_entry, after,         READ_ONLY, 0, "Values after, secrets masked"),
	FIELD(audit_entry, request_id,    READ_ONLY, 0, "Request or command that did it"),
	FIELD(audit_entry, hash,          READ_ONLY, 0, "Of this entry and the hash of the one before"),
	{ 0 }
};
/* clang-format on */
const struct record audit_entry_record = RECORD(audit_entry);

#define COLUMNS                                                                \
	"id, at, actor_user_id, actor_role, action, subject, before, after,"   \
	" request_id, hash"

enum { ADD, PAGE, FIND, FIRST, BROKEN, HEAD };

/* clang-format off */
const struct query audit_queries[] = {
	[ADD] = { "audit_add",
	    "INSERT INTO audit_logs (actor_user_id, actor_role, action, subject,"
	    " before, after, request_id)"
	    " VALUES ($1, $2, $3, $4, $5::jsonb, $6::jsonb, $7)" },
	[PAGE] = { "audit_page",
	    "SELECT " COLUMNS " FROM audit_logs"
	    " WHERE ($1 = 0::bigint OR id < $1)"
	    "  AND ($3::bigint IS NULL OR actor_user_id = $3)"
	    "  AND ($4::text IS NULL OR starts_with(action, $4))"
	    "  AND ($5::timestamptz IS NULL OR at >= $5)"
	    "  AND ($6::timestamptz IS NULL OR at < $6)"
	    " ORDER BY id DESC LIMIT $2" },
	[FIND] = { "audit_find",
	    "SELECT " COLUMNS " FROM audit_logs WHERE id = $1" },
	[FIRST] = { "audit_first",
	    "SELECT " COLUMNS " FROM audit_logs ORDER BY id LIMIT 1" },
	/* An entry that does not follow from the one before it: changed, moved,
	 * or with a gap in front of it. */
	[BROKEN] = { "audit_broken",
	    "SELECT " COLUMNS " FROM ("
	    " SELECT *, lag(hash, 1, '') OVER chain AS previous,"
	    "  lag(id, 1, 0::bigint) OVER chain AS previous_id FROM audit_logs"
	    " WINDOW chain AS (ORDER BY id)) l"
	    " WHERE id <> previous_id + 1 OR hash <> audit_hash(previous,"
	    "  tenant_id, id, at, actor_user_id, actor_role, action, subject,"
	    "  before, after, request_id) ORDER BY id LIMIT 1" },
	/* The head, as an entry whose hash is empty where the log lacks it. */
	[HEAD] = { "audit_head",
	    "SELECT h.id, coalesce(l.hash, '') AS hash FROM audit_heads h"
	    " LEFT JOIN audit_logs l ON l.id = h.id AND l.hash = h.hash" },
	{ 0 }
};
/* clang-format on */

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

struct list *
audit_page(
    struct task *task, const struct audit_filter *filter, struct page page)
{
	return list_cut(
	    db_fetch_many(task, &audit_queries[PAGE], &audit_entry_record,
		ARGS(arg(page.after), arg(page.limit + 1),
		    arg_id(filter->actor_user_id), arg(filter->action),
		    arg(filter->from), arg(filter->until))),
	    page);
}

struct audit_entry *
audit_find(struct task *task, int64_t id)
{
	return db_fetch_one(
	    task, &audit_queries[FIND], &audit_entry_record, ARGS(arg(id)));
}

struct audit_entry *
audit_first(struct task *task)
{
	return db_fetch_maybe(
	    task, &audit_queries[FIRST], &audit_entry_record, ARGS());
}

const struct audit_entry *
audit_broken(struct task *task, int64_t *count)
{
	const struct audit_entry *broken = db_fetch_maybe(
	    task, &audit_queries[BROKEN], &audit_entry_record, ARGS());
	const struct audit_entry *head;

	*count = 0;
	if (broken != NULL || task_has_failed(task))
		return broken;
	head = db_fetch_maybe(
	    task, &audit_queries[HEAD], &audit_entry_record, ARGS());
	if (head == NULL)
		return NULL;
	*count = head->id;
	return head->hash[0] == '\0' ? head : NULL;
}
