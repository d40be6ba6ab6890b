/*
 * tool_schema.c - checks an object of plain values against its JSON Schema.
 *
 * SPDX-License-Identifier: ISC
 */
#include "agents/tool_schema.h"

#include "base/check.h"
#include "base/text.h"
#include "base/time.h"

/* How much of what a model wrote is repeated to it. */
enum { QUOTE_CHARACTERS_MAX = 40 };

/* A value beside its part of the schema. */
struct place {
	struct arena *arena;
	const char *name;
	struct json_object *schema;
	struct json_object *value;
};

static const char *
quote(struct arena *arena, const char *text)
{
	return text_prefix(arena, text, QUOTE_CHARACTERS_MAX);
}

static const char *
check_type(const struct place *place)
{
	static const struct {
		const char *name;
		json_type type;
		const char *words;
	} types[] = {
		{ "string", json_type_string, "a string" },
		{ "integer", json_type_int, "a whole number" },
		{ "boolean", json_type_boolean, "true or false" },
	};
	const char *wanted = json_text_at(place->schema, "type");

	for (size_t at = 0; at < ARRAY_LENGTH(types); at++)
		if (text_is_equal(types[at].name, wanted))
			return json_object_is_type(place->value, types[at].type)
			    ? NULL
			    : arena_printf(place->arena, "\"%s\" must be %s.",
				  place->name, types[at].words);
	unreachable();
}

static const char *
check_enum(const struct place *place)
{
	struct json_object *allowed = json_at(place->schema, "enum");
	const char *list = "";

	for (size_t at = 0; at < json_length(allowed); at++) {
		struct json_object *item = json_item(allowed, at);

		if (json_object_equal(item, place->value))
			return NULL;
		list = arena_printf(place->arena, "%s%s\"%s\"", list,
		    at == 0 ? "" : ", ", json_text(item));
	}
	return arena_printf(
	    place->arena, "\"%s\" must be one of %s.", place->name, list);
}

static int64_t
limit(const struct place *place, const char *keyword)
{
	int64_t number;
	bool is_number = json_int(json_at(place->schema, keyword), &number);

	check(is_number);
	return number;
}

static const char *
check_minimum(const struct place *place)
{
	int64_t least = limit(place, "minimum");

	if (json_object_get_int64(place->value) >= least)
		return NULL;
	return arena_printf(place->arena,
	    "\"%s\" must be at least %" PRId64 ".", place->name, least);
}

static const char *
check_maximum(const struct place *place)
{
	int64_t most = limit(place, "maximum");

	if (json_object_get_int64(place->value) <= most)
		return NULL;
	return arena_printf(place->arena, "\"%s\" must be at most %" PRId64 ".",
	    place->name, most);
}

static const char *
check_length(const struct place *place)
{
	int64_t most = limit(place, "maxLength");

	if ((int64_t)text_characters(json_text(place->value)) <= most)
		return NULL;
	return arena_printf(place->arena,
	    "\"%s\" must have at most %" PRId64 " characters.", place->name,
	    most);
}

static const char *
check_least_length(const struct place *place)
{
	int64_t least = limit(place, "minLength");

	if ((int64_t)text_characters(json_text(place->value)) >= least)
		return NULL;
	return arena_printf(place->arena,
	    "\"%s\" must have at least %" PRId64 " characters.", place->name,
	    least);
}

/* "2026-11-24" or "2026-11-24T18:00:00+01:00", with a bracketed zone or not. */
static const char *
check_format(const struct place *place)
{
	static const char date[] = "2026-11-24";
	const char *text = json_text(place->value);
	bool is_date =
	    text_is_equal(json_text_at(place->schema, "format"), "date");
	struct instant instant;

	if (is_date && strlen(text) == sizeof(date) - 1 &&
	    instant_parse(
		arena_printf(place->arena, "%sT00:00:00Z", text), &instant))
		return NULL;
	if (!is_date && strlen(text) > sizeof(date) &&
	    text[sizeof(date) - 1] == 'T' && instant_parse(text, &instant))
		return NULL;
	return arena_printf(place->arena, "\"%s\" must look like %s.",
	    place->name, is_date ? date : "2026-11-24T18:00:00+01:00");
}

static const char *
check_nothing(const struct place *place not_used)
{
	return NULL;
}

/* The type comes first: the others rely on it. */
static const struct keyword {
	const char *name;
	const char *(*complain)(const struct place *place);
	const char *type; /* for which it may stand; NULL: any */
	json_type of;     /* what the keyword's own value must be */
} keywords[] = {
	{ "type", check_type, NULL, json_type_string },
	{ "enum", check_enum, "string", json_type_array },
	{ "minimum", check_minimum, "integer", json_type_int },
	{ "maximum", check_maximum, "integer", json_type_int },
	{ "minLength", check_least_length, "string", json_type_int },
	{ "maxLength", check_length, "string", json_type_int },
	{ "format", check_format, "string", json_type_string },
	{ "description", check_nothing, NULL, json_type_string },
};

static const char *
check_value(const struct place *place)
{
	for (size_t at = 0; at < ARRAY_LENGTH(keywords); at++) {
		const char *complaint =
		    json_at(place->schema, keywords[at].name) == NULL
		    ? NULL
		    : keywords[at].complain(place);

		if (complaint != NULL)
			return complaint;
	}
	return NULL;
}

static bool
is_required(struct json_object *schema, const char *name)
{
	struct json_object *required = json_at(schema, "required");

	for (size_t at = 0; at < json_length(required); at++)
		if (text_is_equal(json_text(json_item(required, at)), name))
			return true;
	return false;
}

static bool
is_left_out(struct json_object *value)
{
	return value == NULL || text_is_equal(json_text(value), "");
}

/* Takes out what is there in name only, so that nobody has to look again. */
static void
tidy(struct arena *arena, struct json_object *schema,
    struct json_object *arguments)
{
	size_t count = (size_t)json_object_object_length(arguments);
	const char **names = arena_array(arena, const char *, count);
	size_t named = 0;

	json_object_object_foreach(arguments, name, value)
	{
		if (is_left_out(value) &&
		    json_at(schema, "properties", name) != NULL &&
		    !is_required(schema, name))
			names[named++] = arena_copy(arena, name);
	}
	while (named > 0)
		json_object_object_del(arguments, names[--named]);
}

static bool
is_digits(const char *text)
{
	return text != NULL && strspn(text, "0123456789") == strlen(text);
}

/* Models send "5" and 5.0 for 5, and "true" for true. What is meant must be
 * beyond doubt, and nobody behind this sees what it was. */
static void
convert(struct json_object *arguments, const char *name, const char *type)
{
	struct json_object *value = json_at(arguments, name);
	const char *text = json_text(value);
	int64_t number;

	if (text_is_equal(type, "integer") &&
	    (is_digits(text) || json_object_is_type(value, json_type_double)) &&
	    json_int(value, &number))
		json_add_int(arguments, name, number);
	else if (text_is_equal(type, "boolean") &&
	    (text_is_equal(text, "true") || text_is_equal(text, "false")))
		json_add_bool(arguments, name, text_is_equal(text, "true"));
}

static void
convert_all(struct json_object *properties, struct json_object *arguments)
{
	json_object_object_foreach(properties, name, schema)
	{
		convert(arguments, name, json_text_at(schema, "type"));
	}
}

static const char *
list_of_names(struct arena *arena, struct json_object *properties)
{
	const char *list = "";

	json_object_object_foreach(properties, name, schema)
	{
		(void)schema;
		list = arena_printf(arena, "%s%s\"%s\"", list,
		    list[0] == '\0' ? "" : ", ", name);
	}
	return list[0] == '\0' ? "none" : list;
}

const char *
tool_schema_complaint(struct arena *arena, struct json_object *schema,
    struct json_object *arguments)
{
	struct json_object *properties = json_at(schema, "properties");
	struct json_object *required = json_at(schema, "required");

	if (!json_object_is_type(arguments, json_type_object))
		return "The arguments must be one JSON object.";
	tidy(arena, schema, arguments);
	convert_all(properties, arguments);
	for (size_t at = 0; at < json_length(required); at++) {
		const char *name = json_text(json_item(required, at));

		if (is_left_out(json_at(arguments, name)))
			return arena_printf(arena, "\"%s\" is required.", name);
	}
	json_object_object_foreach(arguments, name, value)
	{
		struct place place = { arena, name, json_at(properties, name),
			value };
		const char *complaint;

		if (place.schema == NULL)
			return arena_printf(arena,
			    "There is no parameter \"%s\"; there are: %s. "
			    "Member and studio are those of the conversation "
			    "and can not be chosen.",
			    quote(arena, name),
			    list_of_names(arena, properties));
		complaint = check_value(&place);
		if (complaint != NULL)
			return complaint;
	}
	return NULL;
}

static const struct keyword *
keyword_find(const char *name)
{
	for (size_t at = 0; at < ARRAY_LENGTH(keywords); at++)
		if (text_is_equal(keywords[at].name, name))
			return &keywords[at];
	return NULL;
}

/* A number without bounds, a text without an end or a word that nobody checks
 * would let a model's whim through. */
static const char *
flaw_of_property(
    struct arena *arena, const char *name, struct json_object *schema)
{
	const char *type = json_text_at(schema, "type");

	if (type == NULL || json_at(schema, "description") == NULL)
		return arena_printf(
		    arena, "%s needs a type and a description", name);
	if (text_is_equal(type, "integer") &&
	    (json_at(schema, "minimum") == NULL ||
		json_at(schema, "maximum") == NULL))
		return arena_printf(
		    arena, "%s needs minimum and maximum", name);
	if (text_is_equal(type, "string") &&
	    json_at(schema, "maxLength") == NULL &&
	    json_at(schema, "enum") == NULL)
		return arena_printf(arena, "%s needs maxLength or enum", name);
	json_object_object_foreach(schema, word, value)
	{
		const struct keyword *keyword = keyword_find(word);

		if (keyword == NULL ||
		    !json_object_is_type(value, keyword->of) ||
		    (keyword->type != NULL &&
			!text_is_equal(keyword->type, type)))
			return arena_printf(
			    arena, "%s: %s is not checked here", name, word);
	}
	return NULL;
}

static bool
is_one_of(const char *word, const char *const *words)
{
	for (; *words != NULL; words++)
		if (text_is_equal(*words, word))
			return true;
	return false;
}

const char *
tool_schema_flaw(struct arena *arena, struct json_object *schema)
{
	static const char *const words[] = { "type", "properties", "required",
		"additionalProperties", NULL };
	static const char *const types[] = { "string", "integer", "boolean",
		NULL };
	struct json_object *properties = json_at(schema, "properties");
	struct json_object *required = json_at(schema, "required");
	struct json_object *more = json_at(schema, "additionalProperties");

	if (!text_is_equal(json_text_at(schema, "type"), "object") ||
	    !json_object_is_type(properties, json_type_object))
		return "it must be an object with properties";
	if (more == NULL || !json_object_is_type(more, json_type_boolean) ||
	    json_is_true(more))
		return "additionalProperties must be false";
	json_object_object_foreach(schema, word, ignored)
	{
		(void)ignored;
		if (!is_one_of(word, words))
			return arena_printf(
			    arena, "%s is not checked here", word);
	}
	for (size_t at = 0; at < json_length(required); at++)
		if (json_at(properties, json_text(json_item(required, at))) ==
		    NULL)
			return "required names what is no property";
	json_object_object_foreach(properties, name, property)
	{
		const char *flaw = flaw_of_property(arena, name, property);

		if (flaw == NULL &&
		    !is_one_of(json_text_at(property, "type"), types))
			flaw = arena_printf(arena, "the type of %s", name);
		if (flaw != NULL)
			return flaw;
	}
	return NULL;
}
