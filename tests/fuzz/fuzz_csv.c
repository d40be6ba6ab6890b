/*
 * fuzz_csv.c - files of members from foreign bytes: text, rows, cells, columns
 * and what a row says of a member.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/check.h"
#include "base/json.h"
#include "base/text.h"
#include "members/member_row.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What is written is read as it was. */
static void
check_round_trip(struct arena *arena, const struct csv_row *row)
{
	struct buf out = buf_new(arena, 16 * CSV_ROW_BYTES_MAX);
	struct csv_reader reader;
	struct csv_row again;

	for (size_t i = 0; i < row->count; i++) {
		if (i > 0)
			buf_add_char(&out, ';');
		csv_add(&out, row->cells[i], ';');
	}
	if (out.len == 0 || out.len > CSV_ROW_BYTES_MAX)
		return;
	reader = csv_begin(buf_text(&out), out.len);
	reader.separator = ';';
	check(csv_next(arena, &reader, &again));
	check(!again.is_broken && again.count == row->count);
	for (size_t i = 0; i < row->count; i++)
		check(text_is_equal(csv_plain(again.cells[i]), row->cells[i]));
}

static void
check_row(struct arena *arena, const struct member_columns *columns,
    const struct csv_row *row)
{
	struct task task = { .arena = arena };
	struct row_member member;
	struct row_error error;
	size_t len;

	if (member_row_read(&task, columns, phone_country_of("de-DE"), row,
		&member, &error)) {
		struct json_object *tree =
		    json_keep(arena, member_row_json(&member, row->line));

		check(json_write(arena, tree, &len) != NULL);
	} else
		check(error.line == row->line && *error.reason != '\0');
	check(!task_has_failed(&task));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_create(4096, 1 << 30);
	struct member_columns *columns =
	    arena_new(arena, struct member_columns);
	struct csv_reader reader, skipper;
	struct csv_row row, skipped;
	size_t len = 0;
	const char *text = csv_utf8(arena,
	    arena_copy_bytes(arena, (const char *)data, size), size, &len);
	bool has_header = false;

	if (text == NULL) {
		arena_free(arena);
		return 0;
	}
	check(text_is_utf8(text, len));
	reader = skipper = csv_begin(text, len);
	while (csv_next(arena, &reader, &row)) {
		check(csv_skip(&skipper, &skipped));
		check(skipper.at == reader.at && skipper.line == reader.line);
		check(row.count <= CSV_CELLS_MAX && row.line <= reader.line);
		check_round_trip(arena, &row);
		if (!has_header &&
		    member_columns_read(arena, &row, columns) != NULL)
			check(columns->count == row.count);
		has_header = true;
		check_row(arena, columns, &row);
	}
	check(!csv_skip(&skipper, &skipped));
	arena_free(arena);
	return 0;
}
