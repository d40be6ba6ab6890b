/*
 * fuzz_tool_arguments.c - whatever a model calls a tool with, what is stored of
 * it fits the schema, and the question about it is bounded text.
 *
 * The first byte chooses the tool.
 *
 * SPDX-License-Identifier: ISC
 */
#include "agents/tool_schema.h"
#include "agents/tools.h"
#include "base/check.h"
#include "base/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { QUESTION_BYTES_MAX = 1024 };

static const struct tool *const called[] = { &tool_cancel_booking,
	&tool_book_class, &tool_reschedule_booking, &tool_book_appointment,
	&tool_get_member_bookings, &tool_request_handoff,
	&tool_get_class_schedule, &tool_get_appointment_slots, NULL };

static void
check_question(struct arena *arena, const struct tool_result *result)
{
	struct json_object *schema;
	size_t wrong_at;
	size_t len;
	const char *text;

	check(json_read(arena, result->tool->parameters,
	    strlen(result->tool->parameters), &schema, &wrong_at));
	check(tool_schema_complaint(arena, schema, result->arguments) == NULL);
	len = strlen(result->question);
	check(len > 0 && len <= QUESTION_BYTES_MAX);
	check(text_is_utf8(result->question, len));
	check(strchr(result->question, '\n') == NULL);
	check(strstr(result->question, "://") == NULL);
	/* As it comes back from the database. */
	text = json_write(arena, result->arguments, &len);
	check(tool_call(&(struct task){ .arena = arena },
		  &(struct tool_caller){ .member_id = 1 }, called,
		  result->tool->name, text)
		  .verdict == TOOL_NEEDS_YES);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_create(4096, 64 << 20);
	struct task task = { .arena = arena, .id = "fuzz", .what = "fuzz" };
	const struct tool_caller caller = {
		.session_id = 1, .member_id = 1, .language = LANGUAGE_DE
	};
	struct tool_result result;
	const char *arguments;

	if (size > 0) {
		arguments =
		    arena_copy_bytes(arena, (const char *)data + 1, size - 1);
		result = tool_call(&task, &caller, called,
		    called[data[0] % (ARRAY_LENGTH(called) - 1)]->name,
		    arguments);
		check(result.verdict != TOOL_VERDICT_UNSET);
		check(!task_has_failed(&task));
		check(result.text != NULL);
		check(strlen(result.text) <= TOOL_RESULT_BYTES_MAX);
		check(text_is_utf8(result.text, strlen(result.text)));
		check((result.verdict == TOOL_NEEDS_YES) ==
		    (result.question != NULL));
		if (result.verdict == TOOL_NEEDS_YES)
			check_question(arena, &result);
	}
	arena_free(arena);
	return 0;
}
