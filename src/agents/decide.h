/*
 * decide.h - who answers a turn: the deciders, in the order of the rules.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef AGENTS_DECIDE_H
#define AGENTS_DECIDE_H

#include "agents/act.h"
#include "agents/language.h"
#include "members/verification.h"

/* A turn as the deciders see it. */
struct inquiry {
	const struct conversation *conversation;
	const struct list *messages; /* of the turn; struct message */
	const struct prompt_config *studio;
	enum language language;
	const char *text;    /* the words of the messages, a line each */
	bool is_after_offer; /* what we said last was the offer of a person */

	/* Of inquiry_load(), each may be NULL. */
	const struct verification *verification; /* what is open */
	const struct pending_action *action;     /* what is not decided */
	const struct act *act; /* what was done for messages of this turn */
	/* The messages behind that act; all without one. */
	struct list fresh;
	const char *fresh_text;
};

/* inquiry about turn: reads the language and what was said before. */
struct inquiry inquiry_of(struct arena *arena, const struct turn *turn,
    const struct prompt_config *studio) must_use;
/* What the conversation waits for. One statement if that is nothing. */
bool inquiry_load(struct task *task, struct inquiry *inquiry) must_use;

extern const struct record waiting_record;
extern const struct query waiting_queries[];

enum verdict {
	VERDICT_NONE = 0, /* the next decider's business */
	VERDICT_SILENT,   /* nothing is said */
	VERDICT_SAY,      /* text is the whole answer */
	VERDICT_AGENT,    /* an agent answers question */
	VERDICT_ACT,      /* act_claim(), act_perform() */
};

struct decision {
	enum verdict verdict;
	const char *decider; /* for chat_messages.agent and the log */
	const char *text;
	const char *author;
	enum turn_fence fence;
	enum conversation_state then; /* 0: stays */
	const char *state_reason;
	const char *language; /* "de", "en": what the member wants; NULL */

	/* VERDICT_AGENT: stands in front of the answer; NULL. Of VERDICT_SAY
	 * it is in text already. */
	const char *prefix;
	/* VERDICT_AGENT: the words to answer; NULL: those of the inquiry. */
	const char *question;
	struct json_object *buttons; /* VERDICT_SAY: below text; NULL */
	/* For act_settle(). */
	const struct pending_action *closes;
	const struct pending_action *asks;
	/* VERDICT_ACT */
	struct act act;
};

/* A copy that needs nothing but arena. */
struct decision decision_copy(
    struct arena *arena, const struct decision *decision) must_use;

/* state_reason of an emergency. */
#define REASON_EMERGENCY "emergency"

/* The decision of the first decider that has one; the last always has. */
struct decision decide(
    struct arena *arena, const struct inquiry *inquiry) must_use;

#endif
