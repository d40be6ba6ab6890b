/*
 * audit.c - the audit log only grows, and tells when somebody tampered.
 *
 * SPDX-License-Identifier: ISC
 */
#include "e2e.h"
#include "suites.h"

static const char *const roles[] = { "ariia_owner", "ariia_webhook",
	"ariia_admin", "ariia_ui", "ariia_auth", "ariia_agent", "ariia_courier",
	"ariia_clock", "ariia_cli" };

/* A studio with a few entries beside those of its making. */
static struct studio *
studio_with_history(void)
{
	struct studio *studio = studio_new("Protokoll", "pro");

	for (int i = 0; i < 3; i++)
		expect_status(put_json("/admin/prompt-config", studio->owner,
				  arena_printf(e2e_arena(),
				      "{\"studio_address\":\"Weg %d\"}", i)),
		    200);
	return studio;
}

/* Past every trigger, as who has stolen the database would. */
static void
tamper(const char *sql)
{
	sql_run("ALTER TABLE audit_logs DISABLE TRIGGER USER");
	sql_run("%s", sql);
	sql_run("ALTER TABLE audit_logs ENABLE TRIGGER USER");
}

START_TEST(nobody_can_change_or_remove_an_entry)
{
	static const char *const attempts[] = {
		"UPDATE audit_logs SET action = 'x'", "DELETE FROM audit_logs",
		"TRUNCATE audit_logs"
	};
	struct studio *studio = studio_with_history();

	for (size_t i = 0; i < ARRAY_LENGTH(roles); i++)
		for (size_t j = 0; j < ARRAY_LENGTH(attempts); j++)
			ck_assert_msg(
			    sql_int_as(roles[i], studio->id, attempts[j]) < 0,
			    "%s may %s", roles[i], attempts[j]);
}
END_TEST

START_TEST(an_untouched_log_is_whole)
{
	struct studio *studio = studio_with_history();

	ck_assert_ptr_nonnull(
	    strstr(ariia(0, "verify-audit", studio->slug), "whole"));
}
END_TEST

START_TEST(a_changed_entry_is_found)
{
	struct studio *studio = studio_with_history();

	tamper(arena_printf(e2e_arena(),
	    "UPDATE audit_logs SET subject = 'other' WHERE tenant_id = %" PRId64
	    " AND id = 2",
	    studio->id));
	ariia(1, "verify-audit", studio->slug);
}
END_TEST

START_TEST(a_removed_entry_is_found_at_every_place)
{
	static const char *const places[] = { "1", "3",
		"(SELECT max(id) FROM audit_logs WHERE tenant_id = t)" };

	for (size_t i = 0; i < ARRAY_LENGTH(places); i++) {
		struct studio *studio = studio_with_history();

		tamper(arena_printf(e2e_arena(),
		    "DELETE FROM audit_logs l USING (SELECT %" PRId64
		    "::bigint AS t) x WHERE l.tenant_id = t AND l.id = %s",
		    studio->id, places[i]));
		ariia(1, "verify-audit", studio->slug);
	}
}
END_TEST

START_TEST(reordered_entries_are_found)
{
	struct studio *studio = studio_with_history();

	tamper(arena_printf(e2e_arena(),
	    "UPDATE audit_logs SET id = CASE id WHEN 2 THEN 1002 ELSE 1003 END"
	    " WHERE tenant_id = %" PRId64 " AND id IN (2, 3)",
	    studio->id));
	tamper(arena_printf(e2e_arena(),
	    "UPDATE audit_logs SET id = CASE id WHEN 1002 THEN 3 ELSE 2 END"
	    " WHERE tenant_id = %" PRId64 " AND id IN (1002, 1003)",
	    studio->id));
	ariia(1, "verify-audit", studio->slug);
}
END_TEST

START_TEST(the_log_is_shown_to_admins_with_filters_and_pages)
{
	struct studio *studio = studio_with_history();
	struct studio *other = studio_with_history();
	struct answer answer =
	    get("/auth/audit?action=prompt_config.&limit=2", studio->owner);
	struct json_object *items = json_at(answer.json, "items");
	int64_t next;

	expect_status(answer, 200);
	ck_assert_uint_eq(json_length(items), 2);
	ck_assert_str_eq(
	    json_text_at(json_item(items, 0), "after", "studio_address"),
	    "Weg 2");
	ck_assert(json_int(json_at(answer.json, "next"), &next));
	answer =
	    get(arena_printf(e2e_arena(),
		    "/auth/audit?action=prompt_config.&after=%" PRId64, next),
		studio->owner);
	ck_assert_uint_eq(json_length(json_at(answer.json, "items")), 1);
	expect_status(get("/auth/audit", studio->staff), 403);
	expect_status(get("/auth/audit?from=gestern", studio->owner), 422);
	answer = get("/auth/audit?until=2020-01-01T00:00:00Z", other->owner);
	ck_assert_uint_eq(json_length(json_at(answer.json, "items")), 0);
}
END_TEST

Suite *
audit_suite(void)
{
	Suite *suite = suite_create("audit");
	TCase *tests = tcase_create("audit");

	tcase_add_checked_fixture(tests, e2e_setup, e2e_teardown);
	tcase_set_timeout(tests, 0);
	tcase_add_test(tests, nobody_can_change_or_remove_an_entry);
	tcase_add_test(tests, an_untouched_log_is_whole);
	tcase_add_test(tests, a_changed_entry_is_found);
	tcase_add_test(tests, a_removed_entry_is_found_at_every_place);
	tcase_add_test(tests, reordered_entries_are_found);
	tcase_add_test(
	    tests, the_log_is_shown_to_admins_with_filters_and_pages);
	suite_add_tcase(suite, tests);
	return suite;
}
