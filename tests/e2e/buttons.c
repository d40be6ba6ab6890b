/*
 * buttons.c - questions that are answered by pressing, on WhatsApp and on the
 * website; and the sign that an answer is being written.
 *
 * SPDX-License-Identifier: ISC
 */
#include "e2e.h"
#include "suites.h"

#define YES_NO                                                                 \
	"{\"buttons\":[{\"id\":\"yes:12\",\"title\":\"Ja\"},"                  \
	"{\"id\":\"no:12\",\"title\":\"Nein, danke\"}]}"

/* A conversation in which the member has written and was answered. */
static int64_t
whatsapp_conversation(const struct studio *studio, const char *number)
{
	expect_status(
	    deliver(studio,
		whatsapp_text(studio, number, fresh_id("wamid."), "Hallo")),
	    200);
	(void)replies_to(number, 1, 15000);
	return sql_int("SELECT id FROM chat_sessions WHERE tenant_id = %" PRId64
		       " AND user_key = '%s'",
	    studio->id, number);
}

/* Asks with two buttons, as a reply of the agent would. */
static void
ask(const struct studio *studio, int64_t session_id, const char *text)
{
	sql_run("INSERT INTO chat_messages (tenant_id, session_id, channel, "
		"direction, author, kind, text, payload, state) SELECT "
		"tenant_id, id, channel, 'outbound', 'ai', 'text', '%s', '%s', "
		"CASE channel WHEN 'web' THEN 'delivered' ELSE 'queued' END "
		"FROM chat_sessions WHERE tenant_id = %" PRId64
		" AND id = %" PRId64,
	    text, YES_NO, studio->id, session_id);
	sql_run("UPDATE chat_sessions SET last_message_at = now() WHERE "
		"tenant_id = %" PRId64 " AND id = %" PRId64,
	    studio->id, session_id);
	sql_run("INSERT INTO jobs (tenant_id, kind, key) SELECT tenant_id, "
		"'deliver', id FROM chat_sessions WHERE tenant_id = %" PRId64
		" AND id = %" PRId64 " AND channel <> 'web' ON CONFLICT DO "
		"NOTHING",
	    studio->id, session_id);
}

/* What was sent to number last, as it was sent. */
static struct json_object *
last_sent(const char *number)
{
	struct answer answer =
	    get(arena_printf(e2e_arena(), "%s/sim/requests?contains=%s",
		    e2e_env("ARIIA_SIM_URL"),
		    text_url_encode(e2e_arena(),
			arena_printf(e2e_arena(), "\\\"%s\\\"", number))),
		NULL);
	struct json_object *items = json_at(answer.json, "items");
	const char *body =
	    json_text_at(json_item(items, json_length(items) - 1), "body");

	return json_keep(e2e_arena(), json_tokener_parse(body));
}

START_TEST(a_question_on_whatsapp_has_buttons)
{
	struct studio *studio = studio_new("Frage", "pro");
	const char *number = fresh_number();
	int64_t id = whatsapp_conversation(studio, number);
	struct json_object *sent, *buttons;

	ask(studio, id, "Willst du wirklich kündigen?");
	ck_assert_ptr_nonnull(strstr(
	    replies_to(number, 2, 15000), "Willst du wirklich kündigen?"));
	sent = last_sent(number);
	buttons = json_at(sent, "interactive", "action", "buttons");
	ck_assert_pstr_eq(json_text_at(sent, "type"), "interactive");
	ck_assert_uint_eq(json_length(buttons), 2);
	ck_assert_pstr_eq(
	    json_text_at(json_item(buttons, 0), "reply", "id"), "yes:12");
	ck_assert_pstr_eq(json_text_at(json_item(buttons, 1), "reply", "title"),
	    "Nein, danke");
	sql_wait(0, 5000,
	    "SELECT count(*) FROM chat_messages WHERE tenant_id = %" PRId64
	    " AND direction = 'outbound' AND state <> 'sent'",
	    studio->id);
}
END_TEST

START_TEST(a_long_question_says_in_words_what_to_answer)
{
	struct studio *studio = studio_new("Lange Frage", "pro");
	const char *number = fresh_number();
	int64_t id = whatsapp_conversation(studio, number);
	char *text = arena_alloc(e2e_arena(), 1026);
	const char *said;

	memset(text, 'a', 1025);
	ask(studio, id, text);
	said = replies_to(number, 2, 15000);
	ck_assert(
	    text_ends_with(said, "aaa\n\nAntworte mit Ja oder Nein, danke."));
	ck_assert_pstr_eq(json_text_at(last_sent(number), "type"), "text");
}
END_TEST

START_TEST(what_is_pressed_on_whatsapp_comes_in_by_its_id)
{
	struct studio *studio = studio_new("Druck", "pro");
	const char *number = fresh_number();

	expect_status(
	    deliver(studio,
		arena_printf(e2e_arena(),
		    "{\"entry\":[{\"changes\":[{\"field\":"
		    "\"messages\",\"value\":{\"metadata\":{"
		    "\"phone_number_id\":\"%s\"},\"messages\":[{"
		    "\"from\":\"%s\",\"id\":\"%s\",\"timestamp\":"
		    "\"1767225600\",\"type\":\"interactive\","
		    "\"interactive\":{\"type\":\"button_reply\","
		    "\"button_reply\":{\"id\":\"yes:12\","
		    "\"title\":\"Ja\"}}}]}}]}]}",
		    studio->phone_number_id, number, fresh_id("wamid."))),
	    200);
	ck_assert_str_eq(sql_text("SELECT button_id || ' ' || text FROM "
				  "chat_messages WHERE tenant_id = %" PRId64
				  " AND direction = 'inbound'",
			     studio->id),
	    "yes:12 Ja");
}
END_TEST

/* A visitor who was asked; *visitor is the token. */
static int64_t
web_conversation(const struct studio *studio, const char **visitor)
{
	struct answer sent = post_json(
	    arena_printf(e2e_arena(), "/webhook/web/%s", studio->slug), NULL,
	    "{\"key\":\"eins\",\"text\":\"Ich will kündigen\"}");
	int64_t id;

	expect_status(sent, 202);
	*visitor = json_text_at(sent.json, "visitor");
	sql_wait(1, 15000,
	    "SELECT count(*) FROM chat_messages WHERE tenant_id = %" PRId64
	    " AND direction = 'outbound'",
	    studio->id);
	id = sql_int("SELECT id FROM chat_sessions WHERE tenant_id = %" PRId64,
	    studio->id);
	ask(studio, id, "Wirklich <kündigen>?");
	return id;
}

static struct answer
page_of(const struct studio *studio, const char *visitor)
{
	return get(arena_printf(e2e_arena(), "/chat/%s?visitor=%s",
		       studio->slug, visitor),
	    NULL);
}

/* The value of the hidden field name in a form, found behind mark. */
static const char *
value_behind(const char *page, const char *mark, const char *name)
{
	const char *field =
	    arena_printf(e2e_arena(), "name=\"%s\" value=\"", name);
	const char *found = strstr(page, mark);

	ck_assert_msg(found != NULL, "no %s in %s", mark, page);
	found = strstr(found, field);
	ck_assert_ptr_nonnull(found);
	found += strlen(field);
	return arena_copy_bytes(e2e_arena(), found, strcspn(found, "\""));
}

static struct answer
press(const struct studio *studio, const char *visitor, const char *key)
{
	const char *body = arena_printf(e2e_arena(),
	    "visitor=%s&key=%s&text=Ja&button_id=yes%%3A12", visitor, key);

	return send_body("POST",
	    arena_printf(e2e_arena(), "/webhook/web/%s", studio->slug), NULL,
	    "application/x-www-form-urlencoded", body, strlen(body), NULL);
}

START_TEST(a_visitor_without_javascript_presses_a_form)
{
	struct studio *studio = studio_new("Formular", "starter");
	const char *visitor, *key;
	struct answer page;

	(void)web_conversation(studio, &visitor);
	page = page_of(studio, visitor);
	expect_status(page, 200);
	ck_assert_ptr_nonnull(strstr(page.body,
	    "<button class=\"chat-choice\" name=\"button_id\" value=\"yes:12\">"
	    "Ja</button>"));
	key = value_behind(page.body, "chat-choices", "key");
	ck_assert_str_eq(value_behind(page.body, "chat-choices", "text"), "Ja");
	expect_status(press(studio, visitor, key), 303);
	expect_status(press(studio, visitor, key), 303);
	ck_assert_int_eq(
	    sql_int("SELECT count(*) FROM chat_messages WHERE tenant_id = "
		    "%" PRId64 " AND button_id = 'yes:12' AND text = 'Ja'",
		studio->id),
	    1);
	page = page_of(studio, visitor);
	ck_assert_ptr_null(strstr(page.body, "chat-choice\""));
}
END_TEST

START_TEST(a_chat_client_is_told_of_the_buttons_until_they_are_answered)
{
	struct studio *studio = studio_new("Abfrage", "starter");
	const char *visitor, *poll;
	struct json_object *items, *buttons;
	struct answer answer;

	(void)web_conversation(studio, &visitor);
	poll = arena_printf(
	    e2e_arena(), "/chat/%s/messages?visitor=%s", studio->slug, visitor);
	answer = get(poll, NULL);
	expect_status(answer, 200);
	items = json_at(answer.json, "items");
	ck_assert_uint_eq(json_length(items), 3);
	ck_assert_uint_eq(
	    json_length(json_at(json_item(items, 1), "buttons")), 0);
	buttons = json_at(json_item(items, 2), "buttons");
	ck_assert_uint_eq(json_length(buttons), 2);
	ck_assert_pstr_eq(
	    json_text_at(json_item(buttons, 1), "title"), "Nein, danke");
	expect_status(
	    post_json(
		arena_printf(e2e_arena(), "/webhook/web/%s", studio->slug),
		NULL,
		arena_printf(e2e_arena(),
		    "{\"visitor\":\"%s\",\"key\":\"%s\",\"text\":"
		    "\"Ja\",\"button_id\":\"yes:12\"}",
		    visitor, json_text_at(json_item(buttons, 0), "key"))),
	    202);
	answer = get(poll, NULL);
	items = json_at(answer.json, "items");
	for (size_t i = 0; i < json_length(items); i++)
		if (!text_is_equal(
			json_text_at(json_item(items, i), "author"), "ai") ||
		    i < 3)
			ck_assert_uint_eq(json_length(json_at(
					      json_item(items, i), "buttons")),
			    0);
}
END_TEST

/* Meta's identifier of the newest message of the studio. */
static const char *
newest_of(const struct studio *studio)
{
	return sql_text("SELECT provider_message_id FROM chat_messages WHERE "
			"tenant_id = %" PRId64 " AND direction = 'inbound' "
			"ORDER BY id DESC LIMIT 1",
	    studio->id);
}

/* What answers is at rest. */
static void
await_no_job(const struct studio *studio)
{
	sql_wait(0, 15000,
	    "SELECT count(*) FROM jobs WHERE tenant_id = %" PRId64
	    " AND kind IN ('turn', 'typing', 'deliver')",
	    studio->id);
}

START_TEST(a_member_sees_that_a_model_is_writing)
{
	struct studio *studio = studio_new("Tippt", "pro");
	const char *number = fresh_number();
	const char *question = fresh_id("Frage-");
	const char *sign;

	sim_rule(arena_printf(e2e_arena(),
	    "{\"match\":\"%s\",\"times\":0,\"delay_ms\":2000}", question));
	expect_status(
	    deliver(studio,
		whatsapp_text(studio, number, fresh_id("wamid."), question)),
	    200);
	sign = arena_printf(
	    e2e_arena(), "\\\"message_id\\\":\\\"%s", newest_of(studio));
	sim_wait(1, 1500, sign);
	ck_assert_uint_eq(json_length(sim_texts(number)), 0);
	(void)replies_to(number, 1, 15000);
	await_no_job(studio);
	ck_assert_int_eq(sim_count(sign), 1);
}
END_TEST

START_TEST(nobody_types_what_needs_no_model)
{
	struct studio *studio = studio_new("Sofort", "pro");
	const char *number = fresh_number();

	expect_status(deliver(studio,
			  whatsapp_text(studio, number, fresh_id("wamid."),
			      "Ich möchte mit einem Menschen sprechen")),
	    200);
	(void)replies_to(number, 1, 15000);
	/* Nor while a person has it. */
	expect_status(
	    deliver(studio,
		whatsapp_text(studio, number, fresh_id("wamid."), "Hallo?")),
	    200);
	await_no_job(studio);
	ck_assert_int_eq(
	    sim_count(arena_printf(e2e_arena(), "%s", newest_of(studio))), 0);
	ck_assert_int_eq(
	    sim_count(sql_text("SELECT provider_message_id FROM chat_messages "
			       "WHERE tenant_id = %" PRId64
			       " AND direction = 'inbound' ORDER BY id LIMIT 1",
		studio->id)),
	    0);
}
END_TEST

/* A job as old as age, for a conversation that waits for an answer. */
static void
add_typing(const struct studio *studio, int64_t session_id, const char *age)
{
	sql_run("UPDATE chat_sessions SET answered_id = last_inbound_id - 1 "
		"WHERE tenant_id = %" PRId64 " AND id = %" PRId64,
	    studio->id, session_id);
	sql_run("INSERT INTO jobs (tenant_id, kind, key, payload) VALUES "
		"(%" PRId64 ", 'typing', '%" PRId64
		"', jsonb_build_object('at', now() - interval '%s'))",
	    studio->id, session_id, age);
	await_no_job(studio);
}

START_TEST(a_sign_of_typing_is_shown_at_once_or_not_at_all)
{
	struct studio *studio = studio_new("Zu spät", "pro");
	int64_t id = whatsapp_conversation(studio, fresh_number());
	const char *newest = newest_of(studio);
	int64_t before;

	await_no_job(studio);
	before = sim_count(newest);
	add_typing(studio, id, "9 seconds");
	ck_assert_int_eq(sim_count(newest), before);
	/* Once: nobody notices that it failed. */
	sim_rule(arena_printf(e2e_arena(),
	    "{\"match\":\"%s\",\"times\":0,\"status\":500}", newest));
	add_typing(studio, id, "1 second");
	ck_assert_int_eq(sim_count(newest), before + 1);
}
END_TEST

Suite *
buttons_suite(void)
{
	Suite *suite = suite_create("buttons");
	TCase *tests = tcase_create("buttons");

	tcase_add_checked_fixture(tests, e2e_setup, e2e_teardown);
	tcase_set_timeout(tests, 0);
	tcase_add_test(tests, a_question_on_whatsapp_has_buttons);
	tcase_add_test(tests, a_long_question_says_in_words_what_to_answer);
	tcase_add_test(tests, what_is_pressed_on_whatsapp_comes_in_by_its_id);
	tcase_add_test(tests, a_visitor_without_javascript_presses_a_form);
	tcase_add_test(tests,
	    a_chat_client_is_told_of_the_buttons_until_they_are_answered);
	tcase_add_test(tests, a_member_sees_that_a_model_is_writing);
	tcase_add_test(tests, nobody_types_what_needs_no_model);
	tcase_add_test(tests, a_sign_of_typing_is_shown_at_once_or_not_at_all);
	suite_add_tcase(suite, tests);
	return suite;
}
