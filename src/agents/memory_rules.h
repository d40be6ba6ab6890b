/*
 * memory_rules.h - what to remember of a member, without a model: sentences in
 * which somebody says plainly what the goal is, what is liked, what hurts.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef AGENTS_MEMORY_RULES_H
#define AGENTS_MEMORY_RULES_H

#include "members/memory.h"

/* Adds the sentences of a text that speak of goals, preferences and limits, as
 * they stand, each once; where there is no room the oldest go. True when
 * something is new. */
bool memory_rules_apply(
    struct arena *arena, const char *text, struct memory *memory);

#endif
