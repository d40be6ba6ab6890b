/*
 * main.c - runs the unit test suites.
 *
 * Usage: unit [PART PARTS]
 * Without words all of them; else of PARTS equal shares the one of that number,
 * from 1, so that several processes can run them side by side.
 *
 * SPDX-License-Identifier: ISC
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#define SUITE(module) Suite *module##_suite(void);
#include "suites.h"
#undef SUITE

static Suite *(*const suites[])(void) = {
#define SUITE(module) module##_suite,
#include "suites.h"
#undef SUITE
};

int
main(int argc, char **argv)
{
	size_t part = argc == 3 ? strtoul(argv[1], NULL, 10) : 1;
	size_t parts = argc == 3 ? strtoul(argv[2], NULL, 10) : 1;
	SRunner *runner = srunner_create(NULL);
	int failed;

	if (part < 1 || part > parts) {
		fputs("usage: unit [PART PARTS]\n", stderr);
		return 2;
	}
	for (size_t i = part - 1; i < sizeof(suites) / sizeof(*suites);
	     i += parts)
		srunner_add_suite(runner, suites[i]());
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
