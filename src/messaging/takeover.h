/*
 * takeover.h - people who take a conversation, answer, and give it back.
 *
 * States: ai, waiting (a person was called), human. Only ai lets an agent's
 * words through the fence of messaging/turn.h; every change of state locks the
 * row of the conversation, as the fence does, so that an agent and a person
 * never both answer. Each is mirrored to t{id}:human_mode:{user} after the
 * commit, audited, and told to those who look (CHANNEL_EVENTS).
 *
 * A turn in flight can not outlive a person: what came in until a conversation
 * is given back stays a person's (conversation.person_upto_id), and agents look
 * at it only for an emergency.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MESSAGING_TAKEOVER_H
#define MESSAGING_TAKEOVER_H

#include "messaging/conversation.h"
#include "messaging/message.h"

extern const struct query takeover_queries[];

/* The actor of the task takes it; from ai or waiting, or from a colleague. */
struct conversation *takeover_take(struct task *task, int64_t id) must_use;
/* Back to the agent. What came in while a person had it is not answered. */
struct conversation *takeover_give_back(struct task *task, int64_t id) must_use;

/* What a person wants to say. */
struct staff_reply {
	const char *text;
	const char *key; /* made by the sender for each message */
	/* Newest message that the person has seen; 0: does not say. */
	int64_t seen_id;
};
extern const struct record staff_reply_record;

/* A person's answer, as the member sees it; takes the conversation at once.
 * Sent twice with the same key it is stored once (*is_new). CONFLICT outside
 * the window of the channel, for a key that was used for another text, and when
 * somebody else has said something since seen_id. */
struct message *takeover_reply(struct task *task, int64_t id,
    const struct staff_reply *reply, bool *is_new) must_use;

/* Whose it is; the state stays. */
struct assignment {
	int64_t user_id; /* 0: nobody in particular */
};
extern const struct record assignment_record;
struct conversation *takeover_assign(
    struct task *task, int64_t id, int64_t user_id) must_use;

/* Staff has read everything up to message_id; 0: whatever there is. */
struct conversation *takeover_read(
    struct task *task, int64_t id, int64_t message_id) must_use;

/* How it stands with a conversation that a person has or shall have. */
struct handover {
	const char *user_key;
	const char *state;
	const char *locale; /* of the studio; NULL: not set */
	int64_t minutes;    /* after which it goes back; 0: never */
	int64_t wait_ms;    /* until then */
	bool is_held;       /* an alert is open */
};
extern const struct record handover_record;
/* Locks it; NULL without a problem when there is none. */
struct handover *takeover_look(struct task *task, int64_t id) must_use;
/* Back to the agent because nobody cared, with a note that says so. */
bool takeover_time_out(
    struct task *task, int64_t id, const struct handover *handover) must_use;

#endif
