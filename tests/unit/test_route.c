/*
 * test_route.c - route tables: what is refused at start, what matches.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/record.h"
#include "web/router.h"
#include "unit.h"

Suite *route_suite(void);

static bool
handler(struct request *req)
{
	(void)req;
	return true;
}

static const struct record thing_record = { .name = "thing" };

/* clang-format off */
static const struct route fine[] = {
	{ GET,   "/",                ROLE_PUBLIC, NOTHING,     NOTHING,     handler, "Home" },
	{ GET,   "/things",          ROLE_USR,    NOTHING,     MANY(thing), handler, "List" },
	{ POST,  "/things",          ROLE_USR,    ONE(thing),  ONE(thing),  handler, "Create" },
	{ GET,   "/things/{id}",     ROLE_USR,    NOTHING,     ONE(thing),  handler, "Show" },
	{ GET,   "/things/{id}",     ROLE_USR,    NOTHING,     ONE(thing),  handler, "Page", .page = "thing" },
	{ PATCH, "/things/{id}",     ROLE_ADM,    PART(thing), ONE(thing),  handler, "Change" },
	{ GET,   "/things/new",      ROLE_USR,    NOTHING,     NOTHING,     handler, "Form" },
	{ GET,   "/things/new/{b}",  ROLE_USR,    NOTHING,     NOTHING,     handler, "Form" },
	{ POST,  "/things/{id}/{b}", ROLE_USR,    NOTHING,     NOTHING,     handler, "Do" },
	{ 0 }
};

static const struct wrong_row {
	struct route row;
	const char *complaint;
} wrong_rows[] = {
	{ { GET, "/x", ROLE_UNSET, NOTHING, NOTHING, handler, "x" }, "no role" },
	{ { GET, "x", ROLE_PUBLIC, NOTHING, NOTHING, handler, "x" }, "begin with a slash" },
	{ { GET, "/x/", ROLE_PUBLIC, NOTHING, NOTHING, handler, "x" }, "ends with a slash" },
	{ { GET, "//x", ROLE_PUBLIC, NOTHING, NOTHING, handler, "x" }, "neither" },
	{ { GET, "/x y", ROLE_PUBLIC, NOTHING, NOTHING, handler, "x" }, "neither" },
	{ { GET, "/a{x}", ROLE_PUBLIC, NOTHING, NOTHING, handler, "x" }, "neither" },
	{ { GET, "/{x}/{x}", ROLE_PUBLIC, NOTHING, NOTHING, handler, "x" }, "twice" },
	{ { GET, "/{a}/{b}/{c}/{d}/{e}", ROLE_PUBLIC, NOTHING, NOTHING, handler, "x" }, "too many" },
	{ { GET, "/x", ROLE_PUBLIC, NOTHING, NOTHING, NULL, "x" }, "no handler" },
	{ { GET, "/x", ROLE_PUBLIC, NOTHING, NOTHING, handler, NULL }, "no summary" },
	{ { METHOD_UNSET, "/x", ROLE_PUBLIC, NOTHING, NOTHING, handler, "x" }, "no method" },
	{ { GET, "/x", ROLE_PUBLIC, ONE(thing), NOTHING, handler, "x" }, "takes NOTHING" },
	{ { PUT, "/x", ROLE_PUBLIC, MANY(thing), NOTHING, handler, "x" }, "can not take MANY" },
	{ { PATCH, "/x", ROLE_PUBLIC, ONE(thing), NOTHING, handler, "x" }, "takes PART" },
	{ { PUT, "/x", ROLE_PUBLIC, { SHAPE_ONE, NULL, NULL }, NOTHING, handler, "x" }, "no kind" },
	{ { PUT, "/x", ROLE_PUBLIC, RAW(NULL), NOTHING, handler, "x" }, "media type" },
	{ { GET, "/things", ROLE_PUBLIC, NOTHING, NOTHING, handler, "x" }, "same method and path" },
	{ { PUT, "/things/{other}", ROLE_PUBLIC, NOTHING, NOTHING, handler, "x" }, "other {names}" },
};
/* clang-format on */

static const struct route *const fine_tables[] = { fine, NULL };

START_TEST(a_sound_table_has_no_complaint)
{
	struct arena *arena = arena_create(4096, 1 << 20);

	ck_assert_ptr_null(route_complaint(arena, fine_tables));
	arena_free(arena);
}
END_TEST

START_TEST(a_wrong_row_stops_the_start_and_is_named)
{
	struct arena *arena = arena_create(4096, 1 << 20);
	struct route table[] = { wrong_rows[_i].row, { 0 } };
	const struct route *const tables[] = { fine, table, NULL };
	const char *complaint = route_complaint(arena, tables);

	ck_assert_ptr_nonnull(complaint);
	ck_assert_msg(strstr(complaint, wrong_rows[_i].complaint) != NULL, "%s",
	    complaint);
	ck_assert_ptr_nonnull(strstr(complaint, table[0].path));
	arena_free(arena);
}
END_TEST

static struct match
match_of(struct arena *arena, const char *text, enum method method)
{
	static const struct request wishes = { .wants_html = false };
	struct path path;

	ck_assert_int_eq(
	    path_parse(arena, text, strlen(text), &path), PATH_FINE);
	return router_match(
	    router_compile(arena, fine_tables), &path, method, &wishes);
}

START_TEST(a_literal_segment_wins_over_a_name)
{
	struct arena *arena = arena_create(4096, 1 << 20);
	struct match match = match_of(arena, "/things/new", GET);

	ck_assert_str_eq(match.route->path, "/things/new");
	match = match_of(arena, "/things/7", GET);
	ck_assert_str_eq(match.route->path, "/things/{id}");
	ck_assert_str_eq(match.values[0], "7");
	arena_free(arena);
}
END_TEST

START_TEST(a_literal_segment_that_leads_nowhere_is_left_again)
{
	struct arena *arena = arena_create(4096, 1 << 20);
	struct match match = match_of(arena, "/things/new/x", POST);

	ck_assert_str_eq(match.route->path, "/things/{id}/{b}");
	ck_assert_str_eq(match.values[0], "new");
	ck_assert_str_eq(match.values[1], "x");
	ck_assert_str_eq(
	    router_allow(arena, match.methods), "GET, HEAD, POST, OPTIONS");
	arena_free(arena);
}
END_TEST

START_TEST(the_root_is_a_path)
{
	struct arena *arena = arena_create(4096, 1 << 20);

	ck_assert_str_eq(match_of(arena, "/", GET).route->path, "/");
	ck_assert_ptr_null(match_of(arena, "/x", GET).route);
	ck_assert_uint_eq(match_of(arena, "/x", GET).methods, 0);
	arena_free(arena);
}
END_TEST

START_TEST(another_method_tells_what_there_is)
{
	struct arena *arena = arena_create(4096, 1 << 20);
	struct match match = match_of(arena, "/things/7", DELETE);

	ck_assert_ptr_null(match.route);
	ck_assert_str_eq(
	    router_allow(arena, match.methods), "GET, HEAD, PATCH, OPTIONS");
	arena_free(arena);
}
END_TEST

START_TEST(who_prefers_html_gets_the_row_with_a_page)
{
	struct arena *arena = arena_create(4096, 1 << 20);
	const struct request browser = { .wants_html = true };
	struct path path;
	struct match match;

	ck_assert_int_eq(path_parse(arena, "/things/7", 9, &path), PATH_FINE);
	match = router_match(
	    router_compile(arena, fine_tables), &path, GET, &browser);
	ck_assert_str_eq(match.route->page, "thing");
	ck_assert_ptr_null(match_of(arena, "/things/7", GET).route->page);
	arena_free(arena);
}
END_TEST

static const struct path_case {
	const char *raw;
	enum path_outcome outcome;
} path_cases[] = {
	{ "/a/b", PATH_FINE },
	{ "/a%20b", PATH_FINE },
	{ "/%C3%A4", PATH_FINE },
	{ "/a+b", PATH_FINE },
	{ "/...", PATH_FINE },
	{ "", PATH_UNKNOWN },
	{ "*", PATH_UNKNOWN },
	{ "//", PATH_UNKNOWN },
	{ "/a//b", PATH_UNKNOWN },
	{ "/a/", PATH_UNKNOWN },
	{ "/./a", PATH_UNKNOWN },
	{ "/a/..", PATH_UNKNOWN },
	{ "/%2e%2e/a", PATH_UNKNOWN },
	{ "/%2E/a", PATH_UNKNOWN },
	{ "/a%2fb", PATH_UNKNOWN },
	{ "/a%0Ab", PATH_UNKNOWN },
	{ "/a%7f", PATH_UNKNOWN },
	{ "/1/2/3/4/5/6/7/8/9/0/1/2/3/4/5/6/7", PATH_UNKNOWN },
	{ "/a%00", PATH_BROKEN },
	{ "/a%", PATH_BROKEN },
	{ "/a%4", PATH_BROKEN },
	{ "/a%zz", PATH_BROKEN },
	{ "/%ff", PATH_BROKEN },
	{ "/%c0%af", PATH_BROKEN },
	{ "//%c0%af", PATH_BROKEN },
};

START_TEST(a_path_is_decoded_once_and_never_normalized)
{
	struct arena *arena = arena_create(4096, 1 << 20);
	const char *raw = path_cases[_i].raw;
	struct path path;

	ck_assert_msg(path_parse(arena, raw, strlen(raw), &path) ==
		path_cases[_i].outcome,
	    "%s", raw);
	arena_free(arena);
}
END_TEST

START_TEST(a_percent_that_was_encoded_stays_a_percent)
{
	struct arena *arena = arena_create(4096, 1 << 20);
	struct path path;

	ck_assert_int_eq(path_parse(arena, "/%2541", 6, &path), PATH_FINE);
	ck_assert_str_eq(path.segments[0], "%41");
	arena_free(arena);
}
END_TEST

Suite *
route_suite(void)
{
	Suite *suite = suite_create("route");
	TCase *tests = tcase_create("route");

	tcase_add_test(tests, a_sound_table_has_no_complaint);
	tcase_add_loop_test(tests, a_wrong_row_stops_the_start_and_is_named, 0,
	    ARRAY_LENGTH(wrong_rows));
	tcase_add_test(tests, a_literal_segment_wins_over_a_name);
	tcase_add_test(
	    tests, a_literal_segment_that_leads_nowhere_is_left_again);
	tcase_add_test(tests, the_root_is_a_path);
	tcase_add_test(tests, another_method_tells_what_there_is);
	tcase_add_test(tests, who_prefers_html_gets_the_row_with_a_page);
	tcase_add_loop_test(tests, a_path_is_decoded_once_and_never_normalized,
	    0, ARRAY_LENGTH(path_cases));
	tcase_add_test(tests, a_percent_that_was_encoded_stays_a_percent);
	suite_add_tcase(suite, tests);
	return suite;
}
