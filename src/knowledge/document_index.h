/*
 * document_index.h - what of a document is searched.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef KNOWLEDGE_DOCUMENT_INDEX_H
#define KNOWLEDGE_DOCUMENT_INDEX_H

#include "base/task.h"

struct document_index {
	const char *passages; /* [{"heading", "text", "parts"}, ...] */
	const char *words;    /* ["...", ...], distinct */
	int32_t count;        /* of passages */
};

/* NULL with INVALID when there is nothing to be found, or too much. */
struct document_index *document_index_of(
    struct task *task, const char *title, const char *text) must_use;

#endif
