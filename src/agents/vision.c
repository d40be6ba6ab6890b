/*
 * vision.c - the agent that looks at pictures.
 *
 * SPDX-License-Identifier: ISC
 */
#include "agents/agent.h"

#include "agents/tools.h"

static const struct tool *const own_tools[] = { &tool_search_knowledge,
	&tool_request_handoff, NULL };

const struct agent vision_agent = {
	.name = "vision",
	.summary = "Pictures that members send",
	.choice = AGENT_BY_CODE,
	.disclaimer = DISCLAIMER_ABOUT_HEALTH,
	.template = { [LANGUAGE_DE] = "vision.de.txt",
	    [LANGUAGE_EN] = "vision.en.txt" },
	.tools = own_tools,
	.rules = answer_rules,
};
