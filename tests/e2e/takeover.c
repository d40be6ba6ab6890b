/*
 * takeover.c - people in conversations: they take, answer, assign, note, read
 * and give back; and time does when nobody cares.
 *
 * SPDX-License-Identifier: ISC
 */
#include <hiredis/hiredis.h>

#include "e2e.h"
#include "suites.h"
#include "talk.h"

static const char *
mirrored(const struct talk *talk)
{
	redisContext *redis = redisConnectUnix(e2e_env("ARIIA_REDIS"));
	redisReply *reply;
	const char *value;

	ck_assert(redis != NULL && redis->err == 0);
	reply = redisCommand(redis, "GET t%lld:human_mode:%s",
	    (long long)talk->studio->id, talk->from);
	ck_assert_ptr_nonnull(reply);
	value = reply->type == REDIS_REPLY_STRING
	    ? arena_copy(e2e_arena(), reply->str)
	    : "";
	freeReplyObject(reply);
	redisFree(redis);
	return value;
}

/* Every message has been looked at. */
static void
await_turns(const struct talk *talk)
{
	sql_wait(1, 10000,
	    "SELECT count(*) FROM chat_sessions WHERE id = %" PRId64
	    " AND answered_id = last_inbound_id",
	    talk->id);
}

/* The job that looks after conversations finds that so much time has gone. */
static void
let_pass(const struct talk *talk, const char *interval)
{
	sql_run("UPDATE chat_sessions SET state_changed_at = state_changed_at -"
		" interval '%s', staff_at = staff_at - interval '%s' WHERE id ="
		" %" PRId64,
	    interval, interval, talk->id);
	sql_run("UPDATE alerts SET acknowledged_at = acknowledged_at - interval"
		" '%s' WHERE session_id = %" PRId64,
	    interval, talk->id);
	sql_run("UPDATE jobs SET run_at = now() WHERE kind = 'handover' AND "
		"tenant_id = %" PRId64 " AND run_at < 'infinity'",
	    talk->studio->id);
}

START_TEST(a_person_takes_a_conversation_and_gives_it_back)
{
	struct talk talk = talk_new("Staffel");
	struct answer answer = talk_act(&talk, "/take-over");

	expect_status(answer, 200);
	ck_assert_str_eq(json_text_at(answer.json, "state"), "human");
	ck_assert_str_eq(json_text_at(answer.json, "state_reason"), "taken");
	ck_assert_str_eq(mirrored(&talk), "human");
	talk_hear(&talk, "Seid ihr da?");
	await_turns(&talk);
	pause_ms(500);
	ck_assert_uint_eq(json_length(sim_texts(talk.from)), 1);
	answer = talk_act(&talk, "/give-back");
	expect_status(answer, 200);
	ck_assert_str_eq(json_text_at(answer.json, "state"), "ai");
	ck_assert_str_eq(mirrored(&talk), "");
	/* Not a word about what came in meanwhile, then the agent again. */
	pause_ms(1500);
	ck_assert_uint_eq(json_length(sim_texts(talk.from)), 1);
	talk_hear(&talk, "Wieder du");
	(void)replies_to(talk.from, 2, 10000);
	ck_assert_int_eq(talk_audited(&talk, "conversation.take_over"), 1);
	ck_assert_int_eq(talk_audited(&talk, "conversation.give_back"), 1);
	/* Twice changes nothing. */
	expect_status(talk_act(&talk, "/give-back"), 200);
	ck_assert_int_eq(talk_audited(&talk, "conversation.give_back"), 1);
}
END_TEST

START_TEST(a_reply_reaches_the_member_once_and_takes_the_conversation)
{
	struct talk talk = talk_new("Antwort");
	const char *key = fresh_id("key-");
	struct answer first = talk_reply(&talk, "Hier ist Anna vom Team", key);
	struct answer again = talk_reply(&talk, "Hier ist Anna vom Team", key);
	const char *texts;

	expect_status(first, 201);
	expect_status(again, 200);
	ck_assert_str_eq(json_text_at(first.json, "author"), "staff");
	ck_assert_int_eq(json_object_get_int64(json_at(first.json, "id")),
	    json_object_get_int64(json_at(again.json, "id")));
	ck_assert_str_eq(talk_state(&talk), "human");
	ck_assert_str_eq(mirrored(&talk), "human");
	texts = replies_to(talk.from, 2, 10000);
	ck_assert_ptr_nonnull(strstr(texts, "Hier ist Anna vom Team"));
	sql_wait(1, 5000,
	    "SELECT count(*) FROM chat_messages m JOIN usage_ledger l ON"
	    " l.tenant_id = m.tenant_id AND l.message_id = m.id AND l.what ="
	    " 'outbound' WHERE m.session_id = %" PRId64
	    " AND m.author = 'staff' AND m.state = 'sent' AND m.user_id IS NOT"
	    " NULL",
	    talk.id);
	/* The key belongs to that text. */
	expect_status(talk_reply(&talk, "Etwas anderes", key), 409);
	pause_ms(500);
	ck_assert_uint_eq(json_length(sim_texts(talk.from)), 2);
	expect_status(post_json(talk_path(&talk, "/reply"), talk.studio->staff,
			  "{\"text\":\"ohne Schlüssel\"}"),
	    422);
	expect_status(talk_reply(&talk, "", fresh_id("key-")), 422);
}
END_TEST

START_TEST(who_has_not_seen_an_answer_does_not_answer_twice)
{
	struct talk talk = talk_new("Gesehen");
	int64_t seen = sql_int("SELECT min(id) FROM chat_messages WHERE"
			       " session_id = %" PRId64,
	    talk.id);
	struct answer answer =
	    post_json(talk_path(&talk, "/reply"), talk.studio->staff,
		arena_printf(e2e_arena(),
		    "{\"text\":\"Moin\",\"key\":\"a\",\"seen_id\":%" PRId64 "}",
		    seen));

	expect_status(answer, 409);
	ck_assert_str_eq(talk_state(&talk), "ai");
	seen = sql_int("SELECT max(id) FROM chat_messages WHERE session_id = "
		       "%" PRId64,
	    talk.id);
	answer = post_json(talk_path(&talk, "/reply"), talk.studio->staff,
	    arena_printf(e2e_arena(),
		"{\"text\":\"Moin\",\"key\":\"a\",\"seen_id\":%" PRId64 "}",
		seen));
	expect_status(answer, 201);
}
END_TEST

START_TEST(outside_the_window_nothing_is_sent)
{
	struct talk talk = talk_new("Fenster");
	struct answer answer = get(talk_path(&talk, ""), talk.studio->staff);

	ck_assert_ptr_nonnull(json_text_at(answer.json, "window_closes_at"));
	sql_run("UPDATE chat_sessions SET last_inbound_at = now() - interval "
		"'24 hours 1 second' WHERE id = %" PRId64,
	    talk.id);
	answer = talk_reply(&talk, "Noch jemand da?", fresh_id("key-"));
	expect_status(answer, 409);
	ck_assert_ptr_nonnull(
	    strstr(json_text_at(answer.json, "detail"), "24 hours"));
	ck_assert_ptr_nonnull(
	    strstr(json_text_at(answer.json, "detail"), "open until 20"));
	ck_assert_str_eq(talk_state(&talk), "ai");
	ck_assert_int_eq(
	    sql_int("SELECT count(*) FROM chat_messages WHERE session_id = "
		    "%" PRId64 " AND author = 'staff'",
		talk.id),
	    0);
	/* A channel without a window has none. */
	ck_assert_int_eq(sql_int("SELECT count(*) WHERE channel_window('web') "
				 "IS NULL AND channel_window('whatsapp') = "
				 "interval '24 hours'"),
	    1);
}
END_TEST

START_TEST(a_second_studio_finds_nothing)
{
	static const struct {
		const char *method;
		const char *what;
		const char *body;
	} calls[] = {
		{ "GET", "", NULL },
		{ "GET", "/notes", NULL },
		{ "POST", "/take-over", NULL },
		{ "POST", "/give-back", NULL },
		{ "POST", "/read", NULL },
		{ "POST", "/reply", "{\"text\":\"x\",\"key\":\"x\"}" },
		{ "POST", "/assign", "{\"user_id\":0}" },
		{ "POST", "/notes", "{\"text\":\"x\"}" },
	};
	struct talk talk = talk_new("Nachbar A");
	struct studio *other = studio_new("Nachbar B", "pro");
	struct answer answer;

	for (size_t i = 0; i < ARRAY_LENGTH(calls); i++) {
		const char *body = calls[i].body;

		expect_status(
		    send_body(calls[i].method, talk_path(&talk, calls[i].what),
			other->owner, body == NULL ? NULL : "application/json",
			body, body == NULL ? 0 : strlen(body), NULL),
		    404);
	}
	ck_assert_str_eq(talk_state(&talk), "ai");
	answer = get("/sessions?q=Guten", other->owner);
	ck_assert_uint_eq(json_length(json_at(answer.json, "items")), 0);
	/* Nobody of theirs can be given it. */
	expect_status(
	    post_json(talk_path(&talk, "/assign"), talk.studio->staff,
		arena_printf(e2e_arena(), "{\"user_id\":%" PRId64 "}",
		    sql_int("SELECT min(id) FROM users WHERE tenant_id = "
			    "%" PRId64,
			other->id))),
	    422);
}
END_TEST

START_TEST(what_nobody_takes_goes_back_by_itself)
{
	struct talk talk = talk_new("Vergessen");
	struct answer notes;

	talk_hear(&talk, "Mensch bitte");
	(void)replies_to(talk.from, 2, 10000);
	ck_assert_str_eq(talk_state(&talk), "waiting");
	let_pass(&talk, "59 minutes");
	pause_ms(1500);
	ck_assert_str_eq(talk_state(&talk), "waiting");
	let_pass(&talk, "1 minute");
	sql_wait(1, 10000,
	    "SELECT count(*) FROM chat_sessions WHERE id = %" PRId64
	    " AND state = 'ai' AND state_reason = 'timeout'",
	    talk.id);
	ck_assert_str_eq(mirrored(&talk), "");
	notes = get(talk_path(&talk, "/notes"), talk.studio->staff);
	ck_assert_str_eq(
	    json_text_at(json_item(json_at(notes.json, "items"), 0), "author"),
	    "system");
	pause_ms(1000);
	ck_assert_uint_eq(json_length(sim_texts(talk.from)), 2);
	talk_hear(&talk, "Wie sind eure Zeiten?");
	(void)replies_to(talk.from, 3, 10000);
	ck_assert_str_eq(talk_state(&talk), "ai");
}
END_TEST

START_TEST(whoever_does_nothing_loses_it_and_zero_is_never)
{
	struct talk talk = talk_new("Eingeschlafen");

	expect_status(talk_act(&talk, "/take-over"), 200);
	let_pass(&talk, "11 hours 59 minutes");
	pause_ms(1500);
	ck_assert_str_eq(talk_state(&talk), "human");
	/* A sign of life counts. */
	expect_status(
	    talk_reply(&talk, "Bin noch dran", fresh_id("key-")), 201);
	let_pass(&talk, "11 hours");
	pause_ms(1500);
	ck_assert_str_eq(talk_state(&talk), "human");
	let_pass(&talk, "1 hour");
	sql_wait(1, 10000,
	    "SELECT count(*) FROM chat_sessions WHERE id = %" PRId64
	    " AND state = 'ai'",
	    talk.id);
	expect_status(put_json("/admin/settings/human_timeout_minutes",
			  talk.studio->owner, "{\"value\":\"0\"}"),
	    200);
	expect_status(talk_act(&talk, "/take-over"), 200);
	let_pass(&talk, "100 days");
	pause_ms(1500);
	ck_assert_str_eq(talk_state(&talk), "human");
	expect_status(put_json("/admin/settings/human_timeout_minutes",
			  talk.studio->owner, "{\"value\":\"bald\"}"),
	    422);
}
END_TEST

START_TEST(only_staff_of_the_studio_may_and_a_key_needs_its_scope)
{
	struct talk talk = talk_new("Rechte");

	expect_status(send_body("POST", talk_path(&talk, "/take-over"), NULL,
			  NULL, NULL, 0, NULL),
	    401);
	expect_status(send_body("GET", talk_path(&talk, "/take-over"),
			  talk.studio->staff, NULL, NULL, 0, NULL),
	    405);
}
END_TEST

Suite *
takeover_suite(void)
{
	Suite *suite = suite_create("takeover");
	TCase *tests = tcase_create("takeover");

	tcase_add_checked_fixture(tests, e2e_setup, e2e_teardown);
	tcase_set_timeout(tests, 0);
	tcase_add_test(tests, a_person_takes_a_conversation_and_gives_it_back);
	tcase_add_test(
	    tests, a_reply_reaches_the_member_once_and_takes_the_conversation);
	tcase_add_test(tests, who_has_not_seen_an_answer_does_not_answer_twice);
	tcase_add_test(tests, outside_the_window_nothing_is_sent);
	tcase_add_test(tests, a_second_studio_finds_nothing);
	tcase_add_test(tests, what_nobody_takes_goes_back_by_itself);
	tcase_add_test(tests, whoever_does_nothing_loses_it_and_zero_is_never);
	tcase_add_test(
	    tests, only_staff_of_the_studio_may_and_a_key_needs_its_scope);
	suite_add_tcase(suite, tests);
	return suite;
}
