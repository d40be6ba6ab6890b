/*
 * test_faults.c - the same product while things break.
 *
 * SPDX-License-Identifier: ISC
 */
#include "suites.h"

int
main(void)
{
	Suite *const suites[] = { faults_suite(), storm_suite(), races_suite(),
		NULL };

	return e2e_run(suites);
}
