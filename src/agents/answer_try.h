/*
 * answer_try.h - what an agent would answer: one turn that stores and sends
 * nothing, for people who write prompts.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef AGENTS_ANSWER_TRY_H
#define AGENTS_ANSWER_TRY_H

#include "agents/agent.h"
#include "base/field.h"
#include "base/task.h"

struct answer_question {
	const char *text;
	const struct agent *agent; /* NULL: routed as in a conversation */
	enum language language;    /* LANGUAGE_UNKNOWN: as text shows */
	/* A template to try instead of the one in force, without a complaint;
	 * NULL. Needs agent. */
	const char *template;
};

struct answer_tried {
	const char *outcome; /* answered, offline, needs_member, needs_yes,
				hands_over, no_pictures */
	const char *answer;  /* what the member would read; NULL when it would
				be asked who it is */
	const char *agent;
	const char *routed_by;
	const char *routed_reason;
	double routed_confidence;
	const char *prompt; /* the whole, with all values; NULL: not asked */
	const char *prompt_version;
	const char *model;
	int32_t rounds;
	struct json_object *tool_calls; /* with the text that the model got */
	struct json_object *passages;
	const char *broken_rule;
	const char *offline_reason;
	int32_t prompt_tokens;
	int32_t completion_tokens;
	int64_t cost_micro_cents;
	int32_t duration_ms;
};

extern const struct record answer_tried_record;

/* Waits for the model, at most until the deadline of the task, which must have
 * no transaction open. NULL with a problem only when the database failed. */
struct answer_tried *answer_try(
    struct task *task, const struct answer_question *question) must_use;

#endif
