/*
 * member_export.c - members as a file that member_import takes again.
 *
 * SPDX-License-Identifier: ISC
 */
#include "members/member_export.h"

#include "base/json.h"
#include "base/record.h"
#include "base/text.h"

/* What spreadsheets of most of our studios take without asking. */
#define SEPARATOR ';'

/* Spreadsheets take a file for UTF-8 only with the mark in front. */
static const char mark[] = "\xef\xbb\xbf";

static bool
is_exported(const struct field *field)
{
	return (field->flags & HIDDEN) == 0;
}

static void
add_names(struct buf *out, const struct record *record)
{
	bool is_first = true;

	buf_add(out, mark);
	for (size_t i = 0; i < record->field_count; i++) {
		if (!is_exported(&record->fields[i]))
			continue;
		if (!is_first)
			buf_add_char(out, SEPARATOR);
		buf_add(out, record->fields[i].name);
		is_first = false;
	}
	buf_add(out, "\r\n");
}

static const char *
words_of(struct arena *arena, struct json_object *tags)
{
	struct buf words = buf_new(arena, 64 * 1024);

	for (size_t i = 0; i < json_length(tags); i++) {
		buf_add(&words, i > 0 ? ", " : "");
		buf_add(&words, json_text(json_item(tags, i)));
	}
	return buf_text(&words);
}

static const char *
cell_of(struct arena *arena, const struct field *field, const void *item)
{
	const char *text;
	struct json_object *tree;

	if (field->type == TYPE_JSON) {
		tree = *(struct json_object *const *)((const char *)item +
		    field->offset);
		if (json_object_is_type(tree, json_type_array) &&
		    text_is_equal(field->name, "tags"))
			return words_of(arena, tree);
	}
	text = field_text(arena, field, item);
	return text == NULL ? "" : text;
}

static void
add_row(struct arena *arena, struct buf *out, const struct record *record,
    const void *item)
{
	bool is_first = true;

	for (size_t i = 0; i < record->field_count; i++) {
		if (!is_exported(&record->fields[i]))
			continue;
		if (!is_first)
			buf_add_char(out, SEPARATOR);
		csv_add(
		    out, cell_of(arena, &record->fields[i], item), SEPARATOR);
		is_first = false;
	}
	buf_add(out, "\r\n");
}

void
member_export_header(struct buf *out)
{
	add_names(out, &member_record);
}

void
member_export_row(
    struct arena *arena, struct buf *out, const struct member *member)
{
	add_row(arena, out, &member_record, member);
}

void
row_error_export_header(struct buf *out)
{
	add_names(out, &row_error_record);
}

void
row_error_export_row(
    struct arena *arena, struct buf *out, const struct row_error *error)
{
	add_row(arena, out, &row_error_record, error);
}
