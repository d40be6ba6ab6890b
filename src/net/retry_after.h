/*
 * retry_after.h - when does a provider want to be asked again?
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef NET_RETRY_AFTER_H
#define NET_RETRY_AFTER_H

#include "base/time.h"

/* Longer waits are cut to this: a provider that errs must not stop us. */
enum { RETRY_AFTER_MAX_MS = 24 * 60 * 60 * 1000 };

/* Retry-After: seconds, also with a fraction, or an HTTP date, counted from now
 * (0 when it is over). -1 for anything else. */
int64_t retry_after_ms(const char *value, struct instant now) must_use;
/* Retry-After-Ms, as model providers send it: milliseconds. -1 as above. */
int64_t retry_after_ms_exact(const char *value) must_use;

#endif
