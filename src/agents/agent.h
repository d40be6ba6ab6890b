/*
 * agent.h - what an agent is: one row in agents.c.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef AGENTS_AGENT_H
#define AGENTS_AGENT_H

#include "agents/answer.h"
#include "agents/prompt.h"
#include "agents/tool.h"
#include "base/config.h"

struct agent {
	const char *name; /* as in chat_messages.agent */
	/* Files in templates/prompts. */
	const char *template[LANGUAGES];
	/* What it may call, NULL-ended; NULL: nothing. */
	const struct tool *const *tools;
	/* What its answers have to pass, NULL-ended. */
	const struct answer_rule *const *rules;
};

extern const struct agent persona_agent;

/* All there are, NULL-ended. */
extern const struct agent *const agents[];

/* NULL when there is none. */
const struct agent *agent_find(const char *name) must_use;

/* Reads and checks every template below config->template_dir: NULL, or one
 * sentence that says what is missing or bad; then those read before stay. What
 * is read lives in arena. Fits struct worker. */
const char *agents_read(
    struct arena *arena, const struct config *config) must_use;

/* The template of an agent in a language, after agents_read(). */
const struct prompt_template *agent_template(
    const struct agent *agent, enum language language) must_use;

#endif
