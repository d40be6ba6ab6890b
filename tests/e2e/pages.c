/*
 * pages.c - the pages of signing in, as a browser without JavaScript sees them.
 *
 * SPDX-License-Identifier: ISC
 */
#include "browser.h"
#include "mailbox.h"
#include "suites.h"

static const char *const public_pages[] = { "/login", "/second-factor",
	"/register", "/registered", "/registered?sent=1",
	"/verify?token=a&tenant=b", "/verify", "/verify?done=1", "/forgot",
	"/forgot?sent=1", "/reset?token=a&tenant=b",
	"/invitation?token=a&tenant=b", "/logout" };

static void
expect_nothing_inline(const struct browser *browser)
{
	static const char *const inlines[] = { " style=", "<style",
		" onclick=", " onsubmit=", "javascript:", "<script>" };

	for (size_t i = 0; i < ARRAY_LENGTH(inlines); i++)
		ck_assert_msg(!browser_sees(browser, inlines[i]), "%s",
		    browser->page.body);
}

START_TEST(each_page_is_safe_and_tidy_in_both_languages)
{
	static const char *const languages[] = { "de", "en-GB,en;q=0.8" };
	struct browser *browser = browser_new();

	for (size_t i = 0; i < ARRAY_LENGTH(languages); i++) {
		browser->language = languages[i];
		ck_assert_int_eq(browser_open(browser, public_pages[_i]), 200);
		browser_expect_safe(browser);
		expect_nothing_inline(browser);
		browser_expect_tidy(browser);
		expect_sees(browser,
		    i == 0 ? "<html lang=\"de\">" : "<html lang=\"en\">");
	}
}
END_TEST

START_TEST(a_wrong_entry_is_told_beside_its_field_and_the_others_are_kept)
{
	struct browser *browser = browser_new();

	ck_assert_int_eq(browser_open(browser, "/register?plan=pro"), 200);
	ck_assert_int_eq(browser_send(browser, "/register", "tenant_name",
			     "Haus & <Hof>", "email", "keine-adresse",
			     "password", "kurz", "plan_slug", "pro"),
	    422);
	browser_expect_safe(browser);
	browser_expect_tidy(browser);
	ck_assert_str_eq(browser_value(browser, "tenant_name"), "Haus & <Hof>");
	ck_assert_str_eq(browser_value(browser, "email"), "keine-adresse");
	ck_assert_str_eq(browser_value(browser, "password"), "");
	ck_assert(!browser_sees(browser, "kurz\""));
	expect_sees(browser, "id=\"register-email-error\">Das ist keine ");
	expect_sees(browser,
	    "aria-describedby=\"register-email-hint register-email-error\" "
	    "aria-invalid=\"true\" autofocus");
	expect_sees(browser, "value=\"pro\" checked");
	expect_sees(browser, "role=\"alert\"");
}
END_TEST

START_TEST(plans_are_chosen_before_the_form_and_paid_ones_say_what_follows)
{
	struct browser *browser = browser_new();
	const char *form;

	browser->language = "en";
	ck_assert_int_eq(browser_open(browser, "/register"), 200);
	form = strstr(browser->page.body, "name=\"tenant_name\"");
	expect_sees(browser, "value=\"starter\" checked");
	ck_assert(strstr(browser->page.body, "value=\"enterprise\"") < form);
	expect_sees(browser, "<strong>Free</strong>");
	expect_sees(browser, "<strong>€99</strong> <span>per month</span>");
	expect_sees(browser, "<strong>On request</strong>");
	expect_sees(browser, "Payment follows later.");
}
END_TEST

START_TEST(pages_say_the_same_of_known_and_unknown_addresses)
{
	static const char *const pages[] = { "/forgot", "/registered" };
	struct studio *studio = studio_new("Schweigen", "starter");
	struct person *known = person_new(studio, "tenant_user");
	const char *said[2];

	for (size_t page = 0; page < ARRAY_LENGTH(pages); page++) {
		for (size_t i = 0; i < 2; i++) {
			struct browser *browser = browser_new();

			ck_assert_int_eq(
			    browser_open(browser, pages[page]), 200);
			ck_assert_int_eq(
			    browser_send(browser, pages[page], "email",
				i == 0 ? known->email
				       : "nobody.at.all@example.org"),
			    303);
			ck_assert_int_eq(browser_follow(browser), 200);
			said[i] = browser_constant(browser);
		}
		ck_assert_str_eq(said[0], said[1]);
	}
}
END_TEST

START_TEST(a_wrong_password_reads_as_an_unknown_address_does)
{
	struct studio *studio = studio_new("Gleichlaut", "starter");
	struct person *known = person_new(studio, "tenant_user");
	struct browser *browser = browser_new();
	const char *said;

	ck_assert_int_eq(browser_open(browser, "/login"), 200);
	ck_assert_int_eq(browser_send(browser, "/login", "email", known->email,
			     "password", "ganz und gar falsch"),
	    401);
	expect_sees(browser, "E-Mail-Adresse oder Passwort stimmt nicht.");
	ck_assert_str_eq(browser_value(browser, "email"), known->email);
	ck_assert_str_eq(browser_value(browser, "password"), "");
	ck_assert(!browser_sees(browser, "ganz und gar"));
	said = browser_constant(browser);
	browser = browser_new();
	known->email = arena_printf(e2e_arena(), "x%s", known->email + 1);
	ck_assert_int_eq(browser_open(browser, "/login"), 200);
	ck_assert_int_eq(browser_send(browser, "/login", "email", known->email,
			     "password", "ganz und gar falsch"),
	    401);
	ck_assert_uint_eq(strlen(said), strlen(browser_constant(browser)));
}
END_TEST

START_TEST(next_never_leaves_the_site)
{
	static const char *const ways[] = { "https://evil.example/",
		"//evil.example/", "/\\evil.example", "\\\\evil.example",
		"/%09/evil.example", "javascript:alert(1)", "account", "",
		"/a\tb" };
	struct studio *studio = studio_new("Grenze", "starter");
	struct person *person = person_new(studio, "tenant_user");

	for (size_t i = 0; i < ARRAY_LENGTH(ways); i++) {
		struct browser *browser = browser_new();
		const char *way;

		ck_assert_int_eq(
		    browser_open(browser,
			arena_printf(e2e_arena(), "/login?next=%s",
			    text_url_encode(e2e_arena(), ways[i]))),
		    200);
		if (_i == 0)
			(void)browser_send(browser, "/login", "email",
			    person->email, "password", PERSON_PASSWORD);
		else
			(void)browser_send(browser, "/login", "email",
			    person->email, "password", PERSON_PASSWORD, "next",
			    ways[i]);
		ck_assert_int_eq(browser->page.status, 303);
		way = browser_way(browser);
		ck_assert_msg(way[0] == '/' && way[1] != '/' &&
			strchr(way, '\\') == NULL && strchr(way, '\t') == NULL,
		    "%s led to %s", ways[i], way);
	}
}
END_TEST

START_TEST(whoever_has_to_sign_in_comes_back)
{
	struct studio *studio = studio_new("Umweg", "starter");
	struct person *person = person_new(studio, "tenant_user");
	struct browser *browser = browser_new();

	ck_assert_int_eq(browser_open(browser, "/account/second-factor"), 303);
	ck_assert_str_eq(
	    browser_way(browser), "/login?next=%2Faccount%2Fsecond-factor");
	ck_assert_int_eq(browser_follow(browser), 200);
	ck_assert_int_eq(browser_send(browser, "/login", "email", person->email,
			     "password", PERSON_PASSWORD),
	    303);
	ck_assert_str_eq(browser_way(browser), "/account/second-factor");
	expect_status(get("/auth/me", NULL), 401);
}
END_TEST

START_TEST(each_host_has_its_brand)
{
	struct studio *a = studio_new("Eins", "starter");
	struct studio *b = studio_new("Zwei", "starter");
	struct browser *browser = browser_new();

	ariia(0, "setting", "put", a->slug, "studio_name", "Kraftwerk Eins");
	ariia(0, "setting", "put", b->slug, "studio_name", "Kraftwerk Zwei");
	browser->host = arena_printf(e2e_arena(), "%s.localhost", a->slug);
	ck_assert_int_eq(browser_open(browser, "/login"), 200);
	expect_sees(browser, "Kraftwerk Eins");
	ck_assert(!browser_sees(browser, "ARIIA"));
	browser->host = arena_printf(e2e_arena(), "%s.localhost", b->slug);
	ck_assert_int_eq(browser_open(browser, "/forgot"), 200);
	expect_sees(browser, "Kraftwerk Zwei");
	ck_assert(!browser_sees(browser, "Kraftwerk Eins"));
	browser->host = NULL;
	ck_assert_int_eq(browser_open(browser, "/login"), 200);
	expect_sees(browser, "ARIIA");
}
END_TEST

START_TEST(the_language_is_the_readers_else_the_studios)
{
	struct studio *studio = studio_new("Harbour", "starter");
	struct person *person = person_new(studio, "tenant_user");
	struct browser *browser = browser_new();

	ariia(0, "setting", "put", studio->slug, "studio_locale", "en-GB");
	browser->host = arena_printf(e2e_arena(), "%s.localhost", studio->slug);
	browser->language = "fr";
	ck_assert_int_eq(browser_open(browser, "/login"), 200);
	expect_sees(browser, "<html lang=\"en\">");
	browser->language = "fr, de;q=0.2";
	ck_assert_int_eq(browser_open(browser, "/login"), 200);
	expect_sees(browser, "<html lang=\"de\">");
	sql_run("UPDATE users SET locale = 'en-GB' WHERE id = %" PRId64,
	    person->id);
	browser = browser_of(person);
	expect_sees(browser, "<html lang=\"en\">");
}
END_TEST

START_TEST(looking_at_the_page_of_a_link_confirms_nothing)
{
	const char *email = fresh_mailbox("neu-");
	struct browser *browser = browser_new();
	const char *link;

	ck_assert_int_eq(browser_open(browser, "/register"), 200);
	ck_assert_int_eq(browser_send(browser, "/register", "tenant_name",
			     "Neuland", "email", email, "password",
			     PERSON_PASSWORD, "plan_slug", "pro"),
	    303);
	ck_assert_str_eq(browser_way(browser), "/registered");
	link = strstr(mail_link(mail_wait(email, 1)), "/verify?");
	ck_assert_ptr_nonnull(link);
	for (int i = 0; i < 3; i++)
		ck_assert_int_eq(browser_open(browser, link), 200);
	ck_assert_int_eq(sql_int("SELECT count(*) FROM users WHERE email = "
				 "'%s' AND email_verified_at IS NULL",
			     email),
	    1);
	ck_assert_int_eq(
	    browser_submit(browser, "/verify", (const char *const[]){ NULL }),
	    303);
	ck_assert_int_eq(browser_follow(browser), 200);
	expect_sees(browser, "Adresse bestätigt");
	ck_assert_int_eq(sql_int("SELECT count(*) FROM users WHERE email = "
				 "'%s' AND email_verified_at IS NOT NULL",
			     email),
	    1);
	ck_assert_int_eq(browser_open(browser, link), 200);
	ck_assert_int_eq(
	    browser_submit(browser, "/verify", (const char *const[]){ NULL }),
	    422);
	expect_sees(browser, "Dieser Link gilt nicht mehr");
}
END_TEST

START_TEST(a_forgotten_password_is_set_anew_by_a_link)
{
	struct studio *studio = studio_new("Vergessen", "starter");
	struct person *person = person_new(studio, "tenant_user");
	struct browser *browser = browser_new();
	const char *link;

	person->email = fresh_mailbox("weg-");
	sql_run("UPDATE users SET email = '%s' WHERE id = %" PRId64,
	    person->email, person->id);
	ck_assert_int_eq(browser_open(browser, "/forgot"), 200);
	ck_assert_int_eq(
	    browser_send(browser, "/forgot", "email", person->email), 303);
	link = strstr(mail_link(mail_wait(person->email, 1)), "/reset?");
	ck_assert_ptr_nonnull(link);
	ck_assert_int_eq(browser_open(browser, link), 200);
	ck_assert_int_eq(
	    browser_send(browser, "/reset", "password", "kurz"), 422);
	expect_sees(browser, "id=\"reset-password-error\"");
	ck_assert_int_eq(browser_send(browser, "/reset", "password",
			     "gelbe Giraffen gehen gerne"),
	    303);
	ck_assert_int_eq(browser_follow(browser), 200);
	expect_sees(browser, "Dein Passwort ist geändert.");
	ck_assert_int_eq(browser_send(browser, "/login", "email", person->email,
			     "password", "gelbe Giraffen gehen gerne"),
	    303);
}
END_TEST

START_TEST(a_pause_is_told_on_the_form_with_its_time)
{
	struct studio *studio = studio_new("Geduld", "starter");
	struct person *person = person_new(studio, "tenant_user");
	struct browser *browser = browser_new();
	int status = 0;

	ck_assert_int_eq(browser_open(browser, "/login"), 200);
	for (int i = 0; i < 30 && status != 429; i++)
		status = browser_send(browser, "/login", "email", person->email,
		    "password",
		    arena_printf(e2e_arena(), "falsch, falsch %d", i));
	ck_assert_int_eq(status, 429);
	ck_assert_ptr_nonnull(answer_header(&browser->page, "retry-after"));
	expect_sees(browser, "Das waren zu viele Versuche. Versuche es in ");
	ck_assert_str_eq(browser_value(browser, "email"), person->email);
}
END_TEST

START_TEST(a_problem_is_a_page_in_both_languages_with_its_number)
{
	struct browser *browser = browser_new();

	ck_assert_int_eq(browser_open(browser, "/auth/nothing-here"), 404);
	browser_expect_tidy(browser);
	browser_expect_safe(browser);
	expect_sees(browser, "Seite nicht gefunden");
	expect_sees(browser, answer_header(&browser->page, "x-request-id"));
	expect_sees(browser, "href=\"/\"");
	browser->language = "en";
	ck_assert_int_eq(browser_open(browser, "/nothing-here"), 404);
	expect_sees(browser, "Page not found");
}
END_TEST

Suite *
pages_suite(void)
{
	Suite *suite = suite_create("pages");
	TCase *tests = tcase_create("pages");

	tcase_add_checked_fixture(tests, e2e_setup, e2e_teardown);
	tcase_set_timeout(tests, 0);
	tcase_add_loop_test(tests, each_page_is_safe_and_tidy_in_both_languages,
	    0, ARRAY_LENGTH(public_pages));
	tcase_add_test(tests,
	    a_wrong_entry_is_told_beside_its_field_and_the_others_are_kept);
	tcase_add_test(tests,
	    plans_are_chosen_before_the_form_and_paid_ones_say_what_follows);
	tcase_add_test(
	    tests, pages_say_the_same_of_known_and_unknown_addresses);
	tcase_add_test(
	    tests, a_wrong_password_reads_as_an_unknown_address_does);
	tcase_add_loop_test(tests, next_never_leaves_the_site, 0, 2);
	tcase_add_test(tests, whoever_has_to_sign_in_comes_back);
	tcase_add_test(tests, each_host_has_its_brand);
	tcase_add_test(tests, the_language_is_the_readers_else_the_studios);
	tcase_add_test(tests, looking_at_the_page_of_a_link_confirms_nothing);
	tcase_add_test(tests, a_forgotten_password_is_set_anew_by_a_link);
	tcase_add_test(tests, a_pause_is_told_on_the_form_with_its_time);
	tcase_add_test(
	    tests, a_problem_is_a_page_in_both_languages_with_its_number);
	suite_add_tcase(suite, tests);
	return suite;
}
