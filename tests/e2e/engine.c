/*
 * engine.c - agents that look things up: calls of tools, their limits, whose
 * data they get, and what is written down of an answer.
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

/* The agent's model (not the router's) calls a tool, times times, when it is
 * asked about mark. */
static void
model_calls(
    const char *mark, int times, const char *name, const char *arguments)
{
	struct json_object *rule = json_new_object(e2e_arena());
	struct json_object *call = json_object_new_object();
	struct json_object *calls = json_object_new_array();
	size_t len;

	json_add_text(call, "name", name);
	json_add_text(call, "arguments", arguments);
	json_object_array_add(calls, call);
	json_add_text(rule, "match", mark);
	json_add_text(rule, "also", "\"tools\"");
	json_add_int(rule, "times", times);
	json_add(rule, "tool_calls", calls);
	sim_rule(json_write(e2e_arena(), rule, &len));
}

/* A value of the audit of the newest answer of the studio. */
static const char *
audit_of(const struct studio *studio, const char *value)
{
	return sql_text(
	    "SELECT (%s)::text FROM answer_audits WHERE tenant_id = %" PRId64
	    " ORDER BY message_id DESC LIMIT 1",
	    value, studio->id);
}

static void
make_member(const struct studio *studio, const char *from, const char *name)
{
	sql_run("WITH m AS (INSERT INTO studio_members (tenant_id, first_name,"
		" member_number) VALUES (%" PRId64 ", '%s', '%s') RETURNING id)"
		" UPDATE chat_sessions SET member_id = m.id,"
		" member_verified_at = now() FROM m WHERE tenant_id = %" PRId64
		" AND user_key = '%s'",
	    studio->id, name, fresh_id("M"), studio->id, from);
}

START_TEST(an_agent_looks_things_up_and_it_is_written_down)
{
	struct studio *studio = studio_new("Werkzeug", "pro");
	struct studio *other = studio_new("Fremd", "pro");
	const char *from = fresh_number();
	const char *mark = fresh_id("Frage");
	const char *path;
	struct answer answer;

	model_calls(mark, 1, "search_knowledge", "{\"query\":\"Sauna\"}");
	say(studio, from, arena_printf(e2e_arena(), "Was ist %s", mark));
	expect_part(replies_to(from, 1, 15000), mark);
	ck_assert_str_eq(audit_of(studio, "rounds"), "2");
	ck_assert_str_eq(
	    audit_of(studio, "tool_calls->0->>'name'"), "search_knowledge");
	ck_assert_str_eq(audit_of(studio, "tool_calls->0->>'verdict'"), "done");
	/* The tokens of all calls are on the bill. */
	ck_assert_str_eq(audit_of(studio, "prompt_tokens + completion_tokens"),
	    sql_text("SELECT sum(quantity)::text FROM usage_ledger WHERE"
		     " tenant_id = %" PRId64 " AND what = 'tokens'",
		studio->id));
	path = sql_text("SELECT format('/sessions/%%s/messages/%%s/audit',"
			" session_id, last_message_id) FROM answer_audits WHERE"
			" tenant_id = %" PRId64,
	    studio->id);
	answer = get(path, studio->staff);
	expect_status(answer, 200);
	ck_assert_ptr_nonnull(json_text_at(answer.json, "routed_by"));
	ck_assert_ptr_nonnull(json_text_at(answer.json, "prompt_version"));
	ck_assert_uint_eq(json_length(json_at(answer.json, "tool_calls")), 1);
	ck_assert_uint_gt(json_length(json_at(answer.json, "rules")), 2);
	expect_status(get(path, other->owner), 404);
	expect_status(get(path, NULL), 401);
}
END_TEST

START_TEST(a_model_that_repeats_itself_is_stopped)
{
	struct studio *studio = studio_new("Schleife", "pro");
	const char *from = fresh_number();
	const char *mark = fresh_id("Kreis");

	model_calls(mark, 0, "search_knowledge", "{\"query\":\"Sauna\"}");
	say(studio, from, mark);
	expect_no_part(replies_to(from, 1, 15000), "search_knowledge");
	ck_assert_str_eq(audit_of(studio, "model"), "offline");
	ck_assert_str_eq(
	    audit_of(studio, "jsonb_array_length(tool_calls)"), "1");
	ck_assert_str_eq(audit_of(studio, "rounds"), "3");
	ck_assert_str_eq(
	    audit_of(studio, "offline_reason IS NOT NULL"), "true");
}
END_TEST

START_TEST(nonsense_for_tools_never_shows_and_may_be_corrected)
{
	static const char *const calls[][2] = {
		{ "drop_tables", "{}" },
		{ "search_knowledge", "Sauna" },
		{ "search_knowledge", "[]" },
		{ "search_knowledge", "{\"tenant_id\":1}" },
	};
	struct studio *studio = studio_new("Unsinn", "pro");

	for (size_t i = 0; i < ARRAY_LENGTH(calls); i++) {
		const char *from = fresh_number();
		const char *mark = fresh_id("Unfug");

		model_calls(mark, 1, calls[i][0], calls[i][1]);
		say(studio, from, mark);
		expect_part(replies_to(from, 1, 15000), mark);
		ck_assert_str_eq(
		    audit_of(studio, "tool_calls->0->>'verdict'"), "bad_call");
	}
}
END_TEST

START_TEST(a_tool_acts_for_the_member_of_the_conversation_whatever_is_said)
{
	struct studio *studio = studio_new("Treu", "pro");
	struct studio *other = studio_new("Nachbar", "pro");
	const char *from = fresh_number();
	const char *neighbor = fresh_number();
	const char *mark = fresh_id("Wer");
	const char *victim;

	say(studio, from, "Hallo");
	say(studio, neighbor, "Hallo");
	say(other, neighbor, "Hallo");
	(void)replies_to(from, 1, 15000);
	(void)replies_to(neighbor, 2, 15000);
	make_member(studio, from, "Eigenname");
	make_member(studio, neighbor, "Opfername");
	make_member(other, neighbor, "Fremdname");
	victim = sql_text("SELECT id::text FROM studio_members WHERE tenant_id"
			  " = %" PRId64 " AND first_name = 'Opfername'",
	    studio->id);
	model_calls(mark, 1, "get_member_status", "{}");
	model_calls(mark, 1, "get_member_status",
	    arena_printf(e2e_arena(),
		"{\"member_id\":%s,\"tenant_id\":%" PRId64 "}", victim,
		other->id));
	say(studio, from, arena_printf(e2e_arena(), "Buchung Kurs %s", mark));
	(void)replies_to(from, 2, 15000);
	ck_assert_str_eq(audit_of(studio, "agent"), "ops");
	ck_assert_str_eq(
	    audit_of(studio, "tool_calls->0->>'verdict'"), "bad_call");
	ck_assert_str_eq(audit_of(studio, "tool_calls->1->>'verdict'"), "done");
	ck_assert_int_gt(sim_count("Eigenname"), 0);
	ck_assert_int_eq(sim_count("Opfername"), 0);
	ck_assert_int_eq(sim_count("Fremdname"), 0);
}
END_TEST

START_TEST(who_is_nobody_is_asked_who_it_is)
{
	struct studio *studio = studio_new("Ausweis", "pro");
	const char *from = fresh_number();
	const char *mark = fresh_id("Buchung");

	model_calls(mark, 1, "get_member_status", "{}");
	say(studio, from, arena_printf(e2e_arena(), "Buchung Kurs %s", mark));
	expect_no_part(replies_to(from, 1, 15000), "Echo");
	ck_assert_int_eq(sql_int("SELECT count(*) FROM verifications WHERE"
				 " tenant_id = %" PRId64,
			     studio->id),
	    1);
	ck_assert_int_eq(sim_count("needs_member"), 0);
}
END_TEST

START_TEST(an_agent_can_call_a_person)
{
	struct studio *studio = studio_new("Mensch", "pro");
	const char *from = fresh_number();
	const char *mark = fresh_id("Hilfe");

	model_calls(
	    mark, 0, "request_handoff", "{\"reason\":\"weiß ich nicht\"}");
	say(studio, from, mark);
	(void)replies_to(from, 1, 15000);
	ck_assert_str_eq(sql_text("SELECT state FROM chat_sessions WHERE"
				  " tenant_id = %" PRId64,
			     studio->id),
	    "waiting");
}
END_TEST

START_TEST(a_model_that_knows_no_tools_is_asked_without)
{
	struct studio *studio = studio_new("Einfach", "pro");
	const char *from = fresh_number();
	const char *mark = fresh_id("Schlicht");

	sim_rule(arena_printf(e2e_arena(),
	    "{\"match\":\"%s\",\"also\":\"\\\"tools\\\"\",\"status\":400,"
	    "\"answer\":\"this model does not support tools\"}",
	    mark));
	say(studio, from, mark);
	expect_part(replies_to(from, 1, 15000), "Echo: ");
	ck_assert_str_eq(audit_of(studio, "model <> 'offline'"), "true");
}
END_TEST

START_TEST(an_emergency_behind_a_hundred_messages_is_seen)
{
	struct studio *studio = studio_new("Flut", "pro");
	const char *from = fresh_number();

	put_json("/admin/prompt-config", studio->owner,
	    "{\"studio_emergency_number\":\"030 4711\"}");
	say(studio, from, "Hallo");
	(void)replies_to(from, 1, 15000);
	stack_do("stop", "agent");
	say(studio, from, "Hilfe, mein Freund ist bewusstlos!");
	for (int i = 0; i < 130; i++)
		say(studio, from, "und noch etwas");
	stack_do("start", "agent");
	expect_part(replies_to(from, 2, 30000), "030 4711");
	ck_assert_int_eq(
	    sql_int("SELECT count(*) FROM alerts a JOIN chat_messages m ON"
		    " m.tenant_id = a.tenant_id AND m.id = a.message_id WHERE"
		    " a.tenant_id = %" PRId64
		    " AND m.text LIKE '%%bewusstlos%%'",
		studio->id),
	    1);
	ck_assert_int_eq(
	    sql_int("SELECT count(*) FROM chat_sessions WHERE tenant_id ="
		    " %" PRId64 " AND answered_id = last_inbound_id",
		studio->id),
	    1);
}
END_TEST

Suite *
engine_suite(void)
{
	Suite *suite = suite_create("engine");
	TCase *tests = tcase_create("engine");

	tcase_add_checked_fixture(tests, e2e_setup, e2e_teardown);
	tcase_set_timeout(tests, 0);
	tcase_add_test(tests, an_agent_looks_things_up_and_it_is_written_down);
	tcase_add_test(tests, a_model_that_repeats_itself_is_stopped);
	tcase_add_test(
	    tests, nonsense_for_tools_never_shows_and_may_be_corrected);
	tcase_add_test(tests,
	    a_tool_acts_for_the_member_of_the_conversation_whatever_is_said);
	tcase_add_test(tests, who_is_nobody_is_asked_who_it_is);
	tcase_add_test(tests, an_agent_can_call_a_person);
	tcase_add_test(tests, a_model_that_knows_no_tools_is_asked_without);
	tcase_add_test(tests, an_emergency_behind_a_hundred_messages_is_seen);
	suite_add_tcase(suite, tests);
	return suite;
}
