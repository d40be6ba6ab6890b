/*
 * test_time.c - points in time as text.
 *
 * SPDX-License-Identifier: ISC
 */
#include "unit.h"

#include "base/time.h"

Suite *time_suite(void);

#define BASE INT64_C(1795344097000000) /* 2026-11-22T10:41:37Z */

/* clang-format off */
static const struct { const char *text; int64_t us; } good[] = {
	{ "2026-11-22T10:41:37Z",                    BASE },
	{ "2026-11-22t10:41:37z",                    BASE },
	{ "2026-11-22 10:41:37+00",                  BASE },
	{ "2026-11-22T12:11:37+01:30",               BASE },
	{ "2026-11-22T05:41:37-0500",                BASE },
	{ "2026-11-22T11:41:37+01:00[Europe/Berlin]", BASE },
	{ "2026-11-22T10:41:37.123456Z",             BASE + 123456 },
	{ "2026-11-22T10:41:37.5Z",                  BASE + 500000 },
	{ "2026-11-22T10:41:37.1234569Z",            BASE + 123456 },
	{ "2024-02-29T00:00:00Z",                    INT64_C(1709164800000000) },
	{ "1969-12-31T23:59:59Z",                    -1000000 },
	{ "2016-12-31T23:59:60Z",                    INT64_C(1483228800000000) },
	{ "0001-01-01T00:00:00Z",                    INT64_C(-62135596800000000) },
	{ "9999-12-31T23:59:59Z",                    INT64_C(253402300799000000) },
};

static const char *const broken[] = {
	"", "2026-11-22", "2026-11-22T10:41:37", "2026-13-22T10:41:37Z",
	"2026-02-29T10:41:37Z", "2026-04-31T10:41:37Z", "2026-00-01T00:00:00Z",
	"2026-11-00T10:41:37Z", "2026-11-22T24:00:00Z", "2026-11-22T10:60:00Z",
	"2026-11-22T10:41:61Z", "2026-11-22T10:41:37.Z", "2026-11-22T10:41:37Zx",
	"2026-11-22T10:41:37+24:00", "2026-11-22T10:41:37+1", "26-11-22T10:41:37Z",
	"2026-11-22T10:41:37Z[", "1900-02-29T00:00:00Z", "2026-11-22T10:41:37+01:0",
};
/* clang-format on */

START_TEST(a_good_time_is_read)
{
	struct instant instant;

	ck_assert(instant_parse(good[_i].text, &instant));
	ck_assert_int_eq(instant.us, good[_i].us);
}
END_TEST

START_TEST(a_broken_time_is_refused)
{
	struct instant instant;

	ck_assert(!instant_parse(broken[_i], &instant));
	ck_assert(!instant_parse(NULL, &instant));
}
END_TEST

START_TEST(formatting_leaves_out_trailing_zeros_of_the_fraction)
{
	struct arena *arena = new_arena();

	ck_assert_str_eq(instant_format(arena, (struct instant){ BASE }),
	    "2026-11-22T10:41:37Z");
	ck_assert_str_eq(
	    instant_format(arena, (struct instant){ BASE + 120000 }),
	    "2026-11-22T10:41:37.12Z");
	ck_assert_str_eq(instant_format(arena, (struct instant){ BASE + 7 }),
	    "2026-11-22T10:41:37.000007Z");
	ck_assert_str_eq(instant_format(arena, (struct instant){ -1 }),
	    "1969-12-31T23:59:59.999999Z");
	ck_assert_str_eq(instant_format(arena, (struct instant){ 0 }), "");
}
END_TEST

START_TEST(every_day_of_four_centuries_comes_back)
{
	struct arena *arena = arena_create(4096, 1 << 20);
	struct instant instant, again;
	int64_t day;

	for (day = -40000; day < 110000; day++) {
		instant = instant_from_seconds(day * 86400 + 43210);
		ck_assert(
		    instant_parse(instant_format(arena, instant), &again));
		ck_assert_int_eq(instant.us, again.us);
		arena_clear(arena);
	}
	arena_free(arena);
}
END_TEST

START_TEST(http_dates_go_both_ways)
{
	static const char date[] = "Sun, 22 Nov 2026 10:41:37 GMT";
	struct instant instant;

	ck_assert(instant_parse_http(date, &instant));
	ck_assert_int_eq(instant.us, BASE);
	ck_assert_str_eq(instant_format_http(new_arena(), instant), date);
	ck_assert(!instant_parse_http("Sun, 22 Nov 2026 10:41:37", &instant));
	ck_assert(
	    !instant_parse_http("Sun, 31 Feb 2026 10:41:37 GMT", &instant));
	ck_assert(!instant_parse_http("120", &instant));
	ck_assert(!instant_parse_http(NULL, &instant));
}
END_TEST

START_TEST(sums_and_differences_stay_within_bounds)
{
	struct instant early = { BASE }, late;

	late = instant_plus_ms(early, 1500);
	ck_assert_int_eq(late.us, BASE + 1500000);
	ck_assert_int_eq(instant_ms_between(early, late), 1500);
	ck_assert_int_eq(instant_ms_between(late, early), -1500);
	ck_assert_int_eq(instant_plus_ms(early, INT64_MAX).us, INT64_MAX);
	ck_assert_int_eq(instant_from_seconds(INT64_MIN).us, INT64_MIN);
	ck_assert_int_eq(instant_ms_between((struct instant){ INT64_MIN },
			     (struct instant){ INT64_MAX }),
	    INT64_MAX / 1000);
}
END_TEST

START_TEST(even_the_ends_of_time_fit_the_text)
{
	char text[INSTANT_TEXT_BYTES];

	ck_assert_uint_lt(instant_write((struct instant){ INT64_MAX }, text),
	    INSTANT_TEXT_BYTES);
	ck_assert_uint_lt(instant_write((struct instant){ INT64_MIN }, text),
	    INSTANT_TEXT_BYTES);
}
END_TEST

START_TEST(the_clocks_go_forward)
{
	int64_t before = monotonic_us();

	ck_assert_int_ge(monotonic_us(), before);
	ck_assert_int_ge(monotonic_ms(), before / 1000);
	ck_assert(instant_is_set(instant_now()));
}
END_TEST

Suite *
time_suite(void)
{
	Suite *suite = suite_create("time");
	TCase *cases = tcase_create("time");

	tcase_add_loop_test(
	    cases, a_good_time_is_read, 0, (int)ARRAY_LENGTH(good));
	tcase_add_loop_test(
	    cases, a_broken_time_is_refused, 0, (int)ARRAY_LENGTH(broken));
	tcase_add_test(
	    cases, formatting_leaves_out_trailing_zeros_of_the_fraction);
	tcase_add_test(cases, every_day_of_four_centuries_comes_back);
	tcase_add_test(cases, http_dates_go_both_ways);
	tcase_add_test(cases, sums_and_differences_stay_within_bounds);
	tcase_add_test(cases, even_the_ends_of_time_fit_the_text);
	tcase_add_test(cases, the_clocks_go_forward);
	suite_add_tcase(suite, cases);
	return suite;
}
