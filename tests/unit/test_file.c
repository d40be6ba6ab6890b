/*
 * test_file.c - what is written is written whole, or the caller is told.
 *
 * SPDX-License-Identifier: ISC
 */
#define _GNU_SOURCE /* memfd_create(), pipe2() */

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/file.h"
#include "unit.h"

Suite *file_suite(void);

static char bytes[1 << 20];

START_TEST(all_of_it_is_written)
{
	int file = memfd_create("all", MFD_CLOEXEC);
	char last = 0;

	bytes[sizeof(bytes) - 1] = 'z';
	ck_assert(file_write(file, bytes, sizeof(bytes)));
	ck_assert(file_write(file, bytes, 0));
	ck_assert_int_eq(lseek(file, 0, SEEK_CUR), sizeof(bytes));
	ck_assert_int_eq(pread(file, &last, 1, sizeof(bytes) - 1), 1);
	ck_assert_int_eq(last, 'z');
	close(file);
}
END_TEST

START_TEST(what_is_not_taken_is_told)
{
	int ends[2];

	ck_assert_int_eq(pipe2(ends, O_CLOEXEC | O_NONBLOCK), 0);
	ck_assert(!file_write(ends[1], bytes, sizeof(bytes)));
	ck_assert_int_eq(errno, EAGAIN);
	close(ends[0]);
	close(ends[1]);
	ck_assert(!file_write(ends[1], bytes, 1));
	ck_assert_int_eq(errno, EBADF);
}
END_TEST

Suite *
file_suite(void)
{
	Suite *suite = suite_create("file");
	TCase *tests = tcase_create("file");

	tcase_add_test(tests, all_of_it_is_written);
	tcase_add_test(tests, what_is_not_taken_is_told);
	suite_add_tcase(suite, tests);
	return suite;
}
