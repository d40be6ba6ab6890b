/*
 * engine_tools.c - each call of a tool once.
 *
 * SPDX-License-Identifier: ISC
 */
#include "agents/engine_tools.h"

#include "base/check.h"
#include "base/crypto.h"
#include "base/text.h"

enum {
	NAME_CHARACTERS_MAX = 64,
	ARGUMENTS_CHARACTERS_MAX = 500,
	TOLD_CHARACTERS_MAX = 2000,
	PASSAGES_MAX = 20
};

static const char broken_text[] =
    "Error: the arguments are not one JSON object. Call the tool again with "
    "valid JSON.";
static const char repeated_text[] =
    "Error: this very call was made before and its result stands above. Do not "
    "call it again. Answer the member now with what you have.";
static const char too_many_text[] =
    "Error: too many calls at once; this one was not made. Call it again if it "
    "is still needed.";
/* The same call, whatever blanks are in its arguments. */
static void
key_of(struct arena *arena, const struct model_call *call,
    unsigned char key[SHA256_BYTES])
{
	const char *arguments =
	    call->arguments == NULL ? "no object" : call->arguments;
	struct json_object *value;
	size_t wrong_at;
	size_t len = strlen(arguments);
	const char *text;

	if (json_read(arena, arguments, len, &value, &wrong_at))
		arguments = json_write(arena, value, &len);
	text = arena_printf(arena, "%s\n%s", call->name, arguments);
	crypto_sha256(text, strlen(text), key);
}

static bool
is_repeated(const struct engine *engine, const unsigned char key[SHA256_BYTES])
{
	for (const struct engine_call *call = engine->calls; call != NULL;
	     call = call->before)
		if (memcmp(call->key, key, SHA256_BYTES) == 0)
			return true;
	return false;
}

static void
write_down(struct engine *engine, const struct model_call *call,
    const struct engine_call *record, const char *told)
{
	struct arena *arena = engine->arena;
	struct engine_call *kept = arena_new(arena, struct engine_call);

	*kept = *record;
	kept->name = text_prefix(arena, call->name, NAME_CHARACTERS_MAX);
	kept->arguments =
	    text_prefix(arena, call->arguments == NULL ? "" : call->arguments,
		ARGUMENTS_CHARACTERS_MAX);
	if (engine->question.caller.is_trial)
		kept->text = text_prefix(arena, told, TOLD_CHARACTERS_MAX);
	kept->before = engine->calls;
	engine->calls = kept;
	engine->call_count++;
}

/* The name, title and the like of what was read: for the audit. */
static void
keep_passages(struct engine *engine, struct json_object *passages)
{
	for (size_t at = 0; at < json_length(passages); at++) {
		if (engine->passages == NULL)
			engine->passages = json_new_array(engine->arena);
		if (json_length(engine->passages) >= PASSAGES_MAX)
			return;
		check(json_object_array_add(engine->passages,
			  json_object_get(json_item(passages, at))) == 0);
	}
}

/* It outlives what the tool has read. */
static struct tool_result
result_copy(struct arena *arena, const struct tool_result *result)
{
	struct tool_result copy = *result;

	copy.text = arena_copy(arena, result->text);
	copy.question = arena_copy(arena, result->question);
	copy.passages = NULL;
	if (result->arguments != NULL)
		copy.arguments =
		    json_keep(arena, json_object_get(result->arguments));
	return copy;
}

static enum engine_outcome
outcome_of(enum tool_verdict verdict)
{
	switch (verdict) {
	case TOOL_NEEDS_MEMBER:
		return ENGINE_NEEDS_MEMBER;
	case TOOL_NEEDS_YES:
		return ENGINE_NEEDS_YES;
	case TOOL_HANDS_OVER:
		return ENGINE_HANDS_OVER;
	default:
		return ENGINE_OUTCOME_UNSET;
	}
}

/* Makes one call that was not made before; its text for the model. */
static const char *
make(struct engine *engine, struct task *scratch, const struct model_call *call,
    struct engine_call *record)
{
	int64_t began_ms = monotonic_ms();
	struct tool_result result = { .verdict = TOOL_BAD_CALL,
		.text = broken_text };

	if (call->arguments != NULL)
		result = tool_call(scratch, &engine->question.caller,
		    engine->routing.agent->tools, call->name, call->arguments);
	check(result.verdict != TOOL_VERDICT_UNSET);
	check(!task_has_failed(scratch));
	record->verdict = result.verdict;
	record->duration_ms = monotonic_ms() - began_ms;
	keep_passages(engine, result.passages);
	engine->outcome = outcome_of(result.verdict);
	if (engine->outcome != ENGINE_OUTCOME_UNSET)
		engine->last_result = result_copy(engine->arena, &result);
	return result.text == NULL ? "" : result.text;
}

enum engine_after
engine_tools_run(struct engine *engine, struct task *scratch,
    const struct model_answer *answer, struct engine_given *given)
{
	enum engine_after after = ENGINE_ASKS_ON;

	for (size_t at = 0; at < answer->call_count; at++) {
		const struct model_call *call = &answer->calls[at];
		struct engine_call record = { 0 };

		given[at].call_id = call->id;
		if (at >= ENGINE_CALLS_MAX) {
			given[at].text = too_many_text;
			continue;
		}
		key_of(scratch->arena, call, record.key);
		if (is_repeated(engine, record.key)) {
			given[at].text = repeated_text;
			after = ENGINE_ASKS_LAST;
			continue;
		}
		given[at].text = make(engine, scratch, call, &record);
		write_down(engine, call, &record, given[at].text);
		if (engine->outcome != ENGINE_OUTCOME_UNSET)
			return ENGINE_ENDS;
	}
	return after;
}
