/*
 * takeover_jobs.h - the job that gives a conversation back to the agent when
 * nobody has taken it, or whoever has it does nothing any more.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MESSAGING_TAKEOVER_JOBS_H
#define MESSAGING_TAKEOVER_JOBS_H

#include "work/job.h"

/* JOB_HANDOVER of messaging/conversation.h, done by ariia-clock. */
extern const struct job_kind takeover_jobs[];

#endif
