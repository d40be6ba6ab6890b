/*
 * markdown_table.c - cells of a row, and what they are called.
 *
 * SPDX-License-Identifier: ISC
 */
#include "knowledge/markdown_table.h"

#include "base/text.h"
#include "knowledge/markdown.h"

/* Every cell of line as plain words, at most MARKDOWN_COLUMNS_MAX; their
 * number. */
static size_t
read_cells(
    struct arena *arena, const struct markdown_line *line, const char **cells)
{
	size_t at = line->len > 0 && line->text[0] == '|' ? 1 : 0;
	size_t count = 0;

	while (at < line->len && count < MARKDOWN_COLUMNS_MAX) {
		size_t end = at;

		while (end < line->len && line->text[end] != '|')
			end += line->text[end] == '\\' && end + 1 < line->len
			    ? 2
			    : 1;
		cells[count++] =
		    markdown_plain(arena, line->text + at, end - at);
		at = end + 1;
	}
	return count;
}

/* "|:---|---:|", with as many columns as the head. */
static size_t
dashes(const struct markdown_line *line)
{
	size_t columns = 0;
	bool has_dash = false;

	for (size_t at = 0; at < line->len; at++) {
		char character = line->text[at];

		if (strchr("|:- ", character) == NULL || character == '\0')
			return 0;
		if (character == '-' && !has_dash) {
			has_dash = true;
			columns++;
		} else if (character == '|')
			has_dash = false;
	}
	return columns;
}

bool
markdown_table_begins(struct arena *arena, const struct markdown_line *line,
    const struct markdown_line *below, struct markdown_table *table)
{
	if (memchr(line->text, '|', line->len) == NULL ||
	    memchr(below->text, '|', below->len) == NULL || dashes(below) == 0)
		return false;
	*table = (struct markdown_table){ 0 };
	table->columns = read_cells(arena, line, table->names);
	return table->columns == dashes(below);
}

const char *
markdown_table_row(struct arena *arena, const struct markdown_table *table,
    const struct markdown_line *line)
{
	const char *cells[MARKDOWN_COLUMNS_MAX];
	size_t count = read_cells(arena, line, cells);
	struct buf row = buf_new(arena, line->len * 2 + 16384);

	if (count > table->columns)
		count = table->columns;
	for (size_t at = 0; at < count; at++) {
		if (text_is_empty(cells[at]))
			continue;
		if (row.len > 0)
			buf_add(&row, at == 1 ? ": " : ", ");
		if (at > 0 && table->columns > 2 &&
		    !text_is_empty(table->names[at]))
			buf_printf(&row, "%s ", table->names[at]);
		buf_add(&row, cells[at]);
	}
	return row.len == 0 ? "" : row.data;
}
