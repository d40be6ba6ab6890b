/*
 * rule.h - how the simulator misbehaves on demand.
 *
 * Rules live in memory that all children share, so that "the first two calls"
 * are counted over all of them.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef SIM_RULE_H
#define SIM_RULE_H

#include "base/field.h"
#include "base/task.h"

struct sim_rule {
	const char *match;   /* bytes that the path or the body must contain */
	const char *also;    /* and these bytes too; NULL: any */
	const char *unless;  /* bytes that neither may contain; NULL: none */
	int64_t times;       /* how often it applies; 0: always */
	int64_t delay_ms;    /* before the answer */
	int64_t status;      /* of the answer; 0: the usual one */
	int64_t retry_after; /* seconds; 0: none */
	int64_t error_code;  /* of Meta, or 0 */
	const char *mode;    /* usual, malformed, html, empty, endless */
	const char *answer;  /* what the model says; NULL: the usual */
	struct json_object
	    *tool_calls; /* what the model calls: [{name, arguments}] */
};

extern const struct record sim_rule_record;

enum { RULES_MAX = 64, RULE_TEXT_MAX = 4000 };

/* Makes the shared memory; before the fork. */
bool rules_start(void) must_use;
/* CONFLICT when all places are taken. */
bool rules_add(struct task *task, const struct sim_rule *rule) must_use;
void rules_clear(void);
/* The rule for a call, counted as applied; the newest one that matches. A usual
 * rule when none does. */
struct sim_rule *rules_apply(
    struct task *task, const char *path, const char *body);

#endif
