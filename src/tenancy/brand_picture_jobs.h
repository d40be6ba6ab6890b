/*
 * brand_picture_jobs.h - the job "brand_picture": fetches a picture if only its
 * address is known, has it decoded in a sandbox, stores what is shown.
 *
 * Whatever is wrong with a picture is told on the page of the brand; the one
 * that was shown before stays. The program is config.image_program.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef TENANCY_BRAND_PICTURE_JOBS_H
#define TENANCY_BRAND_PICTURE_JOBS_H

#include "work/job.h"

/* Its key is the slot. */
#define JOB_BRAND_PICTURE "brand_picture"

extern const struct job_kind brand_picture_jobs[];

#endif
