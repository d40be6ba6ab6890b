/*
 * worker.h - the event loop of a worker program.
 *
 * One epoll for calls, Redis wake-ups and time. A wake-up is only a hint:
 * without Redis the queue is looked at every poll_ms. SIGTERM: takes no more
 * jobs, lets the running ones end (at most lease_ms), gives back the rest.
 * SIGHUP: the parent starts a fresh process on the new configuration. A process
 * that dies has its jobs given back by the next one.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef WORK_WORKER_H
#define WORK_WORKER_H

#include "base/config.h"
#include "work/job.h"

struct worker {
	const char *name;          /* "agent": program ariia-agent */
	const char *database_role; /* "ariia_agent" */
	/* Tables of kinds, each ended by a NULL name; NULL-ended. */
	const struct job_kind *const *tables;
	/* Redis channels, NULL-ended; may be NULL. */
	const char *const *wake_channels;
	/* Its jobs run other programs (HARDEN_RUNNER). */
	bool runs_programs;
	/* The most jobs at once. */
	int64_t (*capacity)(const struct config *config);
	/* Called once in the child before the first job; false ends it. May be
	 * NULL. */
	bool (*start)(const struct config *config);
	/* Housekeeping over all tenants, about once a minute, in a transaction
	 * that the loop commits. May be NULL. */
	bool (*every_minute)(struct task *task);
	/* Called in the parent with the configuration, whose life arena has,
	 * and again at each reload: reads what the child inherits (templates).
	 * NULL, or one sentence that keeps it from starting. May be NULL. */
	const char *(*read)(struct arena *arena, const struct config *config);
};

/* The whole program: options (--config FILE, --check), guards of the
 * configuration, parent with one child that is forked again when it dies,
 * loop. Returns the exit status. */
int worker_main(const struct worker *worker, int argc, char **argv);

#endif
