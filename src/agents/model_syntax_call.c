/*
 * model_syntax_call.c - JSON, tags, and function calls as models write them.
 *
 * SPDX-License-Identifier: ISC
 */
#include "agents/model_syntax_call.h"

#include "agents/lenient_json.h"
#include "base/check.h"
#include "base/text.h"

enum { NAME_BYTES_MAX = 128, TEXT_BYTES_MAX = 64 << 10 };

#define BAR "\xef\xbd\x9c"
#define BLANK "\xe2\x96\x81"

static void
add(struct model_syntax *syntax, const char *name,
    struct json_object *arguments)
{
	struct json_object *call = json_object_new_object();

	json_add_text(call, "name", name);
	json_add(call, "arguments", arguments);
	check(json_object_array_add(syntax->calls, call) == 0);
}

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

/* {"name": ..., "arguments": ...} by any of the names that models use. */
static bool
add_object(struct model_syntax *syntax, struct json_object *object)
{
	static const char *const names[] = { "name", "tool_name", "tool",
		"function", "function_name", "action", "recipient_name", NULL };
	static const char *const inputs[] = { "arguments", "parameters", "args",
		"tool_input", "input", "tool_arguments", "action_input",
		"params", NULL };
	struct json_object *function = json_at(object, "function");
	struct json_object *arguments = first_member(object, inputs);
	const char *name;

	if (json_object_is_type(function, json_type_object)) {
		if (first_member(function, inputs) != NULL)
			arguments = first_member(function, inputs);
		object = function;
	}
	name = json_text(first_member(object, names));
	if (text_is_empty(name) || strlen(name) > NAME_BYTES_MAX ||
	    arguments == NULL)
		return false;
	add(syntax, name, json_object_get(arguments));
	return true;
}

static bool
add_value(struct model_syntax *syntax, struct json_object *value)
{
	static const char *const lists[] = { "tool_calls", "calls", NULL };
	struct json_object *list = first_member(value, lists);

	if (list == NULL)
		list = first_member(
		    value, (const char *const[]){ "function_call", NULL });
	if (list != NULL)
		value = list;
	if (json_object_is_type(value, json_type_object))
		return add_object(syntax, value);
	for (size_t at = 0; at < json_length(value); at++)
		if (!add_object(syntax, json_item(value, at)))
			return false;
	return json_length(value) > 0;
}

/* The JSON at syntax->at; a last bracket that is missing is not guessed. */
static struct json_object *
take_json(struct model_syntax *syntax)
{
	size_t len = lenient_json_extent(syntax->at);
	struct json_object *value;

	if (len == 0 || len > TEXT_BYTES_MAX)
		return NULL;
	value = lenient_json_read(syntax->arena, syntax->at, len);
	if (value != NULL)
		syntax->at += len;
	return value;
}

static void
skip_blanks(struct model_syntax *syntax)
{
	syntax->at += strspn(syntax->at, " \t\r\n");
}

static bool
take(struct model_syntax *syntax, const char *word)
{
	if (!text_starts_with(syntax->at, word))
		return false;
	syntax->at += strlen(word);
	return true;
}

/* Up to end (left behind), NULL when that does not come. */
static const char *
take_until(struct model_syntax *syntax, const char *end)
{
	const char *found = strstr(syntax->at, end);
	const char *text;

	if (found == NULL || found - syntax->at > TEXT_BYTES_MAX)
		return NULL;
	text = arena_copy_bytes(
	    syntax->arena, syntax->at, (size_t)(found - syntax->at));
	syntax->at = found + strlen(end);
	return text;
}

/* A value between tags: JSON if it is, else a text. */
static struct json_object *
value_of(struct arena *arena, const char *given)
{
	const char *text = text_trim(arena, given);
	struct json_object *value;
	size_t wrong_at;

	if (text_is_equal(text, "True") || text_is_equal(text, "False"))
		return json_object_new_boolean(text[0] == 'T');
	if (text_is_equal(text, "None") || text_is_equal(text, "null"))
		return NULL;
	if (json_read(arena, text, strlen(text), &value, &wrong_at) &&
	    value != NULL)
		return json_object_get(value);
	return json_object_new_string(text);
}

/* A name without what namespaces and counters some models write around it. */
static const char *
take_name(struct model_syntax *syntax)
{
	size_t len = strspn(syntax->at,
	    "abcdefghijklmnopqrstuvwxyz"
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-:");
	const char *name;
	char *colon;

	if (len == 0 || len > NAME_BYTES_MAX)
		return NULL;
	name = arena_copy_bytes(syntax->arena, syntax->at, len);
	syntax->at += len;
	if (text_starts_with(name, "functions."))
		name += strlen("functions.");
	colon = strchr(name, ':');
	if (colon != NULL)
		name = arena_copy_bytes(
		    syntax->arena, name, (size_t)(colon - name));
	return name[0] == '\0' ? NULL : name;
}

/* <tag=NAME> or <tag name="NAME" ...>; syntax->at is behind "<tag". */
static const char *
take_tag_name(struct model_syntax *syntax)
{
	const char *name, *end;

	skip_blanks(syntax);
	if (take(syntax, "name"))
		skip_blanks(syntax);
	if (!take(syntax, "="))
		return NULL;
	while (*syntax->at == '"' || *syntax->at == '\'')
		syntax->at++;
	name = take_name(syntax);
	end = strchr(syntax->at, '>');
	if (name == NULL || end == NULL)
		return NULL;
	syntax->at = end + 1;
	return name;
}

/* <parameter=key>value</parameter> and <parameter name="key">..., any number.
 */
static struct json_object *
take_parameters(struct model_syntax *syntax, const char *mark)
{
	struct json_object *arguments = json_new_object(syntax->arena);
	const char *open = arena_printf(syntax->arena, "<%sparameter", mark);
	const char *close = arena_printf(syntax->arena, "</%sparameter>", mark);

	for (skip_blanks(syntax); take(syntax, open); skip_blanks(syntax)) {
		const char *key = take_tag_name(syntax);
		const char *text =
		    key == NULL ? NULL : take_until(syntax, close);

		if (text == NULL)
			return NULL;
		json_add(arguments, key, value_of(syntax->arena, text));
	}
	return arguments;
}

/* <function=NAME>{...}</function>, <invoke name="NAME">...</invoke> and the
 * same with a mark in front of the names of tags. */
static bool
take_tags(struct model_syntax *syntax, const char *mark, const char *tag)
{
	const char *close = arena_printf(syntax->arena, "</%s%s>", mark, tag);
	struct json_object *arguments;
	const char *name;

	if (!take(syntax, arena_printf(syntax->arena, "<%s%s", mark, tag)))
		return false;
	name = take_tag_name(syntax);
	if (name == NULL)
		return false;
	skip_blanks(syntax);
	if (*syntax->at == '{')
		arguments = take_json(syntax);
	else
		arguments = take_parameters(syntax, mark);
	if (!json_object_is_type(arguments, json_type_object))
		return false;
	add(syntax, name, json_object_get(arguments));
	skip_blanks(syntax);
	syntax->has_mark = true;
	/* A stop word may have cut off the end of the last one. */
	return take(syntax, close) ||
	    (json_object_object_length(arguments) > 0 &&
		(*syntax->at == '\0' || *syntax->at == '<'));
}

/* <arg_key>k</arg_key><arg_value>v</arg_value> behind a name (GLM). */
static bool
take_pairs(struct model_syntax *syntax, const char *name)
{
	struct json_object *arguments = json_new_object(syntax->arena);

	while (take(syntax, "<arg_key>")) {
		const char *key = take_until(syntax, "</arg_key>");
		const char *text;

		skip_blanks(syntax);
		if (key == NULL || !take(syntax, "<arg_value>"))
			return false;
		text = take_until(syntax, "</arg_value>");
		if (text == NULL)
			return false;
		json_add(arguments, text_trim(syntax->arena, key),
		    value_of(syntax->arena, text));
		skip_blanks(syntax);
	}
	add(syntax, name, json_object_get(arguments));
	return true;
}

/* key="text", key=7, ... ) as in a program. */
static bool
take_keywords(struct model_syntax *syntax, const char *name)
{
	struct json_object *arguments = json_new_object(syntax->arena);

	for (skip_blanks(syntax); !take(syntax, ")"); skip_blanks(syntax)) {
		const char *key = take_name(syntax);
		const char *start;
		size_t len;

		skip_blanks(syntax);
		if (key == NULL || !take(syntax, "="))
			return false;
		skip_blanks(syntax);
		start = syntax->at;
		len = lenient_json_extent(start);
		if (*start == '"' || *start == '\'') {
			const char quote[2] = { *start, '\0' };
			const char *text;

			syntax->at++;
			text = take_until(syntax, quote);
			if (text == NULL)
				return false;
			json_add(arguments, key, json_object_new_string(text));
		} else {
			if (len == 0)
				len = strcspn(start, ",) \t\r\n");
			if (len == 0)
				return false;
			json_add(arguments, key,
			    value_of(syntax->arena,
				arena_copy_bytes(syntax->arena, start, len)));
			syntax->at = start + len;
		}
		skip_blanks(syntax);
		(void)take(syntax, ",");
	}
	add(syntax, name, json_object_get(arguments));
	return true;
}

/* What may stand between a name and its arguments. */
static const char *
skip_separators(struct model_syntax *syntax, const char *name)
{
	static const char *const separators[] = { "[ARGS]",
		"<|tool_call_argument_begin|>",
		"<" BAR "tool" BLANK "sep" BAR ">", "```json" };

	skip_blanks(syntax);
	if (take(syntax, "[CALL_ID]"))
		(void)take_name(syntax);
	for (size_t at = 0; at < ARRAY_LENGTH(separators); at++) {
		if (!take(syntax, separators[at]))
			continue;
		skip_blanks(syntax);
		/* An older form says the kind first. */
		if (at == 2 && text_is_equal(name, "function")) {
			name = take_name(syntax);
			skip_blanks(syntax);
			(void)take(syntax, "```json");
		}
	}
	skip_blanks(syntax);
	return name;
}

/* A name and its arguments, only behind a mark or in brackets. */
static bool
take_named(struct model_syntax *syntax)
{
	struct json_object *arguments;
	const char *name = take_name(syntax);

	if (name == NULL)
		return false;
	if (take(syntax, "("))
		return take_keywords(syntax, name);
	name = skip_separators(syntax, name);
	if (name == NULL)
		return false;
	if (text_starts_with(syntax->at, "<arg_key>"))
		return take_pairs(syntax, name);
	arguments = take_json(syntax);
	if (!json_object_is_type(arguments, json_type_object))
		return false;
	add(syntax, name, json_object_get(arguments));
	return true;
}

/* [name(key="text"), ...] (Llama, LFM). */
static bool
take_program(struct model_syntax *syntax)
{
	if (!take(syntax, "["))
		return false;
	do {
		const char *name;

		skip_blanks(syntax);
		name = take_name(syntax);
		if (name == NULL || !take(syntax, "(") ||
		    !take_keywords(syntax, name))
			return false;
		skip_blanks(syntax);
	} while (take(syntax, ","));
	return take(syntax, "]");
}

/* ...to=functions.NAME ...<|message|>{...} (gpt-oss). */
static bool
take_harmony(struct model_syntax *syntax)
{
	static const char to[] = "to=functions.";
	const char *message = strstr(syntax->at, "<|message|>");
	const char *name_at = strstr(syntax->at, to);
	const char *end;
	const char *name;
	struct json_object *arguments;

	if (message == NULL)
		return false;
	if (name_at == NULL || name_at > message) {
		/* Thoughts, up to the next message. */
		end = strstr(message, "<|start|>assistant");
		if (end == NULL ||
		    !text_starts_with(syntax->at, "<|channel|>analysis"))
			return false;
		syntax->at = end + strlen("<|start|>assistant");
		return true;
	}
	syntax->at = name_at + strlen(to);
	name = take_name(syntax);
	syntax->at = message + strlen("<|message|>");
	skip_blanks(syntax);
	arguments = name == NULL ? NULL : take_json(syntax);
	if (!json_object_is_type(arguments, json_type_object))
		return false;
	add(syntax, name, json_object_get(arguments));
	syntax->has_mark = true;
	return true;
}

bool
model_syntax_call(struct model_syntax *syntax)
{
	static const char deepseek[] = BAR "DSML" BAR;
	struct json_object *value;
	const char *start = syntax->at;

	if (*start == '{' || *start == '[') {
		value = take_json(syntax);
		if (value != NULL)
			return add_value(syntax, value);
		syntax->at = start;
		return take_program(syntax);
	}
	if (text_starts_with(start, "<|channel|>") ||
	    text_starts_with(start, " to=functions.") ||
	    text_starts_with(start, "to=functions."))
		return take_harmony(syntax);
	if (text_starts_with(start, "<" BAR "DSML" BAR "function_calls>") ||
	    text_starts_with(start, "</" BAR "DSML" BAR "function_calls>")) {
		syntax->at = strchr(start, '>') + 1;
		syntax->has_mark = true;
		return true;
	}
	if (*start == '<')
		return take_tags(syntax, "", "function") ||
		    take_tags(syntax, "", "invoke") ||
		    take_tags(syntax, deepseek, "invoke");
	return syntax->has_mark && take_named(syntax);
}
