/*
 * queue.c - the statements of the queue.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/crypto.h"
#include "base/text.h"
#include "work/queue.h"

/* Enough for a person to see what went wrong. */
enum { REASON_CHARACTERS_MAX = 500 };

/* clang-format off */
static const struct field job_row_fields[] = {
	FIELD(job_row, tenant_id,  READ_ONLY, 0, "Studio"),
	FIELD(job_row, id,         READ_ONLY, 0, "Identifier"),
	FIELD(job_row, kind,       READ_ONLY, 0, "What to do"),
	FIELD(job_row, key,        READ_ONLY, 0, "To what"),
	FIELD(job_row, payload,    READ_ONLY, 0, "What else to know"),
	FIELD(job_row, attempts,   READ_ONLY, 0, "How often it was taken"),
	FIELD(job_row, generation, READ_ONLY, 0, "How often it was asked for"),
	FIELD(job_row, created_at, READ_ONLY, 0, "When it was first asked for"),
	{ 0 }
};
const struct record job_row_record = RECORD(job_row);

static const struct field queue_count_fields[] = {
	FIELD(queue_count, kind,      READ_ONLY, 0, "What to do"),
	FIELD(queue_count, state,     READ_ONLY, 0, "queued, leased or set_aside"),
	FIELD(queue_count, jobs,      READ_ONLY, 0, "How many"),
	FIELD(queue_count, oldest_at, READ_ONLY, 0, "Since when the oldest is there"),
	{ 0 }
};
const struct record queue_count_record = RECORD(queue_count);

static const struct field queue_stopped_fields[] = {
	FIELD(queue_stopped, tenant_id,   READ_ONLY, 0, "Studio"),
	FIELD(queue_stopped, tenant_slug, READ_ONLY, 0, "Name of the studio"),
	FIELD(queue_stopped, id,          READ_ONLY, 0, "Identifier"),
	FIELD(queue_stopped, kind,        READ_ONLY, 0, "What to do"),
	FIELD(queue_stopped, key,         READ_ONLY, 0, "To what"),
	FIELD(queue_stopped, attempts,    READ_ONLY, 0, "How often it was taken"),
	FIELD(queue_stopped, last_error,  READ_ONLY, 0, "Why it was given up"),
	FIELD(queue_stopped, at,          READ_ONLY, 0, "When it was given up"),
	{ 0 }
};
const struct record queue_stopped_record = RECORD(queue_stopped);

static const struct field queue_rerun_fields[] = {
	FIELD(queue_rerun, tenant_id, READ_ONLY, 0, "Studio"),
	FIELD(queue_rerun, jobs,      READ_ONLY, 0, "How many"),
	{ 0 }
};
const struct record queue_rerun_record = RECORD(queue_rerun);
/* clang-format on */

enum {
	ADD,
	CLAIM,
	RENEW,
	RELEASE,
	FINISH,
	FINISH_AGAIN,
	RETRY,
	WAIT,
	SET_ASIDE,
	STATUS_COUNTS,
	STATUS_SET_ASIDE,
	RUN_AGAIN,
	SET_ASIDE_PAGE,
	RUN_KIND_AGAIN
};

#define HELD "id = $1 AND leased_by = $2 AND state = 'leased'"
#define FREED "leased_by = NULL, leased_until = NULL, updated_at = now()"

/* Nothing that is added gets lost, whatever happens to the row at the same
 * time. ADD waits for a transaction that has the row in hand: if that deletes
 * it (a worker that is done), ADD inserts a new one; if it keeps it, ADD raises
 * the generation. FINISH in turn waits for an ADD in flight and then sees the
 * raised generation, so it deletes nothing that the worker has not seen. A
 * lease is left alone: run_at says meanwhile when the job was asked for. */
/* clang-format off */
const struct query queue_queries[] = {
	[ADD] = { "queue_add",
	    "INSERT INTO jobs (kind, key, payload, run_at) "
	    "VALUES ($1, $2, $3::jsonb, now() + $4::bigint * interval '1 millisecond') "
	    "ON CONFLICT (tenant_id, kind, key) WHERE state <> 'set_aside' "
	    "DO UPDATE SET generation = jobs.generation + 1, "
	    "payload = coalesce(excluded.payload, jobs.payload), "
	    "run_at = least(jobs.run_at, excluded.run_at), updated_at = now()" },
	[CLAIM] = { "queue_claim",
	    "SELECT tenant_id, id, kind, key, payload, attempts, generation, created_at "
	    "FROM jobs_claim(string_to_array($1, ','), $2, $3, $4)" },
	[RENEW] = { "queue_renew", "SELECT FROM jobs_renew($1, $2::bigint[], $3)" },
	[RELEASE] = { "queue_release", "SELECT FROM jobs_release($1, $2)" },
	[FINISH] = { "queue_finish",
	    "DELETE FROM jobs WHERE " HELD " AND generation = $3" },
	[FINISH_AGAIN] = { "queue_finish_again",
	    "UPDATE jobs SET state = 'queued', attempts = 0, last_error = NULL, " FREED
	    " WHERE " HELD " AND generation <> $3" },
	[RETRY] = { "queue_retry",
	    "UPDATE jobs SET state = 'queued', last_error = $4, "
	    "run_at = now() + $3::bigint * interval '1 millisecond', " FREED
	    " WHERE " HELD },
	[WAIT] = { "queue_wait",
	    "UPDATE jobs SET state = 'queued', attempts = 0, "
	    "last_error = $4, "
	    "run_at = now() + $3::bigint * interval '1 millisecond', " FREED
	    " WHERE " HELD },
	[SET_ASIDE] = { "queue_set_aside",
	    "UPDATE jobs SET state = 'set_aside', last_error = $3, " FREED
	    " WHERE " HELD },
	[STATUS_COUNTS] = { "queue_status_counts",
	    "SELECT kind, state, jobs, oldest_at FROM jobs_counts()" },
	[STATUS_SET_ASIDE] = { "queue_status_set_aside",
	    "SELECT tenant_id, tenant_slug, id, kind, key, attempts, last_error, at "
	    "FROM jobs_set_aside_list($1)" },
	[RUN_AGAIN] = { "queue_run_again",
	    "SELECT id FROM jobs_run_again($1, $2) AS id WHERE id IS NOT NULL" },
	[SET_ASIDE_PAGE] = { "queue_set_aside_page",
	    "SELECT tenant_id, tenant_slug, id, kind, key, attempts, last_error, at "
	    "FROM jobs_set_aside_page(nullif($1, ''), $2, $3, $4, $5, $6)" },
	[RUN_KIND_AGAIN] = { "queue_run_kind_again",
	    "SELECT tenant_id, jobs FROM jobs_run_kind_again($1, $2)" },
	{ 0 }
};
/* clang-format on */

#define run(task, query, count, ...)                                           \
	db_execute(task, &queue_queries[query], count, ARGS(__VA_ARGS__))

void
queue_add(struct task *task, const char *kind, const char *key,
    const char *payload, int64_t delay_ms)
{
	db_queue(task, &queue_queries[ADD],
	    ARGS(arg(kind), arg(key), arg(payload), arg(delay_ms)));
}

struct list *
queue_claim(struct task *task, const char *kinds, int64_t limit,
    int64_t lease_ms, const char *worker)
{
	db_last(task);
	return db_fetch_many(task, &queue_queries[CLAIM], &job_row_record,
	    ARGS(arg(kinds), arg(limit), arg(lease_ms), arg(worker)));
}

bool
queue_renew(
    struct task *task, const char *worker, const char *ids, int64_t lease_ms)
{
	db_last(task);
	return run(task, RENEW, NULL, arg(worker), arg(ids), arg(lease_ms));
}

bool
queue_release(struct task *task, const char *worker, int64_t guilty)
{
	db_last(task);
	return run(task, RELEASE, NULL, arg(worker), arg_id(guilty));
}

static bool
held(struct task *task, int64_t count)
{
	if (count == 1)
		return true;
	return fail(task, CONFLICT, "Another worker has taken over this job.");
}

/* Two statements: one that does both would judge the second case by a row that
 * it read before it waited for the adder. */
bool
queue_finish(struct task *task, const struct job_row *job, const char *worker)
{
	int64_t count = 0;

	if (!run(task, FINISH, &count, arg(job->id), arg(worker),
		arg(job->generation)))
		return false;
	if (count == 1)
		return true;
	return run(task, FINISH_AGAIN, &count, arg(job->id), arg(worker),
		   arg(job->generation)) &&
	    held(task, count);
}

/* What a provider said may be long, or no text at all. */
static const char *
storable(struct task *task, const char *reason)
{
	if (reason == NULL)
		return "";
	if (!text_is_utf8(reason, strlen(reason)))
		return "a reason that is no text";
	return text_prefix(task->arena, reason, REASON_CHARACTERS_MAX);
}

bool
queue_retry(struct task *task, const struct job_row *job, const char *worker,
    int64_t delay_ms, const char *reason)
{
	int64_t count = 0;

	return run(task, RETRY, &count, arg(job->id), arg(worker),
		   arg(delay_ms), arg(storable(task, reason))) &&
	    held(task, count);
}

bool
queue_wait(struct task *task, const struct job_row *job, const char *worker,
    int64_t delay_ms, const char *reason)
{
	int64_t count = 0;

	return run(task, WAIT, &count, arg(job->id), arg(worker), arg(delay_ms),
		   arg(storable(task, reason))) &&
	    held(task, count);
}

bool
queue_set_aside(struct task *task, const struct job_row *job,
    const char *worker, const char *reason)
{
	int64_t count = 0;

	return run(task, SET_ASIDE, &count, arg(job->id), arg(worker),
		   arg(storable(task, reason))) &&
	    held(task, count);
}

int64_t
queue_backoff_ms(int32_t attempts, int64_t base_ms, int64_t max_ms)
{
	int64_t delay_ms = base_ms < max_ms ? base_ms : max_ms;
	uint32_t random;

	for (; attempts > 1 && delay_ms < max_ms; attempts--)
		delay_ms = delay_ms < max_ms / 2 ? delay_ms * 2 : max_ms;
	crypto_random(&random, sizeof(random));
	return delay_ms - (int64_t)(random % (uint64_t)(delay_ms / 5 + 1));
}

struct list *
queue_status_counts(struct task *task)
{
	return db_fetch_many(
	    task, &queue_queries[STATUS_COUNTS], &queue_count_record, ARGS());
}

struct list *
queue_status_set_aside(struct task *task, int64_t limit)
{
	return db_fetch_many(task, &queue_queries[STATUS_SET_ASIDE],
	    &queue_stopped_record, ARGS(arg(limit)));
}

bool
queue_run_again(struct task *task, int64_t tenant_id, int64_t id)
{
	return db_fetch_one(task, &queue_queries[RUN_AGAIN], &job_row_record,
		   ARGS(arg(tenant_id), arg(id))) != NULL;
}

struct list *
queue_set_aside_page(
    struct task *task, const struct queue_stopped_filter *filter, int64_t limit)
{
	return list_cut(db_fetch_many(task, &queue_queries[SET_ASIDE_PAGE],
			    &queue_stopped_record,
			    ARGS(arg(filter->kind), arg_id(filter->tenant_id),
				arg_id(filter->id), arg(filter->before_at),
				arg_id(filter->before_id), arg(limit + 1))),
	    (struct page){ .limit = limit });
}

struct list *
queue_run_kind_again(struct task *task, const char *kind, int64_t limit)
{
	return db_fetch_many(task, &queue_queries[RUN_KIND_AGAIN],
	    &queue_rerun_record, ARGS(arg(kind), arg(limit)));
}
