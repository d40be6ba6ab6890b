/*
 * setting_pages.c - the settings of a studio as pages.
 *
 * SPDX-License-Identifier: ISC
 */
#include "browser.h"
#include "suites.h"

#define TOKEN "EAAG-a-token-nobody-shall-see"
#define SCRIPT "<script>alert(1)</script>"

static const char *const pages[] = { "/settings", "/settings/chat",
	"/settings/channels", "/settings/model", "/settings/handover" };

static struct browser *
owner_of(const struct studio *studio)
{
	return browser_of(person_new(studio, "tenant_admin"));
}

static void
expect_page(struct browser *browser, const char *path)
{
	ck_assert_msg(browser_open(browser, path) == 200, "%s: %d %s", path,
	    browser->page.status, browser->page.body);
	browser_expect_safe(browser);
	browser_expect_tidy(browser);
}

static int64_t
stored(const struct studio *studio, const char *key, const char *value)
{
	return sql_int(
	    "SELECT count(*) FROM settings WHERE tenant_id = %" PRId64
	    " AND key = '%s' AND value = '%s'",
	    studio->id, key, value);
}

static void
forget(const struct studio *studio, const char *key)
{
	sql_run("DELETE FROM settings WHERE tenant_id = %" PRId64
		" AND key = '%s'",
	    studio->id, key);
}

static int64_t
audited(const struct studio *studio, const char *key)
{
	return sql_int(
	    "SELECT count(*) FROM audit_logs WHERE tenant_id = %" PRId64
	    " AND action = 'setting.put' AND subject = '%s'"
	    " AND actor_user_id IS NOT NULL",
	    studio->id, key);
}

START_TEST(the_settings_say_how_it_stands)
{
	struct studio *studio = studio_new("Überblick", "starter");
	struct browser *browser = owner_of(studio);

	forget(studio, "whatsapp_access_token");
	expect_page(browser, "/settings");
	expect_sees(browser, "href=\"/settings/channels\"");
	expect_sees(browser, "Unvollständig");
	expect_sees(browser, "Nur als Link");
	expect_sees(browser, "Modell der Plattform");
	expect_sees(browser, "aria-current=\"page\"");
	for (size_t i = 1; i < ARRAY_LENGTH(pages); i++)
		expect_page(browser, pages[i]);
}
END_TEST

START_TEST(whatsapp_is_connected_on_a_page_and_no_secret_comes_back)
{
	struct studio *studio = studio_new("Verbunden", "pro");
	struct browser *browser = owner_of(studio);

	forget(studio, "whatsapp_access_token");
	expect_page(browser, "/settings/channels");
	expect_sees(browser,
	    arena_printf(
		e2e_arena(), "/webhook/whatsapp/%s</pre>", studio->slug));
	expect_sees(browser, "badge is-warn\">Zugriffstoken");
	ck_assert_int_eq(
	    browser_send(browser, "/settings/channels",
		"whatsapp_phone_number_id", "4711", "whatsapp_access_token",
		TOKEN, "whatsapp_app_secret", "", "whatsapp_verify_token",
		"********"),
	    303);
	ck_assert_str_eq(browser_way(browser), "/settings/channels?done=saved");
	ck_assert_int_eq(browser_follow(browser), 200);
	expect_sees(browser, "role=\"status\"");
	expect_sees(browser, ">Eingerichtet<");
	ck_assert_str_eq(
	    browser_value(browser, "whatsapp_phone_number_id"), "4711");
	ck_assert_str_eq(browser_value(browser, "whatsapp_access_token"), "");
	for (size_t i = 0; i < ARRAY_LENGTH(pages); i++) {
		expect_page(browser, pages[i]);
		ck_assert(!browser_sees(browser, TOKEN));
		ck_assert(!browser_sees(browser, studio->app_secret));
		ck_assert(!browser_sees(browser, studio->verify_token));
	}
	/* What was empty or masked is as it was: deliveries still come in. */
	pause_ms(1100);
	studio->phone_number_id = "4711";
	expect_status(deliver(studio,
			  whatsapp_text(studio, fresh_number(),
			      fresh_id("wamid."), "Hallo")),
	    200);
	ck_assert_int_eq(audited(studio, "whatsapp_access_token"), 1);
	ck_assert_int_eq(audited(studio, "whatsapp_app_secret"), 0);
	ck_assert_int_eq(audited(studio, "whatsapp_verify_token"), 0);
	ck_assert_int_eq(
	    sql_int("SELECT count(*) FROM audit_logs a WHERE tenant_id = "
		    "%" PRId64 " AND a::text LIKE '%%" TOKEN "%%'",
		studio->id),
	    0);
}
END_TEST

START_TEST(a_secret_is_removed_only_after_a_question)
{
	struct studio *studio = studio_new("Weg damit", "pro");
	struct browser *browser = owner_of(studio);
	const char *path = "/settings/whatsapp_app_secret/remove";

	expect_page(browser, "/settings/channels");
	expect_sees(browser, arena_printf(e2e_arena(), "href=\"%s\"", path));
	expect_page(browser, path);
	expect_sees(browser, "App-Geheimcode");
	ck_assert_int_eq(browser_send(browser, path, NULL), 303);
	ck_assert_str_eq(
	    browser_way(browser), "/settings/channels?done=removed");
	ck_assert_int_eq(browser_follow(browser), 200);
	ck_assert(!browser_sees(
	    browser, arena_printf(e2e_arena(), "href=\"%s\"", path)));
	ck_assert_int_eq(
	    sql_int("SELECT count(*) FROM settings WHERE tenant_id = %" PRId64
		    " AND key = 'whatsapp_app_secret'",
		studio->id),
	    0);
	ck_assert_int_eq(audited(studio, "whatsapp_app_secret"), 1);
	ck_assert_int_eq(
	    browser_open(browser, "/settings/alert_email/remove"), 404);
	ck_assert_int_eq(browser_open(browser, "/settings/nichts/remove"), 404);
}
END_TEST

START_TEST(a_form_is_stored_whole_or_not_at_all)
{
	struct studio *studio = studio_new("Ganz", "pro");
	struct browser *browser = owner_of(studio);

	expect_page(browser, "/settings/handover");
	ck_assert_str_eq(
	    browser_value(browser, "human_timeout_minutes"), "720");
	ck_assert_int_eq(
	    browser_send(browser, "/settings/handover", "alert_email",
		"lena@example.com, keine-adresse", "handover_timeout_minutes",
		"15", "human_timeout_minutes", "viele",
		"member_verification_days", "30", "memory_analyzer_hour", "24"),
	    422);
	browser_expect_safe(browser);
	browser_expect_tidy(browser);
	expect_sees(browser, "id=\"handover-alert_email-error\"");
	expect_sees(browser, "„keine-adresse“ ist keine E-Mail-Adresse.");
	expect_sees(browser, "id=\"handover-human_timeout_minutes-error\"");
	expect_sees(browser, "id=\"handover-memory_analyzer_hour-error\"");
	ck_assert_str_eq(
	    browser_value(browser, "handover_timeout_minutes"), "15");
	ck_assert_int_eq(stored(studio, "handover_timeout_minutes", "15"), 0);
	ck_assert_int_eq(
	    browser_send(browser, "/settings/handover", "alert_email",
		" lena@example.com,tom@example.com ",
		"handover_timeout_minutes", "15", "human_timeout_minutes",
		"720", "member_verification_days", "30", "memory_analyzer_hour",
		"3"),
	    303);
	ck_assert_int_eq(
	    stored(studio, "alert_email", "lena@example.com, tom@example.com"),
	    1);
	ck_assert_int_eq(stored(studio, "handover_timeout_minutes", "15"), 1);
	ck_assert_int_eq(audited(studio, "handover_timeout_minutes"), 1);
	/* What was shown because it is usual was not chosen. */
	ck_assert_int_eq(audited(studio, "human_timeout_minutes"), 0);
	expect_page(browser, "/settings/handover");
	ck_assert_int_eq(browser_send(browser, "/settings/handover",
			     "handover_timeout_minutes", ""),
	    303);
	expect_page(browser, "/settings/handover");
	ck_assert_str_eq(
	    browser_value(browser, "handover_timeout_minutes"), "60");
}
END_TEST

START_TEST(a_studio_sets_up_and_tries_its_own_model)
{
	struct studio *studio = studio_new("Modellseite", "pro");
	struct browser *browser = owner_of(studio);
	const char *name = fresh_id("model-");

	expect_page(browser, "/settings/model");
	ck_assert_int_eq(browser_send(browser, "/settings/model",
			     "model_base_url", "http://10.0.0.1/v1"),
	    422);
	expect_sees(browser, "id=\"model-model_base_url-error\"");
	ck_assert_int_eq(browser_send(browser, "/settings/model",
			     "model_base_url", "", "model_name", name),
	    303);
	ck_assert_int_eq(browser_follow(browser), 200);
	expect_sees(browser, "Ein Name allein");
	ck_assert_int_eq(browser_send(browser, "/settings/model",
			     "model_api_key", "sk-of-this-page"),
	    303);
	ck_assert_int_eq(browser_follow(browser), 200);
	expect_sees(browser, "Eigenes Modell</h2>");
	ck_assert_int_eq(
	    browser_send(browser, "/admin/settings/model/test", NULL), 200);
	expect_sees(
	    browser, "href=\"/settings\" data-key=\"e\" aria-current=\"page\"");
	browser_expect_safe(browser);
	browser_expect_tidy(browser);
	expect_sees(browser, "alert is-good");
	expect_sees(browser, name);
	ck_assert(!browser_sees(browser, "sk-of-this-page"));
	ck_assert_int_eq(
	    browser_open(browser, "/admin/settings/model/test"), 303);
	ck_assert_str_eq(browser_way(browser), "/settings/model");
}
END_TEST

START_TEST(hostile_values_of_settings_are_shown_as_text)
{
	struct studio *studio = studio_new("Feindlich", "pro");
	struct browser *browser = owner_of(studio);

	expect_page(browser, "/settings/channels");
	ck_assert_int_eq(browser_send(browser, "/settings/channels",
			     "whatsapp_phone_number_id", SCRIPT),
	    303);
	expect_page(browser, "/settings/model");
	ck_assert_int_eq(
	    browser_send(browser, "/settings/model", "model_name", SCRIPT),
	    303);
	expect_page(browser, "/settings/chat");
	ck_assert_int_eq(
	    browser_send(browser, "/settings/chat", "webchat_origins", SCRIPT,
		"webchat_greeting", "\"><img src=x>"),
	    422);
	ck_assert(!browser_sees(browser, "<script>alert"));
	for (size_t i = 0; i < ARRAY_LENGTH(pages); i++) {
		expect_page(browser, pages[i]);
		ck_assert(!browser_sees(browser, "<script>alert"));
		ck_assert(!browser_sees(browser, "<img"));
	}
}
END_TEST

START_TEST(settings_are_for_those_who_lead_the_studio)
{
	struct studio *ours = studio_new("Unsere Regeln", "pro");
	struct studio *theirs = studio_new("Deren Regeln", "pro");
	struct browser *owner = owner_of(ours);
	struct browser *staff = browser_of(person_new(ours, "tenant_user"));
	struct browser *other = owner_of(theirs);

	for (size_t i = 0; i < ARRAY_LENGTH(pages); i++)
		ck_assert_int_eq(browser_open(staff, pages[i]), 403);
	ck_assert_int_eq(browser_open(staff, "/today"), 200);
	ck_assert(!browser_sees(staff, "\"/settings\""));
	ck_assert_int_eq(
	    browser_open(staff, "/settings/whatsapp_app_secret/remove"), 403);
	expect_page(owner, "/settings/handover");
	ck_assert_int_eq(browser_send(owner, "/settings/handover",
			     "alert_email", "nur@unser.example"),
	    303);
	expect_page(other, "/settings/handover");
	ck_assert(!browser_sees(other, "nur@unser.example"));
	ck_assert_int_eq(audited(theirs, "alert_email"), 0);
}
END_TEST

Suite *
setting_pages_suite(void)
{
	Suite *suite = suite_create("setting_pages");
	TCase *tests = tcase_create("setting_pages");

	tcase_add_checked_fixture(tests, e2e_setup, e2e_teardown);
	tcase_set_timeout(tests, 0);
	tcase_add_test(tests, the_settings_say_how_it_stands);
	tcase_add_test(
	    tests, whatsapp_is_connected_on_a_page_and_no_secret_comes_back);
	tcase_add_test(tests, a_secret_is_removed_only_after_a_question);
	tcase_add_test(tests, a_form_is_stored_whole_or_not_at_all);
	tcase_add_test(tests, a_studio_sets_up_and_tries_its_own_model);
	tcase_add_test(tests, hostile_values_of_settings_are_shown_as_text);
	tcase_add_test(tests, settings_are_for_those_who_lead_the_studio);
	suite_add_tcase(suite, tests);
	return suite;
}
