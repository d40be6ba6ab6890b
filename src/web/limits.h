/*
 * limits.h - counts calls in this process for as long as Redis can not.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef WEB_LIMITS_H
#define WEB_LIMITS_H

#include "base/arena.h"

enum { LIMIT_WINDOW_MS = 60000 };

/* A table of fixed size: when two keys meet in a slot, the older window gives
 * way, so the count may be too low but nobody is refused for another. */
struct limits;
struct limits *limits_new(struct arena *arena) must_use;

/* Counts one more call of key at now_ms; *left_ms is the rest of its window. */
int64_t limits_count(struct limits *limits, const char *key, int64_t now_ms,
    int64_t *left_ms) must_use;

/* An IPv6 address stands for its /64, because that is what one customer has. */
const char *limits_address(struct arena *arena, const char *address) must_use;

#endif
