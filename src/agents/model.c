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
add_message(struct json_object *messages, const char *role, const char *content)
{
	struct json_object *message = json_object_new_object();

	json_add_text(message, "role", role);
	json_add_text(message, "content", content);
	check(json_object_array_add(messages, message) == 0);
}

/* Adds the messages of one side that begin at index; returns their number. */
static size_t
add_run(struct arena *arena, struct json_object *messages,
    const struct model_prompt *prompt, size_t index)
{
	enum model_role role = prompt->messages[index].role;
	struct buf content = buf_new(arena, TEXT_BYTES_MAX);
	size_t end = index;

	for (; end < prompt->count && prompt->messages[end].role == role;
	     end++) {
		if (end > index)
			buf_add_char(&content, '\n');
		buf_add(&content, prompt->messages[end].text);
	}
	check(!content.overflowed);
	add_message(messages, role == MODEL_MEMBER ? "user" : "assistant",
	    buf_text(&content));
	return end - index;
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
	add_message(messages, "system", prompt->system);
	while (index < prompt->count &&
	    prompt->messages[index].role != MODEL_MEMBER)
		index++;
	while (index < prompt->count)
		index += add_run(arena, messages, prompt, index);
	return json_write(arena, request, len);
}

const char *
model_request_shorter(struct task *task, const char *request, size_t *len)
{
	struct json_object *value;
	struct json_object *messages;
	size_t count;

	check(json_parse(task, request, strlen(request), &value));
	messages = json_at(value, "messages");
	count = json_length(messages);
	if (count <= 2)
		return NULL;
	check(json_object_array_del_idx(messages, 1, count - 2) == 0);
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
