/*
 * takeover.h - people who take a conversation, answer, and give it back.
 *
 * States: ai, waiting (a person was called), human. Only ai lets an agent's
 * words through the fence of messaging/turn.h; every change of state locks the
 * row of the conversation, as the fence does, so that an agent and a person
 * never both answer. Each is mirrored to t{id}:human_mode:{user} after the
 * commit, audited, and told to those who look (CHANNEL_EVENTS).
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MESSAGING_TAKEOVER_H
#define MESSAGING_TAKEOVER_H

#include "messaging/conversation.h"
#include "messaging/message.h"

/* The actor of the task takes it; from ai or waiting, or from a colleague. */
struct conversation *takeover_take(struct task *task, int64_t id) must_use;
/* Back to the agent. What came in while a person had it is not answered. */
struct conversation *takeover_give_back(struct task *task, int64_t id) must_use;

/* A person's answer, as the member sees it; takes the conversation at once.
 * key is made by the sender for each message: sent twice, it is stored once
 * (*is_new). CONFLICT outside the window of the channel. */
struct message *takeover_reply(struct task *task, int64_t id, const char *key,
    const char *text, bool *is_new) must_use;

#endif
