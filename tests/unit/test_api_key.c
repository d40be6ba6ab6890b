/*
 * test_api_key.c - the shape of keys, and scopes.
 *
 * SPDX-License-Identifier: ISC
 */
#include "identity/api_key.h"

#include "base/record.h"
#include "base/text.h"
#include "main/tables.h"
#include "unit.h"

Suite *api_key_suite(void);

#define SECRET "abcdefghijklmnopqrstuvwxyz_ABCDEFGHIJKLM-09"

START_TEST(a_key_says_whose_it_is)
{
	struct arena *arena = new_arena();

	ck_assert_uint_eq(strlen(SECRET), 43);
	ck_assert_int_eq(api_key_tenant(arena, "ariia_7_" SECRET), 7);
	ck_assert_int_eq(
	    api_key_tenant(arena, "ariia_9223372036854775807_" SECRET),
	    INT64_MAX);
}
END_TEST

START_TEST(what_has_another_shape_is_no_key)
{
	static const char *const wrong[] = {
		"",
		"ariia_",
		"ariia__" SECRET,
		"ariia_7",
		"ariia_7_",
		"ariia_0_" SECRET,
		"ariia_07_" SECRET,
		"ariia_-7_" SECRET,
		"ariia_+7_" SECRET,
		"ariia_7x_" SECRET,
		"ariia_9223372036854775808_" SECRET,
		"ariia_7_" SECRET "x",
		"ariia_7_" SECRET " ",
		"ariia_7_bcdefghijklmnopqrstuvwxyz_ABCDEFGHIJKLM-09",
		"ariia_7_.bcdefghijklmnopqrstuvwxyz_ABCDEFGHIJKLM-09",
		"ARIIA_7_" SECRET,
		"eyJhbGciOiJub25lIn0.e30",
	};
	struct arena *arena = new_arena();

	for (size_t i = 0; i < ARRAY_LENGTH(wrong); i++)
		ck_assert_msg(
		    api_key_tenant(arena, wrong[i]) == 0, "%s", wrong[i]);
}
END_TEST

START_TEST(scopes_are_kept_once_and_in_order)
{
	struct arena *arena = new_arena();

	ck_assert_str_eq(
	    api_key_scopes_of(arena,
		" settings:write  audit:read settings:write audit:read "),
	    "audit:read settings:write");
	ck_assert_str_eq(api_key_scopes_of(arena, "conversations:read"),
	    "conversations:read");
}
END_TEST

START_TEST(an_unknown_scope_spoils_all)
{
	static const char *const wrong[] = { "", " ", "settings",
		"settings:", "settings:delete", "settings:readx", ":read",
		"audit:read,settings:read", "audit:read everything:read",
		"audit:read\tsettings:read", "AUDIT:READ", "*" };
	struct arena *arena = new_arena();

	for (size_t i = 0; i < ARRAY_LENGTH(wrong); i++)
		ck_assert_msg(api_key_scopes_of(arena, wrong[i]) == NULL,
		    "\"%s\"", wrong[i]);
}
END_TEST

START_TEST(a_key_can_have_the_scope_of_every_route)
{
	static const struct route *const tables[] = { ALL_TABLES };
	struct arena *arena = new_arena();
	size_t count = 0;

	for (size_t i = 0; i < ARRAY_LENGTH(tables); i++)
		for (const struct route *row = tables[i]; row->path != NULL;
		     row++) {
			if (row->scope == NULL)
				continue;
			ck_assert_str_eq(
			    api_key_scopes_of(arena, route_scope(arena, row)),
			    route_scope(arena, row));
			count++;
		}
	ck_assert_uint_gt(count, 3);
}
END_TEST

START_TEST(the_document_names_the_scope_of_a_route)
{
	static const struct route *const tables[] = { ALL_TABLES, NULL };
	struct json_object *security = json_at(openapi_of(new_arena(), tables),
	    "paths", "/admin/prompt-config", "put", "security");
	struct json_object *scopes = json_at(json_item(security, 1), "api_key");

	ck_assert_uint_eq(json_length(security), 2);
	ck_assert_str_eq(json_text(json_item(scopes, 0)), "settings:write");
}
END_TEST

START_TEST(the_key_itself_is_in_no_other_record)
{
	ck_assert_ptr_null(record_field(&api_key_record, "key"));
	ck_assert_ptr_nonnull(record_field(&api_key_made_record, "key"));
	ck_assert_ptr_null(record_field(&api_key_made_record, "key_hash"));
}
END_TEST

static bool
handler(struct request *req)
{
	(void)req;
	return true;
}

/* clang-format off */
static const struct route open_to_all[] = {
	{ GET, "/a", ROLE_PUBLIC, NOTHING, NOTHING, handler, "A", .scope = "audit" },
	{ 0 }
};
static const struct route badly_named[] = {
	{ GET, "/a", ROLE_ADM, NOTHING, NOTHING, handler, "A", .scope = "audit read" },
	{ 0 }
};
/* clang-format on */

START_TEST(a_scope_that_means_nothing_stops_the_start)
{
	struct arena *arena = new_arena();

	ck_assert_ptr_nonnull(route_complaint(
	    arena, (const struct route *const[]){ open_to_all, NULL }));
	ck_assert_ptr_nonnull(route_complaint(
	    arena, (const struct route *const[]){ badly_named, NULL }));
}
END_TEST

Suite *
api_key_suite(void)
{
	Suite *suite = suite_create("api_key");
	TCase *tests = tcase_create("api_key");

	tcase_add_test(tests, a_key_says_whose_it_is);
	tcase_add_test(tests, what_has_another_shape_is_no_key);
	tcase_add_test(tests, scopes_are_kept_once_and_in_order);
	tcase_add_test(tests, an_unknown_scope_spoils_all);
	tcase_add_test(tests, a_key_can_have_the_scope_of_every_route);
	tcase_add_test(tests, the_document_names_the_scope_of_a_route);
	tcase_add_test(tests, the_key_itself_is_in_no_other_record);
	tcase_add_test(tests, a_scope_that_means_nothing_stops_the_start);
	suite_add_tcase(suite, tests);
	return suite;
}
