/*
 * member_import_jobs.h - takes files of members in; done by ariia-clock.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MEMBERS_MEMBER_IMPORT_JOBS_H
#define MEMBERS_MEMBER_IMPORT_JOBS_H

#include "work/job.h"

extern const struct job_kind member_import_jobs[];

#endif
