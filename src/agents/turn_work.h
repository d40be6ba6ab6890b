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

#include "agents/agent.h"
#include "agents/decide.h"
#include "work/job.h"

struct turn_work {
	int64_t session_id;
	int64_t started_ms;
	unsigned rounds;       /* times that newer messages came in between */
	int32_t prompt_tokens; /* of all rounds: all are paid */
	int32_t completion_tokens;

	/* Of this round, in an arena of its own. */
	struct arena *arena;
	struct conversation conversation; /* id, channel, user_key */
	struct turn turn;                 /* conversation and upto */
	bool has_messages;
	bool is_first_contact; /* nobody told that an AI answers */
	struct prompt_config studio;
	struct decision decision;
	enum language language;
	bool is_language_clear;
	const char *question;
	bool is_after_offer;
	const struct agent *agent;
	const char *prompt_version;

	/* The call. */
	struct http_call call;
	unsigned calls;
	int64_t first_call_ms;

	/* The answer. */
	const char *text;  /* NULL: nothing is said */
	const char *model; /* NULL: fixed words */
};

/* Makes the work of job, once. False with a problem for a key that is none. */
bool turn_work_create(struct job *job) must_use;

/* Begins a round: reads the conversation, decides, and writes the request for a
 * model if an agent answers. False with the problem of the job's task. */
bool turn_work_load(struct job *job) must_use;

/* The texts of the answer for the channel, NULL-ended; empty for none. With the
 * disclosure in front at first contact: *is_disclosure. */
const char *const *turn_work_texts(
    const struct turn_work *work, bool *is_disclosure) must_use;

#endif
