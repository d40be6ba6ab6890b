/*
 * running.h - a job from its claim to its end.
 *
 * Inside the room only.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef WORK_RUNNING_H
#define WORK_RUNNING_H

#include "work/loop.h"

/* Lives in the arena of its own job. */
struct running {
	struct job job;
	struct loop *loop;
	const struct job_kind *kind;
	size_t *kind_running; /* how many of the kind run, this one included */
	job_step_fn *step;    /* what runs next ... */
	struct next
	    ending; /* ... unless this is set: the job is to be settled */
	int64_t started_us;
	int64_t wake_at_ms;     /* while delayed */
	int64_t lease_until_ms; /* as far as we know */
	TAILQ_ENTRY(running) everyone;
	TAILQ_ENTRY(running) turn;
};

/* Puts a claimed job, leased until lease_until_ms, among the fresh ones. */
void running_create(
    struct loop *loop, const struct job_row *row, int64_t lease_until_ms);

/* Runs one step, or settles the job. Afterwards it waits for its next turn or
 * an answer, or is gone. */
void running_turn(struct running *running);

/* Forgets it; the lease stays as it is. */
void running_drop(struct running *running);

#endif
