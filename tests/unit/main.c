/* main.c - runs every unit test suite.
 * SPDX-License-Identifier: ISC */
#include <check.h>
#include <stdlib.h>

#define SUITE(module) Suite *module##_suite(void);
#include "suites.h"
#undef SUITE

int
main(void)
{
	SRunner *runner = srunner_create(NULL);
	int failed;

#define SUITE(module) srunner_add_suite(runner, module##_suite());
#include "suites.h"
#undef SUITE
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
