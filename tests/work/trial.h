/*
 * trial.h - a worker program on trial.
 *
 * Its jobs write rows of table notes (key, note):
 *	note      "ran"
 *	steps     "one", "two" and 100 ms later "three"
 *	call      "called", then the body that payload.url answers
 *	failing   nothing, three attempts; when set aside the reason
 *	broken    nothing: a lasting problem; when set aside it can not tell
 *	flaky     "ran", at the second attempt
 *	killer    nothing: kills its worker, two attempts; then the reason
 *	own_end   "ran" twice, ended by itself
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef TRIAL_H
#define TRIAL_H

#include "work_test.h"

enum { FIRST = 1, SECOND = 2 };

void trial_setup(void);
void trial_teardown(void);
extern struct arena *trial_arena;
extern struct task *webhook; /* adds jobs and publishes */

/* Starts the program as a process; again for a second one. */
void worker_start(const char *poll_ms, const char *lease_ms);
extern pid_t worker_pid;
/* SIGTERM, and the exit status. */
int worker_end(void);
/* An environment variable. */
void set(const char *name, const char *value);

void add_to(
    int64_t tenant_id, const char *kind, const char *key, const char *payload);
void add(const char *kind, const char *key); /* to FIRST */
void add_call(const char *key, const char *path);

/* That sql gives wanted before long. */
void expect(const char *sql, int64_t wanted);
void expect_notes(const char *key, int64_t count);
void expect_no_jobs(void);

#endif
