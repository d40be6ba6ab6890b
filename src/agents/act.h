/*
 * act.h - what a turn does before it is answered: looks at a code, sends one,
 * asks who somebody is, runs what was said yes to.
 *
 * Each in two steps of the job, so that it happens once however often the job
 * runs: act_claim() stores what is to be done and does what the database alone
 * does; when that is committed, act_perform() runs the tool, if there is one,
 * and turns the decision into words or into the business of an agent. A job
 * that is run again finds the act in the conversation and goes on behind it; a
 * tool that was claimed and has no result is never run again.
 *
 *	step 1	act_claim(); ACT_CLAIMED -> next_step(step 2), else start again
 *	step 2	act_perform(); next_step(step 3)
 *	step 3	decision is VERDICT_SAY or VERDICT_AGENT: as without an act
 *	finish	turn_finish(); if TURN_STORED act_settle(), in its transaction
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef AGENTS_ACT_H
#define AGENTS_ACT_H

#include "agents/pending_action.h"
#include "messaging/turn.h"
#include "tenancy/prompt_config.h"

struct decision;
struct tool_result;

/* The kinds, as stored. */
#define ACT_CODE "code"         /* looks at text, six digits */
#define ACT_IDENTITY "identity" /* sends a code to who text says it is */
#define ACT_IDENTIFY                                                           \
	"identify"            /* sends a code to the telephone number's        \
				 member, or asks who it is; question is what   \
				 the person wanted */
#define ACT_CONFIRM "confirm" /* runs the pending action action_id */

/* The last act of a conversation. Counts while message_id is not answered. */
struct act {
	int64_t session_id;
	int64_t message_id;   /* the newest message of the turn */
	const char *kind;     /* NULL: no act */
	const char *outcome;  /* NULL: claimed, and nothing known of the end */
	const char *question; /* to go on with; NULL */
	const char *detail;   /* for the sentence: masked address, result */
	int64_t action_id;

	/* Not stored. */
	const char *text;
	const struct pending_action *action; /* claimed just now */
};

extern const struct record act_record;
extern const struct query act_queries[];

/* What was done for messages of the conversation that are not answered yet;
 * NULL without a problem when nothing was. */
struct act *act_find(
    struct task *task, const struct conversation *conversation) must_use;

/* In whose name, and to whom. */
struct act_scene {
	const struct turn *turn; /* conversation: id, channel, user_key; upto */
	const struct prompt_config *studio;
	enum language language;
};

enum act_claim {
	ACT_FAILED = 0, /* problem of the task */
	ACT_CLAIMED,    /* commit, then act_perform() */
	ACT_OVERTAKEN,  /* newer messages, or a person: load again */
};

/* Locks the conversation. What it adds to the decision is in task->arena. */
enum act_claim act_claim(struct task *task, const struct act_scene *scene,
    struct decision *decision) must_use;

/* In a task without an open transaction. False with a problem of the task. */
bool act_perform(struct task *task, const struct act_scene *scene,
    struct decision *decision) must_use;

/* A tool said TOOL_NEEDS_MEMBER: the decision, VERDICT_AGENT so far, becomes an
 * act to claim. question is what the member wants, decision->question or the
 * words of the inquiry. */
void act_identify(const struct act_scene *scene, const char *question,
    struct decision *decision);

/* A tool said TOOL_NEEDS_YES: the decision becomes the question with its
 * buttons, and what act_settle() stores with it. Not in a try-out. */
void act_ask(struct arena *arena, const struct act_scene *scene,
    int64_t member_id, const struct tool_result *result,
    struct decision *decision);

/* Adds to the decision what has become of act: VERDICT_ACT becomes VERDICT_SAY
 * or VERDICT_AGENT, another one says it first. */
void act_tell(struct arena *arena, const struct act_scene *scene,
    const struct act *act, struct decision *decision);

/* What else is stored with the reply: closes the pending action that the turn
 * has ended, stores the one that it asks for. Like db_later(): a failure shows
 * at the next statement or the commit. */
void act_settle(struct task *task, const struct act_scene *scene,
    const struct decision *decision);

#endif
