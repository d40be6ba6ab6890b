/*
 * member_row.c - a row of a file as a member.
 *
 * SPDX-License-Identifier: ISC
 */
#include "members/member_row.h"

#include "base/check.h"
#include "base/json.h"
#include "base/record.h"
#include "base/text.h"

enum { INFO_BYTES_MAX = 16000, ORIGINAL_CHARACTERS_MAX = 2000 };

/* clang-format off */
static const struct { enum member_column column; const char *field; } fields[] = {
	{ COLUMN_CUSTOMER_ID,   "customer_id" },
	{ COLUMN_MEMBER_NUMBER, "member_number" },
	{ COLUMN_FIRST_NAME,    "first_name" },
	{ COLUMN_LAST_NAME,     "last_name" },
	{ COLUMN_BIRTH_DATE,    "birth_date" },
	{ COLUMN_PHONE,         "phone" },
	{ COLUMN_EMAIL,         "email" },
	{ COLUMN_LANGUAGE,      "language" },
	{ COLUMN_MEMBER_SINCE,  "member_since" },
	{ COLUMN_NOTES,         "notes" },
};

static const struct { const char *word; bool is_true; } truths[] = {
	{ "ja", true }, { "j", true }, { "yes", true }, { "y", true },
	{ "true", true }, { "wahr", true }, { "1", true }, { "x", true }, { "t", true },
	{ "nein", false }, { "n", false }, { "no", false }, { "false", false },
	{ "falsch", false }, { "0", false }, { "-", false }, { "f", false },
};
/* clang-format on */

/* What a spreadsheet makes of a date is longer than our own. */
static const char *
day_of(struct arena *arena, enum member_column column, const char *cell)
{
	if ((column != COLUMN_BIRTH_DATE && column != COLUMN_MEMBER_SINCE) ||
	    strlen(cell) <= strlen("2026-11-22"))
		return cell;
	return text_prefix(arena, cell, strcspn(cell, " T"));
}

/* The first column of a kind that says something has the word. */
static bool
read_text(struct task *task, enum member_column column, const char *cell,
    struct member *member)
{
	for (size_t i = 0; i < ARRAY_LENGTH(fields); i++) {
		const struct field *field;

		if (fields[i].column != column)
			continue;
		field = record_field(&member_record, fields[i].field);
		check(field != NULL);
		if (field_text(task->arena, field, member) != NULL)
			return true;
		return field_read_text(
		    task, field, member, day_of(task->arena, column, cell));
	}
	return true;
}

/* "Max Mustermann" or "Mustermann, Max". */
static bool
read_full_name(struct task *task, const char *cell, struct member *member)
{
	const char *comma = strchr(cell, ','), *blank = strrchr(cell, ' ');
	struct arena *arena = task->arena;
	const char *first = "", *last = cell;

	if (comma != NULL) {
		last = arena_copy_bytes(arena, cell, (size_t)(comma - cell));
		first = comma + 1;
	} else if (blank != NULL) {
		first = arena_copy_bytes(arena, cell, (size_t)(blank - cell));
		last = blank + 1;
	}
	return read_text(task, COLUMN_FIRST_NAME, first, member) &&
	    read_text(task, COLUMN_LAST_NAME, last, member);
}

static bool
read_paused(struct task *task, const char *cell, struct row_member *out)
{
	const char *word = text_lower(task->arena, cell);

	for (size_t i = 0; i < ARRAY_LENGTH(truths); i++)
		if (text_is_equal(truths[i].word, word)) {
			out->member.is_paused = truths[i].is_true;
			out->says_paused = true;
			return true;
		}
	return fail_field(task, "#/is_paused", "must be yes or no");
}

static bool
read_object(struct task *task, const char *pointer, const char *cell,
    struct json_object **object)
{
	struct json_object *tree = NULL;
	size_t wrong_at;

	if (!json_read(task->arena, cell, strlen(cell), &tree, &wrong_at) ||
	    !json_object_is_type(tree, json_type_object))
		return fail_field(task, pointer, "is no JSON object");
	if (*object == NULL)
		*object = json_new_object(task->arena);
	json_object_object_foreach(tree, name, value)
	{
		json_add(*object, name, json_object_get(value));
	}
	return true;
}

static bool
read_extra(struct task *task, const char *name, const char *cell,
    struct member *member)
{
	if (member->additional_info == NULL)
		member->additional_info = json_new_object(task->arena);
	json_add_text(member->additional_info, name, cell);
	return true;
}

static bool
read_cell(struct task *task, const struct member_columns *columns,
    size_t number, const char *cell, struct row_member *out)
{
	struct member *member = &out->member;

	switch (columns->meanings[number]) {
	case COLUMN_UNSET:
	case COLUMN_LEFT_OUT:
		return true;
	case COLUMN_EXTRA:
		return read_extra(task, columns->names[number], cell, member);
	case COLUMN_FULL_NAME:
		return read_full_name(task, cell, member);
	case COLUMN_IS_PAUSED:
		return read_paused(task, cell, out);
	case COLUMN_PAUSE_INFO:
		return read_object(
		    task, "#/pause_info", cell, &member->pause_info);
	case COLUMN_ADDITIONAL_INFO:
		return read_object(
		    task, "#/additional_info", cell, &member->additional_info);
	case COLUMN_TAGS:
		member->tags = member_tags_of(task->arena, cell);
		return member->tags != NULL ||
		    fail_field(task, "#/tags", "are too many or too long");
	case COLUMN_CUSTOMER_ID:
	case COLUMN_MEMBER_NUMBER:
	case COLUMN_FIRST_NAME:
	case COLUMN_LAST_NAME:
	case COLUMN_BIRTH_DATE:
	case COLUMN_PHONE:
	case COLUMN_EMAIL:
	case COLUMN_LANGUAGE:
	case COLUMN_MEMBER_SINCE:
	case COLUMN_NOTES:
		return read_text(task, columns->meanings[number], cell, member);
	}
	unreachable();
}

/* Without one of these nobody could tell whom a second import means. */
static bool
has_key(struct task *task, const struct member *member)
{
	if (!text_is_empty(member->customer_id) ||
	    !text_is_empty(member->member_number) ||
	    (!text_is_empty(member->email) &&
		!text_is_empty(member->birth_date)))
		return true;
	return fail_field(task, "#/",
	    "needs a customer_id, a member_number, or both email and "
	    "birth_date");
}

static bool
is_small(struct task *task, struct json_object *info)
{
	size_t len = 0;

	if (info == NULL ||
	    (json_write(task->arena, info, &len) != NULL &&
		len <= INFO_BYTES_MAX))
		return true;
	return fail_field(task, "#/additional_info", "is longer than %d bytes",
	    INFO_BYTES_MAX);
}

static bool
read_row(struct task *task, const struct member_columns *columns,
    const struct phone_country *country, const struct csv_row *row,
    struct row_member *out)
{
	if (row->is_broken)
		return fail_field(task, "#/",
		    "has quotes that are not closed, or is too long");
	for (size_t i = 0; i < row->count; i++) {
		const char *cell =
		    text_trim(task->arena, csv_plain(row->cells[i]));

		if (*cell == '\0')
			continue;
		if (i >= columns->count)
			return fail_field(task, "#/",
			    "has more cells than there are columns");
		if (!read_cell(task, columns, i, cell, out))
			return false;
	}
	return has_key(task, &out->member) &&
	    member_check(task, &out->member, country) &&
	    is_small(task, out->member.pause_info) &&
	    is_small(task, out->member.additional_info);
}

static struct row_error
error_of(
    struct task *task, const struct csv_row *row, const struct problem *problem)
{
	const struct problem_error *wrong = problem->errors;
	const char *text = arena_copy_bytes(task->arena, row->text, row->len);

	check(wrong != NULL && text_starts_with(wrong->pointer, "#/"));
	return (struct row_error){
		.line = row->line,
		.field = wrong->pointer + 2,
		.reason = wrong->detail,
		.original =
		    text_prefix(task->arena, text, ORIGINAL_CHARACTERS_MAX),
	};
}

bool
member_row_read(struct task *task, const struct member_columns *columns,
    const struct phone_country *country, const struct csv_row *row,
    struct row_member *out, struct row_error *error)
{
	struct task trial = { .arena = task->arena, .config = task->config };

	*out = (struct row_member){ 0 };
	if (read_row(&trial, columns, country, row, out))
		return true;
	*error = error_of(task, row, trial.problem);
	return false;
}

static void
add_tree(struct json_object *object, const char *name, struct json_object *tree)
{
	if (tree != NULL)
		json_add(object, name, json_object_get(tree));
}

struct json_object *
member_row_json(const struct row_member *row, int64_t line)
{
	struct json_object *object = json_object_new_object();
	const struct member *member = &row->member;

	json_add_int(object, "line", line);
	json_add_text(object, "customer_id", member->customer_id);
	json_add_text(object, "member_number", member->member_number);
	json_add_text(object, "first_name", member->first_name);
	json_add_text(object, "last_name", member->last_name);
	json_add_text(object, "birth_date", member->birth_date);
	json_add_text(object, "phone", member->phone);
	json_add_text(object, "email", member->email);
	json_add_text(object, "language", member->language);
	json_add_text(object, "member_since", member->member_since);
	json_add_text(object, "notes", member->notes);
	if (row->says_paused)
		json_add_bool(object, "is_paused", member->is_paused);
	add_tree(object, "pause_info", member->pause_info);
	add_tree(object, "additional_info", member->additional_info);
	add_tree(object, "tags", member->tags);
	return object;
}
