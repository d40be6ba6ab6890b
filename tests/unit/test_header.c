/*
 * test_header.c - headers as strangers send them.
 *
 * SPDX-License-Identifier: ISC
 */
#include "web/header.h"
#include "web/limits.h"
#include "web/request.h"
#include "unit.h"

Suite *header_suite(void);

static const struct accept_case {
	const char *accept;
	bool prefers_html;
} accept_cases[] = {
	{ NULL, false },
	{ "*/*", false },
	{ "text/html", true },
	{ "application/json", false },
	{ "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
	    true },
	{ "application/json, text/html;q=0.9", false },
	{ "text/*", true },
	{ "text/html;q=0", false },
	{ "application/json;q=0.5, */*;q=0.8", true },
	{ ",,;q=,", false },
};

START_TEST(accept_says_who_is_a_browser)
{
	ck_assert(header_prefers_html(accept_cases[_i].accept) ==
	    accept_cases[_i].prefers_html);
}
END_TEST

START_TEST(headers_are_read_with_care)
{
	struct arena *arena = arena_create(4096, 1 << 20);

	ck_assert_str_eq(
	    header_host(arena, "Studio.Example:8443"), "studio.example");
	ck_assert_str_eq(header_host(arena, "[::1]:80"), "[::1]");
	ck_assert_ptr_null(header_host(arena, "a b"));
	ck_assert_ptr_null(header_host(arena, "a/b"));
	ck_assert_ptr_null(header_host(arena, "a:80x"));
	ck_assert_ptr_null(header_host(arena, ""));
	ck_assert_str_eq(
	    header_media_type(arena, " Text/HTML ; charset=x"), "text/html");
	ck_assert_str_eq(header_cookie(arena, "a=1; bb=2;b=3", "b"), "3");
	ck_assert_str_eq(header_cookie(arena, "b=\"3\" ; c=4", "b"), "3");
	ck_assert_str_eq(header_cookie(arena, "b=", "b"), "");
	ck_assert_ptr_null(header_cookie(arena, "bb=1", "b"));
	ck_assert_ptr_null(header_cookie(arena, NULL, "b"));
	ck_assert(header_names_etag("*", "\"a\""));
	ck_assert(header_names_etag("\"a-gzip\"", "\"a\""));
	ck_assert(!header_names_etag("\"ab\"", "\"a\""));
	ck_assert(!header_names_etag("a", "\"a\""));
	arena_free(arena);
}
END_TEST

START_TEST(ranges_come_one_by_one_with_their_weight)
{
	const char *at = "fr, de-CH;q=0.8 ,,en;q=x";
	struct header_range range = header_next_range(&at);

	ck_assert_int_eq(strncmp(range.text, "fr", range.len), 0);
	ck_assert_int_eq(range.weight, 1000);
	range = header_next_range(&at);
	ck_assert_uint_eq(range.len, 5);
	ck_assert_int_eq(range.weight, 800);
	range = header_next_range(&at);
	ck_assert_uint_eq(range.len, 0);
	range = header_next_range(&at);
	ck_assert_int_eq(strncmp(range.text, "en", range.len), 0);
	ck_assert_int_eq(range.weight, 0);
	ck_assert_str_eq(at, "");
}
END_TEST

START_TEST(only_a_plain_path_is_local)
{
	static const char *const strange[] = { NULL, "", "account", "//a",
		"/\\a", "https://a", "/a b", "/a\n", "/\xc3\xa4" };

	ck_assert(request_is_local("/"));
	ck_assert(request_is_local("/account?a=%20#b"));
	for (size_t i = 0; i < ARRAY_LENGTH(strange); i++)
		ck_assert(!request_is_local(strange[i]));
}
END_TEST

START_TEST(a_limit_begins_anew_after_its_window)
{
	struct arena *arena = arena_create(4096, 1 << 20);
	struct limits *limits = limits_new(arena);
	int64_t left_ms;

	ck_assert_int_eq(limits_count(limits, "a", 1000, &left_ms), 1);
	ck_assert_int_eq(limits_count(limits, "a", 2000, &left_ms), 2);
	ck_assert_int_eq(left_ms, 59000);
	ck_assert_int_eq(limits_count(limits, "b", 2000, &left_ms), 1);
	ck_assert_int_eq(limits_count(limits, "a", 61000, &left_ms), 1);
	ck_assert_str_eq(limits_address(arena, "192.0.2.1"), "192.0.2.1");
	ck_assert_str_eq(limits_address(arena, "2001:db8:1:2:3:4:5:6"),
	    limits_address(arena, "2001:db8:1:2::9"));
	arena_free(arena);
}
END_TEST

Suite *
header_suite(void)
{
	Suite *suite = suite_create("header");
	TCase *tests = tcase_create("header");

	tcase_add_loop_test(
	    tests, accept_says_who_is_a_browser, 0, ARRAY_LENGTH(accept_cases));
	tcase_add_test(tests, headers_are_read_with_care);
	tcase_add_test(tests, ranges_come_one_by_one_with_their_weight);
	tcase_add_test(tests, only_a_plain_path_is_local);
	tcase_add_test(tests, a_limit_begins_anew_after_its_window);
	suite_add_tcase(suite, tests);
	return suite;
}
