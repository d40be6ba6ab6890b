/*
 * persona.c - the agent for small talk and the facts of the studio.
 *
 * SPDX-License-Identifier: ISC
 */
#include "agents/agent.h"

#include "agents/tools.h"

static const struct tool *const own_tools[] = { &tool_search_knowledge,
	&tool_request_handoff, NULL };

const struct agent persona_agent = {
	.name = "persona",
	.summary = "Greetings, small talk, facts about the studio",
	.choice = AGENT_BY_MODEL,
	.disclaimer = DISCLAIMER_NEVER,
	.template = { [LANGUAGE_DE] = "persona.de.txt",
	    [LANGUAGE_EN] = "persona.en.txt" },
	.tools = own_tools,
	.rules = answer_rules,
};
