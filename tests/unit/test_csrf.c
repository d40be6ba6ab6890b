/*
 * test_csrf.c - whose forms are believed.
 *
 * SPDX-License-Identifier: ISC
 */
#include "web_fixture.h"
#include "web/csrf.h"
#include "web/form.h"
#include "web/route.h"
#include "unit.h"

Suite *csrf_suite(void);

#define FORM "CONTENT_TYPE=" FORM_TYPE
#define JSON "CONTENT_TYPE=application/json"
#define COOKIE "HTTP_COOKIE=a=b"
#define OTHER_COOKIE "HTTP_COOKIE=" CSRF_COOKIE "=1234567890123456789012"
#define HOST "HTTP_HOST=studio.example"

static bool
done(struct request *req)
{
	return reply_empty(req, NO_CONTENT);
}

static bool
token(struct request *req)
{
	return reply_text(req, OK, "text/plain", csrf_token(req));
}

/* clang-format off */
static const struct route routes[] = {
	{ GET,    "/token", ROLE_PUBLIC, NOTHING, RAW("text/plain"), token, "Token" },
	{ POST,   "/do",    ROLE_PUBLIC, NOTHING, NOTHING,           done,  "Do" },
	{ DELETE, "/do",    ROLE_PUBLIC, NOTHING, NOTHING,           done,  "Undo" },
	{ 0 }
};
/* clang-format on */

static const struct route *const tables[] = { routes, NULL };

/* clang-format off */
static const struct csrf_case {
	const char *params[5];
	int status;
} csrf_cases[] = {
	{ { FORM }, 204 },
	{ { FORM, COOKIE }, 403 },
	{ { FORM, OTHER_COOKIE }, 403 },
	{ { FORM, COOKIE, "HTTP_AUTHORIZATION=Bearer x" }, 204 },
	{ { JSON, COOKIE }, 204 },
	{ { JSON, COOKIE, "HTTP_SEC_FETCH_SITE=cross-site" }, 403 },
	{ { JSON, COOKIE, "HTTP_SEC_FETCH_SITE=same-origin" }, 204 },
	{ { JSON, COOKIE, "HTTP_ORIGIN=https://evil.example", HOST }, 403 },
	{ { JSON, COOKIE, "HTTP_ORIGIN=null", HOST }, 403 },
	{ { JSON, COOKIE, "HTTP_ORIGIN=https://studio.example", "HTTP_HOST=studio.example:443" }, 204 },
	{ { "CONTENT_TYPE=text/plain", COOKIE }, 403 },
};
/* clang-format on */

START_TEST(a_form_with_cookies_needs_its_token)
{
	struct asked asked = { .unread = "x=y" };

	ask(&asked, tables, "POST", "/do", csrf_cases[_i].params);
	ck_assert_int_eq(asked.reply.status, csrf_cases[_i].status);
	asked_end(&asked);
}
END_TEST

START_TEST(the_token_of_a_page_passes_with_its_cookie)
{
	struct asked asked = { 0 };
	char cookie[100], form[200];
	const char *set;

	ask(&asked, tables, "GET", "/token", (const char *const[]){ NULL });
	set = strstr(asked_head(&asked), "Set-Cookie: " CSRF_COOKIE "=");
	ck_assert_ptr_nonnull(set);
	set += strlen("Set-Cookie: ");
	ck_assert_ptr_nonnull(strstr(set, "; HttpOnly; SameSite=Lax\r\n"));
	snprintf(cookie, sizeof(cookie), "HTTP_COOKIE=x=y; %.*s",
	    (int)strcspn(set, ";"), set);
	snprintf(form, sizeof(form), "x=y&csrf=%s", asked.reply.body);
	asked_end(&asked);
	asked.unread = form;
	ask(&asked, tables, "POST", "/do",
	    (const char *const[]){ FORM, cookie, NULL });
	ck_assert_int_eq(asked.reply.status, 204);
	asked_end(&asked);
}
END_TEST

/* The fixture takes the cookie "session" for the name of the session. */
START_TEST(a_token_is_bound_to_the_session)
{
	static const char *const cookies[] = { OTHER_COOKIE "; session=mine",
		OTHER_COOKIE "; session=other", OTHER_COOKIE };
	struct asked asked = { 0 };
	char form[200];

	ask(&asked, tables, "GET", "/token",
	    (const char *const[]){ cookies[0], NULL });
	snprintf(form, sizeof(form), "x=y&csrf=%s", asked.reply.body);
	asked_end(&asked);
	for (size_t i = 0; i < ARRAY_LENGTH(cookies); i++) {
		asked.unread = form;
		ask(&asked, tables, "POST", "/do",
		    (const char *const[]){ FORM, cookies[i], NULL });
		ck_assert_int_eq(asked.reply.status, i == 0 ? 204 : 403);
		asked_end(&asked);
	}
}
END_TEST

START_TEST(what_browsers_ask_for_first_needs_no_token)
{
	struct asked asked = { 0 };

	ask(&asked, tables, "DELETE", "/do",
	    (const char *const[]){ COOKIE, NULL });
	ck_assert_int_eq(asked.reply.status, 204);
	asked_end(&asked);
}
END_TEST

Suite *
csrf_suite(void)
{
	Suite *suite = suite_create("csrf");
	TCase *tests = tcase_create("csrf");

	tcase_add_loop_test(tests, a_form_with_cookies_needs_its_token, 0,
	    ARRAY_LENGTH(csrf_cases));
	tcase_add_test(tests, the_token_of_a_page_passes_with_its_cookie);
	tcase_add_test(tests, a_token_is_bound_to_the_session);
	tcase_add_test(tests, what_browsers_ask_for_first_needs_no_token);
	suite_add_tcase(suite, tests);
	return suite;
}
