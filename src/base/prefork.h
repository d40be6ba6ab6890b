/*
 * prefork.h - the parent: forks children, forks again what dies, reloads, ends.
 *
 * Serves web programs (many children on one socket) and workers (one child).
 * The parent itself never touches a request, a database or the network.
 *
 * SIGHUP: reload() reads the new configuration in the parent; on success fresh
 * children start and the old ones get SIGTERM once the fresh ones run; on
 * failure everything stays. While old ones are still there the next reload
 * waits for a few seconds, and many SIGHUPs are one. SIGTERM, SIGINT: children
 * get SIGTERM, end what they are doing, at most drain_ms. A child that dies is
 * forked again, with growing pauses (up to 5 s) if it died young. A child that
 * is busy with one request for longer than deadline_ms is ended by SIGABRT (its
 * log line says where it was), then SIGKILL. A parent that is killed takes its
 * children along: they end as on SIGTERM, at most drain_ms later. Fresh
 * children "run" with their first request, or when they have lived for a
 * second.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef BASE_PREFORK_H
#define BASE_PREFORK_H

#include "base/scoreboard.h"

struct prefork {
	const char *name;
	size_t children;
	int64_t deadline_ms; /* 0: none */
	int64_t drain_ms;
	/* A child's whole life; returns its exit status. 0 is "retired". */
	int (*child)(void *context, struct scoreboard_slot *slot);
	/* May change children and the times above. May be NULL. */
	bool (*reload)(struct prefork *prefork, void *context);
	void *context;
	/* Where children tell what they do; NULL: only the parent sees it. */
	struct scoreboard *board;
};

/* Runs until told to end; returns the exit status of the program. */
int prefork_run(struct prefork *prefork);

/* In a child: SIGTERM has come, or the parent is gone. System calls are
 * interrupted by the signal, and it is sent again until the child ends. SIGALRM
 * is taken for that. */
bool prefork_should_end(void);

/* Own memory of this process in bytes (private pages of smaps_rollup). */
int64_t prefork_memory_bytes(void);

#endif
