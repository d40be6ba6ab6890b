/*
 * test_user_agent.c - browsers by the names that people use.
 *
 * SPDX-License-Identifier: ISC
 */
#include "identity/user_agent.h"
#include "unit.h"

Suite *user_agent_suite(void);

static const struct {
	const char *user_agent;
	const char *name; /* NULL: unknown */
} cases[] = {
	{ "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:133.0) "
	  "Gecko/20100101 Firefox/133.0",
	    "Firefox · Windows" },
	{ "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 "
	  "(KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36 Edg/131.0.0.0",
	    "Edge · Windows" },
	{ "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) "
	  "AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 "
	  "Mobile/15E148 Safari/604.1",
	    "Safari · iPhone" },
	{ "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like "
	  "Gecko) Chrome/131.0.0.0 Mobile Safari/537.36",
	    "Chrome · Android" },
	{ "curl/8.5.0", "curl" },
	{ "<script>", NULL },
	{ "", NULL },
	{ NULL, NULL },
};

START_TEST(a_browser_has_the_name_that_people_use)
{
	const char *name = user_agent_name(new_arena(), cases[_i].user_agent);

	if (cases[_i].name == NULL)
		ck_assert_ptr_null(name);
	else
		ck_assert_str_eq(name, cases[_i].name);
}
END_TEST

Suite *
user_agent_suite(void)
{
	Suite *suite = suite_create("user_agent");
	TCase *tests = tcase_create("user_agent");

	tcase_add_loop_test(tests, a_browser_has_the_name_that_people_use, 0,
	    ARRAY_LENGTH(cases));
	suite_add_tcase(suite, tests);
	return suite;
}
