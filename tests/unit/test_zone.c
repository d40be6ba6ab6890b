/*
 * test_zone.c - what clocks say, at changes that are known.
 *
 * SPDX-License-Identifier: ISC
 */
#include "unit.h"

#include "base/zone.h"
#include "base/zone_rule.h"

Suite *zone_suite(void);

static const struct zone *
zone_called(const char *name)
{
	const char *complaint = NULL;
	struct zone_set *set =
	    zone_set_load(new_arena(), ZONE_DIRECTORY, &complaint);
	const struct zone *zone;

	ck_assert_msg(set != NULL, "%s", complaint);
	zone = zone_find(set, name);
	ck_assert_msg(zone != NULL, "%s", name);
	return zone;
}

static struct instant
at(const char *text)
{
	struct instant instant = { 0 };

	ck_assert_msg(instant_parse(text, &instant), "%s", text);
	return instant;
}

/* clang-format off */
static const struct { const char *zone; const char *instant; int minutes; } known[] = {
	{ "Europe/Berlin",      "2026-03-29T00:59:59Z", 60 },
	{ "Europe/Berlin",      "2026-03-29T01:00:00Z", 120 },
	{ "Europe/Berlin",      "2026-10-25T00:59:59Z", 120 },
	{ "Europe/Berlin",      "2026-10-25T01:00:00Z", 60 },
	{ "Europe/Berlin",      "1975-07-01T12:00:00Z", 60 },
	{ "Europe/Berlin",      "1980-07-01T12:00:00Z", 120 },
	{ "Europe/Berlin",      "2150-07-01T12:00:00Z", 120 },
	{ "Europe/Berlin",      "2150-12-01T12:00:00Z", 60 },
	{ "Europe/Vienna",      "2026-07-01T12:00:00Z", 120 },
	{ "Europe/London",      "2026-07-01T12:00:00Z", 60 },
	{ "Europe/London",      "1970-12-01T12:00:00Z", 60 },
	{ "Europe/Dublin",      "2026-07-01T12:00:00Z", 60 },
	{ "Europe/Dublin",      "2099-01-01T12:00:00Z", 0 },
	{ "America/New_York",   "2026-03-08T06:59:59Z", -300 },
	{ "America/New_York",   "2026-03-08T07:00:00Z", -240 },
	{ "America/New_York",   "2026-11-01T05:59:59Z", -240 },
	{ "America/New_York",   "2026-11-01T06:00:00Z", -300 },
	{ "America/St_Johns",   "2026-01-01T12:00:00Z", -210 },
	{ "Australia/Sydney",   "2060-01-01T12:00:00Z", 660 },
	{ "Australia/Sydney",   "2060-07-01T12:00:00Z", 600 },
	{ "Australia/Lord_Howe", "2060-01-01T12:00:00Z", 660 },
	{ "Australia/Lord_Howe", "2060-07-01T12:00:00Z", 630 },
	{ "Asia/Kathmandu",     "2026-01-01T12:00:00Z", 345 },
	{ "Asia/Kolkata",       "2090-01-01T12:00:00Z", 330 },
	{ "Pacific/Apia",       "2011-12-29T12:00:00Z", -600 },
	{ "Pacific/Apia",       "2012-01-01T12:00:00Z", 840 },
	{ "America/Argentina/Buenos_Aires", "2050-01-01T12:00:00Z", -180 },
	{ "UTC",                "2026-01-01T12:00:00Z", 0 },
	{ "Etc/GMT+5",          "2026-01-01T12:00:00Z", -300 },
};

/* Seconds of 2026-01-01 and 2026-07-01, noon in UTC. */
#define WINTER INT64_C(1767268800)
#define SUMMER INT64_C(1782907200)

static const struct { const char *text; int64_t winter, summer; } rules[] = {
	{ "CET-1CEST,M3.5.0,M10.5.0/3",            3600, 7200 },
	{ "<+0330>-3:30",                          12600, 12600 },
	{ "IST-1GMT0,M10.5.0,M3.5.0/1",            0, 3600 },
	{ "AEST-10AEDT,M10.1.0,M4.1.0/3",          39600, 36000 },
	{ "EST5EDT,J60/2,J300/2",                  -18000, -14400 },
	{ "EST5EDT,59,299",                        -18000, -14400 },
	{ "<-02>2<-01>,M3.5.0/-1,M10.5.0/0",       -7200, -3600 },
};

static const char *const broken_rules[] = {
	"", "C", "CET", "CET-", "CET-25", "CET-1CEST", "CET-1CEST,M3.5.0",
	"CET-1CEST,M13.5.0,M10.5.0", "CET-1CEST,M0.5.0,M10.5.0",
	"CET-1CEST,M3.6.0,M10.5.0", "CET-1CEST,M3.0.0,M10.5.0",
	"CET-1CEST,M3.5.7,M10.5.0", "CET-1CEST,M3.5.0,M10.5.0/168",
	"CET-1CEST,J0,J5", "CET-1CEST,J366,J5", "CET-1CEST,366,5", "<CET-1",
	"CET-1CEST,M3.5.0,M10.5.0/3x", "CET-99999999999999999999",
};
/* clang-format on */

START_TEST(clocks_stand_as_they_are_known_to)
{
	const struct zone *zone = zone_called(known[_i].zone);

	ck_assert_int_eq(
	    zone_offset(zone, at(known[_i].instant)), known[_i].minutes * 60);
}
END_TEST

START_TEST(a_rule_is_read_and_followed)
{
	struct zone_rule rule;

	ck_assert(zone_rule_read(rules[_i].text, &rule));
	ck_assert_int_eq(zone_rule_offset(&rule, WINTER), rules[_i].winter);
	ck_assert_int_eq(zone_rule_offset(&rule, SUMMER), rules[_i].summer);
}
END_TEST

START_TEST(a_broken_rule_is_refused)
{
	struct zone_rule rule;

	ck_assert(!zone_rule_read(broken_rules[_i], &rule));
}
END_TEST

START_TEST(a_leap_year_does_not_move_a_day_that_counts_without_it)
{
	struct zone_rule rule;

	/* Summer begins on the first of March, at two. */
	ck_assert(zone_rule_read("UTC0SUM,J60/2,J300/2", &rule));
	ck_assert_int_eq(
	    zone_rule_offset(&rule, at("2028-03-01T01:59:59Z").us / 1000000),
	    0);
	ck_assert_int_eq(
	    zone_rule_offset(&rule, at("2028-03-01T02:00:00Z").us / 1000000),
	    3600);
}
END_TEST

START_TEST(every_zone_of_the_system_is_there_in_order)
{
	const char *complaint = NULL;
	struct zone_set *set =
	    zone_set_load(new_arena(), ZONE_DIRECTORY, &complaint);

	ck_assert_ptr_nonnull(set);
	ck_assert_uint_gt(zone_count(set), 300);
	for (size_t i = 1; i < zone_count(set); i++)
		ck_assert_str_lt(zone_name(set, i - 1), zone_name(set, i));
	ck_assert_ptr_null(zone_find(set, "Europe/Atlantis"));
	ck_assert_ptr_null(zone_find(set, "../../etc/passwd"));
	ck_assert_ptr_null(zone_find(set, NULL));
	ck_assert_ptr_null(zone_find(NULL, "UTC"));
}
END_TEST

START_TEST(a_system_without_zones_is_told_of)
{
	const char *complaint = NULL;

	ck_assert_ptr_null(
	    zone_set_load(new_arena(), "/proc/self/attr", &complaint));
	ck_assert_ptr_nonnull(strstr(complaint, "install tzdata"));
}
END_TEST

START_TEST(what_a_clock_says_is_found_again)
{
	const struct zone *zone = zone_called("Europe/Berlin");
	struct civil civil;

	for (int64_t hour = 0; hour < 24 * 366; hour += 5) {
		struct instant instant = instant_plus_ms(
		    at("2026-01-01T00:30:00Z"), hour * 3600 * 1000);
		struct instant again;

		civil = zone_civil(zone, instant);
		again = zone_instant(zone, &civil);
		/* Of the hour that is there twice the first is meant. */
		if (again.us != instant.us)
			ck_assert_int_eq(
			    instant_ms_between(again, instant), 3600 * 1000);
	}
}
END_TEST

START_TEST(a_time_that_clocks_leap_over_is_an_hour_later)
{
	const struct zone *zone = zone_called("Europe/Berlin");
	struct civil civil = {
		.year = 2026, .month = 3, .day = 29, .hour = 2, .minute = 30
	};

	ck_assert_int_eq(
	    zone_instant(zone, &civil).us, at("2026-03-29T01:30:00Z").us);
	civil.month = 10;
	civil.day = 25;
	ck_assert_int_eq(
	    zone_instant(zone, &civil).us, at("2026-10-25T00:30:00Z").us);
}
END_TEST

START_TEST(no_zone_is_utc)
{
	struct civil civil = zone_civil(NULL, at("2026-11-22T10:41:37.5Z"));

	ck_assert_int_eq(civil.day, 22);
	ck_assert_int_eq(civil.weekday, 0);
	ck_assert_int_eq(civil.hour, 10);
	ck_assert_int_eq(
	    zone_instant(NULL, &civil).us, at("2026-11-22T10:41:37.5Z").us);
}
END_TEST

/* Two heads of version 2 with one type each and the change, and a rule. */
static size_t
tiny_file(char *bytes, const char *rule)
{
	static const char head[44] = { 'T', 'Z', 'i', 'f',
		'2', [39] = 1, [43] = 1 };
	static const char type[7] = { 0, 0, 0x0e, 0x10, 0, 0, 0 };
	size_t len = 0;

	for (int i = 0; i < 2; i++) {
		memcpy(bytes + len, head, sizeof(head));
		memcpy(bytes + len + sizeof(head), type, sizeof(type));
		len += sizeof(head) + sizeof(type);
	}
	return len + (size_t)snprintf(bytes + len, 100, "\n%s\n", rule);
}

START_TEST(a_file_may_have_no_changes_and_no_rule)
{
	char bytes[256];
	struct arena *arena = new_arena();
	const struct zone *zone = zone_read(arena, bytes, tiny_file(bytes, ""));

	ck_assert_ptr_nonnull(zone);
	ck_assert_int_eq(zone_offset(zone, at("2026-01-01T00:00:00Z")), 3600);
	zone = zone_read(arena, bytes, tiny_file(bytes, "XYZ-2"));
	ck_assert_int_eq(zone_offset(zone, at("2026-01-01T00:00:00Z")), 7200);
}
END_TEST

START_TEST(a_torn_file_is_refused)
{
	char bytes[256];
	struct arena *arena = new_arena();
	size_t len = tiny_file(bytes, "CET-1CEST,M3.5.0,M10.5.0/3");

	for (size_t cut = 0; cut < len; cut++) {
		/* A copy of its own, so that reading past the end shows. */
		char *copy = arena_copy_bytes(arena, bytes, cut);

		ck_assert_ptr_null(zone_read(arena, copy, cut));
	}
	ck_assert_ptr_null(
	    zone_read(arena, bytes, tiny_file(bytes, "nonsense")));
	len = tiny_file(bytes, "");
	bytes[4] = 0;
	ck_assert_ptr_null(zone_read(arena, bytes, len));
	(void)tiny_file(bytes, "");
	bytes[32] = 0x7f;
	ck_assert_ptr_null(zone_read(arena, bytes, len));
}
END_TEST

Suite *
zone_suite(void)
{
	Suite *suite = suite_create("zone");
	TCase *tcase = tcase_create("zone");

	tcase_set_timeout(tcase, 30);
	tcase_add_loop_test(tcase, clocks_stand_as_they_are_known_to, 0,
	    (int)ARRAY_LENGTH(known));
	tcase_add_loop_test(
	    tcase, a_rule_is_read_and_followed, 0, (int)ARRAY_LENGTH(rules));
	tcase_add_loop_test(tcase, a_broken_rule_is_refused, 0,
	    (int)ARRAY_LENGTH(broken_rules));
	tcase_add_test(
	    tcase, a_leap_year_does_not_move_a_day_that_counts_without_it);
	tcase_add_test(tcase, every_zone_of_the_system_is_there_in_order);
	tcase_add_test(tcase, a_system_without_zones_is_told_of);
	tcase_add_test(tcase, what_a_clock_says_is_found_again);
	tcase_add_test(tcase, a_time_that_clocks_leap_over_is_an_hour_later);
	tcase_add_test(tcase, no_zone_is_utc);
	tcase_add_test(tcase, a_file_may_have_no_changes_and_no_rule);
	tcase_add_test(tcase, a_torn_file_is_refused);
	suite_add_tcase(suite, tcase);
	return suite;
}
