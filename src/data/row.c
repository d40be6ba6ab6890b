/*
 * row.c - rows of a result into structs, by column name.
 *
 * SPDX-License-Identifier: ISC
 */
#include "data/row.h"

#include "base/json.h"
#include "base/log.h"
#include "base/text.h"

/* A null leaves the member zero: no text, no id, not set. */
static bool
value_read(struct task *task, enum field_type type, void *member,
    const char *value, size_t len)
{
	int64_t number;

	switch (type) {
	case TYPE_TEXT:
		*(const char **)member =
		    arena_copy_bytes(task->arena, value, len);
		return true;
	case TYPE_INT64:
		return text_to_int64(value, member);
	case TYPE_INT32:
		if (!text_to_int64(value, &number) || number < INT32_MIN ||
		    number > INT32_MAX)
			return false;
		*(int32_t *)member = (int32_t)number;
		return true;
	case TYPE_BOOL:
		*(bool *)member = value[0] == 't';
		return len == 1 && (value[0] == 't' || value[0] == 'f');
	case TYPE_DOUBLE:
		return text_to_double(value, member);
	case TYPE_INSTANT:
		return instant_parse(value, member);
	case TYPE_JSON:
		return json_parse(
		    task, value, len, (struct json_object **)member);
	case TYPE_NONE:
		break;
	}
	return false;
}

static struct list *
row_refuse(struct task *task, const struct record *record, const char *column,
    const char *reason)
{
	task_forgive(task);
	log_event(task, LOG_ERROR, "database_error", "%s.%s: %s", record->name,
	    column, reason);
	return fail(task, INTERNAL, "Something went wrong on our side.");
}

static bool
row_read(struct task *task, const PGresult *result, int row,
    const struct field *const *fields, void *item, int *column)
{
	for (*column = 0; *column < PQnfields(result); (*column)++) {
		const struct field *field = fields[*column];

		if (PQgetisnull(result, row, *column))
			continue;
		if (!value_read(task, field->type, (char *)item + field->offset,
			PQgetvalue(result, row, *column),
			(size_t)PQgetlength(result, row, *column)))
			return false;
	}
	return true;
}

struct list *
row_list(struct task *task, const struct record *record, const PGresult *result)
{
	struct list *list = arena_new(task->arena, struct list);
	int columns = PQnfields(result);
	int column;
	const struct field **fields =
	    arena_array(task->arena, const struct field *, (size_t)columns + 1);

	list->record = record;
	list->count = (size_t)PQntuples(result);
	if (list->count == 0)
		return list;
	for (column = 0; column < columns; column++) {
		fields[column] = record_field(record, PQfname(result, column));
		if (fields[column] == NULL)
			return row_refuse(task, record, PQfname(result, column),
			    "the record has no such field");
	}
	list->items =
	    arena_alloc_array(task->arena, list->count, record->size_bytes);
	for (size_t row = 0; row < list->count; row++)
		if (!row_read(task, result, (int)row, fields,
			(char *)list->items + row * record->size_bytes,
			&column))
			return row_refuse(task, record, PQfname(result, column),
			    "the value does not fit the field");
	return list;
}
