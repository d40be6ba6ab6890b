/*
 * turn_work.h - what a turn keeps while it waits for a model.
 *
 * A thousand turns wait at once: conversation and history are forgotten as soon
 * as the request is written.
 *
 * Inside the room only.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef AGENTS_TURN_WORK_H
#define AGENTS_TURN_WORK_H

#include "agents/decide.h"
#include "agents/engine.h"
#include "work/job.h"

struct turn_work {
	int64_t session_id;
	int64_t started_ms;
	unsigned rounds;       /* times that newer messages came in between */
	unsigned looks;        /* times that a picture was waited for */
	bool is_typing;        /* the member was shown that it is answered */
	int32_t prompt_tokens; /* of all rounds: all are paid */
	int32_t completion_tokens;

	/* Of this round, in an arena of its own. */
	struct arena *arena;
	struct conversation conversation; /* id, channel, user_key, member_id */
	struct turn turn;                 /* conversation and upto */
	bool has_messages;
	bool is_first_contact; /* nobody told that an AI answers */
	bool awaits_picture;   /* it is still being fetched */
	int64_t emergency_id;  /* the message that tells of it; 0 */
	struct prompt_config studio;
	struct decision decision;
	enum language language;
	bool is_language_clear;
	const char *question;
	bool is_after_offer;
	struct engine *engine; /* NULL: no agent was asked */

	/* The answer. */
	const char *text;  /* NULL: nothing is said */
	const char *model; /* NULL: fixed words */
};

/* Makes the work of job, once. False with a problem for a key that is none. */
bool turn_work_create(struct job *job) must_use;

/* Begins a round: reads the conversation, decides, and makes the engine if an
 * agent answers. False with the problem of the job's task. */
bool turn_work_load(struct job *job) must_use;
/* Makes the engine after an act has turned the decision into the business of an
 * agent. *is_current is false when newer messages have come. */
bool turn_work_load_agent(struct job *job, bool *is_current) must_use;

/* Gives the engine the prompt that it wants; what it wants next. Unset with the
 * problem of the job's task. */
enum engine_want turn_work_prompt(struct job *job) must_use;

/* In whose name an act is done. */
struct act_scene turn_work_scene(const struct turn_work *work) must_use;

/* Answers with the words of the offline provider. False with a problem. */
bool turn_work_answer_offline(struct job *job) must_use;

/* The texts of the answer for the channel, NULL-ended; empty for none. With the
 * disclosure in front at first contact: *is_disclosure. */
const char *const *turn_work_texts(
    const struct turn_work *work, bool *is_disclosure) must_use;

/* How it was come to; NULL for what no agent said. */
const struct answer_audit *turn_work_audit(
    const struct turn_work *work, const struct config *config) must_use;

#endif
