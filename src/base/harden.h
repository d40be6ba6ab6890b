/*
 * harden.h - what a process gives up before it meets strangers.
 *
 * A serving program calls harden_start() first of all, harden_user() once it
 * has read everything that only root may read and has made its socket, and
 * harden_filter() before it forks; each of its children calls harden_filter()
 * again with its own kind. Nothing of it can be taken back.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef BASE_HARDEN_H
#define BASE_HARDEN_H

#include <linux/filter.h>

#include "base/arena.h"

struct config;

/* Each kind has the least set of system calls; a parent's includes those of
 * its children, which inherit its filter. */
enum harden_kind {
	HARDEN_PARENT = 1 << 0,
	HARDEN_WEB = 1 << 1,    /* serves requests: no threads, no files */
	HARDEN_WORKER = 1 << 2, /* calls providers: threads look names up */
	/* Together with PARENT or WORKER: makes processes that run another
	 * program, which has the filter on as well. */
	HARDEN_RUNNER = 1 << 3,
	HARDEN_SANDBOX = 1 << 4, /* is about to become that program */
	/* Together with WEB: also calls providers (net/call_out.h). */
	HARDEN_CALLER = 1 << 5,
};

/* No program that is run from here on gains privileges, and no memory lands in
 * a core dump, whoever collects it. */
void harden_start(void);

/* Root becomes config->run_as_user, if one is set, for good. In production
 * nobody serves as root, and nobody but root may look into the process. NULL,
 * or one sentence in arena that says why this program must not serve. */
const char *harden_user(
    struct arena *arena, const struct config *config) must_use;

/* From now on the process has only the system calls of its kind. Another one
 * is logged with its number and its backtrace, and ends the process (SIGSYS,
 * see check_install()); opening a file for writing is EACCES. NULL, or one
 * sentence. Where there are no filters at all (valgrind) that is a sentence
 * only in production. */
const char *harden_filter(
    enum harden_kind kind, const struct config *config) must_use;

/* The same in two steps, for who limits its memory in between: making a filter
 * takes memory, of which a sanitizer alone has more than any limit; setting it
 * takes none. Both are false if it can not be done. */
struct harden_program {
	unsigned short count;
	struct sock_filter code[BPF_MAXINSNS];
};

bool harden_prepare(
    enum harden_kind kind, struct harden_program *program) must_use;
bool harden_enter(const struct harden_program *program) must_use;

#endif
