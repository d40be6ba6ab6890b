/*
 * turn.c - loads what a turn has to answer, and lets a reply through the fence.
 *
 * SPDX-License-Identifier: ISC
 */
#include "messaging/turn.h"

#include "base/check.h"
#include "base/json.h"
#include "base/text.h"
#include "work/queue.h"

enum { HISTORY_MAX = 20, TURN_MESSAGES_MAX = 100 };

#define MESSAGE_COLUMNS                                                        \
	"id, session_id, direction, author, kind, text, payload,"              \
	" provider_message_id, reply_to, button_id, provider_at, state,"       \
	" state_at, agent, model, created_at"

enum { MESSAGES, HISTORY, LOCK, REPLY, TOKENS, MARK };

/* clang-format off */
const struct query turn_queries[] = {
	/* A flood is cut to its newest part. */
	[MESSAGES] = { "turn_messages",
	    "SELECT " MESSAGE_COLUMNS " FROM (SELECT " MESSAGE_COLUMNS
	    "  FROM chat_messages WHERE session_id = $1 AND id > $2"
	    "   AND id <= $3 AND direction = 'inbound'"
	    "  ORDER BY id DESC LIMIT $4) newest ORDER BY id" },
	[HISTORY] = { "turn_history",
	    "SELECT " MESSAGE_COLUMNS " FROM (SELECT " MESSAGE_COLUMNS
	    "  FROM chat_messages WHERE session_id = $1 AND id < $3"
	    "   AND (id <= $2 OR direction = 'outbound')"
	    "  ORDER BY id DESC LIMIT $4) newest ORDER BY id" },
	[LOCK] = { "turn_lock",
	    "SELECT id, channel, state, last_inbound_id, answered_id"
	    " FROM chat_sessions WHERE id = $1 FOR UPDATE" },
	/* A website visitor fetches the answer: it has arrived by being there. */
	[REPLY] = { "turn_reply",
	    "WITH texts AS ("
	    " SELECT value, ordinality AS place"
	    " FROM jsonb_array_elements_text($2::jsonb) WITH ORDINALITY"
	    "), stored AS ("
	    " INSERT INTO chat_messages (session_id, channel, direction,"
	    "  author, kind, text, state, agent, prompt_version, model,"
	    "  prompt_tokens, completion_tokens, duration_ms)"
	    " SELECT $1, $3, 'outbound', $4, 'text', value,"
	    "  CASE WHEN $3 = 'web' THEN 'delivered' ELSE 'queued' END,"
	    "  $5, $6, $7, CASE WHEN place = 1 THEN $8::integer END,"
	    "  CASE WHEN place = 1 THEN $9::integer END, $10::integer"
	    " FROM texts ORDER BY place RETURNING id"
	    ") INSERT INTO usage_ledger (what, message_id, quantity)"
	    " SELECT 'outbound', id, 1 FROM stored" },
	/* Counted with the message that was answered: once, however the answer
	 * was cut. */
	[TOKENS] = { "turn_tokens",
	    "INSERT INTO usage_ledger (what, message_id, quantity)"
	    " VALUES ('tokens', $1, $2) ON CONFLICT DO NOTHING" },
	[MARK] = { "turn_mark",
	    "UPDATE chat_sessions SET answered_id = greatest(answered_id, $2),"
	    " last_message_at = CASE WHEN $3 THEN now()"
	    "  ELSE last_message_at END,"
	    " language = coalesce($4, language),"
	    " disclosed_at = CASE WHEN $5 THEN coalesce(disclosed_at, now())"
	    "  ELSE disclosed_at END,"
	    " state_changed_at = CASE WHEN $6 <> state THEN now()"
	    "  ELSE state_changed_at END,"
	    " state_reason = CASE WHEN $6::text IS NULL"
	    "  THEN coalesce($7, state_reason)"
	    "  ELSE $7 END,"
	    " state = coalesce($6, state) WHERE id = $1" },
	{ 0 }
};
/* clang-format on */

static struct list *
messages_of(struct task *task, int query, const struct conversation *c,
    int64_t until, int64_t most)
{
	return db_fetch_many(task, &turn_queries[query], &message_record,
	    ARGS(arg(c->id), arg(c->answered_id), arg(until), arg(most)));
}

struct turn *
turn_load(struct task *task, int64_t session_id)
{
	struct turn *turn = arena_new(task->arena, struct turn);
	struct conversation *conversation = conversation_find(task, session_id);
	int64_t before;

	if (conversation == NULL)
		return NULL;
	turn->conversation = conversation;
	turn->upto = conversation->last_inbound_id;
	turn->messages = messages_of(
	    task, MESSAGES, conversation, turn->upto, TURN_MESSAGES_MAX);
	if (turn->messages == NULL)
		return NULL;
	before = turn->upto + 1;
	turn->history =
	    messages_of(task, HISTORY, conversation, before, HISTORY_MAX);
	return turn->history == NULL ? NULL : turn;
}

static bool
has_texts(const struct turn_reply *reply)
{
	return reply->texts != NULL && reply->texts[0] != NULL;
}

/* TURN_STORED: it may pass. */
static enum turn_outcome
judge(const struct turn *turn, const struct conversation *now,
    const struct turn_reply *reply, enum turn_fence fence)
{
	if (fence == ONLY_IF_AI && !text_is_equal(now->state, "ai"))
		return TURN_TAKEN;
	if (now->last_inbound_id > turn->upto)
		return TURN_OVERTAKEN;
	/* Another worker was faster: what this one has to say was said. */
	if (now->answered_id >= turn->upto && has_texts(reply))
		return TURN_OVERTAKEN;
	return TURN_STORED;
}

static const char *
texts_json(struct arena *arena, const char *const *texts)
{
	struct json_object *array = json_new_array(arena);
	size_t len;

	for (; *texts != NULL; texts++)
		json_object_array_add(array, json_object_new_string(*texts));
	return json_write(arena, array, &len);
}

static void
store_texts(struct task *task, const struct conversation *conversation,
    const struct turn_reply *reply)
{
	db_queue(task, &turn_queries[REPLY],
	    ARGS(arg(conversation->id),
		arg(texts_json(task->arena, reply->texts)),
		arg(conversation->channel), arg(reply->author),
		arg(reply->agent), arg(reply->prompt_version),
		arg(reply->model), arg(reply->prompt_tokens),
		arg(reply->completion_tokens), arg(reply->duration_ms)));
	if (!text_is_equal(conversation->channel, "web"))
		queue_add(task, JOB_DELIVER,
		    arena_printf(task->arena, "%" PRId64, conversation->id),
		    NULL, 0);
}

enum turn_outcome
turn_finish(struct task *task, const struct turn *turn,
    const struct turn_reply *reply, enum turn_fence fence)
{
	int64_t id = turn->conversation->id;
	int32_t tokens = reply->prompt_tokens + reply->completion_tokens;
	const char *state = reply->then == CONVERSATION_UNSET
	    ? NULL
	    : conversation_state_name(reply->then);
	const struct conversation *now;
	enum turn_outcome outcome;
	int64_t count;

	now = db_fetch_one(
	    task, &turn_queries[LOCK], &conversation_record, ARGS(arg(id)));
	if (now == NULL)
		return TURN_FAILED;
	outcome = judge(turn, now, reply, fence);
	if (outcome != TURN_STORED)
		return outcome;
	if (has_texts(reply))
		store_texts(task, now, reply);
	if (tokens > 0 && turn->upto > 0)
		db_queue(task, &turn_queries[TOKENS],
		    ARGS(arg(turn->upto), arg(tokens)));
	if (!db_execute(task, &turn_queries[MARK], &count,
		ARGS(arg(id), arg(turn->upto), arg(has_texts(reply)),
		    arg(reply->language), arg(reply->is_disclosure), arg(state),
		    arg(reply->state_reason))))
		return TURN_FAILED;
	check(count == 1);
	return TURN_STORED;
}
