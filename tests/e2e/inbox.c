/*
 * inbox.c - how staff finds conversations and what it keeps about them.
 *
 * SPDX-License-Identifier: ISC
 */
#include "e2e.h"
#include "suites.h"
#include "talk.h"

static size_t
found(const struct studio *studio, const char *query)
{
	struct answer answer = get(
	    arena_printf(e2e_arena(), "/sessions?%s", query), studio->staff);

	expect_status(answer, 200);
	return json_length(json_at(answer.json, "items"));
}

START_TEST(a_conversation_is_assigned_and_found_by_it)
{
	struct talk talk = talk_new("Zuteilung");
	int64_t user = sql_int("SELECT id FROM users WHERE tenant_id = %" PRId64
			       " AND role = 'tenant_user'",
	    talk.studio->id);
	struct answer answer =
	    post_json(talk_path(&talk, "/assign"), talk.studio->owner,
		arena_printf(e2e_arena(), "{\"user_id\":%" PRId64 "}", user));

	expect_status(answer, 200);
	ck_assert_str_eq(json_text_at(answer.json, "state"), "ai");
	answer = get("/sessions?assigned=me", talk.studio->staff);
	ck_assert_uint_eq(json_length(json_at(answer.json, "items")), 1);
	answer = get("/sessions?assigned=me", talk.studio->owner);
	ck_assert_uint_eq(json_length(json_at(answer.json, "items")), 0);
	answer = get("/sessions?assigned=nobody", talk.studio->owner);
	ck_assert_uint_eq(json_length(json_at(answer.json, "items")), 0);
	expect_status(post_json(talk_path(&talk, "/assign"), talk.studio->owner,
			  "{\"user_id\":0}"),
	    200);
	answer = get("/sessions?assigned=nobody", talk.studio->owner);
	ck_assert_uint_eq(json_length(json_at(answer.json, "items")), 1);
	ck_assert_int_eq(talk_audited(&talk, "conversation.assign"), 2);
	expect_status(get("/sessions?assigned=x", talk.studio->owner), 422);
	/* Given back it is nobody's. */
	expect_status(talk_act(&talk, "/take-over"), 200);
	answer = talk_act(&talk, "/give-back");
	ck_assert_int_eq(
	    json_object_get_int64(json_at(answer.json, "assigned_user_id")), 0);
}
END_TEST

START_TEST(the_inbox_is_filtered_searched_and_paged_by_activity)
{
	struct talk talk = talk_new("Posteingang");
	struct studio *studio = talk.studio;
	const char *second = fresh_number();
	const char *third = fresh_number();
	struct answer answer;
	int64_t next;

	talk_hear(
	    &(struct talk){ studio, second, 0 }, "Wo steht mein Regenschirm?");
	(void)replies_to(second, 1, 10000);
	talk_hear(&(struct talk){ studio, third, 0 }, "Mensch bitte");
	(void)replies_to(third, 1, 10000);
	talk_hear(&talk, "Ich bin wieder da");
	(void)replies_to(talk.from, 2, 10000);
	ck_assert_uint_eq(found(studio, "state=waiting"), 1);
	ck_assert_uint_eq(found(studio, "state=ai"), 2);
	ck_assert_uint_eq(found(studio, "channel=whatsapp"), 3);
	ck_assert_uint_eq(found(studio, "channel=web"), 0);
	ck_assert_uint_eq(found(studio, "q=REGENSCHIRM"), 1);
	ck_assert_uint_eq(found(studio, "q=genSch"), 1);
	ck_assert_uint_eq(found(studio, "q=mb"), 0);
	ck_assert_uint_eq(found(studio, "q=ch"), 3);
	ck_assert_uint_eq(found(studio, "q=100%25_"), 0);
	sql_run("INSERT INTO studio_members (tenant_id, first_name, last_name)"
		" VALUES (%" PRId64 ", 'Änne', 'Groß')",
	    studio->id);
	sql_run("UPDATE chat_sessions s SET member_id = p.id FROM "
		"studio_members p WHERE p.tenant_id = s.tenant_id AND "
		"s.tenant_id = %" PRId64 " AND s.user_key = '%s'",
	    studio->id, third);
	ck_assert_uint_eq(found(studio, "q=nne+GROS"), 1);
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
	talk_hear(&talk, "Noch etwas");
	(void)replies_to(talk.from, 2, 10000);
	expect_status(
	    talk_act(&talk,
		arena_printf(e2e_arena(), "/read?message_id=%" PRId64, first)),
	    200);
	ck_assert_uint_eq(found(studio, "unread=true"), 1);
	expect_status(talk_act(&talk, "/read"), 200);
	ck_assert_uint_eq(found(studio, "unread=true"), 0);
	talk_hear(&talk, "Und noch etwas");
	ck_assert_uint_eq(found(studio, "unread=true"), 1);
	expect_status(talk_act(&talk, "/read?message_id=x"), 422);
}
END_TEST

START_TEST(notes_stay_inside_and_canned_replies_are_kept)
{
	struct talk talk = talk_new("Notizen");
	struct answer answer;
	int64_t id;

	for (int i = 0; i < 2; i++)
		expect_status(
		    post_json(talk_path(&talk, "/notes"), talk.studio->staff,
			"{\"text\":\"Zahlt bar, GEHEIMNOTIZ\",\"key\":\"n1\"}"),
		    201);
	expect_status(post_json(talk_path(&talk, "/notes"), talk.studio->staff,
			  "{\"text\":\"\"}"),
	    422);
	answer = get(talk_path(&talk, "/notes"), talk.studio->owner);
	ck_assert_uint_eq(json_length(json_at(answer.json, "items")), 1);
	talk_hear(&talk, "Noch eine Frage");
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
	ck_assert_int_eq(talk_audited(&talk, "canned_reply.remove"), 1);
}
END_TEST

Suite *
inbox_suite(void)
{
	Suite *suite = suite_create("inbox");
	TCase *tests = tcase_create("inbox");

	tcase_add_checked_fixture(tests, e2e_setup, e2e_teardown);
	tcase_set_timeout(tests, 0);
	tcase_add_test(tests, a_conversation_is_assigned_and_found_by_it);
	tcase_add_test(
	    tests, the_inbox_is_filtered_searched_and_paged_by_activity);
	tcase_add_test(tests, a_conversation_is_unread_until_staff_has_read_it);
	tcase_add_test(tests, notes_stay_inside_and_canned_replies_are_kept);
	suite_add_tcase(suite, tests);
	return suite;
}
