/*
 * persona.c - the agent for small talk and the facts of the studio.
 *
 * SPDX-License-Identifier: ISC
 */
#include "agents/agent.h"

const struct agent persona_agent = {
	.name = "persona",
	.summary = "Greetings, small talk, facts about the studio",
	.choice = AGENT_BY_MODEL,
	.disclaimer = DISCLAIMER_NEVER,
	.template = { [LANGUAGE_DE] = "persona.de.txt",
	    [LANGUAGE_EN] = "persona.en.txt" },
	.rules = answer_rules,
};
