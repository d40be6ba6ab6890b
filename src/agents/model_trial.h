/*
 * model_trial.h - does a studio's model answer? One tiny call says so.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef AGENTS_MODEL_TRIAL_H
#define AGENTS_MODEL_TRIAL_H

#include "base/field.h"
#include "base/task.h"

struct model_trial {
	bool ok;
	const char *model; /* as the server names it, else as it was asked */
	int64_t duration_ms;
	const char *detail; /* for people; never anything of the key */
};

extern const struct record model_trial_record;

/* Asks the model of the task's tenant, as its next turn would. What is wrong
 * with the model is no problem of the task. Ends the task's transaction. NULL
 * with the problem when it could not be tried. */
struct model_trial *model_trial_run(struct task *task) must_use;

/* text without words that may be a part of key. */
const char *model_trial_redact(
    struct arena *arena, const char *text, const char *key) must_use;

#endif
