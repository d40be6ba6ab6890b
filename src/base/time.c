/*
 * time.c - points in time: the calendar, RFC 3339 and HTTP dates.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/time.h"

#include "base/check.h"

enum {
	US_PER_MS = 1000,
	US_PER_SECOND = 1000000,
	SECONDS_PER_DAY = 86400,
	DAYS_PER_ERA = 146097, /* 400 years */
};

static const char DAY_NAMES[] = "SunMonTueWedThuFriSat";
static const char MONTH_NAMES[] = "JanFebMarAprMayJunJulAugSepOctNovDec";

/* Days since 1970-01-01. The year is taken to begin in March, so that the leap
 * day is its last. */
int64_t
civil_days(const struct civil *civil)
{
	int64_t year = civil->year - (civil->month <= 2);
	int64_t era = (year >= 0 ? year : year - 399) / 400;
	int64_t year_of_era = year - era * 400;
	int64_t month = (civil->month + 9) % 12;
	int64_t day_of_year = (153 * month + 2) / 5 + civil->day - 1;

	return era * DAYS_PER_ERA + year_of_era * 365 + year_of_era / 4 -
	    year_of_era / 100 + day_of_year - 719468;
}

struct civil
civil_of(struct instant instant)
{
	int64_t us = instant.us % US_PER_SECOND;
	int64_t seconds = instant.us / US_PER_SECOND - (us < 0);
	int64_t days = seconds / SECONDS_PER_DAY;
	int64_t second_of_day = seconds % SECONDS_PER_DAY;
	int64_t era, day_of_era, year_of_era, day_of_year, month;
	struct civil civil;

	if (second_of_day < 0) {
		second_of_day += SECONDS_PER_DAY;
		days--;
	}
	civil.weekday = ((days + 4) % 7 + 7) % 7;
	days += 719468;
	era = (days >= 0 ? days : days - DAYS_PER_ERA + 1) / DAYS_PER_ERA;
	day_of_era = days - era * DAYS_PER_ERA;
	year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 -
			  day_of_era / 146096) /
	    365;
	day_of_year = day_of_era -
	    (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
	month = (5 * day_of_year + 2) / 153;
	civil.day = day_of_year - (153 * month + 2) / 5 + 1;
	civil.month = month < 10 ? month + 3 : month - 9;
	civil.year = year_of_era + era * 400 + (civil.month <= 2);
	civil.hour = second_of_day / 3600;
	civil.minute = second_of_day / 60 % 60;
	civil.second = second_of_day % 60;
	civil.us = us < 0 ? us + US_PER_SECOND : us;
	return civil;
}

/* True for a date and time of day that exist; second 60 is let through. */
static bool
civil_is_valid(const struct civil *civil)
{
	static const int64_t month_days[] = { 31, 29, 31, 30, 31, 30, 31, 31,
		30, 31, 30, 31 };
	bool is_leap = civil->year % 4 == 0 &&
	    (civil->year % 100 != 0 || civil->year % 400 == 0);

	if (civil->month < 1 || civil->month > 12 || civil->day < 1 ||
	    civil->day > month_days[civil->month - 1])
		return false;
	if (civil->month == 2 && civil->day == 29 && !is_leap)
		return false;
	return civil->hour <= 23 && civil->minute <= 59 && civil->second <= 60;
}

struct instant
civil_instant(const struct civil *civil)
{
	int64_t seconds = civil_days(civil) * SECONDS_PER_DAY +
	    civil->hour * 3600 + civil->minute * 60 + civil->second;

	return (struct instant){ seconds * US_PER_SECOND + civil->us };
}

struct instant
instant_now(void)
{
	struct timespec now;

	check(clock_gettime(CLOCK_REALTIME, &now) == 0);
	return (struct instant){ (int64_t)now.tv_sec * US_PER_SECOND +
		now.tv_nsec / 1000 };
}

struct instant
instant_from_seconds(int64_t seconds)
{
	struct instant instant;

	if (__builtin_mul_overflow(seconds, US_PER_SECOND, &instant.us))
		instant.us = seconds < 0 ? INT64_MIN : INT64_MAX;
	return instant;
}

struct instant
instant_plus_ms(struct instant instant, int64_t ms)
{
	int64_t us;

	if (__builtin_mul_overflow(ms, US_PER_MS, &us) ||
	    __builtin_add_overflow(instant.us, us, &us))
		us = ms < 0 ? INT64_MIN : INT64_MAX;
	return (struct instant){ us };
}

int64_t
instant_ms_between(struct instant earlier, struct instant later)
{
	int64_t us;

	if (__builtin_sub_overflow(later.us, earlier.us, &us))
		us = later.us > earlier.us ? INT64_MAX : INT64_MIN;
	return us / US_PER_MS;
}

bool
instant_is_set(struct instant instant)
{
	return instant.us != 0;
}

/* At least width digits; returns the position behind them. */
static char *
write_number(char *out, int64_t number, int width)
{
	char digits[20];
	int count = 0;

	if (number < 0) {
		*out++ = '-';
		number = -number;
	}
	do {
		digits[count++] = (char)('0' + number % 10);
		number /= 10;
	} while (number > 0 || count < width);
	while (count > 0)
		*out++ = digits[--count];
	return out;
}

size_t
instant_write(struct instant instant, char out[INSTANT_TEXT_BYTES])
{
	struct civil civil = civil_of(instant);
	char *end = out;

	end = write_number(end, civil.year, 4);
	*end++ = '-';
	end = write_number(end, civil.month, 2);
	*end++ = '-';
	end = write_number(end, civil.day, 2);
	*end++ = 'T';
	end = write_number(end, civil.hour, 2);
	*end++ = ':';
	end = write_number(end, civil.minute, 2);
	*end++ = ':';
	end = write_number(end, civil.second, 2);
	if (civil.us > 0) {
		*end++ = '.';
		end = write_number(end, civil.us, 6);
		while (end[-1] == '0')
			end--;
	}
	*end++ = 'Z';
	*end = '\0';
	return (size_t)(end - out);
}

char *
instant_format(struct arena *arena, struct instant instant)
{
	char text[INSTANT_TEXT_BYTES] = "";

	if (instant_is_set(instant))
		instant_write(instant, text);
	return arena_copy(arena, text);
}

/* Takes exactly count digits. */
static bool
take_digits(const char **text, int count, int64_t *number)
{
	*number = 0;
	while (count-- > 0) {
		if (**text < '0' || **text > '9')
			return false;
		*number = *number * 10 + (*(*text)++ - '0');
	}
	return true;
}

static bool
take_char(const char **text, char wanted)
{
	if (**text != wanted)
		return false;
	(*text)++;
	return true;
}

/* The fraction of a second behind its point; digits past the sixth are cut. */
static bool
take_fraction(const char **text, int64_t *us)
{
	int64_t weight = US_PER_SECOND / 10;

	*us = 0;
	if (!take_char(text, '.') && !take_char(text, ','))
		return true;
	if (**text < '0' || **text > '9')
		return false;
	for (; **text >= '0' && **text <= '9'; (*text)++) {
		*us += weight * (**text - '0');
		weight /= 10;
	}
	return true;
}

/* "Z", "+01:30", "+0130" or "+01". */
static bool
take_offset(const char **text, int64_t *seconds)
{
	int64_t sign, hours, minutes = 0;

	*seconds = 0;
	if (take_char(text, 'Z') || take_char(text, 'z'))
		return true;
	sign = **text == '-' ? -1 : 1;
	if (!take_char(text, '+') && !take_char(text, '-'))
		return false;
	if (!take_digits(text, 2, &hours))
		return false;
	if ((take_char(text, ':') || (**text >= '0' && **text <= '9')) &&
	    !take_digits(text, 2, &minutes))
		return false;
	if (hours > 23 || minutes > 59)
		return false;
	*seconds = sign * (hours * 3600 + minutes * 60);
	return true;
}

/* "[Europe/Berlin]": some send it, the offset says all. */
static bool
take_zone(const char **text)
{
	const char *end;

	if (**text != '[')
		return true;
	end = strchr(*text, ']');
	if (end == NULL)
		return false;
	*text = end + 1;
	return true;
}

bool
instant_parse(const char *text, struct instant *instant)
{
	struct civil civil;
	int64_t offset;

	if (text == NULL || !take_digits(&text, 4, &civil.year) ||
	    !take_char(&text, '-') || !take_digits(&text, 2, &civil.month) ||
	    !take_char(&text, '-') || !take_digits(&text, 2, &civil.day))
		return false;
	if (!take_char(&text, 'T') && !take_char(&text, 't') &&
	    !take_char(&text, ' '))
		return false;
	if (!take_digits(&text, 2, &civil.hour) || !take_char(&text, ':') ||
	    !take_digits(&text, 2, &civil.minute) || !take_char(&text, ':') ||
	    !take_digits(&text, 2, &civil.second) ||
	    !take_fraction(&text, &civil.us) || !take_offset(&text, &offset) ||
	    !take_zone(&text) || *text != '\0' || !civil_is_valid(&civil))
		return false;
	*instant = civil_instant(&civil);
	instant->us -= offset * US_PER_SECOND;
	return true;
}

char *
instant_format_http(struct arena *arena, struct instant instant)
{
	struct civil civil = civil_of(instant);

	return arena_printf(arena, "%.3s, %02d %.3s %04d %02d:%02d:%02d GMT",
	    DAY_NAMES + 3 * civil.weekday, (int)civil.day,
	    MONTH_NAMES + 3 * (civil.month - 1), (int)civil.year,
	    (int)civil.hour, (int)civil.minute, (int)civil.second);
}

/* One of the names of three letters in names; its number from 0. */
static bool
take_name(const char **text, const char *names, int64_t *number)
{
	const char *name;

	for (name = names; *name != '\0'; name += 3) {
		if (strncmp(*text, name, 3) == 0) {
			*text += 3;
			*number = (name - names) / 3;
			return true;
		}
	}
	return false;
}

bool
instant_parse_http(const char *text, struct instant *instant)
{
	struct civil civil = { 0 };
	int64_t weekday;

	if (text == NULL || !take_name(&text, DAY_NAMES, &weekday) ||
	    !take_char(&text, ',') || !take_char(&text, ' ') ||
	    !take_digits(&text, 2, &civil.day) || !take_char(&text, ' ') ||
	    !take_name(&text, MONTH_NAMES, &civil.month) ||
	    !take_char(&text, ' ') || !take_digits(&text, 4, &civil.year))
		return false;
	civil.month++;
	if (!take_char(&text, ' ') || !take_digits(&text, 2, &civil.hour) ||
	    !take_char(&text, ':') || !take_digits(&text, 2, &civil.minute) ||
	    !take_char(&text, ':') || !take_digits(&text, 2, &civil.second) ||
	    strcmp(text, " GMT") != 0 || !civil_is_valid(&civil))
		return false;
	*instant = civil_instant(&civil);
	return true;
}

int64_t
monotonic_us(void)
{
	struct timespec now;

	check(clock_gettime(CLOCK_MONOTONIC, &now) == 0);
	return (int64_t)now.tv_sec * US_PER_SECOND + now.tv_nsec / 1000;
}

int64_t
monotonic_ms(void)
{
	return monotonic_us() / US_PER_MS;
}
