/*
 * webchat.c - the website chat: as a page without JavaScript, and as JSON.
 *
 * SPDX-License-Identifier: ISC
 */
#include "e2e.h"
#include "suites.h"

/* The value of a hidden field of a page. */
static const char *
hidden(const struct answer *page, const char *name)
{
	const char *mark =
	    arena_printf(e2e_arena(), "name=\"%s\" value=\"", name);
	const char *found = strstr(page->body, mark);
	const char *end;

	ck_assert_msg(found != NULL, "no field %s in %s", name, page->body);
	found += strlen(mark);
	end = strchr(found, '"');
	return arena_copy_bytes(e2e_arena(), found, (size_t)(end - found));
}

static struct answer
page_of(const struct studio *studio, const char *visitor)
{
	return get(visitor == NULL
		? arena_printf(e2e_arena(), "/chat/%s", studio->slug)
		: arena_printf(e2e_arena(), "/chat/%s?visitor=%s", studio->slug,
		      visitor),
	    NULL);
}

static struct answer
post_form(const struct studio *studio, const char *visitor, const char *key,
    const char *text)
{
	const char *body =
	    arena_printf(e2e_arena(), "visitor=%s&key=%s&text=%s", visitor, key,
		text_url_encode(e2e_arena(), text));

	return send_body("POST",
	    arena_printf(e2e_arena(), "/webhook/web/%s", studio->slug), NULL,
	    "application/x-www-form-urlencoded", body, strlen(body), NULL);
}

static void
await_answers(const struct studio *studio, int64_t count)
{
	sql_wait(count, 15000,
	    "SELECT count(*) FROM chat_messages WHERE tenant_id = %" PRId64
	    " AND direction = 'outbound'",
	    studio->id);
}

START_TEST(a_visitor_without_javascript_is_answered_on_the_page)
{
	struct studio *studio = studio_new("Netz & <Chat>", "starter");
	struct answer page = page_of(studio, NULL);
	const char *visitor;
	struct answer sent;

	expect_status(page, 200);
	ck_assert_ptr_nonnull(strstr(page.body, "Netz &amp; &lt;Chat&gt;"));
	ck_assert_ptr_null(strstr(page.body, "<Chat>"));
	visitor = hidden(&page, "visitor");
	sent = post_form(studio, visitor, hidden(&page, "key"),
	    "Hallo <script>alert(1)</script>");
	expect_status(sent, 303);
	ck_assert_ptr_nonnull(strstr(answer_header(&sent, "location"),
	    arena_printf(e2e_arena(), "/chat/%s?visitor=", studio->slug)));
	await_answers(studio, 1);
	page = page_of(studio, visitor);
	expect_status(page, 200);
	ck_assert_ptr_nonnull(strstr(page.body, "&lt;script&gt;"));
	ck_assert_ptr_null(strstr(page.body, "<script>alert"));
	ck_assert_ptr_nonnull(strstr(page.body, "Echo: Hallo"));
}
END_TEST

START_TEST(who_answers_is_told_first_and_kept_as_evidence)
{
	struct studio *studio = studio_new("Offenlegung", "starter");
	struct answer page = page_of(studio, NULL);
	const char *visitor = hidden(&page, "visitor");

	/* Before a word was written. */
	ck_assert_ptr_nonnull(strstr(page.body, "KI-Assistent"));
	expect_status(
	    post_form(studio, visitor, hidden(&page, "key"), "Hallo"), 303);
	await_answers(studio, 1);
	/* The wording, and when it was said. */
	ck_assert_int_eq(
	    sql_int("SELECT count(*) FROM chat_messages m JOIN chat_sessions s "
		    "ON s.tenant_id = m.tenant_id AND s.id = m.session_id "
		    "WHERE m.tenant_id = %" PRId64 " AND m.direction = "
		    "'outbound' AND m.created_at = s.disclosed_at AND m.text "
		    "LIKE '%%KI-Assistent%%'",
		studio->id),
	    1);
}
END_TEST

START_TEST(a_double_click_sends_once)
{
	struct studio *studio = studio_new("Doppelklick", "starter");
	struct answer page = page_of(studio, NULL);
	const char *visitor = hidden(&page, "visitor");
	const char *key = hidden(&page, "key");

	expect_status(post_form(studio, visitor, key, "Einmal"), 303);
	expect_status(post_form(studio, visitor, key, "Einmal"), 303);
	ck_assert_int_eq(
	    sql_int("SELECT count(*) FROM chat_messages WHERE tenant_id = "
		    "%" PRId64 " AND direction = 'inbound'",
		studio->id),
	    1);
}
END_TEST

START_TEST(a_script_polls_and_is_told_when_nothing_changed)
{
	struct studio *studio = studio_new("Abfrage", "starter");
	const char *path =
	    arena_printf(e2e_arena(), "/webhook/web/%s", studio->slug);
	struct answer sent = post_json(
	    path, NULL, "{\"key\":\"eins\",\"text\":\"Seid ihr da?\"}");
	const char *visitor = json_text_at(sent.json, "visitor");
	const char *poll;
	struct answer first;
	struct answer again;

	expect_status(sent, 202);
	ck_assert_ptr_nonnull(visitor);
	await_answers(studio, 1);
	poll = arena_printf(
	    e2e_arena(), "/chat/%s/messages?visitor=%s", studio->slug, visitor);
	first = get(poll, NULL);
	expect_status(first, 200);
	ck_assert_ptr_nonnull(strstr(first.body, "Echo: Seid ihr da?"));
	again = send_body("GET", poll, NULL, NULL, NULL, 0,
	    arena_printf(e2e_arena(), "If-None-Match: %s",
		answer_header(&first, "etag")));
	expect_status(again, 304);
	ck_assert_uint_eq(again.len, 0);
}
END_TEST

START_TEST(a_visitor_of_one_studio_is_nobody_at_another)
{
	struct studio *a = studio_new("Eins", "starter");
	struct studio *b = studio_new("Zwei", "starter");
	struct answer sent =
	    post_json(arena_printf(e2e_arena(), "/webhook/web/%s", a->slug),
		NULL, "{\"key\":\"k\",\"text\":\"Geheimnis\"}");
	const char *visitor = json_text_at(sent.json, "visitor");
	struct answer page = page_of(b, visitor);

	expect_status(sent, 202);
	ck_assert_ptr_null(strstr(page.body, "Geheimnis"));
	sent = post_json(arena_printf(e2e_arena(), "/webhook/web/%s", b->slug),
	    NULL,
	    arena_printf(e2e_arena(),
		"{\"visitor\":\"%s\",\"key\":\"k2\",\"text\":\"Hallo\"}",
		visitor));
	expect_status(sent, 422);
	ck_assert_int_eq(sql_int("SELECT count(*) FROM chat_messages WHERE "
				 "tenant_id = %" PRId64,
			     b->id),
	    0);
}
END_TEST

START_TEST(what_a_visitor_sends_is_bounded)
{
	struct studio *studio = studio_new("Grenzen", "starter");
	const char *path =
	    arena_printf(e2e_arena(), "/webhook/web/%s", studio->slug);
	char *text = arena_alloc(e2e_arena(), 2002);
	char *flood = arena_alloc(e2e_arena(), 40001);

	memset(text, 'a', 2001);
	memset(flood, 'a', 40000);
	expect_status(post_json(path, NULL,
			  arena_printf(e2e_arena(),
			      "{\"key\":\"k\",\"text\":\"%s\"}", text)),
	    422);
	expect_status(
	    post_json(path, NULL, "{\"key\":\"k\",\"text\":\"   \"}"), 422);
	expect_status(post_json(path, NULL,
			  arena_printf(e2e_arena(),
			      "{\"key\":\"k\",\"text\":\"%s\"}", flood)),
	    413);
	expect_status(get("/chat/nobody-at-all-here", NULL), 404);
}
END_TEST

Suite *
webchat_suite(void)
{
	Suite *suite = suite_create("webchat");
	TCase *tests = tcase_create("webchat");

	tcase_add_checked_fixture(tests, e2e_setup, e2e_teardown);
	tcase_set_timeout(tests, 0);
	tcase_add_test(
	    tests, a_visitor_without_javascript_is_answered_on_the_page);
	tcase_add_test(tests, who_answers_is_told_first_and_kept_as_evidence);
	tcase_add_test(tests, a_double_click_sends_once);
	tcase_add_test(tests, a_script_polls_and_is_told_when_nothing_changed);
	tcase_add_test(tests, a_visitor_of_one_studio_is_nobody_at_another);
	tcase_add_test(tests, what_a_visitor_sends_is_bounded);
	suite_add_tcase(suite, tests);
	return suite;
}
