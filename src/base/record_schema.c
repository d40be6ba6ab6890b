/*
 * record_schema.c - JSON Schema from field tables.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/check.h"
#include "base/record.h"
#include "base/text.h"

static struct json_object *
have(struct json_object *value)
{
	check(value != NULL);
	return value;
}

static const char *
type_name(enum field_type type)
{
	static const char *const names[] = { [TYPE_TEXT] = "string",
		[TYPE_INT64] = "integer",
		[TYPE_INT32] = "integer",
		[TYPE_BOOL] = "boolean",
		[TYPE_DOUBLE] = "number",
		[TYPE_INSTANT] = "string",
		[TYPE_JSON] = NULL };

	return names[type];
}

static bool
is_number(const struct field *field)
{
	return field->type == TYPE_INT64 || field->type == TYPE_INT32 ||
	    field->type == TYPE_DOUBLE;
}

/* Whether null may stand there: in what goes out only where the struct has a
 * way to say it, in what comes in wherever the field may be left out. */
static bool
may_be_null(const struct field *field, enum record_direction direction)
{
	if (direction == RECORD_IN)
		return (field->flags & REQUIRED) == 0;
	if ((field->flags & SECRET) != 0)
		return true;
	return !is_number(field) && field->type != TYPE_BOOL &&
	    (field->flags & REQUIRED) == 0;
}

static void
add_type(struct json_object *schema, const struct field *field,
    enum record_direction direction)
{
	const char *name = type_name(field->type);
	struct json_object *both;

	if (name == NULL)
		return;
	if (!may_be_null(field, direction)) {
		json_add_text(schema, "type", name);
		return;
	}
	both = have(json_object_new_array());
	json_object_array_add(both, have(json_object_new_string(name)));
	json_object_array_add(both, have(json_object_new_string("null")));
	json_add(schema, "type", both);
}

static void
add_choices(struct json_object *schema, const struct field *field,
    enum record_direction direction)
{
	struct json_object *choices = have(json_object_new_array());
	const char *const *choice;

	for (choice = field->choices; *choice != NULL; choice++)
		json_object_array_add(
		    choices, have(json_object_new_string(*choice)));
	if (may_be_null(field, direction))
		json_object_array_add(choices, NULL);
	json_add(schema, "enum", choices);
}

static void
add_limits(struct json_object *schema, const struct field *field)
{
	if (field->type == TYPE_TEXT && field->limit > 0)
		json_add_int(schema, "maxLength", field->limit);
	if (field->type == TYPE_TEXT && (field->flags & REQUIRED) != 0)
		json_add_int(schema, "minLength", 1);
	if (field->type == TYPE_TEXT && (field->flags & URL) != 0)
		json_add_text(schema, "format", "uri");
	if (field->type == TYPE_INSTANT)
		json_add_text(schema, "format", "date-time");
	if (!is_number(field))
		return;
	if ((field->flags & POSITIVE) != 0)
		json_add_int(schema, "minimum", 1);
	else if ((field->flags & NOT_NEGATIVE) != 0)
		json_add_int(schema, "minimum", 0);
	if (field->limit > 0)
		json_add_int(schema, "maximum", field->limit);
}

static struct json_object *
field_schema(const struct field *field, enum record_direction direction)
{
	struct json_object *schema = have(json_object_new_object());

	add_type(schema, field, direction);
	json_add_text(schema, "description", field->doc);
	if (field->choices != NULL)
		add_choices(schema, field, direction);
	/* What is in the row already may be older than the limits. */
	if (direction == RECORD_IN)
		add_limits(schema, field);
	else if (field->type == TYPE_INSTANT)
		json_add_text(schema, "format", "date-time");
	return schema;
}

/* In what goes out every field is there. */
static bool
is_required(const struct field *field, enum record_direction direction)
{
	if (direction == RECORD_OUT)
		return true;
	return (field->flags & REQUIRED) != 0 && field->fallback == NULL;
}

struct json_object *
record_schema(struct arena *arena, const struct record *record,
    enum record_direction direction)
{
	struct json_object *schema = json_new_object(arena);
	struct json_object *properties = have(json_object_new_object());
	struct json_object *required = have(json_object_new_array());
	unsigned left_out = direction == RECORD_IN ? READ_ONLY : HIDDEN;
	const struct field *field;
	size_t i;

	for (i = 0; i < record->field_count; i++) {
		field = &record->fields[i];
		if ((field->flags & left_out) != 0)
			continue;
		json_add(
		    properties, field->name, field_schema(field, direction));
		if (is_required(field, direction))
			json_object_array_add(required,
			    have(json_object_new_string(field->name)));
	}
	json_add_text(schema, "type", "object");
	json_add(schema, "properties", properties);
	json_add(schema, "required", required);
	/* Members that are READ_ONLY may be sent back as they came. */
	if (direction == RECORD_OUT)
		json_add_bool(schema, "additionalProperties", false);
	return schema;
}
