/*
 * queue.h - jobs: rows of table jobs, written in the transaction that causes
 * them, leased by workers, run at least once.
 *
 * A kind of job with a key exists once per tenant and key: adding it again wakes
 * the one that is there (it will run once more if it is running just now).
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

extern const struct record job_row_record;
extern const struct query queue_queries[];

/* Adds a job to the tenant of the task, within its transaction: it is due after
 * delay_ms. payload is JSON text or NULL. Queued like db_later(): a failure
 * shows at the next statement or the commit. */
void queue_add(struct task *task, const char *kind, const char *key,
    const char *payload, int64_t delay_ms);

/* Leases up to limit due jobs of the kinds (comma-separated), the longest due
 * first, over all tenants; jobs whose lease ran out are due again. */
struct list *queue_claim(struct task *task, const char *kinds, int64_t limit,
    int64_t lease_ms, const char *worker) must_use;

/* Prolongs the leases of worker. */
bool queue_renew(
    struct task *task, const char *worker, int64_t lease_ms) must_use;

/* Ends of a job, in the task of the job's tenant and its transaction; each
 * affects the row only while worker holds it and is false with CONFLICT if it
 * does not any more (somebody else has it: undo what you did). */
/* Done: the row goes, unless it was added again meanwhile: then it is due now. */
bool queue_finish(struct task *task, const struct job_row *job,
    const char *worker) must_use;
/* Once more after delay_ms; attempts stay counted. */
bool queue_retry(struct task *task, const struct job_row *job,
    const char *worker, int64_t delay_ms, const char *reason) must_use;
/* Given up: stays as "set_aside" with reason, for ariia status. */
bool queue_set_aside(struct task *task, const struct job_row *job,
    const char *worker, const char *reason) must_use;

/* base_ms * 2^(attempts - 1), at most max_ms, with a random part of a fifth. */
int64_t queue_backoff_ms(int32_t attempts, int64_t base_ms, int64_t max_ms);

#endif
