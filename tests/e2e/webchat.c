/*
 * webchat.c - the website chat, as a page without JavaScript and as JSON.
 *
 * SPDX-License-Identifier: ISC
 */
#include "e2e.h"
#include "suites.h"

Suite *
webchat_suite(void)
{
	Suite *suite = suite_create("webchat");

	return suite;
}
