/*
 * operator.c - what the operator does to studios, and as their users.
 *
 * SPDX-License-Identifier: ISC
 */
#include "applicant.h"
#include "batch.h"
#include "suites.h"

#define REASON "Hilfe beim Einrichten, Ticket 42"

static int64_t
audited_in(int64_t tenant_id, const char *action, int64_t actor)
{
	return sql_int("SELECT count(*) FROM audit_logs WHERE tenant_id = "
		       "%" PRId64 " AND action = '%s' AND actor_user_id = "
		       "%" PRId64,
	    tenant_id, action, actor);
}

static int
webhook_status(const struct studio *studio)
{
	return post_json(
	    arena_printf(e2e_arena(), "/webhook/web/%s", studio->slug), NULL,
	    "{\"text\":\"Hallo\"}")
	    .status;
}

static struct answer
put_empty(const char *path, const char *token)
{
	return send_body("PUT", path, token, NULL, NULL, 0, NULL);
}

START_TEST(only_an_operator_lists_creates_and_changes_studios)
{
	struct operator_person *operator= operator_new();
	struct studio *studio = studio_new("Zu verwalten", "starter");
	const char *path = path_to("/auth/tenants", studio->id);
	struct answer answer;

	expect_status(get("/auth/tenants", studio->owner), 403);
	expect_status(get("/auth/tenants", NULL), 401);
	expect_status(put_json(path, studio->owner, "{\"name\":\"x\"}"), 403);
	answer =
	    get(arena_printf(e2e_arena(),
		    "/auth/tenants?limit=1&after=%" PRId64, studio->id - 1),
		operator->token);
	expect_status(answer, 200);
	ck_assert_str_eq(
	    json_text_at(json_item(json_at(answer.json, "items"), 0), "slug"),
	    studio->slug);
	answer = post_json("/auth/tenants", operator->token,
	    "{\"name\":\"Vom Betreiber\",\"plan_slug\":\"pro\"}");
	expect_status(answer, 201);
	ck_assert_str_eq(json_text_at(answer.json, "plan_slug"), "pro");
	answer = put_json(path, operator->token,
	    "{\"name\":\"Neuer Name\",\"plan_slug\":\"enterprise\","
	    "\"is_verified\":false}");
	expect_status(answer, 200);
	ck_assert_str_eq(json_text_at(answer.json, "plan_slug"), "enterprise");
	ck_assert(!json_is_true(json_at(answer.json, "is_verified")));
	ck_assert(json_is_true(json_at(answer.json, "is_active")));
	answer = put_json(path, operator->token, "{\"plan_slug\":\"gold\"}");
	expect_problem_at(&answer, 422, "#/plan_slug");
	expect_status(put_json("/auth/tenants/999999999", operator->token,
			  "{\"name\":\"x\"}"),
	    404);
	ck_assert_int_eq(
	    audited_in(studio->id, "tenant.update", operator->id), 1);
	ck_assert_int_eq(
	    audited_in(operator->studio->id, "tenant.update", operator->id), 1);
}
END_TEST

START_TEST(a_deactivated_studio_has_no_tokens_and_no_webhooks)
{
	struct operator_person *operator= operator_new();
	struct studio *studio = studio_new("Gesperrt", "pro");
	struct person *person = person_new(studio, "tenant_admin");
	const char *token = token_of_login(person);
	const char *path = path_to("/admin/tenants", studio->id);
	const char *off = arena_printf(e2e_arena(), "%s/deactivate", path);
	const char *on = arena_printf(e2e_arena(), "%s/activate", path);

	expect_status(put_empty(off, studio->owner), 403);
	ck_assert_int_eq(webhook_status(studio), 202);
	expect_status(put_empty(off, operator->token), 200);
	expect_status(get("/sessions", token), 401);
	expect_status(get("/auth/me", studio->owner), 401);
	expect_status(
	    login_from(fresh_address(), person->email, PERSON_PASSWORD), 401);
	pause_ms(1000);
	ck_assert_int_eq(webhook_status(studio), 403);
	expect_status(put_empty(on, operator->token), 200);
	expect_status(get("/sessions", token), 401);
	expect_status(get("/sessions", token_of_login(person)), 200);
	pause_ms(1000);
	ck_assert_int_eq(webhook_status(studio), 202);
	ck_assert_int_eq(
	    audited_in(studio->id, "tenant.deactivate", operator->id), 1);
	ck_assert_int_eq(
	    audited_in(operator->studio->id, "tenant.activate", operator->id),
	    1);
	expect_status(
	    put_empty(arena_printf(e2e_arena(), "%s/deactivate",
			  path_to("/admin/tenants", operator->studio->id)),
		      operator->token),
	    409);
	expect_status(
	    put_empty("/admin/tenants/999999999/deactivate", operator->token),
	    404);
}
END_TEST

static const char *
as_user(const struct person *person, const char *reason)
{
	return arena_printf(e2e_arena(),
	    "{\"user_id\":%" PRId64 ",\"tenant\":\"%s\",\"reason\":\"%s\"}",
	    person->id, person->studio->slug, reason);
}

START_TEST(the_operator_acts_as_a_user_with_a_reason_and_both_logs_say_so)
{
	struct operator_person *operator= operator_new();
	struct studio *studio = studio_new("Besucht", "pro");
	struct person *person = person_new(studio, "tenant_admin");
	struct answer answer = post_json(
	    "/auth/impersonation", operator->token, as_user(person, "kurz"));
	const char *token;

	expect_problem_at(&answer, 422, "#/reason");
	expect_status(post_json("/auth/impersonation", studio->owner,
			  as_user(person, REASON)),
	    403);
	answer = post_json(
	    "/auth/impersonation", operator->token, as_user(person, REASON));
	expect_status(answer, 201);
	token = json_text_at(answer.json, "token");
	ck_assert_int_eq(
	    sql_int("SELECT extract(epoch FROM expires_at - created_at)::bigint"
		    " / 60 FROM user_sessions WHERE tenant_id = %" PRId64
		    " AND kind = 'impersonation' AND reason = '" REASON "'",
		studio->id),
	    45);
	answer = get("/auth/me", token);
	expect_status(answer, 200);
	ck_assert_str_eq(json_text_at(answer.json, "email"), person->email);
	ck_assert_str_eq(
	    json_text_at(answer.json, "session_kind"), "impersonation");
	ck_assert_str_eq(
	    json_text_at(answer.json, "impersonation_reason"), REASON);
	ck_assert_int_eq(
	    answer_int(&answer, "impersonator_user_id"), operator->id);
	expect_status(get("/auth/tenants", token), 403);
	expect_status(post_json("/auth/password/change", token,
			  "{\"old\":\"" PERSON_PASSWORD
			  "\",\"new\":\"gelbe Zebras lachen laut\"}"),
	    403);
	expect_status(send_body("DELETE", "/auth/impersonation", token, NULL,
			  NULL, 0, NULL),
	    204);
	expect_status(get("/auth/me", token), 401);
	expect_status(get("/auth/me", operator->token), 200);
	ck_assert_int_eq(
	    sql_int("SELECT count(*) FROM audit_logs WHERE tenant_id IN "
		    "(%" PRId64 ", %" PRId64 ") AND actor_user_id = %" PRId64
		    " AND action IN ('impersonation.begin', "
		    "'impersonation.end')",
		studio->id, operator->studio->id, operator->id),
	    4);
	ck_assert_int_eq(
	    sql_int("SELECT count(*) FROM audit_logs WHERE action = "
		    "'impersonation.begin' AND after->>'reason' = '" REASON
		    "' AND after::text LIKE '%%%s%%'",
		token),
	    0);
}
END_TEST

START_TEST(nobody_acts_as_an_operator_or_as_somebody_who_is_out)
{
	struct operator_person *operator= operator_new();
	struct studio *studio = studio_new("Tabu", "pro");
	struct person *sys = person_new(studio, "system_admin");
	struct person *gone = person_new(studio, "tenant_user");
	struct person *foreign =
	    person_new(studio_new("Fremd", "pro"), "tenant_user");

	sql_run(
	    "UPDATE users SET is_active = false WHERE id = %" PRId64, gone->id);
	expect_status(post_json("/auth/impersonation", operator->token,
			  as_user(sys, REASON)),
	    403);
	expect_status(post_json("/auth/impersonation", operator->token,
			  as_user(gone, REASON)),
	    409);
	foreign->studio = studio;
	expect_status(post_json("/auth/impersonation", operator->token,
			  as_user(foreign, REASON)),
	    404);
	expect_status(
	    send_body("DELETE", "/auth/impersonation", operator->token, NULL,
		NULL, 0, NULL),
	    409);
}
END_TEST

START_TEST(an_impersonation_needs_a_fresh_password_and_ends_by_itself)
{
	struct operator_person *operator= operator_new();
	struct studio *studio = studio_new("Frist", "pro");
	struct person *person = person_new(studio, "tenant_user");
	struct answer answer;
	const char *token;

	sql_run("UPDATE user_sessions SET confirmed_at = now() - interval "
		"'1 hour' WHERE tenant_id = %" PRId64,
		operator->studio->id);
	expect_status(post_json("/auth/impersonation", operator->token,
			  as_user(person, REASON)),
	    403);
	expect_status(post_json("/auth/confirm", operator->token,
			  "{\"password\":\"" PERSON_PASSWORD "\"}"),
	    204);
	answer = post_json(
	    "/auth/impersonation", operator->token, as_user(person, REASON));
	expect_status(answer, 201);
	token = json_text_at(answer.json, "token");
	expect_status(get("/auth/me", token), 200);
	sql_run("UPDATE user_sessions SET expires_at = now() WHERE kind = "
		"'impersonation' AND tenant_id = %" PRId64,
	    studio->id);
	expect_status(get("/auth/me", token), 401);
}
END_TEST

START_TEST(a_batch_keeps_what_was_done_and_ends_with_the_first_refusal)
{
	struct studio *a = studio_new("Stapel A", "starter");
	struct studio *b = studio_new("Stapel B", "starter");
	const char *email =
	    arena_printf(e2e_arena(), "%s@example.org", fresh_id("batch"));
	const char *const password[] = { "user", "password", "--tenant",
		a->slug, "--email", email, NULL };
	const char *const nowhere[] = { "user", "list", NULL };
	const char *const open_quote[] = { "tenant", "with \"both 'quotes",
		NULL };
	struct answer answer;

	(void)batch("user", "create", "--tenant", a->slug, "--email", email,
	    "--role", "tenant_user", "--name", "Zwei Worte");
	ck_assert_ptr_nonnull(batch_try("Neuer-Stapel-7-Tor\n", password));
	/* What stands behind a refusal does not run. */
	ck_assert_ptr_null(batch_try(
	    arena_printf(e2e_arena(), "kurz\ntenant deactivate %s\n", b->slug),
	    password));
	ck_assert_ptr_null(batch_try(NULL, nowhere));
	ck_assert_ptr_null(batch_try(NULL, open_quote));
	ck_assert_int_eq(batch_end(), 0);
	expect_status(get("/auth/me", b->owner), 200);
	answer = post_json("/auth/login", NULL,
	    arena_printf(e2e_arena(),
		"{\"email\":\"%s\",\"password\":\"Neuer-Stapel-7-Tor\"}",
		email));
	expect_status(answer, 200);
	ck_assert_str_eq(
	    json_text_at(answer.json, "user", "full_name"), "Zwei Worte");
}
END_TEST

Suite *
operator_suite(void)
{
	Suite *suite = suite_create("operator");
	TCase *tests = tcase_create("operator");

	tcase_add_checked_fixture(tests, e2e_setup, e2e_teardown);
	tcase_set_timeout(tests, 0);
	tcase_add_test(
	    tests, only_an_operator_lists_creates_and_changes_studios);
	tcase_add_test(
	    tests, a_deactivated_studio_has_no_tokens_and_no_webhooks);
	tcase_add_test(tests,
	    the_operator_acts_as_a_user_with_a_reason_and_both_logs_say_so);
	tcase_add_test(
	    tests, nobody_acts_as_an_operator_or_as_somebody_who_is_out);
	tcase_add_test(
	    tests, an_impersonation_needs_a_fresh_password_and_ends_by_itself);
	tcase_add_test(
	    tests, a_batch_keeps_what_was_done_and_ends_with_the_first_refusal);
	suite_add_tcase(suite, tests);
	return suite;
}
