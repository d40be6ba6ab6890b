/*
 * turn_jobs.h - the job that answers: JOB_TURN of messaging/inbound.h.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef AGENTS_TURN_JOBS_H
#define AGENTS_TURN_JOBS_H

#include "work/job.h"

/* Ended by a NULL name. Needs agents_read() before. */
extern const struct job_kind turn_jobs[];

#endif
