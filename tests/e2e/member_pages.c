/*
 * member_pages.c - members in a browser: looked for, added, changed, removed,
 * remembered, and taken in from files.
 *
 * SPDX-License-Identifier: ISC
 */
#include "browser.h"
#include "suites.h"

enum { WAIT_MS = 60000 };

#define SCRIPT "<script>alert(1)</script>"
#define SCRIPT_SHOWN "&lt;script&gt;alert(1)&lt;/script&gt;"
#define IMAGE "\"><img src=x onerror=alert(1)>"

static struct browser *
browser_as(const struct studio *studio, const char *role)
{
	return browser_of(person_new(studio, role));
}

/* A member of its own; its id. */
static int64_t
member_new(const struct studio *studio, const char *first, const char *last)
{
	return sql_int("INSERT INTO studio_members (tenant_id, first_name,"
		       " last_name) VALUES (%" PRId64 ", '%s', '%s')"
		       " RETURNING id",
	    studio->id, first, last);
}

static const char *
path_of(int64_t id, const char *rest)
{
	return arena_printf(e2e_arena(), "/members/%" PRId64 "%s", id, rest);
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

START_TEST(an_empty_list_says_what_to_do_next)
{
	struct studio *studio = studio_new("Leer", "pro");
	struct browser *owner = browser_as(studio, "tenant_admin");
	struct browser *staff = browser_as(studio, "tenant_user");

	expect_page(owner, "/members");
	expect_sees(owner, "Noch keine Mitglieder");
	expect_sees(owner, "0 von 5.000 Mitgliedern");
	expect_sees(owner, "href=\"/members/import\"");
	expect_sees(owner, "href=\"/members\" aria-current=\"page\"");
	expect_page(staff, "/members");
	expect_sees(staff, "Noch keine Mitglieder");
	expect_unseen(staff, "/members/import");
	expect_unseen(staff, "/members/new");
}
END_TEST

START_TEST(the_list_is_searched_narrowed_sorted_and_paged)
{
	struct studio *studio = studio_new("Viele", "pro");
	struct browser *staff = browser_as(studio, "tenant_user");
	const char *next, *end;

	sql_run("INSERT INTO studio_members (tenant_id, first_name, last_name,"
		" member_number, is_paused, tags, language) SELECT %" PRId64
		", 'Vor' || n, 'Nach' || lpad(n::text, 3, '0'), 'N' || n,"
		" n = 7, CASE WHEN n = 8 THEN '[\"A&B\"]'::jsonb ELSE '[]' END,"
		" CASE WHEN n = 9 THEN 'en' END FROM generate_series(1, 60) n",
	    studio->id);
	expect_page(staff, "/members");
	expect_sees(staff, "60 von 5.000 Mitgliedern");
	expect_sees(staff, "Vor1 Nach001");
	expect_sees(staff, "Vor50 Nach050");
	expect_unseen(staff, "Vor51 Nach051");
	expect_sees(staff, "aria-sort=\"ascending\"");
	next = strstr(staff->page.body, "/members?cursor=");
	ck_assert_ptr_nonnull(next);
	end = strchr(next, '"');
	expect_page(
	    staff, arena_copy_bytes(e2e_arena(), next, (size_t)(end - next)));
	expect_sees(staff, "Vor60 Nach060");
	expect_unseen(staff, "Vor50 Nach050");
	expect_sees(staff, "Zum Anfang");
	expect_page(staff, "/members?sort=newest");
	expect_sees(staff, "Vor60 Nach060");
	expect_unseen(staff, "Vor1 Nach001");
	expect_sees(staff, "aria-sort=\"descending\"");
	expect_page(staff, "/members?is_paused=true");
	expect_sees(staff, "Vor7 Nach007");
	expect_unseen(staff, "Vor8 Nach008");
	expect_page(staff, "/members?search=nach009");
	expect_sees(staff, "Vor9 Nach009");
	expect_unseen(staff, "Vor10 Nach010");
	expect_sees(staff, "value=\"nach009\"");
	expect_page(staff, "/members?language=en&source=manual");
	expect_sees(staff, "Vor9 Nach009");
	expect_sees(staff, "<option value=\"en\" selected>");
	expect_page(staff, "/members?tag=A%26B");
	expect_sees(staff, "Vor8 Nach008");
	expect_sees(staff, "href=\"/members?tag=A%26B\"");
	expect_page(staff, "/members?search=niemand");
	expect_sees(staff, "Niemand gefunden");
	ck_assert_int_eq(browser_open(staff, "/members?is_paused=x"), 422);
	ck_assert_int_eq(browser_open(staff, "/members?cursor=x"), 422);
	ck_assert_int_eq(browser_open(staff, "/members?sort=x"), 422);
}
END_TEST

START_TEST(a_member_is_added_changed_and_removed)
{
	struct studio *studio = studio_new("Anlegen", "pro");
	struct browser *owner = browser_as(studio, "tenant_admin");
	const char *way;
	int64_t id;

	expect_page(owner, "/members/new");
	ck_assert_int_eq(
	    browser_send(owner, "/members/new", "first_name", "Mia",
		"last_name", "Albrecht", "email", "Mia@Example.org", "phone",
		"0170 1234567", "birth_date", "1990-12-31", "tags",
		"Frühsport, VIP", "language", "de", "notes", "Kommt gern.",
		"is_paused", "true"),
	    303);
	ck_assert_int_eq(browser_follow(owner), 200);
	browser_expect_tidy(owner);
	expect_sees(owner, "Das Mitglied ist angelegt.");
	expect_sees(owner, "mia@example.org");
	expect_sees(owner, "+491701234567");
	expect_sees(owner, "31.12.1990");
	expect_sees(owner, "Frühsport");
	expect_sees(owner, "Kommt gern.");
	expect_sees(owner, "ruht");
	id = sql_int("SELECT id FROM studio_members WHERE tenant_id = %" PRId64,
	    studio->id);
	expect_page(owner, path_of(id, "/edit"));
	ck_assert_str_eq(browser_value(owner, "tags"), "Frühsport, VIP");
	ck_assert_str_eq(browser_value(owner, "birth_date"), "1990-12-31");
	ck_assert_int_eq(browser_send(owner, path_of(id, "/edit"), "first_name",
			     "Mia", "last_name", "Neu", "tags", ""),
	    303);
	ck_assert_int_eq(browser_follow(owner), 200);
	expect_sees(owner, "Die Änderungen sind gespeichert.");
	expect_sees(owner, "Mia Neu");
	ck_assert_int_eq(
	    sql_int("SELECT count(*) FROM studio_members WHERE id "
		    "= %" PRId64 " AND NOT is_paused AND tags = '[]' AND "
		    "email = 'mia@example.org'",
		id),
	    1);
	expect_page(owner, path_of(id, "/remove"));
	expect_sees(owner, "Dieses Mitglied entfernen?");
	ck_assert_int_eq(browser_submit(owner, path_of(id, "/remove"),
			     (const char *const[]){ NULL }),
	    303);
	way = browser_way(owner);
	ck_assert_str_eq(way, "/members?done=removed");
	ck_assert_int_eq(browser_follow(owner), 200);
	expect_sees(owner, "Das Mitglied ist entfernt.");
	ck_assert_int_eq(members_of(studio), 0);
	ck_assert_int_eq(browser_open(owner, path_of(id, "")), 404);
	ck_assert_int_eq(
	    sql_int("SELECT count(*) FROM audit_logs WHERE tenant_id = "
		    "%" PRId64 " AND action IN ('member.create',"
		    " 'member.update', 'member.remove')",
		studio->id),
	    3);
}
END_TEST

START_TEST(mistakes_stand_beside_their_fields)
{
	struct studio *studio = studio_new("Fehler", "pro");
	struct browser *owner = browser_as(studio, "tenant_admin");
	int64_t id = member_new(studio, "Ole", "Alt");

	sql_run("UPDATE studio_members SET member_number = '7' WHERE id = "
		"%" PRId64,
	    id);
	ck_assert_int_eq(browser_open(owner, "/members/new"), 200);
	ck_assert_int_eq(
	    browser_send(owner, "/members/new", "first_name", SCRIPT, "email",
		"keine", "phone", "12", "birth_date", "2050-01-01"),
	    422);
	browser_expect_tidy(owner);
	expect_sees(owner, "id=\"member-email-error\"");
	expect_sees(owner, "id=\"member-phone-error\"");
	expect_sees(owner, "Das liegt in der Zukunft.");
	expect_sees(owner, "value=\"" SCRIPT_SHOWN "\"");
	ck_assert_str_eq(browser_value(owner, "email"), "keine");
	ck_assert_int_eq(
	    browser_send(owner, "/members/new", "first_name", ""), 422);
	expect_sees(owner, "id=\"member-last_name-error\"");
	ck_assert_int_eq(browser_send(owner, "/members/new", "first_name",
			     "Zwei", "member_number", "7"),
	    409);
	expect_sees(owner, "id=\"member-member_number-error\"");
	ck_assert_str_eq(browser_value(owner, "first_name"), "Zwei");
	ck_assert_int_eq(members_of(studio), 1);
	ck_assert_int_eq(browser_open(owner, path_of(id, "/edit")), 200);
	ck_assert_int_eq(browser_send(owner, path_of(id, "/edit"), "first_name",
			     "Ole", "email", "x@"),
	    422);
	browser_expect_tidy(owner);
	expect_sees(owner, "id=\"member-email-error\"");
	ck_assert_str_eq(browser_value(owner, "email"), "x@");
}
END_TEST

START_TEST(a_form_that_is_sent_twice_adds_one_member)
{
	struct studio *studio = studio_new("Doppelklick", "pro");
	struct browser *owner = browser_as(studio, "tenant_admin");
	struct answer form;
	const char *way;

	ck_assert_int_eq(browser_open(owner, "/members/new"), 200);
	form = owner->page;
	ck_assert_int_eq(
	    browser_send(owner, "/members/new", "first_name", "Einmal"), 303);
	way = browser_way(owner);
	owner->page = form;
	ck_assert_int_eq(
	    browser_send(owner, "/members/new", "first_name", "Einmal"), 303);
	ck_assert_str_eq(browser_way(owner), way);
	ck_assert_int_eq(members_of(studio), 1);
}
END_TEST

START_TEST(a_full_plan_is_told_kindly_and_keeps_what_was_typed)
{
	struct studio *studio = studio_new("Voll", "starter");
	struct browser *owner = browser_as(studio, "tenant_admin");

	sql_run("INSERT INTO studio_members (tenant_id, customer_id) SELECT "
		"%" PRId64 ", 'C' || n FROM generate_series(1, 499) n",
	    studio->id);
	ck_assert_int_eq(browser_open(owner, "/members/new"), 200);
	expect_unseen(owner, "alle Plätze sind vergeben");
	(void)member_new(studio, "Eine", "Mehr");
	ck_assert_int_eq(
	    browser_send(owner, "/members/new", "first_name", "Zuviel"), 402);
	browser_expect_tidy(owner);
	expect_sees(owner, "alle Plätze sind vergeben");
	expect_sees(owner, "href=\"/members?is_paused=true\"");
	ck_assert_str_eq(browser_value(owner, "first_name"), "Zuviel");
	ck_assert_int_eq(members_of(studio), 500);
	expect_page(owner, "/members");
	expect_sees(owner, "500 von 500 Mitgliedern");
	expect_sees(owner, "alle Plätze sind vergeben");
	expect_page(owner, "/members/import");
	expect_sees(owner, "alle Plätze sind vergeben");
}
END_TEST

START_TEST(what_is_remembered_is_shown_corrected_and_erased)
{
	struct studio *studio = studio_new("Gedächtnis", "pro");
	struct browser *owner = browser_as(studio, "tenant_admin");
	struct browser *staff = browser_as(studio, "tenant_user");
	int64_t id = member_new(studio, "Mia", "Merk");

	expect_page(staff, path_of(id, ""));
	expect_sees(staff, "Etwas festhalten");
	expect_page(staff, path_of(id, "/memory"));
	ck_assert_int_eq(browser_send(staff, path_of(id, "/memory"), "summary",
			     "Läuft gern.", "goals", IMAGE),
	    303);
	ck_assert_int_eq(browser_follow(staff), 200);
	browser_expect_tidy(staff);
	expect_sees(staff, "Das Gedächtnis ist gespeichert.");
	expect_sees(staff, "Läuft gern.");
	expect_sees(staff, "&quot;&gt;&lt;img src=x onerror=alert(1)&gt;");
	expect_sees(staff, "Von eurem Team");
	expect_unseen(staff, "/memory/erase");
	ck_assert_int_eq(browser_open(staff, path_of(id, "/memory")), 200);
	ck_assert_int_eq(browser_send(staff, path_of(id, "/memory"), "summary",
			     arena_printf(e2e_arena(), "%02001d", 0)),
	    422);
	expect_sees(staff, "id=\"memory-summary-error\"");
	ck_assert_int_eq(
	    browser_open(staff, path_of(id, "/memory/erase")), 403);
	expect_page(owner, path_of(id, "/memory/erase"));
	ck_assert_int_eq(browser_submit(owner, path_of(id, "/memory/erase"),
			     (const char *const[]){ NULL }),
	    303);
	ck_assert_int_eq(browser_follow(owner), 200);
	expect_sees(owner, "Das Gedächtnis ist gelöscht.");
	expect_unseen(owner, "Läuft gern.");
}
END_TEST

START_TEST(a_member_shows_all_that_is_known)
{
	struct studio *studio = studio_new("Alles", "pro");
	struct browser *staff = browser_as(studio, "tenant_user");
	int64_t id = member_new(studio, SCRIPT, IMAGE);
	int64_t talk;

	sql_run("UPDATE studio_members SET notes = '" SCRIPT "',"
		" checkin_stats = '{\"total\": 41, \"last_visit\":"
		" \"2026-11-20\", \"history\": [1], \"x" SCRIPT "\": true}',"
		" recent_bookings = '[{\"name\": \"Yoga\", \"booking_id\": 4,"
		" \"state\": \"gebucht\"}, \"Reha\"]',"
		" additional_info = '{\"Spind\": \"" SCRIPT "\"}',"
		" tags = '[\"<b>\"]' WHERE id = %" PRId64,
	    id);
	talk = sql_int("INSERT INTO chat_sessions (tenant_id, channel,"
		       " user_key, member_id, member_verified_at,"
		       " last_message_at) VALUES (%" PRId64
		       ", 'whatsapp', '49170', %" PRId64 ", now(), now())"
		       " RETURNING id",
	    studio->id, id);
	expect_page(staff, path_of(id, ""));
	expect_unseen(staff, "<script>alert");
	expect_unseen(staff, "<img src=x");
	expect_unseen(staff, "<b>");
	expect_sees(staff, "Besuche gesamt</dt><dd>41");
	expect_sees(staff, "20.11.2026");
	expect_sees(staff, "Yoga · gebucht");
	expect_sees(staff, "Reha");
	expect_sees(staff, "Spind");
	expect_sees(staff,
	    arena_printf(e2e_arena(), "href=\"/inbox/%" PRId64 "\"", talk));
	expect_sees(staff, "heute, ");
	expect_page(staff, "/members");
	expect_unseen(staff, "<script>alert");
	expect_unseen(staff, "<img src=x");
	sql_run("UPDATE chat_sessions SET member_verified_at = now() -"
		" interval '90 days' WHERE id = %" PRId64,
	    talk);
	expect_page(staff, path_of(id, ""));
	expect_sees(staff, "Noch keine Gespräche.");
}
END_TEST

START_TEST(staff_reads_and_other_studios_see_nothing)
{
	static const char *const pages[] = { "/edit", "/remove" };
	struct studio *ours = studio_new("Unser", "pro");
	struct studio *theirs = studio_new("Deren", "pro");
	struct browser *staff = browser_as(ours, "tenant_user");
	struct browser *other = browser_as(theirs, "tenant_admin");
	int64_t id = member_new(ours, "Geheim", "Person");

	expect_page(staff, path_of(id, ""));
	expect_unseen(staff, "/edit");
	expect_unseen(staff, "/remove");
	for (size_t i = 0; i < ARRAY_LENGTH(pages); i++) {
		ck_assert_int_eq(
		    browser_open(staff, path_of(id, pages[i])), 403);
		ck_assert_int_eq(
		    browser_open(other, path_of(id, pages[i])), 404);
	}
	ck_assert_int_eq(browser_open(staff, "/members/new"), 403);
	ck_assert_int_eq(browser_open(staff, "/members/import"), 403);
	ck_assert_int_eq(browser_open(staff, "/members/imports"), 403);
	ck_assert_int_eq(browser_open(staff, "/members/export"), 403);
	ck_assert_int_eq(browser_open(other, path_of(id, "")), 404);
	ck_assert_int_eq(browser_open(other, path_of(id, "/memory")), 404);
	expect_page(other, "/members?search=geheim");
	expect_unseen(other, "Geheim Person");
	/* Their own form sent to our member. */
	ck_assert_int_eq(
	    browser_open(other, path_of(member_new(theirs, "A", "B"), "/edit")),
	    200);
	ck_assert_int_eq(browser_open(other, "/members/0/edit"), 404);
	ck_assert_int_eq(browser_open(browser_new(), "/members"), 303);
	ck_assert_int_eq(members_of(ours), 1);
}
END_TEST

START_TEST(all_members_go_into_a_file)
{
	struct studio *studio = studio_new("Mitnehmen", "pro");
	struct browser *owner = browser_as(studio, "tenant_admin");

	(void)member_new(studio, "=1+1", "Formel");
	ck_assert_int_eq(browser_open(owner, "/members/export"), 200);
	ck_assert_str_eq(answer_header(&owner->page, "content-disposition"),
	    "attachment; filename=\"members.csv\"");
	expect_sees(owner, "'=1+1");
}
END_TEST

START_TEST(pages_speak_english_too)
{
	struct studio *studio = studio_new("English", "pro");
	struct person *person = person_new(studio, "tenant_admin");
	struct browser *owner = browser_of(person);
	int64_t id = member_new(studio, "Ann", "Other");

	sql_run("UPDATE users SET locale = 'en-GB' WHERE id = %" PRId64,
	    person->id);
	expect_page(owner, "/members");
	expect_sees(owner, "1 of 5,000 members");
	expect_page(owner, path_of(id, ""));
	expect_sees(owner, "What the assistant remembers");
	expect_page(owner, path_of(id, "/edit"));
	expect_page(owner, path_of(id, "/remove"));
	expect_page(owner, path_of(id, "/memory"));
	expect_page(owner, "/members/new");
	expect_page(owner, "/members/import");
	expect_page(owner, "/members/imports");
}
END_TEST

Suite *
member_pages_suite(void)
{
	Suite *suite = suite_create("member_pages");
	TCase *tests = tcase_create("member_pages");

	tcase_add_checked_fixture(tests, e2e_setup, e2e_teardown);
	tcase_set_timeout(tests, 0);
	tcase_add_test(tests, an_empty_list_says_what_to_do_next);
	tcase_add_test(tests, the_list_is_searched_narrowed_sorted_and_paged);
	tcase_add_test(tests, a_member_is_added_changed_and_removed);
	tcase_add_test(tests, mistakes_stand_beside_their_fields);
	tcase_add_test(tests, a_form_that_is_sent_twice_adds_one_member);
	tcase_add_test(
	    tests, a_full_plan_is_told_kindly_and_keeps_what_was_typed);
	tcase_add_test(tests, what_is_remembered_is_shown_corrected_and_erased);
	tcase_add_test(tests, a_member_shows_all_that_is_known);
	tcase_add_test(tests, staff_reads_and_other_studios_see_nothing);
	tcase_add_test(tests, all_members_go_into_a_file);
	tcase_add_test(tests, pages_speak_english_too);
	suite_add_tcase(suite, tests);
	return suite;
}
