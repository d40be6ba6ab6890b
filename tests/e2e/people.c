/*
 * people.c - invitations, users of a studio, and one's own profile.
 *
 * SPDX-License-Identifier: ISC
 */
#include "applicant.h"
#include "suites.h"

static int64_t
id_of(const struct studio *studio, const char *email)
{
	return sql_int("SELECT id FROM users WHERE tenant_id = %" PRId64
		       " AND email = '%s'",
	    studio->id, email);
}

static int64_t
audited(const struct studio *studio, const char *action)
{
	return sql_int("SELECT count(*) FROM audit_logs WHERE tenant_id = "
		       "%" PRId64 " AND action = '%s'",
	    studio->id, action);
}

static struct answer
invite(const struct studio *studio, const char *email, const char *role)
{
	return post_json("/auth/invitations", studio->owner,
	    arena_printf(e2e_arena(), "{\"email\":\"%s\",\"role\":\"%s\"}",
		email, role));
}

static struct answer
accept_invitation(const char *email, int number)
{
	return post_stranger("/auth/invitations/accept",
	    mail_token_body(email, number,
		",\"full_name\":\"Neu Hier\",\"password\":\"" PERSON_PASSWORD
		"\""));
}

static struct answer delete (const char *path, const char *token)
{
	return send_body("DELETE", path, token, NULL, NULL, 0, NULL);
}

START_TEST(an_invitation_makes_a_user_in_its_role_once)
{
	struct studio *studio = studio_new("Einladend", "pro");
	const char *email = fresh_mailbox("gast-");
	struct answer answer = invite(studio, email, "tenant_user");
	const char *token;

	expect_status(answer, 201);
	ck_assert_int_eq(
	    sql_int("SELECT extract(epoch FROM expires_at - created_at)::bigint"
		    " FROM invitations WHERE tenant_id = %" PRId64,
		studio->id),
	    7 * 24 * 3600);
	token = link_value(mail_link(mail_wait(email, 1)), "token");
	ck_assert_int_eq(sql_int("SELECT count(*) FROM invitations i WHERE "
				 "i::text LIKE '%%%s%%'",
			     token),
	    0);
	answer = get("/auth/invitations", studio->owner);
	ck_assert_uint_eq(json_length(json_at(answer.json, "items")), 1);
	answer = accept_invitation(email, 1);
	expect_status(answer, 201);
	ck_assert_str_eq(
	    json_text_at(answer.json, "user", "role"), "tenant_user");
	ck_assert_str_eq(
	    json_text_at(answer.json, "tenant", "slug"), studio->slug);
	ck_assert_ptr_nonnull(
	    json_text_at(answer.json, "user", "email_verified_at"));
	expect_status(
	    get("/sessions", json_text_at(answer.json, "token")), 200);
	expect_status(login_from(fresh_address(), email, PERSON_PASSWORD), 200);
	answer = accept_invitation(email, 1);
	expect_problem_at(&answer, 422, "#/token");
	answer = get("/auth/invitations", studio->owner);
	ck_assert_uint_eq(json_length(json_at(answer.json, "items")), 0);
	answer = invite(studio, email, "tenant_user");
	expect_problem_at(&answer, 409, NULL);
	ck_assert_int_eq(audited(studio, "invitation.create"), 1);
	ck_assert_int_eq(audited(studio, "invitation.accept"), 1);
}
END_TEST

START_TEST(an_invitation_that_was_taken_back_replaced_or_is_old_is_nothing)
{
	struct studio *studio = studio_new("Rückzieher", "pro");
	const char *email = fresh_mailbox("gast-");
	struct answer answer = invite(studio, email, "tenant_user");
	int64_t id = answer_int(&answer, "id");

	expect_status(
	    delete (path_to("/auth/invitations", id), studio->owner), 204);
	expect_status(
	    delete (path_to("/auth/invitations", id), studio->owner), 404);
	answer = accept_invitation(email, 1);
	expect_problem_at(&answer, 422, "#/token");
	expect_status(invite(studio, email, "tenant_user"), 201);
	(void)mail_wait(email, 2);
	expect_status(invite(studio, email, "tenant_admin"), 201);
	answer = accept_invitation(email, 2);
	expect_problem_at(&answer, 422, "#/token");
	sql_run("UPDATE invitations SET expires_at = now() WHERE tenant_id = "
		"%" PRId64,
	    studio->id);
	answer = accept_invitation(email, 3);
	expect_problem_at(&answer, 422, "#/token");
}
END_TEST

START_TEST(nobody_is_invited_as_an_operator_nor_by_staff_nor_unverified)
{
	struct studio *studio = studio_new("Grenzen", "pro");
	struct applicant *applicant = applicant_new("Spam");
	const char *body = arena_printf(e2e_arena(),
	    "{\"email\":\"%s\",\"role\":\"tenant_user\"}",
	    fresh_mailbox("gast-"));
	struct answer answer =
	    invite(studio, fresh_mailbox("sys-"), "system_admin");

	expect_problem_at(&answer, 422, "#/role");
	answer = invite(studio, "kein-postfach", "tenant_user");
	expect_problem_at(&answer, 422, "#/email");
	expect_status(post_json("/auth/invitations", studio->staff, body), 403);
	expect_status(get("/auth/invitations", studio->staff), 403);
	expect_status(
	    post_json("/auth/invitations", applicant->token, body), 403);
	expect_status(post_json("/auth/users", applicant->token, body), 403);
}
END_TEST

START_TEST(an_administrator_creates_changes_and_removes_users)
{
	struct studio *studio = studio_new("Personal", "pro");
	const char *email = fresh_mailbox("neu-");
	struct answer answer = post_json("/auth/users", studio->owner,
	    arena_printf(e2e_arena(),
		"{\"email\":\"%s\",\"full_name\":\"Mia\",\"role\":"
		"\"tenant_user\"}",
		email));
	const char *path;
	const char *token;

	expect_status(answer, 201);
	path = path_to("/auth/users", answer_int(&answer, "id"));
	answer = post_stranger("/auth/password/reset",
	    mail_token_body(email, 1, ",\"password\":\"" PERSON_PASSWORD "\""));
	expect_status(answer, 204);
	answer = login_from(fresh_address(), email, PERSON_PASSWORD);
	expect_status(answer, 200);
	token = json_text_at(answer.json, "token");
	expect_status(get("/auth/users", token), 403);
	answer = put_json(path, studio->owner,
	    "{\"role\":\"tenant_admin\",\"timezone\":\"Europe/Vienna\"}");
	expect_status(answer, 200);
	ck_assert_str_eq(json_text_at(answer.json, "full_name"), "Mia");
	ck_assert_str_eq(
	    json_text_at(answer.json, "timezone"), "Europe/Vienna");
	answer = get("/auth/users", token);
	expect_status(answer, 200);
	ck_assert_uint_eq(json_length(json_at(answer.json, "items")), 3);
	ck_assert_ptr_null(strstr(answer.body, "scrypt"));
	expect_status(delete (path, studio->owner), 204);
	expect_status(get("/auth/me", token), 401);
	expect_status(get(path, studio->owner), 404);
	expect_status(delete (path, studio->owner), 404);
	ck_assert_int_eq(audited(studio, "user.update"), 1);
	ck_assert_int_eq(audited(studio, "user.remove"), 1);
}
END_TEST

START_TEST(users_of_another_studio_are_missing)
{
	struct studio *ours = studio_new("Wir", "pro");
	struct studio *theirs = studio_new("Die", "pro");
	const char *foreign =
	    path_to("/auth/users", id_of(theirs, "staff@example.org"));
	const char *missing = "/auth/users/999999999";
	struct answer a = get(foreign, ours->owner);
	struct answer b = get(missing, ours->owner);

	json_object_object_del(a.json, "instance");
	json_object_object_del(b.json, "instance");
	expect_status(a, 404);
	ck_assert_str_eq(json_object_to_json_string(a.json),
	    json_object_to_json_string(b.json));
	expect_status(
	    put_json(foreign, ours->owner, "{\"is_active\":false}"), 404);
	expect_status(delete (foreign, ours->owner), 404);
	expect_status(get("/auth/me", theirs->staff), 200);
}
END_TEST

START_TEST(the_last_active_administrator_stays)
{
	struct studio *studio = studio_new("Letzter", "pro");
	const char *owner =
	    path_to("/auth/users", id_of(studio, "owner@example.org"));
	const char *staff =
	    path_to("/auth/users", id_of(studio, "staff@example.org"));
	struct answer answer;

	answer = put_json(owner, studio->owner, "{\"role\":\"tenant_user\"}");
	expect_problem_at(&answer, 409, NULL);
	answer = put_json(owner, studio->owner, "{\"is_active\":false}");
	expect_problem_at(&answer, 409, NULL);
	answer = delete (owner, studio->owner);
	expect_problem_at(&answer, 409, NULL);
	/* One who can not sign in does not count. */
	expect_status(put_json(staff, studio->owner,
			  "{\"role\":\"tenant_admin\",\"is_active\":false}"),
	    200);
	expect_status(delete (owner, studio->owner), 409);
	expect_status(
	    put_json(staff, studio->owner, "{\"is_active\":true}"), 200);
	expect_status(delete (owner, studio->owner), 204);
	expect_status(get("/auth/me", studio->owner), 401);
}
END_TEST

START_TEST(two_administrators_who_go_at_once_do_not_both_go)
{
	for (int round = 0; round < 5; round++) {
		struct studio *studio = studio_new("Zugleich", "pro");
		int64_t other = id_of(studio, "staff@example.org");
		const char *owner =
		    path_to("/auth/users", id_of(studio, "owner@example.org"));

		expect_status(put_json(path_to("/auth/users", other),
				  studio->owner, "{\"role\":\"tenant_admin\"}"),
		    200);
		send_meanwhile(
		    "PUT", owner, studio->owner, "{\"role\":\"tenant_user\"}");
		send_meanwhile("PUT", path_to("/auth/users", other),
		    studio->staff, "{\"role\":\"tenant_user\"}");
		await_all();
		ck_assert_int_eq(
		    sql_int("SELECT count(*) FROM users WHERE tenant_id = "
			    "%" PRId64 " AND role = 'tenant_admin'",
			studio->id),
		    1);
	}
}
END_TEST

START_TEST(nobody_raises_themselves_and_only_an_operator_makes_one)
{
	struct studio *studio = studio_new("Aufstieg", "pro");
	const char *own =
	    path_to("/auth/users", id_of(studio, "owner@example.org"));
	const char *staff =
	    path_to("/auth/users", id_of(studio, "staff@example.org"));
	struct operator_person *operator= operator_new();
	struct person *sys = person_new(studio, "system_admin");
	const char *body = arena_printf(e2e_arena(),
	    "{\"email\":\"%s\",\"role\":\"system_admin\"}",
	    fresh_mailbox("sys-"));
	struct answer answer;

	expect_status(
	    put_json(own, studio->owner, "{\"role\":\"system_admin\"}"), 403);
	expect_status(
	    put_json(staff, studio->owner, "{\"role\":\"system_admin\"}"), 403);
	expect_status(post_json("/auth/users", studio->owner, body), 403);
	expect_status(
	    put_json(staff, studio->staff, "{\"role\":\"tenant_admin\"}"), 403);
	expect_status(
	    put_json("/auth/me", studio->staff, "{\"role\":\"tenant_admin\"}"),
	    422);
	expect_status(put_json(path_to("/auth/users", sys->id), studio->owner,
			  "{\"is_active\":false}"),
	    403);
	expect_status(
	    delete (path_to("/auth/users", sys->id), studio->owner), 403);
	answer = post_json("/auth/users", operator->token, body);
	expect_status(answer, 201);
	answer = put_json(path_to("/auth/users", operator->id), operator->token,
	    "{\"is_active\":false}");
	expect_problem_at(&answer, 409, NULL);
}
END_TEST

START_TEST(a_deactivated_user_is_out_at_once_and_signs_in_when_back)
{
	struct studio *studio = studio_new("Pause", "pro");
	struct person *person = person_new(studio, "tenant_user");
	const char *token = token_of_login(person);
	const char *path = path_to("/auth/users", person->id);

	expect_status(get("/sessions", token), 200);
	expect_status(
	    put_json(path, studio->owner, "{\"is_active\":false}"), 200);
	expect_status(get("/auth/me", token), 401);
	expect_status(get("/sessions", token), 401);
	expect_status(
	    login_from(fresh_address(), person->email, PERSON_PASSWORD), 401);
	expect_status(
	    put_json(path, studio->owner, "{\"is_active\":true}"), 200);
	expect_status(get("/sessions", token_of_login(person)), 200);
	expect_status(get("/sessions", token), 401);
}
END_TEST

START_TEST(everybody_changes_their_own_profile_and_nothing_else)
{
	struct studio *studio = studio_new("Profil", "pro");
	struct answer answer = put_json("/auth/me", studio->staff,
	    "{\"full_name\":\"Ana María\",\"locale\":\"en-GB\"}");

	expect_status(answer, 200);
	ck_assert_str_eq(json_text_at(answer.json, "full_name"), "Ana María");
	ck_assert_str_eq(json_text_at(answer.json, "role"), "tenant_user");
	ck_assert_str_eq(
	    json_text_at(answer.json, "timezone"), "Europe/Berlin");
	answer = put_json(
	    "/auth/me", studio->staff, "{\"timezone\":\"Mars/Olympus\"}");
	expect_problem_at(&answer, 422, "#/timezone");
	answer =
	    put_json("/auth/me", studio->staff, "{\"locale\":\"deutsch\"}");
	expect_problem_at(&answer, 422, "#/locale");
	answer = put_json(
	    "/auth/me", studio->staff, "{\"full_name\":\"A\\nBcc: x\"}");
	expect_problem_at(&answer, 422, "#/full_name");
	answer = put_json("/auth/me", studio->staff, "{\"is_active\":true}");
	expect_problem_at(&answer, 422, "#/is_active");
	ck_assert_int_eq(audited(studio, "user.profile"), 1);
}
END_TEST

Suite *
people_suite(void)
{
	Suite *suite = suite_create("people");
	TCase *tests = tcase_create("people");

	tcase_add_checked_fixture(tests, e2e_setup, e2e_teardown);
	tcase_set_timeout(tests, 0);
	tcase_add_test(tests, an_invitation_makes_a_user_in_its_role_once);
	tcase_add_test(tests,
	    an_invitation_that_was_taken_back_replaced_or_is_old_is_nothing);
	tcase_add_test(tests,
	    nobody_is_invited_as_an_operator_nor_by_staff_nor_unverified);
	tcase_add_test(
	    tests, an_administrator_creates_changes_and_removes_users);
	tcase_add_test(tests, users_of_another_studio_are_missing);
	tcase_add_test(tests, the_last_active_administrator_stays);
	tcase_add_test(tests, two_administrators_who_go_at_once_do_not_both_go);
	tcase_add_test(
	    tests, nobody_raises_themselves_and_only_an_operator_makes_one);
	tcase_add_test(
	    tests, a_deactivated_user_is_out_at_once_and_signs_in_when_back);
	tcase_add_test(
	    tests, everybody_changes_their_own_profile_and_nothing_else);
	suite_add_tcase(suite, tests);
	return suite;
}
