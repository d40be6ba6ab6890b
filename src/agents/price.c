/*
 * price.c - finds numbers with a currency beside them.
 *
 * SPDX-License-Identifier: ISC
 */
#include "agents/price.h"

#include "base/text.h"

enum { AMOUNTS_MAX = 256, DIGITS_MAX = 12, UNREADABLE = -1 };

struct amount {
	int64_t cents; /* UNREADABLE: too long to be anything */
	bool is_money;
	const char *start;
	const char *end;
};

struct amounts {
	struct amount items[AMOUNTS_MAX];
	size_t count;
	bool has_more;
};

/* Not "Fr.", which is a day, nor "pounds", which is a weight. */
static const struct currency {
	const char *name;
	bool is_word; /* no letter may follow */
	int64_t divisor;
} currencies[] = { { "\xe2\x82\xac", false, 1 }, { "$", false, 1 },
	{ "\xc2\xa3", false, 1 }, { "euros", true, 1 }, { "euro", true, 1 },
	{ "eur", true, 1 }, { "chf", true, 1 }, { "sfr", true, 1 },
	{ "franken", true, 1 }, { "usd", true, 1 }, { "gbp", true, 1 },
	{ "dollars", true, 1 }, { "dollar", true, 1 }, { "cents", true, 100 },
	{ "cent", true, 100 }, { "ct", true, 100 } };

static bool
is_digit(char character)
{
	return character >= '0' && character <= '9';
}

/* Blanks of every width and the marks of bold and italic text. */
static size_t
space_len(const char *text)
{
	static const char *const spaces[] = { " ", "\t", "*", "_", "\xc2\xa0",
		"\xe2\x80\xaf", "\xe2\x80\x89" };

	for (size_t at = 0; at < ARRAY_LENGTH(spaces); at++)
		if (text_starts_with(text, spaces[at]))
			return strlen(spaces[at]);
	return 0;
}

static const char *
skip_spaces(const char *text)
{
	while (space_len(text) > 0)
		text += space_len(text);
	return text;
}

static const char *
skip_spaces_back(const char *first, const char *at)
{
	while (at > first) {
		const char *start = at - 1;

		while (start > first && ((unsigned char)*start & 0xc0) == 0x80)
			start--;
		if (space_len(start) != (size_t)(at - start))
			return at;
		at = start;
	}
	return at;
}

static bool
is_same_nocase(const char *text, const char *name, size_t len)
{
	for (size_t at = 0; at < len; at++) {
		char character = text[at];

		if (character >= 'A' && character <= 'Z')
			character = (char)(character - 'A' + 'a');
		if (character != name[at])
			return false;
	}
	return true;
}

static const struct currency *
currency_at(const char *text)
{
	for (size_t at = 0; at < ARRAY_LENGTH(currencies); at++) {
		const struct currency *currency = &currencies[at];
		size_t len = strlen(currency->name);
		const char *behind;

		if (strnlen(text, len) < len ||
		    !is_same_nocase(text, currency->name, len))
			continue;
		behind = text + len;
		if (!currency->is_word ||
		    !text_is_word_char(text_next(&behind)))
			return currency;
	}
	return NULL;
}

static bool
currency_before(const char *first, const char *start)
{
	const char *end = skip_spaces_back(first, start);

	for (size_t at = 0; at < ARRAY_LENGTH(currencies); at++) {
		size_t len = strlen(currencies[at].name);

		if (currencies[at].divisor == 1 &&
		    (size_t)(end - first) >= len &&
		    is_same_nocase(end - len, currencies[at].name, len))
			return true;
	}
	return false;
}

/* The number that runs from start to end in hundredths: two digits or one
 * behind the last separator are a fraction, other separators part thousands. */
static int64_t
cents_of(const char *start, const char *end)
{
	const char *fraction = NULL;
	int64_t cents = 0;
	int digits = 0;

	for (const char *at = start; at < end; at++)
		if (!is_digit(*at))
			fraction = at;
	if (fraction != NULL && end - fraction > 3)
		fraction = NULL;
	for (const char *at = start; at < end; at++) {
		if (!is_digit(*at))
			continue;
		if (++digits > DIGITS_MAX)
			return UNREADABLE;
		cents = cents * 10 + (*at - '0');
	}
	if (fraction == NULL)
		return cents * 100;
	return end - fraction == 2 ? cents * 10 : cents;
}

static const char *
number_end(const char *at)
{
	while (is_digit(*at) ||
	    (*at != '\0' && strchr(".,'", *at) != NULL && is_digit(at[1])))
		at++;
	return at;
}

/* "29,-" and the like. */
static const char *
skip_dash_cents(const char *at)
{
	static const char *const endings[] = { ",--", ",-", ".--", ".-",
		",\xe2\x80\x93", ",\xe2\x80\x94", ".\xe2\x80\x93",
		".\xe2\x80\x94" };

	for (size_t index = 0; index < ARRAY_LENGTH(endings); index++)
		if (text_starts_with(at, endings[index]))
			return at + strlen(endings[index]);
	return at;
}

/* Is there nothing but "to" in one form or other between two numbers? */
static bool
is_range(const char *end, const char *start)
{
	static const char *const joints[] = { "-", "\xe2\x80\x93",
		"\xe2\x80\x94", "/", "bis", "to" };
	const char *at = skip_spaces(end);

	for (size_t index = 0; index < ARRAY_LENGTH(joints); index++)
		if (text_starts_with(at, joints[index]) &&
		    skip_spaces(at + strlen(joints[index])) == start)
			return true;
	return false;
}

/* In "20 - 30 EUR" both are money. */
static void
spread_over_ranges(struct amounts *amounts)
{
	struct amount *items = amounts->items;

	for (size_t at = amounts->count; at-- > 1;)
		if (items[at].is_money &&
		    is_range(items[at - 1].end, items[at].start))
			items[at - 1].is_money = true;
	for (size_t at = 1; at < amounts->count; at++)
		if (items[at - 1].is_money &&
		    is_range(items[at - 1].end, items[at].start))
			items[at].is_money = true;
}

static struct amounts *
amounts_read(struct arena *arena, const char *text)
{
	struct amounts *amounts = arena_new(arena, struct amounts);
	const char *at = text;

	while (at != NULL && *(at += strcspn(at, "0123456789")) != '\0') {
		const char *end = number_end(at);
		struct amount *amount = &amounts->items[amounts->count];
		const struct currency *currency;

		if (amounts->count == AMOUNTS_MAX) {
			amounts->has_more = true;
			break;
		}
		amounts->count++;
		amount->start = at;
		amount->cents = cents_of(at, end);
		amount->end = skip_dash_cents(end);
		currency = currency_at(skip_spaces(amount->end));
		amount->is_money =
		    currency != NULL || currency_before(text, at);
		if (currency != NULL && amount->cents != UNREADABLE)
			amount->cents /= currency->divisor;
		at = end;
	}
	spread_over_ranges(amounts);
	return amounts;
}

enum wanted { ANY_NUMBER = 1, ONLY_MONEY };

static bool
has_amount(const struct amounts *amounts, int64_t cents, enum wanted wanted)
{
	for (size_t at = 0; at < amounts->count; at++)
		if (amounts->items[at].cents == cents &&
		    (wanted == ANY_NUMBER || amounts->items[at].is_money))
			return true;
	return false;
}

/* What text has is not of interest any more. */
static void
strike_out(struct arena *arena, struct amounts *named, const char *text,
    enum wanted wanted)
{
	const struct amounts *known;

	if (text_is_empty(text))
		return;
	known = amounts_read(arena, text);
	for (size_t at = 0; at < named->count; at++) {
		struct amount *amount = &named->items[at];

		if (amount->is_money && amount->cents != UNREADABLE &&
		    has_amount(known, amount->cents, wanted))
			amount->is_money = false;
	}
}

static bool
has_money(const struct amounts *amounts)
{
	for (size_t at = 0; at < amounts->count; at++)
		if (amounts->items[at].is_money)
			return true;
	return false;
}

bool
price_has_source(struct arena *arena, const char *answer,
    const struct prompt_config *studio, const char *const *sources)
{
	struct amounts *named = amounts_read(arena, answer);

	if (named->has_more)
		return false;
	if (!has_money(named))
		return true;
	strike_out(arena, named, studio->sales_prices_text, ANY_NUMBER);
	strike_out(arena, named, studio->persona_bio_text, ONLY_MONEY);
	strike_out(arena, named, studio->opening_hours_text, ONLY_MONEY);
	strike_out(arena, named, studio->sales_retention_rules, ONLY_MONEY);
	strike_out(arena, named, studio->studio_address, ONLY_MONEY);
	for (; sources != NULL && *sources != NULL; sources++)
		strike_out(arena, named, *sources, ONLY_MONEY);
	return !has_money(named);
}
