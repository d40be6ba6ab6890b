/*
 * bulk.c - deliveries of unusual length and content: nothing in them is lost.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/buf.h"
#include "e2e.h"
#include "suites.h"

/* More than a part of a delivery, and not a multiple of one. */
enum { MANY = 2750 };

#define HEAD                                                                   \
	"{\"entry\":[{\"changes\":[{\"field\":\"messages\",\"value\":{"        \
	"\"metadata\":{\"phone_number_id\":\"%s\"},\"messages\":["
#define TAIL "]}}]}]}"

static int64_t
stored(const struct studio *studio)
{
	return sql_int(
	    "SELECT count(*) FROM chat_messages WHERE tenant_id = %" PRId64
	    " AND direction = 'inbound'",
	    studio->id);
}

START_TEST(a_byte_0_in_one_text_costs_no_other_message)
{
	struct studio *studio = studio_new("Null", "pro");
	const char *body = arena_printf(e2e_arena(),
	    HEAD "{\"from\":\"%s\",\"id\":\"%s\",\"type\":\"text\",\"text\":"
		 "{\"body\":\"A\\u0000B \\\\u0000 C\"}},"
		 "{\"from\":\"%s\",\"id\":\"%s\",\"type\":\"text\",\"text\":"
		 "{\"body\":\"ganz normal\"}}" TAIL,
	    studio->phone_number_id, fresh_number(), fresh_id("wamid."),
	    fresh_number(), fresh_id("wamid."));

	expect_status(deliver(studio, body), 200);
	ck_assert_int_eq(stored(studio), 2);
	ck_assert_str_eq(
	    sql_text("SELECT string_agg(text, '|' ORDER BY id) FROM "
		     "chat_messages WHERE tenant_id = %" PRId64
		     " AND direction = 'inbound'",
		studio->id),
	    "A\xef\xbf\xbd"
	    "B \\u0000 C|ganz normal");
}
END_TEST

START_TEST(thousands_of_messages_are_stored_in_order_and_once)
{
	struct studio *studio = studio_new("Viele", "pro");
	const char *number = fresh_number();
	const char *prefix = fresh_id("wamid.");
	struct buf body = buf_new(e2e_arena(), 3 << 20);

	buf_printf(&body, HEAD, studio->phone_number_id);
	for (int i = 0; i < MANY; i++)
		buf_printf(&body,
		    "%s{\"from\":\"%s\",\"id\":\"%s-%d\",\"type\":\"text\","
		    "\"text\":{\"body\":\"%d\"}}",
		    i == 0 ? "" : ",", number, prefix, i, i);
	buf_add(&body, TAIL);
	expect_status(deliver(studio, buf_text(&body)), 200);
	ck_assert_int_eq(stored(studio), MANY);
	ck_assert_int_eq(
	    sql_int("SELECT count(*) FROM (SELECT text::int, row_number() "
		    "OVER (ORDER BY id) - 1 AS place FROM chat_messages WHERE "
		    "tenant_id = %" PRId64 " AND direction = 'inbound') m "
		    "WHERE text <> place",
		studio->id),
	    0);
	expect_status(deliver(studio, buf_text(&body)), 200);
	ck_assert_int_eq(stored(studio), MANY);
	ck_assert_int_eq(
	    sql_int("SELECT count(*) FROM usage_ledger WHERE tenant_id = "
		    "%" PRId64 " AND what = 'inbound'",
		studio->id),
	    MANY);
}
END_TEST

START_TEST(two_names_in_one_delivery_are_one_person)
{
	struct studio *studio = studio_new("Namen", "pro");
	const char *number = fresh_number();
	const char *user_id =
	    arena_printf(e2e_arena(), "DE.%s", fresh_number());

	expect_status(
	    deliver(studio,
		arena_printf(e2e_arena(),
		    HEAD "{\"from_user_id\":\"%s\",\"id\":\"%s\","
			 "\"type\":\"text\",\"text\":{\"body\":"
			 "\"Eins\"}},{\"from\":\"%s\","
			 "\"from_user_id\":\"%s\",\"id\":\"%s\","
			 "\"type\":\"text\",\"text\":{\"body\":"
			 "\"Zwei\"}}" TAIL,
		    studio->phone_number_id, user_id, fresh_id("wamid."),
		    number, user_id, fresh_id("wamid."))),
	    200);
	ck_assert_int_eq(stored(studio), 2);
	ck_assert_str_eq(
	    sql_text("SELECT string_agg(user_key || ' ' || other_key, '|') "
		     "FROM chat_sessions WHERE tenant_id = %" PRId64,
		studio->id),
	    arena_printf(e2e_arena(), "%s %s", number, user_id));
}
END_TEST

Suite *
bulk_suite(void)
{
	Suite *suite = suite_create("bulk");
	TCase *tests = tcase_create("bulk");

	tcase_add_checked_fixture(tests, e2e_setup, e2e_teardown);
	tcase_set_timeout(tests, 0);
	tcase_add_test(tests, a_byte_0_in_one_text_costs_no_other_message);
	tcase_add_test(
	    tests, thousands_of_messages_are_stored_in_order_and_once);
	tcase_add_test(tests, two_names_in_one_delivery_are_one_person);
	suite_add_tcase(suite, tests);
	return suite;
}
