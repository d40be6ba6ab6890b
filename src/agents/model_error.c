/*
 * model_error.c - understands the errors of many providers.
 *
 * SPDX-License-Identifier: ISC
 */
#include "agents/model_read.h"
#include "base/text.h"

enum { COMPLAINT_CHARACTERS_MAX = 300, SAID_CHARACTERS_MAX = 2000 };

/* What an error body says; "" where it says nothing. */
struct model_error {
	const char *code;
	const char *type;
	const char *param;
	const char *message;
	const char *said; /* all of it in lower case, to look for words */
	bool is_moderated;
};

static struct json_object *
first_of(struct json_object *value)
{
	return json_object_is_type(value, json_type_array) ? json_item(value, 0)
							   : value;
}

/* Not null, false, "", 0 or {}. */
static bool
is_something(struct json_object *value)
{
	switch (json_object_get_type(value)) {
	case json_type_null:
		return false;
	case json_type_object:
		return json_object_object_length(value) > 0;
	case json_type_array:
		return is_something(json_item(value, 0));
	case json_type_string:
		return json_text(value)[0] != '\0';
	default:
		return json_object_get_boolean(value) != 0;
	}
}

/* The part of a body that is about the error. */
static struct json_object *
error_of(struct json_object *body)
{
	static const char *const names[] = { "error", "errors", "detail" };
	struct json_object *choice;

	body = first_of(body);
	if (json_object_is_type(json_at(body, "message"), json_type_object))
		body = json_at(body, "message");
	for (size_t at = 0; at < ARRAY_LENGTH(names); at++) {
		struct json_object *error = json_at(body, names[at]);

		if (is_something(error))
			return first_of(error);
	}
	choice = json_item(json_at(body, "choices"), 0);
	if (is_something(json_at(choice, "error")))
		return json_at(choice, "error");
	return body;
}

static const char *
first_text(
    struct arena *arena, struct json_object *object, const char *const *names)
{
	for (; *names != NULL; names++) {
		struct json_object *value =
		    json_path(object, (const char *const[]){ *names, NULL });
		const char *text = json_text_or_int(arena, value);

		if (!text_is_empty(text))
			return text;
	}
	return "";
}

static const char *
message_of(struct arena *arena, struct json_object *error)
{
	static const char *const names[] = { "message", "msg", "Message",
		"detail", "error", "error_description", "reason", NULL };

	if (json_text(error) != NULL)
		return json_text(error);
	if (is_something(json_at(error, "base_resp")))
		return first_text(arena, json_at(error, "base_resp"),
		    (const char *const[]){ "status_msg", NULL });
	return first_text(arena, error, names);
}

static struct model_error
error_read(struct arena *arena, struct json_object *body)
{
	struct json_object *error = error_of(body);
	struct json_object *data =
	    json_text(error) != NULL ? first_of(body) : error;
	struct json_object *metadata = json_at(error, "metadata");
	const char *raw = json_text_at(metadata, "raw");
	const char *place = json_text(json_item(json_at(error, "loc"), 1));
	struct model_error read = {
		.code = first_text(
		    arena, data, (const char *const[]){ "code", NULL }),
		.type = first_text(arena, data,
		    (const char *const[]){ "type", "status", "__type", NULL }),
		.param = first_text(
		    arena, data, (const char *const[]){ "param", NULL }),
		.message = message_of(arena, error),
		.is_moderated = is_something(json_at(metadata, "reasons")) ||
		    is_something(json_at(metadata, "flagged_input")),
	};

	if (read.param[0] == '\0' && place != NULL)
		read.param = place;
	read.said = text_lower(arena,
	    text_prefix(arena,
		arena_printf(arena, "%s %s %s %s %s", read.code, read.type,
		    read.param, read.message, raw == NULL ? "" : raw),
		SAID_CHARACTERS_MAX));
	return read;
}

/* For the log: without what the provider quotes of the request. */
static const char *
complaint_of(struct arena *arena, int status, const struct model_error *error)
{
	return arena_printf(arena, "HTTP %d %s %s %s", status,
	    text_prefix(arena, error->type, 64),
	    text_prefix(arena, error->code, 64),
	    text_prefix(arena, error->message, COMPLAINT_CHARACTERS_MAX));
}

static bool
says_one_of(const struct model_error *error, const char *const *words)
{
	for (; *words != NULL; words++)
		if (strstr(error->said, *words) != NULL)
			return true;
	return false;
}
#define SAYS(error, ...)                                                       \
	says_one_of(error, (const char *const[]){ __VA_ARGS__, NULL })

static bool
is_quota(const struct model_error *error)
{
	return SAYS(error, "insufficient_quota", "billing_not_active",
	    "billing_hard_limit_reached", "insufficient_balance",
	    "insufficient balance", "exceeded_current_quota_error",
	    "insufficient_credits", "account_deactivated");
}

static bool
is_too_long(const struct model_error *error)
{
	return SAYS(error, "context_length_exceeded", "maximum context length",
	    "exceed_context_size", "maximum prompt length",
	    "available context size", "prompt is too long", "input is too long",
	    "exceed context limit", "exceeds the maximum number of tokens",
	    "context window", "reduce the length", "max_new_tokens` must be",
	    "string_above_max_length", "request too large",
	    "reduce your message size", "input length and");
}

static bool
is_other_limit(const struct model_error *error)
{
	return SAYS(error, "max_tokens", "max_completion_tokens") &&
	    SAYS(error, "unsupported", "not supported", "unrecognized",
		"unknown", "extra inputs", "not permitted", "unexpected",
		"use 'max_completion_tokens'");
}

static bool
is_refused(const struct model_error *error)
{
	return SAYS(error, "support", "n't support", "not enabled",
	    "unrecognized", "unknown", "extra inputs", "not permitted",
	    "requires --", "not available", "not a multimodal",
	    "missing data required", "must be a string", "not allowed");
}

/* A complaint about what was sent with a call is none about tools. */
static bool
is_no_tools(const struct model_error *error)
{
	return SAYS(error, "tools", "tool use", "tool call", "tool_choice",
		   "tool choice", "function call") &&
	    !SAYS(error, "tool_call_id", "must be followed by",
		"invalid schema", "parallel", "tool_use_failed") &&
	    is_refused(error);
}

static bool
is_no_images(const struct model_error *error)
{
	return (SAYS(error, "image", "multimodal", "vision") &&
		   is_refused(error) &&
		   !SAYS(error, "image format", "image type", "mime",
		       "unsupported image", "image size")) ||
	    SAYS(error, "content must be a string",
		"content : value must be a string");
}

static bool
is_for_operator(int status, const struct model_error *error)
{
	if (error->is_moderated)
		return false;
	return status == 401 || status == 402 || status == 403 ||
	    status == 404 || is_quota(error) ||
	    SAYS(error, "api key", "api_key", "model_not_found",
		"model not exist", "invalid model", "invalid_model",
		"not a valid model");
}

static bool
may_retry(int status, const struct model_error *error,
    const struct http_response *response)
{
	if (text_is_equal_nocase(response->should_retry, "false"))
		return false;
	return text_is_equal_nocase(response->should_retry, "true") ||
	    status == 408 || status == 409 || status == 425 || status == 429 ||
	    status == 498 || status >= 500 || SAYS(error, "tool_use_failed");
}

/* What asking otherwise may help against. */
static enum model_verdict
judge_request(int status, const struct model_error *error)
{
	bool is_about_request = status == 400 || status == 404 ||
	    status == 405 || status == 415 || status == 422 || status == 500 ||
	    status == 501;

	if (status == 413 || (status != 429 && is_too_long(error)))
		return MODEL_TOO_LONG;
	if (!is_about_request)
		return MODEL_UNSET;
	if (is_no_images(error))
		return MODEL_NO_IMAGES;
	if (is_no_tools(error))
		return MODEL_NO_TOOLS;
	if (is_other_limit(error))
		return MODEL_OTHER_LIMIT;
	return MODEL_UNSET;
}

struct model_answer
model_error_judge(struct task *task, int status, struct json_object *body,
    const struct http_response *response)
{
	struct model_error error = error_read(task->arena, body);
	struct model_answer answer = { .verdict = judge_request(status, &error),
		.retry_after_ms = -1,
		.complaint = complaint_of(task->arena, status, &error) };

	if (answer.verdict != MODEL_UNSET)
		return answer;
	answer.verdict = MODEL_FAILED;
	answer.is_down = status == 408 || status >= 500;
	if (is_for_operator(status, &error)) {
		answer.is_down = true;
		answer.needs_operator = true;
	} else if (may_retry(status, &error, response)) {
		answer.verdict = MODEL_AGAIN;
		answer.retry_after_ms = response->retry_after_ms;
	}
	return answer;
}

bool
model_error_is_told(struct json_object *body)
{
	static const char *const names[] = { "error", "errors", "detail" };
	struct json_object *object = first_of(body);
	struct json_object *choice = json_item(json_at(object, "choices"), 0);

	for (size_t at = 0; at < ARRAY_LENGTH(names); at++)
		if (is_something(json_at(object, names[at])))
			return true;
	if (is_something(json_at(choice, "error")) ||
	    text_is_equal(json_text_at(object, "object"), "error"))
		return true;
	/* vLLM, gateways and the like: the error is the body itself. */
	return choice == NULL &&
	    (json_text_at(object, "message") != NULL ||
		json_text_at(object, "msg") != NULL ||
		is_something(json_at(object, "base_resp")));
}

int
model_error_status(struct json_object *body)
{
	struct json_object *error = error_of(body);
	static const char *const names[] = { "code", "status", "status_code",
		"http_code" };
	int64_t status;

	for (size_t at = 0; at < ARRAY_LENGTH(names); at++)
		if (json_int(json_at(error, names[at]), &status) &&
		    status >= 400 && status < 600)
			return (int)status;
	if (json_int(json_at(first_of(body), "code"), &status) &&
	    status >= 400 && status < 600)
		return (int)status;
	return 500;
}
