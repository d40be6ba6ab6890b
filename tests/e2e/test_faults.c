/*
 * test_faults.c - the same product while things break.
 *
 * SPDX-License-Identifier: ISC
 */
#include "suites.h"

/* clang-format off */
static const struct e2e_suite suites[] = {
	{ outages_suite, E2E_WEB },
	{ faults_suite,  E2E_INSIDE },
	{ storm_suite,   E2E_INSIDE },
	{ races_suite,   E2E_INSIDE },
	{ 0 }
};
/* clang-format on */

int
main(void)
{
	return e2e_run(suites);
}
