/*
 * engine_audit.c - the record of an engine as JSON.
 *
 * SPDX-License-Identifier: ISC
 */
#include "agents/engine_audit.h"

#include "base/check.h"

static const char *
verdict_name(enum tool_verdict verdict)
{
	static const char *const names[] = {
		[TOOL_DONE] = "done",
		[TOOL_NOT_CONNECTED] = "not_connected",
		[TOOL_NEEDS_MEMBER] = "needs_member",
		[TOOL_NEEDS_YES] = "needs_yes",
		[TOOL_HANDS_OVER] = "hands_over",
		[TOOL_BAD_CALL] = "bad_call",
		[TOOL_FAILED] = "failed",
		[TOOL_UNSURE] = "unsure",
	};

	check(verdict > TOOL_VERDICT_UNSET &&
	    (size_t)verdict < ARRAY_LENGTH(names));
	return names[verdict];
}

static struct json_object *
call_json(const struct engine_call *call)
{
	struct json_object *item = json_object_new_object();

	json_add_text(item, "name", call->name);
	json_add_text(item, "arguments", call->arguments);
	json_add_text(item, "verdict", verdict_name(call->verdict));
	json_add_int(item, "duration_ms", call->duration_ms);
	if (call->text != NULL)
		json_add_text(item, "text", call->text);
	return item;
}

struct json_object *
engine_audit_calls(struct arena *arena, const struct engine *engine)
{
	struct json_object *calls = json_new_array(arena);
	size_t place = engine->call_count;

	for (const struct engine_call *call = engine->calls; call != NULL;
	     call = call->before)
		check(json_object_array_put_idx(
			  calls, --place, call_json(call)) == 0);
	return calls;
}

static struct json_object *
rules_json(struct arena *arena, const struct agent *agent)
{
	struct json_object *names = json_new_array(arena);
	const struct answer_rule *const *rules = agent->rules;

	for (; rules != NULL && *rules != NULL; rules++)
		check(json_object_array_add(
			  names, json_object_new_string((*rules)->name)) == 0);
	return names;
}

struct answer_audit *
engine_audit(struct arena *arena, const struct engine *engine,
    const struct config *config)
{
	struct answer_audit *audit = arena_new(arena, struct answer_audit);
	const struct routing *routing = &engine->routing;

	check(routing->agent != NULL);
	*audit = (struct answer_audit){
		.agent = routing->agent->name,
		.routed_by = routing->by,
		.routed_reason = routing->reason,
		.routed_confidence = routing->confidence,
		.prompt_version = engine->prompt_version,
		.rounds = (int32_t)engine->rounds,
		.passages = engine->passages,
		.tool_calls = engine_audit_calls(arena, engine),
		.rules = rules_json(arena, routing->agent),
		.broken_rule = engine->rule,
		.offline_reason = engine->why,
		.prompt_tokens = engine->prompt_tokens,
		.completion_tokens = engine->completion_tokens,
	};
	if (engine->question.access != NULL)
		audit->cost_micro_cents =
		    model_access_cost(config, engine->question.access,
			engine->prompt_tokens, engine->completion_tokens);
	return audit;
}
