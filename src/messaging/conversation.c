/*
 * conversation.c - fields, statements and rules of conversations.
 *
 * SPDX-License-Identifier: ISC
 */
#include "messaging/conversation.h"

#include "base/check.h"
#include "data/cache.h"
#include "data/channels.h"
#include "data/redis_key.h"

/* clang-format off */
static const struct field conversation_fields[] = {
	FIELD(conversation, id,               READ_ONLY,            0, "Identifier"),
	FIELD(conversation, channel,          READ_ONLY,            0, "Where it takes place"),
	FIELD(conversation, user_key,         READ_ONLY | PERSONAL, 0, "Who, as the channel identifies people"),
	FIELD(conversation, other_key,        READ_ONLY | PERSONAL | HIDDEN, 0, "Second identifier of the same person"),
	FIELD(conversation, display_name,     READ_ONLY | PERSONAL, 0, "Name that the channel told"),
	FIELD(conversation, state,            READ_ONLY,            0, "ai, waiting or human"),
	FIELD(conversation, state_reason,     READ_ONLY,            0, "Why it is in that state"),
	FIELD(conversation, state_changed_at, READ_ONLY,            0, "Since when"),
	FIELD(conversation, language,         READ_ONLY,            0, "Language of the member"),
	FIELD(conversation, last_inbound_id,  READ_ONLY,            0, "Newest message that wants an answer, 0: none"),
	FIELD(conversation, answered_id,      READ_ONLY,            0, "Newest message that was dealt with"),
	FIELD(conversation, last_inbound_at,  READ_ONLY,            0, "When the person wrote last"),
	FIELD(conversation, last_message_at,  READ_ONLY,            0, "When anything was stored last"),
	FIELD(conversation, disclosed_at,     READ_ONLY,            0, "When the person was told that an AI answers"),
	FIELD(conversation, member_id,        READ_ONLY,            0, "Member who it is, verified by a code; 0: nobody"),
	FIELD(conversation, member_verified_at, READ_ONLY,          0, "When that was proven"),
	FIELD(conversation, assigned_user_id, READ_ONLY,            0, "User who has it; 0: nobody in particular"),
	FIELD(conversation, created_at,       READ_ONLY,            0, "First contact"),
	{ 0 }
};
/* clang-format on */
const struct record conversation_record = RECORD(conversation);

#define COLUMNS                                                                \
	"id, channel, user_key, other_key, display_name, state, state_reason," \
	" state_changed_at, language, last_inbound_id, answered_id,"           \
	" last_inbound_at, last_message_at, disclosed_at, member_id,"          \
	" member_verified_at, assigned_user_id, created_at"

enum { PAGE, FIND, OF_USER, SET_STATE, CALL_STAFF };

/* clang-format off */
const struct query conversation_queries[] = {
	[PAGE] = { "conversation_page",
	    "SELECT " COLUMNS " FROM chat_sessions"
	    " WHERE $1::bigint = 0 OR id < $1 ORDER BY id DESC LIMIT $2" },
	[FIND] = { "conversation_find",
	    "SELECT " COLUMNS " FROM chat_sessions WHERE id = $1" },
	[OF_USER] = { "conversation_of_user",
	    "SELECT " COLUMNS " FROM chat_sessions"
	    " WHERE channel = $1 AND user_key = $2" },
	[SET_STATE] = { "conversation_set_state",
	    "UPDATE chat_sessions SET state = $2, state_reason = $3,"
	    " state_changed_at = CASE WHEN state = $2 THEN state_changed_at"
	    " ELSE now() END WHERE id = $1" },
	[CALL_STAFF] = { "conversation_call_staff",
	    "UPDATE chat_sessions SET state = 'waiting', state_reason = $2,"
	    " state_changed_at = now() WHERE id = $1 AND state = 'ai'" },
	{ 0 }
};
/* clang-format on */

/* How long the mirror outlives the last change: the database is the truth. */
enum { MIRROR_TTL_MS = 7 * 24 * 3600 * 1000 };

struct list *
conversation_page(struct task *task, struct page page)
{
	return list_cut(db_many(task, conversation, PAGE, arg(page.after),
			    arg(page.limit + 1)),
	    page);
}

struct conversation *
conversation_find(struct task *task, int64_t id)
{
	return db_one(task, conversation, FIND, arg(id));
}

struct conversation *
conversation_of_user(
    struct task *task, const char *channel, const char *user_key)
{
	return db_maybe(
	    task, conversation, OF_USER, arg(channel), arg(user_key));
}

const char *
conversation_state_name(enum conversation_state state)
{
	switch (state) {
	case CONVERSATION_AI:
		return "ai";
	case CONVERSATION_WAITING:
		return "waiting";
	case CONVERSATION_HUMAN:
		return "human";
	case CONVERSATION_UNSET:
		break;
	}
	unreachable();
}

bool
conversation_set_state(struct task *task, int64_t id,
    enum conversation_state state, const char *reason)
{
	const char *name = conversation_state_name(state);
	int64_t count;

	if (!db_run(task, conversation, SET_STATE, &count, arg(id), arg(name),
		arg(reason)))
		return false;
	if (count == 0)
		return fail(task, NOT_FOUND, "There is no such conversation.");
	return true;
}

void
conversation_call_staff(struct task *task, int64_t id, const char *reason)
{
	db_later(task, conversation, CALL_STAFF, arg(id), arg(reason));
}

void
conversation_mirror(
    struct task *task, const char *user_key, enum conversation_state state)
{
	const char *key =
	    redis_key(task->arena, task->tenant_id, "human_mode", user_key);

	if (task->cache == NULL)
		return;
	if (state == CONVERSATION_AI)
		(void)cache_remove(task, key);
	else
		(void)cache_set(
		    task, key, conversation_state_name(state), MIRROR_TTL_MS);
}

void
conversation_publish(struct task *task, int64_t id)
{
	if (task->cache == NULL)
		return;
	cache_publish(task, CHANNEL_EVENTS,
	    arena_printf(task->arena,
		"{\"tenant_id\":%" PRId64 ",\"session_id\":%" PRId64 "}",
		task->tenant_id, id));
}
