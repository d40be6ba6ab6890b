/*
 * trade.h - words of the trade: what says nothing, what says the same, what is
 * made of two. Words come in lower case, with their umlauts.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef KNOWLEDGE_TRADE_H
#define KNOWLEDGE_TRADE_H

#include "base/arena.h"

/* How much a word tells of what is asked: 0 for "the", little for "use", 1. */
double trade_weight(const char *word) must_use;

/* The words that mean the same, NULL-ended, word among them in some form; NULL
 * for none. A word may stand in several rows: *from, 0 at first, is where to
 * look on. */
const char *const *trade_synonyms(const char *word, size_t *from) must_use;

/* The parts of a compound: "kündigungsfrist" is "kündigung" and "frist". False
 * when the word is none that the table of heads can take apart. */
struct trade_parts {
	const char *front;
	const char *head;
};
bool trade_split(
    struct arena *arena, const char *word, struct trade_parts *parts) must_use;

#endif
