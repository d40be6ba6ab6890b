/*
 * inbox_pages.c - the inbox as a browser without JavaScript sees it.
 *
 * SPDX-License-Identifier: ISC
 */
#include "browser.h"
#include "suites.h"
#include "talk.h"

#define SCRIPT "<script>alert(1)</script>"
#define PICTURE "\"><img src=x onerror=alert(1)>"

static const char *
at(const struct talk *talk, const char *what)
{
	return arena_printf(
	    e2e_arena(), "/inbox/%" PRId64 "%s", talk->id, what);
}

/* As a browser does that has kept the page. */
static int
look_again(struct browser *browser, const char *path, const char *tag)
{
	int status;

	browser->known = tag;
	status = browser_open(browser, path);
	browser->known = NULL;
	return status;
}

/* Somebody of the studio, on the page of the conversation. */
static struct browser *
reader_of(const struct talk *talk, const char *role)
{
	struct browser *browser = browser_of(person_new(talk->studio, role));

	ck_assert_int_eq(browser_open(browser, at(talk, "")), 200);
	return browser;
}

static void
expect_quiet(const struct browser *browser)
{
	browser_expect_tidy(browser);
	ck_assert(!browser_sees(browser, "<script>alert"));
	ck_assert(!browser_sees(browser, "<img src=x"));
	ck_assert(!browser_sees(browser, " style="));
}

START_TEST(the_inbox_shows_who_waits_and_leads_to_all_others)
{
	struct talk talk = talk_new("Liste");
	struct browser *browser =
	    browser_of(person_new(talk.studio, "tenant_user"));

	ck_assert_int_eq(browser_open(browser, "/inbox"), 200);
	expect_sees(browser, "Niemand wartet");
	expect_quiet(browser);
	ck_assert_int_eq(browser_open(browser, "/inbox?state=all"), 200);
	expect_sees(browser, at(&talk, "\""));
	expect_sees(browser, "ungelesen");
	expect_quiet(browser);
	talk_hear(&talk, "Ich möchte mit einem Menschen sprechen");
	(void)replies_to(talk.from, 2, 10000);
	ck_assert_int_eq(browser_open(browser, "/inbox"), 200);
	expect_sees(browser, at(&talk, "\""));
	expect_sees(browser, "<span class=\"count\">1<");
	browser->language = "en";
	ck_assert_int_eq(
	    browser_open(browser, "/inbox?state=all&q=nirgendwo"), 200);
	expect_sees(browser, "Nichts gefunden");
	ck_assert_int_eq(browser_open(browser, "/inbox?state=nope"), 422);
}
END_TEST

START_TEST(pages_of_the_inbox_follow_each_other_by_key)
{
	struct talk talk = talk_new("Seiten");
	struct browser *browser =
	    browser_of(person_new(talk.studio, "tenant_user"));
	struct talk second = { talk.studio, fresh_number(), 0 };

	talk_hear(&second, "Hallo");
	(void)replies_to(second.from, 1, 10000);
	second.id = sql_int(
	    "SELECT id FROM chat_sessions WHERE user_key = '%s'", second.from);
	ck_assert_int_eq(
	    browser_open(browser, "/inbox?state=all&limit=1"), 200);
	expect_sees(browser, at(&second, "\""));
	ck_assert(!browser_sees(browser, at(&talk, "\"")));
	expect_sees(browser, "/inbox?state=all&amp;after=");
	ck_assert_int_eq(
	    browser_open(browser,
		arena_printf(e2e_arena(),
		    "/inbox?state=all&limit=1&after=%" PRId64, second.id)),
	    200);
	expect_sees(browser, at(&talk, "\""));
	ck_assert(!browser_sees(browser, at(&second, "\"")));
}
END_TEST

START_TEST(a_conversation_shows_what_was_said_and_how_it_came_about)
{
	struct talk talk = talk_new("Gespräch");
	struct browser *browser = reader_of(&talk, "tenant_user");

	expect_quiet(browser);
	expect_sees(browser, "Guten Tag");
	expect_sees(browser, "Assistent");
	expect_sees(browser, "Wie kam diese Antwort zustande?");
	expect_sees(browser, "Antworten geht noch 2");
	expect_sees(browser, "beim Assistenten");
	sql_wait(0, 5000,
	    "SELECT count(*) FROM chat_sessions WHERE id = %" PRId64
	    " AND last_inbound_id > staff_read_id",
	    talk.id);
}
END_TEST

START_TEST(staff_takes_over_answers_and_gives_back)
{
	struct talk talk = talk_new("Übernahme");
	struct browser *browser = reader_of(&talk, "tenant_user");

	ck_assert_int_eq(
	    browser_send(browser, at(&talk, "/take-over"), NULL), 303);
	ck_assert_str_eq(browser_way(browser), at(&talk, "?done=taken"));
	ck_assert_int_eq(browser_follow(browser), 200);
	expect_sees(browser, "Der Assistent schweigt.");
	ck_assert_str_eq(talk_state(&talk), "human");
	ck_assert_int_eq(
	    browser_send(browser, at(&talk, "/reply"), "text", ""), 422);
	expect_sees(browser, "id=\"reply-text-error\"");
	ck_assert_int_eq(browser_send(browser, at(&talk, "/reply"), "text",
			     "Hier ist Lena " SCRIPT),
	    303);
	ck_assert_int_eq(browser_follow(browser), 200);
	expect_sees(browser, "Hier ist Lena &lt;script&gt;");
	expect_quiet(browser);
	ck_assert_int_eq(
	    browser_send(browser, at(&talk, "/give-back"), NULL), 303);
	ck_assert_int_eq(browser_follow(browser), 200);
	expect_sees(browser, "Der Assistent antwortet");
	ck_assert_str_eq(talk_state(&talk), "ai");
}
END_TEST

START_TEST(an_answer_that_is_sent_twice_is_stored_once)
{
	struct talk talk = talk_new("Doppelt");
	struct browser *browser = reader_of(&talk, "tenant_user");
	const char *key = sql_text("SELECT 'k' || random()");

	for (int i = 0; i < 2; i++) {
		ck_assert_int_eq(browser_open(browser, at(&talk, "")), 200);
		ck_assert_int_eq(browser_send(browser, at(&talk, "/reply"),
				     "text", "Bis morgen", "key", key),
		    303);
	}
	ck_assert_int_eq(
	    sql_int("SELECT count(*) FROM chat_messages WHERE session_id ="
		    " %" PRId64 " AND text = 'Bis morgen'",
		talk.id),
	    1);
	/* The form is there again, with the text and a key of its own. */
	ck_assert_int_eq(browser_open(browser, at(&talk, "")), 200);
	ck_assert_int_eq(browser_send(browser, at(&talk, "/reply"), "text",
			     "Etwas anderes", "key", key),
	    409);
	expect_sees(browser, "Etwas anderes</textarea>");
	ck_assert_str_ne(browser_value(browser, "key"), key);
	ck_assert_int_eq(
	    browser_send(browser, at(&talk, "/reply"), "text", "Etwas anderes"),
	    303);
}
END_TEST

START_TEST(whoever_has_not_seen_a_colleagues_answer_is_told)
{
	struct talk talk = talk_new("Kollegen");
	struct browser *browser = reader_of(&talk, "tenant_user");
	const char *seen = browser_value(browser, "seen_id");

	expect_status(talk_reply(&talk, "Ich war schneller", "k1"), 201);
	ck_assert_int_eq(browser_send(browser, at(&talk, "/reply"), "text",
			     "Zu spät", "seen_id", seen),
	    409);
	expect_sees(browser, "Ich war schneller");
	expect_sees(browser, "Inzwischen hat jemand anderes geantwortet.");
	expect_sees(browser, "Zu spät</textarea>");
}
END_TEST

START_TEST(a_closed_window_takes_no_answer)
{
	struct talk talk = talk_new("Fenster");
	struct browser *browser;

	sql_run("UPDATE chat_sessions SET last_inbound_at = now() -"
		" interval '25 hours' WHERE id = %" PRId64,
	    talk.id);
	browser = reader_of(&talk, "tenant_user");
	expect_sees(browser, "nur 24 Stunden");
	ck_assert(!browser_sees(browser, "name=\"seen_id\" form"));
	ck_assert(!browser_sees(browser, at(&talk, "/reply")));
	expect_quiet(browser);
}
END_TEST

START_TEST(notes_and_people_in_charge_are_kept)
{
	struct talk talk = talk_new("Notiz");
	struct browser *browser = reader_of(&talk, "tenant_user");
	struct person *colleague = person_new(talk.studio, "tenant_user");

	ck_assert_int_eq(
	    browser_send(browser, at(&talk, "/notes"), "text", ""), 422);
	expect_sees(browser, "id=\"note-text-error\"");
	ck_assert_int_eq(
	    browser_send(browser, at(&talk, "/notes"), "text", PICTURE), 303);
	ck_assert_int_eq(browser_follow(browser), 200);
	expect_sees(browser, "&quot;&gt;&lt;img src=x");
	expect_quiet(browser);
	ck_assert_int_eq(
	    browser_send(browser, at(&talk, "/assign"), "user_id",
		arena_printf(e2e_arena(), "%" PRId64, colleague->id)),
	    303);
	ck_assert_int_eq(browser_follow(browser), 200);
	expect_sees(browser,
	    arena_printf(
		e2e_arena(), "value=\"%" PRId64 "\" selected", colleague->id));
}
END_TEST

START_TEST(an_emergency_is_shown_until_somebody_takes_note)
{
	struct talk talk = talk_new("Alarm");
	struct browser *browser, *late;
	const char *way;

	talk_hear(&talk, "Notfall, jemand ist bewusstlos " SCRIPT);
	(void)replies_to(talk.from, 2, 10000);
	browser = reader_of(&talk, "tenant_user");
	expect_sees(browser, "Notfall gemeldet");
	expect_quiet(browser);
	ck_assert_int_eq(browser_open(browser, "/inbox?state=all"), 200);
	expect_sees(browser, "<span class=\"badge is-bad\">Notfall</span>");
	ck_assert_int_eq(browser_open(browser, "/alerts"), 200);
	expect_quiet(browser);
	expect_sees(browser, "Ich kümmere mich");
	way = arena_printf(e2e_arena(), "/alerts/%" PRId64 "/acknowledge",
	    sql_int(
		"SELECT id FROM alerts WHERE session_id = %" PRId64, talk.id));
	late = reader_of(&talk, "tenant_admin");
	ck_assert_int_eq(browser_send(browser, way, NULL), 303);
	ck_assert_int_eq(browser_follow(browser), 200);
	ck_assert(!browser_sees(browser, "Ich kümmere mich"));
	/* A colleague whose page was older. */
	ck_assert_int_eq(browser_send(late, way, NULL), 409);
	expect_sees(late, "Hier war schon jemand schneller.");
	expect_quiet(late);
	ck_assert_int_eq(browser_open(browser, at(&talk, "")), 200);
	ck_assert(!browser_sees(browser, "Notfall gemeldet"));
}
END_TEST

static int64_t
member_new(const struct studio *studio)
{
	struct answer answer = post_json("/admin/members", studio->owner,
	    "{\"first_name\":\"Mia <3\",\"last_name\":\"Albrecht\","
	    "\"member_number\":\"M-4711\",\"email\":\"mia@example.org\"}");
	int64_t id;

	expect_status(answer, 201);
	ck_assert(json_int(json_at(answer.json, "id"), &id));
	return id;
}

START_TEST(a_code_is_shown_once_and_proves_a_member)
{
	struct talk talk = talk_new("Code");
	int64_t id = member_new(talk.studio);
	struct browser *browser = reader_of(&talk, "tenant_user");
	const char *mark = "id=\"code-digits\">", *code;

	ck_assert_int_eq(
	    browser_open(browser, at(&talk, "?member=niemand")), 200);
	expect_sees(browser, "Niemand gefunden.");
	ck_assert_int_eq(
	    browser_open(browser, at(&talk, "?member=M-4711")), 200);
	expect_sees(browser, "Mia &lt;3 Albrecht");
	ck_assert_int_eq(
	    browser_send(browser, at(&talk, "/verification-code"), "member_id",
		arena_printf(e2e_arena(), "%" PRId64, id)),
	    201);
	expect_quiet(browser);
	code = strstr(browser->page.body, mark);
	ck_assert_ptr_nonnull(code);
	code = arena_copy_bytes(e2e_arena(), code + strlen(mark), 6);
	ck_assert_int_eq(browser_open(browser, at(&talk, "")), 200);
	ck_assert(!browser_sees(browser, code));
	expect_sees(browser, "Ein Code ist ausgegeben");
	talk_hear(&talk, code);
	(void)replies_to(talk.from, 2, 10000);
	ck_assert_int_eq(browser_open(browser, at(&talk, "")), 200);
	expect_sees(browser, "Mia &lt;3 Albrecht</h1>");
	expect_quiet(browser);
	ck_assert_int_eq(
	    browser_send(browser, at(&talk, "/forget-member"), NULL), 303);
	ck_assert_int_eq(browser_follow(browser), 200);
	expect_sees(browser, "Die Bestätigung ist aufgehoben.");
	ck_assert(!browser_sees(browser, "Mia &lt;3"));
}
END_TEST

START_TEST(canned_replies_are_made_changed_used_and_removed)
{
	struct talk talk = talk_new("Bausteine");
	struct browser *browser = reader_of(&talk, "tenant_user");
	const char *path;
	int64_t id;

	ck_assert_int_eq(browser_open(browser, "/canned-replies"), 200);
	expect_sees(browser, "Noch keine Textbausteine");
	expect_quiet(browser);
	ck_assert_int_eq(browser_send(browser, "/canned-replies", "title",
			     PICTURE, "text", ""),
	    422);
	expect_sees(browser, "id=\"canned-text-error\"");
	ck_assert_str_eq(browser_value(browser, "title"), PICTURE);
	ck_assert_int_eq(browser_send(browser, "/canned-replies", "title",
			     "Gruß", "text", "Schöne Grüße"),
	    303);
	ck_assert_int_eq(browser_follow(browser), 200);
	ck_assert_int_eq(browser_send(browser, "/canned-replies", "title",
			     "Gruß", "text", "Noch einer"),
	    409);
	id = sql_int("SELECT id FROM canned_replies WHERE tenant_id ="
		     " %" PRId64,
	    talk.studio->id);
	ck_assert_int_eq(
	    browser_open(browser,
		at(&talk, arena_printf(e2e_arena(), "?canned=%" PRId64, id))),
	    200);
	expect_sees(browser, "Schöne Grüße</textarea>");
	path = arena_printf(e2e_arena(), "/canned-replies/%" PRId64, id);
	ck_assert_int_eq(browser_open(browser, path), 200);
	expect_quiet(browser);
	ck_assert_int_eq(browser_send(browser, path, "title", "Abschied",
			     "text", "Bis bald"),
	    303);
	ck_assert_int_eq(browser_follow(browser), 200);
	expect_sees(browser, "Bis bald");
	path = arena_printf(e2e_arena(), "%s/remove", path);
	ck_assert_int_eq(browser_open(browser, path), 200);
	expect_quiet(browser);
	ck_assert_int_eq(browser_send(browser, path, NULL), 303);
	ck_assert_int_eq(browser_follow(browser), 200);
	expect_sees(browser, "Noch keine Textbausteine");
}
END_TEST

START_TEST(another_studio_finds_nothing)
{
	struct talk talk = talk_new("Eigenes");
	struct studio *other = studio_new("Fremdes", "pro");
	struct browser *browser = browser_of(person_new(other, "tenant_admin"));
	struct browser *stranger = browser_new();

	ck_assert_int_eq(browser_open(browser, at(&talk, "")), 404);
	ck_assert_int_eq(browser_open(browser, "/inbox?state=all"), 200);
	ck_assert(!browser_sees(browser, talk.from));
	ck_assert_int_eq(browser_open(stranger, at(&talk, "")), 303);
	ck_assert(text_starts_with(browser_way(stranger), "/login?next="));
}
END_TEST

/* The second look costs nothing, until something has happened. */
START_TEST(what_has_not_changed_is_not_sent_again)
{
	struct talk talk = talk_new("Unverändert");
	struct browser *browser = reader_of(&talk, "tenant_user");
	const char *paths[] = { at(&talk, ""), "/inbox?state=all" };

	pause_ms(300);
	for (size_t i = 0; i < ARRAY_LENGTH(paths); i++) {
		const char *tag;
		int status = 0;

		for (int tries = 0; tries < 2 && status != 304; tries++) {
			ck_assert_int_eq(browser_open(browser, paths[i]), 200);
			ck_assert_str_eq(
			    answer_header(&browser->page, "cache-control"),
			    "private, no-cache");
			tag = answer_header(&browser->page, "etag");
			status = look_again(browser, paths[i], tag);
		}
		ck_assert_int_eq(status, 304);
		/* Else the page that was kept would be shown under it. */
		ck_assert_ptr_null(
		    answer_header(&browser->page, "content-security-policy"));
		talk_hear(&talk, "Noch etwas");
		ck_assert_int_eq(look_again(browser, paths[i], tag), 200);
		(void)replies_to(talk.from, (int64_t)i + 2, 10000);
	}
}
END_TEST

Suite *
inbox_pages_suite(void)
{
	Suite *suite = suite_create("inbox_pages");
	TCase *tests = tcase_create("inbox_pages");

	tcase_add_checked_fixture(tests, e2e_setup, e2e_teardown);
	tcase_set_timeout(tests, 0);
	tcase_add_test(
	    tests, the_inbox_shows_who_waits_and_leads_to_all_others);
	tcase_add_test(tests, pages_of_the_inbox_follow_each_other_by_key);
	tcase_add_test(
	    tests, a_conversation_shows_what_was_said_and_how_it_came_about);
	tcase_add_test(tests, staff_takes_over_answers_and_gives_back);
	tcase_add_test(tests, an_answer_that_is_sent_twice_is_stored_once);
	tcase_add_test(tests, whoever_has_not_seen_a_colleagues_answer_is_told);
	tcase_add_test(tests, a_closed_window_takes_no_answer);
	tcase_add_test(tests, notes_and_people_in_charge_are_kept);
	tcase_add_test(tests, an_emergency_is_shown_until_somebody_takes_note);
	tcase_add_test(tests, a_code_is_shown_once_and_proves_a_member);
	tcase_add_test(tests, canned_replies_are_made_changed_used_and_removed);
	tcase_add_test(tests, another_studio_finds_nothing);
	tcase_add_test(tests, what_has_not_changed_is_not_sent_again);
	suite_add_tcase(suite, tests);
	return suite;
}
