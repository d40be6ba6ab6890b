/*
 * persona.c - the agent for small talk and the facts of the studio.
 *
 * SPDX-License-Identifier: ISC
 */
#include "agents/agent.h"

static const struct answer_rule *const rules[] = { &rule_no_thoughts,
	&rule_not_empty, &rule_no_tool_syntax, &rule_price_has_source, NULL };

const struct agent persona_agent = {
	.name = "persona",
	.template = { [LANGUAGE_DE] = "persona.de.txt",
	    [LANGUAGE_EN] = "persona.en.txt" },
	.rules = rules,
};
