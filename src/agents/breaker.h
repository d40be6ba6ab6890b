/*
 * breaker.h - keeps a process from asking an endpoint that is down.
 *
 * After FAILURES_MAX failures in a row the breaker is open: nobody is admitted
 * for a pause. Then one call is, as a trial, and each pause another one, until
 * one succeeds.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef AGENTS_BREAKER_H
#define AGENTS_BREAKER_H

#include "base/base.h"

enum { BREAKER_FAILURES_MAX = 5, BREAKER_PAUSE_MS = 10000 };

/* Zeroed: closed. */
struct breaker {
	char endpoint[256];
	unsigned failures;   /* in a row */
	int64_t again_at_ms; /* nobody is admitted before; monotonic */
};

/* May a call be made now? Being the trial is counted. */
bool breaker_admits(struct breaker *breaker, int64_t now_ms) must_use;
/* What became of a call. */
void breaker_succeeded(struct breaker *breaker);
void breaker_failed(struct breaker *breaker, int64_t now_ms);

/* The one of this process for endpoint (an address). */
struct breaker *breaker_of(const char *endpoint) must_use;

#endif
