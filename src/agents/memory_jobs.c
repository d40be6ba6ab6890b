/*
 * memory_jobs.c - the steps of the analyzer.
 *
 * SPDX-License-Identifier: ISC
 */
#include "agents/memory_jobs.h"

#include "agents/memory_model.h"
#include "agents/memory_rules.h"
#include "agents/model.h"
#include "agents/model_access.h"
#include "base/config.h"
#include "base/json.h"
#include "base/log.h"
#include "base/text.h"
#include "tenancy/plan.h"

enum {
	/* The newest of what a member wrote since the last time. */
	MESSAGES_MAX = 200,
	MESSAGES_BYTES_MAX = 24 << 10,
	/* Members of one look; the night looks again while there are more. */
	MEMBERS_MAX = 200,
	LOOK_AGAIN_MS = 60 * 1000,
	STUDIOS_MAX = 1000,
	/* Then the rules do, so that a broken model stops nothing. */
	MODEL_ATTEMPTS_MAX = 3,
	/* Instead of a delay: not again. */
	NEVER_MS = -2,
	/* Calls at once: members who write now come first. */
	RUNNING_MAX = 4
};

struct analysis {
	int64_t member_id;
	struct memory memory; /* as it will be */
	struct list *messages;
	const struct model_access *access; /* NULL: the rules */
	struct http_call call;
	bool has_other_limit;
	int32_t tokens;
};

/* clang-format off */
static const struct field memory_night_fields[] = {
	FIELD(memory_night, wait_ms, READ_ONLY, 0, "Till the next night"),
	FIELD(memory_night, count,   READ_ONLY, 0, "Nights that were planted"),
	{ 0 }
};
/* clang-format on */
const struct record memory_night_record = RECORD(memory_night);

enum { UPTO, MESSAGES, TOKENS };
enum { WAIT, PLANT };

/* clang-format off */
const struct query memory_message_queries[] = {
	[UPTO] = { "memory_upto",
	    "SELECT coalesce(max(last_inbound_id), 0) AS id, '' AS text"
	    " FROM chat_sessions WHERE member_id = $1" },
	/* Only what was written since it was proven who it is. */
	[MESSAGES] = { "memory_messages",
	    "SELECT id, text FROM (SELECT m.id, left(m.text, 2000) AS text"
	    "  FROM chat_sessions s"
	    "  JOIN chat_messages m ON m.session_id = s.id"
	    "  WHERE s.member_id = $1 AND m.id > $2 AND m.id <= $3"
	    "  AND verified_member(s.member_id, s.member_verified_at) = $1"
	    "  AND m.author = 'member' AND m.text IS NOT NULL"
	    "  AND m.kind <> 'reaction'"
	    "  AND m.created_at >= s.member_verified_at"
	    "  ORDER BY m.id DESC LIMIT $4) newest ORDER BY id" },
	[TOKENS] = { "memory_tokens",
	    "INSERT INTO usage_ledger (what, message_id, quantity)"
	    " VALUES ('analysis', $1, $2) ON CONFLICT DO NOTHING" },
	{ 0 }
};

const struct query memory_night_queries[] = {
	[WAIT] = { "memory_night_wait",
	    "WITH here AS (SELECT zone_or_utc(coalesce((SELECT s.value"
	    "   FROM settings s WHERE s.key = 'studio_timezone'),"
	    "   'Europe/Berlin')) AS zone,"
	    "  coalesce((SELECT s.value::integer FROM settings s"
	    "   WHERE s.key = 'memory_analyzer_hour'"
	    "   AND s.value ~ '^([0-9]|1[0-9]|2[0-3])$'), 3)"
	    "   * interval '1 hour' AS hour),"
	    " today AS (SELECT zone, hour,"
	    "  date_trunc('day', now() AT TIME ZONE zone) AS day FROM here),"
	    " nights AS (SELECT (day + hour) AT TIME ZONE zone AS first,"
	    "  (day + interval '1 day' + hour) AT TIME ZONE zone AS second"
	    "  FROM today)"
	    " SELECT ceil(extract(epoch FROM CASE WHEN first > now() THEN first"
	    "  ELSE second END - now()) * 1000)::bigint AS wait_ms,"
	    " 0::bigint AS count FROM nights" },
	[PLANT] = { "memory_nights_plant",
	    "SELECT 0::bigint AS wait_ms, memory_nights_plant($1) AS count" },
	{ 0 }
};
/* clang-format on */

static bool
is_wordless(const char *text)
{
	for (const char *at = text; *at != '\0';) {
		uint32_t character = text_next(&at);

		if (text_is_word_char(character) &&
		    (character < '0' || character > '9'))
			return false;
	}
	return true;
}

/* Without codes and the like, and no more than fits: the newest stay. */
static void
choose_messages(struct list *messages)
{
	struct memory_message *items = messages->items;
	size_t bytes = 0;
	size_t from = messages->count;
	size_t count = 0;

	while (from > 0 &&
	    bytes + strlen(items[from - 1].text) <= MESSAGES_BYTES_MAX)
		bytes += strlen(items[--from].text);
	for (; from < messages->count; from++)
		if (!is_wordless(items[from].text))
			items[count++] = items[from];
	messages->count = count;
}

/* False with the problem. Nothing to be read is no messages; *read_upto is how
 * far it was read before. */
static bool
read_member(struct task *task, struct analysis *analysis, int64_t *read_upto)
{
	const struct memory *memory = memory_find(task, analysis->member_id);
	const struct memory_message *newest;

	if (memory == NULL)
		return false;
	analysis->memory = *memory;
	*read_upto = memory->read_upto;
	newest = db_one(task, memory_message, UPTO, arg(analysis->member_id));
	if (newest == NULL)
		return false;
	analysis->messages = db_many(task, memory_message, MESSAGES,
	    arg(analysis->member_id), arg(memory->read_upto), arg(newest->id),
	    arg((int64_t)MESSAGES_MAX));
	if (analysis->messages == NULL)
		return false;
	choose_messages(analysis->messages);
	if (newest->id > analysis->memory.read_upto)
		analysis->memory.read_upto = newest->id;
	return true;
}

static struct next
store(struct job *job)
{
	struct analysis *analysis = job->state;
	struct task *task = &job->task;
	int64_t count;

	if (!memory_store(task, &analysis->memory)) {
		if (task->problem->kind != CONFLICT)
			return next_retry(-1, "the memory was not stored");
		/* A person wrote meanwhile, and has the last word: again. */
		task_forgive(task);
		return next_retry(0, "the memory was changed meanwhile");
	}
	if (analysis->tokens > 0 &&
	    !db_run(task, memory_message, TOKENS, &count,
		arg(analysis->memory.read_upto), arg(analysis->tokens)))
		return next_retry(-1, "the tokens were not counted");
	return next_done();
}

static struct next
apply_rules(struct job *job)
{
	struct analysis *analysis = job->state;
	bool is_new = false;

	list_each(analysis->messages, struct memory_message, message)
		is_new |= memory_rules_apply(
		    job->task.arena, message->text, &analysis->memory);
	if (is_new)
		analysis->memory.source = "rules";
	return store(job);
}

/* The model did not answer: later, or without it. */
static struct next
without_answer(struct job *job, int64_t delay_ms, const char *why)
{
	if (delay_ms >= -1 && job->row->attempts < MODEL_ATTEMPTS_MAX)
		return next_retry(delay_ms, why);
	log_event(&job->task, LOG_WARN, "memory_model_unused",
	    "the rules read a member's messages: %s", why);
	return apply_rules(job);
}

static struct next take_answer(struct job *job);

static struct next
ask(struct job *job)
{
	struct analysis *analysis = job->state;

	if (!breaker_admits(
		model_access_breaker(analysis->access), monotonic_ms()))
		return without_answer(
		    job, BREAKER_PAUSE_MS, "the endpoint is down");
	return next_call(&analysis->call, take_answer);
}

static struct next
ask_otherwise(struct job *job, const char *complaint)
{
	struct analysis *analysis = job->state;
	size_t len;
	const char *body = analysis->has_other_limit
	    ? NULL
	    : model_request_other_limit(&job->task, analysis->call.body, &len);

	if (body == NULL)
		return without_answer(job, NEVER_MS, complaint);
	analysis->has_other_limit = true;
	analysis->call.body = body;
	analysis->call.body_len = len;
	return ask(job);
}

static struct next
take_answer(struct job *job)
{
	struct analysis *analysis = job->state;
	struct breaker *breaker = model_access_breaker(analysis->access);
	struct model_answer answer =
	    model_answer_read(&job->task, job->response);

	if (answer.is_down)
		breaker_failed(breaker, monotonic_ms());
	else
		breaker_succeeded(breaker);
	analysis->tokens += answer.prompt_tokens + answer.completion_tokens;
	if (answer.verdict == MODEL_OTHER_LIMIT)
		return ask_otherwise(job, answer.complaint);
	if (answer.verdict == MODEL_AGAIN)
		return without_answer(
		    job, answer.retry_after_ms, answer.complaint);
	if (answer.verdict != MODEL_ANSWERED)
		return without_answer(job, NEVER_MS, answer.complaint);
	if (!memory_model_read(job->task.arena, answer.text, &analysis->memory))
		return without_answer(
		    job, NEVER_MS, "the model did not write notes");
	analysis->memory.source = "model";
	return store(job);
}

static struct next
ask_model(struct job *job)
{
	struct analysis *analysis = job->state;
	struct task *task = &job->task;
	const char *body;

	if (!model_access_find(task, task->arena, &analysis->access))
		return next_retry(-1, "the settings were not read");
	if (analysis->access == NULL)
		return apply_rules(job);
	body = memory_model_request(task->arena, analysis->access->name,
	    &analysis->memory, analysis->messages,
	    task->config->model_tokens_max);
	analysis->call = model_access_call(
	    task->arena, task->config, analysis->access, body, strlen(body));
	return ask(job);
}

static struct next
analyze(struct job *job)
{
	struct task *task = &job->task;
	struct analysis *analysis = arena_new(task->arena, struct analysis);
	const struct plan *plan = plan_current(task);
	int64_t read_upto;

	if (!text_to_int64(job->row->key, &analysis->member_id))
		return next_give_up("the key is no member");
	if (plan == NULL)
		return next_retry(-1, "the plan was not read");
	if (!plan->memory_analyzer_enabled)
		return next_done();
	job->state = analysis;
	if (!read_member(task, analysis, &read_upto)) {
		if (task->problem->kind != NOT_FOUND)
			return next_retry(-1, "the member was not read");
		/* Deleted meanwhile. */
		task_forgive(task);
		return next_done();
	}
	if (analysis->messages->count > 0)
		return ask_model(job);
	return analysis->memory.read_upto > read_upto ? store(job)
						      : next_done();
}

static struct next
next_night(struct job *job)
{
	const struct memory_night *night =
	    db_one(&job->task, memory_night, WAIT);

	if (night == NULL)
		return next_retry(-1, "the next night was not found");
	queue_add(&job->task, JOB_MEMORY_NIGHT, job->row->key,
	    "{\"is_night\":true}", night->wait_ms);
	return next_done();
}

/* A studio that has no plan for it any more gets a new job with a new plan. */
static struct next
begin_night(struct job *job)
{
	struct task *task = &job->task;
	const struct plan *plan = plan_current(task);
	struct list *due;

	if (plan == NULL)
		return next_retry(-1, "the plan was not read");
	if (!plan->memory_analyzer_enabled)
		return next_done();
	if (!json_is_true(json_at(job->row->payload, "is_night")))
		return next_night(job);
	due = memory_due(task, MEMBERS_MAX);
	if (due == NULL)
		return next_retry(-1, "the members were not read");
	list_each(due, struct memory, memory)
		queue_add(task, JOB_MEMORY,
		    arena_printf(task->arena, "%" PRId64, memory->member_id),
		    NULL, 0);
	if (due->count < MEMBERS_MAX)
		return next_night(job);
	if (!queue_wait(
		task, job->row, job->worker, LOOK_AGAIN_MS, "more members"))
		return next_retry(-1, "the job was not put back");
	return next_ended();
}

const struct job_kind memory_jobs[] = {
	{ .name = JOB_MEMORY, .first = analyze, .running_max = RUNNING_MAX },
	{ .name = JOB_MEMORY_NIGHT, .first = begin_night, .running_max = 1 },
	{ 0 },
};

bool
memory_nights_plant(struct task *task)
{
	return db_one(task, memory_night, PLANT, arg((int64_t)STUDIOS_MAX)) !=
	    NULL;
}
