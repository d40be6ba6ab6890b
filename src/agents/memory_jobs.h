/*
 * memory_jobs.h - the analyzer: reads what verified members wrote, and keeps
 * what to remember of each; every night of the studio, or when staff ask.
 *
 * One member is one job with one call, so that nothing of two members ever
 * meets. With a model it writes, without one plain rules do.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef AGENTS_MEMORY_JOBS_H
#define AGENTS_MEMORY_JOBS_H

#include "data/db.h"
#include "work/job.h"

/* Of one member, its key the identifier. */
#define JOB_MEMORY "memory"
/* Of the night of a studio, which asks for those; comes back each night. */
#define JOB_MEMORY_NIGHT "memory_night"

/* Done by ariia-clock. */
extern const struct job_kind memory_jobs[];

struct memory_night {
	int64_t wait_ms; /* till the next one */
	int64_t count;
};
extern const struct record memory_night_record;
extern const struct query memory_night_queries[];

/* Makes the job of the night of every studio whose plan has the analyzer and
 * that has none. Fits struct worker. */
bool memory_nights_plant(struct task *task) must_use;

#endif
