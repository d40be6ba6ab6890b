/*
 * record.c - structs from JSON and to JSON, as their field tables say.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/record.h"

#include "base/check.h"
#include "base/text.h"

static void *
wrong_type(struct task *task, const struct field *field, const char *wanted)
{
	return fail_field(task, arena_printf(task->arena, "#/%s", field->name),
	    "must be %s", wanted);
}

static bool
read_int(struct task *task, const struct field *field, void *out,
    struct json_object *value)
{
	int64_t number;

	if (!json_int(value, &number))
		return wrong_type(task, field, "a whole number");
	return field_read_int(task, field, out, number);
}

/* Forms have nothing but strings, so a string fits every type but TYPE_JSON. */
static bool
read_typed(struct task *task, const struct field *field, void *out,
    struct json_object *value)
{
	switch (field->type) {
	case TYPE_TEXT:
		return wrong_type(task, field, "a string");
	case TYPE_INT64:
	case TYPE_INT32:
		return read_int(task, field, out, value);
	case TYPE_BOOL:
		if (!json_object_is_type(value, json_type_boolean))
			return wrong_type(task, field, "true or false");
		*(bool *)((char *)out + field->offset) = json_is_true(value);
		return true;
	case TYPE_DOUBLE:
		if (!json_object_is_type(value, json_type_double) &&
		    !json_object_is_type(value, json_type_int))
			return wrong_type(task, field, "a number");
		return field_read_double(
		    task, field, out, json_object_get_double(value));
	case TYPE_INSTANT:
		return wrong_type(task, field, "a time as a string");
	case TYPE_JSON:
	case TYPE_NONE:
	default:
		unreachable();
	}
}

static bool
read_tree(struct task *task, const struct field *field, void *out,
    struct json_object *value)
{
	size_t len = 0;

	if (field->limit > 0 && json_write(task->arena, value, &len) != NULL &&
	    len > (uint64_t)field->limit)
		return wrong_type(task, field,
		    arena_printf(task->arena, "at most %" PRId64 " bytes",
			field->limit));
	/* The tree that came in may end before the struct does. */
	*(struct json_object **)((char *)out + field->offset) =
	    json_keep(task->arena, json_object_get(value));
	return true;
}

static bool
read_member(struct task *task, const struct field *field, void *out,
    struct json_object *value)
{
	const char *text = json_text(value);

	if (value == NULL)
		return field_read_empty(task, field, out);
	if ((field->flags & SECRET) != 0 && text_is_equal(text, RECORD_MASK))
		return true;
	if (field->type == TYPE_JSON)
		return read_tree(task, field, out, value);
	if (text != NULL)
		return field_read_text(task, field, out, text);
	return read_typed(task, field, out, value);
}

static const char *
pointer_to(struct arena *arena, const char *name)
{
	struct buf buf = buf_new(arena, 2 * strlen(name) + 2);

	buf_add(&buf, "#/");
	for (; *name != '\0'; name++) {
		if (*name == '~')
			buf_add(&buf, "~0");
		else if (*name == '/')
			buf_add(&buf, "~1");
		else
			buf_add_char(&buf, *name);
	}
	return buf_text(&buf);
}

static void
refuse_unknown(
    struct task *task, const struct record *record, struct json_object *input)
{
	struct json_object_iterator at = json_object_iter_begin(input);
	struct json_object_iterator end = json_object_iter_end(input);
	const char *name;

	for (; !json_object_iter_equal(&at, &end); json_object_iter_next(&at)) {
		name = json_object_iter_peek_name(&at);
		if (record_field(record, name) == NULL)
			fail_field(task,
			    pointer_to(task->arena,
				text_prefix(task->arena, name, 100)),
			    "is unknown");
	}
}

bool
record_read(struct task *task, const struct record *record, void *out,
    struct json_object *input, enum record_mode mode)
{
	struct json_object *value;
	const struct field *field;
	bool is_there, is_good = true;
	size_t i;

	if (!json_object_is_type(input, json_type_object))
		return fail(task, INVALID, "The input must be an object.");
	for (i = 0; i < record->field_count; i++) {
		field = &record->fields[i];
		if ((field->flags & READ_ONLY) != 0)
			continue;
		is_there =
		    json_object_object_get_ex(input, field->name, &value);
		if (!is_there && mode == RECORD_MERGE)
			continue;
		is_good &=
		    read_member(task, field, out, is_there ? value : NULL);
	}
	refuse_unknown(task, record, input);
	return is_good && !task_has_failed(task);
}

static struct json_object *
have(struct json_object *value)
{
	check(value != NULL);
	return value;
}

/* The value for the outside; belongs to the caller, NULL is null. */
static struct json_object *
value_json(struct arena *arena, const struct field *field, const void *item)
{
	const void *value = (const char *)item + field->offset;
	const char *text;

	switch (field->type) {
	case TYPE_INT64:
		return have(json_object_new_int64(*(const int64_t *)value));
	case TYPE_INT32:
		return have(json_object_new_int(*(const int32_t *)value));
	case TYPE_BOOL:
		return have(json_object_new_boolean(*(const bool *)value));
	case TYPE_DOUBLE:
		return have(json_object_new_double_s(
		    *(const double *)value, field_text(arena, field, item)));
	case TYPE_JSON:
		return json_object_get(*(struct json_object *const *)value);
	case TYPE_NONE:
	case TYPE_TEXT:
	case TYPE_INSTANT:
	default:
		text = field_text(arena, field, item);
		return text == NULL ? NULL : have(json_object_new_string(text));
	}
}

static struct json_object *
masked_json(struct arena *arena, const struct field *field, const void *item)
{
	if (text_is_empty(field_text(arena, field, item)))
		return NULL;
	return have(json_object_new_string(RECORD_MASK));
}

/* Names of a field table stay where they are and are each there once. */
enum {
	NAME_OF_TABLE =
	    JSON_C_OBJECT_ADD_KEY_IS_NEW | JSON_C_OBJECT_ADD_CONSTANT_KEY
};

static struct json_object *
item_json(struct arena *arena, const struct record *record, const void *item)
{
	struct json_object *object = have(json_object_new_object());
	struct json_object *value;
	const struct field *field;
	size_t i;

	for (i = 0; i < record->field_count; i++) {
		field = &record->fields[i];
		if ((field->flags & HIDDEN) != 0)
			continue;
		value = (field->flags & SECRET) != 0
		    ? masked_json(arena, field, item)
		    : value_json(arena, field, item);
		check(json_object_object_add_ex(
			  object, field->name, value, NAME_OF_TABLE) == 0);
	}
	return object;
}

struct json_object *
record_json(struct arena *arena, const struct record *record, const void *item)
{
	return json_keep(arena, item_json(arena, record, item));
}

struct json_object *
record_list_json(struct arena *arena, const struct list *list)
{
	struct json_object *object = json_new_object(arena);
	struct json_object *items = have(json_object_new_array());
	const struct field *id = record_field(list->record, "id");
	const char *item = list->items;
	size_t i;

	for (i = 0; i < list->count; i++)
		check(json_object_array_add(items,
			  item_json(arena, list->record,
			      item + i * list->record->size_bytes)) == 0);
	json_add(object, "items", items);
	if (!list->has_more || list->count == 0 || id == NULL)
		json_add(object, "next", NULL);
	else
		json_add(object, "next",
		    value_json(arena, id,
			item + (list->count - 1) * list->record->size_bytes));
	return object;
}
