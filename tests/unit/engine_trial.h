/*
 * engine_trial.h - an engine with a model that says what is written.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef UNIT_ENGINE_TRIAL_H
#define UNIT_ENGINE_TRIAL_H

#include "agents/engine.h"
#include "base/config.h"
#include "base/text.h"
#include "unit.h"

struct trial {
	struct arena *arena;
	struct config config;
	struct task task;
	struct model_access access;
	struct engine_question question;
	struct engine *engine;
	enum engine_want want;
	const char *requests[16];
	size_t request_count;
	size_t pause_count;
	size_t knowledge_count;
	/* What the tools of the test's agent have done. */
	int *ran;
	int64_t *ran_for; /* which member */
};

/* Tools: look and mine (a member's own) take a day; much and person a number n;
 * cancel changes something. */
extern const struct tool trial_cancel;

struct trial *trial_new(void);
/* Till the engine waits for an answer or is done. */
void begin(struct trial *trial);

/* What the model answers. */
void answer_status(struct trial *trial, int status, const char *body);
void answer_message(
    struct trial *trial, const char *message, const char *reason);
void say(struct trial *trial, const char *text);
/* calls are name and arguments (as JSON text, NULL: missing) in turn. */
void call_all(struct trial *trial, const char *const *calls, size_t count);
void call(struct trial *trial, const char *name, const char *arguments);

void expect_done(const struct trial *trial, enum engine_outcome outcome);
void expect_answer(const struct trial *trial, const char *text);
const char *last_request(const struct trial *trial);
void expect_part(const char *text, const char *part);
void expect_no_part(const char *text, const char *part);

#endif
