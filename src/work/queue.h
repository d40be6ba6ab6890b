/*
 * queue.h - jobs: rows of table jobs, written in the transaction that causes
 * them, leased by workers, run at least once.
 *
 * A kind of job with a key exists once per tenant and key: adding it again
 * wakes the one that is there (it runs once more if it is running just now).
 * One that was set aside does not count: adding makes a fresh one beside it.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef WORK_QUEUE_H
#define WORK_QUEUE_H

#include "base/field.h"
#include "base/task.h"
#include "data/db.h"

/* A job as a worker holds it. */
struct job_row {
	int64_t tenant_id;
	int64_t id;
	const char *kind;
	const char *key;
	struct json_object *payload; /* may be NULL */
	int32_t attempts;            /* this one included, 1 at first */
	int64_t generation; /* raised by every add: tells that more came in */
	struct instant created_at;
};

/* How many jobs there are, and since when the oldest waits. */
struct queue_count {
	const char *kind;
	const char *state; /* "queued", "leased", "set_aside" */
	int64_t jobs;
	struct instant oldest_at;
};

/* A job that was given up. */
struct queue_stopped {
	int64_t tenant_id;
	const char *tenant_slug;
	int64_t id;
	const char *kind;
	const char *key;
	int32_t attempts;
	const char *last_error;
	struct instant at;
};

/* How many jobs of a studio are due again. */
struct queue_rerun {
	int64_t tenant_id;
	int64_t jobs;
};

/* Which of those that were given up; 0, NULL and unset: all. */
struct queue_stopped_filter {
	const char *kind;
	int64_t tenant_id; /* with id: that one */
	int64_t id;
	struct instant before_at; /* from the one behind this on */
	int64_t before_id;
};

extern const struct record job_row_record;
extern const struct record queue_count_record;
extern const struct record queue_stopped_record;
extern const struct record queue_rerun_record;
extern const struct query queue_queries[];

/* Adds a job to the tenant of the task, within its transaction: it is due after
 * delay_ms, or earlier if it was due earlier already. payload is JSON text, or
 * NULL, which leaves what the job may have. Queued like db_later(): a failure
 * shows at the next statement or the commit. Who adds several in a transaction
 * does so in the order of their keys, because each waits for whoever adds the
 * same one. */
void queue_add(struct task *task, const char *kind, const char *key,
    const char *payload, int64_t delay_ms);

/* Leases up to limit due jobs of the kinds (comma-separated) over all tenants,
 * durable when it returns: each tenant its share of limit, within a tenant the
 * longest due first; jobs whose lease ran out are due again. The task has no
 * tenant and no open transaction; so in the next three. */
struct list *queue_claim(struct task *task, const char *kinds, int64_t limit,
    int64_t lease_ms, const char *worker) must_use;

/* Prolongs the leases of worker on the jobs it knows: ids like "{3,17}". A job
 * that it does not know (the answer to its claim was lost) comes free in time.
 */
bool queue_renew(struct task *task, const char *worker, const char *ids,
    int64_t lease_ms) must_use;

/* Gives back all jobs of worker, due at once, as if they had not been tried;
 * only that with the id guilty (0: none), in which the worker died, keeps its
 * attempt and waits a little. */
bool queue_release(
    struct task *task, const char *worker, int64_t guilty) must_use;

/* Ends of a job, in the task of the job's tenant and its transaction; each
 * affects the row only while worker holds it and is false with CONFLICT if it
 * does not any more (somebody else has it: undo what you did). */
/* Done: the row goes, unless the job was added again meanwhile: then it is due
 * when that asked for, with its attempts forgotten. */
bool queue_finish(
    struct task *task, const struct job_row *job, const char *worker) must_use;
/* Once more after delay_ms; attempts stay counted. */
bool queue_retry(struct task *task, const struct job_row *job,
    const char *worker, int64_t delay_ms, const char *reason) must_use;
/* The job has got further and goes on after delay_ms: its attempts are
 * forgotten, because they count what fails again and again. */
bool queue_wait(struct task *task, const struct job_row *job,
    const char *worker, int64_t delay_ms, const char *reason) must_use;
/* Given up: stays as "set_aside" with reason, for ariia status. */
bool queue_set_aside(struct task *task, const struct job_row *job,
    const char *worker, const char *reason) must_use;

/* base_ms * 2^(attempts - 1), at most max_ms, less a random part of up to a
 * fifth. */
int64_t queue_backoff_ms(int32_t attempts, int64_t base_ms, int64_t max_ms);

/* For the operator, over all tenants; roles ariia_cli and ariia_auth. */
/* A list of struct queue_count in order of kind and state. */
struct list *queue_status_counts(struct task *task) must_use;
/* A list of up to limit struct queue_stopped, the newest first. */
struct list *queue_status_set_aside(struct task *task, int64_t limit) must_use;
/* Makes a job that was set aside due again; if there is a live one of its kind
 * and key by now, that one runs once more instead. NOT_FOUND if there is none.
 * The caller commits. */
bool queue_run_again(struct task *task, int64_t tenant_id, int64_t id) must_use;
/* A page of struct queue_stopped, the newest first; role ariia_auth, as the
 * next. */
struct list *queue_set_aside_page(struct task *task,
    const struct queue_stopped_filter *filter, int64_t limit) must_use;
/* The same as queue_run_again() with up to limit of a kind, the oldest first;
 * several of one key become one. A list of struct queue_rerun. */
struct list *queue_run_kind_again(
    struct task *task, const char *kind, int64_t limit) must_use;

#endif
