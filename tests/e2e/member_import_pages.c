/*
 * member_import_pages.c - files of members in a browser.
 *
 * SPDX-License-Identifier: ISC
 */
#include "browser.h"
#include "suites.h"

enum { WAIT_MS = 60000 };

#define SCRIPT "<script>alert(1)</script>"
#define SCRIPT_SHOWN "&lt;script&gt;alert(1)&lt;/script&gt;"

static struct browser *
browser_as(const struct studio *studio, const char *role)
{
	return browser_of(person_new(studio, role));
}

static int64_t
members_of(const struct studio *studio)
{
	return sql_int("SELECT count(*) FROM studio_members WHERE tenant_id = "
		       "%" PRId64,
	    studio->id);
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

static const char *
uploaded(struct browser *owner, const char *content, const char *conflict)
{
	expect_page(owner, "/members/import");
	ck_assert_msg(
	    browser_upload(owner, "/members/import",
		(struct chosen){ "file", "mitglieder.csv", content },
		(const char *const[]){ "on_conflict", conflict, NULL }) == 303,
	    "%d %.3000s", owner->page.status, owner->page.body);
	return browser_way(owner);
}

static void
wait_until_done(struct browser *owner, const char *path)
{
	int64_t id;

	ck_assert(text_to_int64(strrchr(path, '/') + 1, &id));
	sql_wait(1, WAIT_MS,
	    "SELECT count(*) FROM member_imports WHERE id = %" PRId64
	    " AND state = 'done'",
	    id);
	expect_page(owner, path);
}

START_TEST(a_file_is_looked_at_first_and_then_taken_in)
{
	struct studio *studio = studio_new("Datei", "pro");
	struct browser *owner = browser_as(studio, "tenant_admin");
	struct browser *other =
	    browser_as(studio_new("Neugierig", "pro"), "tenant_admin");
	struct answer checked;
	const char *path, *run;

	expect_page(owner, "/members/imports");
	expect_sees(owner, "Noch keine Importe");
	path = uploaded(owner,
	    "Kundennummer;Vorname;Nachname;Telefon\r\n1;Max;Müller;0170 "
	    "1234567\r\n2;Eva;" SCRIPT ";kein Telefon\r\n3;Ole;Olsen;\r\n",
	    "update");
	run = arena_printf(e2e_arena(), "%s/run", path);
	wait_until_done(owner, path);
	ck_assert_int_eq(members_of(studio), 0);
	expect_sees(owner, "Gespeichert ist noch nichts.");
	expect_sees(owner, "Wären neu</span><span class=\"figure-value\">2<");
	expect_sees(owner, "Das ist keine Telefonnummer.");
	expect_sees(owner, SCRIPT_SHOWN);
	expect_unseen(owner, "data-live");
	ck_assert_int_eq(browser_open(other, path), 404);
	ck_assert_int_eq(
	    browser_open(owner, arena_printf(e2e_arena(), "%s/errors", path)),
	    200);
	expect_sees(owner, "3;phone;is no telephone number");
	ck_assert_int_eq(browser_open(owner, path), 200);
	checked = owner->page;
	ck_assert_int_eq(
	    browser_submit(owner, run, (const char *const[]){ NULL }), 303);
	ck_assert_str_eq(browser_way(owner), path);
	wait_until_done(owner, path);
	ck_assert_int_eq(members_of(studio), 2);
	expect_sees(owner, "Neu</span><span class=\"figure-value\">2<");
	expect_sees(owner, "Mitglieder ansehen");
	/* Once more from the same page, and from another. */
	owner->page = checked;
	ck_assert_int_eq(browser_send(owner, run, NULL), 303);
	ck_assert_str_eq(browser_way(owner), path);
	owner->page = checked;
	ck_assert_int_eq(browser_send(owner, run, "key", "ein-anderer"), 409);
	expect_sees(owner, "Diese Datei ist schon übernommen oder zu alt.");
	ck_assert_int_eq(members_of(studio), 2);
	ck_assert_int_eq(
	    sql_int("SELECT count(*) FROM member_import_chunks WHERE tenant_id "
		    "= %" PRId64,
		studio->id),
	    0);
	expect_page(owner, "/members/imports");
	expect_sees(owner, "Übernommen");
	expect_page(other, "/members/imports");
	expect_sees(other, "Noch keine Importe");
}
END_TEST

START_TEST(a_file_that_can_not_be_one_is_refused_beside_its_field)
{
	static const struct {
		const char *content;
		const char *says;
	} files[] = {
		{ NULL, "Bitte fülle dieses Feld aus." },
		{ "", "Die Datei ist leer." },
		{ "Kundennummer\r\n", "In der Datei steht nur die Kopfzeile." },
		{ "Farbe;Form\r\nrot;rund\r\n", "In der ersten Zeile müssen" },
	};
	struct studio *studio = studio_new("Unfug", "pro");
	struct browser *owner = browser_as(studio, "tenant_admin");

	for (size_t i = 0; i < ARRAY_LENGTH(files); i++) {
		ck_assert_int_eq(browser_open(owner, "/members/import"), 200);
		ck_assert_int_eq(
		    browser_upload(owner, "/members/import",
			(struct chosen){ "file", "x.csv", files[i].content },
			(const char *const[]){ "on_conflict", "skip", NULL }),
		    422);
		browser_expect_tidy(owner);
		expect_sees(owner, "id=\"import-file-error\"");
		expect_sees(owner, files[i].says);
		expect_sees(owner, "<option value=\"skip\" selected>");
	}
	ck_assert_int_eq(browser_open(owner, "/members/import"), 200);
	ck_assert_int_eq(
	    browser_upload(owner, "/members/import",
		(struct chosen){ "file", "x.csv", "Kundennummer\r\n1\r\n" },
		(const char *const[]){ "csrf", "wrong", NULL }),
	    403);
	ck_assert_int_eq(browser_open(owner, "/members/import"), 200);
	ck_assert_int_eq(
	    browser_send(owner, "/members/import", "on_conflict", "skip"), 403);
	ck_assert_int_eq(
	    sql_int("SELECT count(*) FROM member_imports WHERE tenant_id = "
		    "%" PRId64,
		studio->id),
	    0);
}
END_TEST

START_TEST(what_was_checked_is_forgotten_after_a_day)
{
	struct studio *studio = studio_new("Vergessen", "pro");
	struct browser *owner = browser_as(studio, "tenant_admin");
	const char *path =
	    uploaded(owner, "Kundennummer;Vorname\r\n1;Max\r\n", "update");

	wait_until_done(owner, path);
	ck_assert_int_eq(
	    sql_int("SELECT count(*) FROM member_import_chunks WHERE tenant_id "
		    "= %" PRId64,
		studio->id),
	    1);
	sql_run("UPDATE member_imports SET finished_at = now() -"
		" interval '25 hours' WHERE tenant_id = %" PRId64,
	    studio->id);
	expect_page(owner, path);
	expect_unseen(owner, "/run");
	sql_run("UPDATE jobs SET run_at = now() WHERE tenant_id = %" PRId64
		" AND kind = 'member_import_forget'",
	    studio->id);
	sql_wait(0, WAIT_MS,
	    "SELECT count(*) FROM member_import_chunks WHERE tenant_id = "
	    "%" PRId64,
	    studio->id);
}
END_TEST

Suite *
member_import_pages_suite(void)
{
	Suite *suite = suite_create("member_import_pages");
	TCase *tests = tcase_create("member_import_pages");

	tcase_add_checked_fixture(tests, e2e_setup, e2e_teardown);
	tcase_set_timeout(tests, 0);
	tcase_add_test(tests, a_file_is_looked_at_first_and_then_taken_in);
	tcase_add_test(
	    tests, a_file_that_can_not_be_one_is_refused_beside_its_field);
	tcase_add_test(tests, what_was_checked_is_forgotten_after_a_day);
	suite_add_tcase(suite, tests);
	return suite;
}
