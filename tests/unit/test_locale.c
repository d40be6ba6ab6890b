/*
 * test_locale.c - numbers, money, dates and times of each region.
 *
 * SPDX-License-Identifier: ISC
 */
#include "unit.h"

#include "view/locale.h"

Suite *locale_suite(void);

#define BLANK "\xc2\xa0"

/* clang-format off */
static const struct {
	const char *tag, *million, *money, *francs, *share, *date, *short_date,
	    *long_date, *time;
} regions[] = {
	{ "de-DE", "-1.234.567", "-1.234,05" BLANK "€", "0,50" BLANK "CHF", "67" BLANK "%",
	    "05.03.2026", "5.3.", "Donnerstag, 5. März 2026", "00:07" },
	{ "de-AT", "-1" BLANK "234" BLANK "567", "-€" BLANK "1.234,05", "CHF" BLANK "0,50",
	    "67" BLANK "%", "05.03.2026", "5.3.", "Donnerstag, 5. März 2026", "00:07" },
	{ "de-CH", "-1’234’567", "-€" BLANK "1’234.05", "CHF" BLANK "0.50", "67%",
	    "05.03.2026", "5.3.", "Donnerstag, 5. März 2026", "00:07" },
	{ "en-GB", "-1,234,567", "-€1,234.05", "CHF" BLANK "0.50", "67%",
	    "5" BLANK "Mar 2026", "5" BLANK "Mar", "Thursday, 5 March 2026", "00:07" },
	{ "en-US", "-1,234,567", "-€1,234.05", "CHF" BLANK "0.50", "67%",
	    "Mar" BLANK "5, 2026", "Mar" BLANK "5", "Thursday, March 5, 2026", "12:07" BLANK "AM" },
};

static const struct { const char *tag, *same; } tags[] = {
	{ NULL, "de-DE" }, { "", "de-DE" }, { "d", "de-DE" }, { "de", "de-DE" },
	{ "DE-at", "de-AT" }, { "de-XX", "de-DE" }, { "en", "en-GB" },
	{ "en-NZ", "en-GB" }, { "fr-FR", "de-DE" }, { "deu", "de-DE" },
};

static const struct { int days; const char *german; const char *english; } days[] = {
	{ 0, "heute", "today" }, { -1, "gestern", "yesterday" },
	{ 1, "morgen", "tomorrow" }, { -2, "Dienstag", "Tuesday" },
	{ -6, "Freitag", "Friday" }, { -7, "26.02.2026", "26" BLANK "Feb 2026" },
	{ 2, "07.03.2026", "7" BLANK "Mar 2026" },
};
/* clang-format on */

static struct civil
thursday(int days_later)
{
	return civil_of(civil_instant(&(struct civil){
	    .year = 2026, .month = 3, .day = 5 + days_later, .minute = 7 }));
}

START_TEST(a_region_has_its_ways)
{
	struct arena *arena = new_arena();
	const struct locale *locale = locale_find(regions[_i].tag);
	struct civil civil = thursday(0);

	ck_assert_str_eq(
	    locale_number(arena, locale, -1234567), regions[_i].million);
	ck_assert_str_eq(
	    locale_money(arena, locale, -123405, "EUR"), regions[_i].money);
	ck_assert_str_eq(
	    locale_money(arena, locale, 50, "CHF"), regions[_i].francs);
	ck_assert_str_eq(locale_share(arena, locale, 2, 3), regions[_i].share);
	ck_assert_str_eq(locale_date(arena, locale, &civil), regions[_i].date);
	ck_assert_str_eq(
	    locale_short_date(arena, locale, &civil), regions[_i].short_date);
	ck_assert_str_eq(locale_time(arena, locale, &civil), regions[_i].time);
	/* Their blanks may be such that do not break. */
	ck_assert_uint_ge(strlen(locale_long_date(arena, locale, &civil)),
	    strlen(regions[_i].long_date));
}
END_TEST

START_TEST(numbers_have_their_limits)
{
	struct arena *arena = new_arena();
	const struct locale *locale = locale_find("de-DE");

	ck_assert_str_eq(locale_number(arena, locale, 0), "0");
	ck_assert_str_eq(locale_number(arena, locale, 999), "999");
	ck_assert_str_eq(locale_number(arena, locale, 1000), "1.000");
	ck_assert_str_eq(locale_number(arena, locale, INT64_MIN),
	    "-9.223.372.036.854.775.808");
	ck_assert_str_eq(locale_money(arena, locale, INT64_MAX, "EUR"),
	    "92.233.720.368.547.758,07" BLANK "€");
	ck_assert_str_eq(locale_share(arena, locale, 0, 0), "–");
	ck_assert_str_eq(locale_share(arena, locale, 1, 1), "100" BLANK "%");
}
END_TEST

START_TEST(a_tag_finds_the_nearest_region)
{
	ck_assert_ptr_eq(locale_find(tags[_i].tag), locale_find(tags[_i].same));
}
END_TEST

START_TEST(days_that_are_near_have_names)
{
	struct arena *arena = new_arena();
	struct civil now = thursday(0), civil = thursday(days[_i].days);

	ck_assert_str_eq(locale_day(arena, locale_find("de-DE"), &civil, &now),
	    days[_i].german);
	ck_assert_str_eq(locale_day(arena, locale_find("en-GB"), &civil, &now),
	    days[_i].english);
}
END_TEST

START_TEST(noon_and_midnight_are_twelve)
{
	struct arena *arena = new_arena();
	const struct locale *locale = locale_find("en-US");
	struct civil now = thursday(0), civil = thursday(0);

	civil.hour = 12;
	ck_assert_str_eq(
	    locale_time(arena, locale, &civil), "12:07" BLANK "PM");
	civil.hour = 23;
	ck_assert_str_eq(locale_moment(arena, locale, &civil, &now),
	    "today, 11:07" BLANK "PM");
}
END_TEST

Suite *
locale_suite(void)
{
	Suite *suite = suite_create("locale");
	TCase *tcase = tcase_create("locale");

	tcase_add_loop_test(
	    tcase, a_region_has_its_ways, 0, (int)ARRAY_LENGTH(regions));
	tcase_add_test(tcase, numbers_have_their_limits);
	tcase_add_loop_test(
	    tcase, a_tag_finds_the_nearest_region, 0, (int)ARRAY_LENGTH(tags));
	tcase_add_loop_test(
	    tcase, days_that_are_near_have_names, 0, (int)ARRAY_LENGTH(days));
	tcase_add_test(tcase, noon_and_midnight_are_twelve);
	suite_add_tcase(suite, tcase);
	return suite;
}
