/*
 * split.h - a long answer in parts that a channel takes.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef AGENTS_SPLIT_H
#define AGENTS_SPLIT_H

#include "base/arena.h"

/* The parts of text, NULL-ended, in order, trimmed, none empty, each of at most
 * units_max UTF-16 units (at least 2) and at most parts_max parts. Cut between
 * paragraphs, else sentences, else words, else characters. What does not fit
 * into the last part is cut off, marked by an ellipsis. */
const char *const *split_text(struct arena *arena, const char *text,
    size_t units_max, size_t parts_max) must_use;

/* text without what follows its last whole sentence; NULL if there is none. */
const char *split_whole_sentences(
    struct arena *arena, const char *text) must_use;

#endif
