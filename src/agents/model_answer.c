/*
 * model_answer.c - judges what an endpoint answers, whatever that is.
 *
 * SPDX-License-Identifier: ISC
 */
#include "agents/lenient_json.h"
#include "agents/model_read.h"
#include "base/check.h"
#include "base/text.h"

enum { MODEL_NAME_CHARACTERS_MAX = 200 };

/* An answer that came, wherever in the body it stood. */
struct said {
	struct json_object *message;
	const char *text; /* NULL: none */
	bool is_cut;
	const char *reason;
};

static struct model_answer
down(enum model_verdict verdict, const char *complaint)
{
	return (struct model_answer){ .verdict = verdict,
		.retry_after_ms = -1,
		.is_down = true,
		.complaint = complaint };
}

/* Is it a piece of a stream, or a line of Ollama's own protocol? */
static bool
is_chunk(struct json_object *body)
{
	struct json_object *choice = json_item(json_at(body, "choices"), 0);

	if (choice != NULL)
		return json_at(choice, "delta") != NULL &&
		    json_at(choice, "message") == NULL;
	return json_at(body, "done") != NULL ||
	    text_is_equal(
		json_text_at(body, "object"), "chat.completion.chunk");
}

/* NULL for what is no answer in any form. */
static struct json_object *
body_read(struct arena *arena, const struct http_response *response)
{
	const char *bytes = response->body;
	size_t len = response->body_len;
	struct json_object *body;

	if (model_stream_is_one(response))
		return model_stream_read(arena, bytes, len);
	body = lenient_json_read(arena, bytes, len);
	if (is_chunk(body))
		return model_stream_read(arena, bytes, len);
	if (json_object_is_type(body, json_type_array))
		return json_item(body, 0);
	return json_object_is_type(body, json_type_object) ? body : NULL;
}

static bool
has_calls(struct json_object *message)
{
	struct json_object *calls = json_at(message, "tool_calls");

	return json_length(calls) > 0 ||
	    json_object_is_type(calls, json_type_object) ||
	    json_at(message, "function_call", "name") != NULL;
}

static struct said
said_by_choice(struct arena *arena, struct json_object *choice)
{
	struct said said = { .message = json_at(choice, "message"),
		.reason = json_text_at(choice, "finish_reason") };

	if (said.message == NULL)
		said.message = json_at(choice, "delta");
	if (said.message != NULL)
		said.text = model_content_text(
		    arena, json_at(said.message, "content"), &said.is_cut);
	else if (json_text_at(choice, "text") != NULL)
		said.text = model_content_text(
		    arena, json_at(choice, "text"), &said.is_cut);
	return said;
}

/* The lowest index, wherever it stands in the array. */
static struct json_object *
first_choice(struct json_object *choices)
{
	struct json_object *first = json_item(choices, 0);
	int64_t lowest = INT64_MAX;

	for (size_t at = 0; at < json_length(choices); at++) {
		struct json_object *choice = json_item(choices, at);
		int64_t index;

		if (json_int(json_at(choice, "index"), &index) &&
		    index < lowest) {
			lowest = index;
			first = choice;
		}
	}
	return first;
}

/* One is asked for. Some gateways put text and calls of one answer into two
 * choices. */
static struct said
said_by_choices(struct arena *arena, struct json_object *choices)
{
	struct json_object *first = first_choice(choices);
	struct said said = said_by_choice(arena, first);

	if (has_calls(said.message))
		return said;
	for (size_t at = 0; at < json_length(choices); at++) {
		struct json_object *choice = json_item(choices, at);
		struct said other;

		if (choice == first)
			continue;
		other = said_by_choice(arena, choice);
		if (has_calls(other.message)) {
			if (text_is_empty(other.text))
				other.text = said.text;
			return other;
		}
		if (text_is_empty(said.text) && !text_is_empty(other.text))
			said = other;
	}
	return said;
}

/* The protocol "responses": an array of items of which some are calls. */
static struct said
said_by_output(struct arena *arena, struct json_object *body)
{
	struct json_object *output = json_at(body, "output");
	struct json_object *message = json_new_object(arena);
	struct json_object *calls = json_object_new_array();
	struct said said = { .message = message,
		.reason = json_text_at(body, "incomplete_details", "reason") };

	json_add(message, "tool_calls", calls);
	for (size_t at = 0; at < json_length(output); at++) {
		struct json_object *item = json_item(output, at);

		if (text_is_equal(json_text_at(item, "type"), "function_call"))
			check(json_object_array_add(
				  calls, json_object_get(item)) == 0);
	}
	said.text = model_content_text(arena, output, &said.is_cut);
	json_add_text(message, "content", said.text);
	if (text_is_equal(said.reason, "max_output_tokens"))
		said.reason = "length";
	return said;
}

static struct said
said_in(struct arena *arena, struct json_object *body)
{
	struct json_object *choices = json_at(body, "choices");
	struct said said = { NULL };

	if (json_length(choices) > 0)
		return said_by_choices(arena, choices);
	if (json_object_is_type(choices, json_type_object))
		return said_by_choice(arena, choices);
	if (json_at(body, "output") != NULL)
		return said_by_output(arena, body);
	if (json_object_is_type(json_at(body, "message"), json_type_object))
		return said_by_choice(arena, body);
	if (json_length(json_at(body, "content")) > 0) {
		/* A message by itself. */
		said.message = body;
		said.text = model_content_text(
		    arena, json_at(body, "content"), &said.is_cut);
		said.reason = json_text_at(body, "stop_reason");
	}
	return said;
}

static int32_t
tokens_at(struct json_object *body, const char *const *names)
{
	struct json_object *places[] = { json_at(body, "usage"),
		json_at(body, "x_groq", "usage"), body };

	for (size_t place = 0; place < ARRAY_LENGTH(places); place++)
		for (size_t at = 0; names[at] != NULL; at++) {
			struct json_object *value = json_path(places[place],
			    (const char *const[]){ names[at], NULL });
			double tokens =
			    value == NULL ? 0 : json_object_get_double(value);

			/* Not so for what is no number at all. */
			if (tokens >= 1 && tokens <= INT32_MAX / 4)
				return (int32_t)tokens;
		}
	return 0;
}

static uint32_t
hash(const char *bytes, size_t len)
{
	uint32_t sum = 2166136261U;

	for (size_t at = 0; at < len; at++)
		sum = (sum ^ (unsigned char)bytes[at]) * 16777619U;
	return sum;
}

/* Not answered: says why. */
static struct model_answer
says_nothing(const struct said *said)
{
	struct model_answer answer = { .verdict = MODEL_SAYS_NOTHING,
		.retry_after_ms = -1,
		.complaint = "said nothing" };

	if (!text_is_empty(json_text_at(said->message, "refusal")))
		answer.complaint = "refused to answer";
	else if (said->reason != NULL &&
	    text_starts_with(said->reason, "content_filter"))
		answer.complaint = "was stopped by a filter";
	else if (text_is_equal(said->reason, "length"))
		answer.complaint = "had no tokens left to say something";
	answer.is_cut = text_is_equal(said->reason, "length");
	return answer;
}

static bool
is_filtered(const struct said *said)
{
	return said->reason != NULL &&
	    text_starts_with(said->reason, "content_filter");
}

static struct model_answer
judge_said(struct arena *arena, const struct said *said, uint32_t seed)
{
	struct model_answer answer = {
		.verdict = MODEL_ANSWERED, .retry_after_ms = -1, .complaint = ""
	};
	const char *text = said->text;

	answer.text = text_is_empty(text) ? NULL : text_trim(arena, text);
	if (text_is_empty(answer.text))
		answer.text = NULL;
	if (said->message != NULL)
		model_calls_read(arena, said->message, seed, &answer);
	answer.is_cut = said->is_cut || text_is_equal(said->reason, "length") ||
	    text_is_equal(said->reason, "max_tokens");
	if (answer.call_count > 0)
		answer.verdict = MODEL_CALLS_TOOLS;
	else if (answer.text == NULL || is_filtered(said))
		return says_nothing(said);
	return answer;
}

static struct model_answer
judge_success(struct task *task, const struct http_response *response)
{
	struct json_object *body = body_read(task->arena, response);
	struct model_answer answer;
	struct said said;

	if (body == NULL)
		return down(MODEL_FAILED, "the answer is no JSON");
	if (model_error_is_told(body)) {
		answer = model_error_judge(
		    task, model_error_status(body), body, response);
	} else {
		said = said_in(task->arena, body);
		if (said.message == NULL && said.text == NULL)
			return down(MODEL_FAILED, "the answer has no message");
		answer = judge_said(task->arena, &said,
		    hash(response->body, response->body_len));
	}
	if (!text_is_empty(json_text_at(body, "model")))
		answer.model = text_prefix(task->arena,
		    json_text_at(body, "model"), MODEL_NAME_CHARACTERS_MAX);
	answer.prompt_tokens = tokens_at(body,
	    (const char *const[]){
		"prompt_tokens", "input_tokens", "prompt_eval_count", NULL });
	answer.completion_tokens = tokens_at(body,
	    (const char *const[]){
		"completion_tokens", "output_tokens", "eval_count", NULL });
	return answer;
}

static struct model_answer
judge_failure(struct task *task, const struct http_response *response)
{
	struct json_object *body = body_read(task->arena, response);

	return model_error_judge(task, response->status, body, response);
}

struct model_answer
model_answer_read(struct task *task, const struct http_response *response)
{
	switch (response->outcome) {
	case HTTP_ANSWERED:
		if (response->status >= 200 && response->status < 300)
			return judge_success(task, response);
		return judge_failure(task, response);
	case HTTP_NOT_SENT:
	case HTTP_UNKNOWN:
		return down(MODEL_AGAIN, response->error);
	case HTTP_OVERLONG:
		return down(MODEL_FAILED, "the answer is too long");
	case HTTP_REFUSED:
		return down(MODEL_FAILED, "the address is not allowed");
	default:
		return down(MODEL_FAILED, "no outcome");
	}
}

struct model_answer
model_answer_read_offered(struct task *task,
    const struct http_response *response, const struct model_tool *tools,
    size_t count)
{
	struct model_answer answer = model_answer_read(task, response);
	struct json_object *calls;
	struct json_object *message;

	if (answer.verdict != MODEL_ANSWERED)
		return answer;
	calls = model_syntax_read(task->arena, answer.text, tools, count);
	if (calls == NULL)
		return answer;
	message = json_new_object(task->arena);
	json_add(message, "tool_calls", json_object_get(calls));
	model_calls_read(task->arena, message,
	    hash(answer.text, strlen(answer.text)), &answer);
	answer.verdict = MODEL_CALLS_TOOLS;
	answer.text = NULL;
	return answer;
}
