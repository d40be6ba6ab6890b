/*
 * fuzz_model_answer.c - whatever an endpoint answers, what would be sent is
 * text of bounded length, or nothing.
 *
 * The first byte chooses the status.
 *
 * SPDX-License-Identifier: ISC
 */
#include "agents/agent.h"
#include "agents/model.h"
#include "agents/split.h"
#include "base/check.h"
#include "base/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

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

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const int statuses[] = { 200, 400, 401, 404, 429, 500 };
	struct arena *arena = arena_create(4096, 64 << 20);
	struct task task = { .arena = arena, .id = "fuzz", .what = "fuzz" };
	struct http_response response = { .outcome = HTTP_ANSWERED,
		.content_type = "",
		.should_retry = "",
		.error = "",
		.retry_after_ms = -1 };
	struct model_answer answer;

	if (size == 0) {
		arena_free(arena);
		return 0;
	}
	response.status = statuses[data[0] % ARRAY_LENGTH(statuses)];
	response.body =
	    arena_copy_bytes(arena, (const char *)data + 1, size - 1);
	response.body_len = size - 1;
	answer = model_answer_read(&task, &response);
	check(answer.verdict != MODEL_UNSET && answer.complaint != NULL);
	check(!task_has_failed(&task));
	if (answer.verdict == MODEL_ANSWERED)
		check_answer(arena, &answer);
	arena_free(arena);
	return 0;
}
