/*
 * time.h - one type for points in time: microseconds since 1970 UTC.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef BASE_TIME_H
#define BASE_TIME_H

#include "base/arena.h"

/* us = 0 means "not set". */
struct instant {
	int64_t us;
};

struct instant instant_now(void);
struct instant instant_from_seconds(int64_t seconds);
struct instant instant_plus_ms(struct instant instant, int64_t ms);
int64_t instant_ms_between(struct instant earlier, struct instant later);
bool instant_is_set(struct instant instant);

/* A date and a time of day, in whatever zone. */
struct civil {
	int64_t year;
	int64_t month;   /* 1 to 12 */
	int64_t day;     /* 1 to 31 */
	int64_t weekday; /* 0 is Sunday; set by civil_of() alone */
	int64_t hour, minute, second, us;
};

/* In UTC (for zones see base/zone.h). What does not exist (day 0, hour 24) is
 * counted on from what does. */
struct civil civil_of(struct instant instant);
struct instant civil_instant(const struct civil *civil);
/* Days since 1970-01-01. */
int64_t civil_days(const struct civil *civil);

/* RFC 3339 as instant_format() has it, into out; returns its length. Safe in a
 * signal handler. */
enum { INSTANT_TEXT_BYTES = 40 };
size_t instant_write(struct instant instant, char out[INSTANT_TEXT_BYTES]);

/* RFC 3339 in UTC, "2026-11-22T10:41:37.123456Z" without trailing zeros of the
 * fraction; "" when not set. */
char *instant_format(struct arena *arena, struct instant instant) must_use;
/* Reads RFC 3339 with any offset, also with a blank for T, an offset without
 * minutes ("+00") and a bracketed zone behind it (ignored). */
bool instant_parse(const char *text, struct instant *instant) must_use;
/* "Sun, 22 Nov 2026 10:41:37 GMT" (RFC 9110), both ways. */
char *instant_format_http(struct arena *arena, struct instant instant) must_use;
bool instant_parse_http(const char *text, struct instant *instant) must_use;

/* Milliseconds and microseconds of a clock that only goes forward. */
int64_t monotonic_ms(void);
int64_t monotonic_us(void);

#endif
