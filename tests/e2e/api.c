/*
 * api.c - the JSON API: tokens, roles, prompt configuration, conversations.
 *
 * SPDX-License-Identifier: ISC
 */
#include <curl/curl.h>

#include "e2e.h"
#include "suites.h"

static void
expect_problem(const struct answer *answer, int status, const char *pointer)
{
	struct json_object *errors = json_at(answer->json, "errors");

	expect_status(*answer, status);
	ck_assert_str_eq(
	    answer_header(answer, "content-type"), "application/problem+json");
	ck_assert_ptr_nonnull(json_text_at(answer->json, "type"));
	ck_assert_ptr_nonnull(json_text_at(answer->json, "title"));
	ck_assert_ptr_nonnull(json_text_at(answer->json, "instance"));
	if (pointer != NULL)
		ck_assert_str_eq(
		    json_text_at(json_item(errors, 0), "pointer"), pointer);
}

START_TEST(a_request_without_a_good_token_is_nobody)
{
	struct studio *studio = studio_new("Türsteher", "pro");
	static const char *const paths[] = { "/admin/prompt-config",
		"/sessions", "/sessions/1/messages" };
	char *bent = arena_copy(e2e_arena(), studio->owner);
	size_t len = strlen(bent);

	for (size_t i = 0; i < ARRAY_LENGTH(paths); i++) {
		struct answer answer = get(paths[i], NULL);

		expect_problem(&answer, 401, NULL);
		expect_status(get(paths[i], "x.y"), 401);
		expect_status(get(paths[i], studio->owner), i == 2 ? 404 : 200);
	}
	/* Every single byte of a token counts. */
	for (size_t at = 0; at < len; at += 3) {
		char kept = bent[at];

		bent[at] = kept == 'A' ? 'B' : 'A';
		expect_status(get("/sessions", bent), 401);
		bent[at] = kept;
	}
	expect_status(get("/sessions", bent), 200);
}
END_TEST

START_TEST(a_deactivated_user_is_out_within_a_second_and_back_at_once)
{
	struct studio *studio = studio_new("Pförtner", "pro");

	expect_status(get("/sessions", studio->staff), 200);
	ariia(0, "user", "deactivate", "--tenant", studio->slug, "--email",
	    "staff@example.org");
	expect_status(get("/sessions", studio->staff), 401);
	expect_status(get("/sessions", studio->owner), 200);
	ariia(0, "user", "activate", "--tenant", studio->slug, "--email",
	    "staff@example.org");
	/* The old tokens have ended with the deactivation. */
	expect_status(
	    get("/sessions",
		text_trim(e2e_arena(),
		    ariia(0, "user", "token", "--tenant", studio->slug,
			"--email", "staff@example.org"))),
	    200);
	sql_run("UPDATE tenants SET is_active = false WHERE id = %" PRId64,
	    studio->id);
	expect_status(get("/sessions", studio->owner), 401);
}
END_TEST

START_TEST(prompt_config_has_neutral_defaults_and_takes_any_part)
{
	struct studio *studio = studio_new("Neutral", "pro");
	struct answer answer = get("/admin/prompt-config", studio->staff);

	expect_status(answer, 200);
	ck_assert_str_eq(json_text_at(answer.json, "studio_name"), "Neutral");
	ck_assert_str_eq(
	    json_text_at(answer.json, "studio_emergency_number"), "112");
	ck_assert_str_eq(json_text_at(answer.json, "sales_prices_text"), "");
	answer = put_json("/admin/prompt-config", studio->owner,
	    "{\"studio_name\":\"Neu {studio_name} {{x}} <b>\","
	    "\"opening_hours_text\":\"Mo-Fr 6-23 Uhr\"}");
	expect_status(answer, 200);
	ck_assert_str_eq(
	    json_text_at(answer.json, "opening_hours_text"), "Mo-Fr 6-23 Uhr");
	ck_assert_str_eq(
	    json_text_at(answer.json, "studio_emergency_number"), "112");
	answer = get("/admin/prompt-config", studio->staff);
	ck_assert_str_eq(json_text_at(answer.json, "studio_name"),
	    "Neu {studio_name} {{x}} <b>");
	ck_assert_int_eq(
	    sql_int("SELECT count(*) FROM audit_logs WHERE tenant_id = %" PRId64
		    " AND action = 'prompt_config.update' AND before->>"
		    "'studio_name' = 'Neutral' AND actor_user_id IS NOT NULL",
		studio->id),
	    1);
}
END_TEST

START_TEST(staff_may_read_but_not_change_the_prompt_config)
{
	struct studio *studio = studio_new("Rollen", "pro");
	struct answer answer = put_json("/admin/prompt-config", studio->staff,
	    "{\"studio_name\":\"Gekapert\"}");

	expect_problem(&answer, 403, NULL);
	answer = get("/admin/prompt-config", studio->staff);
	ck_assert_str_eq(json_text_at(answer.json, "studio_name"), "Rollen");
}
END_TEST

START_TEST(bad_input_names_its_field_and_changes_nothing)
{
	static const struct {
		const char *body;
		int status;
		const char *pointer;
	} cases[] = {
		{ "{\"studio_name\":\"\"}", 422, "#/studio_name" },
		{ "{\"studio_name\":7}", 422, "#/studio_name" },
		{ "{\"studio_nam\":\"x\"}", 422, "#/studio_nam" },
		{ "{\"studio_locale\":\"deutsch\"}", 422, "#/studio_locale" },
		{ "{\"studio_timezone\":\"Mars/Olympus\"}", 422,
		    "#/studio_timezone" },
		{ "{\"studio_timezone\":\"../../etc/passwd\"}", 422,
		    "#/studio_timezone" },
		{ "{\"studio_emergency_number\":\"ruf an\"}", 422,
		    "#/studio_emergency_number" },
		{ "{\"studio_name\"", 400, NULL },
		{ "[]", 400, NULL },
		{ "", 400, NULL },
	};
	struct studio *studio = studio_new("Prüfung", "pro");

	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
		struct answer answer = put_json(
		    "/admin/prompt-config", studio->owner, cases[i].body);

		ck_assert_msg(answer.status == cases[i].status ||
			(answer.status == 422 && cases[i].pointer == NULL),
		    "%s: %d %s", cases[i].body, answer.status, answer.body);
		if (cases[i].pointer != NULL)
			expect_problem(&answer, 422, cases[i].pointer);
	}
	ck_assert_str_eq(
	    json_text_at(
		get("/admin/prompt-config", studio->owner).json, "studio_name"),
	    "Prüfung");
}
END_TEST

START_TEST(conversations_and_messages_come_in_pages)
{
	struct studio *studio = studio_new("Seiten", "pro");
	struct json_object *items;
	struct answer answer;
	int64_t next;
	const char *id;

	for (int i = 0; i < 5; i++)
		expect_status(deliver(studio,
				  whatsapp_text(studio, fresh_number(),
				      fresh_id("wamid."), "Hallo")),
		    200);
	answer = get("/sessions?limit=2", studio->staff);
	expect_status(answer, 200);
	items = json_at(answer.json, "items");
	ck_assert_uint_eq(json_length(items), 2);
	ck_assert(json_int(json_at(answer.json, "next"), &next));
	answer = get(arena_printf(e2e_arena(),
			 "/sessions?limit=50&after=%" PRId64, next),
	    studio->staff);
	ck_assert_uint_eq(json_length(json_at(answer.json, "items")), 3);
	ck_assert_ptr_null(json_at(answer.json, "next"));
	id = json_text_or_int(e2e_arena(), json_at(json_item(items, 0), "id"));
	sql_wait(10, 10000,
	    "SELECT count(*) FROM chat_messages WHERE tenant_id = %" PRId64,
	    studio->id);
	answer = get(arena_printf(e2e_arena(), "/sessions/%s/messages", id),
	    studio->staff);
	expect_status(answer, 200);
	items = json_at(answer.json, "items");
	ck_assert_uint_eq(json_length(items), 2);
	ck_assert_str_eq(
	    json_text_at(json_item(items, 0), "direction"), "inbound");
	ck_assert_str_eq(json_text_at(json_item(items, 1), "author"), "ai");
	expect_status(get("/sessions?limit=0", studio->staff), 422);
	expect_status(get("/sessions?limit=201", studio->staff), 422);
	expect_status(get("/sessions?after=x", studio->staff), 422);
	expect_status(get("/sessions/999999999/messages", studio->staff), 404);
	expect_status(get("/sessions/abc/messages", studio->staff), 404);
}
END_TEST

START_TEST(each_program_says_that_it_lives_and_is_ready)
{
	struct answer live = get("/healthz", NULL);
	struct answer ready = get("/readyz", NULL);

	expect_status(live, 200);
	ck_assert_str_eq(json_text_at(live.json, "status"), "ok");
	expect_status(ready, 200);
	ck_assert_str_eq(json_text_at(ready.json, "status"), "ready");
	ck_assert_str_eq(json_text_at(ready.json, "database"), "ok");
	ck_assert_str_eq(json_text_at(ready.json, "redis"), "ok");
}
END_TEST

START_TEST(every_answer_wears_the_security_headers)
{
	static const char *const names[] = { "content-security-policy",
		"x-content-type-options", "referrer-policy",
		"permissions-policy", "cache-control", "x-request-id" };
	static const char *const paths[] = { "/healthz", "/sessions",
		"/admin/prompt-config", "/nothing/here", "/chat/nobody-at-all",
		"/webhook/whatsapp/nobody-at-all", "/" };

	for (size_t i = 0; i < ARRAY_LENGTH(paths); i++) {
		struct answer answer = get(paths[i], NULL);

		for (size_t j = 0; j < ARRAY_LENGTH(names); j++)
			ck_assert_msg(answer_header(&answer, names[j]) != NULL,
			    "%s has no %s", paths[i], names[j]);
	}
}
END_TEST

START_TEST(weak_or_missing_secrets_stop_every_serving_program)
{
	static const char *const bad[] = { "SYSTEM_ADMIN_PASSWORD=",
		"SYSTEM_ADMIN_PASSWORD=password123",
		"SYSTEM_ADMIN_PASSWORD=abcdefghijklmnopqrst",
		"SYSTEM_ADMIN_PASSWORD=Short1!", "AUTH_SECRET=short" };

	for (size_t i = 0; i < ARRAY_LENGTH(bad); i++)
		(void)ariia_run_with(
		    bad[i], 1, (const char *const[]){ "check-config", NULL });
	ariia(0, "check-config");
	expect_status(get("/healthz", NULL), 200);
}
END_TEST

START_TEST(the_example_configuration_has_the_secrets_without_a_value)
{
	const char *example = ariia(0, "config-example");

	ck_assert_ptr_nonnull(strstr(
	    example, "# REQUIRED: min 16 chars, upper+lower+digit+special"));
	ck_assert_ptr_nonnull(strstr(example, "\nSYSTEM_ADMIN_PASSWORD=\n"));
	ck_assert_ptr_nonnull(strstr(example, "\nAUTH_SECRET=\n"));
}
END_TEST

Suite *
api_suite(void)
{
	Suite *suite = suite_create("api");
	TCase *tests = tcase_create("api");

	tcase_add_checked_fixture(tests, e2e_setup, e2e_teardown);
	tcase_set_timeout(tests, 0);
	tcase_add_test(tests, a_request_without_a_good_token_is_nobody);
	tcase_add_test(
	    tests, a_deactivated_user_is_out_within_a_second_and_back_at_once);
	tcase_add_test(
	    tests, prompt_config_has_neutral_defaults_and_takes_any_part);
	tcase_add_test(tests, staff_may_read_but_not_change_the_prompt_config);
	tcase_add_test(tests, bad_input_names_its_field_and_changes_nothing);
	tcase_add_test(tests, conversations_and_messages_come_in_pages);
	tcase_add_test(tests, each_program_says_that_it_lives_and_is_ready);
	tcase_add_test(tests, every_answer_wears_the_security_headers);
	tcase_add_test(
	    tests, weak_or_missing_secrets_stop_every_serving_program);
	tcase_add_test(
	    tests, the_example_configuration_has_the_secrets_without_a_value);
	suite_add_tcase(suite, tests);
	return suite;
}
