/*
 * markdown_table.h - tables of Markdown, a line of plain words for each row.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef KNOWLEDGE_MARKDOWN_TABLE_H
#define KNOWLEDGE_MARKDOWN_TABLE_H

#include "base/arena.h"

/* Without blanks at its ends. */
struct markdown_line {
	const char *text;
	size_t len;
};

enum { MARKDOWN_COLUMNS_MAX = 24 };

struct markdown_table {
	const char *names[MARKDOWN_COLUMNS_MAX];
	size_t columns;
};

/* Is line the head of a table, with a line of dashes below? */
bool markdown_table_begins(struct arena *arena,
    const struct markdown_line *line, const struct markdown_line *below,
    struct markdown_table *table) must_use;

/* "Tageskarte: 12 EUR" of two columns, "Tageskarte: Preis 12 EUR, Gültig ein
 * Tag" of more; "" for an empty row. */
const char *markdown_table_row(struct arena *arena,
    const struct markdown_table *table,
    const struct markdown_line *line) must_use;

#endif
