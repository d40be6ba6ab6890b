/*
 * locale.c - the ways of each region, and how to write after them.
 *
 * SPDX-License-Identifier: ISC
 */
#include "view/locale.h"

#include "base/text.h"

#define BLANK "\xc2\xa0"

enum { GROUP_DIGITS = 3, CENTS = 100, NUMBER_BYTES_MAX = 96, DAYS_NEAR = 6 };

/* What a language calls things. */
struct vocabulary {
	const char *months[12];
	const char *short_months[12];
	const char *weekdays[7];
	const char *yesterday;
	const char *today;
	const char *tomorrow;
};

static const struct vocabulary german = {
	.months = { "Januar", "Februar", "März", "April", "Mai", "Juni", "Juli",
	    "August", "September", "Oktober", "November", "Dezember" },
	.short_months = { "Jan", "Feb", "Mär", "Apr", "Mai", "Jun", "Jul",
	    "Aug", "Sep", "Okt", "Nov", "Dez" },
	.weekdays = { "Sonntag", "Montag", "Dienstag", "Mittwoch", "Donnerstag",
	    "Freitag", "Samstag" },
	.yesterday = "gestern",
	.today = "heute",
	.tomorrow = "morgen",
};

static const struct vocabulary english = {
	.months = { "January", "February", "March", "April", "May", "June",
	    "July", "August", "September", "October", "November", "December" },
	.short_months = { "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul",
	    "Aug", "Sep", "Oct", "Nov", "Dec" },
	.weekdays = { "Sunday", "Monday", "Tuesday", "Wednesday", "Thursday",
	    "Friday", "Saturday" },
	.yesterday = "yesterday",
	.today = "today",
	.tomorrow = "tomorrow",
};

enum money_order { SIGN_BEHIND = 1, SIGN_BEFORE, SIGN_APART };
enum date_order { DAYS_AND_DOTS = 1, DAY_FIRST, MONTH_FIRST };
enum day_halves { WHOLE_DAYS = 1, HALF_DAYS };

struct locale {
	const char *tag; /* the first of a language stands for it */
	const struct vocabulary *words;
	const char *group;
	const char *money_group;
	const char *point;
	const char *percent;
	enum money_order money;
	enum date_order date;
	enum day_halves halves;
};

#define SWISS "\xe2\x80\x99"

static const struct locale locales[] = {
	/* clang-format off */
	{ "de-DE", &german,  ".",   ".",   ",", BLANK "%", SIGN_BEHIND, DAYS_AND_DOTS, WHOLE_DAYS },
	{ "de-AT", &german,  BLANK, ".",   ",", BLANK "%", SIGN_APART,  DAYS_AND_DOTS, WHOLE_DAYS },
	{ "de-CH", &german,  SWISS, SWISS, ".", "%",       SIGN_APART,  DAYS_AND_DOTS, WHOLE_DAYS },
	{ "de-LI", &german,  SWISS, SWISS, ".", "%",       SIGN_APART,  DAYS_AND_DOTS, WHOLE_DAYS },
	{ "en-GB", &english,  ",",   ",",   ".", "%",       SIGN_BEFORE, DAY_FIRST,     WHOLE_DAYS },
	{ "en-IE", &english,  ",",   ",",   ".", "%",       SIGN_BEFORE, DAY_FIRST,     WHOLE_DAYS },
	{ "en-US", &english, ",",   ",",   ".", "%",       SIGN_BEFORE, MONTH_FIRST,   HALF_DAYS },
	/* clang-format on */
};

const struct locale *
locale_find(const char *tag)
{
	for (size_t i = 0; tag != NULL && i < ARRAY_LENGTH(locales); i++)
		if (text_is_equal_nocase(tag, locales[i].tag))
			return &locales[i];
	for (size_t i = 0; tag != NULL && i < ARRAY_LENGTH(locales); i++)
		if ((tag[0] | 0x20) == locales[i].tag[0] &&
		    (tag[1] | 0x20) == locales[i].tag[1] &&
		    (tag[2] == '\0' || tag[2] == '-'))
			return &locales[i];
	return &locales[0];
}

/* The digits of number in groups of three, without a sign. */
static const char *
grouped(struct arena *arena, const char *group, uint64_t number)
{
	char digits[NUMBER_BYTES_MAX];
	char text[NUMBER_BYTES_MAX] = "";
	size_t len = 0, group_len = strlen(group);
	int count = snprintf(digits, sizeof(digits), "%" PRIu64, number);

	for (int i = 0; i < count; i++) {
		if (i > 0 && (count - i) % GROUP_DIGITS == 0) {
			memcpy(text + len, group, group_len);
			len += group_len;
		}
		text[len++] = digits[i];
	}
	return arena_copy_bytes(arena, text, len);
}

static uint64_t
without_sign(int64_t number)
{
	return number < 0 ? -(uint64_t)number : (uint64_t)number;
}

const char *
locale_number(struct arena *arena, const struct locale *locale, int64_t number)
{
	return arena_printf(arena, "%s%s", number < 0 ? "-" : "",
	    grouped(arena, locale->group, without_sign(number)));
}

static const char *
sign_of(const char *currency)
{
	static const struct {
		const char *currency;
		const char *sign;
	} signs[] = {
		{ "EUR", "€" },
		{ "GBP", "£" },
		{ "USD", "$" },
	};

	for (size_t i = 0; i < ARRAY_LENGTH(signs); i++)
		if (strcmp(currency, signs[i].currency) == 0)
			return signs[i].sign;
	return currency;
}

const char *
locale_money(struct arena *arena, const struct locale *locale, int64_t cents,
    const char *currency)
{
	uint64_t size = without_sign(cents);
	const char *sign = sign_of(currency);
	const char *minus = cents < 0 ? "-" : "";
	const char *amount = arena_printf(arena, "%s%s%02" PRIu64,
	    grouped(arena, locale->money_group, size / CENTS), locale->point,
	    size % CENTS);
	/* Letters never touch the number. */
	bool is_word = sign[0] >= 'A' && sign[0] <= 'Z';

	if (locale->money == SIGN_BEHIND)
		return arena_printf(
		    arena, "%s%s" BLANK "%s", minus, amount, sign);
	return arena_printf(arena, "%s%s%s%s", minus, sign,
	    is_word || locale->money == SIGN_APART ? BLANK : "", amount);
}

const char *
locale_share(struct arena *arena, const struct locale *locale, int64_t part,
    int64_t whole)
{
	if (whole <= 0)
		return "–";
	return arena_printf(arena, "%.0f%s", (double)part * 100 / (double)whole,
	    locale->percent);
}

const char *
locale_date(
    struct arena *arena, const struct locale *locale, const struct civil *civil)
{
	const char *month = locale->words->short_months[civil->month - 1];
	int day = (int)civil->day, year = (int)civil->year;

	switch (locale->date) {
	case DAY_FIRST:
		return arena_printf(
		    arena, "%d" BLANK "%s %d", day, month, year);
	case MONTH_FIRST:
		return arena_printf(
		    arena, "%s" BLANK "%d, %d", month, day, year);
	case DAYS_AND_DOTS:
		break;
	}
	return arena_printf(
	    arena, "%02d.%02d.%d", day, (int)civil->month, year);
}

const char *
locale_short_date(
    struct arena *arena, const struct locale *locale, const struct civil *civil)
{
	const char *month = locale->words->short_months[civil->month - 1];
	int day = (int)civil->day;

	switch (locale->date) {
	case DAY_FIRST:
		return arena_printf(arena, "%d" BLANK "%s", day, month);
	case MONTH_FIRST:
		return arena_printf(arena, "%s" BLANK "%d", month, day);
	case DAYS_AND_DOTS:
		break;
	}
	return arena_printf(arena, "%d.%d.", day, (int)civil->month);
}

const char *
locale_long_date(
    struct arena *arena, const struct locale *locale, const struct civil *civil)
{
	const char *weekday = locale->words->weekdays[civil->weekday];
	const char *month = locale->words->months[civil->month - 1];
	int day = (int)civil->day, year = (int)civil->year;

	switch (locale->date) {
	case DAY_FIRST:
		return arena_printf(
		    arena, "%s, %d" BLANK "%s %d", weekday, day, month, year);
	case MONTH_FIRST:
		return arena_printf(
		    arena, "%s, %s" BLANK "%d, %d", weekday, month, day, year);
	case DAYS_AND_DOTS:
		break;
	}
	return arena_printf(
	    arena, "%s, %d." BLANK "%s %d", weekday, day, month, year);
}

const char *
locale_time(
    struct arena *arena, const struct locale *locale, const struct civil *civil)
{
	int hour = (int)civil->hour, minute = (int)civil->minute;

	if (locale->halves == WHOLE_DAYS)
		return arena_printf(arena, "%02d:%02d", hour, minute);
	return arena_printf(arena, "%d:%02d" BLANK "%s",
	    hour % 12 == 0 ? 12 : hour % 12, minute, hour < 12 ? "AM" : "PM");
}

const char *
locale_day(struct arena *arena, const struct locale *locale,
    const struct civil *civil, const struct civil *now)
{
	int64_t ago = civil_days(now) - civil_days(civil);

	if (ago == 0)
		return locale->words->today;
	if (ago == 1)
		return locale->words->yesterday;
	if (ago == -1)
		return locale->words->tomorrow;
	if (ago > 0 && ago <= DAYS_NEAR)
		return locale->words->weekdays[civil->weekday];
	return locale_date(arena, locale, civil);
}

const char *
locale_moment(struct arena *arena, const struct locale *locale,
    const struct civil *civil, const struct civil *now)
{
	return arena_printf(arena, "%s, %s",
	    locale_day(arena, locale, civil, now),
	    locale_time(arena, locale, civil));
}
