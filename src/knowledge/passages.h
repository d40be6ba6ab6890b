/*
 * passages.h - collects text into passages of a bounded length.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef KNOWLEDGE_PASSAGES_H
#define KNOWLEDGE_PASSAGES_H

#include "base/buf.h"

enum {
	PASSAGE_CHARACTERS_MAX = 1500,
	PASSAGES_MAX = 4000, /* of one document; what is beyond is left out */
	HEADING_CHARACTERS_MAX = 300
};

struct passage_text {
	const char *heading; /* "Preise > Tageskarte"; "" at the top */
	const char *text;
};

struct passages {
	struct arena *arena;
	struct passage_text *items;
	size_t count;
	size_t capacity;
	bool is_full; /* something was left out */
	/* the passage that is being filled */
	const char *heading;
	struct buf text;
	size_t characters;
};

struct passages passages_begin(struct arena *arena) must_use;
/* What follows stands below heading. */
void passages_head(struct passages *passages, const char *heading);
/* Adds a block (a paragraph, an item of a list) behind separator. One that does
 * not fit begins another passage; one that is too long itself is taken apart at
 * sentences, then at words. */
void passages_add(
    struct passages *passages, const char *separator, const char *block);
/* The last one is whole. */
void passages_end(struct passages *passages);

/* The length of the first sentence or line of text, with its mark. */
size_t passages_sentence_len(const char *text) must_use;

#endif
