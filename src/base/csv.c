/*
 * csv.c - reads and writes rows of cells.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/csv.h"

#include "base/text.h"

static const char mark[] = "\xef\xbb\xbf";

/* What Windows-1252 has between 0x80 and 0x9f, where Latin-1 has controls. */
static const uint16_t windows[32] = { 0x20ac, 0xfffd, 0x201a, 0x0192, 0x201e,
	0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0xfffd,
	0x017d, 0xfffd, 0xfffd, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013,
	0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0xfffd, 0x017e,
	0x0178 };

static bool
is_break(char character)
{
	return character == '\n' || character == '\r';
}

static const char *
line_end(const char *at, const char *end)
{
	while (at < end && !is_break(*at))
		at++;
	return at;
}

/* Behind the line break at at, which may be of two bytes. */
static const char *
behind_break(const char *at, const char *end)
{
	if (at < end && *at == '\r' && at + 1 < end && at[1] == '\n')
		return at + 2;
	return at < end ? at + 1 : at;
}

static void
add_windows(struct buf *out, const char *bytes, size_t len)
{
	char encoded[4];

	for (size_t i = 0; i < len; i++) {
		unsigned char byte = (unsigned char)bytes[i];
		uint32_t code =
		    byte >= 0x80 && byte < 0xa0 ? windows[byte - 0x80] : byte;

		buf_add_bytes(out, encoded, text_encode(code, encoded));
	}
}

bool
csv_is_utf16(const char *bytes, size_t len)
{
	return len >= 2 &&
	    (memcmp(bytes, "\xff\xfe", 2) == 0 ||
		memcmp(bytes, "\xfe\xff", 2) == 0);
}

const char *
csv_utf8(struct arena *arena, const char *bytes, size_t len, size_t *out_len)
{
	const char *end = bytes + len;
	struct buf out;

	if (memchr(bytes, '\0', len) != NULL)
		return NULL;
	if (len >= 3 && memcmp(bytes, mark, 3) == 0)
		bytes += 3;
	*out_len = (size_t)(end - bytes);
	if (text_is_utf8(bytes, *out_len))
		return bytes;
	out = buf_new(arena, 3 * len + 1);
	while (bytes < end) {
		const char *stop = line_end(bytes, end);
		const char *next = behind_break(stop, end);

		if (text_is_utf8(bytes, (size_t)(stop - bytes)))
			buf_add_bytes(&out, bytes, (size_t)(next - bytes));
		else
			add_windows(&out, bytes, (size_t)(next - bytes));
		bytes = next;
	}
	*out_len = out.len;
	return buf_text(&out);
}

/* Where the row at at ends, at a line break or the end; NULL when quotes are
 * not closed, or too late. */
static const char *
row_end(const char *at, const char *end, char separator)
{
	const char *last =
	    end - at > CSV_ROW_BYTES_MAX ? at + CSV_ROW_BYTES_MAX : end;
	bool is_start = true;

	while (at < last && !is_break(*at)) {
		if (is_start && *at == '"') {
			for (at++; at < last; at++) {
				if (*at != '"')
					continue;
				if (at + 1 == last || at[1] != '"')
					break;
				at++;
			}
			if (at == last)
				return NULL;
			at++;
			is_start = false;
			continue;
		}
		is_start = *at == separator;
		at++;
	}
	return at == last && last != end ? NULL : at;
}

static int64_t
breaks_in(const char *at, const char *end)
{
	int64_t count = 0;

	while ((at = line_end(at, end)) < end) {
		at = behind_break(at, end);
		count++;
	}
	return count;
}

bool
csv_skip(struct csv_reader *reader, struct csv_row *row)
{
	const char *stop;

	while (reader->at < reader->end && is_break(*reader->at)) {
		reader->at = behind_break(reader->at, reader->end);
		reader->line++;
	}
	*row = (struct csv_row){ .text = reader->at, .line = reader->line };
	if (reader->at == reader->end)
		return false;
	stop = row_end(reader->at, reader->end, reader->separator);
	row->is_broken = stop == NULL;
	if (row->is_broken)
		stop = line_end(reader->at, reader->end);
	row->len = (size_t)(stop - reader->at);
	reader->line += breaks_in(reader->at, stop);
	if (stop < reader->end) {
		reader->line++;
		stop = behind_break(stop, reader->end);
	}
	reader->at = stop;
	return true;
}

/* Copies the cell at *at to out, with a NUL behind it, and moves *at to the
 * separator or the end; returns how much of out that took. */
static size_t
read_cell(const char **at, const char *end, char separator, char *out)
{
	const char *from = *at;
	size_t len = 0;

	if (from < end && *from == '"') {
		for (from++; from < end; from++) {
			if (*from == '"' && (from + 1 == end || from[1] != '"'))
				break;
			from += *from == '"';
			out[len++] = *from;
		}
		from += from < end;
	}
	while (from < end && *from != separator)
		out[len++] = *from++;
	out[len] = '\0';
	*at = from;
	return len + 1;
}

static size_t
cells_in(const struct csv_row *row, char separator)
{
	size_t count = 1;

	for (size_t i = 0; i < row->len && count < CSV_CELLS_MAX; i++)
		count += row->text[i] == separator;
	return count;
}

bool
csv_next(struct arena *arena, struct csv_reader *reader, struct csv_row *row)
{
	const char *at, *end;
	size_t most;
	char *out;

	if (!csv_skip(reader, row))
		return false;
	if (row->is_broken)
		return true;
	most = cells_in(row, reader->separator);
	row->cells = arena_array(arena, const char *, most);
	at = row->text;
	end = row->text + row->len;
	/* No cell is longer than it stands there, and the NUL behind it takes
	 * the place of the separator. */
	out = arena_alloc(arena, row->len + 1);
	while (row->count < most) {
		row->cells[row->count++] = out;
		out += read_cell(&at, end, reader->separator, out);
		if (at == end)
			break;
		at++;
	}
	return true;
}

struct csv_reader
csv_begin(const char *text, size_t len)
{
	static const char separators[] = { ';', ',', '\t' };
	struct csv_reader reader = { text, text + len, ';', 1 };
	const char *stop = line_end(text, reader.end);
	size_t best = 0;

	for (size_t i = 0; i < ARRAY_LENGTH(separators); i++) {
		size_t count = 0;
		bool is_quoted = false;

		for (const char *at = text; at < stop; at++) {
			is_quoted ^= *at == '"';
			count += !is_quoted && *at == separators[i];
		}
		if (count > best) {
			best = count;
			reader.separator = separators[i];
		}
	}
	return reader;
}

/* Behind any apostrophes stands what begins a formula. */
static bool
is_formula(const char *cell)
{
	cell += strspn(cell, "'");
	return *cell != '\0' && strchr("=+-@\t\r", *cell) != NULL;
}

void
csv_add(struct buf *out, const char *cell, char separator)
{
	bool needs_quotes = strpbrk(cell, "\"\r\n;,\t") != NULL ||
	    strchr(cell, separator) != NULL;

	if (needs_quotes)
		buf_add_char(out, '"');
	if (is_formula(cell))
		buf_add_char(out, '\'');
	for (; *cell != '\0'; cell++) {
		if (*cell == '"')
			buf_add_char(out, '"');
		buf_add_char(out, *cell);
	}
	if (needs_quotes)
		buf_add_char(out, '"');
}

const char *
csv_plain(const char *cell)
{
	return *cell == '\'' && is_formula(cell) ? cell + 1 : cell;
}
