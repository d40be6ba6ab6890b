/*
 * account.c - the pages of one's own account, as a browser without JavaScript
 * sees them.
 *
 * SPDX-License-Identifier: ISC
 */
#include "browser.h"
#include "suites.h"

START_TEST(an_account_changes_its_profile_and_says_what_is_wrong)
{
	struct studio *studio = studio_new("Konto", "starter");
	struct person *person = person_new(studio, "tenant_user");
	struct browser *browser = browser_of(person);

	browser_expect_safe(browser);
	browser_expect_tidy(browser);
	ck_assert_int_eq(
	    browser_send(browser, "/account/profile", "full_name", "Ada <3",
		"locale", "en-GB", "timezone", "Mond/Krater"),
	    422);
	browser_expect_tidy(browser);
	ck_assert_str_eq(browser_value(browser, "full_name"), "Ada <3");
	expect_sees(browser, "id=\"profile-timezone-error\"");
	ck_assert_int_eq(
	    browser_send(browser, "/account/profile", "full_name", "Ada <3",
		"locale", "en-GB", "timezone", "Europe/London"),
	    303);
	ck_assert_int_eq(browser_follow(browser), 200);
	expect_sees(browser, "<html lang=\"en\">");
	expect_sees(browser, "Saved.");
	expect_sees(browser, "value=\"Ada &lt;3\"");
}
END_TEST

START_TEST(a_password_is_changed_on_the_account_and_others_are_signed_out)
{
	struct studio *studio = studio_new("Wechsel", "starter");
	struct person *person = person_new(studio, "tenant_user");
	struct browser *browser = browser_of(person);
	struct browser *other = browser_of(person);

	ck_assert_int_eq(
	    browser_send(browser, "/account/password", "old",
		"das war es nicht", "new", "gelbe Giraffen gehen gerne"),
	    422);
	expect_sees(browser, "id=\"password-old-error\"");
	ck_assert_str_eq(browser_value(browser, "new"), "");
	ck_assert_int_eq(
	    browser_send(browser, "/account/password", "old", PERSON_PASSWORD,
		"new", "gelbe Giraffen gehen gerne"),
	    303);
	ck_assert_int_eq(browser_follow(browser), 200);
	ck_assert_int_eq(browser_open(other, "/account"), 303);
	ck_assert_str_eq(browser_way(other), "/login?next=%2Faccount");
}
END_TEST

START_TEST(sessions_are_listed_and_ended_one_by_one_and_all)
{
	struct studio *studio = studio_new("Sitzungen", "starter");
	struct person *person = person_new(studio, "tenant_user");
	struct browser *first = browser_of(person);
	struct browser *second = browser_of(person);
	struct browser *third = browser_of(person);
	int64_t id = sql_int("SELECT min(id) FROM user_sessions WHERE user_id "
			     "= %" PRId64,
	    person->id);

	ck_assert_int_eq(browser_submit(third,
			     arena_printf(e2e_arena(),
				 "/account/sessions/%" PRId64 "/end", id),
			     (const char *const[]){ NULL }),
	    303);
	ck_assert_int_eq(browser_follow(third), 200);
	ck_assert_int_eq(browser_open(first, "/account"), 303);
	ck_assert_int_eq(browser_open(second, "/account"), 200);
	ck_assert_int_eq(browser_submit(third, "/account/sessions/end",
			     (const char *const[]){ NULL }),
	    303);
	ck_assert_int_eq(browser_open(second, "/account"), 303);
	ck_assert_int_eq(browser_open(third, "/account"), 200);
}
END_TEST

START_TEST(a_dangerous_act_asks_for_the_password_once_more)
{
	struct studio *studio = studio_new("Nachfrage", "starter");
	struct person *person = person_new(studio, "tenant_user");
	struct browser *browser = browser_of(person);

	sql_run("UPDATE user_sessions SET confirmed_at = now() - interval "
		"'1 hour' WHERE user_id = %" PRId64,
	    person->id);
	ck_assert_int_eq(browser_open(browser, "/account/second-factor"), 200);
	browser_expect_tidy(browser);
	ck_assert_int_eq(browser_submit(browser, "/account/second-factor",
			     (const char *const[]){ NULL }),
	    303);
	ck_assert_str_eq(
	    browser_way(browser), "/confirm?next=%2Faccount%2Fsecond-factor");
	ck_assert_int_eq(browser_follow(browser), 200);
	browser_expect_tidy(browser);
	ck_assert_int_eq(
	    browser_send(browser, "/confirm", "password", "nein, nein, nein"),
	    401);
	expect_sees(browser, "Das Passwort stimmt nicht.");
	ck_assert_int_eq(
	    browser_send(browser, "/confirm", "password", PERSON_PASSWORD),
	    303);
	ck_assert_str_eq(browser_way(browser), "/account/second-factor");
	ck_assert_int_eq(browser_follow(browser), 200);
	ck_assert_int_eq(browser_submit(browser, "/account/second-factor",
			     (const char *const[]){ NULL }),
	    303);
	ck_assert_int_eq(browser_follow(browser), 200);
	browser_expect_tidy(browser);
	expect_sees(browser, "/auth/second-factor/qr-code");
	ck_assert_int_eq(browser_send(browser, "/account/second-factor/confirm",
			     "code", "000000"),
	    422);
	expect_sees(browser, "id=\"factor-code-error\"");
	ck_assert_int_eq(
	    browser_open(browser, "/auth/second-factor/qr-code"), 200);
	ck_assert_ptr_nonnull(strstr(browser->page.body, "<svg"));
}
END_TEST

START_TEST(whoever_acts_as_another_sees_it_and_can_end_it)
{
	struct studio *studio = studio_new("Vertretung", "starter");
	struct person *person = person_new(studio, "tenant_user");
	struct person *operator= person_new(studio, "tenant_admin");
	struct browser *browser = browser_of(person);

	ck_assert(!browser_sees(browser, "class=\"impersonation\""));
	sql_run("UPDATE users SET full_name = 'Olga Operator' WHERE id = "
		"%" PRId64,
		operator->id);
	sql_run("UPDATE user_sessions SET kind = 'impersonation', reason = "
		"'helping out', impersonator_tenant_id = %" PRId64
		", impersonator_user_id = %" PRId64
		", expires_at = now() + interval '30 minutes' WHERE user_id = "
		"%" PRId64,
	    studio->id, operator->id, person->id);
	ck_assert_int_eq(browser_open(browser, "/account"), 200);
	browser_expect_tidy(browser);
	expect_sees(browser, "class=\"impersonation\"");
	expect_sees(browser, "Olga Operator handelt als");
	expect_sees(browser, "Noch 30 Minuten.");
	ck_assert(!browser_sees(browser, "action=\"/account/password\""));
	ck_assert_int_eq(browser_submit(browser, "/auth/impersonation/end",
			     (const char *const[]){ NULL }),
	    303);
	ck_assert_int_eq(browser_open(browser, "/account"), 303);
}
END_TEST

START_TEST(signing_out_asks_first_and_then_it_is_done)
{
	struct studio *studio = studio_new("Ausgang", "starter");
	struct person *person = person_new(studio, "tenant_user");
	struct browser *browser = browser_of(person);

	ck_assert_int_eq(browser_open(browser, "/logout"), 200);
	ck_assert_int_eq(browser_open(browser, "/account"), 200);
	ck_assert_int_eq(
	    browser_submit(browser, "/logout", (const char *const[]){ NULL }),
	    303);
	ck_assert_int_eq(browser_follow(browser), 200);
	ck_assert_int_eq(browser_open(browser, "/account"), 303);
}
END_TEST

START_TEST(a_form_of_another_site_is_refused)
{
	struct studio *studio = studio_new("Fremd", "starter");
	struct person *person = person_new(studio, "tenant_user");
	struct browser *browser = browser_of(person);
	const char *name = "Untergeschoben";

	ck_assert_int_eq(browser_send(browser, "/account/profile", "csrf",
			     "wrong", "full_name", name, "locale", "de-DE",
			     "timezone", "Europe/Berlin"),
	    403);
	expect_sees(browser, "Das Formular war zu lange offen.");
	ck_assert_int_eq(
	    sql_int("SELECT count(*) FROM users WHERE full_name = '%s'", name),
	    0);
}
END_TEST

Suite *
account_suite(void)
{
	Suite *suite = suite_create("account");
	TCase *tests = tcase_create("account");

	tcase_add_checked_fixture(tests, e2e_setup, e2e_teardown);
	tcase_set_timeout(tests, 0);
	tcase_add_test(
	    tests, an_account_changes_its_profile_and_says_what_is_wrong);
	tcase_add_test(tests,
	    a_password_is_changed_on_the_account_and_others_are_signed_out);
	tcase_add_test(tests, sessions_are_listed_and_ended_one_by_one_and_all);
	tcase_add_test(tests, a_dangerous_act_asks_for_the_password_once_more);
	tcase_add_test(tests, whoever_acts_as_another_sees_it_and_can_end_it);
	tcase_add_test(tests, signing_out_asks_first_and_then_it_is_done);
	tcase_add_test(tests, a_form_of_another_site_is_refused);
	suite_add_tcase(suite, tests);
	return suite;
}
