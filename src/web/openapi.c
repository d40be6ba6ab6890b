/*
 * openapi.c - the route tables as an OpenAPI 3.1 document.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/record.h"
#include "web/route.h"
#include "web/router.h"

/* A document in the making. */
struct openapi {
	struct arena *arena;
	struct json_object *paths;
	struct json_object *schemas;
};

/* A new object as the member name of parent, which owns it. */
static struct json_object *
add_object(struct json_object *parent, const char *name)
{
	struct json_object *child = json_object_new_object();

	json_add(parent, name, child);
	return child;
}

static void
add_element(struct json_object *array, struct json_object *element)
{
	json_object_array_add(array, element);
}

static struct json_object *
reference(struct openapi *doc, const char *name)
{
	struct json_object *schema = json_object_new_object();

	json_add_text(schema, "$ref",
	    arena_printf(doc->arena, "#/components/schemas/%s", name));
	return schema;
}

/* Adds the schema of record once; its name says the direction. */
static const char *
schema_of(struct openapi *doc, const struct record *record,
    enum shape_kind kind, enum record_direction direction)
{
	const char *name = record->name;
	struct json_object *schema;

	if (direction == RECORD_IN)
		name = arena_printf(doc->arena, "%s_%s", record->name,
		    kind == SHAPE_PART ? "part" : "in");
	if (json_object_object_get_ex(doc->schemas, name, NULL))
		return name;
	schema = record_schema(doc->arena, record, direction);
	if (kind == SHAPE_PART)
		json_object_object_del(schema, "required");
	json_add(doc->schemas, name, json_object_get(schema));
	return name;
}

static struct json_object *
typed(const char *type)
{
	struct json_object *schema = json_object_new_object();

	json_add_text(schema, "type", type);
	return schema;
}

/* {"items": [...], "next": id or null} */
static struct json_object *
list_schema(struct openapi *doc, const char *item)
{
	struct json_object *schema = typed("object");
	struct json_object *members = add_object(schema, "properties");
	struct json_object *items = typed("array");
	struct json_object *next = json_object_new_object();
	struct json_object *types = json_object_new_array();
	struct json_object *required = json_object_new_array();

	json_add(items, "items", reference(doc, item));
	json_add(members, "items", items);
	add_element(types, json_object_new_string("string"));
	add_element(types, json_object_new_string("integer"));
	add_element(types, json_object_new_string("null"));
	json_add(next, "type", types);
	json_add_text(
	    next, "description", "after of the next page, null on the last");
	json_add(members, "next", next);
	add_element(required, json_object_new_string("items"));
	add_element(required, json_object_new_string("next"));
	json_add(schema, "required", required);
	return schema;
}

static struct json_object *
content_of(struct openapi *doc, const struct shape *shape,
    enum record_direction direction)
{
	struct json_object *content = json_object_new_object();
	struct json_object *media;
	const char *name;

	if (shape->kind == SHAPE_RAW) {
		media = add_object(content, shape->media_type);
		add_object(media, "schema");
		return content;
	}
	name = schema_of(doc, shape->record, shape->kind, direction);
	media = add_object(content, "application/json");
	json_add(media, "schema",
	    shape->kind == SHAPE_MANY ? list_schema(doc, name)
				      : reference(doc, name));
	return content;
}

static void
add_parameter(struct json_object *parameters, const char *name,
    const char *place, struct json_object *schema)
{
	struct json_object *parameter = json_object_new_object();

	json_add_text(parameter, "name", name);
	json_add_text(parameter, "in", place);
	if (strcmp(place, "path") == 0)
		json_add_bool(parameter, "required", true);
	json_add(parameter, "schema", schema);
	add_element(parameters, parameter);
}

static struct json_object *
number_schema(int64_t least, int64_t most, int64_t fallback)
{
	struct json_object *schema = typed("integer");

	json_add_int(schema, "minimum", least);
	json_add_int(schema, "maximum", most);
	json_add_int(schema, "default", fallback);
	return schema;
}

static void
add_parameters(struct openapi *doc, struct json_object *operation,
    const struct route *route)
{
	struct json_object *parameters = json_object_new_array();
	const char *at = route->path;
	struct pattern_part part;

	while (pattern_next(&at, &part)) {
		if (part.kind == PART_NAME)
			add_parameter(parameters,
			    arena_copy_bytes(doc->arena, part.text, part.len),
			    "path", typed("string"));
	}
	if (route->method == GET && route->gives.kind == SHAPE_MANY) {
		add_parameter(parameters, "after", "query",
		    number_schema(0, INT64_MAX, 0));
		add_parameter(
		    parameters, "limit", "query", number_schema(1, 200, 50));
	}
	json_add(operation, "parameters", parameters);
}

static void
add_reply(
    struct openapi *doc, struct json_object *replies, const struct route *route)
{
	static const struct shape page = { SHAPE_RAW, NULL, "text/html" };
	const struct shape *gives = route->page != NULL ? &page : &route->gives;
	struct json_object *reply = add_object(replies, "2XX");

	json_add_text(reply, "description", "Done");
	if (gives->kind != SHAPE_NOTHING)
		json_add(reply, "content", content_of(doc, gives, RECORD_OUT));
}

static void
add_problem(struct openapi *doc, struct json_object *replies)
{
	struct json_object *reply = add_object(replies, "default");
	struct json_object *content = add_object(reply, "content");
	struct json_object *media =
	    add_object(content, "application/problem+json");

	json_add_text(reply, "description", "A problem");
	json_add(media, "schema", reference(doc, "problem"));
}

/* One way to be let in: scheme with that scope, or none. */
static void
add_way(struct json_object *security, const char *scheme, const char *scope)
{
	struct json_object *way = json_object_new_object();
	struct json_object *scopes = json_object_new_array();

	if (scope != NULL)
		add_element(scopes, json_object_new_string(scope));
	json_add(way, scheme, scopes);
	add_element(security, way);
}

static void
add_security(struct openapi *doc, struct json_object *operation,
    const struct route *route)
{
	struct json_object *security = json_object_new_array();

	if (route->role != ROLE_PUBLIC)
		add_way(security, "bearer", NULL);
	if (route->scope != NULL)
		add_way(security, "api_key", route_scope(doc->arena, route));
	json_add(operation, "security", security);
}

/* "GET /sessions/{id}" is "get_sessions_id". */
static const char *
operation_id(struct arena *arena, const struct route *route)
{
	char *id = arena_printf(
	    arena, "%s%s", method_name(route->method), route->path);
	char *to = id;

	for (const char *from = id; *from != '\0'; from++) {
		if (*from >= 'A' && *from <= 'Z')
			*to++ = (char)(*from - 'A' + 'a');
		else if (*from == '/' || *from == '-' || *from == '.')
			*to++ = '_';
		else if (*from != '{' && *from != '}')
			*to++ = *from;
	}
	*to = '\0';
	return id;
}

static void
add_operation(struct openapi *doc, const struct route *route)
{
	struct json_object *item, *operation, *body, *replies;
	char *method = arena_copy(doc->arena, method_name(route->method));

	for (char *at = method; *at != '\0'; at++)
		*at = (char)(*at - 'A' + 'a');
	if (!json_object_object_get_ex(doc->paths, route->path, &item))
		item = add_object(doc->paths, route->path);
	/* Of two rows that differ in the page only, the JSON one is the API. */
	if (json_object_object_get_ex(item, method, NULL) &&
	    route->page != NULL)
		return;
	operation = add_object(item, method);
	json_add_text(
	    operation, "operationId", operation_id(doc->arena, route));
	json_add_text(operation, "summary", route->summary);
	add_security(doc, operation, route);
	add_parameters(doc, operation, route);
	if (route->takes.kind != SHAPE_NOTHING) {
		body = add_object(operation, "requestBody");
		json_add_bool(body, "required", true);
		json_add(
		    body, "content", content_of(doc, &route->takes, RECORD_IN));
	}
	replies = add_object(operation, "responses");
	add_reply(doc, replies, route);
	add_problem(doc, replies);
}

/* RFC 9457 with our errors. The web server, which answers for a program that
 * does not run, knows no instance. */
static void
add_problem_schema(struct json_object *schemas)
{
	static const char *const texts[] = { "type", "title", "detail",
		"instance" };
	struct json_object *schema = add_object(schemas, "problem");
	struct json_object *members, *errors, *item, *required;

	json_add_text(schema, "type", "object");
	members = add_object(schema, "properties");
	required = json_object_new_array();
	for (size_t i = 0; i < ARRAY_LENGTH(texts); i++) {
		json_add(members, texts[i], typed("string"));
		if (strcmp(texts[i], "instance") != 0)
			add_element(required, json_object_new_string(texts[i]));
	}
	json_add(members, "status", typed("integer"));
	add_element(required, json_object_new_string("status"));
	errors = typed("array");
	item = typed("object");
	json_add(errors, "items", item);
	item = add_object(item, "properties");
	json_add(item, "pointer", typed("string"));
	json_add(item, "detail", typed("string"));
	json_add(members, "errors", errors);
	json_add(schema, "required", required);
}

static void
add_schemes(struct json_object *schemes)
{
	static const struct {
		const char *name;
		const char *description;
	} ways[] = {
		{ "bearer", "Token of a person who has signed in" },
		{ "api_key",
		    "Key of a program, which needs the scopes that are named" },
	};

	for (size_t i = 0; i < ARRAY_LENGTH(ways); i++) {
		struct json_object *scheme = add_object(schemes, ways[i].name);

		json_add_text(scheme, "type", "http");
		json_add_text(scheme, "scheme", "bearer");
		json_add_text(scheme, "description", ways[i].description);
	}
}

struct json_object *
openapi_of(struct arena *arena, const struct route *const *tables)
{
	struct json_object *root = json_new_object(arena);
	struct openapi doc = { .arena = arena };
	struct json_object *info, *components;

	json_add_text(root, "openapi", "3.1.0");
	info = add_object(root, "info");
	json_add_text(info, "title", "ARIIA");
	json_add_text(info, "version", PACKAGE_VERSION);
	doc.paths = add_object(root, "paths");
	components = add_object(root, "components");
	add_schemes(add_object(components, "securitySchemes"));
	doc.schemas = add_object(components, "schemas");
	add_problem_schema(doc.schemas);
	for (; *tables != NULL; tables++) {
		for (const struct route *route = *tables; route->path != NULL;
		     route++)
			add_operation(&doc, route);
	}
	return root;
}
