/*
 * ops.c - the agent for classes, appointments, bookings and visits.
 *
 * SPDX-License-Identifier: ISC
 */
#include "agents/agent.h"

const struct agent ops_agent = {
	.name = "ops",
	.summary = "Classes, appointments, bookings, check-ins",
	.choice = AGENT_BY_MODEL,
	.disclaimer = DISCLAIMER_NEVER,
	.template = { [LANGUAGE_DE] = "ops.de.txt",
	    [LANGUAGE_EN] = "ops.en.txt" },
	.rules = answer_rules,
};
