/*
 * team_pages.c - the people of a studio in a browser: looked for, invited,
 * changed, sent away.
 *
 * SPDX-License-Identifier: ISC
 */
#include "applicant.h"
#include "browser.h"
#include "suites.h"

#define SCRIPT "<script>alert(1)</script>"
#define SCRIPT_SHOWN "&lt;script&gt;alert(1)&lt;/script&gt;"

static struct browser *
browser_as(const struct studio *studio, const char *role)
{
	return browser_of(person_new(studio, role));
}

static const char *
path_of(int64_t id, const char *rest)
{
	return arena_printf(e2e_arena(), "/team/%" PRId64 "%s", id, rest);
}

static const char *
invitation_path(int64_t id, const char *rest)
{
	return arena_printf(
	    e2e_arena(), "/team/invitations/%" PRId64 "%s", id, rest);
}

static int64_t
invitation_of(const struct studio *studio, const char *email)
{
	return sql_int("SELECT max(id) FROM invitations WHERE tenant_id = "
		       "%" PRId64 " AND email = '%s'",
	    studio->id, email);
}

static int64_t
audited(const struct studio *studio, const char *action)
{
	return sql_int("SELECT count(*) FROM audit_logs WHERE tenant_id = "
		       "%" PRId64 " AND action = '%s'",
	    studio->id, action);
}

static void
expect_page(struct browser *browser, const char *path)
{
	ck_assert_msg(browser_open(browser, path) == 200, "%s: %d %.3000s",
	    path, browser->page.status, browser->page.body);
	browser_expect_safe(browser);
	browser_expect_tidy(browser);
}

static void
expect_unseen(const struct browser *browser, const char *text)
{
	ck_assert_msg(!browser_sees(browser, text), "%s in %.3000s", text,
	    browser_main(browser));
}

/* The rest of the address that begins with start in the page. */
static const char *
link_of(const struct browser *browser, const char *start)
{
	const char *link = strstr(browser->page.body, start);
	char *path;

	ck_assert_msg(link != NULL, "no %s", start);
	path = arena_copy_bytes(e2e_arena(), link, strcspn(link, "\""));
	for (char *amp; (amp = strstr(path, "&amp;")) != NULL;)
		memmove(amp + 1, amp + 5, strlen(amp + 5) + 1);
	return path;
}

START_TEST(the_team_is_searched_narrowed_and_paged)
{
	struct studio *studio = studio_new("Viele", "pro");
	struct browser *owner = browser_as(studio, "tenant_admin");
	int64_t few;

	expect_page(owner, "/team");
	expect_sees(owner, "aria-current=\"page\"");
	expect_sees(owner, "<span class=\"badge is-plain\">du</span>");
	expect_unseen(owner, "Offene Einladungen");
	few = browser_statements(owner, "auth");
	sql_run("INSERT INTO users (tenant_id, email, full_name, role,"
		" is_active) SELECT %" PRId64 ", 'p' || n || '@viele.example',"
		" 'Person ' || n, 'tenant_user', n <> 7"
		" FROM generate_series(1, 60) n",
	    studio->id);
	expect_page(owner, "/team");
	ck_assert_int_eq(browser_statements(owner, "auth"), few);
	expect_sees(owner, "50 auf dieser Seite");
	expect_sees(owner, "p1@viele.example");
	expect_unseen(owner, "p60@viele.example");
	expect_page(owner, link_of(owner, "/team?after="));
	expect_sees(owner, "p60@viele.example");
	expect_unseen(owner, ">p1@viele.example");
	expect_sees(owner, "Zum Anfang");
	expect_page(owner, "/team?search=PERSON+6&state=active");
	expect_sees(owner, "Person 60");
	expect_unseen(owner, "Person 7<");
	expect_page(owner, "/team?state=inactive");
	expect_sees(owner, "Person 7");
	expect_unseen(owner, "Person 8");
	expect_page(owner, "/team?role=tenant_user");
	expect_page(owner, link_of(owner, "/team?role=tenant_user&amp;after="));
	expect_sees(owner, "<option value=\"tenant_user\" selected>");
	expect_page(owner, "/team?search=%25");
	expect_sees(owner, "Niemand gefunden");
	expect_page(owner, "/team?state=invited");
	expect_sees(owner, "Keine offenen Einladungen");
	ck_assert_int_eq(browser_open(owner, "/team?role=x"), 422);
	ck_assert_int_eq(browser_open(owner, "/team?state=x"), 422);
	ck_assert_int_eq(browser_open(owner, "/team?after=x"), 422);
}
END_TEST

START_TEST(staff_see_nothing_of_team_keys_and_log)
{
	static const char *const paths[] = { "/team", "/team/export",
		"/team/invite", "/team/1", "/team/1/remove",
		"/team/1/deactivate", "/team/invitations/1/remove", "/api-keys",
		"/api-keys/new", "/api-keys/1/revoke", "/audit", "/audit/1",
		"/audit/check", "/audit/export" };
	struct studio *studio = studio_new("Nur Team", "pro");
	struct browser *staff = browser_as(studio, "tenant_user");

	ck_assert_int_eq(browser_open(staff, "/account"), 200);
	expect_sees(staff, "href=\"/account\" aria-current=\"page\"");
	for (size_t i = 0; i < ARRAY_LENGTH(paths); i++) {
		ck_assert_msg(
		    !browser_sees(staff,
			arena_printf(e2e_arena(), "href=\"%s\"", paths[i])),
		    "%s is in the navigation", paths[i]);
		ck_assert_msg(browser_open(staff, paths[i]) == 403, "%s: %d",
		    paths[i], staff->page.status);
		browser_expect_tidy(staff);
		expect_sees(staff, "Das geht hier nicht");
		ck_assert_int_eq(browser_open(staff, "/account"), 200);
	}
}
END_TEST

START_TEST(somebody_is_invited_by_a_form)
{
	struct studio *studio = studio_new("Einladend", "pro");
	struct browser *owner = browser_as(studio, "tenant_admin");
	const char *email = fresh_mailbox("gast-");

	expect_page(owner, "/team/invite");
	ck_assert_int_eq(browser_send(owner, "/team/invite", "email", SCRIPT,
			     "role", "tenant_user", "locale", "de-DE"),
	    422);
	browser_expect_tidy(owner);
	expect_sees(owner, "id=\"invitation-email-error\"");
	expect_sees(owner, "value=\"" SCRIPT_SHOWN "\"");
	ck_assert_int_eq(
	    browser_send(owner, "/team/invite", "email", "staff@example.org",
		"role", "tenant_admin", "locale", "en-GB"),
	    409);
	expect_sees(owner, "Diese Person gehört schon zu eurem Team.");
	ck_assert_int_eq(browser_send(owner, "/team/invite", "email", email,
			     "role", "system_admin", "locale", "de-DE"),
	    422);
	ck_assert_int_eq(browser_send(owner, "/team/invite", "email", email,
			     "role", "tenant_admin", "locale", "de-DE"),
	    303);
	ck_assert_int_eq(browser_follow(owner), 200);
	browser_expect_tidy(owner);
	expect_sees(owner, "Die Einladung ist unterwegs.");
	expect_sees(owner, email);
	(void)mail_wait(email, 1);
	expect_page(owner, "/team?state=invited");
	expect_sees(owner, email);
}
END_TEST

START_TEST(an_invitation_is_sent_again_now_and_then)
{
	struct studio *studio = studio_new("Nochmal", "pro");
	struct browser *owner = browser_as(studio, "tenant_admin");
	const char *email = fresh_mailbox("gast-"), *again;
	struct answer answer;
	int64_t id;

	expect_page(owner, "/team/invite");
	ck_assert_int_eq(browser_send(owner, "/team/invite", "email", email,
			     "role", "tenant_user", "locale", "de-DE"),
	    303);
	(void)mail_wait(email, 1);
	id = invitation_of(studio, email);
	again = invitation_path(id, "/resend");
	expect_page(owner, "/team");
	ck_assert_int_eq(browser_send(owner, again, NULL), 429);
	browser_expect_tidy(owner);
	expect_sees(owner, "Die Mail ist gerade erst unterwegs.");
	expect_sees(owner, email);
	sql_run("UPDATE invitations SET sent_at = now() - interval '11"
		" minutes' WHERE id = %" PRId64,
	    id);
	ck_assert_int_eq(browser_send(owner, again, NULL), 303);
	ck_assert_int_eq(browser_follow(owner), 200);
	(void)mail_wait(email, 2);
	answer = post_stranger("/auth/invitations/accept",
	    mail_token_body(email, 1, ",\"password\":\"" PERSON_PASSWORD "\""));
	expect_problem_at(&answer, 422, "#/token");
	sql_run("UPDATE invitations SET letters = 5, sent_at = now() -"
		" interval '1 hour' WHERE id = %" PRId64,
	    id);
	ck_assert_int_eq(browser_send(owner, again, NULL), 409);
	expect_sees(owner, "schon 5 Mails bekommen");
	answer = post_stranger("/auth/invitations/accept",
	    mail_token_body(email, 2, ",\"password\":\"" PERSON_PASSWORD "\""));
	expect_status(answer, 201);
	ck_assert_int_eq(browser_send(owner, again, NULL), 404);
	ck_assert_int_eq(audited(studio, "invitation.resend"), 1);
}
END_TEST

START_TEST(an_invitation_is_taken_back_when_asked)
{
	struct studio *studio = studio_new("Zurück", "pro");
	struct browser *owner = browser_as(studio, "tenant_admin");
	const char *email = fresh_mailbox("gast-"), *path;

	expect_page(owner, "/team/invite");
	ck_assert_int_eq(browser_send(owner, "/team/invite", "email", email,
			     "role", "tenant_user", "locale", "de-DE"),
	    303);
	path = invitation_path(invitation_of(studio, email), "/remove");
	expect_page(owner, path);
	expect_sees(owner, "Einladung zurücknehmen?");
	expect_sees(owner, email);
	ck_assert_int_eq(browser_send(owner, path, NULL), 303);
	ck_assert_int_eq(browser_follow(owner), 200);
	expect_sees(owner, "Die Einladung ist zurückgenommen.");
	expect_unseen(owner, email);
	ck_assert_int_eq(browser_open(owner, path), 404);
}
END_TEST

START_TEST(a_person_is_changed_signed_out_blocked_and_removed)
{
	struct studio *studio = studio_new("Personal", "pro");
	struct browser *owner = browser_as(studio, "tenant_admin");
	struct person *person = person_new(studio, "tenant_user");
	struct browser *theirs = browser_of(person);
	const char *path = path_of(person->id, "");

	expect_page(owner, path);
	expect_sees(owner, "Auf einem Gerät angemeldet.");
	expect_sees(owner, "<option value=\"Europe/Berlin\" selected>");
	ck_assert_int_eq(
	    browser_send(owner, path, "full_name", SCRIPT "\nx", "role",
		"tenant_user", "locale", "de-DE", "timezone", "Mars/Olympus"),
	    422);
	browser_expect_tidy(owner);
	expect_sees(owner, "id=\"person-timezone-error\"");
	expect_sees(owner, "id=\"person-full_name-error\"");
	ck_assert_int_eq(
	    browser_send(owner, path, "full_name", SCRIPT, "role",
		"tenant_admin", "locale", "en-US", "timezone", "Europe/Vienna"),
	    303);
	ck_assert_int_eq(browser_follow(owner), 200);
	browser_expect_tidy(owner);
	expect_sees(owner, "Gespeichert.");
	expect_sees(owner, SCRIPT_SHOWN);
	expect_unseen(owner, SCRIPT);
	expect_sees(owner, "<option value=\"Europe/Vienna\" selected>");
	ck_assert_int_eq(browser_open(theirs, "/team"), 200);
	expect_sees(theirs, "Who may sign in to your studio");
	ck_assert_int_eq(
	    browser_send(owner, path_of(person->id, "/sessions/end"), NULL),
	    303);
	ck_assert_int_eq(browser_open(theirs, "/team"), 303);
	expect_page(owner, path_of(person->id, "/deactivate"));
	ck_assert_int_eq(
	    browser_send(owner, path_of(person->id, "/activity"), NULL), 303);
	ck_assert_int_eq(browser_follow(owner), 200);
	expect_sees(owner, "Wieder zulassen");
	expect_status(
	    login_from(fresh_address(), person->email, PERSON_PASSWORD), 401);
	ck_assert_int_eq(
	    browser_send(owner, path_of(person->id, "/activity"), NULL), 303);
	expect_status(
	    login_from(fresh_address(), person->email, PERSON_PASSWORD), 200);
	expect_page(owner, path_of(person->id, "/remove"));
	expect_sees(owner, SCRIPT_SHOWN);
	ck_assert_int_eq(
	    browser_send(owner, path_of(person->id, "/remove"), NULL), 303);
	ck_assert_int_eq(browser_follow(owner), 200);
	expect_sees(owner, "gehört nicht mehr zum Team");
	ck_assert_int_eq(browser_open(owner, path), 404);
	ck_assert_int_eq(audited(studio, "user.update"), 3);
	ck_assert_int_eq(audited(studio, "user.remove"), 1);
	ck_assert_int_eq(audited(studio, "session.end_all"), 1);
}
END_TEST

START_TEST(the_last_administrator_can_not_be_lost)
{
	struct studio *studio = studio_new("Letzte", "pro");
	struct person *person = person_new(studio, "tenant_admin");
	struct browser *owner = browser_of(person);

	sql_run("UPDATE users SET is_active = false WHERE tenant_id = %" PRId64
		" AND role = 'tenant_admin' AND id <> %" PRId64,
	    studio->id, person->id);
	expect_page(owner, path_of(person->id, ""));
	expect_unseen(owner, "/remove\"");
	expect_sees(owner, "href=\"/account\"");
	ck_assert_int_eq(browser_send(owner, path_of(person->id, ""),
			     "full_name", "Ich", "role", "tenant_user",
			     "locale", "de-DE", "timezone", "Europe/Berlin"),
	    409);
	browser_expect_tidy(owner);
	expect_sees(owner, "mindestens eine Person mit aktiver Administration");
	expect_sees(owner, "<option value=\"tenant_user\" selected>");
	expect_page(owner, path_of(person->id, "/deactivate"));
	ck_assert_int_eq(
	    browser_send(owner, path_of(person->id, "/activity"), NULL), 409);
	browser_expect_tidy(owner);
	expect_sees(owner, "mindestens eine Person mit aktiver Administration");
	expect_page(owner, path_of(person->id, "/remove"));
	ck_assert_int_eq(
	    browser_send(owner, path_of(person->id, "/remove"), NULL), 409);
	browser_expect_tidy(owner);
	expect_sees(owner, "mindestens eine Person mit aktiver Administration");
}
END_TEST

START_TEST(ones_own_session_stays_when_the_others_end)
{
	struct studio *studio = studio_new("Ich selbst", "pro");
	struct person *person = person_new(studio, "tenant_admin");
	struct browser *here = browser_of(person), *there = browser_of(person);

	expect_page(here, path_of(person->id, ""));
	expect_sees(here, "Auf 2 Geräten angemeldet.");
	expect_sees(here, "Andere Geräte abmelden");
	ck_assert_int_eq(
	    browser_send(here, path_of(person->id, "/sessions/end"), NULL),
	    303);
	ck_assert_int_eq(browser_follow(here), 200);
	expect_sees(here, "Auf einem Gerät angemeldet.");
	expect_unseen(here, "Andere Geräte abmelden");
	ck_assert_int_eq(browser_open(there, "/team"), 303);
}
END_TEST

static int64_t
foreign_invitation(const struct studio *studio)
{
	return sql_int("INSERT INTO invitations (tenant_id, email, role,"
		       " token_hash, expires_at) VALUES (%" PRId64
		       ", 'x@x.example', 'tenant_user', 'x', now() + interval"
		       " '1 day') RETURNING id",
	    studio->id);
}

/* As the form of a page of ours would send it. */
static void
expect_missing(struct browser *owner, const char *form, const char *path)
{
	owner->page.body = arena_printf(e2e_arena(),
	    "<form method=\"post\" action=\"%s\"><input type=\"hidden\""
	    " name=\"csrf\" value=\"%s\"></form>",
	    path, browser_value(owner, "csrf"));
	owner->page.len = strlen(owner->page.body);
	ck_assert_msg(browser_send(owner, path, "is_active", "false") == 404,
	    "%s: %d", path, owner->page.status);
	expect_page(owner, form);
}

START_TEST(people_and_invitations_of_another_studio_are_missing)
{
	static const char *const pages[] = { "", "/remove", "/deactivate" };
	static const char *const acts[] = { "", "/activity", "/remove",
		"/sessions/end" };
	struct studio *ours = studio_new("Wir", "pro");
	struct studio *theirs = studio_new("Die", "pro");
	struct person *person = person_new(theirs, "tenant_user");
	struct browser *owner = browser_as(ours, "tenant_admin");
	int64_t invitation = foreign_invitation(theirs);
	const char *missing;

	for (size_t i = 0; i < ARRAY_LENGTH(pages); i++) {
		ck_assert_int_eq(
		    browser_open(owner, path_of(999999999, pages[i])), 404);
		missing = browser_constant(owner);
		ck_assert_int_eq(
		    browser_open(owner, path_of(person->id, pages[i])), 404);
		ck_assert_str_eq(browser_constant(owner), missing);
	}
	ck_assert_int_eq(
	    browser_open(owner, invitation_path(invitation, "/remove")), 404);
	expect_page(owner, "/account");
	for (size_t i = 0; i < ARRAY_LENGTH(acts); i++)
		expect_missing(owner, "/account", path_of(person->id, acts[i]));
	expect_missing(
	    owner, "/account", invitation_path(invitation, "/resend"));
	expect_missing(
	    owner, "/account", invitation_path(invitation, "/remove"));
	expect_page(owner, "/team");
	expect_unseen(owner, person->email);
	expect_unseen(owner, "x@x.example");
	expect_status(
	    login_from(fresh_address(), person->email, PERSON_PASSWORD), 200);
}
END_TEST

START_TEST(hostile_names_are_text_in_both_languages)
{
	struct studio *studio = studio_new("Böse", "pro");
	struct person *person = person_new(studio, "tenant_admin");
	struct browser *owner = browser_of(person);

	sql_run("UPDATE users SET full_name = '" SCRIPT
		"', email = email || '\"><b>' WHERE tenant_id = %" PRId64
		" AND id <> %" PRId64,
	    studio->id, person->id);
	for (int i = 0; i < 2; i++) {
		expect_page(owner, "/team");
		expect_sees(owner, SCRIPT_SHOWN);
		expect_unseen(owner, SCRIPT);
		expect_unseen(owner, "<b>");
		expect_sees(
		    owner, i == 0 ? "Jemanden einladen" : "Invite somebody");
		sql_run("UPDATE users SET locale = 'en-GB' WHERE id = "
			"%" PRId64,
		    person->id);
	}
}
END_TEST

START_TEST(an_account_of_the_operator_can_not_be_touched)
{
	struct studio *studio = studio_new("Betrieb", "pro");
	struct browser *owner = browser_as(studio, "tenant_admin");
	struct person *sys = person_new(studio, "system_admin");

	expect_page(owner, path_of(sys->id, ""));
	expect_sees(owner, "Das ist ein Konto des Betreibers.");
	expect_unseen(owner, path_of(sys->id, "/remove"));
	expect_unseen(owner, "name=\"full_name\"");
	expect_page(owner, path_of(sys->id, "/remove"));
	ck_assert_int_eq(
	    browser_send(owner, path_of(sys->id, "/remove"), NULL), 403);
}
END_TEST

START_TEST(the_team_is_a_file_without_formulas)
{
	struct studio *studio = studio_new("Datei", "pro");
	struct browser *owner = browser_as(studio, "tenant_admin");

	sql_run("UPDATE users SET full_name = '=1+1' WHERE tenant_id = "
		"%" PRId64 " AND role = 'tenant_user'",
	    studio->id);
	ck_assert_int_eq(browser_open(owner, "/team/export"), 200);
	ck_assert_ptr_nonnull(
	    strstr(answer_header(&owner->page, "content-type"), "text/csv"));
	ck_assert_ptr_nonnull(strstr(
	    answer_header(&owner->page, "content-disposition"), "team.csv"));
	ck_assert_ptr_nonnull(strstr(owner->page.body, "id;email;full_name;"));
	ck_assert_ptr_nonnull(strstr(owner->page.body, ";'=1+1;"));
	ck_assert_ptr_nonnull(strstr(owner->page.body, "staff@example.org"));
}
END_TEST

Suite *
team_pages_suite(void)
{
	Suite *suite = suite_create("team_pages");
	TCase *tests = tcase_create("team_pages");

	tcase_add_checked_fixture(tests, e2e_setup, e2e_teardown);
	tcase_set_timeout(tests, 0);
	tcase_add_test(tests, the_team_is_searched_narrowed_and_paged);
	tcase_add_test(tests, staff_see_nothing_of_team_keys_and_log);
	tcase_add_test(tests, somebody_is_invited_by_a_form);
	tcase_add_test(tests, an_invitation_is_sent_again_now_and_then);
	tcase_add_test(tests, an_invitation_is_taken_back_when_asked);
	tcase_add_test(
	    tests, a_person_is_changed_signed_out_blocked_and_removed);
	tcase_add_test(tests, the_last_administrator_can_not_be_lost);
	tcase_add_test(tests, ones_own_session_stays_when_the_others_end);
	tcase_add_test(
	    tests, people_and_invitations_of_another_studio_are_missing);
	tcase_add_test(tests, hostile_names_are_text_in_both_languages);
	tcase_add_test(tests, an_account_of_the_operator_can_not_be_touched);
	tcase_add_test(tests, the_team_is_a_file_without_formulas);
	suite_add_tcase(suite, tests);
	return suite;
}
