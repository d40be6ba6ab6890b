/*
 * sandbox.h - runs a program on a stranger's bytes.
 *
 * It is a process of its own with the bytes as standard input and pipes as
 * output, and nothing else: no environment, no descriptor, no network, no
 * process beside it, no file but programs and their libraries (where the kernel
 * has Landlock), little memory and time, and the system calls of HARDEN_SANDBOX
 * alone. It dies with us. The caller is a worker with runs_programs.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef WORK_SANDBOX_H
#define WORK_SANDBOX_H

#include "base/buf.h"

struct sandbox;

enum sandbox_state {
	SANDBOX_UNSET = 0,
	SANDBOX_RUNNING,
	SANDBOX_DONE,   /* status 0 */
	SANDBOX_FAILED, /* another status, or it was killed by a limit */
	SANDBOX_LATE,   /* killed by us at the end of its time */
	SANDBOX_LONG,   /* killed by us: it wrote more than it may */
};

struct sandbox_limits {
	int64_t time_ms;
	int64_t cpu_s;
	size_t memory_bytes;
	size_t output_bytes;
};

/* An empty input for file_write(); -1 with errno. sandbox_start() closes it. */
int sandbox_input(void) must_use;

/* Runs words[0] (a path), NULL-ended, on input. NULL, with the cause in the
 * log, when no process can be made. It is killed when arena is cleared. */
struct sandbox *sandbox_start(struct arena *arena, const char *const *words,
    int input, const struct sandbox_limits *limits) must_use;

/* Takes what it wrote and looks whether it still runs; never waits. */
enum sandbox_state sandbox_look(struct sandbox *sandbox) must_use;

/* After it has ended. */
const struct buf *sandbox_output(const struct sandbox *sandbox);
/* What it complained of, cut; "" for nothing. */
const char *sandbox_complaint(const struct sandbox *sandbox);

#endif
