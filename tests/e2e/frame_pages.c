/*
 * frame_pages.c - the frame of the deck: its weight, whose brand it wears, and
 * the page of today.
 *
 * SPDX-License-Identifier: ISC
 */
#include "browser.h"
#include "suites.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { FIRST_VIEW_BYTES_MAX = 30 * 1024, FIRST_VIEW_REQUESTS_MAX = 4 };

extern char **environ;

static const char hostile[] =
    "\"><img src=x onerror=alert(1)><script>alert(1)</script>";

/* As gzip makes of it. */
static int64_t
compressed_bytes(const struct answer *answer)
{
	char *file =
	    arena_printf(e2e_arena(), "%s/weighed", e2e_env("ARIIA_DIR"));
	char *packed = arena_printf(e2e_arena(), "%s.gz", file);
	char *argv[] = { arena_copy(e2e_arena(), "gzip"),
		arena_copy(e2e_arena(), "-f"), file, NULL };
	int descriptor =
	    open(file, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	struct stat status;
	int exit_status = -1;
	pid_t pid;

	ck_assert_int_ge(descriptor, 0);
	ck_assert_int_eq(
	    write(descriptor, answer->body, answer->len), (ssize_t)answer->len);
	ck_assert_int_eq(close(descriptor), 0);
	ck_assert_int_eq(
	    posix_spawnp(&pid, argv[0], NULL, NULL, argv, environ), 0);
	ck_assert_int_eq(waitpid(pid, &exit_status, 0), pid);
	ck_assert_int_eq(exit_status, 0);
	ck_assert_int_eq(stat(packed, &status), 0);
	return status.st_size;
}

/* The next path that stands between before and a quote; NULL for none. */
static const char *
next_path(const char **page, const char *before)
{
	const char *start = strstr(*page, before);

	if (start == NULL)
		return NULL;
	start += strlen(before);
	*page = start;
	return arena_copy_bytes(e2e_arena(), start, strcspn(start, "\""));
}

/* The page and what it loads: how much, in how many requests. */
static void
expect_light(struct browser *browser)
{
	static const char *const loads[] = { "<link rel=\"stylesheet\" href=\"",
		"<script src=\"" };
	int64_t bytes = compressed_bytes(&browser->page);
	int requests = 1;

	for (size_t i = 0; i < ARRAY_LENGTH(loads); i++) {
		const char *at = browser->page.body, *path;

		while ((path = next_path(&at, loads[i])) != NULL) {
			struct answer answer = get(path, NULL);

			ck_assert_msg(path[0] == '/' && path[1] != '/',
			    "%s is somebody else's", path);
			expect_status(answer, 200);
			bytes += compressed_bytes(&answer);
			requests++;
		}
	}
	ck_assert_int_le(bytes, FIRST_VIEW_BYTES_MAX);
	ck_assert_int_le(requests, FIRST_VIEW_REQUESTS_MAX);
}

static struct browser *
admin_of(const struct studio *studio)
{
	return browser_of(person_new(studio, "tenant_admin"));
}

static void
set_color(const struct studio *studio, const char *color)
{
	expect_status(put_json("/admin/settings/branding", studio->owner,
			  arena_printf(e2e_arena(),
			      "{\"branding_primary_color\":\"%s\"}", color)),
	    200);
}

START_TEST(the_styleguide_is_safe_tidy_and_light_in_both_languages)
{
	static const char *const languages[] = { "de-DE", "en-GB" };
	struct studio *studio = studio_new("Baukasten", "starter");
	struct person *person = person_new(studio, "tenant_user");
	struct browser *browser = browser_of(person);

	for (size_t i = 0; i < ARRAY_LENGTH(languages); i++) {
		sql_run("UPDATE users SET locale = '%s' WHERE id = %" PRId64,
		    languages[i], person->id);
		ck_assert_int_eq(browser_open(browser, "/styleguide"), 200);
		expect_sees(browser, "Baukasten");
		browser_expect_safe(browser);
		browser_expect_tidy(browser);
		expect_light(browser);
		ck_assert(!browser_sees(browser, " style="));
		expect_sees(browser,
		    i == 0 ? "<html lang=\"de\">" : "<html lang=\"en\">");
	}
}
END_TEST

/* Each piece that issue 5 names, and that the pages are made of. */
START_TEST(every_piece_of_the_pages_stands_in_the_styleguide)
{
	static const char *const pieces[] = {
		/* head, navigation of three roles, with links of theirs */
		"class=\"page-head\"", "class=\"nav\"", "Menü nach Rolle",
		"href=\"/alerts\"", "href=\"/api-keys\"",
		"href=\"/platform/studios\"",
		/* table: sort, search, filters, the way to the next page */
		"class=\"table is-stacking\"", "aria-sort=\"ascending\"",
		"role=\"search\"", "type=\"search\"", "id=\"filter-state\"",
		"class=\"pager\"", "rel=\"next\"",
		/* fields: help, error, of each kind */
		"class=\"field-hint\"", "class=\"field-error\"",
		"aria-invalid=\"true\"", "role=\"alert\"", "<textarea ",
		"<select ", "type=\"file\"", "type=\"checkbox\"",
		/* buttons, badges, cards, an empty place, a question */
		"class=\"button is-quiet is-danger\"",
		"class=\"badge is-warn\"", "class=\"figure\"",
		"class=\"empty\"", "class=\"card dialog stack\"",
		/* what was done, how far, views, a face, one after the other */
		"class=\"toast\"", "class=\"progress\"", "class=\"tabs\"",
		"class=\"avatar is-small\"", "class=\"timeline\"",
		/* a talk of three, and a note */
		"class=\"say is-first\"", "class=\"say is-ours is-first\"",
		"class=\"say is-ours is-staff is-first\"",
		"class=\"say is-note\"",
		/* charts, with a table beside */
		"class=\"chart-bar\"", "class=\"chart-line\"",
		"class=\"sparkline\"", "class=\"as-table\""
	};
	struct browser *browser = admin_of(studio_new("Bausteine", "pro"));

	ck_assert_int_eq(browser_open(browser, "/styleguide"), 200);
	for (size_t i = 0; i < ARRAY_LENGTH(pieces); i++)
		expect_sees(browser, pieces[i]);
}
END_TEST

START_TEST(a_color_and_a_title_are_worn_at_once)
{
	struct studio *studio = studio_new("Kraftwerk", "starter");
	struct browser *browser = admin_of(studio);

	ck_assert_int_eq(browser_open(browser, "/settings/brand"), 200);
	browser_expect_safe(browser);
	browser_expect_tidy(browser);
	ck_assert_str_eq(
	    browser_value(browser, "branding_primary_color"), "#3355dd");
	ck_assert_int_eq(
	    browser_send(browser, "/settings/brand", "branding_dashboard_title",
		"Werk & Kraft", "branding_primary_color", "#F4E04D"),
	    303);
	ck_assert_int_eq(browser_follow(browser), 200);
	expect_sees(browser, "Euer Auftritt ist gespeichert.");
	expect_sees(browser, "Werk &amp; Kraft</title>");
	expect_sees(browser, "href=\"/brand.css?v=f4e04d.1\"");
	expect_light(browser);
	ck_assert_int_eq(
	    sql_int("SELECT count(*) FROM audit_logs WHERE tenant_id = %" PRId64
		    " AND action = 'branding.update'"
		    " AND after->>'branding_primary_color' = '#f4e04d'",
		studio->id),
	    1);
}
END_TEST

START_TEST(a_color_that_is_none_is_told_beside_its_field)
{
	struct studio *studio = studio_new("Farblos", "starter");
	struct browser *browser = admin_of(studio);

	ck_assert_int_eq(browser_open(browser, "/settings/brand"), 200);
	ck_assert_int_eq(
	    browser_send(browser, "/settings/brand", "branding_dashboard_title",
		"Bleibt", "branding_primary_color", "#12345x"),
	    422);
	browser_expect_tidy(browser);
	expect_sees(browser, "Bitte wähle eine Farbe wie #3355dd.");
	ck_assert_str_eq(
	    browser_value(browser, "branding_dashboard_title"), "Bleibt");
	ck_assert_int_eq(browser_open(browser, "/today"), 200);
	ck_assert(!browser_sees(browser, "Bleibt"));
}
END_TEST

START_TEST(a_preview_changes_nothing)
{
	struct studio *studio = studio_new("Vorschau", "starter");
	struct browser *browser = admin_of(studio);

	ck_assert_int_eq(browser_open(browser, "/settings/brand"), 200);
	expect_sees(browser, "formaction=\"/settings/brand/preview\"");
	/* As the second button of the same form does. */
	browser->page.body = arena_printf(e2e_arena(),
	    "<form method=\"post\" action=\"/settings/brand/preview\">"
	    "<input type=\"hidden\" name=\"csrf\" value=\"%s\"></form>",
	    browser_value(browser, "csrf"));
	browser->page.len = strlen(browser->page.body);
	ck_assert_int_eq(browser_send(browser, "/settings/brand/preview",
			     "branding_dashboard_title", hostile,
			     "branding_primary_color", "#00aa33"),
	    200);
	browser_expect_tidy(browser);
	expect_sees(browser, "/brand.css?v=00aa33.1&amp;part=preview");
	expect_sees(browser, "&lt;script&gt;alert(1)&lt;/script&gt;");
	ck_assert(!browser_sees(browser, "<script>alert"));
	ck_assert(!browser_sees(browser, "<img"));
	ck_assert_int_eq(
	    sql_int("SELECT count(*) FROM settings WHERE tenant_id = %" PRId64
		    " AND key LIKE 'branding%%'",
		studio->id),
	    0);
}
END_TEST

START_TEST(a_hostile_title_is_text_on_every_page)
{
	static const char *const pages[] = { "/today", "/settings/brand",
		"/account", "/styleguide", "/nowhere/at/all" };
	struct studio *studio = studio_new("Feindlich", "starter");
	struct browser *browser = admin_of(studio);

	ck_assert_int_eq(browser_open(browser, "/settings/brand"), 200);
	ck_assert_int_eq(
	    browser_send(browser, "/settings/brand", "branding_dashboard_title",
		hostile, "branding_primary_color", "#101010"),
	    303);
	for (size_t i = 0; i < ARRAY_LENGTH(pages); i++) {
		(void)browser_open(browser, pages[i]);
		ck_assert(!browser_sees(browser, "<script>alert"));
		ck_assert(!browser_sees(browser, "<img"));
		browser_expect_tidy(browser);
	}
}
END_TEST

START_TEST(a_brand_shows_on_its_own_host_alone)
{
	struct studio *ours = studio_new("Unser Haus", "starter");
	struct studio *theirs = studio_new("Deren Haus", "starter");
	struct browser *browser = browser_new();

	set_color(ours, "#00aa33");
	browser->host = arena_printf(e2e_arena(), "%s.localhost", ours->slug);
	ck_assert_int_eq(browser_open(browser, "/login"), 200);
	expect_sees(browser, "/brand.css?v=00aa33.1");
	expect_sees(browser, "Unser Haus");
	browser->host = arena_printf(e2e_arena(), "%s.localhost", theirs->slug);
	ck_assert_int_eq(browser_open(browser, "/login"), 200);
	ck_assert(!browser_sees(browser, "brand.css"));
	ck_assert(!browser_sees(browser, "Unser Haus"));
	ck_assert_ptr_null(strstr(
	    get("/admin/settings/branding", theirs->owner).body, "00aa33"));
	/* Who is signed in at home is refused there in their brand. */
	browser = admin_of(ours);
	browser->host = arena_printf(e2e_arena(), "%s.localhost", theirs->slug);
	ck_assert_int_eq(browser_open(browser, "/today"), 403);
	expect_sees(browser, "Deren Haus");
	ck_assert(!browser_sees(browser, "brand.css"));
	ck_assert(!browser_sees(browser, "Unser Haus"));
}
END_TEST

START_TEST(the_chat_wears_the_color_of_its_studio)
{
	struct studio *studio = studio_new("Plauderei", "starter");
	struct browser *browser = browser_new();
	const char *chat = arena_printf(e2e_arena(), "/chat/%s", studio->slug);

	ck_assert_int_eq(browser_open(browser, chat), 200);
	ck_assert(!browser_sees(browser, "brand.css"));
	expect_light(browser);
	set_color(studio, "#aa0033");
	ck_assert_int_eq(browser_open(browser, chat), 200);
	expect_sees(browser, "/brand.css?v=aa0033.1");
	expect_light(browser);
}
END_TEST

START_TEST(a_style_sheet_is_kept_for_good_and_says_nothing_but_colors)
{
	static const char *const none[] = { "/brand.css",
		"/brand.css?v=", "/brand.css?v=00aa33",
		"/brand.css?v=00aa33.999", "/brand.css?v=00aa3x.1",
		"/brand.css?v=00aa33.1}body{", "/brand.css?v=%22.1" };
	struct answer answer = get("/brand.css?v=00aa33.1", NULL);

	expect_status(answer, 200);
	ck_assert_ptr_nonnull(
	    strstr(answer_header(&answer, "cache-control"), "immutable"));
	ck_assert_str_eq(
	    answer_header(&answer, "content-type"), "text/css; charset=utf-8");
	ck_assert_ptr_nonnull(strstr(answer.body, ":root{--fill:#"));
	ck_assert_ptr_null(answer_header(&answer, "set-cookie"));
	answer = get("/brand.css?v=00aa33.1&part=preview", NULL);
	ck_assert(text_starts_with(answer.body, ".brand-preview{"));
	for (size_t i = 0; i < ARRAY_LENGTH(none); i++)
		ck_assert_int_ge(get(none[i], NULL).status, 400);
}
END_TEST

START_TEST(only_who_leads_a_studio_changes_its_brand)
{
	struct studio *studio = studio_new("Rollen", "starter");
	struct browser *browser = browser_of(person_new(studio, "tenant_user"));

	ck_assert_int_eq(browser_open(browser, "/today"), 200);
	ck_assert(!browser_sees(browser, "/settings/brand"));
	ck_assert_int_eq(browser_open(browser, "/settings/brand"), 403);
	expect_status(get("/admin/settings/branding", studio->staff), 403);
	expect_status(put_json("/admin/settings/branding", studio->staff,
			  "{\"branding_primary_color\":\"#000000\"}"),
	    403);
	expect_status(get("/admin/settings/branding", NULL), 401);
	expect_status(put_json("/admin/settings/branding", studio->owner,
			  "{\"branding_primary_color\":\"red\"}"),
	    422);
	expect_status(put_json("/admin/settings/branding", studio->owner,
			  "{\"branding_logo_url\":\"javascript:alert(1)\"}"),
	    422);
}
END_TEST

START_TEST(a_new_studio_is_told_what_to_do)
{
	struct studio *studio = studio_new("Anfang", "starter");
	struct browser *browser = admin_of(studio);

	ck_assert_int_eq(browser_open(browser, "/"), 303);
	ck_assert_str_eq(browser_way(browser), "/today");
	ck_assert_int_eq(browser_follow(browser), 200);
	browser_expect_safe(browser);
	browser_expect_tidy(browser);
	expect_light(browser);
	expect_sees(browser, "Noch hat niemand geschrieben");
	expect_sees(browser, "Eure Farbe wählen</a>");
	expect_sees(browser,
	    arena_printf(e2e_arena(), "href=\"/chat/%s\"", studio->slug));
	expect_sees(browser, "id=\"keys\"");
	expect_sees(browser, "data-key=\"t\"");
	set_color(studio, "#00aa33");
	ck_assert_int_eq(browser_open(browser, "/today"), 200);
	ck_assert(!browser_sees(browser, "Eure Farbe wählen</a>"));
	browser = browser_of(person_new(studio, "tenant_user"));
	ck_assert_int_eq(browser_open(browser, "/today"), 200);
	ck_assert(!browser_sees(browser, "id=\"steps\""));
}
END_TEST

/* A conversation with a message and two answers on each of the last days. */
static void
fill_days(const struct studio *studio)
{
	const char *id = arena_printf(e2e_arena(), "%" PRId64, studio->id);

	sql_run("INSERT INTO chat_sessions (tenant_id, channel, user_key,"
		" state) SELECT %s, 'web', 'v' || n, CASE WHEN n < 3 THEN"
		" 'waiting' ELSE 'ai' END FROM generate_series(1, 5) n",
	    id);
	sql_run("INSERT INTO chat_messages (tenant_id, session_id, channel,"
		" direction, author, kind, text, state, created_at)"
		" SELECT %s, s.id, 'web', CASE author WHEN 'member' THEN"
		" 'inbound' ELSE 'outbound' END, author, 'text', 'x', 'sent',"
		" now() - (3 - d) * interval '1 day'"
		" FROM generate_series(0, 3) d, chat_sessions s,"
		" unnest(ARRAY['member', 'ai', 'ai', 'staff']) author"
		" WHERE s.tenant_id = %s ORDER BY d",
	    id, id);
	sql_run("INSERT INTO usage_ledger (tenant_id, what, message_id,"
		" quantity, at) SELECT tenant_id, direction, id, 1, created_at"
		" FROM chat_messages WHERE tenant_id = %s",
	    id);
}

START_TEST(today_counts_what_happened_and_remembers_the_days_before)
{
	struct studio *studio = studio_new("Alltag", "starter");
	struct studio *other = studio_new("Nebenan", "starter");
	struct browser *browser = admin_of(studio);

	fill_days(studio);
	for (int i = 0; i < 2; i++) {
		ck_assert_int_eq(browser_open(browser, "/today"), 200);
		browser_expect_tidy(browser);
		expect_light(browser);
		expect_sees(browser, "2 Gespräche warten auf euch.");
		expect_sees(browser, "<span class=\"figure-value\">5</span>");
		expect_sees(
		    browser, "<span class=\"figure-value\">67\xc2\xa0%</span>");
		expect_sees(browser,
		    "<td class=\"number\">10</td><td class=\"number\">15</td>");
	}
	ck_assert(!browser_sees(browser, "Noch hat niemand geschrieben"));
	browser = admin_of(other);
	ck_assert_int_eq(browser_open(browser, "/today"), 200);
	expect_sees(browser, "Noch hat niemand geschrieben");
}
END_TEST

START_TEST(numbers_and_days_are_written_as_the_reader_does)
{
	struct studio *studio = studio_new("Overseas", "starter");
	struct person *person = person_new(studio, "tenant_user");
	struct browser *browser = browser_of(person);

	sql_run("UPDATE users SET locale = 'en-US',"
		" timezone = 'Pacific/Kiritimati' WHERE id = %" PRId64,
	    person->id);
	sql_run("INSERT INTO studio_members (tenant_id, last_name)"
		" SELECT %" PRId64 ", 'M' FROM generate_series(1, 1234)",
	    studio->id);
	ck_assert_int_eq(browser_open(browser, "/today"), 200);
	expect_sees(browser, "<span class=\"figure-value\">1,234</span>");
	expect_sees(browser,
	    sql_text("SELECT to_char(now() AT TIME ZONE 'Pacific/Kiritimati',"
		     " 'FMDay, FMMonth') || chr(160) || to_char(now()"
		     " AT TIME ZONE 'Pacific/Kiritimati', 'FMDD, YYYY')"));
}
END_TEST

Suite *
frame_pages_suite(void)
{
	Suite *suite = suite_create("frame_pages");
	TCase *tcase = tcase_create("frame_pages");

	tcase_add_checked_fixture(tcase, e2e_setup, e2e_teardown);
	tcase_set_timeout(tcase, 60);
	tcase_add_test(
	    tcase, the_styleguide_is_safe_tidy_and_light_in_both_languages);
	tcase_add_test(
	    tcase, every_piece_of_the_pages_stands_in_the_styleguide);
	tcase_add_test(tcase, a_color_and_a_title_are_worn_at_once);
	tcase_add_test(tcase, a_color_that_is_none_is_told_beside_its_field);
	tcase_add_test(tcase, a_preview_changes_nothing);
	tcase_add_test(tcase, a_hostile_title_is_text_on_every_page);
	tcase_add_test(tcase, a_brand_shows_on_its_own_host_alone);
	tcase_add_test(tcase, the_chat_wears_the_color_of_its_studio);
	tcase_add_test(
	    tcase, a_style_sheet_is_kept_for_good_and_says_nothing_but_colors);
	tcase_add_test(tcase, only_who_leads_a_studio_changes_its_brand);
	tcase_add_test(tcase, a_new_studio_is_told_what_to_do);
	tcase_add_test(
	    tcase, today_counts_what_happened_and_remembers_the_days_before);
	tcase_add_test(tcase, numbers_and_days_are_written_as_the_reader_does);
	suite_add_tcase(suite, tcase);
	return suite;
}
