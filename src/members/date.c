/*
 * date.c - days as people write them, and as they are stored.
 *
 * SPDX-License-Identifier: ISC
 */
#include "members/date.h"

#include "base/text.h"

enum { FIRST_YEAR = 1900, LAST_YEAR = 2100, DAY_MS = 24 * 3600 * 1000 };

/* Up to max digits at *at, which is moved on; -1 when there is none. */
static int
number_at(const char **at, int max)
{
	int number = 0, digits = 0;

	while (digits < max && **at >= '0' && **at <= '9') {
		number = 10 * number + (*(*at)++ - '0');
		digits++;
	}
	return digits == 0 ? -1 : number;
}

static int
days_of(int year, int month)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30,
		31 };

	if (month == 2 &&
	    ((year % 4 == 0 && year % 100 != 0) || year % 400 == 0))
		return 29;
	return days[month - 1];
}

static const char *
date_of(struct arena *arena, int year, int month, int day)
{
	if (year < FIRST_YEAR || year > LAST_YEAR || month < 1 || month > 12 ||
	    day < 1 || day > days_of(year, month))
		return NULL;
	return arena_printf(arena, "%04d-%02d-%02d", year, month, day);
}

/* Of "90" in 2026: 1990; of "12": 2012. */
static int
whole_year(struct arena *arena, int year, struct instant today)
{
	const char *now = instant_format(arena, today);
	int this_year = number_at(&now, 4);

	return this_year / 100 * 100 + year -
	    (year > this_year % 100 ? 100 : 0);
}

/* A time of the day may follow, as spreadsheets and databases write it. */
static bool
is_end(const char *at)
{
	return *at == '\0' || *at == ' ' || *at == 'T';
}

const char *
date_read(struct arena *arena, const char *text, struct instant today)
{
	const char *at = text_trim(arena, text), *year_at;
	int first, month, last;
	char between;

	first = number_at(&at, 4);
	between = *at;
	if (first < 0 || between == '\0' || strchr("-./", between) == NULL)
		return NULL;
	at++;
	month = number_at(&at, 2);
	if (month < 0 || *at != between)
		return NULL;
	year_at = ++at;
	if (*at == ' ')
		year_at = ++at;
	last = number_at(&at, 4);
	if (last < 0 || !is_end(at))
		return NULL;
	if (between == '-')
		return date_of(arena, first, month, last);
	if (at - year_at == 2)
		last = whole_year(arena, last, today);
	return date_of(arena, last, month, first);
}

bool
date_is_future(struct arena *arena, const char *day, struct instant today)
{
	const char *tomorrow =
	    instant_format(arena, instant_plus_ms(today, DAY_MS));

	return strncmp(day, tomorrow, strlen("2026-11-22")) > 0;
}
