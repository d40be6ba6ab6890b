/*
 * takeover.c - statements and rules of conversations that people have.
 *
 * SPDX-License-Identifier: ISC
 */
#include "messaging/takeover.h"

#include "base/text.h"
#include "messaging/note.h"
#include "messaging/turn.h"
#include "tenancy/audit.h"
#include "work/queue.h"

enum {
	KEY_CHARACTERS_MAX = 100,
	TEXT_CHARACTERS_MAX = 4000,
	TEXT_UNITS_MAX = 4096
};

/* clang-format off */
static const struct field staff_reply_fields[] = {
	FIELD(staff_reply, text,    REQUIRED | PERSONAL,     TEXT_CHARACTERS_MAX, "What the member reads"),
	FIELD(staff_reply, key,     REQUIRED,                KEY_CHARACTERS_MAX,
	    "Made by the sender for each message: sent twice it is stored once"),
	FIELD(staff_reply, seen_id, OPTIONAL | NOT_NEGATIVE, 0,
	    "Newest message that the sender has seen: 409 when an answer has come since"),
	{ 0 }
};

static const struct field assignment_fields[] = {
	FIELD(assignment, user_id, REQUIRED | NOT_NEGATIVE, 0, "User who shall see to it; 0: nobody in particular"),
	{ 0 }
};

static const struct field handover_fields[] = {
	FIELD(handover, user_key, READ_ONLY | PERSONAL, 0, "Who"),
	FIELD(handover, state,    READ_ONLY,            0, "ai, waiting or human"),
	FIELD(handover, locale,   READ_ONLY,            0, "Language of the studio"),
	FIELD(handover, minutes,  READ_ONLY,            0, "After which it goes back; 0: never"),
	FIELD(handover, wait_ms,  READ_ONLY,            0, "Until then"),
	FIELD(handover, is_held,  READ_ONLY,            0, "An alert is open"),
	{ 0 }
};

/* What the audit log keeps of a conversation: nothing personal. */
struct custody {
	const char *state;
	int64_t assigned_user_id;
};
static const struct field custody_fields[] = {
	FIELD(custody, state,            READ_ONLY, 0, "ai, waiting or human"),
	FIELD(custody, assigned_user_id, READ_ONLY, 0, "User who has it; 0: nobody in particular"),
	{ 0 }
};
/* clang-format on */
const struct record staff_reply_record = RECORD(staff_reply);
const struct record assignment_record = RECORD(assignment);
const struct record handover_record = RECORD(handover);
static const struct record custody_record = RECORD(custody);

#define MESSAGE_COLUMNS                                                        \
	"id, session_id, direction, author, kind, text, state, state_at,"      \
	" attempts, error_code, error_text, user_id, created_at"

/* The minutes after which a conversation in its state goes back. */
#define MINUTES                                                                \
	"coalesce((SELECT CASE WHEN value ~ '^[0-9]{1,6}$'"                    \
	"   THEN value::bigint END FROM settings WHERE key ="                  \
	"   CASE s.state WHEN 'human' THEN 'human_timeout_minutes'"            \
	"    ELSE 'handover_timeout_minutes' END),"                            \
	"  CASE s.state WHEN 'human' THEN 720 ELSE 60 END)"

enum {
	LOCK,
	TAKE,
	GIVE_BACK,
	OF_KEY,
	ANSWERED,
	REPLY,
	USER,
	ASSIGN,
	READ,
	LOOK,
	TIME_OUT
};

/* clang-format off */
const struct query takeover_queries[] = {
	[LOCK] = { "takeover_lock",
	    "SELECT id, channel, user_key, state, assigned_user_id,"
	    " last_inbound_id,"
	    " coalesce(last_inbound_at, created_at - channel_window(channel))"
	    "  + channel_window(channel) AS window_closes_at"
	    " FROM chat_sessions WHERE id = $1 FOR UPDATE" },
	/* An operator who acts for the studio is none of its users. */
	[TAKE] = { "takeover_take",
	    "UPDATE chat_sessions SET state = 'human', state_reason = $2,"
	    " state_changed_at = CASE WHEN state = 'human'"
	    "  THEN state_changed_at ELSE now() END,"
	    " assigned_user_id = CASE WHEN $4 AND state = 'human'"
	    "  AND assigned_user_id IS NOT NULL THEN assigned_user_id"
	    "  ELSE (SELECT u.id FROM users u WHERE u.id = $3) END,"
	    " staff_at = now(), last_message_at = CASE WHEN $4 THEN now()"
	    "  ELSE last_message_at END,"
	    " staff_read_id = CASE WHEN $4 THEN greatest(staff_read_id,"
	    "  coalesce($5, last_inbound_id)) ELSE staff_read_id END"
	    " WHERE id = $1" },
	[GIVE_BACK] = { "takeover_give_back",
	    "UPDATE chat_sessions SET state = 'ai',"
	    " state_reason = 'given_back', state_changed_at = now(),"
	    " assigned_user_id = NULL, staff_at = now(),"
	    " person_upto_id = greatest(person_upto_id, last_inbound_id)"
	    " WHERE id = $1" },
	[OF_KEY] = { "takeover_of_key",
	    "SELECT " MESSAGE_COLUMNS " FROM chat_messages"
	    " WHERE session_id = $1 AND client_key = $2" },
	[ANSWERED] = { "takeover_answered",
	    "SELECT " MESSAGE_COLUMNS " FROM chat_messages"
	    " WHERE session_id = $1 AND id > $2 AND direction = 'outbound'"
	    " AND user_id IS DISTINCT FROM $3 ORDER BY id LIMIT 1" },
	/* A website visitor fetches the answer: it has arrived by being there. */
	[REPLY] = { "takeover_reply",
	    "WITH stored AS ("
	    " INSERT INTO chat_messages (session_id, channel, direction,"
	    "  author, kind, text, state, user_id, client_key)"
	    " VALUES ($1, $2, 'outbound', 'staff', 'text', $3,"
	    "  CASE WHEN $2 = 'web' THEN 'delivered' ELSE 'queued' END, $4, $5)"
	    " RETURNING " MESSAGE_COLUMNS
	    "), counted AS ("
	    " INSERT INTO usage_ledger (what, message_id, quantity)"
	    " SELECT 'outbound', id, 1 FROM stored"
	    ") SELECT " MESSAGE_COLUMNS " FROM stored" },
	[USER] = { "takeover_user",
	    "SELECT id AS assigned_user_id FROM users"
	    " WHERE id = $1 AND is_active" },
	[ASSIGN] = { "takeover_assign",
	    "UPDATE chat_sessions SET assigned_user_id = $2, staff_at = now()"
	    " WHERE id = $1" },
	[READ] = { "takeover_read",
	    "UPDATE chat_sessions SET staff_read_id = greatest(staff_read_id,"
	    " least(coalesce($2, last_inbound_id), last_inbound_id))"
	    " WHERE id = $1" },
	[LOOK] = { "takeover_look",
	    "SELECT s.user_key, s.state, (SELECT value FROM settings"
	    "  WHERE key = 'studio_locale') AS locale, " MINUTES " AS minutes,"
	    " ceil(1000 * extract(epoch FROM greatest(s.state_changed_at,"
	    "  CASE s.state WHEN 'human' THEN s.staff_at END,"
	    "  (SELECT max(a.acknowledged_at) FROM alerts a"
	    "   WHERE a.session_id = s.id))"
	    "  + " MINUTES " * interval '1 minute' - now()))::bigint AS wait_ms,"
	    " EXISTS (SELECT FROM alerts a WHERE a.session_id = s.id"
	    "  AND a.acknowledged_at IS NULL) AS is_held"
	    " FROM chat_sessions s WHERE s.id = $1 FOR UPDATE OF s" },
	[TIME_OUT] = { "takeover_time_out",
	    "UPDATE chat_sessions SET state = 'ai', state_reason = 'timeout',"
	    " state_changed_at = now(), assigned_user_id = NULL,"
	    " person_upto_id = greatest(person_upto_id, last_inbound_id)"
	    " WHERE id = $1" },
	{ 0 }
};
/* clang-format on */

static struct conversation *
lock(struct task *task, int64_t id)
{
	return db_fetch_one(
	    task, &takeover_queries[LOCK], &conversation_record, ARGS(arg(id)));
}

/* Whose it was and is; nothing when that has not changed. */
static void
audit_custody(struct task *task, const char *action,
    const struct conversation *before, const struct conversation *after)
{
	struct custody was = { before->state, before->assigned_user_id };
	struct custody is = { after->state, after->assigned_user_id };

	if (was.assigned_user_id != is.assigned_user_id ||
	    !text_is_equal(was.state, is.state))
		audit(task, action,
		    arena_printf(task->arena, "%" PRId64, after->id),
		    &custody_record, &was, &is);
}

/* What is_reply: also the traces that a message leaves. */
enum taking { TAKING_ONLY = 1, TAKING_BY_REPLY };

static struct conversation *
take(struct task *task, const struct conversation *before, enum taking taking,
    int64_t seen_id)
{
	bool is_reply = taking == TAKING_BY_REPLY;
	struct conversation *after;

	db_queue(task, &takeover_queries[TAKE],
	    ARGS(arg(before->id), arg(is_reply ? "replied" : "taken"),
		arg_id(task_user_id(task)), arg(is_reply), arg_id(seen_id)));
	conversation_watch(task, before->id);
	after = conversation_find(task, before->id);
	if (after != NULL)
		audit_custody(task, "conversation.take_over", before, after);
	return after;
}

struct conversation *
takeover_take(struct task *task, int64_t id)
{
	const struct conversation *before = lock(task, id);

	return before == NULL ? NULL : take(task, before, TAKING_ONLY, 0);
}

struct conversation *
takeover_give_back(struct task *task, int64_t id)
{
	const struct conversation *before = lock(task, id);
	struct conversation *after;

	if (before == NULL)
		return NULL;
	if (text_is_equal(before->state, "ai"))
		return conversation_find(task, id);
	db_queue(task, &takeover_queries[GIVE_BACK], ARGS(arg(id)));
	after = conversation_find(task, id);
	if (after != NULL)
		audit_custody(task, "conversation.give_back", before, after);
	return after;
}

/* The message that was stored with this key before; NULL with or without a
 * problem. */
static struct message *
repeated(struct task *task, int64_t id, const struct staff_reply *reply)
{
	struct message *message =
	    db_fetch_maybe(task, &takeover_queries[OF_KEY], &message_record,
		ARGS(arg(id), arg(reply->key)));

	if (message != NULL && !text_is_equal(message->text, reply->text))
		return fail(
		    task, CONFLICT, "This key was used for another text.");
	return message;
}

static bool
may_reply(struct task *task, const struct conversation *conversation,
    const struct staff_reply *reply)
{
	struct instant closes_at = conversation->window_closes_at;

	if (text_utf16_units(reply->text) > TEXT_UNITS_MAX)
		return fail_field(task, "#/text", "is too long");
	if (instant_is_set(closes_at) && closes_at.us <= instant_now().us)
		return fail(task, CONFLICT,
		    "WhatsApp lets us answer within 24 hours; this "
		    "conversation was open until %s. The person has to write "
		    "first.",
		    instant_format(task->arena, closes_at));
	if (reply->seen_id == 0)
		return true;
	if (db_fetch_maybe(task, &takeover_queries[ANSWERED], &message_record,
		ARGS(arg(conversation->id), arg(reply->seen_id),
		    arg_id(task_user_id(task)))) != NULL)
		return fail(
		    task, CONFLICT, "Somebody else has answered meanwhile.");
	return !task_has_failed(task);
}

struct message *
takeover_reply(struct task *task, int64_t id, const struct staff_reply *reply,
    bool *is_new)
{
	const struct conversation *before = lock(task, id);
	struct message *message;

	*is_new = false;
	if (before == NULL)
		return NULL;
	message = repeated(task, id, reply);
	if (message != NULL || task_has_failed(task))
		return message;
	if (!may_reply(task, before, reply))
		return NULL;
	message = db_fetch_one(task, &takeover_queries[REPLY], &message_record,
	    ARGS(arg(id), arg(before->channel), arg(reply->text),
		arg_id(task_user_id(task)), arg(reply->key)));
	if (message == NULL ||
	    take(task, before, TAKING_BY_REPLY, reply->seen_id) == NULL)
		return NULL;
	if (!text_is_equal(before->channel, "web"))
		queue_add(task, JOB_DELIVER,
		    arena_printf(task->arena, "%" PRId64, id), NULL, 0);
	*is_new = true;
	return message;
}

struct conversation *
takeover_assign(struct task *task, int64_t id, int64_t user_id)
{
	const struct conversation *before = lock(task, id);
	struct conversation *after;

	if (before == NULL)
		return NULL;
	if (user_id != 0 &&
	    db_fetch_maybe(task, &takeover_queries[USER], &conversation_record,
		ARGS(arg(user_id))) == NULL)
		return fail_field(
		    task, "#/user_id", "is nobody who works here");
	db_queue(
	    task, &takeover_queries[ASSIGN], ARGS(arg(id), arg_id(user_id)));
	after = conversation_find(task, id);
	if (after != NULL)
		audit_custody(task, "conversation.assign", before, after);
	return after;
}

struct conversation *
takeover_read(struct task *task, int64_t id, int64_t message_id)
{
	db_queue(
	    task, &takeover_queries[READ], ARGS(arg(id), arg_id(message_id)));
	return conversation_find(task, id);
}

struct handover *
takeover_look(struct task *task, int64_t id)
{
	return db_fetch_maybe(
	    task, &takeover_queries[LOOK], &handover_record, ARGS(arg(id)));
}

static const char *
time_out_note(struct arena *arena, const struct handover *handover)
{
	bool is_english = handover->locale != NULL &&
	    text_starts_with(handover->locale, "en");
	bool was_taken = text_is_equal(handover->state, "human");

	if (is_english)
		return arena_printf(arena,
		    "Given back to the assistant: %s for %" PRId64 " minutes.",
		    was_taken ? "the team did nothing" : "nobody took it",
		    handover->minutes);
	return arena_printf(arena,
	    "Zurück an den Assistenten: %" PRId64 " Minuten lang %s.",
	    handover->minutes,
	    was_taken ? "kam nichts vom Team" : "hat niemand übernommen");
}

bool
takeover_time_out(
    struct task *task, int64_t id, const struct handover *handover)
{
	db_queue(task, &takeover_queries[TIME_OUT], ARGS(arg(id)));
	return note_add_system(task, id, time_out_note(task->arena, handover));
}
