/*
 * exports.c - lists as files: the conversations of the inbox, the studios of
 * the platform, and the order of their list.
 *
 * SPDX-License-Identifier: ISC
 */
#include "applicant.h"
#include "browser.h"
#include "suites.h"

/* A spreadsheet would take it for a formula. */
#define FORMULA "=HYPERLINK(\"http://x.example\";\"x\")"

static int64_t
audited(const struct studio *studio, const char *action)
{
	/* Noted once the answer has left. */
	pause_ms(300);
	return sql_int("SELECT count(*) FROM audit_logs WHERE tenant_id = "
		       "%" PRId64 " AND action = '%s'",
	    studio->id, action);
}

static void
expect_file(struct browser *browser, const char *path, const char *name)
{
	ck_assert_msg(browser_open(browser, path) == 200, "%s: %d %.900s", path,
	    browser->page.status, browser->page.body);
	ck_assert_ptr_nonnull(
	    strstr(browser->page.headers, "text/csv; charset=utf-8"));
	ck_assert_ptr_nonnull(strstr(browser->page.headers,
	    arena_printf(e2e_arena(), "attachment; filename=\"%s\"", name)));
}

static void
expect_unseen(const struct browser *browser, const char *text)
{
	ck_assert_msg(!browser_sees(browser, text), "%s in %.900s", text,
	    browser->page.body);
}

static int64_t
lines_of(const struct browser *browser)
{
	int64_t count = 0;

	for (const char *at = browser->page.body;
	     (at = strstr(at, "\r\n")) != NULL; at += 2)
		count++;
	return count;
}

/* Of this channel, state and name; read, unless the name is of a formula. */
static void
add_talks(
    const struct studio *studio, const char *state, const char *name, int count)
{
	sql_run("INSERT INTO chat_sessions (tenant_id, channel, user_key, "
		"display_name, state, last_message_at, last_inbound_id) "
		"SELECT %" PRId64 ", 'whatsapp', '%s-' || n, '%s', '%s', "
		"now() - n * interval '1 minute', 0 FROM "
		"generate_series(1, %d) n",
	    studio->id, state, name, state, count);
}

START_TEST(the_conversations_of_a_list_are_taken_along)
{
	struct studio *studio = studio_new("Ausleitung", "pro");
	struct studio *other = studio_new("Nebenan", "pro");
	struct browser *owner = browser_of(person_new(studio, "tenant_admin"));
	struct browser *staff = browser_of(person_new(studio, "tenant_user"));
	struct browser *stranger =
	    browser_of(person_new(other, "tenant_admin"));

	add_talks(studio, "waiting", FORMULA, 1);
	add_talks(studio, "ai", "Anna", 450);
	add_talks(other, "waiting", "Fremd", 1);
	ck_assert_int_eq(
	    browser_open(owner, "/inbox?state=waiting&channel=whatsapp"), 200);
	browser_expect_tidy(owner);
	expect_sees(
	    owner, "href=\"/inbox/export?state=waiting&amp;channel=whatsapp\"");
	expect_file(owner, "/inbox/export?state=waiting&channel=whatsapp",
	    "conversations.csv");
	expect_sees(owner, "\xef\xbb\xbfid;channel;user_key;display_name;");
	expect_sees(owner, ";waiting-1;\"'=HYPERLINK(\"\"http");
	ck_assert_int_eq(lines_of(owner), 2);
	/* More than one part, and each row once. */
	expect_file(owner, "/inbox/export?state=all", "conversations.csv");
	ck_assert_int_eq(lines_of(owner), 452);
	expect_sees(owner, ";ai-1;Anna;");
	expect_sees(owner, ";ai-450;Anna;");
	expect_unseen(owner, "Fremd");
	expect_file(
	    owner, "/inbox/export?q=anna&state=ai", "conversations.csv");
	ck_assert_int_eq(lines_of(owner), 451);
	expect_file(owner, "/inbox/export?q=niemand", "conversations.csv");
	ck_assert_int_eq(lines_of(owner), 1);
	ck_assert_int_eq(audited(studio, "conversation.export"), 4);
	ck_assert_int_eq(browser_open(owner, "/inbox/export?state=so"), 422);
	expect_file(stranger, "/inbox/export?state=all", "conversations.csv");
	ck_assert_int_eq(lines_of(stranger), 2);
	expect_sees(stranger, ";Fremd;");
	expect_unseen(stranger, "Anna");
	ck_assert_int_eq(audited(other, "conversation.export"), 1);
	ck_assert_int_eq(browser_open(staff, "/inbox/export"), 403);
	ck_assert_int_eq(browser_open(staff, "/inbox"), 200);
	expect_unseen(staff, "/inbox/export");
	ck_assert_int_eq(audited(studio, "conversation.export"), 4);
	ck_assert_int_eq(browser_open(browser_new(), "/inbox/export"), 303);
}
END_TEST

START_TEST(studios_are_sorted_and_taken_along)
{
	struct studio *home = studio_new("Betrieb", "pro");
	const char *mark = arena_printf(e2e_arena(), "Reihe%" PRId64, home->id);
	static const char *const names[] = { "Ärmel", "zuletzt", "Aal",
		"=1+1" };
	struct browser *operator= browser_of(person_new(home, "system_admin"));
	struct browser *owner = browser_of(person_new(home, "tenant_admin"));
	const char *by_name, *newest;

	for (size_t i = 0; i < ARRAY_LENGTH(names); i++)
		(void)studio_new(
		    arena_printf(e2e_arena(), "%s %s", names[i], mark), "pro");
	by_name = arena_printf(
	    e2e_arena(), "/platform/studios?search=%s&sort=name", mark);
	newest = arena_printf(e2e_arena(), "/platform/studios?search=%s", mark);
	ck_assert_int_eq(browser_open(operator, by_name), 200);
	browser_expect_tidy(operator);
	expect_sees(operator, "aria-sort=\"ascending\"");
	expect_sees(operator, "name=\"sort\" value=\"name\"");
	expect_sees(operator,
	    arena_printf(e2e_arena(),
		"href=\"/platform/studios/export?search=%s&amp;sort=name\"",
		mark));
	ck_assert(strstr(operator->page.body, ">Aal ") <
	    strstr(operator->page.body, ">Ärmel "));
	ck_assert(strstr(operator->page.body, ">Ärmel ") <
	    strstr(operator->page.body, ">zuletzt "));
	ck_assert_int_eq(browser_open(operator, newest), 200);
	expect_sees(operator, "aria-sort=\"descending\"");
	ck_assert(strstr(operator->page.body, ">Aal ") <
	    strstr(operator->page.body, ">zuletzt "));
	ck_assert(strstr(operator->page.body, ">zuletzt ") <
	    strstr(operator->page.body, ">Ärmel "));
	ck_assert_int_eq(
	    browser_open(operator, "/platform/studios?sort=so"), 422);
	expect_file(operator, arena_printf(e2e_arena(),
			"/platform/studios/export?search=%s&sort=name", mark),
	    "studios.csv");
	ck_assert_int_eq(lines_of(operator), 5);
	expect_sees(operator, ";'=1+1 ");
	expect_unseen(operator, "Betrieb");
	ck_assert_int_eq(audited(home, "tenant.export"), 1);
	ck_assert_int_eq(browser_open(owner, "/platform/studios/export"), 403);
	ck_assert_int_eq(audited(home, "tenant.export"), 1);
}
END_TEST

/* One below the other, page after page, each once. */
START_TEST(pages_of_studios_by_name_miss_nobody)
{
	struct studio *home = studio_new("Blättern", "pro");
	struct browser *operator= browser_of(person_new(home, "system_admin"));
	const char *way;
	int64_t seen = 0;

	sql_run("INSERT INTO tenants (slug, name) SELECT 'blatt-%" PRId64
		"-' || n, 'Blatt%" PRId64 " ' || n %% 7 FROM "
		"generate_series(1, 120) n",
	    home->id, home->id);
	way = arena_printf(e2e_arena(),
	    "/platform/studios?search=blatt%" PRId64 "&sort=name", home->id);
	for (int pages = 0; way != NULL && pages < 4; pages++) {
		const char *at, *next;

		ck_assert_int_eq(browser_open(operator, way), 200);
		for (at = operator->page.body;
		     (at = strstr(at, "<td class=\"main-cell\">")) != NULL;
		     at++)
			seen++;
		next = strstr(operator->page.body, "\" rel=\"next\"");
		if (next == NULL)
			break;
		at = next;
		while (strncmp(at, "href=\"", 6) != 0)
			at--;
		at += 6;
		way = arena_copy_bytes(e2e_arena(), at, (size_t)(next - at));
		way = arena_printf(e2e_arena(),
		    "/platform/studios?search=blatt%" PRId64
		    "&sort=name&after=%s",
		    home->id, strstr(way, "after=") + 6);
	}
	ck_assert_int_eq(seen, 120);
	expect_file(operator,
	    arena_printf(e2e_arena(),
		"/platform/studios/export?search=blatt%" PRId64 "&sort=name",
		home->id),
	    "studios.csv");
	ck_assert_int_eq(lines_of(operator), 121);
}
END_TEST

Suite *
exports_suite(void)
{
	Suite *suite = suite_create("exports");
	TCase *tests = tcase_create("exports");

	tcase_add_checked_fixture(tests, e2e_setup, e2e_teardown);
	tcase_set_timeout(tests, 60);
	tcase_add_test(tests, the_conversations_of_a_list_are_taken_along);
	tcase_add_test(tests, studios_are_sorted_and_taken_along);
	tcase_add_test(tests, pages_of_studios_by_name_miss_nobody);
	suite_add_tcase(suite, tests);
	return suite;
}
