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

/* May the router's model choose it? */
enum agent_choice { AGENT_BY_MODEL = 1, AGENT_BY_CODE };

/* When the studio's disclaimer stands behind an answer. */
enum agent_disclaimer {
	DISCLAIMER_NEVER = 1,
	DISCLAIMER_ABOUT_HEALTH, /* question or answer have words of health */
	DISCLAIMER_ALWAYS
};

struct agent {
	const char *name;    /* as in chat_messages.agent */
	const char *summary; /* for people who write prompts */
	enum agent_choice choice;
	enum agent_disclaimer disclaimer;
	/* Files in templates/prompts. */
	const char *template[LANGUAGES];
	/* What it may call, NULL-ended; NULL: nothing. */
	const struct tool *const *tools;
	/* What its answers have to pass, NULL-ended. */
	const struct answer_rule *const *rules;
};

/* The router speaks to nobody: its prompt makes the model choose. */
extern const struct agent router_agent;
extern const struct agent ops_agent;
extern const struct agent sales_agent;
extern const struct agent medic_agent;
extern const struct agent persona_agent;
extern const struct agent vision_agent;

/* All there are, NULL-ended. */
extern const struct agent *const agents[];

/* NULL when there is none. */
const struct agent *agent_find(const char *name) must_use;

/* Reads and checks every template below config->template_dir: NULL, or one
 * sentence that says what is missing or bad; then those read before stay. What
 * is read lives in arena. Fits struct worker. */
const char *agents_read(
    struct arena *arena, const struct config *config) must_use;

/* Our template of an agent in a language, after agents_read(). The one in force
 * for a studio is in its prompt_set. */
const struct prompt_template *agent_template(
    const struct agent *agent, enum language language) must_use;

/* The whole system prompt: template with the facts, behind it the rules that
 * hold for every agent that speaks, and the knowledge. */
const char *agent_prompt(struct arena *arena, const struct agent *agent,
    const struct prompt_template *template,
    const struct prompt_facts *facts) must_use;

/* The last touch to whatever is sent in the name of agent, from a model or the
 * offline provider: the studio's disclaimer behind it where it is due, once. */
const char *agent_finish(struct arena *arena, const struct agent *agent,
    const struct answer_scene *scene, const char *text) must_use;

#endif
