/*
 * chat_embed.c - the website chat in frames: on whose websites, and the lines
 * that put it there.
 *
 * SPDX-License-Identifier: ISC
 */
#include "browser.h"
#include "suites.h"

static struct browser *
owner_of(const struct studio *studio)
{
	return browser_of(person_new(studio, "tenant_admin"));
}

static int
save(struct browser *browser, const char *origins)
{
	ck_assert_int_eq(browser_open(browser, "/settings/chat"), 200);
	return browser_send(
	    browser, "/settings/chat", "webchat_origins", origins);
}

static const char *
chat_of(const struct studio *studio)
{
	return arena_printf(e2e_arena(), "/chat/%s", studio->slug);
}

static void
expect_ancestors(struct answer page, const char *ancestors)
{
	const char *policy = answer_header(&page, "content-security-policy");

	ck_assert_msg(
	    text_ends_with(policy,
		arena_printf(e2e_arena(), "frame-ancestors %s", ancestors)),
	    "%s", policy);
}

static struct answer
as_page(const char *path)
{
	return send_body("GET", path, NULL, NULL, NULL, 0, "Accept: text/html");
}

START_TEST(only_the_websites_of_a_studio_may_frame_its_chat)
{
	struct studio *ours = studio_new("Rahmen", "starter");
	struct studio *theirs = studio_new("Nebenan", "starter");
	struct browser *browser = owner_of(ours);
	struct answer page = as_page(chat_of(ours));

	expect_ancestors(page, "'self'");
	ck_assert_int_eq(
	    save(browser,
		"https://WWW.Studio.example/ "
		"https://studio.example:443\r\n"
		"http://localhost:8080,https://www.studio.example"),
	    303);
	page = as_page(chat_of(ours));
	expect_status(page, 200);
	expect_ancestors(page,
	    "'self' https://www.studio.example https://studio.example "
	    "http://localhost:8080");
	page = as_page(chat_of(theirs));
	expect_ancestors(page, "'self'");
	/* And nothing else of the deck. */
	ck_assert_int_eq(browser_open(browser, "/settings/chat"), 200);
	browser_expect_safe(browser);
	ck_assert_ptr_nonnull(
	    strstr(answer_header(&browser->page, "content-security-policy"),
		"frame-src 'self'; "));
	ck_assert_int_eq(browser_open(browser, "/settings"), 200);
	browser_expect_safe(browser);
	ck_assert_ptr_null(
	    strstr(answer_header(&browser->page, "content-security-policy"),
		"frame-src"));
	expect_ancestors(as_page("/login"), "'none'");
}
END_TEST

START_TEST(what_went_wrong_is_shown_in_the_frame_too)
{
	struct studio *studio = studio_new("Zugemacht", "starter");
	struct browser *browser = owner_of(studio);
	const char *way =
	    arena_printf(e2e_arena(), "/webhook/web/%s", studio->slug);
	struct answer page;

	ck_assert_int_eq(save(browser, "https://a.example"), 303);
	page = send_body("POST", way, NULL, "application/x-www-form-urlencoded",
	    "visitor=x&text=y", 16, "Accept: text/html");
	expect_status(page, 422);
	expect_ancestors(page, "'self' https://a.example");
	sql_run("UPDATE tenants SET is_active = false WHERE id = %" PRId64,
	    studio->id);
	pause_ms(1100);
	page = as_page(chat_of(studio));
	expect_status(page, 403);
	expect_ancestors(page, "'self' https://a.example");
	page = as_page("/chat/nobody-at-all-here");
	expect_status(page, 404);
	expect_ancestors(page, "'none'");
}
END_TEST

START_TEST(only_origins_are_taken_as_websites)
{
	static const char *const bad[] = { "studio.example", "*",
		"https://*.studio.example", "http://studio.example",
		"https://studio.example/kontakt", "https://studio.example?x",
		"https://lena:geheim@studio.example", "https://studio",
		"https://studio.example:0", "https://studio.example:99999",
		"https://studio.example:", "https://-a.example",
		"https://a..example", "https://192.168.1.1",
		"https://[::1]:443", "https://stüdio.example",
		"javascript:alert(1)", "'self'", "https:", "https://",
		"https://a.example';script-src",
		"https://a.example\"onload=\"x", "data:text/html,x",
		"http://localhost.evil.example" };
	struct studio *studio = studio_new("Streng", "starter");
	struct browser *browser = owner_of(studio);

	for (size_t i = 0; i < ARRAY_LENGTH(bad); i++) {
		ck_assert_msg(save(browser,
				  arena_printf(e2e_arena(),
				      "https://gut.example %s", bad[i])) == 422,
		    "%s was taken", bad[i]);
		expect_sees(browser, "id=\"chat-webchat_origins-error\"");
		expect_sees(browser, "https://gut.example ");
	}
	browser_expect_tidy(browser);
	expect_status(put_json("/admin/settings/webchat_origins", studio->owner,
			  "{\"value\":\"https://a.example;default-src *\"}"),
	    422);
	expect_status(put_json("/admin/settings/webchat_position",
			  studio->owner, "{\"value\":\"oben\"}"),
	    422);
	ck_assert_int_eq(
	    sql_int("SELECT count(*) FROM settings WHERE tenant_id = %" PRId64
		    " AND key LIKE 'webchat_%%'",
		studio->id),
	    0);
	ck_assert_int_eq(save(browser, "https://a.example"), 303);
	ck_assert_int_eq(save(browser, " "), 303);
	expect_ancestors(as_page(chat_of(studio)), "'self'");
}
END_TEST

START_TEST(the_lines_for_a_website_hold_whatever_a_studio_is_called)
{
	struct studio *studio =
	    studio_new("A\"><script>alert(1)</script> & B", "starter");
	struct browser *browser = owner_of(studio);

	expect_status(put_json("/admin/settings/branding", studio->owner,
			  "{\"branding_primary_color\":\"#ffe14d\"}"),
	    200);
	ck_assert_int_eq(browser_open(browser, "/settings/chat"), 200);
	browser_expect_tidy(browser);
	/* Escaped for the website, and once more for this page. */
	expect_sees(browser,
	    "data-label=\"Chat · A&amp;quot;&amp;gt;&amp;lt;script&amp;gt;");
	ck_assert(!browser_sees(browser, "<script>alert"));
	expect_sees(browser,
	    arena_printf(e2e_arena(), "data-studio=\"%s\"", studio->slug));
	/* Dark text on pale yellow. */
	expect_sees(browser, "data-color=\"#ffe14d\" data-ink=\"#0");
	ck_assert(!browser_sees(browser, "data-position"));
	ck_assert_int_eq(
	    browser_send(browser, "/settings/chat", "webchat_position", "left",
		"webchat_greeting", "Hallo <b>du</b>"),
	    303);
	ck_assert_int_eq(browser_open(browser, "/settings/chat"), 200);
	expect_sees(browser, "data-position=\"left\"");
	ck_assert_int_eq(browser_open(browser, "/settings/chat/preview"), 303);
	ck_assert_str_eq(browser_way(browser), chat_of(studio));
	ck_assert_int_eq(browser_follow(browser), 200);
	browser_expect_tidy(browser);
	expect_sees(browser, "Hallo &lt;b&gt;du&lt;/b&gt;");
}
END_TEST

START_TEST(the_script_for_websites_is_small_and_asks_nobody_else)
{
	struct answer script = get("/static/embed.js", NULL);

	expect_status(script, 200);
	ck_assert_uint_lt(script.len, 3000);
	ck_assert_ptr_null(strstr(script.body, "eval"));
	ck_assert_ptr_null(strstr(script.body, "innerHTML"));
	ck_assert_ptr_null(strstr(script.body, "Function("));
	ck_assert_ptr_null(strstr(script.body, "://"));
	ck_assert_ptr_null(strstr(script.body, "\"*\""));
	ck_assert_ptr_nonnull(
	    strstr(answer_header(&script, "cache-control"), "max-age=3600"));
}
END_TEST

START_TEST(a_visitor_sees_that_a_message_has_arrived)
{
	struct studio *studio = studio_new("Zustellung", "starter");
	struct browser *browser = browser_new();
	const char *way =
	    arena_printf(e2e_arena(), "/webhook/web/%s", studio->slug);
	const char *form;

	ck_assert_int_eq(browser_open(browser, chat_of(studio)), 200);
	browser_expect_tidy(browser);
	expect_sees(browser, "Wie können wir helfen?");
	/* From a frame on another site no cookie comes back. */
	form = arena_printf(e2e_arena(), "visitor=%s&key=%s&csrf=%s&text=Hallo",
	    browser_value(browser, "visitor"), browser_value(browser, "key"),
	    browser_value(browser, "csrf"));
	browser->page =
	    send_body("POST", way, NULL, "application/x-www-form-urlencoded",
		form, strlen(form), "Sec-Fetch-Site: same-origin");
	ck_assert_int_eq(browser->page.status, 303);
	ck_assert_int_eq(browser_follow(browser), 200);
	browser_expect_tidy(browser);
	expect_sees(browser, "Hallo</p>");
	expect_sees(browser, "<span class=\"sr-only\">Angekommen</span>");
}
END_TEST

Suite *
chat_embed_suite(void)
{
	Suite *suite = suite_create("chat_embed");
	TCase *tests = tcase_create("chat_embed");

	tcase_add_checked_fixture(tests, e2e_setup, e2e_teardown);
	tcase_set_timeout(tests, 0);
	tcase_add_test(tests, only_the_websites_of_a_studio_may_frame_its_chat);
	tcase_add_test(tests, what_went_wrong_is_shown_in_the_frame_too);
	tcase_add_test(tests, only_origins_are_taken_as_websites);
	tcase_add_test(
	    tests, the_lines_for_a_website_hold_whatever_a_studio_is_called);
	tcase_add_test(
	    tests, the_script_for_websites_is_small_and_asks_nobody_else);
	tcase_add_test(tests, a_visitor_sees_that_a_message_has_arrived);
	suite_add_tcase(suite, tests);
	return suite;
}
