/*
 * settings.c - a studio's settings over the API: masked, checked, its own.
 *
 * SPDX-License-Identifier: ISC
 */
#include "e2e.h"
#include "suites.h"

#define PROMPTS "/admin/prompts/ops"

/* The setting called key as the owner of studio sees it. */
static struct json_object *
setting_of(const struct studio *studio, const char *key)
{
	struct answer answer = get("/admin/settings", studio->owner);
	struct json_object *items = json_at(answer.json, "items");

	expect_status(answer, 200);
	for (size_t i = 0; i < json_length(items); i++)
		if (text_is_equal(
			json_text_at(json_item(items, i), "key"), key))
			return json_item(items, i);
	ck_abort_msg("there is no setting %s", key);
	return NULL;
}

static bool
flag_of(struct json_object *setting, const char *name)
{
	return json_object_get_boolean(json_at(setting, name));
}

static struct answer
put_setting(const struct studio *studio, const char *key, const char *body)
{
	return put_json(arena_printf(e2e_arena(), "/admin/settings/%s", key),
	    studio->owner, body);
}

/* How often the audit log of studio has the text. */
static int64_t
audited(const struct studio *studio, const char *text)
{
	return sql_int("SELECT count(*) FROM audit_logs l WHERE tenant_id = "
		       "%" PRId64 " AND l::text LIKE '%%%s%%'",
	    studio->id, text);
}

START_TEST(every_setting_is_listed_and_secrets_are_masked)
{
	struct studio *studio = studio_new("Einsteller", "pro");
	struct json_object *secret = setting_of(studio, "whatsapp_app_secret");
	struct json_object *plain =
	    setting_of(studio, "whatsapp_phone_number_id");
	struct answer answer = get("/admin/settings", studio->owner);

	ck_assert_str_eq(json_text_at(secret, "value"), "********");
	ck_assert(flag_of(secret, "is_secret") && flag_of(secret, "is_set"));
	ck_assert_str_ne(json_text_at(secret, "doc"), "");
	ck_assert_str_eq(json_text_at(plain, "value"), studio->phone_number_id);
	ck_assert(!flag_of(plain, "is_secret") && flag_of(plain, "is_set"));
	ck_assert_ptr_null(strstr(answer.body, studio->app_secret));
	ck_assert_ptr_null(strstr(answer.body, studio->verify_token));
}
END_TEST

START_TEST(a_setting_is_set_and_removed_and_audited)
{
	struct studio *studio = studio_new("Schalter", "pro");
	struct answer answer = put_setting(
	    studio, "whatsapp_phone_number_id", "{\"value\":\"4711\"}");
	struct json_object *setting;

	expect_status(answer, 200);
	ck_assert_str_eq(json_text_at(answer.json, "value"), "4711");
	setting = setting_of(studio, "whatsapp_phone_number_id");
	ck_assert_str_eq(json_text_at(setting, "value"), "4711");
	answer =
	    put_setting(studio, "whatsapp_phone_number_id", "{\"value\":\"\"}");
	expect_status(answer, 200);
	ck_assert_ptr_null(json_text_at(answer.json, "value"));
	setting = setting_of(studio, "whatsapp_phone_number_id");
	ck_assert(!flag_of(setting, "is_set"));
	ck_assert_int_eq(
	    sql_int("SELECT count(*) FROM audit_logs WHERE tenant_id = %" PRId64
		    " AND action = 'setting.put' AND actor_user_id IS NOT NULL"
		    " AND before->>'value' = '4711'"
		    " AND after->>'value' IS NULL",
		studio->id),
	    1);
}
END_TEST

START_TEST(a_new_secret_is_used_and_seen_nowhere)
{
	struct studio *studio = studio_new("Geheim", "pro");
	const char *body =
	    whatsapp_text(studio, fresh_number(), fresh_id("wamid."), "Hallo");
	struct answer answer = put_setting(
	    studio, "whatsapp_app_secret", "{\"value\":\"a-fresh-secret\"}");

	expect_status(answer, 200);
	ck_assert_str_eq(json_text_at(answer.json, "value"), "********");
	ck_assert_ptr_null(strstr(answer.body, "a-fresh-secret"));
	ck_assert_int_eq(audited(studio, "a-fresh-secret"), 0);
	ck_assert_int_eq(
	    sql_int("SELECT count(*) FROM settings s WHERE tenant_id = "
		    "%" PRId64 " AND s::text LIKE '%%a-fresh-secret%%'",
		studio->id),
	    0);
	/* The programs remember settings for a second. */
	pause_ms(1100);
	expect_status(deliver(studio, body), 401);
	studio->app_secret = "a-fresh-secret";
	expect_status(deliver(studio, body), 200);
}
END_TEST

START_TEST(a_masked_secret_sent_back_keeps_what_is_there)
{
	struct studio *studio = studio_new("Maske", "pro");
	struct answer answer = put_setting(
	    studio, "whatsapp_app_secret", "{\"value\":\"********\"}");

	expect_status(answer, 200);
	ck_assert(flag_of(answer.json, "is_set"));
	pause_ms(1100);
	expect_status(deliver(studio,
			  whatsapp_text(studio, fresh_number(),
			      fresh_id("wamid."), "Hallo")),
	    200);
}
END_TEST

START_TEST(bad_values_and_unknown_settings_are_refused)
{
	struct studio *studio = studio_new("Streng", "pro");
	const char *key = "whatsapp_phone_number_id";
	char *longest = arena_alloc(e2e_arena(), 66);
	struct answer answer;

	memset(longest, '1', 65);
	answer = put_setting(studio, key,
	    arena_printf(e2e_arena(), "{\"value\":\"%s\"}", longest));
	expect_status(answer, 422);
	ck_assert_str_eq(
	    json_text_at(
		json_item(json_at(answer.json, "errors"), 0), "pointer"),
	    "#/value");
	expect_status(
	    put_setting(studio, key, "{\"value\":\"a\\u0001b\"}"), 422);
	expect_status(put_setting(studio, key, "{\"value\":7}"), 422);
	expect_status(put_setting(studio, key, "{\"valu\":\"7\"}"), 422);
	expect_status(put_setting(studio, key, "{}"), 422);
	expect_status(put_setting(studio, key, "{\"value\":"), 400);
	expect_status(
	    put_setting(studio, "no_such_setting", "{\"value\":\"x\"}"), 404);
	answer = put_setting(studio, "studio_name", "{\"value\":\"x\"}");
	expect_status(answer, 404);
	ck_assert_ptr_nonnull(strstr(answer.body, "/admin/prompt-config"));
	ck_assert_str_eq(json_text_at(setting_of(studio, key), "value"),
	    studio->phone_number_id);
}
END_TEST

START_TEST(staff_neither_see_nor_change_settings)
{
	struct studio *studio = studio_new("Personal", "pro");

	expect_status(get("/admin/settings", studio->staff), 403);
	expect_status(put_json("/admin/settings/whatsapp_phone_number_id",
			  studio->staff, "{\"value\":\"1\"}"),
	    403);
	expect_status(get("/admin/settings", NULL), 401);
	ck_assert_str_eq(
	    json_text_at(
		setting_of(studio, "whatsapp_phone_number_id"), "value"),
	    studio->phone_number_id);
}
END_TEST

START_TEST(a_setting_of_one_studio_is_nothing_to_another)
{
	struct studio *ours = studio_new("Eigen", "pro");
	struct studio *theirs = studio_new("Fremd", "pro");

	expect_status(put_setting(ours, "whatsapp_phone_number_id",
			  "{\"value\":\"only-ours\"}"),
	    200);
	expect_status(
	    put_setting(ours, "whatsapp_app_secret", "{\"value\":\"\"}"), 200);
	ck_assert_str_eq(
	    json_text_at(
		setting_of(theirs, "whatsapp_phone_number_id"), "value"),
	    theirs->phone_number_id);
	ck_assert(!flag_of(setting_of(ours, "whatsapp_app_secret"), "is_set"));
	ck_assert(flag_of(setting_of(theirs, "whatsapp_app_secret"), "is_set"));
	ck_assert_int_eq(audited(theirs, "only-ours"), 0);
}
END_TEST

/* With another master key nothing opens, but all can be seen and replaced. */
START_TEST(a_secret_that_does_not_open_can_be_replaced)
{
	struct studio *studio = studio_new("Schlüssel", "pro");

	sql_run("UPDATE settings SET sealed = 'AAAA' WHERE tenant_id = %" PRId64
		" AND key = 'whatsapp_app_secret'",
	    studio->id);
	ck_assert(flag_of(setting_of(studio, "whatsapp_app_secret"), "is_set"));
	expect_status(
	    put_setting(studio, "whatsapp_app_secret", "{\"value\":\"again\"}"),
	    200);
	studio->app_secret = "again";
	pause_ms(1100);
	expect_status(deliver(studio,
			  whatsapp_text(studio, fresh_number(),
			      fresh_id("wamid."), "Hallo")),
	    200);
}
END_TEST

static bool
has_default(const struct studio *studio, const char *language)
{
	return json_is_true(json_at(get(PROMPTS, studio->owner).json,
	    "languages", language, "is_default"));
}

/* Who says neither language nor number means the studio's, whatever is there.
 */
START_TEST(a_text_alone_is_a_template_and_may_come_twice)
{
	const struct studio *studio = studio_new("Schlicht", "pro");
	struct answer answer;

	for (int64_t number = 1; number <= 2; number++) {
		answer = put_json(PROMPTS, studio->owner,
		    arena_printf(
			e2e_arena(), "{\"text\":\"%" PRId64 "\"}", number));
		expect_status(answer, 200);
		ck_assert_str_eq(json_text_at(answer.json, "language"), "de");
		ck_assert_int_eq(
		    json_object_get_int64(json_at(answer.json, "number")),
		    number);
	}
	expect_status(
	    put_json(PROMPTS, studio->owner, "{\"text\":\"x\",\"number\":-2}"),
	    422);
	expect_status(put_json("/admin/prompt-config", studio->owner,
			  "{\"studio_locale\":\"en-GB\"}"),
	    200);
	answer =
	    post_json(PROMPTS "/preview", studio->owner, "{\"text\":\"x\"}");
	ck_assert_str_eq(json_text_at(answer.json, "language"), "en");
	expect_status(
	    put_json(PROMPTS, studio->owner, "{\"text\":\"x\",\"number\":0}"),
	    200);
	ck_assert(!has_default(studio, "en"));
	expect_status(send_body("DELETE", PROMPTS, studio->owner,
			  "application/json", "", 0, NULL),
	    204);
	ck_assert(has_default(studio, "en"));
	ck_assert(!has_default(studio, "de"));
}
END_TEST

Suite *
settings_suite(void)
{
	Suite *suite = suite_create("settings");
	TCase *tests = tcase_create("settings");

	tcase_add_checked_fixture(tests, e2e_setup, e2e_teardown);
	tcase_set_timeout(tests, 0);
	tcase_add_test(tests, every_setting_is_listed_and_secrets_are_masked);
	tcase_add_test(tests, a_setting_is_set_and_removed_and_audited);
	tcase_add_test(tests, a_new_secret_is_used_and_seen_nowhere);
	tcase_add_test(tests, a_masked_secret_sent_back_keeps_what_is_there);
	tcase_add_test(tests, bad_values_and_unknown_settings_are_refused);
	tcase_add_test(tests, staff_neither_see_nor_change_settings);
	tcase_add_test(tests, a_setting_of_one_studio_is_nothing_to_another);
	tcase_add_test(tests, a_secret_that_does_not_open_can_be_replaced);
	tcase_add_test(tests, a_text_alone_is_a_template_and_may_come_twice);
	suite_add_tcase(suite, tests);
	return suite;
}
