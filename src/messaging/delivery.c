/*
 * delivery.c - statements that move a message through the outbox.
 *
 * SPDX-License-Identifier: ISC
 */
#include "messaging/delivery.h"

static const struct field delivery_fields[] = { FIELD(delivery, id, READ_ONLY,
						    0, "Message"),
	FIELD(delivery, wait_ms, READ_ONLY, 0, "Time until it may be sent"),
	{ 0 } };
const struct record delivery_record = RECORD(delivery);

enum { RECOVER, NEXT, TAKE, ACCEPTED, LATER, ENDED };

/* clang-format off */
const struct query delivery_queries[] = {
	[RECOVER] = { "delivery_recover",
	    "UPDATE chat_messages SET state = 'unconfirmed', state_at = now(),"
	    " error_text = 'The courier ended before the answer came'"
	    " WHERE session_id = $1 AND state = 'sending'" },
	[NEXT] = { "delivery_next",
	    "SELECT id, greatest(0, ceil(1000 * extract(epoch FROM"
	    "  coalesce(due_at, now()) - now())))::bigint AS wait_ms"
	    " FROM chat_messages m WHERE session_id = $1 AND state = 'queued'"
	    " AND NOT EXISTS (SELECT FROM chat_messages s"
	    "  WHERE s.session_id = m.session_id AND s.state = 'sending')"
	    " ORDER BY id LIMIT 1" },
	[TAKE] = { "delivery_take",
	    "UPDATE chat_messages SET state = 'sending', state_at = now(),"
	    " attempts = attempts + 1 WHERE id = $1 AND state = 'queued'"
	    " RETURNING id, session_id, direction, author, kind, text,"
	    " payload, reply_to, state, state_at, attempts, created_at" },
	[ACCEPTED] = { "delivery_accepted",
	    "UPDATE chat_messages m SET"
	    " provider_message_id = coalesce(m.provider_message_id, $2),"
	    " state = CASE"
	    "  WHEN m.state NOT IN ('sending', 'unconfirmed') THEN m.state"
	    "  ELSE coalesce(r.state, 'sent') END,"
	    " state_at = now(), due_at = NULL,"
	    " error_code = CASE WHEN r.state = 'failed' THEN r.error_code END,"
	    " error_text = CASE WHEN r.state = 'failed' THEN r.error_text END"
	    " FROM (SELECT 1) one LEFT JOIN LATERAL ("
	    "  SELECT CASE status WHEN 'played' THEN 'read' ELSE status END"
	    "   AS state, error_code, error_text FROM delivery_receipts"
	    "  WHERE channel = (SELECT channel FROM chat_messages WHERE id = $1)"
	    "   AND provider_message_id = $2"
	    "   AND status IN ('sent', 'failed', 'delivered', 'read', 'played')"
	    "  ORDER BY array_position(ARRAY['sent', 'failed', 'delivered',"
	    "   'read', 'played'], status) DESC LIMIT 1) r ON true"
	    " WHERE m.id = $1" },
	[LATER] = { "delivery_later",
	    "UPDATE chat_messages SET state = 'queued', state_at = now(),"
	    " due_at = now() + $2::bigint * interval '1 millisecond',"
	    " error_code = $3, error_text = $4"
	    " WHERE id = $1 AND state = 'sending'" },
	[ENDED] = { "delivery_ended",
	    "UPDATE chat_messages SET state = $2, state_at = now(),"
	    " due_at = NULL, error_code = $3, error_text = $4"
	    " WHERE id = $1 AND state IN ('queued', 'sending')" },
	{ 0 }
};
/* clang-format on */

void
delivery_recover(struct task *task, int64_t session_id)
{
	db_later(task, delivery, RECOVER, arg(session_id));
}

struct delivery *
delivery_next(struct task *task, int64_t session_id)
{
	return db_maybe(task, delivery, NEXT, arg(session_id));
}

struct message *
delivery_take(struct task *task, int64_t id)
{
	return db_fetch_maybe(
	    task, &delivery_queries[TAKE], &message_record, ARGS(arg(id)));
}

bool
delivery_accepted(
    struct task *task, int64_t id, const char *provider_message_id)
{
	return db_run(
	    task, delivery, ACCEPTED, NULL, arg(id), arg(provider_message_id));
}

bool
delivery_later(struct task *task, int64_t id, int64_t wait_ms, const char *code,
    const char *text)
{
	return db_run(task, delivery, LATER, NULL, arg(id), arg(wait_ms),
	    arg(code), arg(text));
}

bool
delivery_ended(struct task *task, int64_t id, enum delivery_end end,
    const char *code, const char *text)
{
	const char *state = end == DELIVERY_FAILED ? "failed" : "unconfirmed";

	return db_run(task, delivery, ENDED, NULL, arg(id), arg(state),
	    arg(code), arg(text));
}
