/*
 * delivery.h - the stored side of sending: the outbox of one conversation.
 *
 * A message goes from queued to sending before the call is made, and from there
 * to what the provider said. What is found in sending by somebody else may have
 * been taken by the provider: it becomes unconfirmed and is never sent again,
 * only a receipt can tell.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MESSAGING_DELIVERY_H
#define MESSAGING_DELIVERY_H

#include "messaging/message.h"

/* The oldest message that waits, and for how long it has to. */
struct delivery {
	int64_t id;
	int64_t wait_ms;
};

extern const struct record delivery_record;
extern const struct query delivery_queries[];

/* Before the first delivery_take() of a job: what a dead courier left behind in
 * sending becomes unconfirmed. Queued. */
void delivery_recover(struct task *task, int64_t session_id);

/* NULL without a problem when nothing waits, or while something is in sending
 * (order is strict). */
struct delivery *delivery_next(struct task *task, int64_t session_id) must_use;

/* Marks message id as sending and counts the attempt; NULL without a problem
 * when somebody else was faster. */
struct message *delivery_take(struct task *task, int64_t id) must_use;

/* Ends of an attempt; each leaves alone what a receipt has already settled. */
/* Sent; receipts that came before the answer count. */
bool delivery_accepted(
    struct task *task, int64_t id, const char *provider_message_id) must_use;
/* Again after wait_ms. */
bool delivery_later(struct task *task, int64_t id, int64_t wait_ms,
    const char *code, const char *text) must_use;
enum delivery_end { DELIVERY_FAILED = 1, DELIVERY_UNCONFIRMED };
bool delivery_ended(struct task *task, int64_t id, enum delivery_end end,
    const char *code, const char *text) must_use;

#endif
