/*
 * running.c - runs the steps of a job and settles how it ends.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/check.h"
#include "base/json.h"
#include "base/log.h"
#include "work/running.h"

enum {
	/* Small, because a thousand jobs wait at once. */
	ARENA_FIRST_BYTES = 2 * 1024,
	ARENA_BYTES_MAX = 64 << 20,
	/* While the database is away and the job can not be settled. */
	SETTLE_AGAIN_MS = 1000,
	/* In the log, as a request would have it. */
	STATUS_DONE = 200,
	STATUS_SET_ASIDE = 500,
	STATUS_RETRY = 503,
};

static struct loop_kind *
kind_of(const struct loop *loop, const char *name)
{
	for (size_t i = 0; i < loop->kind_count; i++)
		if (strcmp(loop->kinds[i].kind->name, name) == 0)
			return &loop->kinds[i];
	unreachable();
}

static int32_t
attempts_max(const struct running *running)
{
	if (running->kind->attempts_max > 0)
		return running->kind->attempts_max;
	return (int32_t)running->job.task.config->job_attempts_max;
}

static struct job_row *
row_copy(
    struct arena *arena, const struct job_row *row, const struct job_kind *kind)
{
	struct job_row *copy = arena_new(arena, struct job_row);

	*copy = *row;
	copy->kind = kind->name;
	copy->key = arena_copy(arena, row->key);
	if (row->payload != NULL)
		copy->payload = json_keep(arena, json_object_get(row->payload));
	return copy;
}

void
running_create(
    struct loop *loop, const struct job_row *row, int64_t lease_until_ms)
{
	struct arena *arena = arena_create(ARENA_FIRST_BYTES, ARENA_BYTES_MAX);
	struct running *running = arena_new(arena, struct running);
	struct task *task = &running->job.task;
	struct loop_kind *kind = kind_of(loop, row->kind);

	running->loop = loop;
	running->kind = kind->kind;
	running->kind_running = &kind->running;
	running->step = running->kind->first;
	running->started_us = monotonic_us();
	running->lease_until_ms = lease_until_ms;
	running->job.row = row_copy(arena, row, running->kind);
	running->job.worker = loop->name;
	task->arena = arena;
	task->config = loop->config;
	task->db = loop->db;
	task->cache = loop->cache;
	task->tenant_id = row->tenant_id;
	task->id = arena_printf(arena, "job-%" PRId64, row->id);
	task->what = arena_printf(arena, "job %s", row->kind);
	/* It was taken before and never ended: it kills its workers. */
	if (row->attempts > attempts_max(running))
		running->ending = next_give_up(
		    "Every worker that took this job died or lost it.");
	TAILQ_INSERT_TAIL(&loop->everyone, running, everyone);
	TAILQ_INSERT_TAIL(&loop->fresh, running, turn);
	loop->count++;
	loop->slot->running_count = (int32_t)loop->count;
	kind->running++;
}

void
running_drop(struct running *running)
{
	struct loop *loop = running->loop;

	TAILQ_REMOVE(&loop->everyone, running, everyone);
	loop->count--;
	loop->slot->running_count = (int32_t)loop->count;
	loop->slot->request_count++;
	(*running->kind_running)--;
	arena_free(running->job.task.arena);
}

static void
be_ready(struct running *running, job_step_fn *step)
{
	running->step = step;
	TAILQ_INSERT_TAIL(&running->loop->ready, running, turn);
}

static void
be_delayed(struct running *running, int64_t delay_ms)
{
	struct running_list *delayed = &running->loop->delayed;
	struct running *other;

	running->wake_at_ms = monotonic_ms() + delay_ms;
	TAILQ_FOREACH_REVERSE(other, delayed, running_list, turn)
	{
		if (other->wake_at_ms <= running->wake_at_ms)
			break;
	}
	if (other == NULL)
		TAILQ_INSERT_HEAD(delayed, running, turn);
	else
		TAILQ_INSERT_AFTER(delayed, other, running, turn);
}

/* Each step, and each settling, is a unit of work of its own: no problem, no
 * transaction, a new deadline. */
static void
task_begin(struct task *task)
{
	task_forgive(task);
	db_rollback(task);
	db_write(task);
	task->deadline_ms = monotonic_ms() + task->config->request_deadline_ms;
}

/* The job is over for this worker. */
static void
end(struct running *running, int status)
{
	struct loop *loop = running->loop;

	log_access(&running->job.task, status,
	    monotonic_us() - running->started_us, 0);
	loop->slot->request_count++;
	/* It may be due again already, or others were left for lack of room. */
	loop_claim_soon(loop);
	running_drop(running);
}

/* The hook and the mark are one transaction, so that nobody is told of what did
 * not happen; but a hook that fails must not bring the job back to life. */
static bool
set_aside(struct running *running, const char *reason)
{
	struct job *job = &running->job;
	struct task *task = &job->task;

	if (!queue_set_aside(task, job->row, job->worker, reason))
		return false;
	if (running->kind->set_aside == NULL)
		return db_commit(task);
	running->kind->set_aside(job, reason);
	if (db_commit(task))
		return true;
	if (task->problem->kind == UNAVAILABLE)
		return false;
	log_error(task, "telling that the job was set aside failed: %s",
	    task->problem->detail);
	task_begin(task);
	return queue_set_aside(task, job->row, job->worker, reason) &&
	    db_commit(task);
}

static bool
retry(struct running *running, const struct next *ending)
{
	struct job *job = &running->job;
	const struct config *config = job->task.config;
	int64_t delay_ms = ending->delay_ms;

	if (delay_ms < 0)
		delay_ms = queue_backoff_ms(job->row->attempts,
		    config->retry_base_ms, config->retry_max_ms);
	if (!queue_retry(
		&job->task, job->row, job->worker, delay_ms, ending->reason) ||
	    !db_commit(&job->task))
		return false;
	loop_claim_after(running->loop, delay_ms);
	return true;
}

/* Writes down how the job ended without success. */
static void
settle(struct running *running)
{
	const struct next *ending = &running->ending;
	struct task *task = &running->job.task;
	bool is_final = ending->what == NEXT_GIVE_UP;

	task_begin(task);
	if (is_final ? set_aside(running, ending->reason)
		     : retry(running, ending)) {
		log_event(task, is_final ? LOG_ERROR : LOG_INFO,
		    is_final ? "job_set_aside" : "job_retry",
		    "attempt %" PRId32 " of %s: %s", running->job.row->attempts,
		    running->job.row->key, ending->reason);
		end(running, is_final ? STATUS_SET_ASIDE : STATUS_RETRY);
		return;
	}
	db_rollback(task);
	if (task->problem->kind == CONFLICT) {
		log_info(task, "dropped: another worker has the job");
		running_drop(running);
	} else
		be_delayed(running, SETTLE_AGAIN_MS);
}

static void
settle_as(struct running *running, struct next ending)
{
	db_rollback(&running->job.task);
	if (ending.reason == NULL)
		ending.reason = "";
	if (ending.what == NEXT_RETRY &&
	    running->job.row->attempts >= attempts_max(running))
		ending.what = NEXT_GIVE_UP;
	running->ending = ending;
	settle(running);
}

static void
on_response(void *context, struct http_response *response)
{
	struct running *running = context;

	running->job.response = response;
	be_ready(running, running->step);
}

static void
on_mailed(void *context, struct mail_response *mailed)
{
	struct running *running = context;

	running->job.mailed = mailed;
	be_ready(running, running->step);
}

/* The step is committed. */
static void
go_on(struct running *running, const struct next *next)
{
	struct loop *loop = running->loop;

	if (next->what == NEXT_CALL) {
		running->step = next->step;
		http_client_start(loop->http, running->job.task.arena,
		    next->call, on_response, running);
	} else if (next->what == NEXT_MAIL) {
		running->step = next->step;
		mail_client_start(loop->mails, running->job.task.arena,
		    next->mail, on_mailed, running);
	} else if (next->what != NEXT_STEP)
		end(running, STATUS_DONE);
	else if (next->delay_ms > 0) {
		running->step = next->step;
		be_delayed(running, next->delay_ms);
	} else
		be_ready(running, next->step);
}

static struct next
ending_of(const struct problem *problem)
{
	if (!problem_meaning(problem->kind)->is_transient)
		return next_give_up(problem->detail);
	return next_retry(
	    problem->retry_after_ms > 0 ? problem->retry_after_ms : -1,
	    problem->detail);
}

static void
run_step(struct running *running)
{
	struct job *job = &running->job;
	struct task *task = &job->task;
	struct next next;

	task_begin(task);
	next = running->step(job);
	job->response = NULL;
	job->mailed = NULL;
	if (next.what == NEXT_DONE && !task_has_failed(task) &&
	    !queue_finish(task, job->row, job->worker))
		check(task_has_failed(task));
	if (task_has_failed(task)) {
		settle_as(running, ending_of(task->problem));
		return;
	}
	check(next.what != NEXT_UNSET);
	if (next.what == NEXT_RETRY || next.what == NEXT_GIVE_UP)
		settle_as(running, next);
	else if (db_commit(task))
		go_on(running, &next);
	else
		settle_as(running, ending_of(task->problem));
}

/* A process that was stopped, or cut off from the database, for longer than a
 * lease wakes up beside whoever has its jobs by now. */
static bool
has_lease(const struct running *running)
{
	return monotonic_ms() < running->lease_until_ms;
}

void
running_turn(struct running *running)
{
	struct loop *loop = running->loop;

	if (!has_lease(running)) {
		log_warn(&running->job.task, "dropped: the lease ran out");
		running_drop(running);
		return;
	}
	loop->slot->busy_since_ms = monotonic_ms();
	loop->trace->job_id = running->job.row->id;
	check_watch(&running->job.task);
	if (running->ending.what != NEXT_UNSET)
		settle(running);
	else
		run_step(running);
	check_watch(NULL);
	loop->trace->job_id = 0;
	loop->slot->busy_since_ms = 0;
}
