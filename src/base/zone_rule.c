/*
 * zone_rule.c - reads the TZ string of POSIX, and follows it.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/zone_rule.h"

#include <ctype.h>

enum {
	HOUR = 3600,
	DAY = 86400,
	OFFSET_HOURS_MAX = 24,
	TIME_HOURS_MAX = 167,
	NAME_MIN = 3,
	FEBRUARY = 2
};

static bool
take(const char **text, char wanted)
{
	if (**text != wanted)
		return false;
	(*text)++;
	return true;
}

static bool
take_number(const char **text, int64_t max, int64_t *number)
{
	const char *start = *text;

	*number = 0;
	for (; isdigit((unsigned char)**text) && *number <= max; (*text)++)
		*number = *number * 10 + (**text - '0');
	return *text > start && *number <= max;
}

/* "CET" or "<+0330>". */
static bool
take_name(const char **text)
{
	const char *start = *text;

	if (take(text, '<')) {
		while (**text != '\0' && **text != '>')
			(*text)++;
		return take(text, '>');
	}
	while (isalpha((unsigned char)**text))
		(*text)++;
	return *text - start >= NAME_MIN;
}

/* "-1", "+3:30", "26". */
static bool
take_time(const char **text, int64_t hours_max, int64_t *seconds)
{
	int64_t sign = **text == '-' ? -1 : 1;
	int64_t hours, minutes = 0, rest = 0;

	if (**text == '-' || **text == '+')
		(*text)++;
	if (!take_number(text, hours_max, &hours))
		return false;
	if (take(text, ':') && !take_number(text, 59, &minutes))
		return false;
	if (take(text, ':') && !take_number(text, 59, &rest))
		return false;
	*seconds = sign * (hours * HOUR + minutes * 60 + rest);
	return true;
}

/* "M3.5.0", "J60" or "59", and "/3". */
static bool
take_day(const char **text, struct zone_day *day)
{
	bool is_good;

	day->second = 2 * HOUR;
	if (take(text, 'M')) {
		day->kind = DAY_OF_WEEK;
		is_good = take_number(text, 12, &day->month) &&
		    day->month >= 1 && take(text, '.') &&
		    take_number(text, 5, &day->week) && day->week >= 1 &&
		    take(text, '.') && take_number(text, 6, &day->day);
	} else if (take(text, 'J')) {
		day->kind = DAY_WITHOUT_LEAP;
		is_good = take_number(text, 365, &day->day) && day->day >= 1;
	} else {
		day->kind = DAY_OF_YEAR;
		is_good = take_number(text, 365, &day->day);
	}
	if (is_good && take(text, '/'))
		is_good = take_time(text, TIME_HOURS_MAX, &day->second);
	return is_good;
}

/* POSIX counts what clocks are behind. */
static bool
take_offset(const char **text, int64_t *offset)
{
	if (!take_time(text, OFFSET_HOURS_MAX, offset))
		return false;
	*offset = -*offset;
	return true;
}

bool
zone_rule_read(const char *text, struct zone_rule *rule)
{
	*rule = (struct zone_rule){ 0 };
	if (!take_name(&text) || !take_offset(&text, &rule->offset))
		return false;
	if (*text == '\0')
		return true;
	rule->has_summer = true;
	rule->summer_offset = rule->offset + HOUR;
	if (!take_name(&text))
		return false;
	if (*text != ',' && !take_offset(&text, &rule->summer_offset))
		return false;
	return take(&text, ',') && take_day(&text, &rule->begin) &&
	    take(&text, ',') && take_day(&text, &rule->end) && *text == '\0';
}

static int64_t
days_to(int64_t year, int64_t month, int64_t day)
{
	return civil_days(
	    &(struct civil){ .year = year, .month = month, .day = day });
}

/* The week-th of its weekday in the month. */
static int64_t
day_of_week(const struct zone_day *day, int64_t year)
{
	int64_t first = days_to(year, day->month, 1);
	int64_t next = day->month == 12 ? days_to(year + 1, 1, 1)
					: days_to(year, day->month + 1, 1);
	int64_t weekday = ((first + 4) % 7 + 7) % 7;
	int64_t at = first + (day->day - weekday + 7) % 7 + (day->week - 1) * 7;

	return at < next ? at : at - 7;
}

/* By clocks of the zone, in seconds since 1970. */
static int64_t
second_of(const struct zone_day *day, int64_t year)
{
	int64_t days = 0;

	switch (day->kind) {
	case DAY_OF_WEEK:
		days = day_of_week(day, year);
		break;
	case DAY_WITHOUT_LEAP:
		days = days_to(year, 1, 1) + day->day - 1;
		if (day->day > 59)
			days += days_to(year, FEBRUARY + 1, 1) -
			    days_to(year, FEBRUARY, 1) - 28;
		break;
	case DAY_OF_YEAR:
		days = days_to(year, 1, 1) + day->day;
		break;
	}
	return days * DAY + day->second;
}

int64_t
zone_rule_offset(const struct zone_rule *rule, int64_t seconds)
{
	int64_t year, begin, end;
	bool is_summer;

	if (!rule->has_summer)
		return rule->offset;
	year = civil_of(instant_from_seconds(seconds + rule->offset)).year;
	begin = second_of(&rule->begin, year) - rule->offset;
	end = second_of(&rule->end, year) - rule->summer_offset;
	is_summer = begin < end ? seconds >= begin && seconds < end
				: seconds >= begin || seconds < end;
	return is_summer ? rule->summer_offset : rule->offset;
}
