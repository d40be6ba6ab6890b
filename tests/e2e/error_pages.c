/*
 * error_pages.c - what goes wrong, as pages: in the brand of the studio, in the
 * reader's language, with a number and a way back.
 *
 * SPDX-License-Identifier: ISC
 */
#include "browser.h"
#include "suites.h"
#include "talk.h"

enum { TOO_LARGE_BYTES = 300 * 1000, TRIES = 30 };

/* A color of its own. */
static void
paint(const struct studio *studio)
{
	expect_status(put_json("/admin/settings/branding", studio->owner,
			  "{\"branding_primary_color\":\"#8a2be2\"}"),
	    200);
}

/* Somebody of a studio with a name of its own, in that language. */
static struct browser *
reader_of(const struct studio *studio, const char *role, const char *locale)
{
	struct person *person = person_new(studio, role);

	paint(studio);
	sql_run("UPDATE users SET locale = '%s' WHERE id = %" PRId64, locale,
	    person->id);
	return browser_of(person);
}

static void
expect_page(const struct browser *browser, const struct studio *studio,
    int status, const char *title)
{
	const char *id = answer_header(&browser->page, "x-request-id");

	expect_status(browser->page, status);
	ck_assert_ptr_nonnull(id);
	browser_expect_tidy(browser);
	browser_expect_safe(browser);
	expect_sees(browser, title);
	expect_sees(browser, id);
	expect_sees(browser, "href=\"/\"");
	ck_assert_msg(strstr(browser->page.body, studio->name) != NULL,
	    "not in the name of %s: %.600s", studio->name, browser->page.body);
	ck_assert_ptr_nonnull(strstr(browser->page.body, "/brand.css?v="));
}

static void
expect_both(const struct studio *studio, const char *role, const char *path,
    int status, const char *const titles[2])
{
	static const char *const locales[] = { "de-DE", "en-GB" };

	for (size_t i = 0; i < ARRAY_LENGTH(locales); i++) {
		struct browser *browser = reader_of(studio, role, locales[i]);

		(void)browser_open(browser, path);
		expect_page(browser, studio, status, titles[i]);
	}
}

START_TEST(what_is_not_there_or_not_allowed_is_told_in_the_brand)
{
	struct talk other = talk_new("Fremd");
	struct studio *studio = studio_new("Krafthaus Süd", "pro");
	const char *const missing[] = { "Seite nicht gefunden",
		"Page not found" };

	expect_both(studio, "tenant_user", "/agents", 403,
	    (const char *const[]){ "Das geht hier nicht", "not allowed" });
	expect_both(studio, "tenant_user", "/no/such/page", 404, missing);
	expect_both(studio, "tenant_user", "/inbox/999999999", 404, missing);
	/* Another studio's is as one that never was. */
	expect_both(studio, "tenant_user",
	    arena_printf(e2e_arena(), "/inbox/%" PRId64, other.id), 404,
	    missing);
}
END_TEST

START_TEST(a_fault_of_ours_is_told_in_the_brand)
{
	struct talk talk = talk_new("Kaputt");

	/* No 24 hours come after the last ones that PostgreSQL knows. */
	sql_run("UPDATE chat_sessions SET last_inbound_at ="
		" '294276-12-31 23:00Z' WHERE id = %" PRId64,
	    talk.id);
	expect_both(talk.studio, "tenant_user",
	    arena_printf(e2e_arena(), "/inbox/%" PRId64, talk.id), 500,
	    (const char *const[]){
		"Da ist etwas schiefgelaufen", "Something went wrong" });
}
END_TEST

START_TEST(what_changed_meanwhile_is_told_in_the_brand)
{
	struct talk talk = talk_new("Konflikt");
	struct browser *browser =
	    reader_of(talk.studio, "tenant_user", "de-DE");
	const char *path =
	    arena_printf(e2e_arena(), "/inbox/%" PRId64, talk.id);
	const char *note = arena_printf(e2e_arena(), "%s/notes", path);

	ck_assert_int_eq(browser_open(browser, path), 200);
	ck_assert_int_eq(
	    browser_send(browser, note, "text", "Eins", "key", "derselbe"),
	    303);
	ck_assert_int_eq(browser_open(browser, path), 200);
	ck_assert_int_eq(
	    browser_send(browser, note, "text", "Zwei", "key", "derselbe"),
	    409);
	browser_expect_tidy(browser);
	expect_sees(browser, talk.studio->name);
	expect_sees(browser, "Zwei</textarea>");
}
END_TEST

START_TEST(what_is_too_large_is_told_in_the_brand)
{
	struct talk talk = talk_new("Zu viel");
	char *text = arena_alloc(e2e_arena(), TOO_LARGE_BYTES + 1);
	const char *path =
	    arena_printf(e2e_arena(), "/inbox/%" PRId64, talk.id);
	static const char *const locales[] = { "de-DE", "en-GB" };
	static const char *const titles[] = { "Zu groß", "Too large" };

	memset(text, 'x', TOO_LARGE_BYTES);
	text[TOO_LARGE_BYTES] = '\0';
	for (size_t i = 0; i < ARRAY_LENGTH(locales); i++) {
		struct browser *browser =
		    reader_of(talk.studio, "tenant_user", locales[i]);

		ck_assert_int_eq(browser_open(browser, path), 200);
		(void)browser_send(browser,
		    arena_printf(e2e_arena(), "%s/notes", path), "text", text);
		expect_page(browser, talk.studio, 413, titles[i]);
	}
}
END_TEST

START_TEST(who_is_too_fast_is_told_in_the_brand_of_the_host)
{
	struct studio *studio = studio_new("Kraft und Ruhe", "pro");
	struct person *person = person_new(studio, "tenant_user");
	struct browser *browser = browser_new();
	int status = 0;

	paint(studio);
	browser->host = arena_printf(e2e_arena(), "%s.localhost", studio->slug);
	ck_assert_int_eq(browser_open(browser, "/login"), 200);
	for (int i = 0; i < TRIES && status != 429; i++)
		status = browser_send(browser, "/login", "email", person->email,
		    "password", arena_printf(e2e_arena(), "ganz falsch %d", i));
	ck_assert_int_eq(status, 429);
	ck_assert_ptr_nonnull(answer_header(&browser->page, "retry-after"));
	expect_sees(browser, studio->name);
	browser_expect_tidy(browser);
	ck_assert_int_eq(browser_open(browser, "/no/such/page"), 404);
	expect_page(browser, studio, 404, "Seite nicht gefunden");
	browser->language = "en";
	ck_assert_int_eq(browser_open(browser, "/no/such/page"), 404);
	expect_page(browser, studio, 404, "Page not found");
}
END_TEST

/* What the web server says when no program does; it knows of no studio. */
START_TEST(the_page_for_when_nobody_answers_needs_nothing)
{
	struct browser *browser = browser_new();

	ck_assert_int_eq(browser_open(browser, "/static/away.html"), 200);
	browser_expect_tidy(browser);
	expect_sees(browser, "Gleich wieder da");
	expect_sees(browser, "Back in a moment");
	ck_assert_int_eq(browser_open(browser, "/static/too-large.html"), 200);
	browser_expect_tidy(browser);
	expect_sees(browser, "Das ist zu groß");
	expect_sees(browser, "This is too large");
}
END_TEST

Suite *
error_pages_suite(void)
{
	Suite *suite = suite_create("error_pages");
	TCase *tests = tcase_create("error_pages");

	tcase_add_checked_fixture(tests, e2e_setup, e2e_teardown);
	tcase_set_timeout(tests, 0);
	tcase_add_test(
	    tests, what_is_not_there_or_not_allowed_is_told_in_the_brand);
	tcase_add_test(tests, a_fault_of_ours_is_told_in_the_brand);
	tcase_add_test(tests, what_changed_meanwhile_is_told_in_the_brand);
	tcase_add_test(tests, what_is_too_large_is_told_in_the_brand);
	tcase_add_test(tests, who_is_too_fast_is_told_in_the_brand_of_the_host);
	tcase_add_test(tests, the_page_for_when_nobody_answers_needs_nothing);
	suite_add_tcase(suite, tests);
	return suite;
}
