/*
 * answer_audit.h - how the agents came to an answer, one row for each.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MESSAGING_ANSWER_AUDIT_H
#define MESSAGING_ANSWER_AUDIT_H

#include "base/field.h"
#include "base/task.h"
#include "data/db.h"

struct answer_audit {
	int64_t message_id; /* the first one of the answer */
	const char *agent;
	const char *routed_by; /* rules, model, keywords, dialog; NULL: fixed
				  words, no agent */
	const char *routed_reason;
	double routed_confidence;   /* 0 to 1 */
	const char *prompt_version; /* NULL: no model was asked */
	const char *model;
	int32_t rounds;                 /* times that a model was asked */
	struct json_object *passages;   /* array: what was read */
	struct json_object *tool_calls; /* array of name, arguments, verdict,
					   duration_ms; in their order */
	struct json_object *rules;      /* array: names of those applied */
	const char *broken_rule;        /* that refused what the model said */
	const char *offline_reason;     /* why the offline provider answered */
	int32_t prompt_tokens;
	int32_t completion_tokens;
	int64_t cost_micro_cents; /* 0: no prices are configured */
	int32_t duration_ms;
	struct instant created_at;
};

extern const struct record answer_audit_record;
extern const struct query answer_audit_queries[];

/* Of a message of the conversation, whichever part of the answer it is;
 * NOT_FOUND when there is none. */
struct answer_audit *answer_audit_find(
    struct task *task, int64_t session_id, int64_t message_id) must_use;
/* Of the answers that begin with messages first to last, in their order. */
struct list *answer_audit_range(struct task *task, int64_t session_id,
    int64_t first, int64_t last) must_use;

/* What is stored with the reply, as JSON text; NULL for NULL. */
const char *answer_audit_json(
    struct arena *arena, const struct answer_audit *audit) must_use;

#endif
