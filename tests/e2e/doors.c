/*
 * doors.c - what can not be undone: proof, question, yes; and everything that
 * is no yes.
 *
 * SPDX-License-Identifier: ISC
 */
#include <libpq-fe.h>
#include <signal.h>

#include "door.h"
#include "mailbox.h"
#include "suites.h"

static int64_t
count_audit(const struct visitor *visitor, const char *action)
{
	return sql_int("SELECT count(*) FROM audit_logs WHERE tenant_id ="
		       " %" PRId64 " AND action = '%s'",
	    visitor->studio->id, action);
}

static int64_t
count_notes(const struct visitor *visitor)
{
	return sql_int("SELECT count(*) FROM session_notes WHERE tenant_id ="
		       " %" PRId64
		       " AND text LIKE '%%4711%%' AND author = 'system'",
	    visitor->studio->id);
}

/* The six digits of the mail. */
static const char *
code_of(const struct visitor *visitor, int number)
{
	const char *text = mail_wait(visitor->email, number)->text;

	for (; *text != '\0'; text++)
		if (strspn(text, "0123456789") == 6)
			return arena_copy_bytes(e2e_arena(), text, 6);
	ck_abort_msg("no code in the mail");
	return NULL;
}

/* A code that is another one. */
static const char *
wrong(const char *code)
{
	char *other = arena_copy(e2e_arena(), code);

	other[5] = code[5] == '9' ? '0' : (char)(code[5] + 1);
	return other;
}

static const char *
button(const char *answer, int64_t id)
{
	return arena_printf(e2e_arena(), "%s:%" PRId64, answer, id);
}

START_TEST(a_booking_is_cancelled_through_every_door)
{
	struct visitor ada = visitor_new(studio_new("Türenstudio", "pro"));
	const char *code;
	const char *said;

	visitor_model_calls(
	    &ada, "cancel_booking", "{\"booking_id\":4711,\"kind\":\"class\"}");
	visitor_says(&ada,
	    arena_printf(e2e_arena(), "Storniere meine Buchung %s", ada.mark));
	said = visitor_hears(&ada);
	expect_part(said, "m***@");
	expect_no_part(said, ada.email);
	code = code_of(&ada, 1);
	visitor_says(&ada, wrong(code));
	expect_part(visitor_hears(&ada), "stimmt leider nicht");
	ck_assert_str_eq(visitor_action(&ada), "");
	visitor_says(
	    &ada, arena_printf(e2e_arena(), "mein Code ist %s!", code));
	said = visitor_hears(&ada);
	expect_part(said, "Danke, der Code stimmt.");
	expect_part(said, "(Nummer 4711) wirklich stornieren?");
	ck_assert_str_eq(visitor_action(&ada), "waiting ");
	ck_assert_int_eq(
	    sim_count(button("\\\"yes", visitor_action_id(&ada))), 1);
	visitor_presses(&ada, button("yes", visitor_action_id(&ada)), "Ja");
	said = visitor_hears(&ada);
	expect_part(said, "es wurde nichts geändert");
	expect_part(said, "Türenstudio");
	ck_assert_str_eq(visitor_action(&ada), "done not_connected");
	ck_assert_str_eq(visitor_state(&ada), "waiting not_connected");
	ck_assert_int_eq(count_notes(&ada), 1);
	ck_assert_int_eq(count_audit(&ada, "action.done"), 1);
	/* Pressed once more it is nothing any more. */
	visitor_presses(&ada, button("yes", visitor_action_id(&ada)), "Ja");
	visitor_hears_nothing(&ada);
	ck_assert_int_eq(count_audit(&ada, "action.done"), 1);
	ck_assert_int_eq(count_notes(&ada), 1);
}
END_TEST

START_TEST(who_is_not_known_by_the_telephone_says_who_it_is)
{
	struct visitor ada = visitor_new(studio_new("Namenlos", "pro"));
	const char *said;

	sql_run("UPDATE studio_members SET phone = NULL WHERE tenant_id ="
		" %" PRId64,
	    ada.studio->id);
	visitor_model_calls(&ada, "get_member_status", "{}");
	visitor_says(&ada,
	    arena_printf(
		e2e_arena(), "Wann endet meine Pause im Kurs? %s", ada.mark));
	expect_part(visitor_hears(&ada), "wer du bist");
	visitor_says(&ada, "niemand@example.org");
	said = visitor_hears(&ada);
	visitor_says(&ada, ada.email);
	/* A stranger is told the same as a member. */
	ck_assert_str_eq(visitor_hears(&ada), said);
	sim_rule(arena_printf(e2e_arena(),
	    "{\"match\":\"%s\",\"also\":\"is_paused\",\"answer\":\"Du bist"
	    " nicht pausiert.\"}",
	    ada.mark));
	visitor_says(&ada, code_of(&ada, 1));
	said = visitor_hears(&ada);
	expect_part(said, "Danke, der Code stimmt.");
	expect_part(said, "nicht pausiert");
	ck_assert_int_eq(
	    sql_int("SELECT count(*) FROM chat_sessions s JOIN studio_members m"
		    " ON m.tenant_id = s.tenant_id AND m.id = s.member_id"
		    " WHERE m.email = '%s'",
		ada.email),
	    1);
}
END_TEST

START_TEST(a_no_leaves_everything_as_it_is)
{
	struct visitor ada = visitor_verified(studio_new("Nein", "pro"));

	visitor_wants_cancellation(&ada);
	visitor_says(&ada, "Nein danke");
	expect_part(visitor_hears(&ada), "nichts geändert");
	ck_assert_str_eq(visitor_action(&ada), "cancelled ");
	ck_assert_str_eq(visitor_state(&ada), "ai ");
	ck_assert_int_eq(count_audit(&ada, "action.cancelled"), 1);
	sim_rule("{\"match\":\"chat/completions\",\"answer\":\"Gern.\"}");
	visitor_says(&ada, "Ja");
	expect_no_part(visitor_hears(&ada), "geändert");
	ck_assert_str_eq(visitor_action(&ada), "cancelled ");
}
END_TEST

START_TEST(another_question_cancels_and_is_answered)
{
	struct visitor ada = visitor_verified(studio_new("Sonst", "pro"));
	const char *said;

	visitor_wants_cancellation(&ada);
	sim_rule("{\"match\":\"Parkplatz\",\"also\":\"\\\"tools\\\"\","
		 "\"answer\":\"Hinter dem Haus.\"}");
	visitor_says(&ada, "Ja, und gibt es einen Parkplatz?");
	said = visitor_hears(&ada);
	expect_part(said, "Es wurde nichts geändert");
	expect_part(said, "Hinter dem Haus.");
	ck_assert_str_eq(visitor_action(&ada), "cancelled ");
	ck_assert_int_eq(count_audit(&ada, "action.cancelled"), 1);
}
END_TEST

START_TEST(after_five_minutes_a_yes_is_none)
{
	struct visitor ada = visitor_verified(studio_new("Spät", "pro"));

	visitor_wants_cancellation(&ada);
	ck_assert_int_eq(sql_int("SELECT extract(epoch FROM expires_at -"
				 " asked_at)::int FROM pending_actions WHERE"
				 " tenant_id = %" PRId64,
			     ada.studio->id),
	    300);
	sql_run("UPDATE pending_actions SET expires_at = now() - interval"
		" '1 second' WHERE tenant_id = %" PRId64,
	    ada.studio->id);
	visitor_says(&ada, "Ja");
	expect_part(visitor_hears(&ada), "nicht mehr offen");
	ck_assert_str_eq(visitor_action(&ada), "expired ");
	ck_assert_int_eq(count_audit(&ada, "action.expired"), 1);
}
END_TEST

START_TEST(a_question_survives_a_restart)
{
	struct visitor ada = visitor_verified(studio_new("Neustart", "pro"));

	visitor_wants_cancellation(&ada);
	stack_do("stop", "agent");
	visitor_says(&ada, "Ja");
	stack_do("start", "agent");
	expect_part(visitor_hears(&ada), "es wurde nichts geändert");
	ck_assert_str_eq(visitor_action(&ada), "done not_connected");
}
END_TEST

START_TEST(the_button_of_another_conversation_is_none)
{
	struct studio *studio = studio_new("Zwei Türen", "pro");
	struct visitor ada = visitor_verified(studio);
	struct visitor eva = visitor_verified(studio);
	struct visitor far = visitor_verified(studio_new("Fern", "pro"));
	const char *yes;

	visitor_wants_cancellation(&ada);
	visitor_wants_cancellation(&eva);
	yes = button("yes", visitor_action_id(&ada));
	visitor_presses(&eva, yes, "Ja");
	expect_part(visitor_hears(&eva), "nicht mehr offen");
	ck_assert_str_eq(visitor_action(&eva), "cancelled ");
	visitor_presses(&far, yes, "Ja");
	expect_part(visitor_hears(&far), "nicht mehr offen");
	ck_assert_str_eq(visitor_action(&ada), "waiting ");
	/* An older one of its own neither. */
	visitor_wants_cancellation(&eva);
	visitor_presses(&eva, button("yes", visitor_action_id(&eva) - 1), "Ja");
	expect_part(visitor_hears(&eva), "nicht mehr offen");
	ck_assert_str_eq(visitor_action(&eva), "cancelled ");
	visitor_presses(&ada, yes, "Ja");
	expect_part(visitor_hears(&ada), "es wurde nichts geändert");
}
END_TEST

START_TEST(the_yes_of_another_member_is_none)
{
	struct studio *studio = studio_new("Wechsel", "pro");
	struct visitor ada = visitor_verified(studio);
	struct visitor eva = visitor_new(studio);

	visitor_wants_cancellation(&ada);
	sql_run("UPDATE chat_sessions s SET member_id = m.id FROM"
		" studio_members m WHERE m.tenant_id = s.tenant_id AND"
		" m.email = '%s' AND s.user_key = '%s'",
	    eva.email, ada.number);
	visitor_says(&ada, "Ja");
	expect_part(visitor_hears(&ada), "nicht mehr offen");
	ck_assert_str_eq(visitor_action(&ada), "cancelled ");
	ck_assert_int_eq(count_notes(&ada), 0);
}
END_TEST

START_TEST(an_emergency_or_a_person_ends_the_question)
{
	struct studio *studio = studio_new("Vorrang", "pro");
	struct visitor ada = visitor_verified(studio);
	struct visitor eva = visitor_verified(studio);
	const char *said;

	visitor_wants_cancellation(&ada);
	visitor_says(&ada, "Notfall, mein Freund ist bewusstlos");
	expect_part(visitor_hears(&ada), "Notfall");
	ck_assert_str_eq(visitor_action(&ada), "cancelled ");
	visitor_wants_cancellation(&eva);
	visitor_says(&eva, "Mitarbeiter bitte");
	said = visitor_hears(&eva);
	expect_part(said, "Es wurde nichts geändert");
	expect_part(said, "an das Team");
	ck_assert_str_eq(visitor_action(&eva), "cancelled ");
	ck_assert_str_eq(visitor_state(&eva), "waiting wish");
}
END_TEST

START_TEST(a_yes_to_a_person_is_no_yes_to_the_agent)
{
	struct visitor ada = visitor_verified(studio_new("Person", "pro"));

	visitor_wants_cancellation(&ada);
	sql_run("UPDATE chat_sessions SET state = 'human' WHERE tenant_id ="
		" %" PRId64,
	    ada.studio->id);
	visitor_says(&ada, "Ja");
	visitor_hears_nothing(&ada);
	ck_assert_str_eq(visitor_action(&ada), "cancelled ");
	sql_run("UPDATE chat_sessions SET state = 'ai' WHERE tenant_id ="
		" %" PRId64,
	    ada.studio->id);
	visitor_presses(&ada, button("yes", visitor_action_id(&ada)), "Ja");
	expect_part(visitor_hears(&ada), "nicht mehr offen");
	ck_assert_int_eq(count_notes(&ada), 0);
}
END_TEST

START_TEST(what_a_person_said_in_between_closes_the_question)
{
	struct visitor ada = visitor_verified(studio_new("Zwischen", "pro"));

	visitor_wants_cancellation(&ada);
	sql_run("INSERT INTO chat_messages (tenant_id, session_id, channel,"
		" direction, author, kind, text, state) SELECT tenant_id, id,"
		" channel, 'outbound', 'staff', 'text', 'Kommst du heute?',"
		" 'sent' FROM chat_sessions WHERE tenant_id = %" PRId64
		" AND user_key = '%s'",
	    ada.studio->id, ada.number);
	visitor_says(&ada, "Ja");
	expect_part(visitor_hears(&ada), "nicht mehr offen");
	ck_assert_str_eq(visitor_action(&ada), "cancelled ");
}
END_TEST

/* A transaction that keeps the audit log of the studio busy. */
static PGconn *
hold_audit(const struct studio *studio)
{
	PGconn *connection = PQconnectdb(e2e_env("ARIIA_DATABASE_URL"));
	PGresult *result;

	ck_assert(PQstatus(connection) == CONNECTION_OK);
	PQclear(PQexec(connection, "BEGIN"));
	result = PQexec(connection,
	    arena_printf(e2e_arena(),
		"SELECT 1 FROM audit_heads WHERE tenant_id = %" PRId64
		" FOR UPDATE",
		studio->id));
	ck_assert_int_eq(PQntuples(result), 1);
	PQclear(result);
	return connection;
}

START_TEST(a_change_that_was_begun_is_never_begun_again)
{
	struct visitor ada = visitor_verified(studio_new("Absturz", "pro"));
	PGconn *lock;
	const char *said;

	visitor_wants_cancellation(&ada);
	lock = hold_audit(ada.studio);
	visitor_says(&ada, "Ja");
	/* The claim is committed, the end of the tool can not be stored. */
	sql_wait(1, 10000,
	    "SELECT count(*) FROM pending_actions WHERE tenant_id = %" PRId64
	    " AND state = 'running'",
	    ada.studio->id);
	pause_ms(200);
	program_signal_child("agent", SIGKILL);
	PQfinish(lock);
	said = visitor_hears(&ada);
	expect_part(said, "nicht sicher sagen");
	ck_assert_str_eq(visitor_action(&ada), "unknown unknown");
	ck_assert_str_eq(visitor_state(&ada), "waiting change_unknown");
	ck_assert_int_eq(count_notes(&ada), 1);
	ck_assert_int_eq(count_audit(&ada, "action.unknown"), 1);
	ck_assert_int_eq(count_audit(&ada, "action.done"), 0);
	visitor_presses(&ada, button("yes", visitor_action_id(&ada)), "Ja");
	visitor_hears_nothing(&ada);
	ck_assert_str_eq(visitor_action(&ada), "unknown unknown");
}
END_TEST

START_TEST(who_takes_over_learns_what_was_begun)
{
	struct visitor ada = visitor_verified(studio_new("Begonnen", "pro"));

	visitor_wants_cancellation(&ada);
	stack_do("stop", "agent");
	visitor_says(&ada, "Ja");
	/* As a worker leaves it that was killed behind its claim. */
	sql_run("UPDATE pending_actions SET state = 'running' WHERE tenant_id ="
		" %" PRId64,
	    ada.studio->id);
	sql_run(
	    "INSERT INTO turn_acts (tenant_id, session_id, message_id, kind,"
	    " action_id) SELECT a.tenant_id, a.session_id,"
	    " s.last_inbound_id, 'confirm', a.id FROM pending_actions a"
	    " JOIN chat_sessions s ON s.tenant_id = a.tenant_id AND"
	    " s.id = a.session_id WHERE a.tenant_id = %" PRId64,
	    ada.studio->id);
	sql_run("UPDATE chat_sessions SET state = 'human' WHERE tenant_id ="
		" %" PRId64,
	    ada.studio->id);
	stack_do("start", "agent");
	visitor_hears_nothing(&ada);
	ck_assert_str_eq(visitor_action(&ada), "unknown ");
	ck_assert_int_eq(count_notes(&ada), 1);
	ck_assert_int_eq(count_audit(&ada, "action.unknown"), 1);
}
END_TEST

START_TEST(a_code_that_was_looked_at_is_not_looked_at_again)
{
	struct visitor ada = visitor_new(studio_new("Nochmal", "pro"));
	const char *code;

	visitor_model_calls(&ada, "get_member_status", "{}");
	visitor_says(&ada,
	    arena_printf(e2e_arena(), "Wann ist mein Kurs? %s", ada.mark));
	(void)visitor_hears(&ada);
	code = code_of(&ada, 1);
	/* The model keeps the turn waiting behind the code. */
	sim_rule(arena_printf(e2e_arena(),
	    "{\"match\":\"%s\",\"also\":\"chat/completions\",\"delay_ms\":"
	    "3000,\"answer\":\"Du bist dabei.\"}",
	    ada.mark));
	visitor_says(&ada, code);
	sql_wait(1, 10000,
	    "SELECT count(*) FROM turn_acts WHERE tenant_id = %" PRId64
	    " AND outcome = 'right'",
	    ada.studio->id);
	program_signal_child("agent", SIGKILL);
	expect_part(visitor_hears(&ada), "Danke, der Code stimmt.");
}
END_TEST

START_TEST(a_hostile_model_crosses_nothing)
{
	struct studio *studio = studio_new("Feindlich", "pro");
	struct visitor ada = visitor_verified(studio);
	struct visitor eva = visitor_verified(studio);
	struct buf calls = buf_new(e2e_arena(), 8192);

	/* Twenty at once, and only some of them make sense. */
	buf_add(&calls, "[");
	for (int at = 0; at < 20; at++)
		buf_printf(&calls,
		    "%s{\"name\":\"%s\",\"arguments\":\"{\\\"booking_id\\\":%d,"
		    "\\\"kind\\\":\\\"class\\\"%s}\"}",
		    at == 0 ? "" : ",",
		    at % 5 == 1       ? "delete_member"
			: at % 5 == 2 ? "search_knowledge"
				      : "cancel_booking",
		    100 + at, at % 2 == 0 ? ",\\\"member_id\\\":1" : "");
	buf_add(&calls, "]");
	visitor_model_calls_all(&ada, buf_text(&calls));
	visitor_says(&ada,
	    arena_printf(e2e_arena(), "Storniere meine Buchung %s", ada.mark));
	expect_part(visitor_hears(&ada), "Soll ich deine Buchung");
	ck_assert_int_eq(sql_int("SELECT count(*) FROM pending_actions WHERE"
				 " tenant_id = %" PRId64,
			     studio->id),
	    1);
	ck_assert_int_eq(
	    sql_int("SELECT count(*) FROM pending_actions a JOIN"
		    " studio_members m ON m.tenant_id = a.tenant_id AND"
		    " m.id = a.member_id WHERE m.email = '%s' AND NOT"
		    " a.arguments ? 'member_id'",
		ada.email),
	    1);
	ck_assert_str_eq(visitor_action(&eva), "");
}
END_TEST

START_TEST(an_agent_without_the_tool_does_not_get_it)
{
	struct visitor ada = visitor_verified(studio_new("Verkauf", "pro"));

	visitor_model_calls(
	    &ada, "cancel_booking", "{\"booking_id\":4711,\"kind\":\"class\"}");
	visitor_says(&ada,
	    arena_printf(
		e2e_arena(), "Was kostet eine Mitgliedschaft? %s", ada.mark));
	expect_no_part(visitor_hears(&ada), "stornieren");
	ck_assert_str_eq(visitor_action(&ada), "");
}
END_TEST

Suite *
doors_suite(void)
{
	Suite *suite = suite_create("doors");
	TCase *tests = tcase_create("doors");

	tcase_add_checked_fixture(tests, e2e_setup, e2e_teardown);
	tcase_set_timeout(tests, 0);
	tcase_add_test(tests, a_booking_is_cancelled_through_every_door);
	tcase_add_test(tests, who_is_not_known_by_the_telephone_says_who_it_is);
	tcase_add_test(tests, a_no_leaves_everything_as_it_is);
	tcase_add_test(tests, another_question_cancels_and_is_answered);
	tcase_add_test(tests, after_five_minutes_a_yes_is_none);
	tcase_add_test(tests, a_question_survives_a_restart);
	tcase_add_test(tests, the_button_of_another_conversation_is_none);
	tcase_add_test(tests, the_yes_of_another_member_is_none);
	tcase_add_test(tests, an_emergency_or_a_person_ends_the_question);
	tcase_add_test(tests, a_yes_to_a_person_is_no_yes_to_the_agent);
	tcase_add_test(
	    tests, what_a_person_said_in_between_closes_the_question);
	tcase_add_test(tests, a_change_that_was_begun_is_never_begun_again);
	tcase_add_test(tests, who_takes_over_learns_what_was_begun);
	tcase_add_test(tests, a_code_that_was_looked_at_is_not_looked_at_again);
	tcase_add_test(tests, a_hostile_model_crosses_nothing);
	tcase_add_test(tests, an_agent_without_the_tool_does_not_get_it);
	suite_add_tcase(suite, tests);
	return suite;
}
