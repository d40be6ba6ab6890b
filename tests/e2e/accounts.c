/*
 * accounts.c - signing up, proving an address, plans that are wished for [S5.1,
 * S5.2].
 *
 * SPDX-License-Identifier: ISC
 */
#include "applicant.h"
#include "suites.h"

static int64_t
studios_called(const char *name)
{
	return sql_int("SELECT count(*) FROM tenants WHERE name = '%s'", name);
}

START_TEST(signing_up_makes_studio_administrator_plan_and_mail_at_once)
{
	const char *name = fresh_id("Größe ");
	const char *email = fresh_mailbox("Neu-");
	struct answer answer = sign_up_with(sign_up_body(
	    name, email, ",\"full_name\":\"Anna Ö.\",\"locale\":\"en-GB\""));
	const char *slug = json_text_at(answer.json, "tenant", "slug");
	struct arrived_mail *mail;

	expect_status(answer, 201);
	ck_assert_str_eq(json_text_at(answer.json, "user", "email"),
	    text_lower(e2e_arena(), email));
	ck_assert_str_eq(
	    json_text_at(answer.json, "user", "role"), "tenant_admin");
	ck_assert_str_eq(
	    json_text_at(answer.json, "tenant", "plan_slug"), "starter");
	ck_assert(!json_is_true(json_at(answer.json, "tenant", "is_verified")));
	ck_assert(text_starts_with(slug, "groesse-"));
	expect_status(get("/auth/me", json_text_at(answer.json, "token")), 200);
	mail = mail_wait(text_lower(e2e_arena(), email), 1);
	ck_assert_ptr_nonnull(strstr(mail_link(mail),
	    arena_printf(
		e2e_arena(), "%s/verify?token=", e2e_env("ARIIA_URL"))));
	ck_assert_str_eq(link_value(mail_link(mail), "tenant"), slug);
	ck_assert_int_eq(
	    sql_int(
		"SELECT count(*) FROM audit_logs a JOIN tenants t ON t.id ="
		" a.tenant_id WHERE t.slug = '%s' AND action IN "
		"('tenant.register', 'user.create') AND actor_user_id IS "
		"NOT NULL AND coalesce(after::text, '') NOT LIKE '%%tanzen%%'",
		slug),
	    2);
}
END_TEST

START_TEST(a_name_that_is_taken_gets_a_number_also_at_the_same_moment)
{
	const char *name = fresh_id("Eisen");
	const char *slug;

	for (int i = 0; i < 6; i++)
		send_meanwhile("POST", "/auth/register", NULL,
		    sign_up_body(name, fresh_mailbox("viele-"), ""));
	await_all();
	slug =
	    sql_text("SELECT min(slug) FROM tenants WHERE name = '%s'", name);
	for (int i = 2; i <= 6; i++)
		ck_assert_int_eq(sql_int("SELECT count(*) FROM tenants WHERE "
					 "slug = '%s-%d' AND name = '%s'",
				     slug, i, name),
		    1);
	ck_assert_int_eq(studios_called(name), 6);
}
END_TEST

START_TEST(a_slug_that_is_asked_for_is_that_one_or_refused)
{
	static const struct {
		const char *slug;
		int status;
	} cases[] = { { "admin", 422 }, { "www", 422 }, { "-x", 422 },
		{ "ÄÖ", 422 }, { "a b", 422 }, { "A", 422 } };
	const char *slug = arena_printf(e2e_arena(), "eigen%s", fresh_number());
	const char *more = arena_printf(e2e_arena(), ",\"slug\":\"%s\"", slug);
	struct answer answer;

	answer = sign_up_with(sign_up_body("Eigen", fresh_mailbox("a-"), more));
	expect_status(answer, 201);
	ck_assert_str_eq(json_text_at(answer.json, "tenant", "slug"), slug);
	answer = sign_up_with(sign_up_body("Eigen", fresh_mailbox("b-"), more));
	expect_problem_at(&answer, 409, "#/slug");
	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
		answer = sign_up_with(sign_up_body("Eigen", fresh_mailbox("c-"),
		    arena_printf(
			e2e_arena(), ",\"slug\":\"%s\"", cases[i].slug)));
		expect_problem_at(&answer, cases[i].status, "#/slug");
	}
	answer = sign_up_with(sign_up_body("Admin", fresh_mailbox("d-"), ""));
	expect_problem_at(&answer, 422, "#/slug");
	answer = sign_up_with(sign_up_body("健身房", fresh_mailbox("e-"), ""));
	expect_status(answer, 201);
	ck_assert(text_starts_with(
	    json_text_at(answer.json, "tenant", "slug"), "studio"));
}
END_TEST

START_TEST(an_address_that_is_taken_is_a_conflict_that_tells_no_more)
{
	struct applicant *first = applicant_new("Geheimer Laden");
	const char *name = fresh_id("Zweiter");
	struct answer answer = sign_up_with(sign_up_body(
	    name, arena_printf(e2e_arena(), " NEU-%s ", first->email + 4), ""));

	expect_problem_at(&answer, 409, NULL);
	ck_assert_ptr_null(strstr(answer.body, first->slug));
	ck_assert_ptr_null(strstr(answer.body, "Geheimer"));
	ck_assert_int_eq(studios_called(name), 0);
}
END_TEST

START_TEST(of_two_who_sign_up_with_one_address_at_once_one_gets_in)
{
	const char *name = fresh_id("Doppelt");
	const char *body = sign_up_body(name, fresh_mailbox("doppelt-"), "");

	for (int i = 0; i < 4; i++)
		send_meanwhile("POST", "/auth/register", NULL, body);
	await_all();
	ck_assert_int_eq(studios_called(name), 1);
}
END_TEST

START_TEST(a_paid_plan_is_a_wish_and_starter_begins)
{
	const char *name = fresh_id("Wunsch");
	struct answer answer = sign_up_with(sign_up_body(
	    name, fresh_mailbox("plan-"), ",\"plan_slug\":\"pro\""));

	expect_status(answer, 201);
	ck_assert_str_eq(
	    json_text_at(answer.json, "tenant", "plan_slug"), "starter");
	ck_assert_str_eq(
	    sql_text("SELECT p.slug || '/' || w.slug FROM subscriptions s JOIN "
		     "plans p ON p.id = s.plan_id JOIN plans w ON w.id = "
		     "s.wanted_plan_id JOIN tenants t ON t.id = s.tenant_id "
		     "WHERE t.name = '%s'",
		name),
	    "starter/pro");
	name = fresh_id("Unsinn");
	answer = sign_up_with(sign_up_body(
	    name, fresh_mailbox("plan-"), ",\"plan_slug\":\"gold\""));
	expect_problem_at(&answer, 422, "#/plan_slug");
	ck_assert_int_eq(studios_called(name), 0);
}
END_TEST

START_TEST(what_is_wrong_with_a_sign_up_is_told_field_by_field)
{
	static const struct {
		const char *body;
		const char *pointer;
	} cases[] = {
		{ "{\"email\":\"a@example.org\",\"password\":\"" PERSON_PASSWORD
		  "\"}",
		    "#/tenant_name" },
		{ "{\"tenant_name\":\"X\\nY\",\"email\":\"a@example.org\","
		  "\"password\":\"" PERSON_PASSWORD "\"}",
		    "#/tenant_name" },
		{ "{\"tenant_name\":\"X\",\"email\":\"a@@example\","
		  "\"password\":\"" PERSON_PASSWORD "\"}",
		    "#/email" },
		{ "{\"tenant_name\":\"X\",\"email\":\"a@example.org\","
		  "\"password\":\"kurz\"}",
		    "#/password" },
		{ "{\"tenant_name\":\"X\",\"email\":\"a@example.org\","
		  "\"password\":\"********\"}",
		    "#/password" },
		{ "{\"tenant_name\":\"X\",\"email\":\"a@example.org\","
		  "\"password\":\"passwordpassword\"}",
		    "#/password" },
		{ "{\"tenant_name\":\"X\",\"email\":\"a@example.org\","
		  "\"password\":\"" PERSON_PASSWORD
		  "\",\"role\":\"system_admin\"}",
		    "#/role" },
		{ "{\"tenant_name\":\"X\",\"email\":\"a@example.org\","
		  "\"locale\":\"deutsch\",\"password\":\"" PERSON_PASSWORD
		  "\"}",
		    "#/locale" },
	};

	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
		struct answer answer = sign_up_with(cases[i].body);

		expect_problem_at(&answer, 422, cases[i].pointer);
		ck_assert_ptr_null(strstr(answer.body, "tanzen"));
	}
}
END_TEST

START_TEST(an_office_may_sign_up_but_not_without_end)
{
	struct call call = { .method = "POST",
		.path = "/auth/register",
		.address = fresh_address(),
		.type = "application/json",
		.body = "{\"tenant_name\":\"X\",\"email\":\"a@example.org\","
			"\"password\":\"kurz\"}" };
	struct answer answer;

	for (int i = 0; i < 20; i++)
		expect_status(call_from(&call), 422);
	answer = call_from(&call);
	expect_problem_at(&answer, 429, NULL);
	ck_assert_ptr_nonnull(answer_header(&answer, "retry-after"));
	call.address = fresh_address();
	expect_status(call_from(&call), 422);
}
END_TEST

static int
webhook_status(const struct applicant *applicant)
{
	return post_json(
	    arena_printf(e2e_arena(), "/webhook/web/%s", applicant->slug), NULL,
	    "{\"text\":\"Hallo\"}")
	    .status;
}

START_TEST(an_unverified_studio_signs_in_and_its_webhooks_wait_for_the_proof)
{
	struct applicant *applicant = applicant_new("Noch nicht");
	const char *body = mail_token_body(applicant->email, 1, "");
	const char *link = mail_link(mail_wait(applicant->email, 1));
	struct answer answer;

	expect_status(
	    login_from(fresh_address(), applicant->email, PERSON_PASSWORD),
	    200);
	ck_assert_int_eq(webhook_status(applicant), 403);
	answer = call_from(&(struct call){
	    .method = "GET",
	    .path =
		arena_printf(e2e_arena(), "/auth%s", strstr(link, "/verify?")),
	    .address = fresh_address(),
	});
	expect_status(answer, 200);
	ck_assert_str_eq(json_text_at(answer.json, "tenant"), applicant->slug);
	ck_assert(json_is_true(json_at(answer.json, "is_verified")));
	ck_assert_int_eq(
	    sql_int("SELECT count(*) FROM users u JOIN tenants t ON t.id = "
		    "u.tenant_id WHERE u.id = %" PRId64
		    " AND t.is_verified AND "
		    "u.email_verified_at IS NOT NULL",
		applicant->user_id),
	    1);
	pause_ms(1100);
	ck_assert_int_eq(webhook_status(applicant), 202);
	(void)mail_wait(applicant->email, 2);
	answer = post_stranger("/auth/verify", body);
	expect_problem_at(&answer, 422, "#/token");
}
END_TEST

START_TEST(a_browser_that_follows_the_link_changes_nothing)
{
	struct applicant *applicant = applicant_new("Vorschau");
	const char *link = mail_link(mail_wait(applicant->email, 1));
	struct answer answer = call_from(&(struct call){
	    .method = "GET",
	    .path =
		arena_printf(e2e_arena(), "/auth%s", strstr(link, "/verify?")),
	    .headers = { "Accept: text/html,application/xhtml+xml" },
	});

	expect_status(answer, 303);
	ck_assert(text_starts_with(
	    answer_header(&answer, "location"), "/verify?token="));
	ck_assert_int_eq(sql_int("SELECT is_verified::int FROM tenants WHERE "
				 "id = %" PRId64,
			     applicant->tenant_id),
	    0);
	expect_status(post_stranger("/auth/verify",
			  mail_token_body(applicant->email, 1, "")),
	    200);
}
END_TEST

START_TEST(a_link_is_good_for_its_studio_its_day_and_only_as_it_was_sent)
{
	struct applicant *a = applicant_new("Links A");
	struct applicant *b = applicant_new("Links B");
	const char *token =
	    link_value(mail_link(mail_wait(a->email, 1)), "token");
	char *bent = arena_copy(e2e_arena(), token);
	const struct {
		const char *token;
		const char *slug;
	} cases[] = { { token, b->slug }, { token, "nobody-at-all" },
		{ bent, a->slug } };
	struct answer answer;
	const char *words = NULL;

	bent[3] = bent[3] == 'A' ? 'B' : 'A';
	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
		answer = post_stranger("/auth/verify",
		    arena_printf(e2e_arena(),
			"{\"token\":\"%s\",\"tenant\":\"%s\"}", cases[i].token,
			cases[i].slug));
		expect_problem_at(&answer, 422, "#/token");
		json_object_object_del(answer.json, "instance");
		if (words != NULL)
			ck_assert_str_eq(
			    json_object_to_json_string(answer.json), words);
		words = arena_copy(
		    e2e_arena(), json_object_to_json_string(answer.json));
	}
	ck_assert_int_eq(
	    sql_int("SELECT extract(epoch FROM expires_at - created_at)::bigint"
		    " FROM one_time_tokens WHERE tenant_id = %" PRId64,
		a->tenant_id),
	    24 * 3600);
	sql_run("UPDATE one_time_tokens SET expires_at = now() WHERE tenant_id "
		"= %" PRId64,
	    a->tenant_id);
	answer =
	    post_stranger("/auth/verify", mail_token_body(a->email, 1, ""));
	expect_problem_at(&answer, 422, "#/token");
}
END_TEST

START_TEST(the_token_of_a_mail_stands_nowhere_but_in_the_mail)
{
	struct applicant *applicant = applicant_new("Tresor");
	const char *token =
	    link_value(mail_link(mail_wait(applicant->email, 1)), "token");
	static const char *const tables[] = { "one_time_tokens", "jobs",
		"audit_logs", "users", "user_sessions" };

	ck_assert_uint_eq(strlen(token), 43);
	for (size_t i = 0; i < ARRAY_LENGTH(tables); i++)
		ck_assert_int_eq(sql_int("SELECT count(*) FROM %s r WHERE "
					 "r::text LIKE '%%%s%%'",
				     tables[i], token),
		    0);
	ck_assert_int_eq(
	    sql_int("SELECT count(*) FROM one_time_tokens WHERE token_hash = "
		    "encode(sha256('%s'), 'hex')",
		token),
	    1);
}
END_TEST

START_TEST(the_mail_comes_again_for_who_needs_it_and_not_too_often)
{
	struct applicant *applicant = applicant_new("Nochmal");
	const char *body =
	    arena_printf(e2e_arena(), "{\"email\":\"%s\"}", applicant->email);
	int64_t mails;

	for (int i = 0; i < 8; i++)
		expect_status(
		    post_stranger("/auth/resend-verification", body), 202);
	(void)mail_wait(applicant->email, 5);
	pause_ms(1000);
	mails = mail_count(applicant->email);
	ck_assert_int_eq(mails, 5);
	/* An earlier link still works; behind it there is nothing to send. */
	expect_status(post_stranger("/auth/verify",
			  mail_token_body(applicant->email, 1, "")),
	    200);
	(void)mail_wait(applicant->email, 6);
	sql_run("DELETE FROM one_time_tokens WHERE tenant_id = %" PRId64,
	    applicant->tenant_id);
	expect_status(post_stranger("/auth/resend-verification", body), 202);
	pause_ms(1000);
	ck_assert_int_eq(mail_count(applicant->email), 6);
}
END_TEST

Suite *
accounts_suite(void)
{
	Suite *suite = suite_create("accounts");
	TCase *tests = tcase_create("accounts");

	tcase_add_checked_fixture(tests, e2e_setup, e2e_teardown);
	tcase_set_timeout(tests, 0);
	tcase_add_test(
	    tests, signing_up_makes_studio_administrator_plan_and_mail_at_once);
	tcase_add_test(
	    tests, a_name_that_is_taken_gets_a_number_also_at_the_same_moment);
	tcase_add_test(tests, a_slug_that_is_asked_for_is_that_one_or_refused);
	tcase_add_test(
	    tests, an_address_that_is_taken_is_a_conflict_that_tells_no_more);
	tcase_add_test(
	    tests, of_two_who_sign_up_with_one_address_at_once_one_gets_in);
	tcase_add_test(tests, a_paid_plan_is_a_wish_and_starter_begins);
	tcase_add_test(
	    tests, what_is_wrong_with_a_sign_up_is_told_field_by_field);
	tcase_add_test(tests, an_office_may_sign_up_but_not_without_end);
	tcase_add_test(tests,
	    an_unverified_studio_signs_in_and_its_webhooks_wait_for_the_proof);
	tcase_add_test(tests, a_browser_that_follows_the_link_changes_nothing);
	tcase_add_test(tests,
	    a_link_is_good_for_its_studio_its_day_and_only_as_it_was_sent);
	tcase_add_test(
	    tests, the_token_of_a_mail_stands_nowhere_but_in_the_mail);
	tcase_add_test(
	    tests, the_mail_comes_again_for_who_needs_it_and_not_too_often);
	suite_add_tcase(suite, tests);
	return suite;
}
