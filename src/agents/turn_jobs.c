/*
 * turn_jobs.c - the steps of a turn: load, act, ask, finish.
 *
 * SPDX-License-Identifier: ISC
 */
#include "agents/turn_jobs.h"

#include "agents/dialog_context.h"
#include "agents/sentence.h"
#include "agents/turn_work.h"
#include "base/log.h"
#include "base/text.h"
#include "channels/typing_jobs.h"
#include "data/cache.h"
#include "data/channels.h"
#include "messaging/alert.h"
#include "messaging/inbound.h"

enum { ROUNDS_MAX = 25, PICTURE_PAUSE_MS = 700 };

static struct next load(struct job *job);
static struct next claim(struct job *job);
static struct next perform(struct job *job);
static struct next begin_agent(struct job *job);
static struct next take_answer(struct job *job);
static struct next go_on(struct job *job);
static struct next finish(struct job *job);

static bool
has_texts(const struct turn_reply *reply)
{
	return reply->texts[0] != NULL;
}

static bool
is_emergency(const struct turn_reply *reply)
{
	return text_is_equal(reply->state_reason, REASON_EMERGENCY);
}

static const char *
hint(struct task *task, int64_t id)
{
	return arena_printf(task->arena,
	    "{\"tenant_id\":%" PRId64 ",\"session_id\":%" PRId64 "}",
	    task->tenant_id, id);
}

/* Behind the commit: hints only, whatever is lost is found by polling. */
static void
announce(struct job *job, const struct turn_reply *reply)
{
	const struct turn_work *work = job->state;
	const char *user_key = work->conversation.user_key;
	struct task *task = &job->task;
	int64_t id = work->conversation.id;

	if (has_texts(reply) && task->cache != NULL)
		cache_publish(task, CHANNEL_OUTBOUND, hint(task, id));
	conversation_publish(task, id);
	if (has_texts(reply) && text_is_equal(reply->author, "ai"))
		dialog_context_store(
		    task, user_key, reply->agent, language_tag(work->language));
	if (reply->then == CONVERSATION_UNSET)
		return;
	conversation_mirror(task, user_key, reply->then);
	if (task->cache != NULL)
		cache_publish(task, CHANNEL_CLOCK, hint(task, id));
	if (is_emergency(reply))
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

/* Loaded again it is seen who has it now. */
static struct next
start_again(struct job *job)
{
	struct turn_work *work = job->state;

	db_rollback(&job->task);
	if (++work->rounds > ROUNDS_MAX)
		return next_retry(-1, "Newer messages came again and again.");
	return next_step(load);
}

static struct turn_reply
reply_of(struct job *job)
{
	struct turn_work *work = job->state;
	const struct decision *decision = &work->decision;
	const struct answer_audit *audit =
	    turn_work_audit(work, job->task.config);
	bool is_agent = decision->verdict == VERDICT_AGENT;
	struct turn_reply reply = {
		.author = decision->author,
		.agent = is_agent ? work->engine->routing.agent->name
				  : decision->decider,
		.model = work->model,
		.prompt_tokens = work->prompt_tokens,
		.completion_tokens = work->completion_tokens,
		.duration_ms = (int32_t)(monotonic_ms() - work->started_ms),
		.then = decision->then,
		.state_reason = decision->state_reason,
		.language = decision->language,
		.wished_language = decision->language,
		.buttons = decision->buttons,
		.audit = audit,
	};

	if (reply.model != NULL && is_agent)
		reply.prompt_version = work->engine->prompt_version;
	if (reply.language == NULL && work->is_language_clear)
		reply.language = language_tag(work->language);
	reply.texts = turn_work_texts(work, &reply.is_disclosure);
	return reply;
}

/* What belongs to the reply, in its transaction. */
static void
store_beside(struct job *job, const struct turn_reply *reply)
{
	const struct turn_work *work = job->state;
	struct task *task = &job->task;
	struct act_scene scene = turn_work_scene(work);

	act_settle(task, &scene, &work->decision);
	if (reply->then != CONVERSATION_UNSET)
		conversation_watch(task, work->conversation.id);
	if (is_emergency(reply) && work->emergency_id != 0)
		alert_raise(task, work->conversation.id, work->emergency_id,
		    work->text);
}

static struct next
finish(struct job *job)
{
	struct turn_work *work = job->state;
	struct turn_reply reply = reply_of(job);

	switch (turn_finish(
	    &job->task, &work->turn, &reply, work->decision.fence)) {
	case TURN_STORED:
		store_beside(job, &reply);
		return end(job, &reply);
	case TURN_OVERTAKEN:
	case TURN_TAKEN:
		return start_again(job);
	default:
		return next_retry(-1, "The reply was not stored.");
	}
}

/* Whatever was asked of a model is paid, also if it is not used. */
static void
count_tokens(struct turn_work *work)
{
	work->prompt_tokens += work->engine->prompt_tokens;
	work->completion_tokens += work->engine->completion_tokens;
}

static struct next
finish_offline(struct job *job)
{
	const struct turn_work *work = job->state;

	if (work->engine->why != NULL)
		log_event(&job->task, LOG_WARN, "model_unused",
		    "answered without the model: %s", work->engine->why);
	if (!turn_work_answer_offline(job))
		return next_retry(-1, "The offline answer was not found.");
	return finish(job);
}

/* The turn ends in fixed words. */
static void
say(struct turn_work *work, enum sentence sentence, const char *decider)
{
	work->decision.verdict = VERDICT_SAY;
	work->decision.decider = decider;
	work->text =
	    sentence_say(work->arena, sentence, &work->studio, work->language);
	if (!text_is_empty(work->decision.prefix))
		work->text = arena_printf(
		    work->arena, "%s\n\n%s", work->decision.prefix, work->text);
}

static struct next
hand_over(struct job *job)
{
	struct turn_work *work = job->state;

	say(work, SENTENCE_HANDED_OVER, "tool");
	work->decision.then = CONVERSATION_WAITING;
	work->decision.state_reason = "tool";
	return finish(job);
}

/* A change is only made after a yes. */
static struct next
ask_first(struct job *job)
{
	struct turn_work *work = job->state;
	const struct engine *engine = work->engine;
	struct act_scene scene = turn_work_scene(work);

	act_ask(work->arena, &scene, engine->question.caller.member_id,
	    &engine->last_result, &work->decision);
	work->text = work->decision.text;
	return finish(job);
}

/* Who it is has to be known first. */
static struct next
identify_first(struct job *job)
{
	struct turn_work *work = job->state;
	struct act_scene scene = turn_work_scene(work);

	act_identify(&scene, work->question, &work->decision);
	return next_step(claim);
}

static struct next
conclude(struct job *job)
{
	struct turn_work *work = job->state;
	const struct engine *engine = work->engine;

	count_tokens(work);
	switch (engine->outcome) {
	case ENGINE_ANSWERED:
		work->text = engine->text;
		work->model = engine->model;
		return finish(job);
	case ENGINE_NO_PICTURES:
		say(work, SENTENCE_ONLY_TEXT, "picture");
		return finish(job);
	case ENGINE_HANDS_OVER:
		return hand_over(job);
	case ENGINE_NEEDS_MEMBER:
		return identify_first(job);
	case ENGINE_NEEDS_YES:
		return ask_first(job);
	default:
		return finish_offline(job);
	}
}

/* Does what the engine wants, as far as it goes without waiting. */
static struct next
follow(struct job *job, enum engine_want want)
{
	struct turn_work *work = job->state;

	while (want == ENGINE_PROMPT)
		want = turn_work_prompt(job);
	switch (want) {
	case ENGINE_CALL:
		if (!work->is_typing) {
			work->is_typing = true;
			typing_show(&job->task, &work->conversation);
		}
		return next_call(&work->engine->call, take_answer);
	case ENGINE_PAUSE:
		return next_after(work->engine->pause_ms, go_on);
	case ENGINE_DONE:
		return conclude(job);
	default:
		return next_retry(-1, "The prompt was not read.");
	}
}

static struct next
take_answer(struct job *job)
{
	struct turn_work *work = job->state;

	return follow(
	    job, engine_take_answer(work->engine, &job->task, job->response));
}

static struct next
go_on(struct job *job)
{
	struct turn_work *work = job->state;

	return follow(job, engine_go_on(work->engine, &job->task));
}

static struct next
ask(struct job *job)
{
	struct turn_work *work = job->state;

	if (work->awaits_picture)
		return next_after(PICTURE_PAUSE_MS, load);
	return follow(job, engine_begin(work->engine, &job->task));
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
	switch (work->decision.verdict) {
	case VERDICT_ACT:
		return claim(job);
	case VERDICT_AGENT:
		return ask(job);
	default:
		return finish(job);
	}
}

/* Done once however often the job runs: this step is committed before the next
 * one does what can not be undone. */
static struct next
claim(struct job *job)
{
	struct turn_work *work = job->state;
	struct act_scene scene = turn_work_scene(work);

	switch (act_claim(&job->task, &scene, &work->decision)) {
	case ACT_CLAIMED:
		return next_step(perform);
	case ACT_OVERTAKEN:
		return start_again(job);
	default:
		return next_retry(-1, "The act was not claimed.");
	}
}

static struct next
perform(struct job *job)
{
	struct turn_work *work = job->state;
	struct act_scene scene = turn_work_scene(work);

	if (!act_perform(&job->task, &scene, &work->decision))
		return next_retry(-1, "The act was not performed.");
	work->text = work->decision.text;
	return next_step(
	    work->decision.verdict == VERDICT_AGENT ? begin_agent : finish);
}

/* What the member wanted before the act, or beside it. */
static struct next
begin_agent(struct job *job)
{
	bool is_current;

	if (!turn_work_load_agent(job, &is_current))
		return next_retry(-1, "The turn was not loaded.");
	return is_current ? ask(job) : start_again(job);
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
		conversation_watch(task, session_id);
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
