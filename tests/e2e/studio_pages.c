/*
 * studio_pages.c - the pages of knowledge and agents, as a browser without
 * JavaScript sees them.
 *
 * SPDX-License-Identifier: ISC
 */
#include "browser.h"
#include "suites.h"

#define SCRIPT "<script>alert(1)</script>"
#define SCRIPT_SHOWN "&lt;script&gt;alert(1)&lt;/script&gt;"
#define IMAGE "\"><img src=x onerror=alert(1)>"
#define SAUNA "# Sauna\n\n## Zeiten\n\nDie Sauna ist bis 21 Uhr warm."

static struct browser *
owner_of(const struct studio *studio)
{
	return browser_of(person_new(studio, "tenant_admin"));
}

static void
expect_page(struct browser *browser, const char *path)
{
	ck_assert_msg(browser_open(browser, path) == 200, "%s: %d %s", path,
	    browser->page.status, browser->page.body);
	browser_expect_safe(browser);
	browser_expect_tidy(browser);
}

/* Writes a document; the path of its page. */
static const char *
write_document(struct browser *browser, const char *title, const char *text)
{
	const char *way;

	expect_page(browser, "/knowledge/new");
	ck_assert_int_eq(browser_send(browser, "/knowledge", "title", title,
			     "language", "de", "text", text),
	    303);
	way = browser_way(browser);
	ck_assert_int_eq(browser_follow(browser), 200);
	browser_expect_tidy(browser);
	return arena_copy_bytes(e2e_arena(), way, strcspn(way, "?"));
}

static const char *
below(const char *path, const char *rest)
{
	return arena_printf(e2e_arena(), "%s%s", path, rest);
}

START_TEST(what_a_studio_writes_is_shown_as_its_agents_read_it)
{
	struct studio *studio = studio_new("Wissensseite", "starter");
	struct browser *browser = owner_of(studio);
	const char *path;

	expect_page(browser, "/knowledge");
	expect_sees(browser, "Noch kein Wissen");
	path = write_document(browser, "Wellness", SAUNA);
	expect_sees(browser, "role=\"status\"");
	expect_sees(browser, "<h3>Sauna &gt; Zeiten</h3>");
	expect_sees(browser, "Die Sauna ist bis 21 Uhr warm.");
	expect_page(browser, "/knowledge?search=well");
	expect_sees(browser, below(path, "\">Wellness</a>"));
	expect_page(browser, "/knowledge?search=nirgends");
	expect_sees(browser, "Kein Dokument hei");
	expect_page(browser, "/knowledge/test?q=Wie+lange+ist+Sauna%3F");
	expect_sees(browser, "<mark>Sauna</mark>");
	expect_page(browser, "/knowledge/test?q=Schwimmbad");
	expect_sees(browser, "/knowledge/new?title=Schwimmbad");
	expect_page(browser, "/knowledge/new?title=Schwimmbad");
	ck_assert_str_eq(browser_value(browser, "title"), "Schwimmbad");
}
END_TEST

START_TEST(a_wrong_document_keeps_what_was_typed)
{
	struct studio *studio = studio_new("Tippfehler", "starter");
	struct browser *browser = owner_of(studio);

	expect_page(browser, "/knowledge/new");
	ck_assert_int_eq(browser_send(browser, "/knowledge", "title", "",
			     "language", "de", "text", "Mein Text."),
	    422);
	browser_expect_tidy(browser);
	expect_sees(browser, "id=\"draft-title-error\"");
	expect_sees(browser, ">Mein Text.</textarea>");
	ck_assert_int_eq(browser_send(browser, "/knowledge", "title", "T",
			     "language", "de", "text", "<!-- nichts -->"),
	    422);
	expect_sees(browser, "id=\"draft-text-error\"");
	ck_assert_int_eq(
	    sql_int("SELECT count(*) FROM knowledge_documents WHERE "
		    "tenant_id = %" PRId64,
		studio->id),
	    0);
}
END_TEST

/* The button of the editor sends the same form elsewhere. */
static int
preview(struct browser *browser, const char *action, const char *text)
{
	struct browser asking = *browser;
	int status;

	asking.page.body = arena_printf(e2e_arena(),
	    "<form action=\"%s\"><input type=\"hidden\" name=\"csrf\" "
	    "value=\"%s\"></form>",
	    action, browser_value(browser, "csrf"));
	status = browser_send(
	    &asking, action, "title", "", "language", "de", "text", text);
	browser->page = asking.page;
	return status;
}

START_TEST(a_preview_stores_nothing_and_keeps_the_text)
{
	struct studio *studio = studio_new("Vorschau", "starter");
	struct browser *browser = owner_of(studio);
	const char *path = write_document(browser, "Wellness", SAUNA);

	expect_page(browser, "/knowledge/new");
	ck_assert_int_eq(preview(browser, "/knowledge/preview",
			     "## Parken\n\nHinter dem Haus."),
	    200);
	browser_expect_tidy(browser);
	expect_sees(browser, "<h3>Parken</h3>");
	expect_sees(browser, "Hinter dem Haus.</textarea>");
	expect_page(browser, below(path, "/edit"));
	ck_assert_int_eq(
	    preview(browser, below(path, "/preview"), "## Neu\n\nAnders."),
	    200);
	expect_sees(browser, "<h3>Neu</h3>");
	expect_sees(browser, below(path, "\" data-guard"));
	expect_page(browser, path);
	expect_sees(browser, "bis 21 Uhr");
	ck_assert_int_eq(
	    sql_int("SELECT count(*) FROM knowledge_versions WHERE "
		    "tenant_id = %" PRId64,
		studio->id),
	    1);
}
END_TEST

START_TEST(who_was_slower_sees_both_texts_and_loses_neither)
{
	struct studio *studio = studio_new("Zwei Hände", "starter");
	struct browser *first = owner_of(studio);
	struct browser *second = owner_of(studio);
	const char *path = write_document(first, "Wellness", SAUNA);

	expect_page(first, below(path, "/edit"));
	expect_page(second, below(path, "/edit"));
	ck_assert_int_eq(browser_send(first, path, "title", "Wellness",
			     "language", "de", "text", "Bis 22 Uhr."),
	    303);
	ck_assert_str_eq(browser_way(first), below(path, "?done=saved"));
	ck_assert_int_eq(browser_send(second, path, "title", "Wellness",
			     "language", "de", "text", "Bis 23 Uhr."),
	    409);
	browser_expect_tidy(second);
	expect_sees(second, "Bis 22 Uhr.</pre>");
	expect_sees(second, "Bis 23 Uhr.</textarea>");
	ck_assert_str_eq(browser_value(second, "version"), "2");
	ck_assert_int_eq(browser_send(second, path, "title", "Wellness",
			     "language", "de", "text", "Bis 23 Uhr."),
	    303);
	expect_page(second, below(path, "/versions"));
	expect_page(second, below(path, "/versions/1"));
	ck_assert_int_eq(
	    browser_send(second, below(path, "/versions/1/restore"), NULL),
	    303);
	ck_assert_int_eq(browser_follow(second), 200);
	expect_sees(second, "bis 21 Uhr");
	expect_page(second, below(path, "/remove"));
	ck_assert_int_eq(
	    browser_send(second, below(path, "/remove"), NULL), 303);
	ck_assert_int_eq(browser_follow(second), 200);
	expect_sees(second, "role=\"status\"");
	ck_assert_int_eq(browser_open(second, path), 404);
}
END_TEST

START_TEST(hostile_texts_are_shown_as_text)
{
	struct studio *studio = studio_new("Feindlich", "pro");
	struct browser *browser = owner_of(studio);
	const char *path = write_document(browser, SCRIPT IMAGE,
	    "# " SCRIPT "\n\nSauna " IMAGE " [[ ]] " SCRIPT);
	const char *const pages[] = { path, below(path, "/edit"),
		below(path, "/versions"), below(path, "/versions/1"),
		below(path, "/remove"), "/knowledge",
		"/knowledge?search=%3Cscript%3E",
		"/knowledge/test?q=Sauna+%22%3E%3Cscript%3Ealert(1)",
		"/knowledge/new?title=%22%3E%3Cscript%3Ealert(1)" };

	for (size_t i = 0; i < ARRAY_LENGTH(pages); i++) {
		expect_page(browser, pages[i]);
		ck_assert_msg(!browser_sees(browser, "<script>alert") &&
			!browser_sees(browser, "<img"),
		    "%s", browser->page.body);
	}
	expect_page(browser, path);
	expect_sees(browser, SCRIPT_SHOWN);
	expect_page(browser, "/agents");
	ck_assert_int_eq(browser_send(browser, "/agents", "studio_name", SCRIPT,
			     "opening_hours_text", IMAGE),
	    303);
	expect_page(browser, "/agents");
	expect_page(browser, "/agents/persona/de");
	ck_assert(!browser_sees(browser, "<script>alert"));
	ck_assert(!browser_sees(browser, "<img"));
	expect_sees(browser, SCRIPT_SHOWN);
}
END_TEST

START_TEST(staff_reads_and_strangers_find_nothing)
{
	struct studio *ours = studio_new("Unser Wissen", "pro");
	struct studio *theirs = studio_new("Deren Wissen", "pro");
	struct browser *owner = owner_of(ours);
	struct browser *staff = browser_of(person_new(ours, "tenant_user"));
	struct browser *stranger = owner_of(theirs);
	const char *path = write_document(owner, "Wellness", SAUNA);
	const char *const all[] = { path, below(path, "/versions"),
		below(path, "/versions/1") };
	const char *const admins[] = { below(path, "/edit"),
		below(path, "/remove"), "/knowledge/new", "/knowledge/import",
		"/agents", "/agents/ops/de", "/agents/ops/de/reset",
		"/admin/prompts/ops/try" };

	for (size_t i = 0; i < ARRAY_LENGTH(all); i++) {
		expect_page(staff, all[i]);
		ck_assert(!browser_sees(staff, "/edit\""));
		ck_assert(!browser_sees(staff, "\"/agents\""));
		ck_assert_int_eq(browser_open(stranger, all[i]), 404);
	}
	for (size_t i = 0; i < ARRAY_LENGTH(admins); i++) {
		ck_assert_int_eq(browser_open(staff, admins[i]), 403);
		ck_assert_int_eq(browser_open(stranger, admins[i]),
		    text_starts_with(admins[i], path) ? 404 : 200);
	}
	expect_page(stranger, "/knowledge");
	ck_assert(!browser_sees(stranger, "Wellness"));
	expect_page(stranger, "/knowledge/test?q=Sauna");
	ck_assert(!browser_sees(stranger, "<mark>"));
}
END_TEST

/* The page of an import, once it has come to an end. */
static void
await_end(struct browser *browser, const char *path)
{
	for (int i = 0; i < 200; i++) {
		expect_page(browser, path);
		if (!browser_sees(browser, "<progress"))
			return;
		pause_ms(50);
	}
}

START_TEST(a_file_becomes_a_document)
{
	struct studio *studio = studio_new("Einlesen", "starter");
	struct browser *browser = owner_of(studio);
	const char *way;

	expect_page(browser, "/knowledge/import");
	ck_assert_int_eq(browser_upload(browser, "/knowledge/import",
			     ((struct chosen){ "file", "haus.exe", "x" }),
			     (const char *const[]){ NULL }),
	    422);
	browser_expect_tidy(browser);
	expect_sees(browser, ".md, .txt oder .pdf");
	ck_assert_int_eq(browser_upload(browser, "/knowledge/import",
			     ((struct chosen){ "file", "", NULL }),
			     (const char *const[]){ NULL }),
	    422);
	expect_sees(browser, "id=\"import-file-error\"");
	ck_assert_int_eq(
	    browser_upload(browser, "/knowledge/import",
		((struct chosen){ "file", "haus.md", "# Haus\n\nLeise." }),
		(const char *const[]){ NULL }),
	    303);
	way = browser_way(browser);
	await_end(browser, way);
	expect_sees(browser, "alert is-good");
	expect_page(browser, "/knowledge");
	expect_sees(browser, "haus.md");
}
END_TEST

START_TEST(values_are_saved_and_errors_stand_beside_their_fields)
{
	struct studio *studio = studio_new("Angaben", "starter");
	struct browser *browser = owner_of(studio);

	expect_page(browser, "/agents");
	ck_assert_int_eq(
	    browser_send(browser, "/agents", "studio_name", "Loft",
		"studio_timezone", "Mond", "studio_emergency_number", "ruft"),
	    422);
	browser_expect_tidy(browser);
	expect_sees(browser, "id=\"studio-studio_timezone-error\"");
	expect_sees(browser, "id=\"studio-studio_emergency_number-error\"");
	expect_sees(browser, "role=\"alert\"");
	ck_assert_str_eq(browser_value(browser, "studio_timezone"), "Mond");
	ck_assert_int_eq(browser_send(browser, "/agents", "studio_name", "Loft",
			     "studio_timezone", "Europe/Vienna",
			     "persona_bio_text", "Wir duzen."),
	    303);
	ck_assert_int_eq(browser_follow(browser), 200);
	expect_sees(browser, "role=\"status\"");
	ck_assert_str_eq(browser_value(browser, "studio_name"), "Loft");
	expect_sees(browser, ">Wir duzen.</textarea>");
	ck_assert_int_eq(
	    sql_int("SELECT count(*) FROM audit_logs WHERE tenant_id = "
		    "%" PRId64 " AND action = 'prompt_config.update'",
		studio->id),
	    1);
}
END_TEST

START_TEST(a_template_is_checked_stored_loaded_again_and_reset)
{
	static const char page[] = "/agents/ops/de";
	struct studio *studio = studio_new("Vorlagen", "pro");
	struct browser *browser = owner_of(studio);
	struct browser *other = owner_of(studio);

	ck_assert_int_eq(browser_open(browser, "/agents/ops"), 303);
	expect_page(browser, page);
	expect_page(other, page);
	ck_assert_int_eq(
	    browser_send(browser, page, "text", "Du bist {nirgendwer}."), 422);
	browser_expect_tidy(browser);
	expect_sees(browser, "id=\"template-text-error\">Zeile 1: ");
	expect_sees(browser, "Du bist {nirgendwer}.</textarea>");
	ck_assert_int_eq(browser_send(browser, page, "text",
			     "Du sprichst für {studio_name}."),
	    303);
	ck_assert_int_eq(browser_follow(browser), 200);
	browser_expect_tidy(browser);
	expect_sees(browser, "Du sprichst für Vorlagen.");
	expect_sees(browser, "?version=1");
	ck_assert_int_eq(
	    browser_send(other, page, "text", "Von jemand anderem."), 409);
	browser_expect_tidy(other);
	expect_sees(other, "Von jemand anderem.</textarea>");
	expect_sees(other, "{studio_name}.</pre>");
	ck_assert_int_eq(
	    browser_send(other, page, "text", "Von jemand anderem."), 303);
	expect_page(browser, "/agents/ops/de?version=1");
	expect_sees(browser, "Du sprichst für {studio_name}.</textarea>");
	ck_assert_int_eq(
	    browser_open(browser, "/agents/ops/de?version=9"), 404);
	expect_page(browser, "/agents/ops/de/reset");
	ck_assert_int_eq(
	    browser_send(browser, "/agents/ops/de/reset", NULL), 303);
	ck_assert_int_eq(browser_follow(browser), 200);
	ck_assert(!browser_sees(browser, "Von jemand anderem."));
	ck_assert_int_eq(browser_open(browser, "/agents/niemand/de"), 404);
	ck_assert_int_eq(browser_open(browser, "/agents/ops/fr"), 404);
}
END_TEST

START_TEST(a_smaller_plan_reads_the_templates_and_can_not_change_them)
{
	struct studio *studio = studio_new("Kleiner Tarif", "starter");
	struct browser *browser = owner_of(studio);
	struct browser asking;

	expect_page(browser, "/agents/sales/en");
	ck_assert(!browser_sees(browser, "<textarea"));
	expect_sees(browser, "{studio_name}");
	asking = *browser;
	asking.page.body = arena_printf(e2e_arena(),
	    "<form action=\"/agents/sales/en\"><input type=\"hidden\" "
	    "name=\"csrf\" value=\"%s\"></form>",
	    browser_value(browser, "csrf"));
	ck_assert_int_eq(
	    browser_send(&asking, "/agents/sales/en", "text", "Mine."), 402);
}
END_TEST

START_TEST(an_agent_is_asked_and_nothing_is_stored)
{
	static const char page[] = "/admin/prompts/persona/try";
	struct studio *studio = studio_new("Probe", "starter");
	struct browser *browser = owner_of(studio);

	(void)write_document(browser, "Wellness", SAUNA);
	expect_page(browser, page);
	ck_assert_int_eq(browser_send(browser, page, "text", ""), 422);
	browser_expect_tidy(browser);
	expect_sees(browser, "id=\"try-text-error\"");
	ck_assert_int_eq(browser_send(browser, page, "text",
			     "Wie lange ist die Sauna auf? " SCRIPT),
	    200);
	browser_expect_safe(browser);
	browser_expect_tidy(browser);
	ck_assert(!browser_sees(browser, "<script>alert"));
	expect_sees(browser, "id=\"answer\"");
	ck_assert_int_eq(
	    sql_int("SELECT count(*) FROM chat_messages WHERE tenant_id = "
		    "%" PRId64,
		studio->id),
	    0);
	ck_assert_int_eq(
	    browser_open(browser, "/admin/prompts/niemand/try"), 404);
}
END_TEST

Suite *
studio_pages_suite(void)
{
	Suite *suite = suite_create("studio_pages");
	TCase *knowledge = tcase_create("knowledge");
	TCase *agents = tcase_create("agents");

	tcase_add_checked_fixture(knowledge, e2e_setup, e2e_teardown);
	tcase_set_timeout(knowledge, 60);
	tcase_add_test(
	    knowledge, what_a_studio_writes_is_shown_as_its_agents_read_it);
	tcase_add_test(knowledge, a_wrong_document_keeps_what_was_typed);
	tcase_add_test(knowledge, a_preview_stores_nothing_and_keeps_the_text);
	tcase_add_test(
	    knowledge, who_was_slower_sees_both_texts_and_loses_neither);
	tcase_add_test(knowledge, hostile_texts_are_shown_as_text);
	tcase_add_test(knowledge, staff_reads_and_strangers_find_nothing);
	tcase_add_test(knowledge, a_file_becomes_a_document);
	suite_add_tcase(suite, knowledge);
	tcase_add_checked_fixture(agents, e2e_setup, e2e_teardown);
	tcase_set_timeout(agents, 60);
	tcase_add_test(
	    agents, values_are_saved_and_errors_stand_beside_their_fields);
	tcase_add_test(
	    agents, a_template_is_checked_stored_loaded_again_and_reset);
	tcase_add_test(
	    agents, a_smaller_plan_reads_the_templates_and_can_not_change_them);
	tcase_add_test(agents, an_agent_is_asked_and_nothing_is_stored);
	suite_add_tcase(suite, agents);
	return suite;
}
