/*
 * test_chart.c - where the marks of a chart stand.
 *
 * SPDX-License-Identifier: ISC
 */
#include "unit.h"

#include "view/chart.h"

Suite *chart_suite(void);

/* clang-format off */
static const struct { int64_t value; int steps; int64_t step; } steps[] = {
	{ 0, 4, 1 }, { 1, 4, 1 }, { 4, 4, 1 }, { 5, 4, 2 }, { 8, 4, 2 },
	{ 9, 4, 5 }, { 20, 4, 5 }, { 21, 4, 10 }, { 40, 4, 10 },
	{ 81, 4, 50 }, { 1234567, 4, 500000 },
};
/* clang-format on */

START_TEST(the_grid_has_round_numbers)
{
	ck_assert_int_eq(
	    chart_step(steps[_i].value, steps[_i].steps), steps[_i].step);
}
END_TEST

static double
number_at(struct json_object *object, const char *name)
{
	return json_object_get_double(json_at(object, name));
}

START_TEST(every_mark_stands_within_the_field)
{
	struct chart_point points[] = { { "1.", 3, 10 }, { "2.", -4, 0 },
		{ "3.", 10, 10 }, { "4.", 0, 7 } };
	struct json_object *chart =
	    chart_json(new_arena(), points, ARRAY_LENGTH(points));
	struct json_object *bars = json_at(chart, "bars");

	ck_assert_uint_ge(json_length(bars), 2);
	for (size_t i = 0; i < json_length(bars); i++) {
		struct json_object *bar = json_item(bars, i);

		ck_assert(number_at(bar, "x") >= 0);
		ck_assert(number_at(bar, "y") >= 0);
		ck_assert(number_at(bar, "x") + number_at(bar, "width") <=
		    CHART_WIDTH);
		ck_assert(number_at(bar, "y") + number_at(bar, "height") <=
		    CHART_HEIGHT);
	}
	ck_assert_uint_eq(json_length(json_at(chart, "points")), 4);
	ck_assert(json_is_true(json_at(chart, "has_of")));
}
END_TEST

START_TEST(a_chart_of_nothing_is_still_a_chart)
{
	struct arena *arena = new_arena();
	struct chart_point quiet[] = { { "1.", 0, 0 } };

	ck_assert_ptr_nonnull(chart_json(arena, NULL, 0));
	ck_assert_ptr_nonnull(chart_json(arena, quiet, 1));
	ck_assert(
	    !json_is_true(json_at(chart_json(arena, quiet, 1), "has_of")));
}
END_TEST

START_TEST(a_year_of_days_keeps_few_labels)
{
	struct chart_point points[CHART_POINTS_MAX];
	struct json_object *chart;

	for (int i = 0; i < CHART_POINTS_MAX; i++)
		points[i] = (struct chart_point){ "22.11.", i, 0 };
	chart = chart_json(new_arena(), points, CHART_POINTS_MAX);
	ck_assert_uint_le(json_length(json_at(chart, "labels")), 16);
	ck_assert_uint_eq(
	    json_length(json_at(chart, "points")), CHART_POINTS_MAX);
}
END_TEST

Suite *
chart_suite(void)
{
	Suite *suite = suite_create("chart");
	TCase *tcase = tcase_create("chart");

	tcase_add_loop_test(
	    tcase, the_grid_has_round_numbers, 0, (int)ARRAY_LENGTH(steps));
	tcase_add_test(tcase, every_mark_stands_within_the_field);
	tcase_add_test(tcase, a_chart_of_nothing_is_still_a_chart);
	tcase_add_test(tcase, a_year_of_days_keeps_few_labels);
	suite_add_tcase(suite, tcase);
	return suite;
}
