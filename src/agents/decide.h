/*
 * decide.h - who answers a turn: the deciders, in the order of the rules.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef AGENTS_DECIDE_H
#define AGENTS_DECIDE_H

#include "agents/language.h"
#include "messaging/turn.h"
#include "tenancy/prompt_config.h"

/* A turn as the deciders see it. */
struct inquiry {
	const struct conversation *conversation;
	const struct list *messages; /* of the turn; struct message */
	const struct prompt_config *studio;
	enum language language;
	const char *text;    /* the words of the messages, a line each */
	bool is_after_offer; /* what we said last was the offer of a person */
};

/* inquiry about turn: reads the language and what was said before. */
struct inquiry inquiry_of(struct arena *arena, const struct turn *turn,
    const struct prompt_config *studio) must_use;

enum verdict {
	VERDICT_NONE = 0, /* the next decider's business */
	VERDICT_SILENT,   /* nothing is said */
	VERDICT_SAY,      /* text is the whole answer */
	VERDICT_AGENT,    /* an agent answers */
};

struct decision {
	enum verdict verdict;
	const char *decider; /* for chat_messages.agent and the log */
	const char *text;
	const char *author;
	enum turn_fence fence;
	enum conversation_state then; /* 0: stays */
	const char *state_reason;
};

/* state_reason of an emergency. */
#define REASON_EMERGENCY "emergency"

/* The decision of the first decider that has one; the last always has. */
struct decision decide(
    struct arena *arena, const struct inquiry *inquiry) must_use;

#endif
