/*
 * question.h - what a question in plain words asks for, as knowledge_find()
 * takes it (sql/migrations/0009_knowledge.sql).
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef KNOWLEDGE_QUESTION_H
#define KNOWLEDGE_QUESTION_H

#include "base/arena.h"

/* The words of text in lower case, NULL-ended, at most max: runs of letters and
 * digits. */
const char *const *question_words(
    struct arena *arena, const char *text, size_t max) must_use;

struct question {
	const char *json; /* for knowledge_find(); NULL when nothing is asked */
	const char *query; /* all of it for to_tsquery(), for highlights */
	size_t concepts;
};

/* Words that say nothing are dropped; each other one is a concept with the ways
 * to say it: itself, spelled with or without umlauts, synonyms of the trade,
 * the parts of a compound. Whatever stands in text is data: no operator. */
struct question question_read(struct arena *arena, const char *text) must_use;

#endif
