/*
 * takeover.c - people in conversations: they take, answer, assign, note, read
 * and give back; and time does when nobody cares.
 *
 * SPDX-License-Identifier: ISC
 */
#include <hiredis/hiredis.h>

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

/* A conversation in which the agent has answered once. */
struct talk {
	struct studio *studio;
	const char *from;
	int64_t id;
};

static struct talk
talk_new(const char *name)
{
	struct talk talk = { studio_new(name, "pro"), fresh_number(), 0 };

	say(talk.studio, talk.from, "Guten Tag");
	(void)replies_to(talk.from, 1, 10000);
	talk.id =
	    sql_int("SELECT id FROM chat_sessions WHERE tenant_id = %" PRId64,
		talk.studio->id);
	return talk;
}

static const char *
path_of(const struct talk *talk, const char *what)
{
	return arena_printf(
	    e2e_arena(), "/sessions/%" PRId64 "%s", talk->id, what);
}

static struct answer
act(const struct talk *talk, const char *what)
{
	return send_body("POST", path_of(talk, what), talk->studio->staff, NULL,
	    NULL, 0, NULL);
}

static struct answer
reply_as(const struct talk *talk, const char *text, const char *key)
{
	return post_json(path_of(talk, "/reply"), talk->studio->staff,
	    arena_printf(
		e2e_arena(), "{\"text\":\"%s\",\"key\":\"%s\"}", text, key));
}

static const char *
state_of(const struct talk *talk)
{
	struct answer answer = get(path_of(talk, ""), talk->studio->staff);

	expect_status(answer, 200);
	return json_text_at(answer.json, "state");
}

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

static int64_t
audited(const struct talk *talk, const char *action)
{
	return sql_int("SELECT count(*) FROM audit_logs WHERE tenant_id = "
		       "%" PRId64 " AND action = '%s'",
	    talk->studio->id, action);
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
	struct answer answer = act(&talk, "/take-over");

	expect_status(answer, 200);
	ck_assert_str_eq(json_text_at(answer.json, "state"), "human");
	ck_assert_str_eq(json_text_at(answer.json, "state_reason"), "taken");
	ck_assert_str_eq(mirrored(&talk), "human");
	say(talk.studio, talk.from, "Seid ihr da?");
	await_turns(&talk);
	pause_ms(500);
	ck_assert_uint_eq(json_length(sim_texts(talk.from)), 1);
	answer = act(&talk, "/give-back");
	expect_status(answer, 200);
	ck_assert_str_eq(json_text_at(answer.json, "state"), "ai");
	ck_assert_str_eq(mirrored(&talk), "");
	/* Not a word about what came in meanwhile, then the agent again. */
	pause_ms(1500);
	ck_assert_uint_eq(json_length(sim_texts(talk.from)), 1);
	say(talk.studio, talk.from, "Wieder du");
	(void)replies_to(talk.from, 2, 10000);
	ck_assert_int_eq(audited(&talk, "conversation.take_over"), 1);
	ck_assert_int_eq(audited(&talk, "conversation.give_back"), 1);
	/* Twice changes nothing. */
	expect_status(act(&talk, "/give-back"), 200);
	ck_assert_int_eq(audited(&talk, "conversation.give_back"), 1);
}
END_TEST

START_TEST(a_reply_reaches_the_member_once_and_takes_the_conversation)
{
	struct talk talk = talk_new("Antwort");
	const char *key = fresh_id("key-");
	struct answer first = reply_as(&talk, "Hier ist Anna vom Team", key);
	struct answer again = reply_as(&talk, "Hier ist Anna vom Team", key);
	const char *texts;

	expect_status(first, 201);
	expect_status(again, 200);
	ck_assert_str_eq(json_text_at(first.json, "author"), "staff");
	ck_assert_int_eq(json_object_get_int64(json_at(first.json, "id")),
	    json_object_get_int64(json_at(again.json, "id")));
	ck_assert_str_eq(state_of(&talk), "human");
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
	expect_status(reply_as(&talk, "Etwas anderes", key), 409);
	pause_ms(500);
	ck_assert_uint_eq(json_length(sim_texts(talk.from)), 2);
	expect_status(post_json(path_of(&talk, "/reply"), talk.studio->staff,
			  "{\"text\":\"ohne Schlüssel\"}"),
	    422);
	expect_status(reply_as(&talk, "", fresh_id("key-")), 422);
}
END_TEST

START_TEST(who_has_not_seen_an_answer_does_not_answer_twice)
{
	struct talk talk = talk_new("Gesehen");
	int64_t seen = sql_int("SELECT min(id) FROM chat_messages WHERE"
			       " session_id = %" PRId64,
	    talk.id);
	struct answer answer =
	    post_json(path_of(&talk, "/reply"), talk.studio->staff,
		arena_printf(e2e_arena(),
		    "{\"text\":\"Moin\",\"key\":\"a\",\"seen_id\":%" PRId64 "}",
		    seen));

	expect_status(answer, 409);
	ck_assert_str_eq(state_of(&talk), "ai");
	seen = sql_int("SELECT max(id) FROM chat_messages WHERE session_id = "
		       "%" PRId64,
	    talk.id);
	answer = post_json(path_of(&talk, "/reply"), talk.studio->staff,
	    arena_printf(e2e_arena(),
		"{\"text\":\"Moin\",\"key\":\"a\",\"seen_id\":%" PRId64 "}",
		seen));
	expect_status(answer, 201);
}
END_TEST

START_TEST(outside_the_window_nothing_is_sent)
{
	struct talk talk = talk_new("Fenster");
	struct answer answer = get(path_of(&talk, ""), talk.studio->staff);

	ck_assert_ptr_nonnull(json_text_at(answer.json, "window_closes_at"));
	sql_run("UPDATE chat_sessions SET last_inbound_at = now() - interval "
		"'24 hours 1 second' WHERE id = %" PRId64,
	    talk.id);
	answer = reply_as(&talk, "Noch jemand da?", fresh_id("key-"));
	expect_status(answer, 409);
	ck_assert_ptr_nonnull(
	    strstr(json_text_at(answer.json, "detail"), "24 hours"));
	ck_assert_ptr_nonnull(
	    strstr(json_text_at(answer.json, "detail"), "open until 20"));
	ck_assert_str_eq(state_of(&talk), "ai");
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
		    send_body(calls[i].method, path_of(&talk, calls[i].what),
			other->owner, body == NULL ? NULL : "application/json",
			body, body == NULL ? 0 : strlen(body), NULL),
		    404);
	}
	ck_assert_str_eq(state_of(&talk), "ai");
	answer = get("/sessions?q=Guten", other->owner);
	ck_assert_uint_eq(json_length(json_at(answer.json, "items")), 0);
	/* Nobody of theirs can be given it. */
	expect_status(
	    post_json(path_of(&talk, "/assign"), talk.studio->staff,
		arena_printf(e2e_arena(), "{\"user_id\":%" PRId64 "}",
		    sql_int("SELECT min(id) FROM users WHERE tenant_id = "
			    "%" PRId64,
			other->id))),
	    422);
}
END_TEST

START_TEST(a_conversation_is_assigned_and_found_by_it)
{
	struct talk talk = talk_new("Zuteilung");
	int64_t user = sql_int("SELECT id FROM users WHERE tenant_id = %" PRId64
			       " AND role = 'tenant_user'",
	    talk.studio->id);
	struct answer answer =
	    post_json(path_of(&talk, "/assign"), talk.studio->owner,
		arena_printf(e2e_arena(), "{\"user_id\":%" PRId64 "}", user));

	expect_status(answer, 200);
	ck_assert_str_eq(json_text_at(answer.json, "state"), "ai");
	answer = get("/sessions?assigned=me", talk.studio->staff);
	ck_assert_uint_eq(json_length(json_at(answer.json, "items")), 1);
	answer = get("/sessions?assigned=me", talk.studio->owner);
	ck_assert_uint_eq(json_length(json_at(answer.json, "items")), 0);
	answer = get("/sessions?assigned=nobody", talk.studio->owner);
	ck_assert_uint_eq(json_length(json_at(answer.json, "items")), 0);
	expect_status(post_json(path_of(&talk, "/assign"), talk.studio->owner,
			  "{\"user_id\":0}"),
	    200);
	answer = get("/sessions?assigned=nobody", talk.studio->owner);
	ck_assert_uint_eq(json_length(json_at(answer.json, "items")), 1);
	ck_assert_int_eq(audited(&talk, "conversation.assign"), 2);
	expect_status(get("/sessions?assigned=x", talk.studio->owner), 422);
	/* Given back it is nobody's. */
	expect_status(act(&talk, "/take-over"), 200);
	answer = act(&talk, "/give-back");
	ck_assert_int_eq(
	    json_object_get_int64(json_at(answer.json, "assigned_user_id")), 0);
}
END_TEST

static size_t
found(const struct studio *studio, const char *query)
{
	struct answer answer = get(
	    arena_printf(e2e_arena(), "/sessions?%s", query), studio->staff);

	expect_status(answer, 200);
	return json_length(json_at(answer.json, "items"));
}

START_TEST(the_inbox_is_filtered_searched_and_paged_by_activity)
{
	struct talk talk = talk_new("Posteingang");
	struct studio *studio = talk.studio;
	const char *second = fresh_number();
	const char *third = fresh_number();
	struct answer answer;
	int64_t next;

	say(studio, second, "Wo steht mein Regenschirm?");
	(void)replies_to(second, 1, 10000);
	say(studio, third, "Mensch bitte");
	(void)replies_to(third, 1, 10000);
	say(studio, talk.from, "Ich bin wieder da");
	(void)replies_to(talk.from, 2, 10000);
	ck_assert_uint_eq(found(studio, "state=waiting"), 1);
	ck_assert_uint_eq(found(studio, "state=ai"), 2);
	ck_assert_uint_eq(found(studio, "channel=whatsapp"), 3);
	ck_assert_uint_eq(found(studio, "channel=web"), 0);
	ck_assert_uint_eq(found(studio, "q=REGENSCHIRM"), 1);
	ck_assert_uint_eq(found(studio, "q=100%25_"), 0);
	ck_assert_uint_eq(
	    found(studio, arena_printf(e2e_arena(), "q=%s", second)), 1);
	ck_assert_uint_eq(found(studio, "q=regenschirm&state=waiting"), 0);
	expect_status(get("/sessions?state=nope", studio->staff), 422);
	expect_status(get("/sessions?unread=maybe", studio->staff), 422);
	/* Last active first, page by page. */
	answer = get("/sessions?order=activity&limit=2", studio->staff);
	ck_assert_str_eq(
	    json_text_at(
		json_item(json_at(answer.json, "items"), 0), "user_key"),
	    talk.from);
	ck_assert(json_int(json_at(answer.json, "next"), &next));
	answer =
	    get(arena_printf(e2e_arena(),
		    "/sessions?order=activity&limit=2&after=%" PRId64, next),
		studio->staff);
	ck_assert_uint_eq(json_length(json_at(answer.json, "items")), 1);
	ck_assert_str_eq(
	    json_text_at(
		json_item(json_at(answer.json, "items"), 0), "user_key"),
	    second);
	/* Without any wish: as they came to be, the newest first. */
	answer = get("/sessions?limit=1", studio->staff);
	ck_assert_str_eq(
	    json_text_at(
		json_item(json_at(answer.json, "items"), 0), "user_key"),
	    third);
}
END_TEST

START_TEST(a_conversation_is_unread_until_staff_has_read_it)
{
	struct talk talk = talk_new("Gelesen");
	struct studio *studio = talk.studio;
	int64_t first =
	    sql_int("SELECT max(id) FROM chat_messages WHERE "
		    "session_id = %" PRId64 " AND direction = 'inbound'",
		talk.id);

	ck_assert_uint_eq(found(studio, "unread=true"), 1);
	/* Listing changes nothing. */
	ck_assert_uint_eq(found(studio, "unread=true"), 1);
	say(studio, talk.from, "Noch etwas");
	(void)replies_to(talk.from, 2, 10000);
	expect_status(
	    act(&talk,
		arena_printf(e2e_arena(), "/read?message_id=%" PRId64, first)),
	    200);
	ck_assert_uint_eq(found(studio, "unread=true"), 1);
	expect_status(act(&talk, "/read"), 200);
	ck_assert_uint_eq(found(studio, "unread=true"), 0);
	say(studio, talk.from, "Und noch etwas");
	ck_assert_uint_eq(found(studio, "unread=true"), 1);
	expect_status(act(&talk, "/read?message_id=x"), 422);
}
END_TEST

START_TEST(notes_stay_inside_and_canned_replies_are_kept)
{
	struct talk talk = talk_new("Notizen");
	struct answer answer;
	int64_t id;

	for (int i = 0; i < 2; i++)
		expect_status(
		    post_json(path_of(&talk, "/notes"), talk.studio->staff,
			"{\"text\":\"Zahlt bar, GEHEIMNOTIZ\",\"key\":\"n1\"}"),
		    201);
	expect_status(post_json(path_of(&talk, "/notes"), talk.studio->staff,
			  "{\"text\":\"\"}"),
	    422);
	answer = get(path_of(&talk, "/notes"), talk.studio->owner);
	ck_assert_uint_eq(json_length(json_at(answer.json, "items")), 1);
	say(talk.studio, talk.from, "Noch eine Frage");
	(void)replies_to(talk.from, 2, 10000);
	ck_assert_int_eq(sim_count("GEHEIMNOTIZ"), 0);
	answer = post_json("/admin/canned-replies", talk.studio->staff,
	    "{\"title\":\"Gruß\",\"text\":\"Schöne Grüße vom Team\"}");
	expect_status(answer, 201);
	ck_assert(json_int(json_at(answer.json, "id"), &id));
	expect_status(post_json("/admin/canned-replies", talk.studio->staff,
			  "{\"title\":\"Gruß\",\"text\":\"x\"}"),
	    409);
	answer = put_json(
	    arena_printf(e2e_arena(), "/admin/canned-replies/%" PRId64, id),
	    talk.studio->staff, "{\"text\":\"Bis bald\"}");
	expect_status(answer, 200);
	ck_assert_str_eq(json_text_at(answer.json, "title"), "Gruß");
	ck_assert_str_eq(json_text_at(answer.json, "text"), "Bis bald");
	expect_status(
	    send_body("DELETE",
		arena_printf(e2e_arena(), "/admin/canned-replies/%" PRId64, id),
		talk.studio->staff, NULL, NULL, 0, NULL),
	    204);
	answer = get("/admin/canned-replies", talk.studio->staff);
	ck_assert_uint_eq(json_length(json_at(answer.json, "items")), 0);
	ck_assert_int_eq(audited(&talk, "canned_reply.remove"), 1);
}
END_TEST

START_TEST(what_nobody_takes_goes_back_by_itself)
{
	struct talk talk = talk_new("Vergessen");
	struct answer notes;

	say(talk.studio, talk.from, "Mensch bitte");
	(void)replies_to(talk.from, 2, 10000);
	ck_assert_str_eq(state_of(&talk), "waiting");
	let_pass(&talk, "59 minutes");
	pause_ms(1500);
	ck_assert_str_eq(state_of(&talk), "waiting");
	let_pass(&talk, "1 minute");
	sql_wait(1, 10000,
	    "SELECT count(*) FROM chat_sessions WHERE id = %" PRId64
	    " AND state = 'ai' AND state_reason = 'timeout'",
	    talk.id);
	ck_assert_str_eq(mirrored(&talk), "");
	notes = get(path_of(&talk, "/notes"), talk.studio->staff);
	ck_assert_str_eq(
	    json_text_at(json_item(json_at(notes.json, "items"), 0), "author"),
	    "system");
	pause_ms(1000);
	ck_assert_uint_eq(json_length(sim_texts(talk.from)), 2);
	say(talk.studio, talk.from, "Wie sind eure Zeiten?");
	(void)replies_to(talk.from, 3, 10000);
	ck_assert_str_eq(state_of(&talk), "ai");
}
END_TEST

START_TEST(whoever_does_nothing_loses_it_and_zero_is_never)
{
	struct talk talk = talk_new("Eingeschlafen");

	expect_status(act(&talk, "/take-over"), 200);
	let_pass(&talk, "11 hours 59 minutes");
	pause_ms(1500);
	ck_assert_str_eq(state_of(&talk), "human");
	/* A sign of life counts. */
	expect_status(reply_as(&talk, "Bin noch dran", fresh_id("key-")), 201);
	let_pass(&talk, "11 hours");
	pause_ms(1500);
	ck_assert_str_eq(state_of(&talk), "human");
	let_pass(&talk, "1 hour");
	sql_wait(1, 10000,
	    "SELECT count(*) FROM chat_sessions WHERE id = %" PRId64
	    " AND state = 'ai'",
	    talk.id);
	expect_status(put_json("/admin/settings/human_timeout_minutes",
			  talk.studio->owner, "{\"value\":\"0\"}"),
	    200);
	expect_status(act(&talk, "/take-over"), 200);
	let_pass(&talk, "100 days");
	pause_ms(1500);
	ck_assert_str_eq(state_of(&talk), "human");
	expect_status(put_json("/admin/settings/human_timeout_minutes",
			  talk.studio->owner, "{\"value\":\"bald\"}"),
	    422);
}
END_TEST

START_TEST(only_staff_of_the_studio_may_and_a_key_needs_its_scope)
{
	struct talk talk = talk_new("Rechte");

	expect_status(send_body("POST", path_of(&talk, "/take-over"), NULL,
			  NULL, NULL, 0, NULL),
	    401);
	expect_status(send_body("GET", path_of(&talk, "/take-over"),
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
	tcase_add_test(tests, a_conversation_is_assigned_and_found_by_it);
	tcase_add_test(
	    tests, the_inbox_is_filtered_searched_and_paged_by_activity);
	tcase_add_test(tests, a_conversation_is_unread_until_staff_has_read_it);
	tcase_add_test(tests, notes_stay_inside_and_canned_replies_are_kept);
	tcase_add_test(tests, what_nobody_takes_goes_back_by_itself);
	tcase_add_test(tests, whoever_does_nothing_loses_it_and_zero_is_never);
	tcase_add_test(
	    tests, only_staff_of_the_studio_may_and_a_key_needs_its_scope);
	suite_add_tcase(suite, tests);
	return suite;
}
