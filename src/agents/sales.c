/*
 * sales.c - the agent for prices, contracts and members who want to leave.
 *
 * SPDX-License-Identifier: ISC
 */
#include "agents/agent.h"

const struct agent sales_agent = {
	.name = "sales",
	.summary = "Prices, memberships, contracts, cancellations",
	.choice = AGENT_BY_MODEL,
	.disclaimer = DISCLAIMER_NEVER,
	.template = { [LANGUAGE_DE] = "sales.de.txt",
	    [LANGUAGE_EN] = "sales.en.txt" },
	.rules = answer_rules,
};
