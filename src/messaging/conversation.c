/*
 * conversation.c - fields, statements and rules of conversations.
 *
 * SPDX-License-Identifier: ISC
 */
#include "messaging/conversation.h"

#include "base/check.h"
#include "base/text.h"
#include "data/cache.h"
#include "data/channels.h"
#include "data/redis_key.h"
#include "work/queue.h"

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
	FIELD(conversation, wished_language,  READ_ONLY,            0, "Language the member asked for; null: none"),
	FIELD(conversation, last_inbound_id,  READ_ONLY,            0, "Newest message that wants an answer, 0: none"),
	FIELD(conversation, answered_id,      READ_ONLY,            0, "Newest message that was dealt with"),
	FIELD(conversation, last_inbound_at,  READ_ONLY,            0, "When the person wrote last"),
	FIELD(conversation, last_message_at,  READ_ONLY,            0, "When anything was stored last"),
	FIELD(conversation, disclosed_at,     READ_ONLY,            0, "When the person was told that an AI answers"),
	FIELD(conversation, member_id,        READ_ONLY,            0, "Member it is, verified by a code; 0: nobody"),
	FIELD(conversation, member_verified_at, READ_ONLY,          0, "When that was proven"),
	FIELD(conversation, assigned_user_id, READ_ONLY,            0, "User who has it; 0: nobody in particular"),
	FIELD(conversation, person_upto_id,   READ_ONLY | HIDDEN,   0, "Newest message that is a person's to answer"),
	FIELD(conversation, staff_at,         READ_ONLY,            0, "When staff did something here last"),
	FIELD(conversation, is_unread,        READ_ONLY,            0, "Staff has not read the newest message"),
	FIELD(conversation, window_closes_at, READ_ONLY,            0, "Until when we may write; null: always"),
	FIELD(conversation, created_at,       READ_ONLY,            0, "First contact"),
	{ 0 }
};
/* clang-format on */
const struct record conversation_record = RECORD(conversation);

#define COLUMNS                                                                \
	"id, channel, user_key, other_key, display_name, state, state_reason," \
	" state_changed_at, language, wished_language, last_inbound_id,"       \
	" answered_id, last_inbound_at, last_message_at, disclosed_at,"        \
	" verified_member(member_id, member_verified_at) AS member_id,"        \
	" member_verified_at, assigned_user_id, person_upto_id, staff_at,"     \
	" last_inbound_id > staff_read_id AS is_unread,"                       \
	" coalesce(last_inbound_at, created_at - channel_window(channel))"     \
	"  + channel_window(channel) AS window_closes_at, created_at"

/* The place in the inbox, as chat_sessions_activity has it. */
#define ACTIVITY(row) "coalesce(" row ".last_message_at, " row ".created_at)"

/* clang-format off */
#define FILTERS \
	" AND ($3::text IS NULL OR s.state = $3)" \
	" AND ($4::text IS NULL OR s.channel = $4)" \
	" AND ($5::bigint IS NULL OR s.assigned_user_id = $5)" \
	" AND (NOT $6::boolean OR s.assigned_user_id IS NULL)" \
	" AND (NOT $7::boolean OR s.last_inbound_id > s.staff_read_id)"

/* Rare words are found by an index first, frequent ones while reading, which a
 * subquery with a limit does conversation by conversation: of EXISTS the planner
 * would make one reading of all messages. */
#define FOUND_WORDS \
	"s.id IN (SELECT unnest(ids) FROM saying)"

#define HAS_WORDS \
	"(SELECT ids IS NULL FROM saying)" \
	" AND (strpos(lower(s.display_name), lower($8)) > 0" \
	"  OR strpos(lower(s.user_key), lower($8)) > 0" \
	"  OR (SELECT true FROM studio_members p WHERE p.id = s.member_id" \
	"   AND strpos(p.first_key || ' ' || p.last_key," \
	"    (SELECT search_key($8))) > 0 LIMIT 1)" \
	"  OR (SELECT true FROM chat_messages m WHERE m.session_id = s.id" \
	"   AND strpos(lower(m.text), lower($8)) > 0 LIMIT 1))"

#define SAYING \
	"WITH saying AS MATERIALIZED (SELECT conversations_saying($8) AS ids) "

/* From one statement to the next only the index differs that finds the rows. */
#define INBOX_OF(rows) \
	"SELECT " COLUMNS " FROM chat_sessions s WHERE " rows \
	" AND (" ACTIVITY("s") ", s.id) < (CASE WHEN $1::bigint = 0" \
	"   THEN 'infinity' ELSE (SELECT " ACTIVITY("c") " FROM chat_sessions c" \
	"   WHERE c.id = $1) END," \
	"   CASE WHEN $1 = 0 THEN 9223372036854775807 ELSE $1 END)" \
	FILTERS \
	" ORDER BY " ACTIVITY("s") " DESC, s.id DESC LIMIT $2"
/* clang-format on */

enum {
	PAGE,
	INBOX,
	WITH_PEOPLE,
	ASSIGNED,
	SEARCH,
	EXPORT,
	FIND,
	OF_USER,
	CALL_STAFF
};

/* clang-format off */
const struct query conversation_queries[] = {
	[PAGE] = { "conversation_page",
	    "SELECT " COLUMNS " FROM chat_sessions"
	    " WHERE $1::bigint = 0 OR id < $1 ORDER BY id DESC LIMIT $2" },
	[INBOX] = { "conversation_inbox", INBOX_OF("true") },
	[WITH_PEOPLE] = { "conversation_with_people",
	    INBOX_OF("s.state <> 'ai' AND s.state = $3") },
	[ASSIGNED] = { "conversation_assigned",
	    INBOX_OF("s.assigned_user_id = $5") },
	[SEARCH] = { "conversation_search",
	    SAYING "SELECT * FROM ((" INBOX_OF(FOUND_WORDS) ") UNION ALL ("
	    INBOX_OF(HAS_WORDS) ")) AS s"
	    " ORDER BY " ACTIVITY("s") " DESC, s.id DESC" },
	/* In an order that stays while people write. */
	[EXPORT] = { "conversation_export",
	    SAYING "SELECT " COLUMNS " FROM chat_sessions s"
	    " WHERE ($1::bigint = 0 OR s.id < $1)" FILTERS
	    " AND ($8::text IS NULL OR " FOUND_WORDS " OR " HAS_WORDS ")"
	    " ORDER BY s.id DESC LIMIT $2" },
	[FIND] = { "conversation_find",
	    "SELECT " COLUMNS " FROM chat_sessions WHERE id = $1" },
	[OF_USER] = { "conversation_of_user",
	    "SELECT " COLUMNS " FROM chat_sessions"
	    " WHERE channel = $1 AND user_key = $2" },
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

struct list *
conversation_inbox(struct task *task, const struct conversation_filter *filter,
    struct page page)
{
	struct arg args[] = { arg(page.after), arg(page.limit + 1),
		arg(filter->state), arg(filter->channel),
		arg_id(filter->assigned_user_id),
		arg(filter->assigned == ASSIGNED_NOBODY),
		arg(filter->only_unread), { 0 }, { 0 } };
	int query = INBOX;

	if (filter->search != NULL) {
		args[ARRAY_LENGTH(args) - 2] = arg(filter->search);
		query = SEARCH;
	} else if (text_is_equal(filter->state, "waiting") ||
	    text_is_equal(filter->state, "human")) {
		query = WITH_PEOPLE;
	} else if (filter->assigned_user_id != 0) {
		query = ASSIGNED;
	}
	return list_cut(db_fetch_many(task, &conversation_queries[query],
			    &conversation_record, args),
	    page);
}

struct list *
conversation_export(struct task *task, const struct conversation_filter *filter,
    struct page page)
{
	return list_cut(
	    db_many(task, conversation, EXPORT, arg(page.after),
		arg(page.limit + 1), arg(filter->state), arg(filter->channel),
		arg_id(filter->assigned_user_id),
		arg(filter->assigned == ASSIGNED_NOBODY),
		arg(filter->only_unread), arg(filter->search)),
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

void
conversation_call_staff(struct task *task, int64_t id, const char *reason)
{
	db_later(task, conversation, CALL_STAFF, arg(id), arg(reason));
	conversation_watch(task, id);
}

void
conversation_watch(struct task *task, int64_t id)
{
	queue_add(task, JOB_HANDOVER, arena_printf(task->arena, "%" PRId64, id),
	    NULL, 0);
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

const char *
conversation_mark_key(struct task *task)
{
	return redis_key(task->arena, task->tenant_id, "inbox", "mark");
}

void
conversation_publish(struct task *task, int64_t id)
{
	if (task->cache == NULL)
		return;
	cache_mark(task, conversation_mark_key(task), CONVERSATION_MARK_MS);
	cache_publish(task, CHANNEL_EVENTS, conversation_event(task, id));
}

const char *
conversation_event(struct task *task, int64_t id)
{
	return arena_printf(task->arena,
	    "{\"tenant_id\":%" PRId64 ",\"session_id\":%" PRId64 "}",
	    task->tenant_id, id);
}
