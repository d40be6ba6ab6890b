/*
 * retry_after.c - reads Retry-After and Retry-After-Ms.
 *
 * SPDX-License-Identifier: ISC
 */
#include "net/retry_after.h"

/* More digits say no more: the result is cut anyway. */
enum { DIGITS_MAX = 12 };

static bool
is_digit(char character)
{
	return character >= '0' && character <= '9';
}

/* A decimal number in thousandths, rounded up, so that nobody comes too early;
 * false when value is no number. */
static bool
read_thousandths(const char *value, int64_t *thousandths)
{
	int64_t number = 0, scale = 1000;
	bool has_rest = false;
	size_t digits;

	for (digits = 0; is_digit(value[digits]); digits++) {
		number = digits < DIGITS_MAX
		    ? number * 10 + (value[digits] - '0')
		    : RETRY_AFTER_MAX_MS;
	}
	if (digits == 0)
		return false;
	value += digits;
	number *= 1000;
	if (*value == '.')
		value++;
	for (; is_digit(*value); value++) {
		scale /= 10;
		number += scale * (*value - '0');
		has_rest = has_rest || (scale == 0 && *value != '0');
	}
	*thousandths = number + (has_rest ? 1 : 0);
	return *value == '\0';
}

static int64_t
cut(int64_t ms)
{
	if (ms < 0)
		return 0;
	return ms < RETRY_AFTER_MAX_MS ? ms : RETRY_AFTER_MAX_MS;
}

int64_t
retry_after_ms(const char *value, struct instant now)
{
	struct instant then;
	int64_t ms;

	if (read_thousandths(value, &ms))
		return cut(ms);
	if (instant_parse_http(value, &then))
		return cut(instant_ms_between(now, then));
	return -1;
}

int64_t
retry_after_ms_exact(const char *value)
{
	int64_t thousandths;

	if (!read_thousandths(value, &thousandths))
		return -1;
	return cut((thousandths + 999) / 1000);
}
