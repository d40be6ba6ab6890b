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

enum { HISTORY_MAX = 20, TURN_MESSAGES_MAX = 100, WATCHED_MAX = 2000 };

#define MESSAGE_COLUMNS                                                        \
	"id, session_id, direction, author, kind, text, payload,"              \
	" provider_message_id, reply_to, button_id, provider_at, state,"       \
	" state_at, agent, model, created_at"

enum { MESSAGES, WATCHED, HISTORY, LOCK, REPLY, TOKENS, MARK };

/* clang-format off */
const struct query turn_queries[] = {
	/* A flood is cut to its newest part. */
	[MESSAGES] = { "turn_messages",
	    "SELECT " MESSAGE_COLUMNS " FROM (SELECT " MESSAGE_COLUMNS
	    "  FROM chat_messages WHERE session_id = $1 AND id > $2"
	    "   AND id <= $3 AND direction = 'inbound'"
	    "  ORDER BY id DESC LIMIT $4) newest ORDER BY id" },
	/* What the flood, or a person who had the conversation, left over: an
	 * emergency in there is one all the same. */
	[WATCHED] = { "turn_watched",
	    "SELECT id, kind, text FROM (SELECT id, kind,"
	    "  left(text, 2000) AS text"
	    "  FROM chat_messages WHERE session_id = $1 AND id > $2"
	    "   AND id < $3 AND direction = 'inbound' AND text IS NOT NULL"
	    "  ORDER BY id DESC LIMIT $4) newest ORDER BY id" },
	[HISTORY] = { "turn_history",
	    "SELECT " MESSAGE_COLUMNS " FROM (SELECT " MESSAGE_COLUMNS
	    "  FROM chat_messages WHERE session_id = $1 AND id < $3"
	    "   AND (id <= $2 OR direction = 'outbound')"
	    "  ORDER BY id DESC LIMIT $4) newest ORDER BY id" },
	[LOCK] = { "turn_lock",
	    "SELECT id, channel, state, last_inbound_id, answered_id,"
	    " person_upto_id FROM chat_sessions WHERE id = $1 FOR UPDATE" },
	/* A website visitor fetches the answer: it has arrived by being there. */
	[REPLY] = { "turn_reply",
	    "WITH texts AS ("
	    " SELECT value, ordinality AS place,"
	    "  ordinality = count(*) OVER () AS is_last"
	    " FROM jsonb_array_elements_text($2::jsonb) WITH ORDINALITY"
	    "), stored AS ("
	    " INSERT INTO chat_messages (session_id, channel, direction,"
	    "  author, kind, text, state, agent, prompt_version, model,"
	    "  prompt_tokens, completion_tokens, duration_ms, payload)"
	    " SELECT $1, $3, 'outbound', $4, 'text', value,"
	    "  CASE WHEN $3 = 'web' THEN 'delivered' ELSE 'queued' END,"
	    "  $5, $6, $7, CASE WHEN place = 1 THEN $8::integer END,"
	    "  CASE WHEN place = 1 THEN $9::integer END, $10::integer,"
	    "  CASE WHEN is_last THEN $11::jsonb END"
	    " FROM texts ORDER BY place RETURNING id"
	    "), audited AS ("
	    " INSERT INTO answer_audits (session_id, message_id,"
	    "  last_message_id, agent, routed_by, routed_reason,"
	    "  routed_confidence, prompt_version, model, rounds, passages,"
	    "  tool_calls, rules, broken_rule, offline_reason,"
	    "  prompt_tokens, completion_tokens, cost_micro_cents,"
	    "  duration_ms)"
	    " SELECT $1, s.first, s.last, a.agent, a.routed_by,"
	    "  a.routed_reason, a.routed_confidence, a.prompt_version,"
	    "  a.model, a.rounds, a.passages, a.tool_calls, a.rules,"
	    "  a.broken_rule, a.offline_reason, a.prompt_tokens,"
	    "  a.completion_tokens, a.cost_micro_cents, a.duration_ms"
	    " FROM jsonb_to_record($12::jsonb) AS a (agent text,"
	    "  routed_by text, routed_reason text,"
	    "  routed_confidence double precision, prompt_version text,"
	    "  model text, rounds integer, passages jsonb,"
	    "  tool_calls jsonb, rules jsonb, broken_rule text,"
	    "  offline_reason text, prompt_tokens integer,"
	    "  completion_tokens integer, cost_micro_cents bigint,"
	    "  duration_ms integer),"
	    " (SELECT min(id) AS first, max(id) AS last FROM stored) s"
	    " WHERE $12::jsonb IS NOT NULL"
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
	    " wished_language = coalesce($8, wished_language),"
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
messages_of(struct task *task, int query, int64_t id, int64_t after,
    int64_t until, int64_t most)
{
	return db_fetch_many(task, &turn_queries[query], &message_record,
	    ARGS(arg(id), arg(after), arg(until), arg(most)));
}

/* What is older than the first message of the turn and not dealt with. */
static struct list *
watched_of(struct task *task, const struct turn *turn, int64_t after)
{
	const struct conversation *conversation = turn->conversation;
	const struct message *items = turn->messages->items;
	bool is_whole = turn->messages->count < TURN_MESSAGES_MAX;
	struct list *none = arena_new(task->arena, struct list);

	none->record = &message_record;
	if (is_whole && after <= conversation->answered_id)
		return none;
	return messages_of(task, WATCHED, conversation->id,
	    conversation->answered_id, is_whole ? after + 1 : items[0].id,
	    WATCHED_MAX);
}

struct turn *
turn_load(struct task *task, int64_t session_id)
{
	struct turn *turn = arena_new(task->arena, struct turn);
	struct conversation *conversation = conversation_find(task, session_id);
	int64_t after;

	if (conversation == NULL)
		return NULL;
	turn->conversation = conversation;
	turn->upto = conversation->last_inbound_id;
	after = conversation->answered_id > conversation->person_upto_id
	    ? conversation->answered_id
	    : conversation->person_upto_id;
	turn->messages = messages_of(
	    task, MESSAGES, session_id, after, turn->upto, TURN_MESSAGES_MAX);
	if (turn->messages == NULL)
		return NULL;
	turn->watched = watched_of(task, turn, after);
	if (turn->watched == NULL)
		return NULL;
	turn->history = messages_of(
	    task, HISTORY, session_id, after, turn->upto + 1, HISTORY_MAX);
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
	/* A person has had it meanwhile: those messages are the person's. */
	if (fence == ONLY_IF_AI && now->person_upto_id >= turn->upto)
		return TURN_OVERTAKEN;
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

/* The payload of the last text: {"buttons": [...]}; NULL without any. */
static const char *
buttons_json(struct arena *arena, struct json_object *buttons)
{
	struct json_object *payload;
	size_t len;

	if (json_length(buttons) == 0)
		return NULL;
	payload = json_new_object(arena);
	json_add(payload, "buttons", json_object_get(buttons));
	return json_write(arena, payload, &len);
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
		arg(reply->completion_tokens), arg(reply->duration_ms),
		arg(buttons_json(task->arena, reply->buttons)),
		arg(answer_audit_json(task->arena, reply->audit))));
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
		    arg(reply->state_reason), arg(reply->wished_language))))
		return TURN_FAILED;
	check(count == 1);
	if (reply->then == CONVERSATION_WAITING)
		conversation_watch(task, id);
	return TURN_STORED;
}
