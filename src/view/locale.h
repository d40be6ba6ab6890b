/*
 * locale.h - numbers, money, dates and times as people of a region write them.
 *
 * Follows Unicode's CLDR for the regions that it knows: German of Germany,
 * Austria, Switzerland, Liechtenstein; English of Great Britain, Ireland and
 * the United States. Texts live in the arena; what belongs together is held
 * together by U+00A0.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef VIEW_LOCALE_H
#define VIEW_LOCALE_H

#include "base/time.h"

struct locale;

/* Of "de-AT"; another region of a language that it knows is as that language
 * at large ("en-NZ" as "en-GB"), anything else, also NULL, is "de-DE". */
const struct locale *locale_find(const char *tag);

/* "1.234", "1,234", "1’234" */
const char *locale_number(
    struct arena *arena, const struct locale *locale, int64_t number) must_use;
/* cents of EUR, CHF, USD or GBP (another code stands for itself): "1.234,50 €",
 * "€1,234.50", "CHF 1’234.50". */
const char *locale_money(struct arena *arena, const struct locale *locale,
    int64_t cents, const char *currency) must_use;
/* part of whole, rounded: "87 %", "87%"; "–" when whole is 0. */
const char *locale_share(struct arena *arena, const struct locale *locale,
    int64_t part, int64_t whole) must_use;

/* "22.11.2026", "22 Nov 2026", "Nov 22, 2026" */
const char *locale_date(struct arena *arena, const struct locale *locale,
    const struct civil *civil) must_use;
/* "22.11.", "22 Nov", "Nov 22" */
const char *locale_short_date(struct arena *arena, const struct locale *locale,
    const struct civil *civil) must_use;
/* "Sonntag, 22. November 2026", "Sunday, 22 November 2026", "Sunday, November
 * 22, 2026" */
const char *locale_long_date(struct arena *arena, const struct locale *locale,
    const struct civil *civil) must_use;
/* "14:05", "2:05 PM" */
const char *locale_time(struct arena *arena, const struct locale *locale,
    const struct civil *civil) must_use;
/* As seen from now: "heute", "gestern", "morgen", the weekday within the last
 * six days, else the date. */
const char *locale_day(struct arena *arena, const struct locale *locale,
    const struct civil *civil, const struct civil *now) must_use;
/* "heute, 14:05", "22.11.2026, 14:05" */
const char *locale_moment(struct arena *arena, const struct locale *locale,
    const struct civil *civil, const struct civil *now) must_use;

#endif
