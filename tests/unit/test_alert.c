/*
 * test_alert.c - when staff is reminded of what it has not acknowledged.
 *
 * SPDX-License-Identifier: ISC
 */
#include "messaging/alert.h"
#include "unit.h"

Suite *alert_suite(void);

START_TEST(reminders_come_at_once_and_then_more_rarely)
{
	static const int64_t minutes[] = { 0, 2, 5, 10, 15, 30, 45, 60 };
	int64_t at = 0;

	for (size_t i = 0; i < ARRAY_LENGTH(minutes); i++) {
		at += alert_pause_ms((int32_t)i, 60000);
		ck_assert_int_eq(at, minutes[i] * 60000);
	}
	ck_assert_int_eq(alert_pause_ms(1, 10), 20);
}
END_TEST

START_TEST(reminders_end_after_half_a_day)
{
	ck_assert_int_gt(alert_pause_ms(ALERT_TRIES_MAX - 1, 60000), 0);
	ck_assert_int_eq(alert_pause_ms(ALERT_TRIES_MAX, 60000), -1);
	ck_assert_int_eq(alert_pause_ms(-1, 60000), -1);
}
END_TEST

Suite *
alert_suite(void)
{
	Suite *suite = suite_create("alert");
	TCase *tests = tcase_create("alert");

	tcase_add_test(tests, reminders_come_at_once_and_then_more_rarely);
	tcase_add_test(tests, reminders_end_after_half_a_day);
	suite_add_tcase(suite, tests);
	return suite;
}
