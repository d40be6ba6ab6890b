/*
 * typing_jobs.h - "is typing": shown while a model thinks, missed by nobody.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef CHANNELS_TYPING_JOBS_H
#define CHANNELS_TYPING_JOBS_H

#include "messaging/conversation.h"
#include "work/job.h"

/* Before a model is asked: the person shall see that the newest message was
 * read and an answer is being written. Commits what the task has open; does
 * nothing on a channel that has no such sign, and nobody notices when it fails.
 * conversation: id and channel. */
void typing_show(struct task *task, const struct conversation *conversation);

#define JOB_TYPING "typing"
extern const struct job_kind typing_jobs[];

#endif
