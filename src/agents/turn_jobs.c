/*
 * turn_jobs.c - the steps of a turn: load, ask, take the answer, finish.
 *
 * SPDX-License-Identifier: ISC
 */
#include "agents/turn_jobs.h"

#include "agents/breaker.h"
#include "agents/model.h"
#include "agents/offline.h"
#include "agents/sentence.h"
#include "agents/split.h"
#include "agents/turn_work.h"
#include "base/log.h"
#include "base/text.h"
#include "data/cache.h"
#include "data/channels.h"
#include "messaging/inbound.h"

enum {
	/* After so many overtaken rounds no model is asked any more: without
	 * the wait nothing can overtake for long. */
	MODEL_ROUNDS_MAX = 5,
	ROUNDS_MAX = 25,
	MODEL_BACKOFF_MS = 500,
	MODEL_BACKOFF_MAX_MS = 8000
};

static struct next load(struct job *job);
static struct next ask(struct job *job);
static struct next take_answer(struct job *job);

static bool
has_texts(const struct turn_reply *reply)
{
	return reply->texts[0] != NULL;
}

/* Behind the commit: hints only, whatever is lost is found by polling. */
static void
announce(struct job *job, const struct turn_reply *reply)
{
	const struct turn_work *work = job->state;
	struct task *task = &job->task;
	int64_t id = work->conversation.id;

	if (has_texts(reply) && task->cache != NULL)
		cache_publish(task, CHANNEL_OUTBOUND,
		    arena_printf(task->arena,
			"{\"tenant_id\":%" PRId64 ",\"session_id\":%" PRId64
			"}",
			task->tenant_id, id));
	conversation_publish(task, id);
	if (reply->then != CONVERSATION_UNSET)
		conversation_mirror(
		    task, work->conversation.user_key, reply->then);
	if (text_is_equal(reply->state_reason, REASON_EMERGENCY))
		log_event(task, LOG_WARN, "emergency_alert",
		    "conversation %" PRId64 " tells of an emergency", id);
}

/* Somebody else has the job: what was done here never happened. */
static struct next
drop(struct job *job)
{
	db_rollback(&job->task);
	task_forgive(&job->task);
	log_info(&job->task, "the turn was taken over by another worker");
	return next_ended();
}

/* The end of the job and the reply are one transaction. */
static struct next
end(struct job *job, const struct turn_reply *reply)
{
	struct task *task = &job->task;

	if (!queue_finish(task, job->row, job->worker)) {
		if (task_has_failed(task) && task->problem->kind == CONFLICT)
			return drop(job);
		return next_retry(-1, "The end of the turn was not stored.");
	}
	if (!db_commit(task))
		return next_retry(-1, "The turn was not committed.");
	announce(job, reply);
	return next_ended();
}

static struct next
start_again(struct job *job)
{
	struct turn_work *work = job->state;

	if (++work->rounds > ROUNDS_MAX)
		return next_retry(-1, "Newer messages came again and again.");
	return next_step(load);
}

static struct turn_reply
reply_of(struct turn_work *work)
{
	const struct decision *decision = &work->decision;
	bool is_agent = decision->verdict == VERDICT_AGENT;
	struct turn_reply reply = {
		.author = decision->author,
		.agent = is_agent ? work->agent->name : decision->decider,
		.prompt_version = work->prompt_version,
		.model = work->model,
		.prompt_tokens = work->prompt_tokens,
		.completion_tokens = work->completion_tokens,
		.duration_ms = (int32_t)(monotonic_ms() - work->started_ms),
		.then = decision->then,
		.state_reason = decision->state_reason,
		.language = work->is_language_clear
		    ? language_tag(work->language)
		    : NULL,
	};

	reply.texts = turn_work_texts(work, &reply.is_disclosure);
	return reply;
}

static struct next
finish(struct job *job)
{
	struct turn_work *work = job->state;
	struct turn_reply reply = reply_of(work);

	switch (turn_finish(
	    &job->task, &work->turn, &reply, work->decision.fence)) {
	case TURN_STORED:
		return end(job, &reply);
	case TURN_OVERTAKEN:
	case TURN_TAKEN:
		/* Loaded again it is seen who has it now. */
		return start_again(job);
	default:
		return next_retry(-1, "The reply was not stored.");
	}
}

/* The built-in provider answers; why says what the log does not know yet. */
static struct next
finish_offline(struct job *job, const char *why)
{
	struct turn_work *work = job->state;
	struct offline_question question = {
		.text = work->question,
		.language = work->language,
		.is_after_offer = work->is_after_offer,
	};

	if (why != NULL)
		log_event(&job->task, LOG_WARN, "model_unused",
		    "answered without the model: %s", why);
	work->text = offline_answer(
	    &job->task, &question, &work->studio, NULL);
	work->model = OFFLINE_MODEL;
	work->prompt_version = NULL;
	return finish(job);
}

static struct next
answer_by_agent(struct job *job)
{
	const struct turn_work *work = job->state;
	const struct config *config = job->task.config;

	if (text_is_empty(config->model_api_key))
		return finish_offline(job, NULL);
	if (work->rounds >= MODEL_ROUNDS_MAX)
		return finish_offline(job, "newer messages came too often");
	if (job->row->attempts > 1 &&
	    job->row->attempts >= config->job_attempts_max)
		return finish_offline(job, "this is the last attempt");
	return ask(job);
}

static struct next
load(struct job *job)
{
	struct turn_work *work;

	if (!turn_work_create(job))
		return next_give_up("The key of the job is no conversation.");
	if (!turn_work_load(job)) {
		if (job->task.problem->kind != NOT_FOUND)
			return next_retry(-1, "The turn was not loaded.");
		/* The conversation was deleted meanwhile. */
		task_forgive(&job->task);
		return next_done();
	}
	work = job->state;
	if (!work->has_messages)
		return next_done();
	if (work->decision.verdict == VERDICT_AGENT)
		return answer_by_agent(job);
	return finish(job);
}

static bool
has_time(const struct job *job, int64_t delay_ms)
{
	const struct turn_work *work = job->state;
	const struct config *config = job->task.config;

	return work->calls == 0 ||
	    (work->calls < (uint64_t)config->model_attempts_max &&
		monotonic_ms() + delay_ms - work->first_call_ms <
		    config->model_timeout_ms);
}

static struct next
ask(struct job *job)
{
	struct turn_work *work = job->state;
	const struct config *config = job->task.config;
	int64_t now_ms = monotonic_ms();

	if (!has_time(job, 0))
		return finish_offline(job, "its time is over");
	if (!breaker_admits(breaker_of(config->model_base_url), now_ms))
		return finish_offline(job, "the endpoint is down");
	if (work->calls++ == 0)
		work->first_call_ms = now_ms;
	return next_call(&work->call, take_answer);
}

static void
report(struct job *job, const struct model_answer *answer)
{
	struct breaker *breaker = breaker_of(job->task.config->model_base_url);
	struct turn_work *work = job->state;

	if (answer->is_down)
		breaker_failed(breaker, monotonic_ms());
	else
		breaker_succeeded(breaker);
	work->prompt_tokens += answer->prompt_tokens;
	work->completion_tokens += answer->completion_tokens;
	if (answer->verdict == MODEL_ANSWERED)
		return;
	log_event(&job->task, answer->needs_operator ? LOG_ERROR : LOG_WARN,
	    answer->needs_operator ? "model_refuses" : "model_failed",
	    "call %u: %s", work->calls, answer->complaint);
}

/* What may be sent of an answer; NULL if nothing of it. */
static const char *
usable_text(struct job *job, const struct model_answer *answer)
{
	struct turn_work *work = job->state;
	const char *text = answer->text;
	const char *broken = "whole_sentences";

	if (answer->is_cut)
		text = split_whole_sentences(work->arena, text);
	if (text != NULL)
		text = answer_check(work->arena, work->agent->rules, text,
		    &work->studio, &broken);
	if (text == NULL)
		log_event(&job->task, LOG_WARN, "answer_refused",
		    "the model's answer breaks the rule %s", broken);
	return text;
}

static struct next
ask_again(struct job *job, const struct model_answer *answer)
{
	const struct turn_work *work = job->state;
	int64_t delay_ms = queue_backoff_ms(
	    (int32_t)work->calls, MODEL_BACKOFF_MS, MODEL_BACKOFF_MAX_MS);

	if (answer->retry_after_ms >= 0)
		delay_ms = answer->retry_after_ms;
	if (!has_time(job, delay_ms))
		return finish_offline(job, "another try would take too long");
	return next_after(delay_ms, ask);
}

static struct next
ask_otherwise(struct job *job, const char *request, size_t len)
{
	struct turn_work *work = job->state;

	if (request == NULL)
		return finish_offline(job, "the request is not accepted");
	work->call.body = request;
	work->call.body_len = len;
	return ask(job);
}

static struct next
take_answer(struct job *job)
{
	struct turn_work *work = job->state;
	struct task *task = &job->task;
	struct model_answer answer = model_answer_read(task, job->response);
	const char *request = NULL;
	size_t len = 0;

	report(job, &answer);
	switch (answer.verdict) {
	case MODEL_ANSWERED:
		work->text = usable_text(job, &answer);
		if (work->text == NULL)
			return finish_offline(job, NULL);
		work->model = answer.model != NULL ? answer.model
						   : task->config->model_name;
		return finish(job);
	case MODEL_AGAIN:
		return ask_again(job, &answer);
	case MODEL_TOO_LONG:
		request = model_request_shorter(task, work->call.body, &len);
		return ask_otherwise(job, request, len);
	case MODEL_OTHER_LIMIT:
		request =
		    model_request_other_limit(task, work->call.body, &len);
		return ask_otherwise(job, request, len);
	default:
		return finish_offline(job, NULL);
	}
}

/* The turn failed for good: a person has to see it, and the member gets an
 * honest sentence. Reads nothing of what the member wrote, which may be the
 * cause. */
static void
set_aside(struct job *job, const char *reason not_used)
{
	struct task *task = &job->task;
	struct turn_reply reply = { .author = "system",
		.agent = "set_aside",
		.then = CONVERSATION_WAITING,
		.state_reason = "agent_failed" };
	const struct prompt_config *studio;
	const struct turn *turn;
	const char *texts[2] = { NULL, NULL };
	int64_t session_id;

	if (!text_to_int64(job->row->key, &session_id))
		return;
	turn = turn_load(task, session_id);
	studio = turn == NULL ? NULL : prompt_config_find(task);
	if (studio == NULL)
		return;
	if (turn->messages->count > 0)
		texts[0] = sentence_say(task->arena, SENTENCE_FAILED, studio,
		    language_choose(task->arena, "",
			turn->conversation->language, studio->studio_locale));
	reply.texts = texts;
	switch (turn_finish(task, turn, &reply, ONLY_IF_AI)) {
	case TURN_OVERTAKEN:
		conversation_call_staff(task, session_id, "agent_failed");
		break;
	case TURN_STORED:
		conversation_mirror(
		    task, turn->conversation->user_key, CONVERSATION_WAITING);
		break;
	default:
		return;
	}
	conversation_publish(task, session_id);
}

const struct job_kind turn_jobs[] = {
	{ .name = JOB_TURN, .first = load, .set_aside = set_aside },
	{ 0 },
};
