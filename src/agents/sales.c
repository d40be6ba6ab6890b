/*
 * sales.c - the agent for prices, contracts and members who want to leave.
 *
 * SPDX-License-Identifier: ISC
 */
#include "agents/agent.h"

#include "agents/tools.h"

static const struct tool *const own_tools[] = { &tool_search_knowledge,
	&tool_get_member_status, &tool_request_handoff, NULL };

const struct agent sales_agent = {
	.name = "sales",
	.summary = "Prices, memberships, contracts, cancellations",
	.choice = AGENT_BY_MODEL,
	.disclaimer = DISCLAIMER_NEVER,
	.template = { [LANGUAGE_DE] = "sales.de.txt",
	    [LANGUAGE_EN] = "sales.en.txt" },
	.tools = own_tools,
	.rules = answer_rules,
};
