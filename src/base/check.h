/*
 * check.h - bugs end the process; the parent forks a new child.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef BASE_CHECK_H
#define BASE_CHECK_H

#include "base/base.h"

struct task;

/* Aborts with file, line, the current task and a backtrace in the log. Always
 * compiled in: an expression that can fail for a reason outside the program is
 * a problem, not a check. */
#define check(expression)                                                      \
	((expression) ? (void)0 : check_failed(#expression, __FILE__, __LINE__))

/* Reached only by a bug. */
#define unreachable() check_failed("unreachable", __FILE__, __LINE__)

never_returns void check_failed(
    const char *expression, const char *file, int line);

/* Logs the same for SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT and SIGSYS (with
 * the number of the system call), then dies of the signal. Call once in every
 * process. */
void check_install(void);

/* The task whose fields a crash shows; NULL for none. Belongs to the caller. */
void check_watch(const struct task *task);

#endif
