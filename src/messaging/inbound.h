/*
 * inbound.h - everything one delivery of a provider brings, stored at once.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MESSAGING_INBOUND_H
#define MESSAGING_INBOUND_H

#include "base/json.h"
#include "base/task.h"
#include "data/db.h"
#include "tenancy/tenant.h"

/* A turn answers it, or it is only stored (reactions, edits, receipts of the
 * system): decided by the channel per kind. */
enum inbound_want { WANTS_NOTHING = 1, WANTS_ANSWER };

/* One message as a channel understood it. Texts live as long as the task. */
struct inbound_message {
	const char *user_key;
	const char *other_key;    /* a second name of the same person; NULL */
	const char *display_name; /* NULL: unknown */
	const char *kind;
	const char *text;            /* NULL: none */
	struct json_object *payload; /* NULL for plain text */
	const char *provider_message_id;
	const char *reply_to;
	const char *button_id; /* the one that was pressed; NULL */
	struct instant provider_at;
	enum inbound_want want;
	bool has_media; /* something is attached, to be fetched later */
};

/* What the provider says of a message of ours. */
struct inbound_receipt {
	const char *provider_message_id;
	const char *status; /* sent, delivered, read, played, failed ... */
	const char *recipient;
	struct instant provider_at;
	const char *error_code; /* several joined by a comma */
	const char *error_text;
	int64_t message_id; /* our own, if the provider sent it back; 0 */
};

struct inbound_batch {
	const char *channel;
	struct inbound_message *messages;
	size_t message_count;
	struct inbound_receipt *receipts;
	size_t receipt_count;
};

/* Statements and the shape of their results. */
struct inbound {
	int64_t new_count;
	bool is_open; /* the month's limit leaves room */
};

extern const struct record inbound_record;
extern const struct query inbound_queries[];

/* Stores the batch for tenant, which is the task's: conversations, new messages
 * (a repeated one changes nothing), their ledger rows, receipts, one turn per
 * conversation that wants an answer, and one JOB_MEDIA per attachment - one
 * transaction and one round trip (two when the plan has a limit), durable
 * when this returns true. A very long batch is stored in parts: what failed on
 * the way is made up for by the provider's next delivery of it. *new_count
 * is the number of messages that were new. A plan's month limit that has been
 * reached is TOO_MANY_REQUESTS, with no message stored but the count of what
 * was refused, each message once however often it is delivered. */
bool inbound_store(struct task *task, const struct tenant *tenant,
    const struct inbound_batch *batch, int64_t *new_count) must_use;

/* Something is attached: CHANNEL_OUTBOUND is to be told after the commit. */
bool inbound_has_media(const struct inbound_batch *batch);

/* The job that answers: kind and, per conversation, key. */
#define JOB_TURN "turn"

#endif
