/*
 * answer.c - the main job: a member writes, the studio's agent answers.
 *
 * SPDX-License-Identifier: ISC
 */
#include "e2e.h"
#include "suites.h"

static void
say(const struct studio *studio, const char *from, const char *text)
{
	expect_status(
	    deliver(
		studio, whatsapp_text(studio, from, fresh_id("wamid."), text)),
	    200);
}

static const char *
state_of(const struct studio *studio, const char *from)
{
	return sql_text("SELECT state || ' ' || coalesce(state_reason, '') FROM"
			" chat_sessions WHERE tenant_id = %" PRId64
			" AND user_key = '%s'",
	    studio->id, from);
}

static void
expect_part(const char *text, const char *part)
{
	ck_assert_msg(
	    strstr(text, part) != NULL, "\"%s\" lacks \"%s\"", text, part);
}

static void
expect_no_part(const char *text, const char *part)
{
	ck_assert_msg(
	    strstr(text, part) == NULL, "\"%s\" has \"%s\"", text, part);
}

/* Makes the model fail for whatever contains mark: the studio's texts do. */
static void
break_model_for(const char *mark)
{
	sim_rule(arena_printf(e2e_arena(),
	    "{\"match\":\"%s\",\"also\":\"max_tokens\",\"status\":400}", mark));
}

START_TEST(the_model_answers_and_the_member_reads_it)
{
	struct studio *studio = studio_new("Modellstudio", "pro");
	const char *from = fresh_number();
	const char *mark = fresh_id("Frage");

	say(studio, from, mark);
	expect_part(replies_to(from, 1, 10000),
	    arena_printf(e2e_arena(), "Echo: %s", mark));
	/* The studio speaks in the prompt, the member outside of it. */
	ck_assert_int_ge(sim_count("Modellstudio"), 1);
	sql_wait(1, 5000,
	    "SELECT count(*) FROM chat_messages WHERE tenant_id = %" PRId64
	    " AND direction = 'outbound' AND state = 'sent' AND author = 'ai'"
	    " AND prompt_tokens > 0 AND completion_tokens >= 10"
	    " AND model IS NOT NULL AND prompt_version IS NOT NULL",
	    studio->id);
	ck_assert_int_gt(
	    sql_int("SELECT sum(quantity) FROM usage_ledger WHERE tenant_id ="
		    " %" PRId64 " AND what = 'tokens'",
		studio->id),
	    10);
}
END_TEST

START_TEST(two_studios_answer_the_same_number_in_their_own_names)
{
	struct studio *a = studio_new("Alpha Fitness", "pro");
	struct studio *b = studio_new("Beta Sport", "pro");
	const char *from = fresh_number();
	struct json_object *texts;

	put_json("/admin/prompt-config", a->owner,
	    "{\"sales_prices_text\":\"Basis 19,90 EUR im Monat\"}");
	put_json("/admin/prompt-config", b->owner,
	    "{\"sales_prices_text\":\"Premium 49,00 EUR im Monat\"}");
	break_model_for("Alpha Fitness");
	break_model_for("Beta Sport");
	say(a, from, "Was kostet eine Mitgliedschaft?");
	(void)replies_to(from, 1, 10000);
	say(b, from, "Was kostet eine Mitgliedschaft?");
	(void)replies_to(from, 2, 10000);
	texts = sim_texts(from);
	expect_part(json_text(json_item(texts, 0)), "19,90");
	expect_no_part(json_text(json_item(texts, 0)), "49,00");
	expect_part(json_text(json_item(texts, 1)), "49,00");
	expect_no_part(json_text(json_item(texts, 1)), "19,90");
	ck_assert_int_eq(sim_messages(a), 1);
	ck_assert_int_eq(sim_messages(b), 1);
	/* Each with the token of its own. */
	ck_assert_int_gt(
	    sim_count(arena_printf(e2e_arena(),
		"/%s/messages\",\"authorization\":\"Bearer token-of-%s\"",
		b->phone_number_id, b->slug)),
	    0);
	ck_assert_int_eq(
	    sim_count(arena_printf(e2e_arena(),
		"/%s/messages\",\"authorization\":\"Bearer token-of-%s\"",
		a->phone_number_id, b->slug)),
	    0);
}
END_TEST

START_TEST(a_change_of_the_texts_is_live_for_the_next_message)
{
	struct studio *studio = studio_new("Vorher", "pro");
	const char *from = fresh_number();

	say(studio, from, "eins");
	(void)replies_to(from, 1, 10000);
	expect_status(put_json("/admin/prompt-config", studio->owner,
			  "{\"studio_name\":\"Nachher & Co\"}"),
	    200);
	say(studio, from, "zwei");
	(void)replies_to(from, 2, 10000);
	ck_assert_int_ge(sim_count("Nachher & Co"), 1);
}
END_TEST

START_TEST(quick_messages_become_one_turn)
{
	struct studio *studio = studio_new("Schnell", "pro");
	const char *from = fresh_number();

	sim_rule("{\"match\":\"Schnell\",\"delay_ms\":600}");
	say(studio, from, "Erste Zeile");
	pause_ms(100);
	say(studio, from, "Zweite Zeile");
	pause_ms(100);
	say(studio, from, "Dritte Zeile");
	(void)replies_to(from, 1, 15000);
	pause_ms(1500);
	ck_assert_uint_eq(json_length(sim_texts(from)), 1);
	ck_assert_int_eq(
	    sql_int("SELECT count(*) FROM chat_sessions WHERE tenant_id = "
		    "%" PRId64 " AND answered_id = last_inbound_id",
		studio->id),
	    1);
}
END_TEST

START_TEST(nothing_is_sent_after_a_person_took_over)
{
	struct studio *studio = studio_new("Übernahme", "pro");
	const char *from = fresh_number();

	sim_rule("{\"match\":\"bernahme\",\"delay_ms\":1000}");
	say(studio, from, "Hallo");
	sim_wait(0, 100, "bernahme");
	pause_ms(300);
	sql_run("UPDATE chat_sessions SET state = 'human' WHERE tenant_id = "
		"%" PRId64,
	    studio->id);
	pause_ms(2000);
	ck_assert_uint_eq(json_length(sim_texts(from)), 0);
	ck_assert_int_eq(
	    sql_int("SELECT count(*) FROM chat_messages WHERE tenant_id = "
		    "%" PRId64 " AND direction = 'outbound'",
		studio->id),
	    0);
}
END_TEST

START_TEST(an_emergency_is_answered_before_everything_else)
{
	struct studio *studio = studio_new("Notfallstudio", "pro");
	const char *from = fresh_number();

	put_json("/admin/prompt-config", studio->owner,
	    "{\"studio_emergency_number\":\"030 4711\"}");
	say(studio, from, "Hallo");
	(void)replies_to(from, 1, 10000);
	/* Even while a person has it. */
	sql_run("UPDATE chat_sessions SET state = 'human' WHERE tenant_id = "
		"%" PRId64,
	    studio->id);
	say(studio, from, "Notfall! Mein Freund ist bewusstlos!");
	expect_part(replies_to(from, 2, 10000), "030 4711");
	ck_assert_int_eq(sim_count("bewusstlos"), 0);
	expect_part(state_of(studio, from), "emergency");
}
END_TEST

START_TEST(a_wish_for_a_person_is_a_state_and_ends_the_ai)
{
	struct studio *studio = studio_new("Menschlich", "pro");
	const char *from = fresh_number();

	say(studio, from, "Kann ich bitte mit einem Mitarbeiter sprechen?");
	(void)replies_to(from, 1, 10000);
	expect_part(state_of(studio, from), "waiting");
	say(studio, from, "Seid ihr da?");
	sql_wait(1, 5000,
	    "SELECT count(*) FROM chat_sessions WHERE tenant_id = %" PRId64
	    " AND answered_id = last_inbound_id",
	    studio->id);
	pause_ms(500);
	ck_assert_uint_eq(json_length(sim_texts(from)), 1);
}
END_TEST

START_TEST(a_broken_model_never_shows)
{
	static const char *const modes[] = { "malformed", "html", "empty",
		"endless" };
	struct studio *studio = studio_new("Zerbrechlich", "pro");

	for (size_t i = 0; i < ARRAY_LENGTH(modes); i++) {
		const char *from = fresh_number();
		const char *text;

		sim_rule(arena_printf(e2e_arena(),
		    "{\"match\":\"Zerbrechlich\",\"mode\":\"%s\"}", modes[i]));
		say(studio, from, "Wie heißt der Trainer von Kurs 7?");
		text = replies_to(from, 1, 30000);
		expect_no_part(text, "error");
		expect_no_part(text, "html");
		expect_no_part(text, "half an ans");
		expect_no_part(text, "aaaaaaaa");
		e2e_teardown();
		/* A good answer closes the circuit again. */
		say(studio, from, "Danke");
		(void)replies_to(from, 2, 60000);
	}
}
END_TEST

START_TEST(the_model_is_asked_again_after_429_and_500)
{
	struct studio *studio = studio_new("Geduldig", "pro");
	const char *from = fresh_number();

	sim_rule("{\"match\":\"Geduldig\",\"status\":429,\"retry_after\":1,"
		 "\"times\":1}");
	say(studio, from, "Erste Frage");
	expect_part(replies_to(from, 1, 20000), "Echo: Erste Frage");
	sim_rule("{\"match\":\"Geduldig\",\"status\":500,\"times\":1}");
	say(studio, from, "Zweite Frage");
	expect_part(replies_to(from, 2, 20000), "Echo: Zweite Frage");
}
END_TEST

START_TEST(a_reply_is_sent_again_after_429_and_waits_as_told)
{
	struct studio *studio = studio_new("Wieder", "pro");
	const char *from = fresh_number();

	sim_rule(arena_printf(e2e_arena(),
	    "{\"match\":\"%s/messages\",\"status\":429,\"error_code\":130429,"
	    "\"unless\":\"typing_indicator\",\"retry_after\":1,\"times\":1}",
	    studio->phone_number_id));
	say(studio, from, "Hallo");
	sql_wait(1, 15000,
	    "SELECT count(*) FROM chat_messages WHERE tenant_id = %" PRId64
	    " AND direction = 'outbound' AND state = 'sent' AND attempts = 2",
	    studio->id);
}
END_TEST

START_TEST(what_can_not_be_delivered_is_told_to_staff)
{
	struct studio *studio = studio_new("Unzustellbar", "pro");
	const char *from = fresh_number();

	sim_rule(arena_printf(e2e_arena(),
	    "{\"match\":\"%s/messages\",\"status\":400,\"error_code\":131026}",
	    studio->phone_number_id));
	say(studio, from, "Hallo");
	sql_wait(1, 10000,
	    "SELECT count(*) FROM chat_messages WHERE tenant_id = %" PRId64
	    " AND direction = 'outbound' AND state = 'failed' AND"
	    " error_code = '131026'",
	    studio->id);
}
END_TEST

START_TEST(an_answer_that_is_lost_is_unconfirmed_and_not_repeated)
{
	struct studio *studio = studio_new("Ungewiss", "pro");
	const char *from = fresh_number();

	sim_rule(arena_printf(e2e_arena(),
	    "{\"match\":\"%s/messages\",\"mode\":\"endless\"}",
	    studio->phone_number_id));
	say(studio, from, "Hallo");
	sql_wait(1, 40000,
	    "SELECT count(*) FROM chat_messages WHERE tenant_id = %" PRId64
	    " AND direction = 'outbound' AND state = 'unconfirmed'",
	    studio->id);
	pause_ms(1500);
	ck_assert_uint_eq(json_length(sim_texts(from)), 1);
}
END_TEST

Suite *
answer_suite(void)
{
	Suite *suite = suite_create("answer");
	TCase *tests = tcase_create("answer");

	tcase_add_checked_fixture(tests, e2e_setup, e2e_teardown);
	tcase_set_timeout(tests, 0);
	tcase_add_test(tests, the_model_answers_and_the_member_reads_it);
	tcase_add_test(
	    tests, two_studios_answer_the_same_number_in_their_own_names);
	tcase_add_test(
	    tests, a_change_of_the_texts_is_live_for_the_next_message);
	tcase_add_test(tests, quick_messages_become_one_turn);
	tcase_add_test(tests, nothing_is_sent_after_a_person_took_over);
	tcase_add_test(tests, an_emergency_is_answered_before_everything_else);
	tcase_add_test(tests, a_wish_for_a_person_is_a_state_and_ends_the_ai);
	tcase_add_test(tests, a_broken_model_never_shows);
	tcase_add_test(tests, the_model_is_asked_again_after_429_and_500);
	tcase_add_test(
	    tests, a_reply_is_sent_again_after_429_and_waits_as_told);
	tcase_add_test(tests, what_can_not_be_delivered_is_told_to_staff);
	tcase_add_test(
	    tests, an_answer_that_is_lost_is_unconfirmed_and_not_repeated);
	suite_add_tcase(suite, tests);
	return suite;
}
