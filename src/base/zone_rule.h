/*
 * zone_rule.h - what a zone does from its last known change on: the TZ string
 * of POSIX, as in "CET-1CEST,M3.5.0,M10.5.0/3".
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef BASE_ZONE_RULE_H
#define BASE_ZONE_RULE_H

#include "base/time.h"

/* A day of each year and a time of it. */
struct zone_day {
	enum { DAY_OF_YEAR = 1, DAY_WITHOUT_LEAP, DAY_OF_WEEK } kind;
	int64_t day;   /* of the year; of the week, 0 is Sunday */
	int64_t month; /* DAY_OF_WEEK only */
	int64_t week;  /* 1 to 5, 5 is the last; DAY_OF_WEEK only */
	int64_t second;
};

struct zone_rule {
	int64_t offset; /* seconds ahead of UTC */
	bool has_summer;
	int64_t summer_offset;
	struct zone_day begin; /* of summer, by clocks of the winter */
	struct zone_day end;   /* by clocks of the summer */
};

/* False when text is no such rule. */
bool zone_rule_read(const char *text, struct zone_rule *rule) must_use;

/* Seconds ahead of UTC. */
int64_t zone_rule_offset(const struct zone_rule *rule, int64_t seconds);

#endif
