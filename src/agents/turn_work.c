/*
 * turn_work.c - reads what a turn needs and keeps little of it.
 *
 * SPDX-License-Identifier: ISC
 */
#include "agents/turn_work.h"

#include "agents/dialog.h"
#include "agents/sentence.h"
#include "agents/split.h"
#include "base/check.h"
#include "base/text.h"
#include "channels/channel.h"

enum {
	ROUND_FIRST_BYTES = 4 << 10,
	ROUND_BYTES_MAX = 16 << 20,
	READING_FIRST_BYTES = 32 << 10,
	READING_BYTES_MAX = 64 << 20,
	QUESTION_CHARACTERS_MAX = 2000,
	RESPONSE_BYTES_MAX = 1 << 20,
	PARTS_MAX = 5
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

/* What outlives the reading. */
static void
keep(struct turn_work *work, const struct turn *turn,
    const struct inquiry *inquiry, const struct decision *decision)
{
	struct arena *arena = work->arena;
	const struct conversation *conversation = turn->conversation;

	work->conversation = (struct conversation){
		.id = conversation->id,
		.channel = arena_copy(arena, conversation->channel),
		.user_key = arena_copy(arena, conversation->user_key),
	};
	work->turn.conversation = &work->conversation;
	work->turn.upto = turn->upto;
	work->has_messages = turn->messages->count > 0;
	work->is_first_contact = !instant_is_set(conversation->disclosed_at);
	work->studio = studio_copy(arena, inquiry->studio);
	work->decision = *decision;
	work->decision.text = arena_copy(arena, decision->text);
	work->text = work->decision.text;
	work->model = NULL;
	work->prompt_version = NULL;
	work->language = inquiry->language;
	work->question =
	    text_prefix(arena, inquiry->text, QUESTION_CHARACTERS_MAX);
	work->is_language_clear =
	    language_detect(arena, work->question) != LANGUAGE_UNKNOWN;
	work->is_after_offer = inquiry->is_after_offer;
}

static void
write_call(struct job *job, const struct turn *turn, struct arena *reading)
{
	struct turn_work *work = job->state;
	const struct config *config = job->task.config;
	const struct prompt_template *template;
	struct model_prompt prompt = { .model = config->model_name,
		.tokens_max = config->model_tokens_max };
	const char *body;
	size_t len;

	work->agent = &persona_agent;
	template = agent_template(work->agent, work->language);
	work->prompt_version = arena_copy(work->arena, template->version);
	work->calls = 0;
	if (text_is_empty(config->model_api_key))
		return;
	prompt.system = prompt_expand(
	    reading, template->text, &work->studio, work->language);
	prompt.messages = dialog_messages(reading, turn, &prompt.count);
	body = model_request(reading, &prompt, &len);
	len = strlen(config->model_base_url);
	while (len > 0 && config->model_base_url[len - 1] == '/')
		len--;
	work->call = (struct http_call){
		.method = "POST",
		.url = arena_printf(work->arena, "%.*s/chat/completions",
		    (int)len, config->model_base_url),
		.headers = { { "Content-Type", "application/json" },
		    { "Accept", "application/json" },
		    { "Authorization",
			arena_printf(work->arena, "Bearer %s",
			    config->model_api_key) } },
		.body = arena_copy(work->arena, body),
		.body_len = strlen(body),
		.timeout_ms = config->model_timeout_ms,
		.response_max_bytes = RESPONSE_BYTES_MAX,
		.trust = HTTP_TRUSTED,
	};
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
	decision = decide(reading->arena, &inquiry);
	keep(work, turn, &inquiry, &decision);
	if (work->has_messages && decision.verdict == VERDICT_AGENT)
		write_call(job, turn, reading->arena);
	return true;
}

/* A task of its own only reads: its memory goes before anything is waited for.
 */
bool
turn_work_load(struct job *job)
{
	struct turn_work *work = job->state;
	struct arena *arena =
	    arena_create(READING_FIRST_BYTES, READING_BYTES_MAX);
	struct task reading = job->task;
	bool is_read;

	arena_clear(work->arena);
	reading.arena = arena;
	reading.transaction = NULL;
	reading.query_count = 0;
	reading.query_us = 0;
	db_read_only(&reading);
	is_read = read_and_decide(job, &reading);
	if (!is_read)
		take_over_problem(&job->task, &reading);
	job->task.query_count += reading.query_count;
	job->task.query_us += reading.query_us;
	db_rollback(&reading);
	arena_free(arena);
	return is_read;
}

const char *const *
turn_work_texts(const struct turn_work *work, bool *is_disclosure)
{
	const struct channel *channel =
	    channel_find(work->conversation.channel);
	const char *text = work->text;
	const char *disclosure;

	check(channel != NULL);
	*is_disclosure = text != NULL && work->is_first_contact &&
	    text_is_equal(work->decision.author, "ai");
	if (text == NULL)
		text = "";
	if (*is_disclosure) {
		disclosure =
		    text_trim(work->arena, work->studio.ai_disclosure_text);
		if (disclosure[0] == '\0')
			disclosure = sentence_say(work->arena,
			    SENTENCE_DISCLOSURE, &work->studio, work->language);
		text = arena_printf(work->arena, "%s\n\n%s", disclosure, text);
	}
	return split_text(
	    work->arena, text, channel->text_max_units, PARTS_MAX);
}
