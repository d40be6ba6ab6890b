/*
 * vision.c - the agent that looks at pictures.
 *
 * SPDX-License-Identifier: ISC
 */
#include "agents/agent.h"

const struct agent vision_agent = {
	.name = "vision",
	.summary = "Pictures that members send",
	.choice = AGENT_BY_CODE,
	.disclaimer = DISCLAIMER_ABOUT_HEALTH,
	.template = { [LANGUAGE_DE] = "vision.de.txt",
	    [LANGUAGE_EN] = "vision.en.txt" },
	.rules = answer_rules,
};
