/*
 * own_model.c - a studio's own model: tried, used, and never with the key of
 * somebody else.
 *
 * SPDX-License-Identifier: ISC
 */
#include <sys/wait.h>
#include <unistd.h>

#include "e2e.h"
#include "suites.h"

#define TRIAL "/admin/settings/model/test"
#define KEY "sk-secret-of-this-studio-0815"

static void
set(const struct studio *studio, const char *key, const char *value)
{
	expect_status(
	    put_json(arena_printf(e2e_arena(), "/admin/settings/%s", key),
		studio->owner,
		arena_printf(e2e_arena(), "{\"value\":\"%s\"}", value)),
	    200);
}

static struct answer
try_model(const struct studio *studio)
{
	struct answer answer = post_json(TRIAL, studio->owner, "");

	expect_status(answer, 200);
	ck_assert_ptr_null(strstr(answer.body, "sk-"));
	ck_assert_ptr_null(strstr(answer.body, "secret"));
	ck_assert_ptr_null(strstr(answer.body, "sim-model-key"));
	return answer;
}

static bool
is_ok(const struct answer *answer)
{
	return json_is_true(json_at(answer->json, "ok"));
}

START_TEST(the_model_of_the_platform_answers_who_has_none)
{
	const struct studio *studio = studio_new("Ohneeigenes", "pro");
	struct answer answer = try_model(studio);

	ck_assert(is_ok(&answer));
	ck_assert_str_eq(json_text_at(answer.json, "model"), "sim");
	ck_assert_str_eq(json_text_at(answer.json, "detail"),
	    "The model of the platform answers.");
	expect_status(post_json(TRIAL, studio->staff, ""), 403);
	expect_status(post_json(TRIAL, NULL, ""), 401);
}
END_TEST

START_TEST(a_studio_uses_its_own_key_and_model)
{
	const struct studio *studio = studio_new("Eigenes", "pro");
	const char *name = fresh_id("model-");
	struct answer answer;

	set(studio, "model_name", name);
	answer = try_model(studio);
	/* Without a key of its own it chooses nothing. */
	ck_assert_str_eq(json_text_at(answer.json, "model"), "sim");
	set(studio, "model_api_key", KEY);
	answer = try_model(studio);
	ck_assert(is_ok(&answer));
	ck_assert_str_eq(json_text_at(answer.json, "model"), name);
	ck_assert_int_eq(sim_count(name), 1);
	ck_assert_int_ge(sim_count("Bearer " KEY), 1);
}
END_TEST

START_TEST(the_key_of_the_platform_never_goes_to_an_address_of_a_studio)
{
	const struct studio *studio = studio_new("Adresse", "pro");
	const char *name = fresh_id("model-");
	const char *number = fresh_number();
	struct answer answer;

	set(studio, "model_base_url",
	    arena_printf(e2e_arena(), "%s/v1/", e2e_env("ARIIA_SIM_URL")));
	set(studio, "model_name", name);
	answer = try_model(studio);
	ck_assert(is_ok(&answer));
	ck_assert_str_eq(
	    json_text_at(answer.json, "detail"), "Your model answers.");
	expect_status(deliver(studio,
			  whatsapp_text(studio, number, fresh_id("wamid."),
			      "Wie geht es dir?")),
	    200);
	(void)replies_to(number, 1, 20000);
	ck_assert_int_ge(sim_count(name), 1);
	ck_assert_int_eq(
	    sql_int("SELECT count(*) FROM settings WHERE "
		    "tenant_id = %" PRId64 " AND key = 'model_api_key'",
		studio->id),
	    0);
	sim_rule(arena_printf(e2e_arena(),
	    "{\"match\":\"%s\",\"status\":401,\"answer\":\"Incorrect API key "
	    "provided: " KEY ", sk-se**********0815\"}",
	    name));
	set(studio, "model_api_key", KEY);
	answer = try_model(studio);
	ck_assert(!is_ok(&answer));
	ck_assert_ptr_nonnull(strstr(json_text_at(answer.json, "detail"),
	    "The provider refuses the key."));
}
END_TEST

START_TEST(an_address_inside_is_refused)
{
	const struct studio *studio = studio_new("Innen", "pro");
	struct answer answer;

	set(studio, "model_base_url", "http://localhost:1/v1");
	answer = try_model(studio);
	ck_assert(!is_ok(&answer));
	ck_assert_ptr_nonnull(strstr(
	    json_text_at(answer.json, "detail"), "The address is not allowed"));
}
END_TEST

START_TEST(an_address_inside_is_not_even_stored)
{
	static const char *const inside[] = { "http://10.0.0.1/v1",
		"https://169.254.169.254/v1", "http://[::1]:8080/v1",
		"http://[::ffff:10.0.0.1]/v1", "http://2130706434/v1" };
	const struct studio *studio = studio_new("Innen", "pro");

	for (size_t at = 0; at < ARRAY_LENGTH(inside); at++) {
		struct answer answer =
		    put_json("/admin/settings/model_base_url", studio->owner,
			arena_printf(
			    e2e_arena(), "{\"value\":\"%s\"}", inside[at]));

		ck_assert_msg(answer.status == 422, "%s", inside[at]);
		ck_assert_ptr_nonnull(
		    strstr(answer.body, "inside our own network"));
	}
	set(studio, "model_base_url", "https://8.8.8.8/v1");
}
END_TEST

/* Names are looked up in a thread, which ariia-admin alone may make. */
START_TEST(an_address_that_does_not_exist_is_said_to_be_none)
{
	const struct studio *studio = studio_new("Nirgends", "pro");
	struct answer answer;

	set(studio, "model_base_url", "http://nowhere.invalid/v1");
	answer = try_model(studio);
	ck_assert(!is_ok(&answer));
	ck_assert_ptr_nonnull(strstr(json_text_at(answer.json, "detail"),
	    "There is no connection to the address."));
}
END_TEST

/* What curl says of a status from 400 on. */
enum { CURL_REFUSED = 22 };

/* In a process of its own, so that several ask at once. */
static pid_t
try_aside(const struct studio *studio)
{
	const char *url =
	    arena_printf(e2e_arena(), "%s" TRIAL, e2e_env("ARIIA_URL"));
	const char *token = arena_printf(
	    e2e_arena(), "Authorization: Bearer %s", studio->owner);
	pid_t pid = fork();

	ck_assert_int_ge(pid, 0);
	if (pid > 0)
		return pid;
	(void)execlp("curl", "curl", "-s", "-f", "-o", "/dev/null", "--noproxy",
	    "*", "-H", token, "-X", "POST", url, (char *)NULL);
	_exit(127);
}

START_TEST(only_half_of_the_processes_wait_for_models)
{
	enum { ASKED = 4 };
	const struct studio *studio = studio_new("Halb", "pro");
	const char *name = fresh_id("model-");
	pid_t pids[ASKED];
	int refused = 0;

	set(studio, "model_api_key", KEY);
	set(studio, "model_name", name);
	sim_rule(arena_printf(
	    e2e_arena(), "{\"match\":\"%s\",\"delay_ms\":4000}", name));
	for (size_t i = 0; i < ASKED; i++)
		pids[i] = try_aside(studio);
	pause_ms(1500);
	/* The others serve meanwhile. */
	expect_status(get("/admin/settings", studio->owner), 200);
	for (size_t i = 0; i < ASKED; i++) {
		int status;

		ck_assert_int_eq(waitpid(pids[i], &status, 0), pids[i]);
		ck_assert(WIFEXITED(status));
		refused += WEXITSTATUS(status) == CURL_REFUSED;
	}
	/* contrib/stack starts four children: two may. */
	ck_assert_int_eq(refused, ASKED / 2);
}
END_TEST

Suite *
own_model_suite(void)
{
	Suite *suite = suite_create("own_model");
	TCase *tests = tcase_create("own_model");

	tcase_add_checked_fixture(tests, e2e_setup, e2e_teardown);
	tcase_set_timeout(tests, 60);
	tcase_add_test(tests, the_model_of_the_platform_answers_who_has_none);
	tcase_add_test(tests, a_studio_uses_its_own_key_and_model);
	tcase_add_test(tests,
	    the_key_of_the_platform_never_goes_to_an_address_of_a_studio);
	tcase_add_test(tests, an_address_inside_is_refused);
	tcase_add_test(tests, an_address_inside_is_not_even_stored);
	tcase_add_test(
	    tests, an_address_that_does_not_exist_is_said_to_be_none);
	tcase_add_test(tests, only_half_of_the_processes_wait_for_models);
	suite_add_tcase(suite, tests);
	return suite;
}
