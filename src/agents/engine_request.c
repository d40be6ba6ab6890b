/*
 * engine_request.c - keeps one request, in memory of its own size.
 *
 * SPDX-License-Identifier: ISC
 */
#include "agents/engine_request.h"

#include "base/check.h"
#include "base/config.h"
#include "base/text.h"

enum {
	ARENA_FIRST_BYTES = 256,
	REQUEST_BYTES_MAX = 16 << 20, /* with a picture */
	SAID_BYTES_MAX = 8 << 10,
	GIVEN_CHARACTERS_MAX = 6000,
	GIVEN_CHARACTERS_MIN = 200,
	ROUTE_MESSAGES_MAX = 6,
	ROUTE_CHARACTERS_MAX = 500,
	ROUTE_TOKENS_MAX = 300
};

static void
release(void *context)
{
	struct engine *engine = context;

	arena_free(engine->dialog);
	arena_free(engine->request);
	engine->dialog = NULL;
	engine->request = NULL;
}

void
engine_request_init(
    struct engine *engine, const struct engine_question *question)
{
	struct model_message *messages;

	engine->dialog = arena_create(ARENA_FIRST_BYTES, REQUEST_BYTES_MAX);
	arena_defer(engine->arena, release, engine);
	messages =
	    arena_array(engine->dialog, struct model_message, question->count);
	for (size_t at = 0; at < question->count; at++)
		messages[at] = (struct model_message){
			.role = question->messages[at].role,
			.text = arena_copy(
			    engine->dialog, question->messages[at].text),
		};
	engine->question.messages = messages;
	engine->question.image = arena_copy(engine->dialog, question->image);
}

/* The request before it is forgotten: nothing grows by what is done with. */
static void
keep(struct engine *engine, const char *body, size_t len)
{
	struct arena *arena =
	    arena_create(len + ARENA_FIRST_BYTES, 2 * REQUEST_BYTES_MAX);

	engine->call.body = arena_copy_bytes(arena, body, len);
	engine->call.body_len = len;
	arena_free(engine->request);
	engine->request = arena;
}

/* A call to the studio's model with the prompt as its body. */
static void
write_call(struct engine *engine, const struct config *config,
    struct arena *scratch, const struct model_prompt *prompt)
{
	const char *body;
	size_t len;

	body = model_request(scratch, prompt, &len);
	engine->call = model_access_call(
	    engine->arena, config, engine->question.access, body, len);
	keep(engine, body, len);
}

void
engine_request_route(
    struct engine *engine, const struct task *task, const char *system)
{
	const struct engine_question *question = &engine->question;
	struct arena *scratch =
	    arena_create(ARENA_FIRST_BYTES, REQUEST_BYTES_MAX);
	size_t count = question->count < ROUTE_MESSAGES_MAX
	    ? question->count
	    : ROUTE_MESSAGES_MAX;
	struct model_message *messages =
	    arena_array(scratch, struct model_message, count);
	struct model_prompt prompt = {
		.model = question->access->name,
		.system = system,
		.messages = messages,
		.count = count,
		.tokens_max = task->config->model_tokens_max < ROUTE_TOKENS_MAX
		    ? task->config->model_tokens_max
		    : ROUTE_TOKENS_MAX,
	};

	for (size_t at = 0; at < count; at++) {
		messages[at] = question->messages[question->count - count + at];
		messages[at].text = text_prefix(
		    scratch, messages[at].text, ROUTE_CHARACTERS_MAX);
	}
	write_call(engine, task->config, scratch, &prompt);
	arena_free(scratch);
}

struct model_tool *
engine_request_tools(
    struct arena *arena, const struct agent *agent, size_t *count)
{
	struct model_tool *told;

	*count = 0;
	while (agent->tools != NULL && agent->tools[*count] != NULL)
		(*count)++;
	told = arena_array(arena, struct model_tool, *count);
	for (size_t at = 0; at < *count; at++)
		told[at] = (struct model_tool){
			.name = agent->tools[at]->name,
			.description = agent->tools[at]->description,
			.parameters = agent->tools[at]->parameters,
		};
	return told;
}

void
engine_request_ask(
    struct engine *engine, const struct task *task, const char *system)
{
	struct engine_question *question = &engine->question;
	struct arena *scratch =
	    arena_create(ARENA_FIRST_BYTES, 4 * REQUEST_BYTES_MAX);
	bool is_looking = engine->routing.agent == &vision_agent;
	struct model_message *messages =
	    arena_array(scratch, struct model_message, question->count);
	struct model_prompt prompt = {
		.model = is_looking ? question->access->vision_name
				    : question->access->name,
		.system = system,
		.messages = messages,
		.count = question->count,
		.tokens_max = task->config->model_tokens_max,
	};

	for (size_t at = 0; at < question->count; at++)
		messages[at] = question->messages[at];
	if (is_looking && question->count > 0) {
		messages[question->count - 1].image = question->image;
		engine->picture_bytes = strlen(question->image);
	}
	if (engine->may_call)
		prompt.tools = engine_request_tools(
		    scratch, engine->routing.agent, &prompt.tool_count);
	write_call(engine, task->config, scratch, &prompt);
	arena_free(scratch);
	arena_free(engine->dialog);
	engine->dialog = NULL;
	question->messages = NULL;
	question->image = NULL;
}

static struct json_object *
parse(const struct engine *engine, struct task *scratch)
{
	struct json_object *request;

	check(json_parse(
	    scratch, engine->call.body, engine->call.body_len, &request));
	return request;
}

static void
write(struct engine *engine, struct task *scratch, struct json_object *request)
{
	size_t len;
	const char *body = json_write(scratch->arena, request, &len);

	keep(engine, body, len);
}

static struct json_object *
message_new(const char *role, const char *content)
{
	struct json_object *message = json_object_new_object();

	json_add_text(message, "role", role);
	json_add_text(message, "content", content);
	return message;
}

static void
append(struct json_object *request, struct json_object *message)
{
	check(
	    json_object_array_add(json_at(request, "messages"), message) == 0);
}

static void
put_system(struct json_object *messages, const char *system)
{
	check(json_object_array_put_idx(
		  messages, 0, message_new("system", system)) == 0);
}

/* Characters for each of count texts, so that the request stays bounded. */
static size_t
room_for(const struct engine *engine, size_t count)
{
	size_t used = engine->call.body_len - engine->picture_bytes;
	size_t room = used < ENGINE_REQUEST_BYTES_MAX
	    ? (ENGINE_REQUEST_BYTES_MAX - used) / (count == 0 ? 1 : count)
	    : 0;

	if (room < GIVEN_CHARACTERS_MIN)
		return GIVEN_CHARACTERS_MIN;
	return room < GIVEN_CHARACTERS_MAX ? room : GIVEN_CHARACTERS_MAX;
}

bool
engine_request_add_given(struct engine *engine, struct task *scratch,
    struct json_object *said, const struct engine_given *given, size_t count)
{
	struct json_object *request = parse(engine, scratch);
	size_t room = room_for(engine, count);
	size_t len;

	if (said == NULL || json_write(scratch->arena, said, &len) == NULL ||
	    len > SAID_BYTES_MAX)
		return false;
	append(request, json_object_get(said));
	for (size_t at = 0; at < count; at++) {
		struct json_object *message = message_new(
		    "tool", text_prefix(scratch->arena, given[at].text, room));

		json_add_text(message, "tool_call_id", given[at].call_id);
		append(request, message);
	}
	write(engine, scratch, request);
	return true;
}

void
engine_request_add_complaint(
    struct engine *engine, struct task *scratch, const char *complaint)
{
	struct json_object *request = parse(engine, scratch);
	struct json_object *messages = json_at(request, "messages");
	const char *system = json_text_at(json_item(messages, 0), "content");

	put_system(messages,
	    arena_printf(scratch->arena,
		"%s\n\nA draft of this answer was refused: %s", system,
		complaint));
	write(engine, scratch, request);
}

void
engine_request_drop_tools(
    struct engine *engine, struct task *scratch, const char *system)
{
	struct json_object *request = parse(engine, scratch);

	json_object_object_del(request, "tools");
	json_object_object_del(request, "tool_choice");
	put_system(json_at(request, "messages"), system);
	write(engine, scratch, request);
}

void
engine_request_end_calls(struct engine *engine, struct task *scratch)
{
	struct json_object *request = parse(engine, scratch);

	if (json_at(request, "tools") == NULL)
		return;
	json_add_text(request, "tool_choice", "none");
	write(engine, scratch, request);
}

bool
engine_request_shorten(struct engine *engine, struct task *scratch)
{
	size_t len;
	const char *body =
	    model_request_shorter(scratch, engine->call.body, &len);

	if (body == NULL)
		return false;
	keep(engine, body, len);
	return true;
}

bool
engine_request_change_limit(struct engine *engine, struct task *scratch)
{
	size_t len;
	const char *body =
	    model_request_other_limit(scratch, engine->call.body, &len);

	if (body == NULL)
		return false;
	keep(engine, body, len);
	return true;
}

const char *const *
engine_request_sources(const struct engine *engine, struct task *scratch)
{
	struct json_object *messages =
	    json_at(parse(engine, scratch), "messages");
	size_t count = json_length(messages);
	const char **sources =
	    arena_array(scratch->arena, const char *, count + 2);
	size_t length = 0;

	for (size_t at = 0; at < count; at++) {
		struct json_object *message = json_item(messages, at);
		const char *text = json_text_at(message, "content");

		if (text != NULL &&
		    text_is_equal(json_text_at(message, "role"), "tool"))
			sources[length++] = text;
	}
	if (engine->knowledge != NULL)
		sources[length++] = engine->knowledge;
	return sources;
}
