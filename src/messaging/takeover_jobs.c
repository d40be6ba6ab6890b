/*
 * takeover_jobs.c - looks after conversations that a person has or shall have.
 *
 * SPDX-License-Identifier: ISC
 */
#include "messaging/takeover_jobs.h"

#include "base/log.h"
#include "base/text.h"
#include "messaging/takeover.h"

/* A change of the setting is noticed after so long at the latest. */
enum { LOOK_AGAIN_MS = 30 * 60 * 1000 };

/* Asked for anew and then finished, so that a change of state that comes
 * meanwhile does not wait for the pause to end. */
static struct next
again(struct job *job, int64_t wait_ms)
{
	queue_add(&job->task, JOB_HANDOVER, job->row->key, NULL,
	    wait_ms < LOOK_AGAIN_MS ? wait_ms : LOOK_AGAIN_MS);
	return next_done();
}

static struct next
give_back(struct job *job, int64_t id, const struct handover *handover)
{
	struct task *task = &job->task;

	if (!takeover_time_out(task, id, handover) ||
	    !queue_finish(task, job->row, job->worker) || !db_commit(task))
		return next_retry(-1, "the conversation was not given back");
	conversation_mirror(task, handover->user_key, CONVERSATION_AI);
	conversation_publish(task, id);
	log_event(task, LOG_INFO, "handover_timed_out",
	    "conversation %" PRId64 " is the agent's again after %" PRId64
	    " minutes",
	    id, handover->minutes);
	return next_ended();
}

static struct next
look(struct job *job)
{
	struct task *task = &job->task;
	const struct handover *handover;
	int64_t id;

	if (!text_to_int64(job->row->key, &id))
		return next_give_up("the key is no conversation");
	handover = takeover_look(task, id);
	if (handover == NULL)
		return task_has_failed(task)
		    ? next_retry(-1, "the conversation was not read")
		    : next_done();
	/* Who acknowledges the alert has it looked at again. */
	if (text_is_equal(handover->state, "ai") || handover->minutes == 0 ||
	    handover->is_held)
		return next_done();
	return handover->wait_ms > 0 ? again(job, handover->wait_ms)
				     : give_back(job, id, handover);
}

const struct job_kind takeover_jobs[] = {
	{ .name = JOB_HANDOVER, .first = look },
	{ 0 },
};
