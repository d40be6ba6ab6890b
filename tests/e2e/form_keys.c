/*
 * form_keys.c - forms that are sent twice: one thing is made or sent, and both
 * answers lead to the same place.
 *
 * SPDX-License-Identifier: ISC
 */
#include "applicant.h"
#include "browser.h"
#include "suites.h"

#include <sys/wait.h>
#include <unistd.h>

#define URLENCODED "application/x-www-form-urlencoded"
#define CSV "customer_id,first_name\nform-key-1,Ada\n"

static struct json_object *
copy_of(struct json_object *tree)
{
	return json_keep(
	    e2e_arena(), json_tokener_parse(json_object_to_json_string(tree)));
}

/* Sends the form of the page that is shown, and once more from the same page,
 * as a browser does that drops the first answer, cookies and all: where both
 * lead. */
static const char *
send_twice(
    struct browser *browser, const char *action, const char *const *fields)
{
	struct answer page = browser->page;
	struct json_object *cookies = copy_of(browser->cookies);
	const char *way, *first;

	ck_assert_msg(browser_submit(browser, action, fields) == 303,
	    "%s: %d %.3000s", action, browser->page.status,
	    browser_main(browser));
	first = arena_copy(e2e_arena(), browser_way(browser));
	browser->page = page;
	browser->cookies = cookies;
	ck_assert_msg(browser_submit(browser, action, fields) == 303,
	    "%s again: %d %.3000s", action, browser->page.status,
	    browser_main(browser));
	way = browser_way(browser);
	ck_assert_str_eq(first, way);
	return first;
}
#define twice(browser, action, ...)                                            \
	send_twice(browser, action, (const char *const[]){ __VA_ARGS__, NULL })

static void
open_page(struct browser *browser, const char *path)
{
	ck_assert_msg(browser_open(browser, path) == 200, "%s: %d %.900s", path,
	    browser->page.status, browser->page.body);
}

static int64_t
count_in(const struct studio *studio, const char *table)
{
	return sql_int("SELECT count(*) FROM %s WHERE tenant_id = %" PRId64,
	    table, studio->id);
}

static int64_t
audited(const struct studio *studio, const char *action)
{
	return sql_int("SELECT count(*) FROM audit_logs WHERE tenant_id = "
		       "%" PRId64 " AND action = '%s'",
	    studio->id, action);
}

/* clang-format off */
static const struct made {
	const char *page;
	const char *action;
	const char *table;
	const char *noted; /* in the audit log */
	const char *key;   /* name of its input */
	const char *fields[12];
} made[] = {
	{ "/canned-replies", "/canned-replies", "canned_replies", "canned_reply.create", "key",
	    { "title", "Parken", "text", "Hinter dem Haus." } },
	{ "/team/invite", "/team/invite", "invitations", "invitation.create", "key",
	    { "email", "doppelt@example.org", "role", "tenant_user", "locale", "de-DE" } },
	{ "/knowledge/new", "/knowledge", "knowledge_documents", "knowledge.create", "key",
	    { "title", "Sauna", "language", "de", "text", "# Sauna\n\nOffen." } },
	{ "/api-keys/new", "/api-keys/new", "api_keys", "api_key.create", "key",
	    { "name", "Kasse", "members_read", "true" } },
	{ "/members/new", "/members/new", "studio_members", NULL, "idempotency_key",
	    { "first_name", "Ada", "last_name", "Doppelt" } },
};
/* clang-format on */

START_TEST(what_is_sent_twice_is_made_once_in_each_studio)
{
	const struct made *row = &made[_i];
	struct studio *studios[] = { studio_new("Doppelt", "pro"),
		studio_new("Nebenan", "pro") };
	const char *ways[2];

	for (size_t i = 0; i < ARRAY_LENGTH(studios); i++) {
		struct browser *owner =
		    browser_of(person_new(studios[i], "tenant_admin"));
		int64_t before = count_in(studios[i], row->table);
		const char *fields[14] = { row->key, "ein-und-derselbe" };

		/* Both studios with the same key. */
		memcpy(fields + 2, row->fields, sizeof(row->fields));
		open_page(owner, row->page);
		ways[i] = send_twice(owner, row->action, fields);
		ck_assert_int_eq(count_in(studios[i], row->table), before + 1);
		if (row->noted != NULL)
			ck_assert_int_eq(audited(studios[i], row->noted), 1);
		ck_assert_int_eq(browser_follow(owner), 200);
	}
	if (strpbrk(ways[0], "0123456789") != NULL)
		ck_assert_str_ne(ways[0], ways[1]);
}
END_TEST

START_TEST(other_words_with_the_same_key_are_another_thing)
{
	struct studio *studio = studio_new("Zurück", "pro");
	struct browser *owner = browser_of(person_new(studio, "tenant_admin"));
	struct answer page;

	open_page(owner, "/knowledge/new");
	page = owner->page;
	ck_assert_int_eq(browser_send(owner, "/knowledge", "title", "", "text",
			     "Hinter dem Haus."),
	    422);
	owner->page = page;
	ck_assert_int_eq(browser_send(owner, "/knowledge", "title", "Parken",
			     "text", "Hinter dem Haus."),
	    303);
	owner->page = page;
	ck_assert_int_eq(browser_send(owner, "/knowledge", "title", "Sauna",
			     "text", "Bis 22 Uhr."),
	    303);
	ck_assert_int_eq(count_in(studio, "knowledge_documents"), 2);
	open_page(owner, "/knowledge/new");
	ck_assert_int_eq(browser_send(owner, "/knowledge", "title", "Sauna",
			     "text", "Bis 22 Uhr."),
	    303);
	ck_assert_int_eq(count_in(studio, "knowledge_documents"), 3);
}
END_TEST

START_TEST(a_colleague_with_the_same_key_is_somebody_else)
{
	struct studio *studio = studio_new("Zu zweit", "pro");

	for (int i = 0; i < 2; i++) {
		struct browser *owner =
		    browser_of(person_new(studio, "tenant_admin"));

		open_page(owner, "/knowledge/new");
		(void)twice(owner, "/knowledge", "key", "der-unsere", "title",
		    "Parken", "text", "Hinter dem Haus.");
	}
	ck_assert_int_eq(count_in(studio, "knowledge_documents"), 2);
}
END_TEST

/* What stands in the element called key. */
static const char *
shown_key(const struct browser *browser)
{
	static const char mark[] = "<pre id=\"key\">";
	const char *key = strstr(browser->page.body, mark);

	ck_assert_msg(key != NULL, "no key in %s", browser->page.body);
	key += sizeof(mark) - 1;
	return arena_copy_bytes(e2e_arena(), key, strcspn(key, "<"));
}

/* A browser that sends again has dropped the first answer, and its cookie. */
START_TEST(the_second_answer_shows_the_key_that_the_first_would_have)
{
	struct studio *studio = studio_new("Schlüssel", "pro");
	struct browser *owner = browser_of(person_new(studio, "tenant_admin"));
	struct answer page;
	struct json_object *cookies;
	const char *key;

	open_page(owner, "/api-keys/new");
	page = owner->page;
	cookies = copy_of(owner->cookies);
	ck_assert_int_eq(browser_send(owner, "/api-keys/new", "name", "Kasse",
			     "members_read", "true"),
	    303);
	owner->page = page;
	owner->cookies = cookies;
	ck_assert_int_eq(browser_send(owner, "/api-keys/new", "name", "Kasse",
			     "members_read", "true"),
	    303);
	ck_assert_int_eq(browser_follow(owner), 200);
	key = shown_key(owner);
	expect_status(get("/admin/members", key), 200);
	ck_assert_int_eq(count_in(studio, "api_keys"), 1);
	ck_assert_int_eq(
	    sql_int("SELECT count(*) FROM form_keys WHERE tenant_id = %" PRId64
		    " AND (answer LIKE '%%%s%%' OR path IS NULL)",
		studio->id, key + strlen(key) - 20),
	    0);
	/* An old answer leads on, but tells nothing any more. */
	sql_run("UPDATE form_keys SET made_at = now() - interval '11 minutes' "
		"WHERE tenant_id = %" PRId64,
	    studio->id);
	owner->page = page;
	ck_assert_int_eq(browser_send(owner, "/api-keys/new", "name", "Kasse",
			     "members_read", "true"),
	    303);
	ck_assert_ptr_null(strstr(owner->page.headers, "ariia-key"));
	ck_assert_int_eq(count_in(studio, "api_keys"), 1);
	ck_assert_int_eq(browser_follow(owner), 303);
	ck_assert_str_eq(browser_way(owner), "/api-keys");
}
END_TEST

START_TEST(files_that_come_twice_are_taken_once)
{
	static const struct {
		const char *path;
		const char *table;
		struct chosen file;
	} files[] = {
		{ "/members/import", "member_imports",
		    { "file", "m.csv", CSV } },
		{ "/knowledge/import", "knowledge_imports",
		    { "file", "regeln.md", "# Regeln\n\nHandtuch." } },
	};
	struct studio *studio = studio_new("Dateien", "pro");
	struct browser *owner = browser_of(person_new(studio, "tenant_admin"));

	for (size_t i = 0; i < ARRAY_LENGTH(files); i++) {
		const char *const none[] = { NULL };
		struct answer page;
		const char *way;

		open_page(owner, files[i].path);
		page = owner->page;
		ck_assert_int_eq(
		    browser_upload(owner, files[i].path, files[i].file, none),
		    303);
		way = arena_copy(e2e_arena(), browser_way(owner));
		owner->page = page;
		ck_assert_int_eq(
		    browser_upload(owner, files[i].path, files[i].file, none),
		    303);
		ck_assert_str_eq(browser_way(owner), way);
		ck_assert_int_eq(count_in(studio, files[i].table), 1);
	}
}
END_TEST

START_TEST(an_invitation_is_mailed_again_once)
{
	struct studio *studio = studio_new("Nochmal", "pro");
	struct browser *owner = browser_of(person_new(studio, "tenant_admin"));
	const char *guest = fresh_mailbox("gast");
	int64_t id;

	open_page(owner, "/team/invite");
	(void)twice(owner, "/team/invite", "email", guest, "role",
	    "tenant_user", "locale", "de-DE");
	(void)mail_wait(guest, 1);
	sql_run("UPDATE invitations SET sent_at = now() - interval '1 hour' "
		"WHERE tenant_id = %" PRId64,
	    studio->id);
	id = sql_int("SELECT max(id) FROM invitations WHERE tenant_id = "
		     "%" PRId64,
	    studio->id);
	open_page(owner, "/team");
	(void)twice(owner,
	    arena_printf(
		e2e_arena(), "/team/invitations/%" PRId64 "/resend", id),
	    NULL);
	(void)mail_wait(guest, 2);
	ck_assert_int_eq(mail_count(guest), 2);
	ck_assert_int_eq(audited(studio, "invitation.resend"), 1);
}
END_TEST

START_TEST(strangers_get_one_mail_and_one_studio)
{
	struct studio *studio = studio_new("Vergessen", "pro");
	struct person *person = person_new(studio, "tenant_user");
	struct browser *stranger = browser_new();
	const char *email = fresh_mailbox("neu");

	open_page(stranger, "/forgot");
	ck_assert_str_eq(twice(stranger, "/forgot", "email", person->email),
	    "/forgot?sent=1");
	(void)mail_wait(person->email, 1);
	open_page(stranger, "/register");
	ck_assert_str_eq(
	    twice(stranger, "/register", "tenant_name", "Nur einmal",
		"full_name", "Kim", "email", email, "password", PERSON_PASSWORD,
		"plan_slug", "starter", "locale", "de-DE"),
	    "/registered");
	ck_assert_int_eq(
	    sql_int("SELECT count(*) FROM users WHERE email = '%s'", email), 1);
	open_page(stranger, "/account");
	(void)mail_wait(email, 1);
	pause_ms(300);
	ck_assert_int_eq(mail_count(email), 1);
	ck_assert_int_eq(mail_count(person->email), 1);
	/* Another one starts afresh, also with the same key. */
	stranger = browser_new();
	open_page(stranger, "/registered");
	(void)twice(stranger, "/registered", "key", "fremd", "email", email);
	(void)mail_wait(email, 2);
	pause_ms(300);
	ck_assert_int_eq(mail_count(email), 2);
}
END_TEST

START_TEST(a_link_of_a_mail_that_is_used_twice_leads_to_the_same_place)
{
	struct studio *studio = studio_new("Verweise", "pro");
	struct browser *owner = browser_of(person_new(studio, "tenant_admin"));
	struct browser *guest = browser_new();
	const char *email = fresh_mailbox("gast");

	open_page(owner, "/team/invite");
	(void)twice(owner, "/team/invite", "email", email, "role",
	    "tenant_user", "locale", "de-DE");
	open_page(guest, strstr(mail_link(mail_wait(email, 1)), "/invitation"));
	ck_assert_str_eq(twice(guest, "/invitation", "full_name", "Gustav",
			     "password", PERSON_PASSWORD),
	    "/today");
	ck_assert_int_eq(browser_follow(guest), 200);
}
END_TEST

START_TEST(the_operator_makes_a_studio_and_acts_as_somebody_once)
{
	struct studio *home = studio_new("Betrieb", "pro");
	struct studio *studio = studio_new("Kunde", "pro");
	struct person *person = person_new(studio, "tenant_admin");
	struct browser *operator= browser_of(person_new(home, "system_admin"));
	const char *slug = arena_printf(e2e_arena(), "neu-%s", studio->slug);
	const char *path = arena_printf(e2e_arena(),
	    "/platform/studios/%" PRId64 "/people/%" PRId64, studio->id,
	    person->id);

	open_page(operator, "/platform/studios/new");
	(void)twice(operator, "/platform/studios/new", "name", "Neu", "slug",
	    slug, "plan_slug", "pro", "email", fresh_mailbox("chef"), "locale",
	    "de-DE");
	ck_assert_int_eq(
	    sql_int("SELECT count(*) FROM tenants WHERE slug = '%s'", slug), 1);
	open_page(operator, path);
	ck_assert_str_eq(
	    twice(operator, path, "reason", "Hilfe beim Einrichten"), "/today");
	ck_assert_int_eq(audited(studio, "impersonation.begin"), 1);
	ck_assert_int_eq(browser_follow(operator), 200);
	expect_sees(operator, "/auth/impersonation/end");
}
END_TEST

START_TEST(a_code_that_is_asked_for_twice_is_one)
{
	struct studio *studio = studio_new("Codes", "pro");
	struct browser *staff = browser_of(person_new(studio, "tenant_user"));
	const char *action;
	struct answer page, first;
	int64_t id;

	expect_status(deliver(studio,
			  whatsapp_text(studio, "491511234567",
			      fresh_id("wamid."), "Hallo")),
	    200);
	sql_run("INSERT INTO studio_members (tenant_id, first_name) VALUES "
		"(%" PRId64 ", 'Frieda')",
	    studio->id);
	id = sql_int("SELECT max(id) FROM chat_sessions WHERE tenant_id = "
		     "%" PRId64,
	    studio->id);
	open_page(staff,
	    arena_printf(e2e_arena(), "/inbox/%" PRId64 "?member=Frieda", id));
	action = arena_printf(
	    e2e_arena(), "/inbox/%" PRId64 "/verification-code", id);
	page = staff->page;
	ck_assert_int_lt(browser_send(staff, action, NULL), 300);
	first = staff->page;
	staff->page = page;
	ck_assert_int_eq(browser_send(staff, action, NULL), first.status);
	ck_assert_str_eq(staff->page.body, first.body);
	ck_assert_int_eq(audited(studio, "verification.issue"), 1);
}
END_TEST

/* Two clicks before the first is answered. */
START_TEST(forms_that_come_at_the_same_time_are_done_once)
{
	struct studio *studio = studio_new("Doppelklick", "pro");
	struct browser *owner = browser_of(person_new(studio, "tenant_admin"));
	pid_t clicks[6];
	int good = 0;

	open_page(owner, "/canned-replies");
	for (size_t i = 0; i < ARRAY_LENGTH(clicks); i++) {
		clicks[i] = fork();
		ck_assert_int_ge(clicks[i], 0);
		if (clicks[i] == 0)
			_exit(browser_send(owner, "/canned-replies", "title",
				  "Parken", "text", "Hinter dem Haus.") == 303
				? 0
				: 1);
	}
	/* Not all children: the command line is one, too. */
	for (size_t i = 0; i < ARRAY_LENGTH(clicks); i++) {
		int status;

		ck_assert_int_eq(waitpid(clicks[i], &status, 0), clicks[i]);
		good += WIFEXITED(status) && WEXITSTATUS(status) == 0;
	}
	ck_assert_int_eq(good, 6);
	ck_assert_int_eq(count_in(studio, "canned_replies"), 1);
	ck_assert_int_eq(audited(studio, "canned_reply.create"), 1);
}
END_TEST

Suite *
form_keys_suite(void)
{
	Suite *suite = suite_create("form_keys");
	TCase *tests = tcase_create("form_keys");

	tcase_add_checked_fixture(tests, e2e_setup, e2e_teardown);
	tcase_set_timeout(tests, 60);
	tcase_add_loop_test(tests,
	    what_is_sent_twice_is_made_once_in_each_studio, 0,
	    ARRAY_LENGTH(made));
	tcase_add_test(tests, other_words_with_the_same_key_are_another_thing);
	tcase_add_test(tests, a_colleague_with_the_same_key_is_somebody_else);
	tcase_add_test(
	    tests, the_second_answer_shows_the_key_that_the_first_would_have);
	tcase_add_test(tests, files_that_come_twice_are_taken_once);
	tcase_add_test(tests, an_invitation_is_mailed_again_once);
	tcase_add_test(tests, strangers_get_one_mail_and_one_studio);
	tcase_add_test(
	    tests, a_link_of_a_mail_that_is_used_twice_leads_to_the_same_place);
	tcase_add_test(
	    tests, the_operator_makes_a_studio_and_acts_as_somebody_once);
	tcase_add_test(tests, a_code_that_is_asked_for_twice_is_one);
	tcase_add_test(tests, forms_that_come_at_the_same_time_are_done_once);
	suite_add_tcase(suite, tests);
	return suite;
}
