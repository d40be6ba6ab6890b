/*
 * webhook.c - deliveries of WhatsApp: verified, stored once, durable, answered.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/buf.h"
#include "base/time.h"
#include "e2e.h"
#include "net/signature.h"
#include "suites.h"

static int64_t
stored(const struct studio *studio)
{
	return sql_int(
	    "SELECT count(*) FROM chat_messages WHERE tenant_id = %" PRId64
	    " AND direction = 'inbound'",
	    studio->id);
}

START_TEST(the_handshake_echoes_the_challenge_only_for_the_right_token)
{
	struct studio *studio = studio_new("Handschlag", "pro");
	const char *path = arena_printf(e2e_arena(),
	    "/webhook/whatsapp/%s?hub.mode=subscribe&hub.challenge=%s"
	    "&hub.verify_token=",
	    studio->slug, "11%3Cb%3E58201444");
	struct answer good =
	    get(arena_printf(e2e_arena(), "%s%s", path, studio->verify_token),
		NULL);
	struct answer wrong =
	    get(arena_printf(e2e_arena(), "%snope", path), NULL);

	expect_status(good, 200);
	ck_assert_str_eq(good.body, "11<b>58201444");
	ck_assert_ptr_nonnull(
	    strstr(answer_header(&good, "content-type"), "text/plain"));
	expect_status(wrong, 403);
	expect_status(
	    get(arena_printf(e2e_arena(), "/webhook/whatsapp/%s", studio->slug),
		NULL),
	    403);
}
END_TEST

START_TEST(a_delivery_is_stored_before_it_is_answered)
{
	struct studio *studio = studio_new("Dauerhaft", "pro");
	const char *from = fresh_number();

	expect_status(deliver(studio,
			  whatsapp_text(studio, from, fresh_id("wamid."),
			      "Grüße: \xf0\x9f\x92\xaa und \"Zitat\"")),
	    200);
	ck_assert_int_eq(stored(studio), 1);
	ck_assert_str_eq(
	    sql_text("SELECT text FROM chat_messages WHERE tenant_id = "
		     "%" PRId64 " AND direction = 'inbound'",
		studio->id),
	    "Grüße: \xf0\x9f\x92\xaa und \"Zitat\"");
	ck_assert_int_eq(
	    sql_int("SELECT count(*) FROM usage_ledger WHERE tenant_id = "
		    "%" PRId64 " AND what = 'inbound'",
		studio->id),
	    1);
}
END_TEST

START_TEST(a_wrong_or_missing_signature_stores_nothing)
{
	struct studio *studio = studio_new("Signatur", "pro");
	struct studio *other = studio_new("Andere", "pro");
	const char *body =
	    whatsapp_text(studio, fresh_number(), fresh_id("wamid."), "Hallo");
	size_t len = strlen(body);
	const char *right =
	    signature_meta(e2e_arena(), studio->app_secret, body, len);
	char *flipped = arena_copy(e2e_arena(), right);

	flipped[strlen(flipped) - 1] ^= 1;
	expect_status(deliver_signed(studio, body, len, NULL), 401);
	expect_status(deliver_signed(studio, body, len, ""), 401);
	expect_status(deliver_signed(studio, body, len, "sha256="), 401);
	expect_status(deliver_signed(studio, body, len, flipped), 401);
	expect_status(deliver_signed(studio, body, len - 1, right), 401);
	expect_status(
	    deliver_signed(studio, body, len,
		signature_meta(e2e_arena(), other->app_secret, body, len)),
	    401);
	ck_assert_int_eq(stored(studio), 0);
	expect_status(deliver_signed(studio, body, len, right), 200);
}
END_TEST

START_TEST(without_a_secret_nothing_is_accepted)
{
	struct studio *studio = studio_new("Ohne Geheimnis", "pro");
	const char *body =
	    whatsapp_text(studio, fresh_number(), fresh_id("wamid."), "Hallo");

	ariia(0, "setting", "put", studio->slug, "whatsapp_app_secret", "");
	expect_status(deliver(studio, body), 401);
	ck_assert_int_eq(stored(studio), 0);
}
END_TEST

START_TEST(an_unknown_studio_looks_like_an_unknown_route)
{
	struct studio nobody = { .slug = "nobody-here-at-all",
		.app_secret = "secret",
		.phone_number_id = "1" };
	struct answer missing = deliver(&nobody,
	    whatsapp_text(&nobody, "491", fresh_id("wamid."), "Hallo"));
	struct answer unknown =
	    post_json("/webhook/nothing/nobody-here-at-all", NULL, "{}");

	expect_status(missing, 404);
	expect_status(unknown, 404);
	ck_assert_str_eq(json_text_at(missing.json, "title"),
	    json_text_at(unknown.json, "title"));
	ck_assert_str_eq(json_text_at(missing.json, "detail"),
	    json_text_at(unknown.json, "detail"));
}
END_TEST

START_TEST(malformed_json_with_a_good_signature_is_a_bad_request)
{
	struct studio *studio = studio_new("Kaputt", "pro");

	expect_status(deliver(studio, "{\"entry\":[{"), 400);
	expect_status(deliver(studio, "[]{}"), 400);
	expect_status(deliver(studio, "{\"a\":\"\xff\"}"), 400);
	expect_status(deliver(studio, ""), 400);
	/* Well-formed but of no shape we know: nothing to do, and fine. */
	expect_status(deliver(studio, "{\"entry\":7}"), 200);
	expect_status(deliver(studio, "[1,2]"), 200);
	ck_assert_int_eq(stored(studio), 0);
}
END_TEST

/* A delivery with filler so that the body is len bytes long. */
static const char *
body_of_length(const struct studio *studio, size_t len)
{
	const char *body =
	    whatsapp_text(studio, fresh_number(), fresh_id("wamid."), "lang");
	size_t room = len - strlen(body) - strlen(",\"filler\":\"\"");
	char *filler = arena_alloc(e2e_arena(), room + 1);

	memset(filler, 'x', room);
	return arena_printf(e2e_arena(), "%.*s,\"filler\":\"%s\"}",
	    (int)strlen(body) - 1, body, filler);
}

START_TEST(three_megabytes_are_fine_and_more_is_too_large)
{
	struct studio *studio = studio_new("Groß", "pro");
	struct answer large;

	expect_status(deliver(studio, body_of_length(studio, 3145728)), 200);
	ck_assert_int_eq(stored(studio), 1);
	large = deliver(studio, body_of_length(studio, 3145729));
	expect_status(large, 413);
	ck_assert_ptr_nonnull(
	    strstr(answer_header(&large, "content-type"), "problem+json"));
	expect_status(deliver(studio, body_of_length(studio, 8000000)), 413);
	ck_assert_int_eq(stored(studio), 1);
}
END_TEST

/* One delivery with count messages: several entries, changes and people. */
static const char *
batch_of(const struct studio *studio, int count, const char *mark)
{
	struct buf body = buf_new(e2e_arena(), 1 << 20);

	buf_add(&body, "{\"object\":\"whatsapp_business_account\",\"entry\":[");
	for (int i = 0; i < count; i++) {
		if (i % 10 == 0)
			buf_printf(&body,
			    "%s{\"id\":\"1\","
			    "\"changes\":[{\"field\":\"messages\","
			    "\"value\":"
			    "{\"metadata\":{\"phone_number_id\":\"%s\"},"
			    "\"messages\":[",
			    i == 0 ? "" : "]}}]},", studio->phone_number_id);
		buf_printf(&body,
		    "%s{\"from\":\"4917%s%02d\",\"id\":\"wamid.%s.%d\","
		    "\"timestamp\":%s1767225600%s,\"type\":\"text\","
		    "\"text\":{\"body\":\"Nummer %d\"}}",
		    i % 10 == 0 ? "" : ",", "0000", i % 25, mark, i,
		    i % 2 == 0 ? "\"" : "", i % 2 == 0 ? "\"" : "", i);
	}
	buf_add(&body, "]}}]}]}");
	return buf_text(&body);
}

START_TEST(a_batch_of_a_hundred_messages_is_one_transaction)
{
	struct studio *studio = studio_new("Stapel", "pro");
	const char *body = batch_of(studio, 100, fresh_id(""));

	expect_status(deliver(studio, body), 200);
	ck_assert_int_eq(stored(studio), 100);
	ck_assert_int_eq(
	    sql_int("SELECT count(DISTINCT xmin::text) FROM chat_messages WHERE"
		    " tenant_id = %" PRId64 " AND direction = 'inbound'",
		studio->id),
	    1);
	ck_assert_int_eq(sql_int("SELECT count(*) FROM chat_sessions WHERE "
				 "tenant_id = %" PRId64,
			     studio->id),
	    25);
	/* The same again, and a part of it again. */
	expect_status(deliver(studio, body), 200);
	ck_assert_int_eq(stored(studio), 100);
	ck_assert_int_eq(
	    sql_int("SELECT sum(quantity) FROM usage_ledger WHERE tenant_id ="
		    " %" PRId64 " AND what = 'inbound'",
		studio->id),
	    100);
}
END_TEST

START_TEST(the_same_id_counts_once_however_often_it_comes)
{
	struct studio *studio = studio_new("Doppelt", "pro");
	const char *from = fresh_number();
	const char *body =
	    whatsapp_text(studio, from, fresh_id("wamid."), "Hallo");

	for (int i = 0; i < 5; i++)
		expect_status(deliver(studio, body), 200);
	ck_assert_int_eq(stored(studio), 1);
	(void)replies_to(from, 1, 10000);
	expect_status(deliver(studio, body), 200);
	pause_ms(500);
	ck_assert_uint_eq(json_length(sim_texts(from)), 1);
}
END_TEST

START_TEST(another_phone_number_id_is_not_this_studios)
{
	struct studio *studio = studio_new("Eine", "pro");
	struct studio stranger = *studio;

	stranger.phone_number_id = "999999";
	expect_status(deliver(studio,
			  whatsapp_text(&stranger, fresh_number(),
			      fresh_id("wamid."), "Verirrt")),
	    200);
	ck_assert_int_eq(stored(studio), 0);
}
END_TEST

START_TEST(inactive_and_unverified_studios_refuse)
{
	struct studio *studio = studio_new("Still", "pro");
	const char *body =
	    whatsapp_text(studio, fresh_number(), fresh_id("wamid."), "Hallo");

	sql_run("UPDATE tenants SET is_verified = false WHERE id = %" PRId64,
	    studio->id);
	pause_ms(1100);
	expect_status(deliver(studio, body), 403);
	sql_run(
	    "UPDATE tenants SET is_verified = true, is_active = false WHERE "
	    "id = %" PRId64,
	    studio->id);
	pause_ms(1100);
	expect_status(deliver(studio, body), 403);
	ck_assert_int_eq(stored(studio), 0);
}
END_TEST

START_TEST(a_limited_plan_stops_exactly_at_its_limit)
{
	struct studio *studio = studio_new("Begrenzt", "starter");
	const char *from = fresh_number();

	sql_run("INSERT INTO usage_records (tenant_id, year, month,"
		" messages_inbound) SELECT %" PRId64
		", extract(year FROM now() AT TIME ZONE 'UTC'), extract(month "
		"FROM now() AT TIME ZONE 'UTC'), 998",
	    studio->id);
	for (int i = 0; i < 2; i++)
		expect_status(
		    deliver(studio,
			whatsapp_text(studio, from,
			    arena_printf(e2e_arena(),
				"wamid.limit.%" PRId64 ".%d", studio->id, i),
			    "Hallo")),
		    200);
	expect_status(deliver(studio,
			  whatsapp_text(studio, fresh_number(),
			      fresh_id("wamid."), "Zu viel")),
	    429);
	/* A repeated one was taken before: Meta need not send it again. */
	expect_status(deliver(studio,
			  whatsapp_text(studio, from,
			      arena_printf(e2e_arena(),
				  "wamid.limit.%" PRId64 ".0", studio->id),
			      "Hallo")),
	    200);
	ck_assert_int_eq(stored(studio), 2);
	ck_assert_int_eq(
	    sql_int("SELECT messages_inbound FROM usage_records WHERE "
		    "tenant_id = %" PRId64,
		studio->id),
	    1000);
	ck_assert_int_ge(
	    sql_int("SELECT messages_refused FROM usage_records WHERE "
		    "tenant_id = %" PRId64,
		studio->id),
	    1);
}
END_TEST

START_TEST(receipts_move_a_message_forward_and_never_back)
{
	static const char *const order[] = { "read", "delivered", "sent" };
	struct studio *studio = studio_new("Quittung", "pro");
	const char *from = fresh_number();
	const char *id;

	expect_status(
	    deliver(studio,
		whatsapp_text(studio, from, fresh_id("wamid."), "Hallo")),
	    200);
	sql_wait(1, 10000,
	    "SELECT count(*) FROM chat_messages WHERE tenant_id = %" PRId64
	    " AND direction = 'outbound' AND state = 'sent'",
	    studio->id);
	id = sql_text("SELECT provider_message_id FROM chat_messages WHERE "
		      "tenant_id = %" PRId64 " AND direction = 'outbound'",
	    studio->id);
	for (size_t i = 0; i < ARRAY_LENGTH(order); i++)
		expect_status(
		    deliver(studio,
			arena_printf(e2e_arena(),
			    "{\"entry\":[{\"changes\":[{\"field\":\"messages\","
			    "\"value\":{\"metadata\":{\"phone_number_id\":"
			    "\"%s\"},\"statuses\":[{\"id\":\"%s\",\"status\":"
			    "\"%s\",\"timestamp\":\"1767225600\","
			    "\"recipient_id\":\"%s\"}]}}]}]}",
			    studio->phone_number_id, id, order[i], from)),
		    200);
	ck_assert_str_eq(
	    sql_text("SELECT state FROM chat_messages WHERE tenant_id = "
		     "%" PRId64 " AND direction = 'outbound'",
		studio->id),
	    "read");
	ck_assert_int_eq(sql_int("SELECT count(*) FROM delivery_receipts WHERE "
				 "tenant_id = %" PRId64,
			     studio->id),
	    3);
}
END_TEST

START_TEST(a_member_without_a_number_is_answered_by_user_id)
{
	struct studio *studio = studio_new("Ohne Nummer", "pro");
	const char *user = arena_printf(e2e_arena(), "DE.%s", fresh_number());

	expect_status(
	    deliver(studio,
		arena_printf(e2e_arena(),
		    "{\"entry\":[{\"changes\":[{\"field\":\"messages\","
		    "\"value\":{\"metadata\":{\"phone_number_id\":\"%s\"},"
		    "\"contacts\":[{\"profile\":{\"name\":\"Mia\",\"username\":"
		    "\"mia\"},\"user_id\":\"%s\"}],\"messages\":[{"
		    "\"from_user_id\":\"%s\",\"id\":\"%s\",\"timestamp\":"
		    "\"%" PRId64 "\",\"type\":\"text\",\"text\":{\"body\":"
		    "\"Hallo\"}}]}}]}]}",
		    studio->phone_number_id, user, user, fresh_id("wamid."),
		    instant_now().us / 1000000)),
	    200);
	sim_wait(1, 10000,
	    arena_printf(e2e_arena(), "\\\"recipient\\\":\\\"%s\\\"", user));
}
END_TEST

START_TEST(kinds_that_nobody_knows_yet_are_kept)
{
	struct studio *studio = studio_new("Zukunft", "pro");

	expect_status(
	    deliver(studio,
		arena_printf(e2e_arena(),
		    "{\"entry\":[{\"changes\":[{\"field\":\"messages\","
		    "\"value\":{\"metadata\":{\"phone_number_id\":\"%s\"},"
		    "\"messages\":[{\"from\":\"%s\",\"id\":\"%s\","
		    "\"timestamp\":"
		    "\"1767225600\",\"type\":\"hologram\",\"hologram\":{\"id\":"
		    "\"h1\"}}]}},{\"field\":\"account_update\","
		    "\"value\":{}}]}]}",
		    studio->phone_number_id, fresh_number(),
		    fresh_id("wamid."))),
	    200);
	ck_assert_str_eq(
	    sql_text("SELECT kind || ' ' || (payload->'hologram'->>'id') FROM "
		     "chat_messages WHERE tenant_id = %" PRId64
		     " AND direction = 'inbound'",
		studio->id),
	    "hologram h1");
}
END_TEST

Suite *
webhook_suite(void)
{
	Suite *suite = suite_create("webhook");
	TCase *tests = tcase_create("webhook");

	tcase_add_checked_fixture(tests, e2e_setup, e2e_teardown);
	tcase_set_timeout(tests, 0);
	tcase_add_test(
	    tests, the_handshake_echoes_the_challenge_only_for_the_right_token);
	tcase_add_test(tests, a_delivery_is_stored_before_it_is_answered);
	tcase_add_test(tests, a_wrong_or_missing_signature_stores_nothing);
	tcase_add_test(tests, without_a_secret_nothing_is_accepted);
	tcase_add_test(tests, an_unknown_studio_looks_like_an_unknown_route);
	tcase_add_test(
	    tests, malformed_json_with_a_good_signature_is_a_bad_request);
	tcase_add_test(tests, three_megabytes_are_fine_and_more_is_too_large);
	tcase_add_test(tests, a_batch_of_a_hundred_messages_is_one_transaction);
	tcase_add_test(tests, the_same_id_counts_once_however_often_it_comes);
	tcase_add_test(tests, another_phone_number_id_is_not_this_studios);
	tcase_add_test(tests, inactive_and_unverified_studios_refuse);
	tcase_add_test(tests, a_limited_plan_stops_exactly_at_its_limit);
	tcase_add_test(tests, receipts_move_a_message_forward_and_never_back);
	tcase_add_test(tests, a_member_without_a_number_is_answered_by_user_id);
	tcase_add_test(tests, kinds_that_nobody_knows_yet_are_kept);
	suite_add_tcase(suite, tests);
	return suite;
}
