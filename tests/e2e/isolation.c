/*
 * isolation.c - tenants never meet: on every route, in every table, under every
 * login role, and each policy is there for a reason.
 *
 * SPDX-License-Identifier: ISC
 */
#include <hiredis/hiredis.h>

#include "isolation_rows.h"
#include "suites.h"

static const char *const roles[] = { "ariia_webhook", "ariia_admin", "ariia_ui",
	"ariia_auth", "ariia_agent", "ariia_courier", "ariia_clock",
	"ariia_cli" };

/* Tables of tenants, and the column that says whose a row is. */
static struct json_object *
tenant_tables(void)
{
	const char *text = sql_text(
	    "SELECT jsonb_agg(jsonb_build_array(c.relname, a.attname)) FROM "
	    "pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace AND "
	    "n.nspname = 'public' JOIN pg_attribute a ON a.attrelid = c.oid AND"
	    " (a.attname = 'tenant_id' OR (c.relname = 'tenants' AND a.attname "
	    "= 'id')) WHERE c.relkind = 'r'");

	return json_keep(e2e_arena(), json_tokener_parse(text));
}

/* Two studios with a row in every table. */
struct pair {
	struct studio *a;
	struct studio *b;
	const char *number; /* writes to both */
};

static struct pair
pair_new(void)
{
	struct pair pair = { studio_new("Isolde", "pro"),
		studio_new("Tristan", "pro"), fresh_number() };

	rows_fill(pair.a, pair.number);
	rows_fill(pair.b, pair.number);
	rows_fill_identity(pair.a);
	rows_fill_identity(pair.b);
	rows_fill_business(pair.a);
	rows_fill_business(pair.b);
	sql_wait(2, 15000,
	    "SELECT count(*) FROM chat_messages WHERE tenant_id IN (%" PRId64
	    ", %" PRId64 ") AND state = 'sent'",
	    pair.a->id, pair.b->id);
	return pair;
}

START_TEST(the_same_number_at_two_studios_is_two_people)
{
	struct pair pair = pair_new();
	const struct studio *const studios[] = { pair.a, pair.b };

	for (size_t i = 0; i < 2; i++) {
		struct answer answer = get("/sessions", studios[i]->staff);
		struct json_object *items = json_at(answer.json, "items");

		ck_assert_uint_eq(json_length(items), 1);
		ck_assert_str_eq(
		    json_text_at(json_item(items, 0), "user_key"), pair.number);
	}
	ck_assert_int_eq(
	    sql_int("SELECT count(DISTINCT id) FROM chat_sessions WHERE "
		    "user_key = '%s'",
		pair.number),
	    2);
}
END_TEST

/* What differs between two answers but the id of the request. */
static const char *
without_instance(const struct answer *answer)
{
	json_object_object_del(answer->json, "instance");
	return json_object_to_json_string(answer->json);
}

START_TEST(a_foreign_id_answers_exactly_as_a_missing_one)
{
	struct pair pair = pair_new();
	const char *foreign = arena_printf(e2e_arena(),
	    "/sessions/%" PRId64 "/messages",
	    sql_int("SELECT id FROM chat_sessions WHERE tenant_id = %" PRId64,
		pair.b->id));
	struct answer theirs = get(foreign, pair.a->owner);
	struct answer missing =
	    get("/sessions/999999999/messages", pair.a->owner);

	expect_status(get(foreign, pair.b->owner), 200);
	expect_status(theirs, 404);
	expect_status(missing, 404);
	ck_assert_str_eq(without_instance(&theirs), without_instance(&missing));
}
END_TEST

START_TEST(a_token_moved_to_another_tenant_is_refused)
{
	struct pair pair = pair_new();
	struct answer answer;

	sql_run("DELETE FROM users WHERE tenant_id = %" PRId64
		" AND email LIKE 'staff%%'",
	    pair.a->id);
	expect_status(get("/sessions", pair.a->staff), 401);
	answer = get("/admin/prompt-config", pair.b->owner);
	ck_assert_str_eq(json_text_at(answer.json, "studio_name"), "Tristan");
	answer = put_json("/admin/prompt-config", pair.b->owner,
	    "{\"studio_address\":\"Nur B\"}");
	expect_status(answer, 200);
	answer = get("/admin/prompt-config", pair.a->owner);
	ck_assert_str_eq(json_text_at(answer.json, "studio_address"), "");
}
END_TEST

START_TEST(every_tenant_table_is_forced_behind_a_policy)
{
	ck_assert_int_eq(
	    sql_int(
		"SELECT count(*) FROM pg_class c JOIN pg_attribute a ON "
		"a.attrelid = c.oid AND a.attname = 'tenant_id' WHERE "
		"c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace"
		" AND NOT (c.relrowsecurity AND c.relforcerowsecurity AND "
		"a.attnotnull)"),
	    0);
	/* tenant_id leads every key of theirs. */
	ck_assert_int_eq(
	    sql_int("SELECT count(*) FROM pg_index i JOIN pg_class c ON c.oid "
		    "= i.indrelid JOIN pg_attribute a ON a.attrelid = c.oid AND"
		    " a.attname = 'tenant_id' WHERE i.indisunique AND "
		    "c.relnamespace = 'public'::regnamespace AND "
		    "i.indkey[0] <> a.attnum"),
	    0);
	ck_assert_int_eq(
	    sql_int("SELECT count(*) FROM pg_roles WHERE rolname LIKE "
		    "'ariia\\_%%' AND (rolsuper OR rolbypassrls)"),
	    0);
	ck_assert_int_eq(
	    sql_int("SELECT count(*) FROM pg_class c JOIN pg_roles r ON r.oid "
		    "= c.relowner WHERE r.rolname LIKE 'ariia\\_%%' AND "
		    "r.rolname <> 'ariia_owner' AND c.relkind = 'r'"),
	    0);
	/* What acts for another role has a fixed search path. */
	ck_assert_int_eq(
	    sql_int("SELECT count(*) FROM pg_proc WHERE prosecdef AND "
		    "pronamespace = 'public'::regnamespace AND NOT "
		    "coalesce(proconfig::text LIKE '%%search_path=%%', false)"),
	    0);
}
END_TEST

START_TEST(every_table_and_column_says_what_it_is)
{
	ck_assert_int_eq(
	    sql_int("SELECT count(*) FROM pg_class c JOIN pg_attribute a ON "
		    "a.attrelid = c.oid AND a.attnum > 0 AND NOT "
		    "a.attisdropped WHERE c.relkind = 'r' AND c.relnamespace = "
		    "'public'::regnamespace AND (obj_description(c.oid) IS NULL"
		    " OR col_description(c.oid, a.attnum) IS NULL)"),
	    0);
}
END_TEST

/* How often a role sees what it must not see, or misses what is its own. */
static int
complaints_of(const char *role, const struct pair *pair, const char *table,
    const char *column)
{
	const char *own = arena_printf(e2e_arena(),
	    "SELECT count(*) FROM %s WHERE %s = %" PRId64, table, column,
	    pair->a->id);
	const char *foreign = arena_printf(e2e_arena(),
	    "SELECT count(*) FROM %s WHERE %s = %" PRId64, table, column,
	    pair->b->id);
	int complaints = 0;

	if (sql_int_as(role, pair->a->id, own) < 0)
		return 0; /* may not read it at all */
	complaints += sql_int_as(role, pair->a->id, own) == 0;
	complaints += sql_int_as(role, pair->a->id, foreign) != 0;
	complaints += sql_int_as(role, 0, own) != 0;
	complaints += sql_int_as(role, 0, foreign) != 0;
	return complaints;
}

/* A search finds what is the studio's own, also misspelled, and no more. */
static int
complaints_of_search(const struct studio *studio)
{
	static const char *const spellings[] = { "sauna", "sauma" };
	int complaints = 0;

	for (size_t i = 0; i < ARRAY_LENGTH(spellings); i++)
		complaints +=
		    sql_int_as("ariia_agent", studio->id,
			arena_printf(e2e_arena(),
			    "SELECT count(*) FROM knowledge_find('{"
			    "\"concepts\": [{\"weight\": 1, \"word\": "
			    "\"%s\", \"near\": []}], \"terms\": [{"
			    "\"concept\": 0, \"query\": \"%s\", "
			    "\"worth\": 1}]}', 100)",
			    spellings[i], spellings[i])) != 1;
	/* Both studios of the pair have one conversation, with the same words.
	 */
	complaints += sql_int_as("ariia_ui", studio->id,
			  "SELECT cardinality(conversations_saying((SELECT text"
			  " FROM chat_messages WHERE length(text) > 2 LIMIT "
			  "1)))") != 1;
	complaints +=
	    sql_int_as("ariia_ui", 0,
		"SELECT cardinality(conversations_saying('hallo'))") != 0;
	return complaints;
}

/* The functions that look across tenants do their one thing. */
static int
complaints_of_lookups(const struct pair *pair)
{
	int complaints = 0;

	complaints += sql_int_as("ariia_webhook", 0,
			  arena_printf(e2e_arena(),
			      "SELECT count(*) FROM tenant_by_slug('%s') WHERE "
			      "plan_slug = 'pro'",
			      pair->a->slug)) != 1;
	complaints += sql_int_as("ariia_cli", 0,
			  "SELECT count(*) FROM tenant_page(0, 1000)") < 2;
	complaints += sql_int_as("ariia_cli", 0,
			  "SELECT count(*) FROM jobs_set_aside_list(1000) WHERE"
			  " kind = 'probe'") < 2;
	complaints +=
	    sql_int_as("ariia_auth", 0,
		"SELECT count(*) FROM users_by_email('owner@example.org')") < 2;
	complaints += sql_int_as("ariia_ui", 0,
			  arena_printf(e2e_arena(),
			      "SELECT count(tenant_slug_by_host('probe%" PRId64
			      ".example.org'))",
			      pair->a->id)) != 1;
	complaints +=
	    sql_int_as("ariia_ui", 0,
		arena_printf(e2e_arena(),
		    "SELECT count(brand_picture_tenant('probe%" PRId64 "'))",
		    pair->a->id)) != 1;
	complaints +=
	    sql_int_as("ariia_auth", 0,
		arena_printf(e2e_arena(),
		    "SELECT count(*) FROM platform_studios('%s', NULL, NULL,"
		    " 'pro', %" PRId64 ", true, true, NULL, 2) WHERE users > 1"
		    " AND members > 0 AND conversations > 0",
		    pair->a->slug, pair->a->id)) != 1;
	complaints += sql_int_as("ariia_auth", 0,
			  "SELECT count(*) FROM jobs_set_aside_page('probe', "
			  "NULL, NULL, NULL, NULL, 1000)") < 2;
	sql_run("DELETE FROM usage_records WHERE tenant_id = %" PRId64
		" AND year > 2020",
	    pair->a->id);
	(void)sql_int_as("ariia_cli", 0, "SELECT usage_roll_up(1000)");
	complaints +=
	    sql_int("SELECT count(*) FROM usage_records WHERE "
		    "tenant_id = %" PRId64 " AND messages_inbound = 1",
		pair->a->id) != 1;
	complaints += complaints_of_search(pair->a);
	return complaints;
}

/* Only about one table (NULL: about all), and about the look-ups. */
static int
complaints(const struct pair *pair, const char *only)
{
	struct json_object *tables = tenant_tables();
	int count = complaints_of_lookups(pair);

	for (size_t i = 0; i < json_length(tables); i++) {
		struct json_object *table = json_item(tables, i);
		const char *name = json_text(json_item(table, 0));

		if (only != NULL && !text_is_equal(only, name))
			continue;
		for (size_t j = 0; j < ARRAY_LENGTH(roles); j++)
			count += complaints_of(roles[j], pair, name,
			    json_text(json_item(table, 1)));
	}
	return count;
}

START_TEST(no_role_sees_another_tenants_row)
{
	struct pair pair = pair_new();
	struct json_object *tables = tenant_tables();

	/* The probe is worth something only if every table has rows. */
	for (size_t i = 0; i < json_length(tables); i++)
		ck_assert_msg(
		    sql_int("SELECT count(*) FROM %s WHERE %s = %" PRId64,
			json_text(json_item(json_item(tables, i), 0)),
			json_text(json_item(json_item(tables, i), 1)),
			pair.b->id) > 0,
		    "no row in %s",
		    json_text(json_item(json_item(tables, i), 0)));
	ck_assert_int_eq(complaints(&pair, NULL), 0);
}
END_TEST

START_TEST(any_policy_that_is_dropped_or_opened_shows)
{
	struct pair pair = pair_new();
	struct json_object *policies = json_keep(e2e_arena(),
	    json_tokener_parse(sql_text(
		"SELECT jsonb_agg(jsonb_build_object('name', policyname, "
		"'table', tablename, 'make', format('CREATE POLICY %%I ON %%I "
		"FOR %%s TO %%s%%s%%s', policyname, tablename, cmd, "
		"array_to_string(roles, ', '), ' USING (' || qual || ')', "
		"' WITH CHECK (' || with_check || ')'))) FROM pg_policies WHERE"
		" schemaname = 'public'")));

	ck_assert_uint_gt(json_length(policies), 10);
	ck_assert_int_eq(complaints(&pair, NULL), 0);
	for (size_t i = 0; i < json_length(policies); i++) {
		struct json_object *policy = json_item(policies, i);
		const char *name = json_text_at(policy, "name");
		const char *table = json_text_at(policy, "table");

		sql_run("DROP POLICY %s ON %s", name, table);
		ck_assert_msg(complaints(&pair, table) > 0,
		    "nobody notices that %s is dropped", name);
		sql_run("%s", json_text_at(policy, "make"));
		if (!text_ends_with(name, "_own"))
			continue;
		sql_run("ALTER POLICY %s ON %s USING (true)", name, table);
		ck_assert_msg(complaints(&pair, table) > 0,
		    "nobody notices that %s is open", name);
		sql_run("DROP POLICY %s ON %s", name, table);
		sql_run("%s", json_text_at(policy, "make"));
	}
	ck_assert_int_eq(complaints(&pair, NULL), 0);
}
END_TEST

START_TEST(a_slug_that_is_not_looked_at_shows)
{
	struct pair pair = pair_new();
	const char *right =
	    sql_text("SELECT pg_get_functiondef('tenant_by_slug'::regproc)");
	const char *condition = strstr(right, "WHERE t.slug = wanted");

	ck_assert_ptr_nonnull(condition);
	ck_assert_int_eq(complaints_of_lookups(&pair), 0);
	sql_run("%.*sWHERE true%s", (int)(condition - right), right,
	    condition + strlen("WHERE t.slug = wanted"));
	ck_assert_int_gt(complaints_of_lookups(&pair), 0);
	sql_run("%s", right);
	ck_assert_int_eq(complaints_of_lookups(&pair), 0);
}
END_TEST

START_TEST(no_role_can_move_a_row_to_another_tenant)
{
	struct pair pair = pair_new();

	for (size_t i = 0; i < ARRAY_LENGTH(roles); i++) {
		ck_assert_int_le(
		    sql_int_as(roles[i], pair.a->id,
			arena_printf(e2e_arena(),
			    "UPDATE chat_sessions SET tenant_id = %" PRId64,
			    pair.b->id)),
		    0);
		ck_assert_int_le(
		    sql_int_as(roles[i], pair.a->id,
			arena_printf(e2e_arena(),
			    "INSERT INTO settings (tenant_id, key, value) "
			    "VALUES (%" PRId64 ", 'stolen', 'x')",
			    pair.b->id)),
		    0);
		ck_assert_int_le(
		    sql_int_as(roles[i], pair.a->id, "DELETE FROM audit_logs"),
		    0);
		ck_assert_int_le(sql_int_as(roles[i], pair.a->id,
				     "UPDATE audit_logs SET action = 'x'"),
		    0);
	}
	ck_assert_int_lt(sql_int_as("ariia_webhook", pair.a->id,
			     "SELECT count(password_hash) FROM users"),
	    0);
}
END_TEST

START_TEST(every_redis_key_names_its_tenant)
{
	struct pair pair = pair_new();
	redisContext *redis = redisConnectUnix(e2e_env("ARIIA_REDIS"));
	redisReply *keys;

	expect_status(deliver(pair.a,
			  whatsapp_text(pair.a, pair.number, fresh_id("wamid."),
			      "Mensch bitte")),
	    200);
	(void)replies_to(pair.number, 3, 10000);
	ck_assert(redis != NULL && redis->err == 0);
	keys = redisCommand(redis, "KEYS *");
	ck_assert(keys != NULL && keys->type == REDIS_REPLY_ARRAY);
	for (size_t i = 0; i < keys->elements; i++) {
		const char *key = keys->element[i]->str;
		size_t digits = strspn(key + 1, "0123456789");

		ck_assert_msg(
		    key[0] == 't' && digits > 0 && key[1 + digits] == ':',
		    "%s names no tenant", key);
	}
	freeReplyObject(keys);
	redisFree(redis);
}
END_TEST

Suite *
isolation_suite(void)
{
	Suite *suite = suite_create("isolation");
	TCase *tests = tcase_create("isolation");

	tcase_add_checked_fixture(tests, e2e_setup, e2e_teardown);
	tcase_set_timeout(tests, 0);
	tcase_add_test(tests, the_same_number_at_two_studios_is_two_people);
	tcase_add_test(tests, a_foreign_id_answers_exactly_as_a_missing_one);
	tcase_add_test(tests, a_token_moved_to_another_tenant_is_refused);
	tcase_add_test(tests, every_tenant_table_is_forced_behind_a_policy);
	tcase_add_test(tests, every_table_and_column_says_what_it_is);
	tcase_add_test(tests, no_role_sees_another_tenants_row);
	tcase_add_test(tests, any_policy_that_is_dropped_or_opened_shows);
	tcase_add_test(tests, a_slug_that_is_not_looked_at_shows);
	tcase_add_test(tests, no_role_can_move_a_row_to_another_tenant);
	tcase_add_test(tests, every_redis_key_names_its_tenant);
	suite_add_tcase(suite, tests);
	return suite;
}
