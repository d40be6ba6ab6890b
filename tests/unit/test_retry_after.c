/*
 * test_retry_after.c - when providers want to be asked again.
 *
 * SPDX-License-Identifier: ISC
 */
#include "net/retry_after.h"
#include "unit.h"

/* Sun, 22 Nov 2026 10:41:37 GMT */
static const struct instant NOW = { 1795344097000000 };

START_TEST(seconds_are_read)
{
	ck_assert_int_eq(retry_after_ms("0", NOW), 0);
	ck_assert_int_eq(retry_after_ms("1", NOW), 1000);
	ck_assert_int_eq(retry_after_ms("007", NOW), 7000);
	ck_assert_int_eq(retry_after_ms("120", NOW), 120000);
}
END_TEST

START_TEST(a_fraction_is_rounded_up)
{
	ck_assert_int_eq(retry_after_ms("0.5", NOW), 500);
	ck_assert_int_eq(retry_after_ms("1.", NOW), 1000);
	ck_assert_int_eq(retry_after_ms("1.25", NOW), 1250);
	ck_assert_int_eq(retry_after_ms("0.0001", NOW), 1);
	ck_assert_int_eq(retry_after_ms("0.1230", NOW), 123);
	ck_assert_int_eq(retry_after_ms("0.1234567890123456789", NOW), 124);
}
END_TEST

START_TEST(a_date_is_counted_from_now)
{
	ck_assert_int_eq(
	    retry_after_ms("Sun, 22 Nov 2026 10:42:07 GMT", NOW), 30000);
	ck_assert_int_eq(
	    retry_after_ms("Sun, 22 Nov 2026 10:41:37 GMT", NOW), 0);
	ck_assert_int_eq(
	    retry_after_ms("Sat, 21 Nov 2026 10:41:37 GMT", NOW), 0);
}
END_TEST

START_TEST(a_long_wait_is_cut)
{
	ck_assert_int_eq(retry_after_ms("86401", NOW), RETRY_AFTER_MAX_MS);
	ck_assert_int_eq(
	    retry_after_ms("999999999999999999999999999999999", NOW),
	    RETRY_AFTER_MAX_MS);
	ck_assert_int_eq(retry_after_ms("Sun, 22 Nov 2099 10:41:37 GMT", NOW),
	    RETRY_AFTER_MAX_MS);
	ck_assert_int_eq(
	    retry_after_ms_exact("99999999999999999999"), RETRY_AFTER_MAX_MS);
}
END_TEST

START_TEST(milliseconds_are_read)
{
	ck_assert_int_eq(retry_after_ms_exact("0"), 0);
	ck_assert_int_eq(retry_after_ms_exact("1500"), 1500);
	ck_assert_int_eq(retry_after_ms_exact("0.2"), 1);
}
END_TEST

static const char *const nonsense[] = { "", " ", "-1", "+1", "1s", "1 2", ".5",
	"1.2.3", "1e3", "0x10", "soon", "17ms", "Sun, 22 Nov 2026" };

START_TEST(nonsense_is_not_read)
{
	ck_assert_int_eq(retry_after_ms(nonsense[_i], NOW), -1);
	ck_assert_int_eq(retry_after_ms_exact(nonsense[_i]), -1);
}
END_TEST

Suite *retry_after_suite(void);

Suite *
retry_after_suite(void)
{
	Suite *suite = suite_create("retry_after");
	TCase *tcase = tcase_create("retry_after");

	tcase_add_test(tcase, seconds_are_read);
	tcase_add_test(tcase, a_fraction_is_rounded_up);
	tcase_add_test(tcase, a_date_is_counted_from_now);
	tcase_add_test(tcase, a_long_wait_is_cut);
	tcase_add_test(tcase, milliseconds_are_read);
	tcase_add_loop_test(
	    tcase, nonsense_is_not_read, 0, ARRAY_LENGTH(nonsense));
	suite_add_tcase(suite, tcase);
	return suite;
}
