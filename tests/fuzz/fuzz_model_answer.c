/*
 * fuzz_model_answer.c - whatever an endpoint answers, what would be sent is
 * text of bounded length, or nothing.
 *
 * The first byte chooses the status, whether tools were offered, and whether a
 * stream is said to come.
 *
 * SPDX-License-Identifier: ISC
 */
#include "agents/agent.h"
#include "agents/model.h"
#include "agents/split.h"
#include "base/check.h"
#include "base/json.h"
#include "base/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { TEXT_BYTES_MAX = 64 << 10 };

static void
check_answer(struct arena *arena, const struct model_answer *answer)
{
	static const struct prompt_config studio = { "", "", "", "", "", "", "",
		"12 EUR", "", "", "", "", "" };
	enum { UNITS_MAX = 160, PARTS_MAX = 5 };
	struct answer_scene scene = { .studio = &studio };
	struct answer_finding finding;
	const char *const *parts;
	const char *text;

	check(answer->text[0] != '\0');
	finding =
	    answer_judge(arena, persona_agent.rules, &scene, answer->text);
	text = finding.text;
	check((text == NULL) == (finding.rule != NULL));
	if (text == NULL)
		return;
	parts = split_text(arena, text, UNITS_MAX, PARTS_MAX);
	for (size_t at = 0; parts[at] != NULL; at++) {
		check(at < PARTS_MAX);
		check(text_utf16_units(parts[at]) <= UNITS_MAX);
		check(text_is_utf8(parts[at], strlen(parts[at])));
	}
}

/* Each call can be answered: its id is its own, its arguments are an object,
 * and the message that is sent back has it. */
static void
check_calls(struct task *task, const struct model_answer *answer)
{
	struct json_object *sent = json_at(answer->verbatim, "tool_calls");

	check(answer->call_count > 0);
	check(answer->call_count <= MODEL_CALLS_MAX);
	check(json_length(sent) == answer->call_count);
	for (size_t at = 0; at < answer->call_count; at++) {
		const struct model_call *call = &answer->calls[at];
		struct json_object *value;

		check(call->id[0] != '\0' && call->name != NULL);
		check(text_is_equal(
		    json_text_at(json_item(sent, at), "id"), call->id));
		for (size_t other = 0; other < at; other++)
			check(
			    !text_is_equal(answer->calls[other].id, call->id));
		if (call->arguments == NULL)
			continue;
		check(json_parse(
		    task, call->arguments, strlen(call->arguments), &value));
		check(json_object_is_type(value, json_type_object));
	}
}

static struct model_answer
read_answer(struct task *task, unsigned choice, const char *body, size_t len)
{
	static const int statuses[] = { 200, 400, 401, 404, 429, 500 };
	static const struct model_tool offered[] = { { "f", "F", "{}" },
		{ "get_class_schedule", "Classes", "{}" } };
	struct http_response response = { .outcome = HTTP_ANSWERED,
		.status = statuses[(choice & 0x3f) % ARRAY_LENGTH(statuses)],
		.body = body,
		.body_len = len,
		.content_type = (choice & 0x40) != 0 ? "text/event-stream" : "",
		.should_retry = "",
		.error = "",
		.retry_after_ms = -1 };

	if ((choice & 0x80) == 0)
		return model_answer_read(task, &response);
	return model_answer_read_offered(
	    task, &response, offered, ARRAY_LENGTH(offered));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena;
	struct task task = { .id = "fuzz", .what = "fuzz" };
	struct model_answer answer;

	if (size == 0)
		return 0;
	arena = arena_create(4096, 64 << 20);
	task.arena = arena;
	answer = read_answer(&task, data[0],
	    arena_copy_bytes(arena, (const char *)data + 1, size - 1),
	    size - 1);
	check(answer.verdict != MODEL_UNSET && answer.complaint != NULL);
	check(!task_has_failed(&task));
	check(answer.text == NULL || strlen(answer.text) <= TEXT_BYTES_MAX);
	if (answer.verdict == MODEL_CALLS_TOOLS)
		check_calls(&task, &answer);
	if (answer.verdict == MODEL_ANSWERED)
		check_answer(arena, &answer);
	arena_free(arena);
	return 0;
}
