/*
 * csv.h - rows and cells of files that spreadsheets and databases write.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef BASE_CSV_H
#define BASE_CSV_H

#include "base/buf.h"

enum {
	CSV_ROW_BYTES_MAX = 64 * 1024,
	CSV_CELLS_MAX = 200, /* what is beyond is left out */
};

struct csv_reader {
	const char *at;
	const char *end;
	char separator;
	int64_t line; /* of at, from 1 */
};

struct csv_row {
	const char *text; /* as it stands there, without the line's end */
	size_t len;
	int64_t line; /* that it begins with */
	/* Quotes that nobody closes, or longer than a row may be; then it is
	 * one line of the file, so that the next ones are not lost. */
	bool is_broken;
	const char **cells;
	size_t count;
};

/* They begin with the byte order mark of UTF-16. */
bool csv_is_utf16(const char *bytes, size_t len) must_use;

/* The bytes as UTF-8 without a byte order mark, lines that are none taken for
 * Windows-1252. bytes itself if nothing has to change. NULL when a byte 0 is in
 * them: that is no text, or UTF-16. */
const char *csv_utf8(struct arena *arena, const char *bytes, size_t len,
    size_t *out_len) must_use;

/* A reader of UTF-8 text; the separator is what the first row has most of:
 * semicolon, comma or tab. */
struct csv_reader csv_begin(const char *text, size_t len) must_use;

/* The next row that is not empty, without cells; false at the end. */
bool csv_skip(struct csv_reader *reader, struct csv_row *row) must_use;
/* The same with its cells, none for a broken row. */
bool csv_next(struct arena *arena, struct csv_reader *reader,
    struct csv_row *row) must_use;

/* Appends a cell, quoted where needed. What a spreadsheet would take for a
 * formula gets an apostrophe in front, which csv_plain() takes away again. */
void csv_add(struct buf *out, const char *cell, char separator);
const char *csv_plain(const char *cell) must_use;

#endif
