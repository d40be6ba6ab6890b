/*
 * test_request.c - the life of a request, without a web server.
 *
 * SPDX-License-Identifier: ISC
 */
#include "web_fixture.h"
#include "web/form.h"
#include "web/route.h"
#include "unit.h"

#include <signal.h>

Suite *request_suite(void);

struct pet {
	int64_t id;
	const char *name;
	int64_t age;
};

static const struct field pet_fields[] = {
	FIELD(pet, id, READ_ONLY, 0, "Identifier"),
	FIELD(pet, name, REQUIRED, 10, "Name"),
	FIELD(pet, age, OPTIONAL, 30, "Years"),
	{ 0 },
};
static const struct record pet_record = RECORD(pet);

static bool
show(struct request *req)
{
	static const struct pet pet = { 7, "Ada", 3 };

	if (request_id(req, "id") == 0)
		return false;
	return reply(req, OK, &pet);
}

static bool
list(struct request *req)
{
	static struct pet pets[] = { { 1, "Ada", 3 }, { 2, "Bob", 4 } };
	static const struct list all = { &pet_record, pets, 2, false };

	ck_assert_int_eq(req->page.after, 0);
	ck_assert_int_eq(req->page.limit, 50);
	return reply(req, OK, &all);
}

static bool
create(struct request *req)
{
	return reply(req, CREATED, body(req, pet));
}

static bool
change(struct request *req)
{
	struct pet pet = { 7, "Ada", 3 };

	return request_merge(req, &pet) && reply(req, OK, &pet);
}

static bool
echo(struct request *req)
{
	return reply_text(req, OK, "text/plain", req->body);
}

static bool
version(struct request *req)
{
	return reply_is_unchanged(req, "v1") ||
	    reply_text(req, OK, "text/plain", "one");
}

static bool
go_on(struct request *req)
{
	return see_other(req, "/pets/%d", 7);
}

static bool
limited(struct request *req)
{
	for (int i = 0; i < 5; i++) {
		if (!request_limit(req, 1, "unit", 3))
			return false;
	}
	return reply_empty(req, NO_CONTENT);
}

/* clang-format off */
static const struct route pets[] = {
	{ GET,   "/pets",      ROLE_PUBLIC, NOTHING,   MANY(pet), list,    "List" },
	{ POST,  "/pets",      ROLE_PUBLIC, ONE(pet),  ONE(pet),  create,  "Create" },
	{ GET,   "/pets/{id}", ROLE_PUBLIC, NOTHING,   ONE(pet),  show,    "Show" },
	{ PATCH, "/pets/{id}", ROLE_PUBLIC, PART(pet), ONE(pet),  change,  "Change" },
	{ POST,  "/echo",      ROLE_PUBLIC, RAW("text/plain"), RAW("text/plain"), echo, "Echo" },
	{ POST,  "/tiny",      ROLE_PUBLIC, RAW("text/plain"), RAW("text/plain"), echo, "Echo", .body_max_bytes = 4 },
	{ GET,   "/version",   ROLE_PUBLIC, NOTHING,   RAW("text/plain"), version, "Version" },
	{ POST,  "/go",        ROLE_PUBLIC, NOTHING,   NOTHING,   go_on,   "Go" },
	{ GET,   "/limited",   ROLE_PUBLIC, NOTHING,   NOTHING,   limited, "Limited" },
	{ GET,   "/usr/{id}",  ROLE_USR,    NOTHING,   ONE(pet),  show,    "For users" },
	{ POST,  "/adm",       ROLE_ADM,    ONE(pet),  ONE(pet),  create,  "For admins" },
	{ 0 }
};
/* clang-format on */

static const struct route *const tables[] = { pets, health_routes, NULL };
static const char *const nothing[] = { NULL };
static const char *const json[] = { "CONTENT_TYPE=application/json", NULL };

static void
get(struct asked *asked, const char *target)
{
	ask(asked, tables, "GET", target, nothing);
}

static const struct target_case {
	const char *method;
	const char *target;
	int status;
} target_cases[] = {
	{ "GET", "/pets", 200 },
	{ "GET", "http://studio.example/pets?x=y", 200 },
	{ "HEAD", "/pets", 200 },
	{ "GET", "/pets/7", 200 },
	{ "GET", "/pets/0", 404 },
	{ "GET", "/pets/-1", 404 },
	{ "GET", "/pets/x", 404 },
	{ "GET", "/pets/99999999999999999999", 404 },
	{ "GET", "/pets/", 404 },
	{ "GET", "//pets", 404 },
	{ "GET", "/a/../pets", 404 },
	{ "GET", "/pets%2F7", 404 },
	{ "GET", "/nothing", 404 },
	{ "GET", "/pets/%00", 400 },
	{ "GET", "/pets/%ff", 400 },
	{ "GET", "/pets?a=%00", 400 },
	{ "GET", "/pets?a=%e4", 400 },
	{ "GET", "/pets?limit=0", 422 },
	{ "GET", "/pets?limit=201", 422 },
	{ "GET", "/pets?limit=", 422 },
	{ "GET", "/pets?after=-1", 422 },
	{ "DELETE", "/pets", 405 },
	{ "BREW", "/pets", 405 },
	{ "BREW", "/nothing", 404 },
	{ "OPTIONS", "/pets", 204 },
	{ "OPTIONS", "/nothing", 404 },
	{ "OPTIONS", "*", 404 },
	{ "GET", "/healthz", 200 },
	{ "GET", "/readyz", 200 },
	{ "POST", "/healthz", 405 },
	{ "POST", "/go", 303 },
	{ "GET", "/usr/7", 401 },
	{ "GET", "/usr/x", 401 },
	{ "POST", "/adm", 401 },
};

START_TEST(every_target_has_its_status)
{
	const struct target_case *row = &target_cases[_i];
	struct asked asked = { 0 };

	ask(&asked, tables, row->method, row->target, nothing);
	ck_assert_msg(asked.reply.status == row->status, "%s %s: %d",
	    row->method, row->target, asked.reply.status);
	ck_assert(asked.source.is_read_whole);
	asked_end(&asked);
}
END_TEST

START_TEST(a_problem_is_a_problem_document)
{
	struct asked asked = { 0 };

	get(&asked, "/pets?limit=x&after=x");
	ck_assert_str_eq(asked.reply.type, "application/problem+json");
	ck_assert_str_eq(asked.reply.body,
	    "{\"type\":\"/problems/invalid\",\"title\":\"Invalid input\","
	    "\"status\":422,\"detail\":\"Some fields are not valid.\","
	    "\"instance\":\"request-1\",\"errors\":["
	    "{\"pointer\":\"?after\",\"detail\":\"has to be a whole number "
	    "from 0 to 9223372036854775807\"},"
	    "{\"pointer\":\"?limit\",\"detail\":\"has to be a whole number "
	    "from 1 to 200\"}]}");
	asked_end(&asked);
}
END_TEST

START_TEST(head_announces_the_body_and_keeps_it)
{
	struct asked asked = { 0 };

	ask(&asked, tables, "HEAD", "/pets/7", nothing);
	ck_assert_uint_eq(reply_body_len(&asked.req), 0);
	ck_assert_ptr_nonnull(
	    strstr(asked_head(&asked), "\r\nContent-Length: 29\r\n"));
	asked_end(&asked);
}
END_TEST

START_TEST(every_reply_has_the_safe_headers)
{
	static const char *const lines[] = {
		"\r\nX-Request-Id: request-1\r\n",
		"\r\nCache-Control: no-store\r\n",
		"\r\nX-Content-Type-Options: nosniff\r\n",
		"\r\nReferrer-Policy: no-referrer\r\n",
		"\r\nContent-Security-Policy: default-src 'none'; frame-",
	};
	struct asked asked = { 0 };

	get(&asked, _i == 0 ? "/pets" : "/nothing");
	for (size_t i = 0; i < ARRAY_LENGTH(lines); i++)
		ck_assert_ptr_nonnull(strstr(asked_head(&asked), lines[i]));
	ck_assert_ptr_null(
	    strstr(asked_head(&asked), "Strict-Transport-Security"));
	asked_end(&asked);
	ask(&asked, tables, "GET", "/pets",
	    (const char *const[]){ "HTTPS=on", NULL });
	ck_assert_ptr_nonnull(
	    strstr(asked_head(&asked), "Strict-Transport-Security: "));
	asked_end(&asked);
}
END_TEST

START_TEST(a_405_names_what_is_allowed)
{
	struct asked asked = { 0 };

	ask(&asked, tables, "DELETE", "/pets/7", nothing);
	ck_assert_ptr_nonnull(strstr(
	    asked_head(&asked), "\r\nAllow: GET, HEAD, PATCH, OPTIONS\r\n"));
	asked_end(&asked);
}
END_TEST

START_TEST(a_valid_body_becomes_the_struct)
{
	struct asked asked = { .unread = "{\"name\":\"Eve\",\"age\":5}" };

	ask(&asked, tables, "POST", "/pets", json);
	ck_assert_int_eq(asked.reply.status, 201);
	ck_assert_str_eq(
	    asked.reply.body, "{\"id\":0,\"name\":\"Eve\",\"age\":5}");
	asked_end(&asked);
}
END_TEST

START_TEST(a_form_becomes_the_same_struct)
{
	struct asked asked = { .unread = "name=E+v%C3%A9&age=5&csrf=x" };

	ask(&asked, tables, "POST", "/pets",
	    (const char *const[]){ "CONTENT_TYPE=" FORM_TYPE, NULL });
	ck_assert_int_eq(asked.reply.status, 201);
	ck_assert_str_eq(
	    asked.reply.body, "{\"id\":0,\"name\":\"E v\xc3\xa9\",\"age\":5}");
	asked_end(&asked);
}
END_TEST

START_TEST(a_part_is_merged_into_what_was_found)
{
	struct asked asked = { .unread = "{\"age\":9}" };

	ask(&asked, tables, "PATCH", "/pets/7", json);
	ck_assert_str_eq(
	    asked.reply.body, "{\"id\":7,\"name\":\"Ada\",\"age\":9}");
	asked_end(&asked);
}
END_TEST

/* clang-format off */
static const struct body_case {
	const char *type;
	const char *body;
	int status;
} body_cases[] = {
	{ "CONTENT_TYPE=application/json", "{\"name\":", 400 },
	{ "CONTENT_TYPE=application/json", "", 400 },
	{ "CONTENT_TYPE=application/json", "null", 400 },
	{ "CONTENT_TYPE=application/json", "[]", 422 },
	{ "CONTENT_TYPE=application/json", "{}", 422 },
	{ "CONTENT_TYPE=application/json", "{\"name\":\"x\",\"id\":3}", 201 },
	{ "CONTENT_TYPE=application/json", "{\"name\":\"\"}", 422 },
	{ "CONTENT_TYPE=application/json", "{\"name\":\"x\",\"colour\":1}", 422 },
	{ "CONTENT_TYPE=application/json", "{\"name\":\"a\\u0000b\"}", 400 },
	{ "CONTENT_TYPE=application/JSON; charset=utf-8", "{\"name\":\"x\"}", 201 },
	{ "CONTENT_TYPE=application/merge-patch+json", "{\"name\":\"x\"}", 201 },
	{ "CONTENT_TYPE=", "{\"name\":\"x\"}", 201 },
	{ "CONTENT_TYPE=text/plain", "{\"name\":\"x\"}", 415 },
	{ "CONTENT_TYPE=" FORM_TYPE, "name=%zz", 400 },
	{ "CONTENT_TYPE=" FORM_TYPE, "name=%00", 400 },
	{ "CONTENT_TYPE=" FORM_TYPE, "name=%ff", 400 },
	{ "CONTENT_TYPE=" FORM_TYPE, "nick=x", 422 },
};
/* clang-format on */

START_TEST(every_body_has_its_status)
{
	const struct body_case *row = &body_cases[_i];
	struct asked asked = { .unread = row->body };

	ask(&asked, tables, "POST", "/pets",
	    (const char *const[]){ row->type, NULL });
	ck_assert_msg(asked.reply.status == row->status, "%s: %d", row->body,
	    asked.reply.status);
	asked_end(&asked);
}
END_TEST

static const char hundred[] =
    "1234567890123456789012345678901234567890123456789012345678901234567890"
    "123456789012345678901234567890";

static const struct length_case {
	const char *length;
	const char *body;
	int status;
} length_cases[] = {
	{ "CONTENT_LENGTH=3", "abc", 200 },
	{ "CONTENT_LENGTH=", "abc", 200 },
	{ "CONTENT_LENGTH=-1", "abc", 200 },
	{ "CONTENT_LENGTH=0", "", 200 },
	{ "CONTENT_LENGTH=100", hundred, 200 },
	{ "CONTENT_LENGTH=4", "abc", 400 },
	{ "CONTENT_LENGTH=2", "abc", 400 },
	{ "CONTENT_LENGTH=-2", "abc", 400 },
	{ "CONTENT_LENGTH=3x", "abc", 400 },
	{ "CONTENT_LENGTH=99999999999999999999", "abc", 400 },
	{ "CONTENT_LENGTH=101", "abc", 413 },
};

START_TEST(the_announced_length_has_to_be_true)
{
	const struct length_case *row = &length_cases[_i];
	struct asked asked = { .unread = row->body, .chunk = 2 };

	ask(&asked, tables, "POST", "/echo",
	    (const char *const[]){ row->length, NULL });
	ck_assert_msg(asked.reply.status == row->status, "%s: %d", row->length,
	    asked.reply.status);
	ck_assert(asked.source.is_read_whole);
	if (row->status == 200)
		ck_assert_str_eq(asked.reply.body, row->body);
	asked_end(&asked);
}
END_TEST

START_TEST(a_body_above_the_limit_is_read_and_refused)
{
	struct asked asked = { .unread = "abcde", .chunk = 1 };

	ask(&asked, tables, "POST", "/tiny", nothing);
	ck_assert_int_eq(asked.reply.status, 413);
	ck_assert_ptr_nonnull(strstr(asked.reply.body, "larger than 4 bytes"));
	ck_assert(asked.source.is_read_whole);
	asked_end(&asked);
	asked.unread = "abcd";
	ask(&asked, tables, "POST", "/tiny", nothing);
	ck_assert_int_eq(asked.reply.status, 200);
	asked_end(&asked);
}
END_TEST

START_TEST(a_body_that_breaks_off_is_no_body)
{
	struct asked asked = { .unread = "abc", .breaks_off = true };

	ask(&asked, tables, "POST", "/echo", nothing);
	ck_assert_int_eq(asked.reply.status, 400);
	ck_assert(!asked.source.is_read_whole);
	asked_end(&asked);
}
END_TEST

START_TEST(a_role_below_that_of_the_row_is_forbidden)
{
	struct asked asked = { .unread = "{\"name\":\"x\"}" };

	ask(&asked, tables, "POST", "/adm",
	    (const char *const[]){ "HTTP_AUTHORIZATION=Bearer usr", NULL });
	ck_assert_int_eq(asked.reply.status, 403);
	asked_end(&asked);
	asked.unread = "{\"name\":\"x\"}";
	ask(&asked, tables, "POST", "/adm",
	    (const char *const[]){ "HTTP_AUTHORIZATION=Bearer adm", NULL });
	ck_assert_int_eq(asked.reply.status, 201);
	asked_end(&asked);
}
END_TEST

START_TEST(a_reply_without_admission_is_a_bug)
{
	struct asked asked = { 0 };

	silence();
	ask(&asked, tables, "GET", "/usr/7",
	    (const char *const[]){ "HTTP_AUTHORIZATION=Bearer lazy", NULL });
}
END_TEST

START_TEST(an_etag_that_is_known_saves_the_body)
{
	struct asked asked = { 0 };

	get(&asked, "/version");
	ck_assert_int_eq(asked.reply.status, 200);
	ck_assert_ptr_nonnull(
	    strstr(asked_head(&asked), "\r\nETag: \"v1\"\r\n"));
	ck_assert_ptr_nonnull(strstr(
	    asked_head(&asked), "\r\nCache-Control: private, no-cache\r\n"));
	asked_end(&asked);
	ask(&asked, tables, "GET", "/version",
	    (const char *const[]){
		"HTTP_IF_NONE_MATCH=\"v0\", W/\"v1\"", NULL });
	ck_assert_int_eq(asked.reply.status, 304);
	ck_assert_ptr_null(strstr(asked_head(&asked), "Content-Length"));
	asked_end(&asked);
}
END_TEST

START_TEST(without_redis_the_process_counts)
{
	struct asked asked = { 0 };

	get(&asked, "/limited");
	ck_assert_int_eq(asked.reply.status, 429);
	ck_assert_ptr_nonnull(
	    strstr(asked_head(&asked), "\r\nRetry-After: 60\r\n"));
	asked_end(&asked);
}
END_TEST

Suite *
request_suite(void)
{
	Suite *suite = suite_create("request");
	TCase *tests = tcase_create("request");

	tcase_add_loop_test(
	    tests, every_target_has_its_status, 0, ARRAY_LENGTH(target_cases));
	tcase_add_test(tests, a_problem_is_a_problem_document);
	tcase_add_test(tests, head_announces_the_body_and_keeps_it);
	tcase_add_loop_test(tests, every_reply_has_the_safe_headers, 0, 2);
	tcase_add_test(tests, a_405_names_what_is_allowed);
	tcase_add_test(tests, a_valid_body_becomes_the_struct);
	tcase_add_test(tests, a_form_becomes_the_same_struct);
	tcase_add_test(tests, a_part_is_merged_into_what_was_found);
	tcase_add_loop_test(
	    tests, every_body_has_its_status, 0, ARRAY_LENGTH(body_cases));
	tcase_add_loop_test(tests, the_announced_length_has_to_be_true, 0,
	    ARRAY_LENGTH(length_cases));
	tcase_add_test(tests, a_body_above_the_limit_is_read_and_refused);
	tcase_add_test(tests, a_body_that_breaks_off_is_no_body);
	tcase_add_test(tests, a_role_below_that_of_the_row_is_forbidden);
	tcase_add_test_raise_signal(
	    tests, a_reply_without_admission_is_a_bug, SIGABRT);
	tcase_add_test(tests, an_etag_that_is_known_saves_the_body);
	tcase_add_test(tests, without_redis_the_process_counts);
	suite_add_tcase(suite, tests);
	return suite;
}
