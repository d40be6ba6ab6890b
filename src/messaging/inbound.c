/*
 * inbound.c - stores what a delivery brings.
 *
 * SPDX-License-Identifier: ISC
 */
#include "messaging/inbound.h"

#include "base/check.h"
#include "base/text.h"
#include "messaging/media.h"

static const struct field inbound_fields[] = {
	FIELD(inbound, new_count, READ_ONLY, 0, "Messages that were new"),
	FIELD(inbound, is_open, READ_ONLY, 0, "The limit leaves room"), { 0 }
};
const struct record inbound_record = RECORD(inbound);

enum {
	/* A refused delivery is tried again soon enough to notice a bigger
	 * plan. */
	REFUSED_RETRY_MS = 3600 * 1000,
	/* Messages, and receipts, of one transaction: so that no delivery, how
	 * long it may be, keeps others waiting. */
	PART_MAX = 500,
};

#define INPUT                                                                  \
	"jsonb_to_recordset($2::jsonb) AS r(place integer, user_key text,"     \
	" other_key text, display_name text, kind text, text text,"            \
	" payload jsonb, provider_message_id text, reply_to text,"             \
	" button_id text, provider_at timestamptz, wants_answer boolean,"      \
	" has_media boolean)"

/* The conversation of a person whom we may know by either name; each probe is
 * made only when the one before found nothing. */
#define KNOWN(column)                                                          \
	"coalesce("                                                            \
	"(SELECT k." column " FROM chat_sessions k"                            \
	"  WHERE k.channel = $1 AND k.user_key = r.user_key),"                 \
	"(SELECT k." column " FROM chat_sessions k"                            \
	"  WHERE k.channel = $1 AND k.user_key = r.other_key),"                \
	"(SELECT k." column " FROM chat_sessions k"                            \
	"  WHERE k.channel = $1 AND k.other_key = r.user_key"                  \
	"  ORDER BY k.id DESC LIMIT 1)"

/* Providers repeat a delivery for at most a week: an earlier time, or one that
 * is still to come, is of a clock that is wrong. */
#define WROTE_AT                                                               \
	"CASE WHEN i.provider_at BETWEEN now() - interval '7 days' AND now()"  \
	" THEN i.provider_at ELSE now() END"

#define THIS_MONTH                                                             \
	"tenant_id = current_tenant()"                                         \
	" AND year = extract(year FROM now() AT TIME ZONE 'UTC')"              \
	" AND month = extract(month FROM now() AT TIME ZONE 'UTC')"

/* How far a message has come; a receipt only ever moves it on. A failure may be
 * contradicted by another device that did get the message. */
#define STATES                                                                 \
	"ARRAY['queued', 'sending', 'unconfirmed', 'sent', 'failed',"          \
	" 'delivered', 'read']"

enum { SESSIONS, STORE, RECEIPTS, LIMIT_LOCK, LIMIT_TAKE };

/* clang-format off */
const struct query inbound_queries[] = {
	/* Rows are taken in one order by everybody, so that two deliveries never
	 * wait for each other; a WHERE that is false still locks its row, and so
	 * waits for a turn that is just being finished. */
	[SESSIONS] = { "inbound_sessions",
	    "INSERT INTO chat_sessions AS s"
	    " (channel, user_key, other_key, display_name)"
	    " SELECT $1, p.key, max(CASE WHEN p.key = p.user_key"
	    "   THEN p.other_key ELSE p.user_key END), max(p.display_name)"
	    " FROM (SELECT " KNOWN("user_key") ", r.user_key) AS key,"
	    "   r.user_key, r.other_key, r.display_name FROM " INPUT ") p"
	    " GROUP BY p.key ORDER BY p.key"
	    " ON CONFLICT ON CONSTRAINT chat_sessions_user_key_unique"
	    " DO UPDATE SET"
	    "  other_key = coalesce(excluded.other_key, s.other_key),"
	    "  display_name = coalesce(excluded.display_name, s.display_name)"
	    " WHERE excluded.other_key <> s.other_key"
	    "  OR excluded.display_name <> s.display_name"
	    "  OR (s.other_key IS NULL AND excluded.other_key IS NOT NULL)"
	    "  OR (s.display_name IS NULL"
	    "   AND excluded.display_name IS NOT NULL)" },
	[STORE] = { "inbound_store",
	    "WITH input AS MATERIALIZED ("
	    " SELECT r.*, " KNOWN("id") ") AS session_id FROM " INPUT
	    "), stored AS ("
	    " INSERT INTO chat_messages (session_id, channel, direction,"
	    "  author, kind, text, payload, provider_message_id, reply_to,"
	    "  button_id, provider_at, state)"
	    " SELECT session_id, $1, 'inbound', 'member', kind, text, payload,"
	    "  provider_message_id, reply_to, button_id, provider_at, 'received'"
	    " FROM input ORDER BY place"
	    " ON CONFLICT ON CONSTRAINT"
	    "  chat_messages_provider_message_id_unique DO NOTHING"
	    " RETURNING id, session_id, provider_message_id"
	    "), counted AS ("
	    " INSERT INTO usage_ledger (what, message_id, quantity)"
	    " SELECT 'inbound', id, 1 FROM stored"
	    "), news AS ("
	    " SELECT n.session_id,"
	    "  max(n.id) FILTER (WHERE i.wants_answer) AS wanting_id,"
	    "  max(" WROTE_AT ") FILTER (WHERE i.kind <> 'system') AS wrote_at"
	    " FROM stored n JOIN input i USING (session_id, provider_message_id)"
	    " GROUP BY n.session_id"
	    "), touched AS ("
	    " UPDATE chat_sessions s SET"
	    "  last_inbound_id = greatest(s.last_inbound_id, n.wanting_id),"
	    "  last_inbound_at = greatest(s.last_inbound_at, n.wrote_at),"
	    "  last_message_at = now()"
	    " FROM news n WHERE s.id = n.session_id"
	    "), attached AS ("
	    " INSERT INTO message_media (message_id) SELECT n.id FROM stored n"
	    " JOIN input i USING (session_id, provider_message_id)"
	    " WHERE i.has_media GROUP BY n.id RETURNING message_id"
	    "), due AS ("
	    " INSERT INTO jobs (kind, key, run_at) SELECT * FROM ("
	    "  SELECT '" JOB_MEDIA "', message_id::text, now() FROM attached"
	    "  UNION ALL SELECT '" JOB_TURN "', session_id::text, now()"
	    "  FROM news WHERE wanting_id IS NOT NULL) wanted (kind, key, at)"
	    " ORDER BY kind, length(key), key"
	    " ON CONFLICT (tenant_id, kind, key) WHERE state <> 'set_aside'"
	    " DO UPDATE SET generation = jobs.generation + 1,"
	    "  run_at = least(jobs.run_at, excluded.run_at),"
	    "  updated_at = now()"
	    ") SELECT count(*) AS new_count FROM stored" },
	[RECEIPTS] = { "inbound_receipts",
	    "WITH input AS MATERIALIZED ("
	    " SELECT r.*, CASE r.status WHEN 'played' THEN 'read'"
	    "   WHEN 'sent' THEN 'sent' WHEN 'delivered' THEN 'delivered'"
	    "   WHEN 'read' THEN 'read' WHEN 'failed' THEN 'failed' END AS state"
	    " FROM jsonb_to_recordset($2::jsonb) AS r(provider_message_id text,"
	    "  status text, recipient text, provider_at timestamptz,"
	    "  error_code text, error_text text, message_id bigint)"
	    "), stored AS ("
	    " INSERT INTO delivery_receipts (channel, provider_message_id,"
	    "  status, recipient, provider_at, error_code, error_text,"
	    "  message_id)"
	    " SELECT $1, provider_message_id, status, recipient, provider_at,"
	    "  error_code, error_text, message_id FROM input"
	    " ORDER BY provider_message_id, status ON CONFLICT DO NOTHING"
	    "), named AS ("
	    " SELECT m.id, i.provider_message_id, i.state, i.error_code,"
	    "  i.error_text FROM input i JOIN chat_messages m ON m.id = i.message_id"
	    " WHERE i.state IS NOT NULL UNION ALL"
	    " SELECT m.id, i.provider_message_id, i.state, i.error_code,"
	    "  i.error_text FROM input i"
	    " JOIN chat_messages m ON m.provider_message_id = i.provider_message_id"
	    " WHERE i.state IS NOT NULL"
	    "), best AS ("
	    " SELECT DISTINCT ON (id) id, provider_message_id, state, error_code,"
	    "  error_text FROM named"
	    " ORDER BY id, array_position(" STATES ", state) DESC"
	    "), held AS MATERIALIZED ("
	    " SELECT id FROM chat_messages WHERE id IN (SELECT id FROM best)"
	    " AND channel = $1 AND direction = 'outbound' ORDER BY id FOR UPDATE"
	    "), moved AS ("
	    " UPDATE chat_messages m SET state = b.state, state_at = now(),"
	    "  provider_message_id ="
	    "   coalesce(m.provider_message_id, b.provider_message_id),"
	    "  error_code = b.error_code, error_text = b.error_text"
	    " FROM best b JOIN held h USING (id) WHERE m.id = b.id"
	    "  AND array_position(" STATES ", b.state)"
	    "   > array_position(" STATES ", m.state)"
	    ") SELECT 0::bigint AS new_count" },
	[LIMIT_LOCK] = { "inbound_limit_lock",
	    "INSERT INTO usage_records AS u (year, month)"
	    " VALUES (extract(year FROM now() AT TIME ZONE 'UTC'),"
	    "  extract(month FROM now() AT TIME ZONE 'UTC'))"
	    " ON CONFLICT (tenant_id, year, month)"
	    " DO UPDATE SET messages_inbound = u.messages_inbound" },
	[LIMIT_TAKE] = { "inbound_limit_take",
	    "WITH fresh AS MATERIALIZED ("
	    " SELECT DISTINCT r.provider_message_id AS id, r.user_key"
	    " FROM " INPUT " WHERE NOT EXISTS (SELECT FROM chat_messages m"
	    "  WHERE m.provider_message_id = r.provider_message_id"
	    "   AND m.session_id = " KNOWN("id") "))"
	    "), gate AS MATERIALIZED ("
	    " SELECT f.count, f.count = 0 OR u.messages_inbound + f.count <= $3"
	    "  AS is_open FROM usage_records u,"
	    "  (SELECT count(*) AS count FROM fresh) f WHERE " THIS_MONTH
	    "), refused AS ("
	    " INSERT INTO refused_messages (channel, provider_message_id)"
	    " SELECT DISTINCT $1, f.id FROM fresh f, gate g WHERE NOT g.is_open"
	    " ON CONFLICT DO NOTHING RETURNING 1"
	    "), changed AS ("
	    " UPDATE usage_records u SET"
	    "  messages_inbound = u.messages_inbound"
	    "   + CASE WHEN g.is_open THEN g.count ELSE 0 END,"
	    "  messages_refused = u.messages_refused"
	    "   + (SELECT count(*) FROM refused)"
	    " FROM gate g WHERE " THIS_MONTH
	    ") SELECT is_open FROM gate" },
	{ 0 }
};
/* clang-format on */

static size_t
min_of(size_t a, size_t b)
{
	return a < b ? a : b;
}

static void
add_instant(struct arena *arena, struct json_object *row, const char *name,
    struct instant instant)
{
	if (instant_is_set(instant))
		json_add_text(row, name, instant_format(arena, instant));
}

static void
add_known(struct json_object *row, const char *name, const char *text)
{
	if (text != NULL)
		json_add_text(row, name, text);
}

/* A person may be known by one name in one message of a delivery and by both in
 * another. */
static const struct inbound_message *
namesake_of(
    const struct inbound_batch *batch, const struct inbound_message *message)
{
	if (message->other_key != NULL)
		return message;
	for (size_t i = 0; i < batch->message_count; i++)
		if (batch->messages[i].other_key != NULL &&
		    text_is_equal(
			batch->messages[i].other_key, message->user_key))
			return &batch->messages[i];
	return message;
}

static struct json_object *
message_row(
    struct arena *arena, const struct inbound_batch *batch, size_t place)
{
	const struct inbound_message *message = &batch->messages[place];
	const struct inbound_message *person = namesake_of(batch, message);
	struct json_object *row = json_object_new_object();

	check(message->want != 0 && message->provider_message_id != NULL);
	json_add_int(row, "place", (int64_t)place);
	json_add_text(row, "user_key", person->user_key);
	add_known(row, "other_key", person->other_key);
	add_known(row, "display_name", message->display_name);
	json_add_text(row, "kind", message->kind);
	add_known(row, "text", message->text);
	if (message->payload != NULL)
		json_add(row, "payload", json_object_get(message->payload));
	json_add_text(row, "provider_message_id", message->provider_message_id);
	add_known(row, "reply_to", message->reply_to);
	add_known(row, "button_id", message->button_id);
	add_instant(arena, row, "provider_at", message->provider_at);
	json_add_bool(row, "wants_answer", message->want == WANTS_ANSWER);
	if (message->has_media)
		json_add_bool(row, "has_media", true);
	return row;
}

static struct json_object *
receipt_row(struct arena *arena, const struct inbound_receipt *receipt)
{
	struct json_object *row = json_object_new_object();

	json_add_text(row, "provider_message_id", receipt->provider_message_id);
	json_add_text(row, "status", receipt->status);
	add_known(row, "recipient", receipt->recipient);
	add_instant(arena, row, "provider_at", receipt->provider_at);
	add_known(row, "error_code", receipt->error_code);
	add_known(row, "error_text", receipt->error_text);
	if (receipt->message_id > 0)
		json_add_int(row, "message_id", receipt->message_id);
	return row;
}

static const char *
message_rows(struct arena *arena, const struct inbound_batch *batch)
{
	struct json_object *rows = json_new_array(arena);
	size_t len;

	for (size_t i = 0; i < batch->message_count; i++)
		json_object_array_add(rows, message_row(arena, batch, i));
	return json_write(arena, rows, &len);
}

static const char *
receipt_rows(struct arena *arena, const struct inbound_batch *batch)
{
	struct json_object *rows = json_new_array(arena);
	size_t len;

	for (size_t i = 0; i < batch->receipt_count; i++)
		json_object_array_add(
		    rows, receipt_row(arena, &batch->receipts[i]));
	return json_write(arena, rows, &len);
}

/* Counts the new messages against the limit while the month's row is held, so
 * that parallel deliveries can not pass it together. */
static bool
take_from_limit(struct task *task, const struct tenant *tenant,
    const struct inbound_batch *batch, const char *rows)
{
	const struct inbound *gate;

	db_later(task, inbound, LIMIT_LOCK);
	gate = db_one(task, inbound, LIMIT_TAKE, arg(batch->channel), arg(rows),
	    arg((int64_t)tenant->max_monthly_messages));
	if (gate == NULL)
		return false;
	if (gate->is_open)
		return true;
	if (!db_commit(task))
		return false;
	return fail_for_now(task, TOO_MANY_REQUESTS, REFUSED_RETRY_MS,
	    "The messages of this month are used up. A bigger plan has more.");
}

/* One transaction. */
static bool
store_part(struct task *task, const struct tenant *tenant,
    const struct inbound_batch *part, int64_t *new_count)
{
	const char *channel = part->channel;
	const struct inbound *result;
	const char *rows;

	if (part->message_count == 0) {
		rows = receipt_rows(task->arena, part);
		db_last(task);
		return db_one(task, inbound, RECEIPTS, arg(channel),
			   arg(rows)) != NULL;
	}
	if (part->receipt_count > 0)
		db_later(task, inbound, RECEIPTS, arg(channel),
		    arg(receipt_rows(task->arena, part)));
	rows = message_rows(task->arena, part);
	if (tenant->max_monthly_messages > 0 &&
	    !take_from_limit(task, tenant, part, rows))
		return false;
	db_later(task, inbound, SESSIONS, arg(channel), arg(rows));
	db_last(task);
	result = db_one(task, inbound, STORE, arg(channel), arg(rows));
	if (result == NULL)
		return false;
	*new_count += result->new_count;
	return true;
}

/* From at on, as much as one transaction takes. */
static struct inbound_batch
part_of(const struct inbound_batch *batch, size_t at)
{
	struct inbound_batch part = { .channel = batch->channel };

	if (at < batch->message_count) {
		part.messages = batch->messages + at;
		part.message_count =
		    min_of(batch->message_count - at, PART_MAX);
	}
	if (at < batch->receipt_count) {
		part.receipts = batch->receipts + at;
		part.receipt_count =
		    min_of(batch->receipt_count - at, PART_MAX);
	}
	return part;
}

bool
inbound_store(struct task *task, const struct tenant *tenant,
    const struct inbound_batch *batch, int64_t *new_count)
{
	*new_count = 0;
	for (size_t at = 0;
	     at < batch->message_count || at < batch->receipt_count;
	     at += PART_MAX) {
		struct inbound_batch part = part_of(batch, at);

		if (!store_part(task, tenant, &part, new_count))
			return false;
	}
	return true;
}

bool
inbound_has_media(const struct inbound_batch *batch)
{
	for (size_t i = 0; i < batch->message_count; i++)
		if (batch->messages[i].has_media)
			return true;
	return false;
}
