/*
 * phone.c - telephone numbers as people write them, and as they are stored.
 *
 * SPDX-License-Identifier: ISC
 */
#include "members/phone.h"

#include "base/buf.h"
#include "base/text.h"

enum {
	DIGITS_MIN = 7,  /* the country's code included */
	DIGITS_MAX = 15, /* E.164 */
	BEGINNING_MIN = 4,
	TEXT_MAX = 60,
};

/* clang-format off */
static const struct phone_country countries[] = {
	/* The first one stands for those that are missing. */
	{ "DE", "49",  "0" }, { "AT", "43",  "0" }, { "CH", "41",  "0" },
	{ "BE", "32",  "0" }, { "CA", "1",   "1" }, { "CZ", "420", ""  },
	{ "DK", "45",  ""  }, { "ES", "34",  ""  }, { "FR", "33",  "0" },
	{ "GB", "44",  "0" }, { "IE", "353", "0" }, { "IT", "39",  ""  },
	{ "LI", "423", ""  }, { "LU", "352", ""  }, { "NL", "31",  "0" },
	{ "NO", "47",  ""  }, { "PL", "48",  ""  }, { "PT", "351", ""  },
	{ "SE", "46",  "0" }, { "US", "1",   "1" },
};
/* clang-format on */

const struct phone_country *
phone_country_of(const char *locale)
{
	const char *dash = locale == NULL ? NULL : strchr(locale, '-');

	for (size_t i = 0; dash != NULL && i < ARRAY_LENGTH(countries); i++)
		if (text_is_equal_nocase(countries[i].region, dash + 1))
			return &countries[i];
	return &countries[0];
}

/* Digits, with a plus in front if one was there; NULL if there is anything
 * else but what people put between digits. */
static const char *
digits_of(struct arena *arena, const char *text)
{
	struct buf out = buf_new(arena, TEXT_MAX);
	const char *at = text_trim(arena, text);

	if (strlen(at) > TEXT_MAX)
		return NULL;
	if (*at == '+')
		buf_add_char(&out, *at++);
	while (*at != '\0') {
		/* +49 (0)170: the trunk digit that is not dialed. */
		if (out.len > 0 && text_starts_with(at, "(0)") &&
		    (out.data[0] == '+' || text_starts_with(out.data, "00"))) {
			at += 3;
			continue;
		}
		if (*at >= '0' && *at <= '9')
			buf_add_char(&out, *at);
		else if (strchr(" -/().\t", *at) == NULL)
			return NULL;
		at++;
	}
	return buf_text(&out);
}

static const char *
home_number(
    struct arena *arena, const char *digits, const struct phone_country *home)
{
	size_t len = strlen(digits);

	if (*home->trunk != '\0' && text_starts_with(digits, home->trunk))
		return arena_printf(
		    arena, "+%s%s", home->code, digits + strlen(home->trunk));
	/* Spreadsheets eat the plus, and the 0 in front. */
	if (text_starts_with(digits, home->code) && len > DIGITS_MIN + 3)
		return arena_printf(arena, "+%s", digits);
	if (*home->trunk == '\0' ||
	    (strcmp(home->region, "DE") == 0 && len >= 10 && len <= 11 &&
		digits[0] == '1' && strchr("567", digits[1]) != NULL))
		return arena_printf(arena, "+%s%s", home->code, digits);
	return NULL;
}

static const char *
international(
    struct arena *arena, const char *text, const struct phone_country *country)
{
	const char *digits = digits_of(arena, text);

	if (text_is_empty(digits))
		return NULL;
	if (*digits == '+')
		return digits;
	if (text_starts_with(digits, "00"))
		return arena_printf(arena, "+%s", digits + 2);
	return home_number(arena, digits, country);
}

const char *
phone_read(
    struct arena *arena, const char *text, const struct phone_country *country)
{
	const char *number = international(arena, text, country);
	size_t digits = number == NULL ? 0 : strlen(number) - 1;

	return digits >= DIGITS_MIN && digits <= DIGITS_MAX && number[1] != '0'
	    ? number
	    : NULL;
}

const char *
phone_read_beginning(
    struct arena *arena, const char *text, const struct phone_country *country)
{
	const char *digits = digits_of(arena, text);

	if (digits == NULL || strlen(digits) < BEGINNING_MIN)
		return NULL;
	return international(arena, text, country);
}
