/*
 * openapi_fit.c - replies against the OpenAPI document of this build.
 *
 * SPDX-License-Identifier: ISC
 */
#include "openapi_fit.h"

static struct json_object *document;

static const char *misfit(
    struct json_object *schema, struct json_object *value, const char *where);

/* Read once; lives as long as the program. */
static struct json_object *
the_document(void)
{
	if (document == NULL)
		document = json_tokener_parse(ariia(0, "openapi"));
	return document;
}

/* "/sessions/{id}/messages" is the template of "/sessions/7/messages". */
static bool
is_template_of(const char *template, const char *path)
{
	while (*template != '\0' && *path != '\0' && *path != '?') {
		if (*template == '{') {
			template = strchr(template, '}') + 1;
			path += strcspn(path, "/?");
		} else if (*template ++ != *path++) {
			return false;
		}
	}
	return *template == '\0' && (*path == '\0' || *path == '?');
}

static struct json_object *
operation_of(const char *method, const char *path)
{
	struct json_object *paths = json_at(the_document(), "paths");
	const char *name = text_lower(e2e_arena(), method);
	struct json_object *found = NULL;

	json_object_object_foreach(paths, template, operations)
	{
		struct json_object *operation = json_at(operations, name);

		/* "/members/import" itself comes before "/members/{id}". */
		if (operation != NULL && is_template_of(template, path) &&
		    (found == NULL || !text_ends_with(template, "}")))
			found = operation;
	}
	return found;
}

/* What "$ref": "#/components/schemas/NAME" points to. */
static struct json_object *
resolved(struct json_object *schema)
{
	const char *name = json_text_at(schema, "$ref");

	if (name == NULL)
		return schema;
	return json_at(
	    the_document(), "components", "schemas", strrchr(name, '/') + 1);
}

static bool
is_of_type(const char *type, struct json_object *value)
{
	switch (json_object_get_type(value)) {
	case json_type_null:
		return text_is_equal(type, "null");
	case json_type_boolean:
		return text_is_equal(type, "boolean");
	case json_type_int:
		return text_is_equal(type, "integer") ||
		    text_is_equal(type, "number");
	case json_type_double:
		return text_is_equal(type, "number");
	case json_type_string:
		return text_is_equal(type, "string");
	case json_type_array:
		return text_is_equal(type, "array");
	case json_type_object:
		return text_is_equal(type, "object");
	}
	return false;
}

static bool
type_fits(struct json_object *type, struct json_object *value)
{
	if (type == NULL)
		return true;
	if (json_text(type) != NULL)
		return is_of_type(json_text(type), value);
	for (size_t i = 0; i < json_length(type); i++)
		if (is_of_type(json_text(json_item(type, i)), value))
			return true;
	return false;
}

static const char *
object_misfit(
    struct json_object *schema, struct json_object *value, const char *where)
{
	struct json_object *required = json_at(schema, "required");
	struct json_object *properties = json_at(schema, "properties");
	const char *complaint = NULL;

	for (size_t i = 0; i < json_length(required); i++) {
		const char *name = json_text(json_item(required, i));

		if (!json_object_object_get_ex(value, name, NULL))
			return arena_printf(
			    e2e_arena(), "%s lacks %s", where, name);
	}
	if (properties == NULL)
		return NULL;
	json_object_object_foreach(value, name, member)
	{
		struct json_object *known;

		if (complaint != NULL)
			continue;
		if (!json_object_object_get_ex(properties, name, &known))
			complaint = arena_printf(e2e_arena(),
			    "%s has %s, which is not described", where, name);
		else
			complaint = misfit(known, member,
			    arena_printf(e2e_arena(), "%s.%s", where, name));
	}
	return complaint;
}

static const char *
misfit(struct json_object *schema, struct json_object *value, const char *where)
{
	const char *complaint = NULL;

	schema = resolved(schema);
	if (!type_fits(json_at(schema, "type"), value))
		return arena_printf(e2e_arena(), "%s is %s, not %s", where,
		    json_type_to_name(json_object_get_type(value)),
		    json_object_to_json_string(json_at(schema, "type")));
	if (json_object_is_type(value, json_type_object))
		return object_misfit(schema, value, where);
	for (size_t i = 0; i < json_length(value) && complaint == NULL; i++)
		complaint =
		    misfit(json_at(schema, "items"), json_item(value, i),
			arena_printf(e2e_arena(), "%s[%zu]", where, i));
	return complaint;
}

const char *
openapi_complaint(
    const char *method, const char *path, const struct answer *answer)
{
	struct json_object *operation = operation_of(method, path);
	struct json_object *content;
	bool is_problem = answer->status >= 400;

	if (operation == NULL || answer->json == NULL)
		return NULL;
	content = json_at(
	    operation, "responses", is_problem ? "default" : "2XX", "content");
	return misfit(
	    json_at(content,
		is_problem ? "application/problem+json" : "application/json",
		"schema"),
	    answer->json, "reply");
}
