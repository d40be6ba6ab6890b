/*
 * engine.c - what follows what: route, prompt, ask, read, tools, ask again.
 *
 * SPDX-License-Identifier: ISC
 */
#include "agents/engine.h"

#include "agents/engine_tools.h"
#include "agents/split.h"
#include "base/check.h"
#include "base/config.h"
#include "base/log.h"
#include "base/text.h"
#include "work/queue.h"

enum {
	SCRATCH_FIRST_BYTES = 4 << 10,
	SCRATCH_BYTES_MAX = 64 << 20,
	BACKOFF_MS = 500,
	BACKOFF_MAX_MS = 8000,
	/* Less is not worth a call. */
	CALL_MS_MIN = 500,
	ROUTE_MS_MAX = 8000
};

struct engine *
engine_create(struct arena *arena, const struct engine_question *question)
{
	struct engine *engine = arena_new(arena, struct engine);

	engine->arena = arena;
	engine->question = *question;
	engine->question.text = arena_copy(arena, question->text);
	engine_request_init(engine, question);
	return engine;
}

static enum engine_want
end(struct engine *engine, enum engine_outcome outcome)
{
	engine->outcome = outcome;
	return ENGINE_DONE;
}

enum engine_want
engine_give_up(struct engine *engine, const char *why)
{
	engine->why = why;
	return end(engine, ENGINE_OFFLINE);
}

static const struct model_access *
access_of(const struct engine *engine)
{
	return engine->question.access;
}

/* The agent is known: its prompt is what comes next. */
static enum engine_want
want_agent(struct engine *engine)
{
	const struct engine_question *question = &engine->question;
	bool can_look = question->image != NULL && access_of(engine) != NULL &&
	    !text_is_empty(access_of(engine)->vision_name);

	engine->is_routing = false;
	engine->asked = engine->routing.agent;
	if (engine->routing.agent == &vision_agent && !can_look)
		return end(engine, ENGINE_NO_PICTURES);
	if (access_of(engine) == NULL)
		return engine_give_up(engine, NULL);
	return ENGINE_PROMPT;
}

static enum engine_want
route_by_words(struct engine *engine)
{
	engine->routing = router_keywords(
	    engine->arena, engine->question.text, engine->question.previous);
	return want_agent(engine);
}

enum engine_want
engine_begin(struct engine *engine, struct task *task not_used)
{
	const struct engine_question *question = &engine->question;

	if (question->agent != NULL)
		engine->routing = (struct routing){ .agent = question->agent,
			.by = "choice",
			.reason = "",
			.confidence = 1 };
	else
		engine->routing = router_rules(engine->arena, question->text,
		    question->has_picture, question->previous);
	if (engine->routing.agent != NULL)
		return want_agent(engine);
	if (access_of(engine) == NULL)
		return route_by_words(engine);
	engine->is_routing = true;
	engine->asked = &router_agent;
	return ENGINE_PROMPT;
}

/* Milliseconds that are left of the turn. */
static int64_t
left_ms(const struct engine *engine, const struct task *task)
{
	if (engine->end_at_ms == 0)
		return task->config->model_timeout_ms;
	return engine->end_at_ms - monotonic_ms();
}

/* Why no call may be made now; NULL if one may. */
static const char *
obstacle(const struct engine *engine, const struct task *task)
{
	const struct config *config = task->config;
	int64_t tokens =
	    (int64_t)engine->prompt_tokens + engine->completion_tokens;

	if (left_ms(engine, task) < CALL_MS_MIN && engine->end_at_ms != 0)
		return "its time is over";
	if (tokens >= config->turn_tokens_max)
		return "its tokens are used up";
	if (!breaker_admits(
		model_access_breaker(access_of(engine)), monotonic_ms()))
		return "the endpoint is down";
	return NULL;
}

static enum engine_want
make_call(struct engine *engine, const struct task *task)
{
	const char *why = obstacle(engine, task);
	int64_t left = left_ms(engine, task);

	if (why != NULL && engine->is_routing)
		engine->routing = router_keywords(engine->arena,
		    engine->question.text, engine->question.previous);
	if (why != NULL)
		return engine_give_up(engine, why);
	if (engine->end_at_ms == 0)
		engine->end_at_ms = monotonic_ms() + left;
	engine->attempts++;
	engine->call.timeout_ms =
	    engine->is_routing && left > ROUTE_MS_MAX ? ROUTE_MS_MAX : left;
	return ENGINE_CALL;
}

/* Another round of the same request, by now longer. */
static enum engine_want
next_round(struct engine *engine, const struct task *task)
{
	engine->rounds++;
	engine->attempts = 0;
	return make_call(engine, task);
}

static void
copy_prompt(struct engine *engine, const struct engine_prompt *prompt)
{
	engine->prompt_version = arena_copy(engine->arena, prompt->version);
	engine->knowledge = arena_copy(engine->arena, prompt->knowledge);
	if (engine->question.caller.is_trial)
		engine->prompt = arena_copy(engine->arena, prompt->system);
}

enum engine_want
engine_take_prompt(struct engine *engine, struct task *task,
    const struct engine_prompt *prompt)
{
	struct task scratch = *task;

	if (engine->is_routing) {
		engine_request_route(engine, task, prompt->system);
		return make_call(engine, task);
	}
	copy_prompt(engine, prompt);
	if (!engine->needs_knowledge) {
		engine->may_call = engine->asked->tools != NULL;
		engine_request_ask(engine, task, prompt->system);
		return next_round(engine, task);
	}
	scratch.arena = arena_create(SCRATCH_FIRST_BYTES, SCRATCH_BYTES_MAX);
	engine_request_drop_tools(engine, &scratch, prompt->system);
	arena_free(scratch.arena);
	return make_call(engine, task);
}

enum engine_want
engine_go_on(struct engine *engine, struct task *task)
{
	return make_call(engine, task);
}

static void
report(
    struct engine *engine, struct task *task, const struct model_answer *answer)
{
	struct breaker *breaker = model_access_breaker(access_of(engine));

	if (answer->is_down)
		breaker_failed(breaker, monotonic_ms());
	else
		breaker_succeeded(breaker);
	engine->prompt_tokens += answer->prompt_tokens;
	engine->completion_tokens += answer->completion_tokens;
	if (answer->verdict == MODEL_ANSWERED ||
	    answer->verdict == MODEL_CALLS_TOOLS)
		return;
	log_event(task, answer->needs_operator ? LOG_ERROR : LOG_WARN,
	    answer->needs_operator ? "model_refuses" : "model_failed",
	    "round %u, call %u: %s", engine->rounds, engine->attempts,
	    answer->complaint);
}

/* The words of a rule or a model that the engine keeps. */
static struct routing
routing_copy(struct arena *arena, const struct routing *routing)
{
	struct routing copy = *routing;

	copy.by = arena_copy(arena, routing->by);
	copy.reason = arena_copy(arena, routing->reason);
	return copy;
}

static enum engine_want
read_route(struct engine *engine, const struct model_answer *answer,
    struct arena *scratch)
{
	struct routing routing = { 0 };

	if (answer->verdict == MODEL_ANSWERED)
		routing = router_read(scratch, answer->text);
	if (routing.agent == NULL)
		return route_by_words(engine);
	engine->routing = routing_copy(engine->arena, &routing);
	return want_agent(engine);
}

static enum engine_want
call_again(struct engine *engine, const struct task *task,
    const struct model_answer *answer)
{
	int64_t delay_ms = queue_backoff_ms(
	    (int32_t)engine->attempts, BACKOFF_MS, BACKOFF_MAX_MS);

	if (answer->retry_after_ms >= 0)
		delay_ms = answer->retry_after_ms;
	if ((int64_t)engine->attempts >= task->config->model_attempts_max ||
	    left_ms(engine, task) - delay_ms < CALL_MS_MIN)
		return engine_give_up(
		    engine, "another try would take too long");
	engine->pause_ms = delay_ms;
	return ENGINE_PAUSE;
}

/* A model that talks about its tools has not used them. */
static bool
names_a_tool(const char *text)
{
	for (size_t at = 0; tools[at] != NULL; at++)
		if (strchr(tools[at]->name, '_') != NULL &&
		    strstr(text, tools[at]->name) != NULL)
			return true;
	return false;
}

/* What was read in this turn is a source of what is said. */
static struct answer_finding
judge(struct engine *engine, struct task *scratch, const char *text)
{
	const struct engine_question *question = &engine->question;
	struct answer_scene scene = {
		.studio = question->caller.studio,
		.language = question->caller.language,
		.question = question->text,
		.sources = engine_request_sources(engine, scratch),
		.has_acted = question->has_acted,
		.is_second =
		    engine->is_second || engine->rounds >= ENGINE_ROUNDS_MAX,
	};

	if (names_a_tool(text))
		return (struct answer_finding){
			.verdict = scene.is_second ? ANSWER_BAD : ANSWER_AGAIN,
			.rule = "no_tool_names",
			.complaint = "It named a tool. Answer the member in "
				     "plain words."
		};
	return answer_judge(
	    scratch->arena, engine->routing.agent->rules, &scene, text);
}

/* The next answer has to be in words. */
static void
end_calls(struct engine *engine, struct task *scratch)
{
	engine->may_call = false;
	engine_request_end_calls(engine, scratch);
}

static enum engine_want
read_words(struct engine *engine, struct task *scratch,
    const struct model_answer *answer)
{
	const char *text = answer->text;
	struct answer_finding finding = { .verdict = ANSWER_BAD,
		.rule = "whole_sentences" };

	if (answer->is_cut)
		text = split_whole_sentences(scratch->arena, text);
	if (text != NULL)
		finding = judge(engine, scratch, text);
	if (finding.verdict == ANSWER_GOOD) {
		engine->text = arena_copy(engine->arena, finding.text);
		return end(engine, ENGINE_ANSWERED);
	}
	engine->rule = arena_copy(engine->arena, finding.rule);
	log_event(scratch, LOG_WARN, "answer_refused",
	    "the model's answer breaks the rule %s", finding.rule);
	if (finding.verdict != ANSWER_AGAIN)
		return engine_give_up(engine, NULL);
	engine->is_second = true;
	engine_request_add_complaint(engine, scratch, finding.complaint);
	if (engine->rounds + 1 >= ENGINE_ROUNDS_MAX)
		end_calls(engine, scratch);
	return next_round(engine, scratch);
}

static enum engine_want
read_calls(struct engine *engine, struct task *scratch,
    const struct model_answer *answer)
{
	struct engine_given given[MODEL_CALLS_MAX];
	enum engine_after after;

	if (!engine->may_call)
		return engine_give_up(
		    engine, "it calls tools when it has to answer");
	after = engine_tools_run(engine, scratch, answer, given);
	if (after == ENGINE_ENDS)
		return ENGINE_DONE;
	if (!engine_request_add_given(
		engine, scratch, answer->verbatim, given, answer->call_count))
		return engine_give_up(engine, "its calls are too long");
	if (after == ENGINE_ASKS_LAST ||
	    engine->rounds + 1 >= ENGINE_ROUNDS_MAX)
		end_calls(engine, scratch);
	return next_round(engine, scratch);
}

/* Its prompt has to bring what it would have looked up. */
static enum engine_want
go_on_without_tools(struct engine *engine)
{
	if (engine->needs_knowledge)
		return engine_give_up(engine, "it complains about tools");
	engine->needs_knowledge = true;
	engine->may_call = false;
	return ENGINE_PROMPT;
}

static enum engine_want
read_answer(struct engine *engine, struct task *scratch,
    const struct model_answer *answer)
{
	switch (answer->verdict) {
	case MODEL_ANSWERED:
		return read_words(engine, scratch, answer);
	case MODEL_CALLS_TOOLS:
		return read_calls(engine, scratch, answer);
	case MODEL_AGAIN:
		return call_again(engine, scratch, answer);
	case MODEL_TOO_LONG:
		if (!engine_request_shorten(engine, scratch))
			return engine_give_up(engine, "it is too long");
		return make_call(engine, scratch);
	case MODEL_OTHER_LIMIT:
		if (!engine_request_change_limit(engine, scratch))
			return engine_give_up(engine, "it wants no limit");
		return make_call(engine, scratch);
	case MODEL_NO_TOOLS:
		return go_on_without_tools(engine);
	case MODEL_NO_IMAGES:
		return end(engine, ENGINE_NO_PICTURES);
	default:
		return engine_give_up(engine, NULL);
	}
}

static struct model_answer
read(struct engine *engine, struct task *scratch,
    const struct http_response *response)
{
	const struct agent *agent = engine->routing.agent;
	size_t count;
	struct model_tool *offered;

	if (engine->is_routing || !engine->may_call)
		return model_answer_read(scratch, response);
	offered = engine_request_tools(scratch->arena, agent, &count);
	return model_answer_read_offered(scratch, response, offered, count);
}

enum engine_want
engine_take_answer(struct engine *engine, struct task *task,
    const struct http_response *response)
{
	struct task scratch = *task;
	struct model_answer answer;
	enum engine_want want;

	check(!task_has_failed(task));
	scratch.arena = arena_create(SCRATCH_FIRST_BYTES, SCRATCH_BYTES_MAX);
	answer = read(engine, &scratch, response);
	report(engine, &scratch, &answer);
	if (!engine->is_routing && answer.model != NULL)
		engine->model = arena_copy(engine->arena, answer.model);
	if (engine->is_routing)
		want = read_route(engine, &answer, scratch.arena);
	else
		want = read_answer(engine, &scratch, &answer);
	task->query_count = scratch.query_count;
	task->query_us = scratch.query_us;
	arena_free(scratch.arena);
	return want;
}
