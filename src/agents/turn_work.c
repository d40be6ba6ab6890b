/*
 * turn_work.c - reads what a turn needs and keeps little of it.
 *
 * SPDX-License-Identifier: ISC
 */
#include "agents/turn_work.h"

#include "agents/dialog.h"
#include "agents/dialog_context.h"
#include "agents/engine_prompt.h"
#include "agents/offline.h"
#include "agents/words.h"
#include "base/check.h"
#include "base/config.h"
#include "base/log.h"
#include "base/text.h"
#include "messaging/media.h"

enum {
	ROUND_FIRST_BYTES = 4 << 10,
	ROUND_BYTES_MAX = 32 << 20,
	READING_FIRST_BYTES = 32 << 10,
	READING_BYTES_MAX = 64 << 20,
	QUESTION_CHARACTERS_MAX = 2000,
	/* After so many overtaken rounds no model is asked any more: without
	 * the wait nothing can overtake for long. */
	MODEL_ROUNDS_MAX = 5,
	LOOKS_MAX = 12
};

static void
release_arena(void *arena)
{
	arena_free(arena);
}

bool
turn_work_create(struct job *job)
{
	struct turn_work *work;
	int64_t session_id;

	if (job->state != NULL)
		return true;
	if (!text_to_int64(job->row->key, &session_id))
		return fail(&job->task, INTERNAL,
		    "The key of the job is no conversation.");
	work = arena_new(job->task.arena, struct turn_work);
	work->session_id = session_id;
	work->started_ms = monotonic_ms();
	work->arena = arena_create(ROUND_FIRST_BYTES, ROUND_BYTES_MAX);
	arena_defer(job->task.arena, release_arena, work->arena);
	job->state = work;
	return true;
}

struct act_scene
turn_work_scene(const struct turn_work *work)
{
	return (struct act_scene){ .turn = &work->turn,
		.studio = &work->studio,
		.language = work->language };
}

/* Copies a studio's values, all of them texts. */
static struct prompt_config
studio_copy(struct arena *arena, const struct prompt_config *studio)
{
	struct prompt_config copy = { 0 };

	for (size_t at = 0; at < prompt_config_record.field_count; at++) {
		size_t offset = prompt_config_record.fields[at].offset;
		const char *text =
		    *(const char *const *)(const void *)((const char *)studio +
			offset);

		*(const char **)(void *)((char *)&copy + offset) =
		    text == NULL ? "" : arena_copy(arena, text);
	}
	return copy;
}

/* The first message that tells of an emergency; 0 for none. */
static int64_t
emergency_of(struct arena *arena, const struct list *messages,
    const struct prompt_config *studio)
{
	list_each(messages, const struct message, message)
		if (dialog_has_words(message) &&
		    words_tell_emergency(
			arena, message->text, studio->studio_emergency_number))
			return message->id;
	return 0;
}

/* What outlives the reading. */
static void
keep(struct turn_work *work, const struct turn *turn,
    const struct inquiry *inquiry, const struct decision *decision)
{
	struct arena *arena = work->arena;
	const struct conversation *conversation = turn->conversation;
	const char *question =
	    decision->question == NULL ? inquiry->text : decision->question;

	work->conversation = (struct conversation){
		.id = conversation->id,
		.channel = arena_copy(arena, conversation->channel),
		.user_key = arena_copy(arena, conversation->user_key),
		.member_id = conversation->member_id,
	};
	work->turn = (struct turn){ .conversation = &work->conversation,
		.upto = turn->upto };
	work->is_first_contact = !instant_is_set(conversation->disclosed_at);
	work->studio = studio_copy(arena, inquiry->studio);
	work->decision = decision_copy(arena, decision);
	work->text = work->decision.text;
	work->model = NULL;
	work->engine = NULL;
	work->awaits_picture = false;
	work->language = inquiry->language;
	work->question = text_prefix(arena, question, QUESTION_CHARACTERS_MAX);
	work->is_language_clear =
	    language_detect(arena, inquiry->text) != LANGUAGE_UNKNOWN;
	work->is_after_offer = inquiry->is_after_offer;
}

/* The problem of the reading task becomes the job's. */
static void
take_over_problem(struct task *task, const struct task *reading)
{
	const struct problem *problem = reading->problem;

	check(problem != NULL);
	(void)fail_for_now(task, problem->kind, problem->retry_after_ms, "%s",
	    problem->detail == NULL ? "" : problem->detail);
}

/* A task of its own only reads: its memory goes before anything is waited for.
 */
static struct task
reading_begin(struct job *job)
{
	struct task reading = job->task;

	reading.arena = arena_create(READING_FIRST_BYTES, READING_BYTES_MAX);
	reading.transaction = NULL;
	reading.query_count = 0;
	reading.query_us = 0;
	db_read_only(&reading);
	return reading;
}

static void
reading_end(struct job *job, struct task *reading)
{
	if (task_has_failed(reading))
		take_over_problem(&job->task, reading);
	job->task.query_count += reading->query_count;
	job->task.query_us += reading->query_us;
	db_rollback(reading);
	arena_free(reading->arena);
}

/* Why no model is to be asked; NULL if one may. */
static const char *
obstacle(const struct job *job)
{
	const struct turn_work *work = job->state;

	if (work->rounds >= MODEL_ROUNDS_MAX)
		return "newer messages came too often";
	if (job->row->attempts > 1 &&
	    job->row->attempts >= job->task.config->job_attempts_max)
		return "this is the last attempt";
	return NULL;
}

/* The newest picture of the turn; NULL for none. */
static const struct message *
picture_of(const struct turn *turn)
{
	const struct message *items = turn->messages->items;

	for (size_t at = turn->messages->count; at-- > 0;)
		if (text_is_equal(items[at].kind, "image"))
			return &items[at];
	return NULL;
}

/* The picture, when there is a model that looks at it. */
static bool
read_picture(struct task *reading, struct turn_work *work,
    const struct turn *turn, struct engine_question *question)
{
	const struct message *picture = picture_of(turn);
	const struct media *media;

	question->has_picture = picture != NULL;
	if (picture == NULL || question->access == NULL ||
	    text_is_empty(question->access->vision_name))
		return true;
	media = media_of_message(reading, picture->id);
	if (task_has_failed(reading))
		return false;
	work->awaits_picture =
	    media_is_awaited(media) && work->looks++ < LOOKS_MAX;
	if (media != NULL)
		question->image = media_data_url(reading->arena, media);
	return true;
}

/* A secret of the studio that does not open is no reason to say nothing. */
static bool
find_access(struct task *reading, struct arena *arena,
    const struct model_access **access)
{
	*access = NULL;
	if (model_access_find(reading, arena, access))
		return true;
	if (reading->problem->kind != INTERNAL)
		return false;
	log_error(reading, "the studio's model is not known: %s",
	    reading->problem->detail);
	db_rollback(reading);
	task_forgive(reading);
	return true;
}

static bool
make_engine(struct job *job, struct task *reading, const struct turn *turn)
{
	struct turn_work *work = job->state;
	const char *why_not = obstacle(job);
	struct dialog_question *context =
	    dialog_context_ask(reading, turn->conversation->user_key);
	struct engine_question question = {
		.text = work->question,
		.has_acted = work->decision.prefix != NULL,
		.caller = {
			.session_id = work->conversation.id,
			.member_id = turn->conversation->member_id,
			.studio = &work->studio,
			.language = work->language,
		},
	};
	struct model_message *messages =
	    dialog_messages(reading->arena, turn, &question.count);

	if (work->decision.question != NULL && question.count > 0)
		messages[question.count - 1].text = work->question;
	question.messages = messages;
	question.previous =
	    agent_find(dialog_context_answer(context, turn).agent);
	if (why_not != NULL)
		log_event(&job->task, LOG_WARN, "model_unused",
		    "answered without the model: %s", why_not);
	else if (!find_access(reading, work->arena, &question.access))
		return false;
	if (!read_picture(reading, work, turn, &question))
		return false;
	work->engine = engine_create(work->arena, &question);
	return true;
}

/* Where the flood or a person hides an emergency it comes first all the same.
 */
static struct decision
decide_turn(struct turn_work *work, struct arena *arena,
    const struct turn *turn, const struct inquiry *inquiry)
{
	struct inquiry watched = *inquiry;
	struct decision decision;

	watched.messages = turn->watched;
	work->emergency_id =
	    emergency_of(arena, turn->watched, inquiry->studio);
	if (work->emergency_id != 0)
		return decide(arena, &watched);
	decision = decide(arena, inquiry);
	if (text_is_equal(decision.state_reason, REASON_EMERGENCY))
		work->emergency_id =
		    emergency_of(arena, turn->messages, inquiry->studio);
	return decision;
}

static bool
read_and_decide(struct job *job, struct task *reading)
{
	struct turn_work *work = job->state;
	struct turn *turn = turn_load(reading, work->session_id);
	const struct prompt_config *studio;
	struct inquiry inquiry;
	struct decision decision;

	if (turn == NULL)
		return false;
	studio = prompt_config_find(reading);
	if (studio == NULL)
		return false;
	inquiry = inquiry_of(reading->arena, turn, studio);
	if (!inquiry_load(reading, &inquiry))
		return false;
	decision = decide_turn(work, reading->arena, turn, &inquiry);
	keep(work, turn, &inquiry, &decision);
	work->has_messages =
	    turn->messages->count > 0 || work->emergency_id != 0;
	if (!work->has_messages || decision.verdict != VERDICT_AGENT)
		return true;
	return make_engine(job, reading, turn);
}

bool
turn_work_load(struct job *job)
{
	struct turn_work *work = job->state;
	struct task reading = reading_begin(job);
	bool is_read;

	arena_clear(work->arena);
	is_read = read_and_decide(job, &reading);
	reading_end(job, &reading);
	return is_read;
}

bool
turn_work_load_agent(struct job *job, bool *is_current)
{
	struct turn_work *work = job->state;
	struct task reading = reading_begin(job);
	struct turn *turn = turn_load(&reading, work->session_id);
	bool is_read = turn != NULL;

	*is_current = is_read && turn->upto == work->turn.upto;
	if (work->decision.question != NULL)
		work->question = text_prefix(work->arena,
		    work->decision.question, QUESTION_CHARACTERS_MAX);
	if (*is_current)
		is_read = make_engine(job, &reading, turn);
	reading_end(job, &reading);
	return is_read;
}

enum engine_want
turn_work_prompt(struct job *job)
{
	struct turn_work *work = job->state;
	struct task reading = reading_begin(job);
	struct engine_prompt prompt;
	enum engine_want want = ENGINE_WANT_UNSET;

	if (engine_prompt_read(&reading, work->engine, &prompt))
		want = engine_take_prompt(work->engine, &job->task, &prompt);
	reading_end(job, &reading);
	return want;
}

bool
turn_work_answer_offline(struct job *job)
{
	struct turn_work *work = job->state;
	struct task reading = reading_begin(job);
	struct offline_question question = {
		.text = work->question,
		.language = work->language,
		.is_after_offer = work->is_after_offer,
	};
	struct json_object *passages = NULL;

	work->text = arena_copy(work->arena,
	    offline_answer(&reading, &question, &work->studio, &passages));
	work->model = OFFLINE_MODEL;
	if (passages != NULL)
		work->engine->passages =
		    json_keep(work->arena, json_object_get(passages));
	reading_end(job, &reading);
	return !task_has_failed(&job->task);
}
