/*
 * job.h - a job is a table of steps; each step is one task.
 *
 * A step runs to its end at once, with a transaction of its own that the worker
 * commits behind it. No transaction is open while the network is waited for: a
 * step that wants an answer says which call to make and which step takes it.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef WORK_JOB_H
#define WORK_JOB_H

#include "net/http_client.h"
#include "net/mail_client.h"
#include "work/queue.h"

struct job;
struct next;

typedef struct next job_step_fn(struct job *job);

struct job {
	struct task task; /* tenant set; the arena lives as long as the job */
	const struct job_row *row;
	const char *worker;             /* for queue_finish() in a step */
	struct http_response *response; /* to the call of the step before */
	struct mail_response *mailed;   /* the same, if it was a mail */
	void *state;                    /* the handler's own, in the arena */
};

/* What follows a step. Made by the functions below only. */
struct next {
	enum {
		NEXT_UNSET = 0,
		NEXT_STEP,
		NEXT_CALL,
		NEXT_MAIL,
		NEXT_DONE,
		NEXT_RETRY,
		NEXT_GIVE_UP,
		NEXT_ENDED
	} what;
	job_step_fn *step;
	const struct http_call *call;
	const struct mail_call *mail;
	int64_t delay_ms;
	const char *reason;
};

/* Commit, then step. */
struct next next_step(job_step_fn *step);
/* Commit, wait delay_ms, then step. Nothing is held meanwhile but the lease. */
struct next next_after(int64_t delay_ms, job_step_fn *step);
/* Commit, make call (in the job's arena), then step with job->response. */
struct next next_call(const struct http_call *call, job_step_fn *step);
/* The same with a mail, then step with job->mailed. A kind of job that does
 * this has a running_max: each mail in flight is a thread. */
struct next next_mail(const struct mail_call *mail, job_step_fn *step);
/* Finish the job in this step's transaction, commit. */
struct next next_done(void);
/* Roll back, and run the job again from its first step after delay_ms (below 0:
 * back-off). Set aside instead once attempts are used up. */
struct next next_retry(int64_t delay_ms, const char *reason);
/* Roll back and set aside now. */
struct next next_give_up(const char *reason);
/* The step itself called queue_finish() or queue_retry(): commit only. */
struct next next_ended(void);
/* A problem of the task has the last word: rolled back; a transient one is
 * retried, another one sets the job aside, whatever the step returned. */

struct job_kind {
	const char *name;
	job_step_fn *first;
	/* Called in a fresh transaction when the job is set aside, so that a
	 * person gets to know; may be NULL. */
	void (*set_aside)(struct job *job, const char *reason);
	int attempts_max; /* 0: config.job_attempts_max */
	/* Most at once in one worker, so that a slow kind leaves room for the
	 * others; 0: what the worker can. */
	size_t running_max;
};

#endif
