/*
 * inbox_version.c - what a version is made of, and how it is kept.
 *
 * SPDX-License-Identifier: ISC
 */
#include "messaging/inbox_version.h"

#include "base/text.h"
#include "data/cache.h"
#include "data/channels.h"
#include "data/redis_key.h"
#include "messaging/conversation.h"
#include "web/reply.h"

/* clang-format off */
static const struct field inbox_version_fields[] = {
	FIELD(inbox_version, version, READ_ONLY, 0, "Differs when anything has changed"),
	{ 0 }
};
/* clang-format on */
const struct record inbox_version_record = RECORD(inbox_version);

#define WAITING "(SELECT count(*) FROM chat_sessions WHERE state = 'waiting')"
#define ALERTS "(SELECT count(*) FROM alerts WHERE acknowledged_at IS NULL)"

/* xmin is another one after each change of the row. */
#define OF_ROWS(rows)                                                          \
	"SELECT concat_ws(' ', count(*), sum(s.xmin::text::bigint), " WAITING  \
	", " ALERTS ", (SELECT max(id) FROM alerts)) AS version"               \
	" FROM chat_sessions s WHERE " rows

enum { OF_ALL, OF_STATE, OF_TALK };

/* clang-format off */
const struct query inbox_version_queries[] = {
	[OF_ALL] = { "inbox_version", OF_ROWS("true") },
	[OF_STATE] = { "inbox_version_of_state",
	    OF_ROWS("s.state <> 'ai' AND s.state = $1") },
	[OF_TALK] = { "inbox_talk_version",
	    "SELECT concat_ws(' ', s.xmin, " WAITING ", " ALERTS ","
	    " (SELECT max(n.id) FROM session_notes n"
	    "  WHERE n.session_id = s.id), m.*) AS version"
	    " FROM chat_sessions s CROSS JOIN LATERAL ("
	    "  SELECT max(n.id) AS id, max(n.state_at) AS at,"
	    "   max((SELECT a.at FROM message_media a"
	    "    WHERE a.message_id = n.id)) AS media_at"
	    "  FROM (SELECT id, state_at FROM chat_messages"
	    "   WHERE session_id = s.id ORDER BY id DESC LIMIT 50) n) m"
	    " WHERE s.id = $1" },
	{ 0 }
};
/* clang-format on */

/* What Redis keeps, and whether that may be believed. */
struct kept {
	const char *mark;    /* as it is now, NULL without one, or Redis */
	const char *version; /* NULL: none that is beside this mark */
};

/* "MARK VERSION" was written by somebody who had seen that mark before asking
 * the database: whatever was committed before it is in there. */
static struct kept
kept_look(struct task *task, const char *key)
{
	struct cache_call calls[] = {
		{ .words = { "GET", conversation_mark_key(task) } },
		{ .words = { "GET", key } },
	};
	struct kept kept = { 0 };
	size_t len;

	if (!cache_run(task, calls, ARRAY_LENGTH(calls)))
		return kept;
	/* A version may have outlived the mark that would refute it. */
	if (calls[0].outcome != CACHE_FOUND) {
		cache_mark(
		    task, conversation_mark_key(task), CONVERSATION_MARK_MS);
		return kept;
	}
	kept.mark = calls[0].text;
	len = strlen(kept.mark);
	if (calls[1].outcome == CACHE_FOUND &&
	    strncmp(calls[1].text, kept.mark, len) == 0 &&
	    calls[1].text[len] == ' ')
		kept.version = calls[1].text + len + 1;
	return kept;
}

static const char *
version_find(struct task *task, const char *key, const struct query *query,
    const struct arg *args)
{
	const struct inbox_version *found;
	struct kept kept;

	if (!db_settle(task))
		return NULL;
	kept = kept_look(task, key);
	if (kept.version != NULL)
		return kept.version;
	found = db_fetch_one(task, query, &inbox_version_record, args);
	if (found == NULL)
		return NULL;
	if (kept.mark != NULL)
		cache_set(task, key,
		    arena_printf(
			task->arena, "%s %s", kept.mark, found->version),
		    VERSION_KEPT_MS);
	return found->version;
}

const char *
inbox_version(struct task *task, const char *state)
{
	bool is_for_people =
	    text_is_equal(state, "waiting") || text_is_equal(state, "human");

	if (is_for_people)
		return version_find(task,
		    redis_key(
			task->arena, task->tenant_id, "inbox", "list", state),
		    &inbox_version_queries[OF_STATE], ARGS(arg(state)));
	return version_find(task,
	    redis_key(task->arena, task->tenant_id, "inbox", "list"),
	    &inbox_version_queries[OF_ALL], ARGS());
}

const char *
inbox_talk_version(struct task *task, int64_t session_id)
{
	const char *id = arena_printf(task->arena, "%" PRId64, session_id);

	return version_find(task,
	    redis_key(task->arena, task->tenant_id, "inbox", "talk", id),
	    &inbox_version_queries[OF_TALK], ARGS(arg(session_id)));
}

void
inbox_announce(struct request *req, int64_t session_id)
{
	struct task *task = &req->task;

	reply_mark(req, conversation_mark_key(task), CONVERSATION_MARK_MS);
	reply_publish(req, CHANNEL_EVENTS,
	    session_id == 0
		? arena_printf(task->arena, "{\"tenant_id\":%" PRId64 "}",
		      task->tenant_id)
		: conversation_event(task, session_id));
}
