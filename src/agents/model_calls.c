/*
 * model_calls.c - the calls of tools in an answer, and the message that is sent
 * back with their results.
 *
 * SPDX-License-Identifier: ISC
 */
#include "agents/lenient_json.h"
#include "agents/model_read.h"
#include "base/check.h"
#include "base/text.h"

enum {
	NAME_CHARACTERS_MAX = 128,
	ID_BYTES_MAX = 256,
	ARGUMENTS_BYTES_MAX = 64 << 10,
	/* A text in a text in a text is no arguments any more. */
	WRAPPINGS_MAX = 3
};

struct reader {
	struct arena *arena;
	uint32_t seed;
	struct model_answer *answer;
	struct json_object *calls; /* of the message to send back */
};

static struct json_object *
first_member(struct json_object *object, const char *const *names)
{
	for (; *names != NULL; names++) {
		struct json_object *value =
		    json_path(object, (const char *const[]){ *names, NULL });

		if (value != NULL)
			return value;
	}
	return NULL;
}

static const char *
object_text(struct arena *arena, struct json_object *object)
{
	size_t len;
	const char *text = json_write(arena, object, &len);

	return len > ARGUMENTS_BYTES_MAX ? NULL : text;
}

/* ```json around it, as models do in text. */
static const char *
without_fence(struct arena *arena, const char *text)
{
	if (!text_starts_with(text, "```"))
		return text;
	text += 3;
	while (*text >= 'a' && *text <= 'z')
		text++;
	return text_trim(arena, text);
}

static const char *arguments_of(
    struct arena *arena, struct json_object *value, unsigned wrappings);

static const char *
arguments_of_text(struct arena *arena, const char *given, unsigned wrappings)
{
	const char *text = without_fence(arena, text_trim(arena, given));
	struct json_object *value;
	size_t wrong_at;

	if (text[0] == '\0' || text_is_equal(text, "null") ||
	    text_is_equal(text, "None"))
		return "{}";
	if (strlen(text) > ARGUMENTS_BYTES_MAX || wrappings == WRAPPINGS_MAX)
		return NULL;
	if (json_read(arena, text, strlen(text), &value, &wrong_at) &&
	    json_object_is_type(value, json_type_object))
		return text;
	value = lenient_json_read(arena, text, strlen(text));
	return value == NULL ? NULL : arguments_of(arena, value, wrappings + 1);
}

/* An object as text; "{}" for nothing, NULL for something else. */
static const char *
arguments_of(struct arena *arena, struct json_object *value, unsigned wrappings)
{
	switch (json_object_get_type(value)) {
	case json_type_null:
		return "{}";
	case json_type_object:
		return object_text(arena, value);
	case json_type_array:
		/* What PHP makes of an empty object. */
		return json_length(value) == 0 ? "{}" : NULL;
	case json_type_string:
		return arguments_of_text(arena, json_text(value), wrappings);
	default:
		return NULL;
	}
}

/* Servers leave their own marks in names. */
static const char *
name_of(struct arena *arena, const char *given)
{
	static const char prefix[] = "functions.";
	const char *mark = strstr(given, "<|");

	if (mark != NULL)
		given = arena_copy_bytes(arena, given, (size_t)(mark - given));
	if (text_starts_with(given, prefix))
		given += strlen(prefix);
	return text_trim(arena, text_prefix(arena, given, NAME_CHARACTERS_MAX));
}

static bool
is_used(const struct model_answer *answer, const char *id)
{
	for (size_t at = 0; at < answer->call_count; at++)
		if (text_is_equal(answer->calls[at].id, id))
			return true;
	return false;
}

/* Nine letters and digits, because one provider wants exactly those. */
static const char *
id_of(const struct reader *reader, struct json_object *node)
{
	static const char *const names[] = { "id", "call_id", "tool_call_id",
		NULL };
	const char *id =
	    json_text_or_int(reader->arena, first_member(node, names));
	unsigned number = (unsigned)reader->answer->call_count;

	if (!text_is_empty(id) && strlen(id) <= ID_BYTES_MAX &&
	    !is_used(reader->answer, id))
		return id;
	do {
		id = arena_printf(reader->arena, "c%06x%02u",
		    reader->seed & 0xffffff, number++ % 100);
	} while (is_used(reader->answer, id));
	return id;
}

/* What providers accept as a name in a message that is sent back. */
static bool
is_sendable_name(const char *name)
{
	size_t len = strlen(name);

	return len > 0 && len <= 64 &&
	    strspn(name,
		"abcdefghijklmnopqrstuvwxyz"
		"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-") == len;
}

/* The call as it is sent back, with members of the server's own (Gemini wants
 * its signature of a thought back). */
static struct json_object *
call_to_send(struct json_object *node, const struct model_call *call)
{
	static const char *const rewritten[] = { "id", "call_id",
		"tool_call_id", "type", "index", "function", "custom", "name",
		"arguments", "parameters", "args", "input", NULL };
	struct json_object *sent = json_object_new_object();
	struct json_object *function = json_object_new_object();

	json_object_object_foreach(node, name, value)
	{
		size_t at = 0;

		while (rewritten[at] != NULL &&
		    !text_is_equal(rewritten[at], name))
			at++;
		if (rewritten[at] == NULL && value != NULL)
			json_add(sent, name, json_object_get(value));
	}
	json_add_text(sent, "id", call->id);
	json_add_text(sent, "type", "function");
	json_add(sent, "function", function);
	json_add_text(function, "name",
	    is_sendable_name(call->name) ? call->name : "unknown");
	json_add_text(function, "arguments",
	    call->arguments == NULL ? "{}" : call->arguments);
	return sent;
}

static void
add_call(struct reader *reader, struct json_object *node)
{
	static const char *const inner[] = { "function", "custom", NULL };
	static const char *const inputs[] = { "arguments", "parameters", "args",
		"input", NULL };
	struct json_object *function = first_member(node, inner);
	struct json_object *arguments;
	const char *name = json_text(function);
	struct model_call *call;

	if (!json_object_is_type(node, json_type_object) ||
	    reader->answer->call_count == MODEL_CALLS_MAX)
		return;
	if (!json_object_is_type(function, json_type_object))
		function = node;
	if (name == NULL)
		name = json_text_at(function, "name");
	arguments = first_member(function, inputs);
	if (arguments == NULL)
		arguments = first_member(node, inputs);
	call = &reader->answer->calls[reader->answer->call_count];
	*call = (struct model_call){
		.id = id_of(reader, node),
		.name = name == NULL ? "" : name_of(reader->arena, name),
		.arguments = arguments_of(reader->arena, arguments, 0),
	};
	reader->answer->call_count++;
	check(json_object_array_add(reader->calls, call_to_send(node, call)) ==
	    0);
}

static void
add_all(struct reader *reader, struct json_object *nodes)
{
	if (json_object_is_type(nodes, json_type_object))
		add_call(reader, nodes);
	for (size_t at = 0; at < json_length(nodes); at++)
		add_call(reader, json_item(nodes, at));
}

/* Parts of the content that are calls. */
static void
add_parts(struct reader *reader, struct json_object *content)
{
	static const char *const types[] = { "tool_use", "tool_call",
		"function_call", "function" };

	for (size_t at = 0; at < json_length(content); at++) {
		struct json_object *part = json_item(content, at);
		const char *type = json_text_at(part, "type");

		for (size_t index = 0; index < ARRAY_LENGTH(types); index++)
			if (text_is_equal(type, types[index]))
				add_call(reader, part);
	}
}

/* What the server said, without what is null: some refuse to read what they
 * wrote themselves. */
static struct json_object *
message_to_send(
    struct arena *arena, struct json_object *message, struct json_object *calls)
{
	struct json_object *sent = json_new_object(arena);

	json_object_object_foreach(message, name, value)
	{
		if (value != NULL && !text_is_equal(name, "tool_calls") &&
		    !text_is_equal(name, "function_call") &&
		    !text_is_equal(name, "toolCalls") &&
		    !(json_object_is_type(value, json_type_array) &&
			json_length(value) == 0))
			json_add(sent, name, json_object_get(value));
	}
	json_add_text(sent, "role", "assistant");
	if (json_at(sent, "content") == NULL) {
		if (json_object_object_get_ex(message, "content", NULL))
			json_add(sent, "content", NULL);
		else
			json_add_text(sent, "content", "");
	}
	json_add(sent, "tool_calls", json_object_get(calls));
	return sent;
}

void
model_calls_read(struct arena *arena, struct json_object *message,
    uint32_t seed, struct model_answer *answer)
{
	struct reader reader = { .arena = arena,
		.seed = seed,
		.answer = answer,
		.calls = json_new_array(arena) };

	answer->call_count = 0;
	add_all(&reader, json_at(message, "tool_calls"));
	if (answer->call_count == 0)
		add_all(&reader, json_at(message, "toolCalls"));
	if (answer->call_count == 0 &&
	    !text_is_empty(json_text_at(message, "function_call", "name")))
		add_all(&reader, json_at(message, "function_call"));
	if (answer->call_count == 0)
		add_parts(&reader, json_at(message, "content"));
	answer->verbatim = answer->call_count == 0
	    ? NULL
	    : message_to_send(arena, message, reader.calls);
}
