/*
 * answer.h - rules that every answer of a model has to pass before it is sent.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef AGENTS_ANSWER_H
#define AGENTS_ANSWER_H

#include "tenancy/prompt_config.h"

struct answer_rule {
	const char *name;
	/* The answer to go on with, NULL if it must not be sent. */
	const char *(*apply)(struct arena *arena, const char *answer,
	    const struct prompt_config *studio);
};

/* Thinking aloud is taken out. */
extern const struct answer_rule rule_no_thoughts;
/* Something is said. */
extern const struct answer_rule rule_not_empty;
/* No calls of tools, no identifiers of them, no control words of models. */
extern const struct answer_rule rule_no_tool_syntax;
/* No amount of money that is not in the studio's texts. */
extern const struct answer_rule rule_price_has_source;

/* What answer becomes after all of the NULL-ended rules, trimmed; NULL if one
 * of them forbids it: then its name is in *broken. */
const char *answer_check(struct arena *arena,
    const struct answer_rule *const *rules, const char *answer,
    const struct prompt_config *studio, const char **broken) must_use;

#endif
