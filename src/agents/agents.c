/*
 * agents.c - the table of agents and their templates.
 *
 * SPDX-License-Identifier: ISC
 */
#include "agents/agent.h"

#include "base/check.h"
#include "base/text.h"

const struct agent *const agents[] = { &persona_agent, NULL };

enum { AGENTS = ARRAY_LENGTH(agents) - 1 };

/* Read before the fork, never changed by a child. */
static const struct prompt_template *templates[AGENTS][LANGUAGES];

const struct agent *
agent_find(const char *name)
{
	for (size_t at = 0; at < AGENTS; at++)
		if (text_is_equal(agents[at]->name, name))
			return agents[at];
	return NULL;
}

const char *
agents_read(struct arena *arena, const struct config *config)
{
	const struct prompt_template *read[AGENTS][LANGUAGES] = { 0 };
	const char *complaint = NULL;

	for (size_t at = 0; at < AGENTS; at++)
		for (enum language in = LANGUAGE_DE; in < LANGUAGES; in++) {
			const char *path = arena_printf(arena, "%s/prompts/%s",
			    config->template_dir, agents[at]->template[in]);

			read[at][in] = prompt_read(arena, path, &complaint);
			if (read[at][in] == NULL)
				return complaint;
		}
	memcpy(templates, read, sizeof(templates));
	return NULL;
}

const struct prompt_template *
agent_template(const struct agent *agent, enum language language)
{
	check(language > LANGUAGE_UNKNOWN && language < LANGUAGES);
	for (size_t at = 0; at < AGENTS; at++)
		if (agents[at] == agent && templates[at][language] != NULL)
			return templates[at][language];
	unreachable();
}
