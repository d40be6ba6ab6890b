/*
 * memory.c - fields, statements and rules of what is remembered of members.
 *
 * SPDX-License-Identifier: ISC
 */
#include "members/memory.h"

enum { TEXT_MAX = 2000 };

/* clang-format off */
static const struct field memory_fields[] = {
	FIELD(memory, member_id,   READ_ONLY, 0,        "Member"),
	FIELD(memory, summary,     PERSONAL,  TEXT_MAX, "Who it is, in a few sentences"),
	FIELD(memory, goals,       PERSONAL,  TEXT_MAX, "What the member wants to achieve"),
	FIELD(memory, preferences, PERSONAL,  TEXT_MAX, "What the member likes"),
	FIELD(memory, limits,      PERSONAL,  TEXT_MAX, "Injuries, and what to avoid"),
	FIELD(memory, source,      READ_ONLY, 0,        "Who wrote it last: model, rules, staff; null: nobody"),
	FIELD(memory, read_upto,   READ_ONLY, 0,        "Newest message that it knows of; 0: none"),
	FIELD(memory, updated_at,  READ_ONLY, 0,        "Last change"),
	{ 0 }
};
/* clang-format on */
const struct record memory_record = RECORD(memory);

#define COLUMNS                                                                \
	"m.id AS member_id, coalesce(r.summary, '') AS summary,"               \
	" coalesce(r.goals, '') AS goals,"                                     \
	" coalesce(r.preferences, '') AS preferences,"                         \
	" coalesce(r.limits, '') AS limits, r.source,"                         \
	" coalesce(r.read_upto, 0) AS read_upto, r.updated_at"

enum { FIND, STORE, REMOVE, DUE };

/* clang-format off */
const struct query memory_queries[] = {
	[FIND] = { "memory_find",
	    "SELECT " COLUMNS " FROM studio_members m"
	    " LEFT JOIN member_memories r ON r.member_id = m.id"
	    " WHERE m.id = $1" },
	[STORE] = { "memory_store",
	    "INSERT INTO member_memories (member_id, summary, goals,"
	    " preferences, limits, source, read_upto)"
	    " VALUES ($1, $2, $3, $4, $5, $6, $7)"
	    " ON CONFLICT (tenant_id, member_id) DO UPDATE"
	    " SET summary = excluded.summary, goals = excluded.goals,"
	    " preferences = excluded.preferences, limits = excluded.limits,"
	    " source = excluded.source,"
	    " read_upto = greatest(member_memories.read_upto,"
	    "  excluded.read_upto), updated_at = now()"
	    " WHERE $8::timestamptz IS NULL"
	    " OR member_memories.updated_at = $8" },
	[REMOVE] = { "memory_remove",
	    "INSERT INTO member_memories (member_id, read_upto)"
	    " SELECT m.id, (SELECT coalesce(max(c.id), 0) FROM chat_messages c)"
	    " FROM studio_members m WHERE m.id = $1"
	    " ON CONFLICT (tenant_id, member_id) DO UPDATE"
	    " SET summary = '', goals = '', preferences = '', limits = '',"
	    " source = NULL, read_upto = excluded.read_upto,"
	    " updated_at = now()" },
	/* Whose proof has become too old may be somebody else by now. */
	[DUE] = { "memory_due",
	    "SELECT " COLUMNS " FROM studio_members m"
	    " LEFT JOIN member_memories r ON r.member_id = m.id"
	    " WHERE EXISTS (SELECT FROM chat_sessions s"
	    "  WHERE s.member_id = m.id"
	    "  AND s.last_inbound_id > coalesce(r.read_upto, 0)"
	    "  AND verified_member(s.member_id, s.member_verified_at) = m.id)"
	    " ORDER BY m.id LIMIT $1" },
	{ 0 }
};
/* clang-format on */

struct memory *
memory_find(struct task *task, int64_t member_id)
{
	return db_one(task, memory, FIND, arg(member_id));
}

static struct arg
arg_words(const char *text)
{
	return arg_text(text == NULL ? "" : text);
}

bool
memory_store(struct task *task, const struct memory *memory)
{
	int64_t count;

	if (!db_run(task, memory, STORE, &count, arg(memory->member_id),
		arg_words(memory->summary), arg_words(memory->goals),
		arg_words(memory->preferences), arg_words(memory->limits),
		arg(memory->source), arg(memory->read_upto),
		arg(memory->updated_at)))
		return false;
	if (count == 0)
		return fail(task, CONFLICT,
		    "Somebody else has changed this meanwhile.");
	return true;
}

bool
memory_remove(struct task *task, int64_t member_id)
{
	int64_t count;

	if (!db_run(task, memory, REMOVE, &count, arg(member_id)))
		return false;
	if (count == 0)
		return fail(task, NOT_FOUND, "This does not exist.");
	return true;
}

struct list *
memory_due(struct task *task, int64_t limit)
{
	return db_many(task, memory, DUE, arg(limit));
}
