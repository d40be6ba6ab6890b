/*
 * media_jobs.h - the job of ariia-courier that fetches what members attach.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef CHANNELS_MEDIA_JOBS_H
#define CHANNELS_MEDIA_JOBS_H

#include "work/job.h"

/* JOB_MEDIA. */
extern const struct job_kind media_jobs[];

#endif
