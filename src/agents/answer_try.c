/*
 * answer_try.c - drives an engine and waits where a job would not.
 *
 * SPDX-License-Identifier: ISC
 */
#include "agents/answer_try.h"

#include <time.h>

#include "agents/engine_audit.h"
#include "agents/engine_prompt.h"
#include "agents/offline.h"
#include "agents/sentence.h"
#include "base/check.h"
#include "base/config.h"
#include "base/text.h"
#include "data/db.h"

enum {
	/* For what has to be done behind the last call. */
	RESERVE_MS = 1000
};

/* clang-format off */
static const struct field answer_tried_fields[] = {
	FIELD(answer_tried, outcome,           READ_ONLY,            0, "answered, offline, needs_member, needs_yes, hands_over or no_pictures"),
	FIELD(answer_tried, answer,            READ_ONLY,            0, "What the member would read; null: it would be asked who it is"),
	FIELD(answer_tried, agent,             READ_ONLY,            0, "Agent that answered"),
	FIELD(answer_tried, routed_by,         READ_ONLY,            0, "What chose the agent"),
	FIELD(answer_tried, routed_reason,     READ_ONLY,            0, "Pattern, intent or word that decided"),
	FIELD(answer_tried, routed_confidence, READ_ONLY,            0, "How sure that is, 0 to 1"),
	FIELD(answer_tried, prompt,            READ_ONLY | PERSONAL, 0, "The whole prompt with all values; null: no model was asked"),
	FIELD(answer_tried, prompt_version,    READ_ONLY,            0, "Version of the template"),
	FIELD(answer_tried, model,             READ_ONLY,            0, "Model that answered; offline: the built-in provider"),
	FIELD(answer_tried, rounds,            READ_ONLY,            0, "Times that the model was asked"),
	FIELD(answer_tried, tool_calls,        READ_ONLY | PERSONAL, 0, "Calls of tools: name, arguments, verdict, duration_ms, text"),
	FIELD(answer_tried, passages,          READ_ONLY,            0, "Passages that were read"),
	FIELD(answer_tried, broken_rule,       READ_ONLY,            0, "Rule that refused what the model said"),
	FIELD(answer_tried, offline_reason,    READ_ONLY,            0, "Why the built-in provider answered"),
	FIELD(answer_tried, prompt_tokens,     READ_ONLY,            0, "Tokens of all prompts"),
	FIELD(answer_tried, completion_tokens, READ_ONLY,            0, "Tokens of all that the model wrote"),
	FIELD(answer_tried, cost_micro_cents,  READ_ONLY,            0, "Cost in millionths of a cent; 0: unknown"),
	FIELD(answer_tried, duration_ms,       READ_ONLY,            0, "Time that it took"),
	{ 0 }
};
/* clang-format on */
const struct record answer_tried_record = RECORD(answer_tried);

/* A task that can not write by mistake. */
static struct task
reading_of(const struct task *task)
{
	struct task reading = *task;

	reading.transaction = NULL;
	db_read_only(&reading);
	return reading;
}

static struct engine *
engine_of(struct task *task, const struct answer_question *wanted)
{
	const struct prompt_config *studio = prompt_config_find(task);
	struct engine_question question = {
		.text = wanted->text,
		.count = 1,
		.agent = wanted->agent,
		.template = wanted->template,
		.caller = { .studio = studio, .is_trial = true },
	};
	struct model_message message = { .role = MODEL_MEMBER,
		.text = wanted->text };
	struct engine *engine;
	int64_t end_at_ms = monotonic_ms() + task->config->model_timeout_ms;

	if (studio == NULL ||
	    !model_access_find(task, task->arena, &question.access))
		return NULL;
	question.messages = &message;
	question.caller.language = wanted->language != LANGUAGE_UNKNOWN
	    ? wanted->language
	    : language_choose(
		  task->arena, wanted->text, NULL, studio->studio_locale);
	engine = engine_create(task->arena, &question);
	if (task->deadline_ms > 0 && task->deadline_ms - RESERVE_MS < end_at_ms)
		end_at_ms = task->deadline_ms - RESERVE_MS;
	engine->end_at_ms = end_at_ms;
	return engine;
}

static void
wait_ms(int64_t ms)
{
	struct timespec left = { ms / 1000, (ms % 1000) * 1000000 };

	while (nanosleep(&left, &left) != 0)
		;
}

static enum engine_want
give_prompt(struct task *task, struct engine *engine)
{
	struct engine_prompt prompt;

	if (!engine_prompt_read(task, engine, &prompt))
		return ENGINE_WANT_UNSET;
	return engine_take_prompt(engine, task, &prompt);
}

/* Till it is done; false with a problem of the task. */
static bool
drive(struct task *task, struct engine *engine, struct http_client *client)
{
	enum engine_want want = engine_begin(engine, task);

	while (want != ENGINE_DONE) {
		if (want == ENGINE_PROMPT)
			want = give_prompt(task, engine);
		if (want == ENGINE_CALL)
			want = engine_take_answer(engine, task,
			    http_client_fetch(
				client, task->arena, &engine->call));
		if (want == ENGINE_PAUSE) {
			wait_ms(engine->pause_ms);
			want = engine_go_on(engine, task);
		}
		if (want == ENGINE_WANT_UNSET)
			return false;
	}
	return true;
}

/* What the member would read. */
static const char *
words_of(struct task *task, struct engine *engine, struct answer_tried *tried)
{
	const struct engine_question *question = &engine->question;
	const struct prompt_config *studio = question->caller.studio;
	struct offline_question asked = { .text = question->text,
		.language = question->caller.language };
	struct answer_scene scene = { .studio = studio,
		.language = question->caller.language,
		.question = question->text };
	const char *text = engine->text;

	switch (engine->outcome) {
	case ENGINE_ANSWERED:
		break;
	case ENGINE_NEEDS_MEMBER:
		return NULL;
	case ENGINE_NEEDS_YES:
		return engine->last_result.question;
	case ENGINE_HANDS_OVER:
		return sentence_say(task->arena, SENTENCE_HANDED_OVER, studio,
		    question->caller.language);
	case ENGINE_NO_PICTURES:
		return sentence_say(task->arena, SENTENCE_ONLY_TEXT, studio,
		    question->caller.language);
	default:
		tried->model = OFFLINE_MODEL;
		text = offline_answer(task, &asked, studio, &tried->passages);
	}
	return agent_finish(task->arena, engine->routing.agent, &scene, text);
}

static struct answer_tried *
tried_of(struct task *task, struct engine *engine)
{
	static const char *const names[] = {
		[ENGINE_ANSWERED] = "answered",
		[ENGINE_OFFLINE] = "offline",
		[ENGINE_NO_PICTURES] = "no_pictures",
		[ENGINE_NEEDS_MEMBER] = "needs_member",
		[ENGINE_NEEDS_YES] = "needs_yes",
		[ENGINE_HANDS_OVER] = "hands_over",
	};
	struct answer_tried *tried =
	    arena_new(task->arena, struct answer_tried);
	const struct answer_audit *audit =
	    engine_audit(task->arena, engine, task->config);

	*tried = (struct answer_tried){
		.outcome = names[engine->outcome],
		.agent = audit->agent,
		.routed_by = audit->routed_by,
		.routed_reason = audit->routed_reason,
		.routed_confidence = audit->routed_confidence,
		.prompt = engine->prompt,
		.prompt_version = audit->prompt_version,
		.model = engine->model,
		.rounds = audit->rounds,
		.tool_calls = audit->tool_calls,
		.passages = audit->passages,
		.broken_rule = audit->broken_rule,
		.offline_reason = audit->offline_reason,
		.prompt_tokens = audit->prompt_tokens,
		.completion_tokens = audit->completion_tokens,
		.cost_micro_cents = audit->cost_micro_cents,
	};
	tried->answer = words_of(task, engine, tried);
	return tried;
}

struct answer_tried *
answer_try(struct task *task, const struct answer_question *question)
{
	int64_t began_ms = monotonic_ms();
	struct task reading = reading_of(task);
	struct engine *engine = engine_of(&reading, question);
	struct answer_tried *tried = NULL;
	struct http_client *client;

	if (engine != NULL) {
		client = http_client_new(task->config->allow_internal_hosts, 1);
		if (drive(&reading, engine, client))
			tried = tried_of(&reading, engine);
		http_client_free(client);
	}
	if (tried != NULL)
		tried->duration_ms = (int32_t)(monotonic_ms() - began_ms);
	db_rollback(&reading);
	task->query_count = reading.query_count;
	task->query_us = reading.query_us;
	task->problem = reading.problem;
	return tried;
}
