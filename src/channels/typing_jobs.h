/*
 * typing_jobs.h - "is typing": shown while a model thinks, missed by nobody.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef CHANNELS_TYPING_JOBS_H
#define CHANNELS_TYPING_JOBS_H

#include "messaging/turn.h"
#include "work/job.h"

/* Before a model is asked: the person who wrote the newest message of turn
 * shall see that it was read and an answer is being written. Queued like
 * db_later(); true when CHANNEL_OUTBOUND is to be told after the commit, false,
 * with nothing done, on a channel that has no such sign. */
bool typing_show(struct task *task, const struct turn *turn) must_use;

#define JOB_TYPING "typing"
extern const struct job_kind typing_jobs[];

#endif
