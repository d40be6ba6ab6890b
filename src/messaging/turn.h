/*
 * turn.h - the stored side of a turn: what it answers, and the fence.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MESSAGING_TURN_H
#define MESSAGING_TURN_H

#include "messaging/answer_audit.h"
#include "messaging/conversation.h"
#include "messaging/message.h"

/* What a turn of a conversation has to deal with. */
struct turn {
	struct conversation *conversation;
	struct list
	    *messages; /* struct message: since the last turn, oldest first */
	struct list *history; /* struct message: before those, at most 20 */
	int64_t upto;         /* the newest message that it covers */
	/* struct message (id, kind, text cut): further ones since the last
	 * turn, which only matter if they tell of an emergency: a person's to
	 * answer, or more than a turn takes. The newest 2,000; never NULL. */
	struct list *watched;
};

extern const struct query
    turn_queries[]; /* rows are messages and conversations */

/* NOT_FOUND for a conversation that does not exist. */
struct turn *turn_load(struct task *task, int64_t session_id) must_use;

/* What an agent has to say, with how it came to it. */
struct turn_reply {
	const char *const
	    *texts; /* in order, NULL-ended, each within the channel's length */
	const char *author; /* ai or system */
	const char *agent;
	const char *prompt_version;
	const char *model;
	int32_t prompt_tokens;
	int32_t completion_tokens;
	int32_t duration_ms;
	enum conversation_state then; /* 0: the state stays */
	const char *state_reason;
	const char *language;        /* NULL: stays */
	const char *wished_language; /* asked for in words; NULL: stays */
	bool is_disclosure;          /* it told that an AI answers */
	/* Below the last text: array of {"id": "yes:12", "title": "Ja"}; NULL:
	 * none. Stored in its payload as "buttons". */
	struct json_object *buttons;
	/* How it was come to; message_id and created_at are not read. NULL:
	 * nothing is stored of it. */
	const struct answer_audit *audit;
};

enum turn_outcome {
	TURN_FAILED = 0, /* problem of the task */
	TURN_STORED,
	TURN_OVERTAKEN, /* newer messages came: start again */
	TURN_TAKEN,     /* a person has it now: nothing was stored */
};

/* The fence: ANY_STATE is for emergencies only. */
enum turn_fence { ONLY_IF_AI = 1, ANY_STATE };

/* In one transaction: locks the conversation, looks whether the turn still
 * stands, stores the reply as outbox rows with their ledger rows and the job
 * that delivers them, the audit of the answer, marks the messages as answered.
 * Nothing is stored unless TURN_STORED. Without texts it only marks them. */
enum turn_outcome turn_finish(struct task *task, const struct turn *turn,
    const struct turn_reply *reply, enum turn_fence fence) must_use;

/* The job that delivers: kind; the key is the conversation's id. */
#define JOB_DELIVER "deliver"

#endif
