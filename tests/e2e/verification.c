/*
 * verification.c - codes that prove who is in a conversation: told by staff,
 * sent by mail, tried, worn out, and never across studios.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/config.h"
#include "e2e.h"
#include "mailbox.h"
#include "members/verification.h"
#include "suites.h"

/* A task of ariia-agent at studio. */
static struct task
task_of(const struct studio *studio)
{
	static struct db *db;
	const char *complaint;
	struct task task = {
		.arena = e2e_arena(),
		.config = config_read(
		    e2e_arena(), e2e_env("ARIIA_CONFIG"), &complaint),
		.tenant_id = studio->id,
		.id = "test",
		.what = "test",
	};

	ck_assert_msg(task.config != NULL, "%s", complaint);
	if (db != NULL)
		db_close(db);
	db = db_open(task.config, "ariia_agent");
	task.db = db;
	return task;
}

static void
commit(struct task *task)
{
	ck_assert_msg(db_commit(task), "%s",
	    task->problem == NULL ? "?" : task->problem->detail);
}

static enum verification_outcome
tried(const struct studio *studio, int64_t session, const char *digits)
{
	struct task task = task_of(studio);
	enum verification_outcome outcome =
	    verification_check(&task, session, digits);

	commit(&task);
	return outcome;
}

/* Who the conversation is with, as everybody reads it. */
static int64_t
verified(const struct studio *studio, int64_t session)
{
	struct task task = task_of(studio);
	const struct conversation *conversation =
	    conversation_find(&task, session);
	int64_t id;

	ck_assert_ptr_nonnull(conversation);
	id = conversation->member_id;
	commit(&task);
	return id;
}

/* The masked address, "" when nothing may be told. */
static const char *
sent(const struct studio *studio, int64_t session, const char *identity,
    const char *question)
{
	struct task task = task_of(studio);
	const struct conversation *conversation =
	    conversation_find(&task, session);
	const char *hint = NULL;

	ck_assert_msg(
	    verification_send(&task, conversation, identity, question, &hint),
	    "%s", task.problem == NULL ? "?" : task.problem->detail);
	commit(&task);
	return hint == NULL ? "" : arena_copy(e2e_arena(), hint);
}

static struct verification *
open_of(const struct studio *studio, int64_t session)
{
	struct task task = task_of(studio);
	struct verification *open = verification_open(&task, session);

	commit(&task);
	return open;
}

static int64_t
conversation_of(const struct studio *studio, const char *number)
{
	expect_status(
	    deliver(studio,
		whatsapp_text(studio, number, fresh_id("wamid."), "Hallo")),
	    200);
	return sql_int("SELECT id FROM chat_sessions WHERE tenant_id = "
		       "%" PRId64 " AND user_key = '%s'",
	    studio->id, number);
}

static int64_t
member_of(const struct studio *studio, const char *columns, const char *values)
{
	return sql_int("INSERT INTO studio_members (tenant_id, first_name, %s)"
		       " VALUES (%" PRId64 ", 'Mia', %s) RETURNING id",
	    columns, studio->id, values);
}

static const char *
code_path(int64_t session)
{
	return arena_printf(
	    e2e_arena(), "/sessions/%" PRId64 "/verification-code", session);
}

static struct answer
issue(const struct studio *studio, int64_t session, int64_t member)
{
	return post_json(code_path(session), studio->staff,
	    arena_printf(e2e_arena(), "{\"member_id\":%" PRId64 "}", member));
}

/* Another code than the right one. */
static const char *
wrong(const char *code)
{
	return arena_printf(
	    e2e_arena(), "%c%s", code[0] == '9' ? '0' : code[0] + 1, code + 1);
}

START_TEST(a_code_that_staff_tells_proves_who_it_is)
{
	struct studio *studio = studio_new("Nachweis", "pro");
	int64_t session = conversation_of(studio, fresh_number());
	int64_t member = member_of(studio, "member_number", "'1'");
	struct answer answer = issue(studio, session, member);
	const char *code = json_text_at(answer.json, "code");

	expect_status(answer, 201);
	ck_assert_uint_eq(strlen(code), 6);
	ck_assert_int_eq(verified(studio, session), 0);
	ck_assert_int_eq(
	    tried(studio, session, wrong(code)), VERIFICATION_WRONG);
	ck_assert_int_eq(tried(studio, session, code), VERIFICATION_DONE);
	ck_assert_int_eq(verified(studio, session), member);
	/* Good once. */
	ck_assert_int_eq(tried(studio, session, code), VERIFICATION_NONE);
	ck_assert_int_eq(
	    sql_int("SELECT count(*) FROM audit_logs l WHERE tenant_id = "
		    "%" PRId64 " AND action = 'verification.issue' AND NOT "
		    "after ?| '{code,code_hash,question}'",
		studio->id),
	    1);
	expect_status(send_body("DELETE",
			  arena_printf(e2e_arena(),
			      "/sessions/%" PRId64 "/verification", session),
			  studio->staff, NULL, NULL, 0, NULL),
	    204);
	ck_assert_int_eq(verified(studio, session), 0);
}
END_TEST

START_TEST(five_wrong_tries_are_all_there_are)
{
	struct studio *studio = studio_new("Raten", "pro");
	int64_t session = conversation_of(studio, fresh_number());
	int64_t member = member_of(studio, "member_number", "'1'");
	const char *code =
	    json_text_at(issue(studio, session, member).json, "code");

	for (int i = 0; i < 4; i++)
		ck_assert_int_eq(
		    tried(studio, session, wrong(code)), VERIFICATION_WRONG);
	ck_assert_int_eq(
	    tried(studio, session, "12345"), VERIFICATION_EXHAUSTED);
	ck_assert_int_eq(tried(studio, session, code), VERIFICATION_NONE);
	ck_assert_ptr_null(open_of(studio, session));
	ck_assert_int_eq(verified(studio, session), 0);
}
END_TEST

START_TEST(a_code_belongs_to_one_conversation_of_one_studio)
{
	struct studio *ours = studio_new("Unser", "pro");
	struct studio *theirs = studio_new("Ihr", "pro");
	const char *number = fresh_number();
	int64_t our_session = conversation_of(ours, number);
	int64_t other_session = conversation_of(ours, fresh_number());
	int64_t their_session = conversation_of(theirs, number);
	int64_t our_member = member_of(ours, "member_number", "'1'");
	int64_t their_member = member_of(theirs, "member_number", "'1'");
	const char *code;

	/* No id of theirs is good for anything here, nor the other way. */
	expect_status(issue(ours, our_session, their_member), 404);
	expect_status(issue(ours, their_session, our_member), 404);
	expect_status(issue(ours, their_session, their_member), 404);
	expect_status(issue(theirs, their_session, our_member), 404);
	code = json_text_at(issue(ours, our_session, our_member).json, "code");
	ck_assert_int_eq(tried(ours, other_session, code), VERIFICATION_NONE);
	ck_assert_int_eq(tried(theirs, their_session, code), VERIFICATION_NONE);
	ck_assert_int_eq(tried(theirs, our_session, code), VERIFICATION_NONE);
	/* Not even the database would link them. */
	ck_assert_int_le(sql_int_as("ariia_agent", ours->id,
			     arena_printf(e2e_arena(),
				 "WITH u AS (UPDATE chat_sessions SET "
				 "member_id = %" PRId64 " WHERE id = %" PRId64
				 " RETURNING 1) SELECT count(*) FROM u",
				 their_member, our_session)),
	    0);
	ck_assert_int_eq(tried(ours, our_session, code), VERIFICATION_DONE);
	ck_assert_int_eq(verified(ours, our_session), our_member);
	expect_status(
	    send_body("DELETE",
		arena_printf(e2e_arena(), "/sessions/%" PRId64 "/verification",
		    our_session),
		theirs->staff, NULL, NULL, 0, NULL),
	    404);
	ck_assert_int_eq(verified(ours, our_session), our_member);
}
END_TEST

START_TEST(the_telephone_number_leads_to_a_mail_with_a_code)
{
	struct studio *studio = studio_new("Postweg", "pro");
	const char *number = fresh_number();
	const char *address = fresh_mailbox("mia");
	int64_t session = conversation_of(studio, number);
	int64_t member = member_of(studio, "phone, email, language",
	    arena_printf(e2e_arena(), "'+%s', '%s', 'en'", number, address));
	const struct arrived_mail *mail;
	const char *code;

	ck_assert_str_eq(sent(studio, session, NULL, "Wann ist mein Kurs?"),
	    arena_printf(
		e2e_arena(), "%c***%s", address[0], strchr(address, '@')));
	mail = mail_wait(address, 1);
	code = mail_header(mail, "Subject");
	ck_assert_ptr_nonnull(strstr(code, "is your code for"));
	ck_assert_ptr_nonnull(strstr(mail->text, "Hello Mia,"));
	ck_assert_str_eq(
	    open_of(studio, session)->question, "Wann ist mein Kurs?");
	ck_assert_int_eq(
	    tried(studio, session, arena_copy_bytes(e2e_arena(), code, 6)),
	    VERIFICATION_DONE);
	ck_assert_int_eq(verified(studio, session), member);
}
END_TEST

START_TEST(nobody_learns_who_is_a_member)
{
	struct studio *studio = studio_new("Schweigen", "pro");
	const char *address = fresh_mailbox("mia");
	int64_t stranger = conversation_of(studio, fresh_number());
	int64_t other = conversation_of(studio, fresh_number());
	int64_t unknown = conversation_of(studio, fresh_number());
	const struct verification *known, *nobody;

	(void)member_of(studio, "email, member_number",
	    arena_printf(e2e_arena(), "'%s', 'M-77'", address));
	(void)member_of(studio, "phone", "'+491701'");
	(void)member_of(studio, "phone", "'+491701'");
	/* A number of nobody, and of two, leads nowhere. */
	ck_assert_str_eq(sent(studio, unknown, NULL, "x"), "");
	ck_assert_ptr_null(open_of(studio, unknown));
	ck_assert_str_eq(sent(studio, stranger, "m-77", "x"), "");
	ck_assert_str_eq(sent(studio, other, "M-78", "x"), "");
	known = open_of(studio, stranger);
	nobody = open_of(studio, other);
	ck_assert_int_eq(known->step, VERIFICATION_SENT);
	ck_assert_int_eq(nobody->step, VERIFICATION_SENT);
	ck_assert_int_eq(known->tries_left, nobody->tries_left);
	ck_assert_int_eq(nobody->member_id, 0);
	(void)mail_wait(address, 1);
	for (int i = 0; i < 4; i++)
		ck_assert_int_eq(
		    tried(studio, other, "000000"), VERIFICATION_WRONG);
	ck_assert_int_eq(
	    tried(studio, other, "000000"), VERIFICATION_EXHAUSTED);
}
END_TEST

START_TEST(not_more_than_three_codes_an_hour_go_out)
{
	struct studio *studio = studio_new("Flut", "pro");
	const char *address = fresh_mailbox("mia");
	int64_t session = conversation_of(studio, fresh_number());
	int64_t other = conversation_of(studio, fresh_number());

	(void)member_of(
	    studio, "email", arena_printf(e2e_arena(), "'%s'", address));
	for (int i = 0; i < 6; i++)
		(void)sent(studio, session, address, "x");
	/* From elsewhere neither, and that one can not be right. */
	(void)sent(studio, other, address, "x");
	ck_assert_int_eq(open_of(studio, other)->member_id, 0);
	ck_assert_int_ne(open_of(studio, session)->member_id, 0);
	(void)mail_wait(address, 3);
	ck_assert_int_eq(sql_int("SELECT count(*) FROM verification_mails "
				 "WHERE tenant_id = %" PRId64,
			     studio->id),
	    3);
	ck_assert_int_eq(mail_count(address), 3);
}
END_TEST

START_TEST(a_proof_gets_too_old)
{
	struct studio *studio = studio_new("Verfall", "pro");
	int64_t session = conversation_of(studio, fresh_number());
	int64_t member = member_of(studio, "member_number", "'1'");
	const char *code =
	    json_text_at(issue(studio, session, member).json, "code");

	ck_assert_int_eq(tried(studio, session, code), VERIFICATION_DONE);
	sql_run("UPDATE chat_sessions SET member_verified_at = now() - "
		"interval '29 days' WHERE id = %" PRId64,
	    session);
	ck_assert_int_eq(verified(studio, session), member);
	expect_status(put_json("/admin/settings/member_verification_days",
			  studio->owner, "{\"value\":\"x\"}"),
	    422);
	expect_status(put_json("/admin/settings/member_verification_days",
			  studio->owner, "{\"value\":\"7\"}"),
	    200);
	ck_assert_int_eq(verified(studio, session), 0);
}
END_TEST

START_TEST(what_was_asked_is_remembered_until_it_is_answered)
{
	struct studio *studio = studio_new("Frage", "pro");
	int64_t session = conversation_of(studio, fresh_number());
	struct task task = task_of(studio);

	(void)member_of(studio, "member_number", "'1'");
	ck_assert(verification_ask(&task, session, "Bin ich pausiert?"));
	commit(&task);
	ck_assert_int_eq(open_of(studio, session)->step, VERIFICATION_ASKED);
	ck_assert_int_eq(tried(studio, session, "123456"), VERIFICATION_NONE);
	(void)sent(studio, session, "7", NULL);
	ck_assert_str_eq(
	    open_of(studio, session)->question, "Bin ich pausiert?");
	sql_run("UPDATE verifications SET expires_at = now() WHERE session_id "
		"= %" PRId64,
	    session);
	ck_assert_ptr_null(open_of(studio, session));
}
END_TEST

Suite *
verification_suite(void)
{
	Suite *suite = suite_create("verification");
	TCase *tests = tcase_create("verification");

	tcase_add_checked_fixture(tests, e2e_setup, e2e_teardown);
	tcase_set_timeout(tests, 0);
	tcase_add_test(tests, a_code_that_staff_tells_proves_who_it_is);
	tcase_add_test(tests, five_wrong_tries_are_all_there_are);
	tcase_add_test(tests, a_code_belongs_to_one_conversation_of_one_studio);
	tcase_add_test(tests, the_telephone_number_leads_to_a_mail_with_a_code);
	tcase_add_test(tests, nobody_learns_who_is_a_member);
	tcase_add_test(tests, not_more_than_three_codes_an_hour_go_out);
	tcase_add_test(tests, a_proof_gets_too_old);
	tcase_add_test(
	    tests, what_was_asked_is_remembered_until_it_is_answered);
	suite_add_tcase(suite, tests);
	return suite;
}
