/*
 * model_syntax.c - calls that a model wrote as text, in the syntax it was
 * trained on, because its server did not read them.
 *
 * SPDX-License-Identifier: ISC
 */
#include "agents/lenient_json.h"
#include "agents/model_read.h"
#include "agents/model_syntax_call.h"
#include "base/check.h"
#include "base/text.h"

struct mark {
	const char *text;
	bool is_syntax; /* nothing but a call has it */
};

/* clang-format off */
/* What stands around calls and says nothing. */
static const struct mark marks[] = {
	/* Hermes, Qwen, Granite, Jamba, Command and their kin */
	{ "<tool_call>", true }, { "</tool_call>", true }, { "<tool_calls>", true }, { "</tool_calls>", true },
	{ "<tool-use>", true }, { "</tool-use>", true }, { "<toolcall>", true }, { "</toolcall>", true },
	{ "<function_call>", true }, { "</function_call>", true },
	{ "<function_calls>", true }, { "</function_calls>", true },
	{ "<minimax:tool_call>", true }, { "</minimax:tool_call>", true },
	{ "<|tool_call|>", true }, { "<|/tool_call|>", true },
	{ "<|tool_call_start|>", true },
	{ "<|START_ACTION|>", true }, { "<|END_ACTION|>", true },
	{ "<|action_start|>", true }, { "<|action_end|>", true }, { "<|plugin|>", true },
	{ "<TOOLCALL>", true }, { "</TOOLCALL>", true }, { "Action:", true },
	/* Mistral */
	{ "[TOOL_CALLS]", true }, { "[/TOOL_CALLS]", true }, { "[TOOL_CALL]", true }, { "[/TOOL_CALL]", true },
	/* Llama, Phi, Firefunction */
	{ "<|python_tag|>", true }, { "functools", true }, { "```tool_call", true }, { "```tool_code", true },
	/* Kimi */
	{ "<|tool_calls_section_begin|>", true }, { "<|tool_calls_section_end|>", true },
	{ "<|tool_call_begin|>", true }, { "<|tool_call_end|>", true },
	/* DeepSeek, with bars and blanks of its own */
	{ "<\xef\xbd\x9ctool\xe2\x96\x81" "calls\xe2\x96\x81" "begin\xef\xbd\x9c>", true },
	{ "<\xef\xbd\x9ctool\xe2\x96\x81" "calls\xe2\x96\x81" "end\xef\xbd\x9c>", true },
	{ "<\xef\xbd\x9ctool\xe2\x96\x81" "call\xe2\x96\x81" "begin\xef\xbd\x9c>", true },
	{ "<\xef\xbd\x9ctool\xe2\x96\x81" "call\xe2\x96\x81" "end\xef\xbd\x9c>", true },
	{ "<\xef\xbd\x9c" "end\xe2\x96\x81of\xe2\x96\x81sentence\xef\xbd\x9c>", false },
	/* ends of turns, fences, commas */
	{ "<|eom_id|>", false }, { "<|eot_id|>", false }, { "<|im_end|>", false }, { "<|call|>", false },
	{ "<|end|>", false }, { "<end_of_turn>", false }, { "</s>", false },
	{ "```json", false }, { "```python", false }, { "```xml", false }, { "```", false },
	{ ";", false }, { ",", false },
};
/* clang-format on */

/* Behind the thoughts at the start. */
static const char *
behind_thoughts(const char *text)
{
	static const char *const ends[] = { "</think>", "</thinking>",
		"</reasoning>", "[/THINK]" };

	for (size_t at = 0; at < ARRAY_LENGTH(ends); at++) {
		const char *end = strstr(text, ends[at]);

		if (end != NULL)
			return end + strlen(ends[at]);
	}
	return text;
}

static bool
skip_mark(struct model_syntax *syntax)
{
	for (size_t at = 0; at < ARRAY_LENGTH(marks); at++)
		if (text_starts_with(syntax->at, marks[at].text)) {
			syntax->at += strlen(marks[at].text);
			syntax->has_mark |= marks[at].is_syntax;
			return true;
		}
	return false;
}

static bool
is_known(const char *name, const struct model_tool *tools, size_t count)
{
	for (size_t at = 0; at < count; at++)
		if (text_is_equal(tools[at].name, name))
			return true;
	return false;
}

/* Plain JSON is a call only when it names a tool. */
static bool
are_meant(const struct model_syntax *syntax, const struct model_tool *tools,
    size_t count)
{
	if (syntax->has_mark || tools == NULL)
		return true;
	for (size_t at = 0; at < json_length(syntax->calls); at++)
		if (!is_known(
			json_text_at(json_item(syntax->calls, at), "name"),
			tools, count))
			return false;
	return true;
}

struct json_object *
model_syntax_read(struct arena *arena, const char *text,
    const struct model_tool *tools, size_t count)
{
	struct model_syntax syntax = { .arena = arena,
		.at = behind_thoughts(text),
		.calls = json_new_array(arena) };

	for (;;) {
		syntax.at += strspn(syntax.at, " \t\r\n");
		if (*syntax.at == '\0')
			break;
		if (!skip_mark(&syntax) && !model_syntax_call(&syntax))
			return NULL;
		if (json_length(syntax.calls) > MODEL_CALLS_MAX)
			return NULL;
	}
	if (json_length(syntax.calls) == 0 || !are_meant(&syntax, tools, count))
		return NULL;
	return syntax.calls;
}
