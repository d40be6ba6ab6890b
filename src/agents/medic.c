/*
 * medic.c - the agent for health and training, which never diagnoses.
 *
 * SPDX-License-Identifier: ISC
 */
#include "agents/agent.h"

#include "agents/tools.h"

static const struct tool *const own_tools[] = { &tool_search_knowledge,
	&tool_request_handoff, NULL };

const struct agent medic_agent = {
	.name = "medic",
	.summary = "Health, pain, training and nutrition; never a diagnosis",
	.choice = AGENT_BY_MODEL,
	.disclaimer = DISCLAIMER_ALWAYS,
	.template = { [LANGUAGE_DE] = "medic.de.txt",
	    [LANGUAGE_EN] = "medic.en.txt" },
	.tools = own_tools,
	.rules = answer_rules,
};
