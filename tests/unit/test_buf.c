/*
 * test_buf.c - growing bytes with a maximum.
 *
 * SPDX-License-Identifier: ISC
 */
#include "unit.h"

#include "base/buf.h"

Suite *buf_suite(void);

START_TEST(an_empty_buf_is_the_empty_text)
{
	struct buf buf = buf_new(new_arena(), 10);

	ck_assert_str_eq(buf_text(&buf), "");
	buf_add(&buf, "");
	ck_assert_str_eq(buf_text(&buf), "");
}
END_TEST

START_TEST(appends_follow_each_other)
{
	struct buf buf = buf_new(new_arena(), 1000);
	int i;

	buf_add(&buf, "a");
	buf_add_char(&buf, 'b');
	buf_add_bytes(&buf, "cde", 2);
	for (i = 0; i < 100; i++)
		buf_printf(&buf, "%d,", i % 10);
	ck_assert_uint_eq(buf.len, 204);
	ck_assert_int_eq(strncmp(buf_text(&buf), "abcd0,1,2,", 10), 0);
}
END_TEST

START_TEST(it_may_be_filled_to_its_maximum_exactly)
{
	struct buf buf = buf_new(new_arena(), 5);

	buf_add(&buf, "12345");
	ck_assert_str_eq(buf_text(&buf), "12345");
	buf_add_char(&buf, '6');
	ck_assert_ptr_null(buf_text(&buf));
}
END_TEST

START_TEST(after_an_overflow_nothing_is_appended_any_more)
{
	struct buf buf = buf_new(new_arena(), 5);

	buf_add(&buf, "1234");
	buf_add(&buf, "56");
	buf_add(&buf, "5");
	ck_assert(buf.overflowed);
	ck_assert_uint_eq(buf.len, 4);
	buf_clear(&buf);
	buf_add(&buf, "new");
	ck_assert_str_eq(buf_text(&buf), "new");
}
END_TEST

START_TEST(reserved_room_is_taken_over_by_grown)
{
	struct buf buf = buf_new(new_arena(), 100);
	char *room = buf_reserve(&buf, 100);

	ck_assert_ptr_nonnull(room);
	memcpy(room, "hello", 5);
	buf_grown(&buf, 5);
	ck_assert_str_eq(buf_text(&buf), "hello");
	ck_assert_ptr_null(buf_reserve(&buf, 96));
}
END_TEST

Suite *
buf_suite(void)
{
	Suite *suite = suite_create("buf");
	TCase *cases = tcase_create("buf");

	tcase_add_test(cases, an_empty_buf_is_the_empty_text);
	tcase_add_test(cases, appends_follow_each_other);
	tcase_add_test(cases, it_may_be_filled_to_its_maximum_exactly);
	tcase_add_test(cases, after_an_overflow_nothing_is_appended_any_more);
	tcase_add_test(cases, reserved_room_is_taken_over_by_grown);
	suite_add_tcase(suite, cases);
	return suite;
}
