/*
 * today.h - how a studio is doing: now, today, and in the days before.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MESSAGING_TODAY_H
#define MESSAGING_TODAY_H

#include "base/field.h"
#include "base/task.h"
#include "data/db.h"

/* How things stand. */
struct today {
	const char *slug; /* of the studio */
	int64_t waiting;  /* conversations that nobody has taken */
	int64_t human;    /* conversations that a person has */
	int64_t members;
	int64_t messages;     /* received this month, UTC */
	int64_t messages_max; /* of the plan; 0: unlimited */
	bool has_conversations;
	bool has_hours;
	bool has_prices;
	bool has_knowledge;
	bool has_brand;
};
extern const struct record today_record;
extern const struct query today_queries[];

struct today *today_find(struct task *task) must_use;

/* What happened from one midnight to the next. */
struct today_day {
	int32_t day;           /* 0 to TODAY_DAYS - 1, the last is today */
	int64_t conversations; /* in which somebody wrote */
	int64_t by_ai;         /* answers */
	int64_t by_staff;
};
extern const struct record today_day_record;
extern const struct query today_day_queries[];

enum { TODAY_DAYS = 30 };

/* midnights[0] is the first of TODAY_DAYS, the last is when today began. What
 * is over does not change and is kept in the cache until the day after; when
 * that is empty all is counted anew. False with a problem. */
bool today_days(struct task *task, const struct instant midnights[TODAY_DAYS],
    struct today_day days[TODAY_DAYS]) must_use;

#endif
