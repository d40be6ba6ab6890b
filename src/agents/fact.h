/*
 * fact.h - finds the passages of a studio's own texts that answer a question.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef AGENTS_FACT_H
#define AGENTS_FACT_H

#include "base/arena.h"

/* The up to three sentences or lines of the NULL-ended sources that share most
 * words with question, as they stand there, a line each. NULL when none covers
 * at least half of what is asked: a guess is worse than none. */
const char *fact_find(struct arena *arena, const char *question,
    const char *const *sources) must_use;

/* Does text ask for anything at all, beside words that say nothing? */
bool fact_asks(struct arena *arena, const char *text) must_use;

/* The sentences of text that share most words with question, as fact_find(),
 * but whatever they cover; text itself when none shares any. */
const char *fact_pick(
    struct arena *arena, const char *question, const char *text) must_use;

#endif
