/*
 * delivery_jobs.h - the jobs of ariia-courier.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef CHANNELS_DELIVERY_JOBS_H
#define CHANNELS_DELIVERY_JOBS_H

#include "work/job.h"

/* JOB_DELIVER. */
extern const struct job_kind delivery_jobs[];

#endif
