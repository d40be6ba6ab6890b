/*
 * platform_pages.c - the operator's pages: studios found, made, changed, closed
 * and opened, plans, and acting as somebody.
 *
 * SPDX-License-Identifier: ISC
 */
#include "applicant.h"
#include "browser.h"
#include "suites.h"

#define HOSTILE "\"><img src=x onerror=alert(1)><script>alert(1)</script>"
#define REASON "Hilfe beim Einrichten, Ticket 42"

static struct browser *
operator_at(const struct studio *home)
{
	return browser_of(person_new(home, "system_admin"));
}

static const char *
page_of(const struct studio *studio, const char *rest)
{
	return arena_printf(
	    e2e_arena(), "/platform/studios/%" PRId64 "%s", studio->id, rest);
}

static void
expect_page(struct browser *browser, const char *path)
{
	ck_assert_msg(browser_open(browser, path) == 200, "%s: %d %.900s", path,
	    browser->page.status, browser->page.body);
	browser_expect_safe(browser);
	browser_expect_tidy(browser);
}

static void
expect_unseen(const struct browser *browser, const char *text)
{
	ck_assert_msg(!browser_sees(browser, text), "%s in %.900s", text,
	    browser_main(browser));
}

static int64_t
audited_in(int64_t tenant_id, const char *action)
{
	return sql_int("SELECT count(*) FROM audit_logs WHERE tenant_id = "
		       "%" PRId64 " AND action = '%s'",
	    tenant_id, action);
}

START_TEST(nobody_but_the_operator_sees_any_of_it)
{
	static const char *const roles[] = { "tenant_admin", "tenant_user" };
	static const char *const paths[] = { "/platform/studios",
		"/platform/studios/new", "/platform/plans", "/platform/status",
		"/platform/jobs/deliver/again", "/platform/jobs/1/1/again" };
	struct studio *studio = studio_new("Neugierig", "pro");

	for (size_t i = 0; i < ARRAY_LENGTH(roles); i++) {
		struct browser *browser =
		    browser_of(person_new(studio, roles[i]));

		ck_assert_int_eq(browser_open(browser, "/today"), 200);
		ck_assert_ptr_null(strstr(browser->page.body, "/platform/"));
		for (size_t j = 0; j < ARRAY_LENGTH(paths); j++)
			ck_assert_int_eq(browser_open(browser, paths[j]), 403);
		ck_assert_int_eq(
		    browser_open(browser, page_of(studio, "")), 403);
	}
	ck_assert_int_eq(browser_open(browser_new(), "/platform/studios"), 303);
	expect_status(get("/platform/status", studio->owner), 403);
	expect_status(
	    post_json(page_of(studio, "/visit"), studio->owner, "{}"), 403);
	expect_status(post_json("/platform/leave", studio->owner, "{}"), 403);
	expect_status(get("/platform/status", NULL), 401);
}
END_TEST

START_TEST(studios_are_searched_narrowed_and_paged_with_what_they_have)
{
	struct studio *home = studio_new("Betrieb", "enterprise");
	struct studio *studio = studio_new("Zählbar", "starter");
	struct browser *operator= operator_at(home);
	const char *search = arena_printf(
	    e2e_arena(), "/platform/studios?search=%s", studio->slug);
	const char *next;

	sql_run("INSERT INTO studio_members (tenant_id, first_name) SELECT "
		"%" PRId64 ", 'M' || n FROM generate_series(1, 1003) n",
	    studio->id);
	expect_page(operator, search);
	expect_sees(operator, page_of(studio, ""));
	expect_sees(operator, "1.003");
	expect_unseen(operator, page_of(home, "\""));
	expect_page(operator, arena_printf(e2e_arena(),
			"%s&plan=starter&is_active=true&"
			"is_verified=true",
			search));
	expect_sees(operator, page_of(studio, ""));
	expect_sees(operator, "<option value=\"starter\" selected>");
	expect_page(operator,
	    arena_printf(e2e_arena(), "%s&is_active=false", search));
	expect_sees(operator, "Kein Studio gefunden");
	ck_assert_int_eq(
	    browser_open(operator, "/platform/studios?is_active=x"), 422);
	ck_assert_int_eq(
	    browser_open(operator, "/platform/studios?after=x"), 422);
	sql_run("SELECT count(tenant_create('seite-%" PRId64
		"-' || n, 'Seite ' || n)) FROM generate_series(1, 51) n",
	    studio->id);
	expect_page(operator,
	    arena_printf(e2e_arena(),
		"/platform/studios?search=seite-%" PRId64 "-", studio->id));
	expect_sees(operator, "Seite 51<");
	expect_sees(operator, "Seite 2<");
	expect_unseen(operator, "Seite 1<");
	next = strstr(operator->page.body, "rel=\"next\"");
	ck_assert_ptr_nonnull(next);
	while (strncmp(next, "href=\"", 6) != 0)
		next--;
	next += 6;
	next = arena_copy_bytes(e2e_arena(), next, strcspn(next, "\""));
	expect_page(operator, arena_printf(e2e_arena(),
			"/platform/studios?search=seite-%" PRId64 "-&after=%s",
			studio->id, strstr(next, "after=") + 6));
	expect_sees(operator, "Seite 1<");
	expect_unseen(operator, "Seite 2<");
}
END_TEST

START_TEST(a_studio_is_made_with_a_first_administrator_who_gets_a_mail)
{
	struct browser *operator= operator_at(studio_new("Betrieb", "pro"));
	const char *slug = arena_printf(e2e_arena(), "neu-%s", fresh_number());
	const char *email =
	    arena_printf(e2e_arena(), "chefin@%s.example", slug);
	int64_t id;

	expect_page(operator, "/platform/studios/new");
	ck_assert_int_eq(browser_send(operator, "/platform/studios/new", "name",
			     "Neu & Gut", "slug", "Admin", "email", email,
			     "locale", "de-DE", "plan_slug", "pro"),
	    422);
	expect_sees(operator, "Dieser Name ist vergeben.");
	expect_sees(operator, "value=\"Neu &amp; Gut\"");
	expect_sees(operator, "<option value=\"pro\" selected>");
	browser_expect_tidy(operator);
	ck_assert_int_eq(browser_send(operator, "/platform/studios/new", "name",
			     "Neu & Gut", "slug", slug, "email", email,
			     "locale", "de-DE", "plan_slug", "pro"),
	    303);
	ck_assert_int_eq(browser_follow(operator), 200);
	expect_sees(operator, "Der Link zum Passwort ist unterwegs.");
	expect_sees(operator, "<h1>Neu &amp; Gut</h1>");
	expect_sees(operator, email);
	browser_expect_tidy(operator);
	id = sql_int("SELECT id FROM tenants WHERE slug = '%s'", slug);
	ck_assert_int_eq(audited_in(id, "tenant.create"), 1);
	ck_assert_int_eq(audited_in(id, "user.create"), 1);
	expect_status(post_stranger("/auth/password/reset",
			  mail_token_body(email, 1,
			      ",\"password\":\"" PERSON_PASSWORD "\"")),
	    204);
	expect_status(login_from(fresh_address(), email, PERSON_PASSWORD), 200);
	/* Twice sent is once made. */
	expect_page(operator, "/platform/studios/new");
	ck_assert_int_eq(browser_send(operator, "/platform/studios/new", "name",
			     "Neu & Gut", "slug", slug, "email", email,
			     "locale", "de-DE", "plan_slug", "pro"),
	    409);
	ck_assert_int_eq(
	    sql_int("SELECT count(*) FROM users WHERE email = '%s'", email), 1);
}
END_TEST

START_TEST(a_studio_is_changed_closed_with_its_slug_and_opened_again)
{
	struct studio *home = studio_new("Betrieb", "pro");
	struct studio *studio = studio_new("Wechselhaft", "starter");
	struct browser *operator= operator_at(home);
	struct person *person = person_new(studio, "tenant_admin");
	const char *token = token_of_login(person);

	expect_page(operator, page_of(studio, "/edit"));
	ck_assert_int_eq(
	    browser_send(operator, page_of(studio, "/edit"), "name",
		"Wechselhaft 2", "is_verified", "true", "plan_slug", "pro"),
	    303);
	ck_assert_int_eq(browser_follow(operator), 200);
	expect_sees(operator, "Wechselhaft 2</h1>");
	expect_sees(operator, "Die Angaben sind gespeichert.");
	expect_page(operator, page_of(studio, "/deactivate"));
	ck_assert_int_eq(browser_send(operator, page_of(studio, "/deactivate"),
			     "slug", home->slug),
	    422);
	expect_sees(operator, "Das ist nicht der Kurzname dieses Studios.");
	/* The page is the operator's still. */
	expect_sees(operator, "<span class=\"brand-name\">Betrieb");
	browser_expect_tidy(operator);
	expect_status(get("/auth/me", token), 200);
	ck_assert_int_eq(browser_send(operator, page_of(studio, "/deactivate"),
			     "slug", studio->slug),
	    303);
	ck_assert_int_eq(browser_follow(operator), 200);
	expect_sees(operator, "Alle Anmeldungen sind beendet.");
	expect_status(get("/auth/me", token), 401);
	expect_page(operator, page_of(studio, "/activate"));
	ck_assert_int_eq(browser_submit(operator, page_of(studio, "/activate"),
			     (const char *const[]){ NULL }),
	    303);
	ck_assert_int_eq(browser_follow(operator), 200);
	expect_sees(operator, "Das Studio ist wieder offen.");
	expect_status(
	    login_from(fresh_address(), person->email, PERSON_PASSWORD), 200);
	expect_page(operator, page_of(home, ""));
	expect_unseen(operator, "/deactivate\"");
	expect_page(operator, page_of(home, "/deactivate"));
	ck_assert_int_eq(browser_send(operator, page_of(home, "/deactivate"),
			     "slug", home->slug),
	    409);
	ck_assert_int_eq(audited_in(studio->id, "tenant.deactivate"), 1);
	ck_assert_int_eq(audited_in(home->id, "tenant.deactivate"), 1);
	ck_assert_int_eq(
	    browser_open(operator, "/platform/studios/999999999"), 404);
	ck_assert_int_eq(
	    browser_open(operator, "/platform/studios/999999999/edit"), 404);
}
END_TEST

START_TEST(a_hostile_name_is_text_on_every_page)
{
	static const char *const rests[] = { "", "/edit", "/deactivate",
		"/activate" };
	struct studio *studio = studio_new("Böse", "pro");
	struct browser *operator= operator_at(studio_new("Betrieb", "pro"));
	struct person *person = person_new(studio, "tenant_user");

	sql_run("UPDATE tenants SET name = '" HOSTILE "' WHERE id = %" PRId64,
	    studio->id);
	sql_run("UPDATE users SET full_name = '" HOSTILE
		"' WHERE id = %" PRId64,
	    person->id);
	for (size_t i = 0; i < ARRAY_LENGTH(rests); i++) {
		expect_page(operator, page_of(studio, rests[i]));
		expect_unseen(operator, "<img src=x");
		expect_sees(operator, "&lt;img src=x");
	}
	expect_page(operator,
	    page_of(studio,
		arena_printf(e2e_arena(), "/people/%" PRId64, person->id)));
	expect_unseen(operator, "<img src=x");
	expect_page(operator, arena_printf(e2e_arena(),
			"/platform/studios?search=%s", studio->slug));
	expect_unseen(operator, "<img src=x");
	expect_page(operator,
	    "/platform/studios?search=%22%3E%3Cimg%20src%3Dx%20onerror%3D1%3E");
	expect_unseen(operator, "<img src=x onerror=1");
}
END_TEST

START_TEST(the_operator_acts_as_somebody_with_a_reason_and_a_fresh_password)
{
	struct studio *home = studio_new("Betrieb", "pro");
	struct studio *studio = studio_new("Besucht", "pro");
	struct person *person = person_new(studio, "tenant_user");
	struct person *sys = person_new(studio, "system_admin");
	struct browser *operator= operator_at(home);
	const char *path = page_of(
	    studio, arena_printf(e2e_arena(), "/people/%" PRId64, person->id));

	expect_page(operator, page_of(studio, ""));
	expect_sees(operator, path);
	expect_unseen(operator,
	    page_of(studio,
		arena_printf(e2e_arena(), "/people/%" PRId64, sys->id)));
	sql_run("UPDATE user_sessions SET confirmed_at = now() - interval "
		"'1 hour' WHERE tenant_id = %" PRId64,
	    home->id);
	ck_assert_int_eq(browser_open(operator, path), 303);
	ck_assert_int_eq(browser_follow(operator), 200);
	ck_assert_int_eq(
	    browser_send(operator, "/confirm", "password", PERSON_PASSWORD),
	    303);
	ck_assert_int_eq(browser_follow(operator), 200);
	expect_sees(operator, "Als diese Person handeln?");
	browser_expect_tidy(operator);
	ck_assert_int_eq(
	    browser_send(operator, path, "reason", "zu kurz"), 422);
	expect_sees(operator, "Bitte mindestens 10 Zeichen.");
	expect_sees(operator, ">zu kurz</textarea>");
	ck_assert_int_eq(browser_send(operator, path, "reason", REASON), 303);
	ck_assert_int_eq(browser_follow(operator), 200);
	expect_sees(operator, "class=\"impersonation\"");
	expect_sees(operator, "Noch 45 Minuten.");
	ck_assert_int_eq(browser_open(operator, "/platform/studios"), 403);
	ck_assert_int_eq(browser_open(operator, "/today"), 200);
	ck_assert_int_eq(browser_submit(operator, "/auth/impersonation/end",
			     (const char *const[]){ NULL }),
	    303);
	ck_assert_int_eq(browser_open(operator, "/account"), 303);
	ck_assert_int_eq(audited_in(studio->id, "impersonation.begin"), 1);
	ck_assert_int_eq(audited_in(home->id, "impersonation.begin"), 1);
	ck_assert_int_eq(audited_in(studio->id, "impersonation.end"), 1);
	ck_assert_int_eq(audited_in(home->id, "impersonation.end"), 1);
}
END_TEST

START_TEST(plans_are_told_in_both_languages_and_the_api_searches_too)
{
	struct studio *home = studio_new("Betrieb", "pro");
	struct operator_person *api = operator_new();
	struct person *person = person_new(home, "system_admin");
	struct browser *operator= browser_of(person);
	struct answer answer;

	expect_page(operator, "/platform/plans");
	expect_sees(operator, "ohne Grenze");
	expect_sees(operator, "Website-Chat");
	sql_run("UPDATE users SET locale = 'en-GB' WHERE id = %" PRId64,
	    person->id);
	expect_page(operator, "/platform/plans");
	expect_sees(operator, "unlimited");
	expect_sees(operator, "Website chat");
	expect_page(operator, "/platform/studios");
	expect_sees(operator, "All studios of the platform");
	answer = get(
	    arena_printf(e2e_arena(), "/auth/tenants?search=%s", home->slug),
	    api->token);
	expect_status(answer, 200);
	ck_assert_uint_eq(json_length(json_at(answer.json, "items")), 1);
}
END_TEST

Suite *
platform_pages_suite(void)
{
	Suite *suite = suite_create("platform_pages");
	TCase *tests = tcase_create("platform_pages");

	tcase_add_checked_fixture(tests, e2e_setup, e2e_teardown);
	tcase_set_timeout(tests, 0);
	tcase_add_test(tests, nobody_but_the_operator_sees_any_of_it);
	tcase_add_test(
	    tests, studios_are_searched_narrowed_and_paged_with_what_they_have);
	tcase_add_test(
	    tests, a_studio_is_made_with_a_first_administrator_who_gets_a_mail);
	tcase_add_test(
	    tests, a_studio_is_changed_closed_with_its_slug_and_opened_again);
	tcase_add_test(tests, a_hostile_name_is_text_on_every_page);
	tcase_add_test(tests,
	    the_operator_acts_as_somebody_with_a_reason_and_a_fresh_password);
	tcase_add_test(
	    tests, plans_are_told_in_both_languages_and_the_api_searches_too);
	suite_add_tcase(suite, tests);
	return suite;
}
