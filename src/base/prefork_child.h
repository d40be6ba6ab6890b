/*
 * prefork_child.h - how the parent hands over to a child.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef BASE_PREFORK_CHILD_H
#define BASE_PREFORK_CHILD_H

#include <signal.h>
#include <sys/types.h>

#include "base/prefork.h"

/* Directly after fork(2), with the signals still blocked: sets them up for a
 * child of parent, restores mask, runs prefork->child and exits. */
never_returns void prefork_child_run(const struct prefork *prefork,
    struct scoreboard_slot *slot, pid_t parent, const sigset_t *mask);

#endif
