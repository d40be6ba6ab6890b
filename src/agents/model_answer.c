/*
 * model_answer.c - judges what an endpoint answers, whatever that is.
 *
 * SPDX-License-Identifier: ISC
 */
#include "agents/model.h"

#include "base/buf.h"
#include "base/json.h"
#include "base/text.h"

enum { TEXT_BYTES_MAX = 64 << 10, COMPLAINT_CHARACTERS_MAX = 300 };

/* What an error body says; "" where it says nothing. */
struct model_error {
	const char *code;
	const char *type;
	const char *param;
	const char *message;
};

static struct model_answer
verdict(enum model_verdict verdict, const char *complaint)
{
	return (struct model_answer){
		.verdict = verdict, .retry_after_ms = -1, .complaint = complaint
	};
}

static struct model_answer
down(enum model_verdict what, const char *complaint)
{
	struct model_answer answer = verdict(what, complaint);

	answer.is_down = true;
	return answer;
}

static const char *
text_or_empty(struct arena *arena, struct json_object *value)
{
	const char *text = json_text_or_int(arena, value);

	return text == NULL ? "" : text;
}

/* {"error": {...}}, {"error": "..."}, {"message": "..."} or anything. */
static struct model_error
error_read(struct task *task, struct json_object *body)
{
	struct json_object *error = json_at(body, "error");
	struct arena *arena = task->arena;
	struct model_error read = { "", "", "", "" };

	if (error == NULL)
		error = body;
	if (json_text(error) != NULL) {
		read.message = json_text(error);
	} else {
		read.code = text_or_empty(arena, json_at(error, "code"));
		read.type = text_or_empty(arena, json_at(error, "type"));
		read.param = text_or_empty(arena, json_at(error, "param"));
		read.message = text_or_empty(arena, json_at(error, "message"));
	}
	return read;
}

/* NULL for what is no JSON. */
static struct json_object *
body_read(struct task *task, const struct http_response *response)
{
	struct json_object *body = NULL;

	if (!json_parse(task, response->body, response->body_len, &body)) {
		task_forgive(task);
		return NULL;
	}
	return body;
}

static const char *
complaint_of(struct arena *arena, int status, const struct model_error *error)
{
	return arena_printf(arena, "HTTP %d %s %s %s", status, error->type,
	    error->code,
	    text_prefix(arena, error->message, COMPLAINT_CHARACTERS_MAX));
}

static bool
is_quota(const struct model_error *error)
{
	return text_is_equal(error->code, "insufficient_quota") ||
	    text_is_equal(error->type, "insufficient_quota");
}

static bool
is_too_long(const struct model_error *error)
{
	return text_is_equal(error->code, "context_length_exceeded") ||
	    strstr(error->message, "maximum context length") != NULL;
}

static bool
is_other_limit(const struct model_error *error)
{
	return text_is_equal(error->param, "max_tokens") ||
	    strstr(error->message, "max_completion_tokens") != NULL;
}

static bool
may_retry(const struct http_response *response)
{
	int status = response->status;

	if (text_is_equal_nocase(response->should_retry, "false"))
		return false;
	return text_is_equal_nocase(response->should_retry, "true") ||
	    status == 408 || status == 409 || status == 429 || status >= 500;
}

static struct model_answer
judge_failure(struct task *task, const struct http_response *response)
{
	struct model_error error = error_read(task, body_read(task, response));
	int status = response->status;
	struct model_answer answer =
	    verdict(MODEL_FAILED, complaint_of(task->arena, status, &error));

	answer.is_down = status == 408 || status >= 500;
	if (is_quota(&error) || status == 401 || status == 402 ||
	    status == 403 || status == 404) {
		answer.is_down = true;
		answer.needs_operator = true;
		return answer;
	}
	if (may_retry(response)) {
		answer.verdict = MODEL_AGAIN;
		answer.retry_after_ms = response->retry_after_ms;
	} else if (is_too_long(&error) || status == 413) {
		answer.verdict = MODEL_TOO_LONG;
	} else if (status == 400 && is_other_limit(&error)) {
		answer.verdict = MODEL_OTHER_LIMIT;
	}
	return answer;
}

/* Content is a string, null, or an array of parts of which the texts count. */
static const char *
content_text(struct arena *arena, struct json_object *content)
{
	struct buf buf = buf_new(arena, TEXT_BYTES_MAX);

	if (json_text(content) != NULL)
		return json_text(content);
	for (size_t at = 0; at < json_length(content); at++) {
		struct json_object *part = json_item(content, at);
		const char *type = json_text_at(part, "type");
		const char *text = json_text(part) != NULL
		    ? json_text(part)
		    : json_text_at(part, "text");

		if (text != NULL &&
		    (type == NULL || text_is_equal(type, "text") ||
			text_is_equal(type, "output_text")))
			buf_add(&buf, text);
	}
	return buf.overflowed ? "" : buf_text(&buf);
}

static int32_t
tokens_at(struct json_object *usage, const char *name)
{
	int64_t tokens = 0;

	if (!json_int(json_path(usage, (const char *const[]){ name, NULL }),
		&tokens) ||
	    tokens < 0 || tokens > INT32_MAX / 4)
		return 0;
	return (int32_t)tokens;
}

/* A choice without usable words says why. */
static struct model_answer
judge_choice(struct task *task, struct json_object *choice)
{
	struct json_object *message = json_at(choice, "message");
	const char *reason = json_text_at(choice, "finish_reason");
	const char *text =
	    content_text(task->arena, json_at(message, "content"));
	struct model_answer answer = verdict(MODEL_ANSWERED, "");

	if (json_length(json_at(message, "tool_calls")) > 0)
		return verdict(MODEL_SAYS_NOTHING,
		    "called a tool though none was offered");
	if (!text_is_empty(json_text_at(message, "refusal")))
		return verdict(MODEL_SAYS_NOTHING, "refused to answer");
	if (text_is_equal(reason, "content_filter"))
		return verdict(MODEL_SAYS_NOTHING, "was stopped by a filter");
	answer.text = text_trim(task->arena, text);
	if (answer.text[0] == '\0')
		return verdict(MODEL_SAYS_NOTHING, "said nothing");
	answer.is_cut = text_is_equal(reason, "length");
	return answer;
}

static struct model_answer
judge_success(struct task *task, const struct http_response *response)
{
	struct json_object *body = body_read(task, response);
	struct json_object *choice = json_item(json_at(body, "choices"), 0);
	struct json_object *usage = json_at(body, "usage");
	struct model_answer answer;

	if (body == NULL)
		return down(MODEL_FAILED, "the answer is no JSON");
	if (json_at(body, "error") != NULL) {
		struct model_error error = error_read(task, body);

		answer = down(MODEL_AGAIN,
		    complaint_of(task->arena, response->status, &error));
		answer.retry_after_ms = response->retry_after_ms;
		return answer;
	}
	if (json_at(choice, "message") == NULL)
		return down(MODEL_FAILED, "the answer has no message");
	answer = judge_choice(task, choice);
	answer.model = json_text_at(body, "model");
	answer.prompt_tokens = tokens_at(usage, "prompt_tokens");
	answer.completion_tokens = tokens_at(usage, "completion_tokens");
	return answer;
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
