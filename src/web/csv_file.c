/*
 * csv_file.c - writes CSV files that spreadsheets open without asking.
 *
 * SPDX-License-Identifier: ISC
 */
#include "web/csv_file.h"

#include "base/csv.h"

#define SEPARATOR ';'

static const char mark[] = "\xef\xbb\xbf";

void
csv_file_begin(
    struct csv_file *file, struct buf *out, const struct record *record)
{
	bool is_first = true;

	if (file->has_begun)
		return;
	file->has_begun = true;
	buf_add(out, mark);
	for (size_t i = 0; i < record->field_count; i++) {
		if ((record->fields[i].flags & HIDDEN) != 0)
			continue;
		if (!is_first)
			buf_add_char(out, SEPARATOR);
		buf_add(out, record->fields[i].name);
		is_first = false;
	}
	buf_add(out, "\r\n");
}

void
csv_file_row(struct arena *arena, struct buf *out, const struct record *record,
    const void *item)
{
	bool is_first = true;

	for (size_t i = 0; i < record->field_count; i++) {
		const struct field *field = &record->fields[i];
		const char *text;

		if ((field->flags & HIDDEN) != 0)
			continue;
		text = field_text(arena, field, item);
		if (!is_first)
			buf_add_char(out, SEPARATOR);
		csv_add(out, text == NULL ? "" : text, SEPARATOR);
		is_first = false;
	}
	buf_add(out, "\r\n");
}

bool
csv_file_reply(
    struct request *req, const char *name, stream_fn *next, void *state)
{
	reply_header(req, "Content-Disposition",
	    arena_printf(req->task.arena, "attachment; filename=\"%s\"", name));
	return reply_stream(req, OK, "text/csv; charset=utf-8", next, state);
}
