/*
 * model_case.c - compares what is read of an answer with what is wanted.
 *
 * SPDX-License-Identifier: ISC
 */
#include "model_case.h"

#include "base/json.h"
#include "base/text.h"

static const char *
quoted(struct arena *arena, const char *text)
{
	char *copy = arena_copy(arena, text);

	for (char *at = copy; at != NULL && *at != '\0'; at++)
		if (*at == '\'')
			*at = '"';
	return copy;
}

static const char *
calls_text(struct arena *arena, const struct model_answer *answer)
{
	struct buf buf = buf_new(arena, 1 << 20);

	for (size_t at = 0; at < answer->call_count; at++)
		buf_printf(&buf, "%s%s %s", at == 0 ? "" : " | ",
		    answer->calls[at].name,
		    answer->calls[at].arguments == NULL
			? "?"
			: answer->calls[at].arguments);
	return answer->call_count == 0 ? NULL : buf_text(&buf);
}

/* Every call can be answered: ids differ, and what is sent back has them all
 * with arguments that are JSON. */
static void
check_verbatim(struct task *task, const struct model_answer *answer)
{
	struct json_object *calls = json_at(answer->verbatim, "tool_calls");

	ck_assert_uint_eq(json_length(calls), answer->call_count);
	ck_assert_str_eq(json_text_at(answer->verbatim, "role"), "assistant");
	for (size_t at = 0; at < answer->call_count; at++) {
		struct json_object *call = json_item(calls, at);
		const char *arguments =
		    json_text_at(call, "function", "arguments");
		struct json_object *value;

		ck_assert_str_eq(
		    json_text_at(call, "id"), answer->calls[at].id);
		ck_assert_str_eq(json_text_at(call, "type"), "function");
		ck_assert_uint_gt(
		    strlen(json_text_at(call, "function", "name")), 0);
		ck_assert(
		    json_parse(task, arguments, strlen(arguments), &value));
		for (size_t other = 0; other < at; other++)
			ck_assert_str_ne(
			    answer->calls[at].id, answer->calls[other].id);
	}
}

void
model_case_check(const struct model_case *wanted)
{
	struct arena *arena = arena_create(1 << 16, 64 << 20);
	struct task task = new_task(arena);
	struct http_response response = { .outcome = HTTP_ANSWERED,
		.status = wanted->status == 0 ? 200 : wanted->status,
		.body = quoted(arena, wanted->body),
		.body_len = strlen(wanted->body),
		.content_type = wanted->type == NULL ? "" : wanted->type,
		.retry_after_ms = -1,
		.should_retry = "",
		.error = "" };
	struct model_answer answer = wanted->offers_tools
	    ? model_answer_read_offered(&task, &response, NULL, 0)
	    : model_answer_read(&task, &response);
	const char *calls = calls_text(arena, &answer);

	ck_assert_msg(answer.verdict == wanted->verdict, "%s: verdict %d, %s",
	    wanted->body, (int)answer.verdict, answer.complaint);
	ck_assert_msg(text_is_equal(answer.text, quoted(arena, wanted->text)),
	    "%s: %s", wanted->body, answer.text);
	ck_assert_msg(text_is_equal(calls, quoted(arena, wanted->calls)),
	    "%s: %s", wanted->body, calls);
	if (wanted->tokens != 0)
		ck_assert_int_eq(
		    answer.prompt_tokens + answer.completion_tokens,
		    wanted->tokens);
	ck_assert_msg(answer.is_cut == wanted->is_cut, "%s", wanted->body);
	ck_assert(!task_has_failed(&task));
	ck_assert_ptr_nonnull(answer.complaint);
	if (answer.call_count > 0)
		check_verbatim(&task, &answer);
	arena_free(arena);
}
