/*
 * model_chunk.c - accumulates text and calls of a stream, event by event.
 *
 * SPDX-License-Identifier: ISC
 */
#include "agents/model_chunk.h"

#include "base/check.h"
#include "base/json_syntax.h"
#include "base/text.h"

enum { ARGUMENTS_BYTES_MAX = 64 << 10, KEPT_BYTES_MAX = 16 << 10 };

/* A copy of value as JSON that outlives the event; NULL when it is too long. */
static const char *
kept(struct model_stream *stream, struct json_object *value, size_t max)
{
	const char *text = json_object_to_json_string_ext(
	    value, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE);

	return strlen(text) > max ? NULL : arena_copy(stream->arena, text);
}

static bool
is_object_text(const char *text)
{
	size_t wrong_at;

	return text != NULL && text[0] == '{' &&
	    text[strlen(text) - 1] == '}' &&
	    json_syntax(text, strlen(text), JSON_DEPTH_MAX, &wrong_at);
}

static struct model_piece *
last_piece(struct model_stream *stream)
{
	return stream->piece_count == 0
	    ? NULL
	    : &stream->pieces[stream->piece_count - 1];
}

/* The newest with this index: a server that counts wrongly has several. */
static struct model_piece *
piece_at(struct model_stream *stream, int64_t index)
{
	for (size_t at = stream->piece_count; at > 0; at--)
		if (stream->pieces[at - 1].index == index)
			return &stream->pieces[at - 1];
	return NULL;
}

/* Does what comes belong to another call, though the index says it is this?
 * Some servers number every call 0, or none. */
static bool
is_another(const struct model_piece *piece, const char *id, const char *name,
    const char *arguments)
{
	if (!text_is_empty(id) && piece->id != NULL &&
	    !text_is_equal(id, piece->id))
		return !text_is_empty(name) || arguments[0] == '{';
	if (!text_is_empty(id) && text_is_equal(id, piece->id))
		return false;
	if (piece->arguments.len == 0 ||
	    (text_is_empty(name) && arguments[0] != '{'))
		return false;
	return is_object_text(buf_text(&piece->arguments)) &&
	    !text_is_equal(buf_text(&piece->arguments), arguments) &&
	    (arguments[0] == '{' ||
		(!text_is_empty(name) && arguments[0] == '\0'));
}

static struct model_piece *
piece_new(struct model_stream *stream, int64_t index, const char *name)
{
	struct model_piece *piece = &stream->pieces[stream->piece_count];

	if (stream->piece_count == MODEL_CALLS_MAX)
		return NULL;
	*piece = (struct model_piece){ .index = index,
		.name = arena_copy(stream->arena, name),
		.arguments = buf_new(stream->arena, ARGUMENTS_BYTES_MAX) };
	stream->piece_count++;
	return piece;
}

/* A name comes once, again with each piece, or in pieces. */
static void
take_name(
    struct model_stream *stream, struct model_piece *piece, const char *name)
{
	if (text_is_empty(name) || text_is_equal(name, piece->name))
		return;
	if (text_is_empty(piece->name))
		piece->name = arena_copy(stream->arena, name);
	else if (piece->arguments.len == 0)
		piece->name = arena_printf(
		    stream->arena, "%.128s%.128s", piece->name, name);
}

static const char *
arguments_of(struct json_object *function)
{
	struct json_object *arguments = json_at(function, "arguments");

	if (json_object_is_type(arguments, json_type_object))
		return json_object_to_json_string_ext(arguments,
		    JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE);
	return json_text(arguments) == NULL ? "" : json_text(arguments);
}

static struct model_piece *
piece_for(struct model_stream *stream, struct json_object *delta,
    const char *name, const char *arguments)
{
	const char *id = json_text_at(delta, "id");
	struct model_piece *piece;
	int64_t index = -1;
	const char *former;

	if (!json_int(json_at(delta, "index"), &index))
		index = -1;
	piece = index < 0 ? last_piece(stream) : piece_at(stream, index);
	if (piece != NULL && !is_another(piece, id, name, arguments))
		return piece;
	former = piece == NULL ? "" : piece->name;
	return piece_new(stream, index, text_is_empty(name) ? former : name);
}

static void
take_call(struct model_stream *stream, struct json_object *delta)
{
	struct json_object *function = json_at(delta, "function");
	const char *id = json_text_at(delta, "id");
	const char *name, *arguments;
	struct model_piece *piece;

	if (!json_object_is_type(delta, json_type_object))
		return;
	if (function == NULL)
		function = delta;
	name = json_text_at(function, "name");
	arguments = arguments_of(function);
	piece = piece_for(stream, delta, name, arguments);
	if (piece == NULL)
		return;
	if (!text_is_empty(id) && piece->id == NULL)
		piece->id = arena_copy(stream->arena, id);
	take_name(stream, piece, name);
	if (json_at(delta, "extra_content") != NULL)
		piece->extra = kept(
		    stream, json_at(delta, "extra_content"), KEPT_BYTES_MAX);
	/* Some say all of it again at the end. */
	if (!text_is_equal(buf_text(&piece->arguments), arguments) ||
	    !is_object_text(arguments))
		buf_add(&piece->arguments, arguments);
}

static void
take_calls(struct model_stream *stream, struct json_object *calls)
{
	if (json_object_is_type(calls, json_type_object))
		take_call(stream, calls);
	for (size_t at = 0; at < json_length(calls); at++)
		take_call(stream, json_item(calls, at));
}

static void
take_message(struct model_stream *stream, struct json_object *message)
{
	bool is_cut = false;
	const char *text = model_content_text(
	    stream->arena, json_at(message, "content"), &is_cut);
	const char *refusal = json_text_at(message, "refusal");

	if (text != NULL)
		buf_add(&stream->text, text);
	if (!text_is_empty(refusal))
		stream->refusal = arena_printf(stream->arena, "%s%.2000s",
		    stream->refusal == NULL ? "" : stream->refusal, refusal);
	take_calls(stream, json_at(message, "tool_calls"));
	if (json_at(message, "function_call") != NULL)
		take_call(stream, json_at(message, "function_call"));
}

/* A piece, or with servers that send the whole each time, all of it once. */
static void
take_choice(struct model_stream *stream, struct json_object *choice)
{
	struct json_object *delta = json_at(choice, "delta");
	struct json_object *message = json_at(choice, "message");
	const char *reason = json_text_at(choice, "finish_reason");
	int64_t index = 0;

	if (json_int(json_at(choice, "index"), &index) && index != 0)
		return;
	if (!text_is_empty(reason))
		stream->reason = arena_copy(stream->arena, reason);
	if (delta != NULL)
		take_message(stream, delta);
	else if (message != NULL && stream->text.len == 0 &&
	    stream->piece_count == 0)
		take_message(stream, message);
	else if (json_text_at(choice, "text") != NULL)
		buf_add(&stream->text, json_text_at(choice, "text"));
	if (json_at(choice, "error") != NULL)
		stream->error = kept(stream, choice, KEPT_BYTES_MAX);
}

/* Lines as Ollama's own protocol has them. */
static void
take_native(struct model_stream *stream, struct json_object *event)
{
	static const char *const counts[] = { "prompt_eval_count",
		"eval_count" };
	const char *reason = json_text_at(event, "done_reason");

	take_message(stream, json_at(event, "message"));
	if (json_text_at(event, "response") != NULL)
		buf_add(&stream->text, json_text_at(event, "response"));
	if (!json_is_true(json_at(event, "done")))
		return;
	stream->is_done = true;
	stream->reason =
	    arena_copy(stream->arena, reason == NULL ? "stop" : reason);
	stream->usage = kept(stream, event, KEPT_BYTES_MAX);
	if (json_at(event, counts[0]) == NULL &&
	    json_at(event, counts[1]) == NULL)
		stream->usage = NULL;
}

static void
take_facts(struct model_stream *stream, struct json_object *event)
{
	struct json_object *usage = json_at(event, "usage");
	const char *model = json_text_at(event, "model");

	if (usage == NULL)
		usage = json_at(event, "x_groq", "usage");
	if (json_object_is_type(usage, json_type_object))
		stream->usage = kept(stream, usage, KEPT_BYTES_MAX);
	if (!text_is_empty(model) && stream->model == NULL)
		stream->model = text_prefix(stream->arena, model, 200);
}

static bool
is_event(struct json_object *event)
{
	static const char *const names[] = { "choices", "message", "response",
		"error", "done", "type", "object", "usage" };

	for (size_t at = 0; at < ARRAY_LENGTH(names); at++)
		if (json_path(event,
			(const char *const[]){ names[at], NULL }) != NULL)
			return true;
	return false;
}

void
model_stream_take(struct model_stream *stream, struct json_object *event)
{
	struct json_object *choices = json_at(event, "choices");
	struct json_object *response = json_at(event, "response");

	if (model_error_is_told(event))
		stream->error = kept(stream, event, KEPT_BYTES_MAX);
	take_facts(stream, event);
	stream->has_begun |= is_event(event);
	for (size_t at = 0; at < json_length(choices); at++)
		take_choice(stream, json_item(choices, at));
	if (choices == NULL &&
	    (json_at(event, "done") != NULL ||
		json_at(event, "message", "content") != NULL))
		take_native(stream, event);
	if (json_at(response, "output") != NULL &&
	    json_text_at(response, "status") != NULL &&
	    !text_is_equal(json_text_at(response, "status"), "in_progress"))
		stream->whole = kept(stream, response, 1 << 20);
}

static void
add_calls(struct model_stream *stream, struct json_object *message)
{
	struct json_object *calls = json_object_new_array();

	json_add(message, "tool_calls", calls);
	for (size_t at = 0; at < stream->piece_count; at++) {
		struct model_piece *piece = &stream->pieces[at];
		struct json_object *call = json_object_new_object();
		struct json_object *function = json_object_new_object();
		const char *arguments = buf_text(&piece->arguments);

		check(json_object_array_add(calls, call) == 0);
		json_add_text(call, "id", piece->id);
		json_add(call, "function", function);
		json_add_text(function, "name", piece->name);
		/* Too much of it is none that could be understood. */
		json_add_text(
		    function, "arguments", arguments == NULL ? "{" : arguments);
		if (piece->extra != NULL)
			json_add(call, "extra_content",
			    json_tokener_parse(piece->extra));
	}
}

static const char *
reason_of(const struct model_stream *stream)
{
	if (stream->text.overflowed)
		return "length";
	if (stream->reason != NULL)
		return stream->reason;
	return stream->is_done ? "stop" : "length";
}

/* The text up to where it grew too long. */
static const char *
text_of(const struct model_stream *stream)
{
	return stream->text.data == NULL ? "" : stream->text.data;
}

struct json_object *
model_stream_answer(struct model_stream *stream)
{
	struct json_object *answer, *choices, *choice, *message;

	if (stream->whole != NULL)
		return json_keep(
		    stream->arena, json_tokener_parse(stream->whole));
	if (!stream->has_begun)
		return NULL;
	if (stream->error != NULL)
		return json_keep(
		    stream->arena, json_tokener_parse(stream->error));
	answer = json_new_object(stream->arena);
	choices = json_object_new_array();
	choice = json_object_new_object();
	message = json_object_new_object();
	json_add_text(answer, "model", stream->model);
	json_add(answer, "choices", choices);
	check(json_object_array_add(choices, choice) == 0);
	json_add_text(choice, "finish_reason", reason_of(stream));
	json_add(choice, "message", message);
	json_add_text(message, "role", "assistant");
	json_add_text(message, "content", text_of(stream));
	json_add_text(message, "refusal", stream->refusal);
	if (stream->piece_count > 0)
		add_calls(stream, message);
	if (stream->usage != NULL)
		json_add(answer, "usage", json_tokener_parse(stream->usage));
	return answer;
}
