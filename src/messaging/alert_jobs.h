/*
 * alert_jobs.h - the job that tells staff of the open alerts of a conversation,
 * until somebody acknowledges them.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MESSAGING_ALERT_JOBS_H
#define MESSAGING_ALERT_JOBS_H

#include "work/job.h"

/* JOB_ALERT, done by ariia-clock. */
extern const struct job_kind alert_jobs[];

#endif
