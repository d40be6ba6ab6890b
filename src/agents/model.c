/*
 * model.c - builds requests for chat completions.
 *
 * SPDX-License-Identifier: ISC
 */
#include "agents/model.h"

#include "base/buf.h"
#include "base/check.h"
#include "base/json.h"
#include "base/text.h"

enum { TEXT_BYTES_MAX = 128 << 10 };

static void
add_item(struct json_object *array, struct json_object *item)
{
	check(json_object_array_add(array, item) == 0);
}

static struct json_object *
add_message(struct json_object *messages, const char *role)
{
	struct json_object *message = json_object_new_object();

	json_add_text(message, "role", role);
	add_item(messages, message);
	return message;
}

static void
add_part(struct json_object *parts, const char *type, struct json_object *value)
{
	struct json_object *part = json_object_new_object();

	json_add_text(part, "type", type);
	json_add(part, type, value);
	add_item(parts, part);
}

/* The text and the pictures of a member's messages. */
static struct json_object *
parts_of(const char *text, const struct model_message *messages, size_t count)
{
	struct json_object *parts = json_object_new_array();

	if (text[0] != '\0')
		add_part(parts, "text", json_object_new_string(text));
	for (size_t at = 0; at < count; at++) {
		struct json_object *image;

		if (messages[at].image == NULL)
			continue;
		image = json_object_new_object();
		json_add_text(image, "url", messages[at].image);
		add_part(parts, "image_url", image);
	}
	return parts;
}

/* Adds the messages of one side that begin at index; returns their number. */
static size_t
add_run(struct arena *arena, struct json_object *messages,
    const struct model_prompt *prompt, size_t index)
{
	const struct model_message *first = &prompt->messages[index];
	struct buf content = buf_new(arena, TEXT_BYTES_MAX);
	struct json_object *message;
	bool has_image = false;
	size_t count = 0;

	for (;
	     index + count < prompt->count && first[count].role == first->role;
	     count++) {
		if (content.len > 0 && !text_is_empty(first[count].text))
			buf_add_char(&content, '\n');
		if (first[count].text != NULL)
			buf_add(&content, first[count].text);
		has_image |= first[count].image != NULL;
	}
	check(!content.overflowed);
	message = add_message(
	    messages, first->role == MODEL_MEMBER ? "user" : "assistant");
	if (has_image)
		json_add(message, "content",
		    parts_of(buf_text(&content), first, count));
	else
		json_add_text(message, "content", buf_text(&content));
	return count;
}

/* Adds what begins at index; returns the number of messages that it took. */
static size_t
add_next(struct arena *arena, struct json_object *messages,
    const struct model_prompt *prompt, size_t index)
{
	const struct model_message *next = &prompt->messages[index];
	struct json_object *message;

	switch (next->role) {
	case MODEL_CALLS:
		add_item(messages, json_object_get(next->verbatim));
		return 1;
	case MODEL_TOOL:
		message = add_message(messages, "tool");
		json_add_text(message, "tool_call_id", next->call_id);
		json_add_text(message, "content", next->text);
		return 1;
	default:
		return add_run(arena, messages, prompt, index);
	}
}

static void
add_tools(struct arena *arena, struct json_object *request,
    const struct model_prompt *prompt)
{
	struct json_object *tools = json_object_new_array();

	json_add(request, "tools", tools);
	for (size_t at = 0; at < prompt->tool_count; at++) {
		const struct model_tool *offered = &prompt->tools[at];
		struct json_object *tool = json_object_new_object();
		struct json_object *function = json_object_new_object();
		struct json_object *parameters;
		size_t wrong_at;

		check(json_read(arena, offered->parameters,
		    strlen(offered->parameters), &parameters, &wrong_at));
		json_add_text(tool, "type", "function");
		json_add(tool, "function", function);
		json_add_text(function, "name", offered->name);
		json_add_text(function, "description", offered->description);
		json_add(function, "parameters", json_object_get(parameters));
		add_item(tools, tool);
	}
}

const char *
model_request(
    struct arena *arena, const struct model_prompt *prompt, size_t *len)
{
	struct json_object *request = json_new_object(arena);
	struct json_object *messages = json_object_new_array();
	size_t index = 0;

	json_add_text(request, "model", prompt->model);
	json_add(request, "messages", messages);
	json_add_int(request, "max_tokens", prompt->tokens_max);
	json_add_text(
	    add_message(messages, "system"), "content", prompt->system);
	while (index < prompt->count &&
	    prompt->messages[index].role != MODEL_MEMBER)
		index++;
	while (index < prompt->count)
		index += add_next(arena, messages, prompt, index);
	if (prompt->tool_count > 0)
		add_tools(arena, request, prompt);
	return json_write(arena, request, len);
}

/* The member's last message: what follows it are calls and their results. */
static size_t
last_question(struct json_object *messages)
{
	size_t at = json_length(messages);

	while (at > 0 &&
	    !text_is_equal(
		json_text_at(json_item(messages, at - 1), "role"), "user"))
		at--;
	return at == 0 ? 0 : at - 1;
}

const char *
model_request_shorter(struct task *task, const char *request, size_t *len)
{
	struct json_object *value;
	struct json_object *messages;
	size_t last;

	check(json_parse(task, request, strlen(request), &value));
	messages = json_at(value, "messages");
	last = last_question(messages);
	if (last <= 1)
		return NULL;
	check(json_object_array_del_idx(messages, 1, last - 1) == 0);
	return json_write(task->arena, value, len);
}

const char *
model_request_other_limit(struct task *task, const char *request, size_t *len)
{
	struct json_object *value;
	int64_t tokens_max;

	check(json_parse(task, request, strlen(request), &value));
	if (!json_int(json_at(value, "max_tokens"), &tokens_max))
		return NULL;
	json_object_object_del(value, "max_tokens");
	json_add_int(value, "max_completion_tokens", tokens_max);
	return json_write(task->arena, value, len);
}
