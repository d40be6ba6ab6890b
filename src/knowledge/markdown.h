/*
 * markdown.h - Markdown as plain passages below their headings.
 *
 * Takes what people write: headings of both kinds, paragraphs, lists, tables,
 * quotes, code fences, front matter. Any text is a document, nothing fails, and
 * no input takes more than linear time.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef KNOWLEDGE_MARKDOWN_H
#define KNOWLEDGE_MARKDOWN_H

#include "knowledge/passages.h"

struct markdown {
	/* As given, else of the front matter, else the heading that the text
	 * begins with; NULL for none. */
	const char *title;
	const char *language; /* "de" or "en" of the front matter, or NULL */
	struct passages passages;
};

/* title may be NULL. A heading that says the same is not part of any path. */
struct markdown markdown_read(
    struct arena *arena, const char *text, const char *title) must_use;

/* Without marks of emphasis, links with their address behind them, one blank
 * between words. */
const char *markdown_plain(
    struct arena *arena, const char *text, size_t len) must_use;

#endif
