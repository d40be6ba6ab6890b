/*
 * audit_pages.c - the audit log in a browser: narrowed, read entry by entry,
 * taken along, and its chain looked at.
 *
 * SPDX-License-Identifier: ISC
 */
#include "browser.h"
#include "suites.h"

#define SCRIPT "<script>alert(1)</script>"
#define SCRIPT_SHOWN "&lt;script&gt;alert(1)&lt;/script&gt;"

static struct browser *
admin_of(const struct studio *studio)
{
	return browser_of(person_new(studio, "tenant_admin"));
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

static int64_t
entry_of(const struct studio *studio, const char *action)
{
	return sql_int("SELECT max(id) FROM audit_logs WHERE tenant_id = "
		       "%" PRId64 " AND action = '%s'",
	    studio->id, action);
}

static const char *
path_of(int64_t id)
{
	return arena_printf(e2e_arena(), "/audit/%" PRId64, id);
}

/* Somebody with a name. */
static struct person *
named(const struct studio *studio, const char *name)
{
	struct person *person = person_new(studio, "tenant_admin");

	sql_run("UPDATE users SET full_name = '%s' WHERE id = %" PRId64, name,
	    person->id);
	return person;
}

/* Who chains the entries is under the policies. */
static void
enter(const struct studio *studio)
{
	sql_run("SELECT set_config('app.tenant_id', '%" PRId64 "', false)",
	    studio->id);
}

static void
add_entries(const struct studio *studio, int count, const char *at)
{
	enter(studio);
	sql_run("INSERT INTO audit_logs (tenant_id, at, actor_role, action,"
		" subject, request_id) SELECT %" PRId64
		", '%s'::timestamptz, 'platform', 'setting.put', 'viel' || n,"
		" 'r' FROM generate_series(1, %d) n",
	    studio->id, at, count);
}

START_TEST(the_log_is_narrowed_by_person_and_action_and_paged)
{
	struct studio *studio = studio_new("Protokoll", "pro");
	struct person *lena = named(studio, "Lena K.");
	struct browser *owner = browser_of(lena);
	const char *token = token_of_login(lena);
	int64_t few;

	expect_status(put_json("/admin/settings/branding", token,
			  "{\"branding_primary_color\":\"#00aa33\"}"),
	    200);
	expect_page(owner, "/audit");
	few = browser_statements(owner, "auth");
	expect_sees(owner, "Auftritt geändert");
	expect_sees(owner, "branding.update");
	expect_sees(owner, "<span class=\"quiet\">Farbe</span>");
	expect_sees(owner, "Lena K.");
	expect_sees(owner, "Betreiber");
	expect_page(owner, "/audit?action=branding.");
	expect_sees(owner, "Auftritt geändert");
	expect_unseen(owner, "Person aufgenommen");
	expect_sees(owner, "<option value=\"branding.\" selected>");
	expect_sees(owner, "/auth/audit?action=branding.");
	expect_sees(owner, "/audit/export?action=branding.");
	expect_page(owner, "/audit?action=user.create");
	expect_sees(owner, "<option value=\"user.create\" selected>");
	expect_page(owner,
	    arena_printf(e2e_arena(), "/audit?person=%" PRId64, lena->id));
	expect_unseen(owner, "Studio angelegt");
	expect_sees(owner, "Angemeldet");
	expect_page(owner, "/audit?action=" SCRIPT);
	expect_sees(owner, "Keine Einträge");
	expect_sees(owner, SCRIPT_SHOWN);
	add_entries(studio, 60, "2026-11-22 10:00Z");
	expect_page(owner, "/audit");
	ck_assert_int_eq(browser_statements(owner, "auth"), few);
	expect_sees(owner, "viel60");
	expect_unseen(owner, "viel10<");
	expect_page(owner,
	    arena_printf(e2e_arena(), "/audit?action=setting.&after=%" PRId64,
		entry_of(studio, "setting.put") - 49));
	expect_sees(owner, "viel10<");
	expect_sees(owner, "href=\"/audit?action=setting.\"");
	ck_assert_int_eq(browser_open(owner, "/audit?person=x"), 422);
	ck_assert_int_eq(browser_open(owner, "/audit?from=gestern"), 422);
}
END_TEST

START_TEST(days_are_those_of_who_reads)
{
	struct studio *studio = studio_new("Zeitzone", "pro");
	struct person *person = person_new(studio, "tenant_admin");
	struct browser *owner = browser_of(person);

	/* 23:30 of the 10th in Berlin, and already the 11th in Tokyo. */
	add_entries(studio, 1, "2026-03-10 22:30Z");
	expect_page(owner, "/audit?from=2026-03-10&until=2026-03-10");
	expect_sees(owner, "viel1");
	expect_sees(owner, "10.03.2026, 23:30");
	expect_sees(owner, "value=\"2026-03-10\"");
	expect_sees(owner, "from=2026-03-09T23%3A00%3A00Z");
	expect_page(owner, "/audit?from=2026-03-11&until=2026-03-11");
	expect_sees(owner, "Keine Einträge");
	sql_run("UPDATE users SET timezone = 'Asia/Tokyo' WHERE id = %" PRId64,
	    person->id);
	expect_page(owner, "/audit?from=2026-03-11&until=2026-03-11");
	expect_sees(owner, "viel1");
}
END_TEST

START_TEST(an_entry_shows_what_was_before_and_after)
{
	struct studio *studio = studio_new("Vorher", "pro");
	struct person *lena = named(studio, "Lena K.");
	struct browser *owner = browser_of(lena);
	const char *token = token_of_login(lena);
	int64_t other = person_new(studio, "tenant_user")->id;

	expect_status(
	    put_json(arena_printf(e2e_arena(), "/auth/users/%" PRId64, other),
		token, "{\"full_name\":\"" SCRIPT "\",\"is_active\":false}"),
	    200);
	expect_page(owner, path_of(entry_of(studio, "user.update")));
	expect_sees(owner, "Person geändert");
	expect_sees(owner, "<ins>" SCRIPT_SHOWN "</ins>");
	expect_unseen(owner, SCRIPT);
	expect_sees(owner, "<del>ja</del>");
	expect_sees(owner, "<ins>nein</ins>");
	expect_sees(owner, "Was gleich geblieben ist");
	expect_sees(owner, "Lena K.");
	expect_status(post_json("/auth/invitations", token,
			  "{\"email\":\"a@b.example\",\"role\":"
			  "\"tenant_user\"}"),
	    201);
	expect_page(owner, path_of(entry_of(studio, "invitation.create")));
	expect_sees(owner, "Neue Werte");
	expect_sees(owner, "Teammitglied");
	expect_sees(
	    owner, "<dt>Eingeladen von</dt><dd class=\"as-typed\">Lena");
	expect_page(owner, path_of(entry_of(studio, "session.start")));
	ck_assert_int_eq(browser_open(owner, path_of(999999)), 404);
	ck_assert_int_eq(browser_open(owner, "/audit/x"), 404);
}
END_TEST

START_TEST(secrets_stay_masked)
{
	struct studio *studio = studio_new("Geheim", "pro");
	struct browser *owner = admin_of(studio);

	expect_status(
	    put_json("/admin/settings/whatsapp_app_secret", studio->owner,
		"{\"value\":\"sehr-geheimes-geheimnis-123456\"}"),
	    200);
	expect_page(owner, path_of(entry_of(studio, "setting.put")));
	expect_sees(owner, "********");
	expect_unseen(owner, "geheimnis");
	ck_assert_int_eq(browser_open(owner, "/audit/export"), 200);
	ck_assert_ptr_null(strstr(owner->page.body, "geheimnis"));
}
END_TEST

START_TEST(the_chain_is_looked_at_on_demand)
{
	struct studio *studio = studio_new("Kette", "pro");
	struct browser *owner = admin_of(studio);

	expect_page(owner, "/audit/check");
	expect_sees(owner, "Die Kette ist lückenlos");
	expect_sees(owner,
	    sql_text("SELECT hash FROM audit_heads WHERE tenant_id = %" PRId64,
		studio->id));
	sql_run("ALTER TABLE audit_logs DISABLE TRIGGER USER");
	sql_run("UPDATE audit_logs SET subject = 'anders' WHERE tenant_id = "
		"%" PRId64 " AND id = 2",
	    studio->id);
	sql_run("ALTER TABLE audit_logs ENABLE TRIGGER USER");
	expect_page(owner, "/audit/check");
	expect_sees(owner, "Die Kette ist gebrochen");
	expect_sees(owner, "href=\"/audit/2\"");
	expect_unseen(owner, "lückenlos");
}
END_TEST

START_TEST(the_log_is_a_file_with_hashes)
{
	struct studio *studio = studio_new("Datei", "pro");
	struct studio *other = studio_new("Andere", "pro");
	struct browser *owner = admin_of(studio);
	const char *hash;
	int64_t rows = 0;

	add_entries(studio, 450, "2026-11-22 10:00Z");
	add_entries(other, 3, "2026-11-22 10:00Z");
	ck_assert_int_eq(browser_open(owner, "/audit/export"), 200);
	hash = sql_text("SELECT hash FROM audit_logs WHERE tenant_id = %" PRId64
			" AND id = 1",
	    studio->id);
	ck_assert_ptr_nonnull(strstr(owner->page.body, "id;at;actor_user_id;"));
	ck_assert_ptr_nonnull(strstr(owner->page.body, hash));
	for (const char *at = owner->page.body;
	     (at = strstr(at, "\r\n")) != NULL; at += 2)
		rows++;
	ck_assert_int_eq(rows - 1,
	    sql_int("SELECT count(*) FROM audit_logs WHERE tenant_id = "
		    "%" PRId64,
		studio->id));
	ck_assert_int_eq(browser_open(owner,
			     "/audit/export?action=setting.&until=2026-11-21"),
	    200);
	ck_assert_ptr_null(strstr(owner->page.body, "viel1"));
}
END_TEST

START_TEST(another_studio_sees_its_own_log_alone)
{
	struct studio *ours = studio_new("Wir", "pro");
	struct studio *theirs = studio_new("Die", "pro");
	struct browser *owner = admin_of(ours);
	int64_t id = 0;

	add_entries(theirs, 80, "2026-11-22 10:00Z");
	id = entry_of(theirs, "setting.put");
	ck_assert_int_eq(browser_open(owner, path_of(id)), 404);
	expect_page(owner, "/audit");
	expect_unseen(owner, "viel");
	expect_page(owner, "/audit?person=999999");
	expect_sees(owner, "Keine Einträge");
}
END_TEST

START_TEST(hostile_entries_are_text_in_both_languages)
{
	struct studio *studio = studio_new("Böse", "pro");
	struct person *person = named(studio, SCRIPT);
	struct browser *owner = browser_of(person);

	enter(studio);
	sql_run("INSERT INTO audit_logs (tenant_id, actor_user_id, actor_role,"
		" action, subject, before, after, request_id) VALUES (%" PRId64
		", %" PRId64 ", 'tenant_admin', 'x.\"><b>', '" SCRIPT "',"
		" '{\"\\\"><i>\": [\"" SCRIPT "\"]}', '{\"\\\"><i>\": {}}',"
		" '\"><u>')",
	    studio->id, person->id);
	for (int i = 0; i < 2; i++) {
		expect_page(owner, "/audit");
		expect_sees(owner, SCRIPT_SHOWN);
		expect_unseen(owner, SCRIPT);
		expect_unseen(owner, "<b>");
		expect_sees(owner, i == 0 ? "Alle Vorgänge" : "All actions");
		expect_page(owner, path_of(entry_of(studio, "x.\"><b>")));
		expect_unseen(owner, SCRIPT);
		expect_unseen(owner, "<i>");
		expect_unseen(owner, "<u>");
		expect_page(owner, "/audit/check");
		expect_sees(owner,
		    i == 0 ? "Die Kette ist lückenlos"
			   : "The chain is unbroken");
		sql_run("UPDATE users SET locale = 'en-GB' WHERE id = "
			"%" PRId64,
		    person->id);
	}
}
END_TEST

Suite *
audit_pages_suite(void)
{
	Suite *suite = suite_create("audit_pages");
	TCase *tests = tcase_create("audit_pages");

	tcase_add_checked_fixture(tests, e2e_setup, e2e_teardown);
	tcase_set_timeout(tests, 0);
	tcase_add_test(
	    tests, the_log_is_narrowed_by_person_and_action_and_paged);
	tcase_add_test(tests, days_are_those_of_who_reads);
	tcase_add_test(tests, an_entry_shows_what_was_before_and_after);
	tcase_add_test(tests, secrets_stay_masked);
	tcase_add_test(tests, the_chain_is_looked_at_on_demand);
	tcase_add_test(tests, the_log_is_a_file_with_hashes);
	tcase_add_test(tests, another_studio_sees_its_own_log_alone);
	tcase_add_test(tests, hostile_entries_are_text_in_both_languages);
	suite_add_tcase(suite, tests);
	return suite;
}
