/*
 * zone.h - time zones: how late it is where people are.
 *
 * Read from the system's TZif files (RFC 9636) before the fork, because
 * children open no files. What was before 1970 is not kept.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef BASE_ZONE_H
#define BASE_ZONE_H

#include "base/time.h"

#define ZONE_DIRECTORY "/usr/share/zoneinfo"

struct zone;
struct zone_set;

/* All zones below directory, in arena, about 1 MB; NULL with a sentence in
 * *complaint when there is none. */
struct zone_set *zone_set_load(struct arena *arena, const char *directory,
    const char **complaint) must_use;

/* The zone with an IANA name ("Europe/Berlin"), NULL when there is none. */
const struct zone *zone_find(const struct zone_set *set, const char *name);
/* In the order of their names. */
size_t zone_count(const struct zone_set *set);
const char *zone_name(const struct zone_set *set, size_t index);

/* The content of a TZif file of version 2 or later; NULL when it is none. */
struct zone *zone_read(
    struct arena *arena, const char *bytes, size_t len) must_use;

/* Seconds that clocks are ahead of UTC; a NULL zone is UTC. */
int64_t zone_offset(const struct zone *zone, struct instant instant);
/* What clocks and calendars say. */
struct civil zone_civil(const struct zone *zone, struct instant instant);
/* When they say it: the first time if they do so twice; what they leap over is
 * as if they had not leapt. */
struct instant zone_instant(const struct zone *zone, const struct civil *civil);

#endif
