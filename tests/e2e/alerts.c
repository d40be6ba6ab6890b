/*
 * alerts.c - emergencies reach staff, again and again, until somebody takes
 * note.
 *
 * SPDX-License-Identifier: ISC
 */
#include "e2e.h"
#include "mailbox.h"
#include "suites.h"

/* A studio whose alerts go to an address of its own. */
struct watch {
	struct studio *studio;
	const char *from;
	const char *mailbox;
};

static struct watch
watch_new(const char *name)
{
	struct watch watch = { studio_new(name, "pro"), fresh_number(),
		fresh_mailbox("wache") };

	ariia(0, "setting", "put", watch.studio->slug, "alert_email",
	    watch.mailbox);
	return watch;
}

static void
say(const struct watch *watch, const char *text)
{
	expect_status(deliver(watch->studio,
			  whatsapp_text(watch->studio, watch->from,
			      fresh_id("wamid."), text)),
	    200);
}

static int64_t
session_of(const struct watch *watch)
{
	return sql_int(
	    "SELECT id FROM chat_sessions WHERE tenant_id = %" PRId64,
	    watch->studio->id);
}

static struct json_object *
alert_at(const struct watch *watch, size_t place)
{
	struct answer answer = get("/admin/alerts", watch->studio->staff);

	expect_status(answer, 200);
	return json_item(json_at(answer.json, "items"), place);
}

static int64_t
number_of(struct json_object *alert, const char *name)
{
	int64_t number;

	ck_assert(json_int(json_at(alert, name), &number));
	return number;
}

static struct answer
acknowledge(const struct watch *watch, int64_t id, const char *token)
{
	(void)watch;
	return send_body("POST",
	    arena_printf(
		e2e_arena(), "/admin/alerts/%" PRId64 "/acknowledge", id),
	    token, NULL, NULL, 0, NULL);
}

static void
let_pass(const struct watch *watch, const char *interval)
{
	sql_run("UPDATE alerts SET tried_at = tried_at - interval '%s' WHERE "
		"tenant_id = %" PRId64,
	    interval, watch->studio->id);
	sql_run("UPDATE jobs SET run_at = now() WHERE kind = 'alert' AND "
		"tenant_id = %" PRId64 " AND run_at < 'infinity'",
	    watch->studio->id);
}

START_TEST(an_emergency_is_mailed_until_somebody_takes_note)
{
	struct watch watch = watch_new("Wache");
	struct arrived_mail *mail;
	struct json_object *alert;
	struct answer answer;
	int64_t id;

	say(&watch, "Notfall! Mein <b>Freund</b> ist bewusstlos");
	(void)replies_to(watch.from, 1, 10000);
	mail = mail_wait(watch.mailbox, 1);
	ck_assert_ptr_nonnull(strstr(mail->text, "Freund</b> ist bewusstlos"));
	ck_assert_ptr_null(strstr(mail->html, "<b>Freund"));
	ck_assert_ptr_nonnull(strstr(mail->text, "112"));
	ck_assert_ptr_nonnull(strstr(mail->text,
	    arena_printf(e2e_arena(), "%s/sessions/%" PRId64,
		e2e_env("ARIIA_URL"), session_of(&watch))));
	ck_assert_ptr_nonnull(strstr(mail_header(mail, "From"), "Wache"));
	alert = alert_at(&watch, 0);
	id = number_of(alert, "id");
	ck_assert_str_eq(json_text_at(alert, "kind"), "emergency");
	ck_assert_ptr_nonnull(strstr(json_text_at(alert, "told"), "112"));
	ck_assert_ptr_null(json_text_at(alert, "acknowledged_at"));
	sql_wait(1, 5000,
	    "SELECT count(*) FROM alerts WHERE id = %" PRId64
	    " AND notified_count = 1",
	    id);
	/* Two minutes later again, not before. */
	let_pass(&watch, "1 minute 50 seconds");
	pause_ms(1500);
	ck_assert_int_eq(mail_count(watch.mailbox), 1);
	let_pass(&watch, "10 seconds");
	(void)mail_wait(watch.mailbox, 2);
	answer = acknowledge(&watch, id, watch.studio->staff);
	expect_status(answer, 200);
	ck_assert_int_gt(number_of(answer.json, "acknowledged_by"), 0);
	expect_status(acknowledge(&watch, id, watch.studio->owner), 409);
	let_pass(&watch, "1 day");
	pause_ms(1500);
	ck_assert_int_eq(mail_count(watch.mailbox), 2);
	ck_assert_int_eq(
	    sql_int("SELECT count(*) FROM audit_logs WHERE tenant_id = %" PRId64
		    " AND action = 'alert.acknowledge'",
		watch.studio->id),
	    1);
}
END_TEST

START_TEST(every_active_user_with_a_confirmed_address_is_told)
{
	struct studio *studio = studio_new("Alle", "pro");
	struct watch watch = { studio, fresh_number(), fresh_mailbox("eins") };
	const char *second = fresh_mailbox("zwei");
	const char *unconfirmed = fresh_mailbox("drei");
	const char *gone = fresh_mailbox("vier");

	sql_run("DELETE FROM users WHERE tenant_id = %" PRId64
		" AND email LIKE 'staff%%' AND false",
	    studio->id);
	sql_run("UPDATE users SET email_verified_at = NULL WHERE tenant_id = "
		"%" PRId64,
	    studio->id);
	sql_run("INSERT INTO users (tenant_id, email, role, email_verified_at,"
		" is_active, locale) VALUES (%" PRId64
		", '%s', 'tenant_user', now(), true, 'en-GB'), (%" PRId64
		", '%s', 'tenant_admin', now(), true, 'de-DE'), (%" PRId64
		", '%s', 'tenant_user', NULL, true, 'de-DE'), (%" PRId64
		", '%s', 'tenant_user', now(), false, 'de-DE')",
	    studio->id, watch.mailbox, studio->id, second, studio->id,
	    unconfirmed, studio->id, gone);
	say(&watch, "Hilfe!");
	ck_assert_ptr_nonnull(
	    strstr(mail_wait(watch.mailbox, 1)->text, "Hilfe!"));
	ck_assert_ptr_nonnull(strstr(
	    mail_header(mail_wait(watch.mailbox, 1), "Subject"), "Emergency"));
	(void)mail_wait(second, 1);
	pause_ms(500);
	ck_assert_int_eq(mail_count(unconfirmed), 0);
	ck_assert_int_eq(mail_count(gone), 0);
}
END_TEST

START_TEST(administrators_are_told_when_no_address_is_confirmed)
{
	struct studio *studio = studio_new("Betreiber", "pro");
	struct watch watch = { studio, fresh_number(), fresh_mailbox("chef") };
	const char *second = fresh_mailbox("chefin");
	const char *staff = fresh_mailbox("theke");
	const char *gone = fresh_mailbox("frueher");

	sql_run("UPDATE users SET email_verified_at = NULL WHERE tenant_id = "
		"%" PRId64,
	    studio->id);
	sql_run("INSERT INTO users (tenant_id, email, role, is_active)"
		" VALUES (%" PRId64 ", '%s', 'tenant_admin', true),"
		" (%" PRId64 ", '%s', 'tenant_admin', true),"
		" (%" PRId64 ", '%s', 'tenant_user', true),"
		" (%" PRId64 ", '%s', 'tenant_admin', false)",
	    studio->id, watch.mailbox, studio->id, second, studio->id, staff,
	    studio->id, gone);
	say(&watch, "Notfall!");
	(void)mail_wait(watch.mailbox, 1);
	(void)mail_wait(second, 1);
	pause_ms(500);
	ck_assert_int_eq(mail_count(staff), 0);
	ck_assert_int_eq(mail_count(gone), 0);
	/* One confirmed address is enough to leave the others alone. */
	sql_run("UPDATE users SET email_verified_at = now() WHERE tenant_id = "
		"%" PRId64 " AND email = '%s'",
	    studio->id, staff);
	let_pass(&watch, "2 minutes");
	(void)mail_wait(staff, 1);
	pause_ms(500);
	ck_assert_int_eq(mail_count(watch.mailbox), 1);
}
END_TEST

START_TEST(without_an_address_the_alert_stays_open_and_the_log_says_so)
{
	struct studio *studio = studio_new("Niemand", "pro");
	struct watch watch = { studio, fresh_number(), NULL };
	struct json_object *alert;

	/* Staff counts only with a confirmed address. */
	sql_run("UPDATE users SET email_verified_at = NULL, is_active = "
		"role <> 'tenant_admin' WHERE tenant_id = %" PRId64,
	    studio->id);
	say(&watch, "Notfall");
	(void)replies_to(watch.from, 1, 10000);
	sql_wait(1, 10000,
	    "SELECT count(*) FROM alerts WHERE tenant_id = %" PRId64
	    " AND tried_count = 1",
	    studio->id);
	alert = alert_at(&watch, 0);
	ck_assert_int_eq(number_of(alert, "notified_count"), 0);
	ck_assert_ptr_null(json_text_at(alert, "acknowledged_at"));
	expect_status(
	    acknowledge(&watch, number_of(alert, "id"), studio->staff), 200);
}
END_TEST

START_TEST(several_words_of_one_emergency_do_not_flood_the_mailbox)
{
	struct watch watch = watch_new("Flut");
	struct json_object *alert;

	say(&watch, "Notfall!");
	(void)mail_wait(watch.mailbox, 1);
	say(&watch, "Er atmet nicht!");
	say(&watch, "Hilfe!");
	/* In one turn or in two. */
	sql_wait(1, 10000,
	    "SELECT count(*) FROM chat_sessions s WHERE tenant_id = %" PRId64
	    " AND answered_id = last_inbound_id AND 3 = (SELECT count(*) FROM "
	    "chat_messages m WHERE m.tenant_id = s.tenant_id AND "
	    "direction = 'inbound')",
	    watch.studio->id);
	pause_ms(1000);
	ck_assert_int_eq(mail_count(watch.mailbox), 1);
	let_pass(&watch, "1 minute");
	ck_assert_ptr_nonnull(
	    strstr(mail_wait(watch.mailbox, 2)->text, "Er atmet nicht!"));
	/* Whoever takes note of the newest has read those before. */
	alert = alert_at(&watch, 0);
	expect_status(
	    acknowledge(&watch, number_of(alert, "id"), watch.studio->staff),
	    200);
	ck_assert_int_eq(sql_int("SELECT count(*) FROM alerts WHERE tenant_id "
				 "= %" PRId64 " AND acknowledged_at IS NULL",
			     watch.studio->id),
	    0);
}
END_TEST

START_TEST(an_emergency_keeps_its_conversation_until_somebody_takes_note)
{
	struct watch watch = watch_new("Halten");
	int64_t id;

	say(&watch, "Notfall!");
	(void)replies_to(watch.from, 1, 10000);
	id = session_of(&watch);
	sql_run("UPDATE chat_sessions SET state_changed_at = now() - interval "
		"'3 days' WHERE id = %" PRId64,
	    id);
	sql_run("INSERT INTO jobs (tenant_id, kind, key) VALUES (%" PRId64
		", 'handover', '%" PRId64 "') ON CONFLICT DO NOTHING",
	    watch.studio->id, id);
	pause_ms(2500);
	ck_assert_str_eq(
	    sql_text("SELECT state FROM chat_sessions WHERE id = %" PRId64, id),
	    "waiting");
	expect_status(acknowledge(&watch, number_of(alert_at(&watch, 0), "id"),
			  watch.studio->staff),
	    200);
	/* An hour from then on. */
	pause_ms(2500);
	ck_assert_str_eq(
	    sql_text("SELECT state FROM chat_sessions WHERE id = %" PRId64, id),
	    "waiting");
	sql_run("UPDATE alerts SET acknowledged_at = now() - interval '61 "
		"minutes' WHERE session_id = %" PRId64,
	    id);
	sql_run("UPDATE jobs SET run_at = now() WHERE kind = 'handover' AND "
		"key = '%" PRId64 "' AND run_at < 'infinity'",
	    id);
	sql_wait(1, 10000,
	    "SELECT count(*) FROM chat_sessions WHERE id = %" PRId64
	    " AND state = 'ai'",
	    id);
}
END_TEST

START_TEST(alerts_are_listed_open_first_and_only_to_their_studio)
{
	struct watch watch = watch_new("Liste");
	struct studio *other = studio_new("Neugier", "pro");
	struct answer answer;
	int64_t first, second, next;

	say(&watch, "Notfall!");
	(void)replies_to(watch.from, 1, 10000);
	watch.from = fresh_number();
	say(&watch, "112");
	(void)replies_to(watch.from, 1, 10000);
	second = number_of(alert_at(&watch, 0), "id");
	first = number_of(alert_at(&watch, 1), "id");
	ck_assert_int_gt(second, first);
	expect_status(acknowledge(&watch, second, other->owner), 404);
	expect_status(acknowledge(&watch, second, watch.studio->staff), 200);
	ck_assert_int_eq(number_of(alert_at(&watch, 0), "id"), first);
	answer = get("/admin/alerts?limit=1", watch.studio->staff);
	ck_assert(json_int(json_at(answer.json, "next"), &next));
	ck_assert_int_eq(next, first);
	answer = get(arena_printf(e2e_arena(),
			 "/admin/alerts?limit=1&after=%" PRId64, next),
	    watch.studio->staff);
	ck_assert_int_eq(
	    number_of(json_item(json_at(answer.json, "items"), 0), "id"),
	    second);
	answer = get("/admin/alerts", other->owner);
	ck_assert_uint_eq(json_length(json_at(answer.json, "items")), 0);
}
END_TEST

Suite *
alerts_suite(void)
{
	Suite *suite = suite_create("alerts");
	TCase *tests = tcase_create("alerts");

	tcase_add_checked_fixture(tests, e2e_setup, e2e_teardown);
	tcase_set_timeout(tests, 0);
	tcase_add_test(tests, an_emergency_is_mailed_until_somebody_takes_note);
	tcase_add_test(
	    tests, every_active_user_with_a_confirmed_address_is_told);
	tcase_add_test(
	    tests, administrators_are_told_when_no_address_is_confirmed);
	tcase_add_test(
	    tests, without_an_address_the_alert_stays_open_and_the_log_says_so);
	tcase_add_test(
	    tests, several_words_of_one_emergency_do_not_flood_the_mailbox);
	tcase_add_test(tests,
	    an_emergency_keeps_its_conversation_until_somebody_takes_note);
	tcase_add_test(
	    tests, alerts_are_listed_open_first_and_only_to_their_studio);
	suite_add_tcase(suite, tests);
	return suite;
}
