/*
 * grants.c - every grant of a login role is needed, and what a role must not do
 * it can not.
 *
 * EXPLAIN checks the rights of a statement without running it. For each role
 * the statements it may run are the baseline; a grant that is taken away has to
 * break one of them, else it is too much.
 *
 * SPDX-License-Identifier: ISC
 */
#include <libpq-fe.h>

#include "e2e.h"
#include "statements.h"
#include "suites.h"

enum { STATEMENTS_MAX = 600 };

struct baseline {
	const char *role;
	PGconn *connection;
	const char *sql[STATEMENTS_MAX];
	size_t count;
};

static bool
is_allowed(PGconn *connection, const char *sql)
{
	PGresult *result = PQexec(connection, sql);
	bool is_fine = PQresultStatus(result) == PGRES_TUPLES_OK;

	PQclear(result);
	return is_fine;
}

/* "EXPLAIN EXECUTE name(NULL, ...)" of a statement that this role prepared. */
static const char *
explain_of(PGconn *connection, const struct query *query)
{
	PGresult *result =
	    PQprepare(connection, query->name, query->sql, 0, NULL);
	struct buf sql = buf_new(e2e_arena(), 4096);
	int params;

	if (PQresultStatus(result) != PGRES_COMMAND_OK) {
		PQclear(result);
		return NULL;
	}
	PQclear(result);
	result = PQdescribePrepared(connection, query->name);
	params = PQnparams(result);
	PQclear(result);
	buf_printf(&sql, "EXPLAIN EXECUTE %s", query->name);
	for (int i = 0; i < params; i++)
		buf_add(&sql, i == 0 ? "(NULL" : ", NULL");
	buf_add(&sql, params > 0 ? ")" : "");
	return buf_text(&sql);
}

static struct baseline *
baseline_of(const char *role)
{
	struct baseline *baseline = arena_new(e2e_arena(), struct baseline);

	baseline->role = role;
	baseline->connection = PQconnectdb(arena_printf(
	    e2e_arena(), "%s&user=%s", e2e_env("ARIIA_DATABASE_URL"), role));
	ck_assert(PQstatus(baseline->connection) == CONNECTION_OK);
	/* A plan for NULL would leave out what can not be reached then. */
	ck_assert(is_allowed(baseline->connection,
	    "SELECT set_config('plan_cache_mode', 'force_generic_plan', "
	    "false)"));
	for (const struct statement_table *table = statement_tables;
	     table->queries != NULL; table++)
		for (const struct query *query = table->queries;
		     query->name != NULL; query++) {
			const char *sql =
			    explain_of(baseline->connection, query);

			if (sql == NULL ||
			    !is_allowed(baseline->connection, sql))
				continue;
			ck_assert_uint_lt(baseline->count, STATEMENTS_MAX);
			baseline->sql[baseline->count++] = sql;
		}
	return baseline;
}

static bool
notices(const struct baseline *baseline)
{
	for (size_t i = 0; i < baseline->count; i++)
		if (!is_allowed(baseline->connection, baseline->sql[i]))
			return true;
	return false;
}

/* Every single right of the role, with the SQL that takes and gives it. */
static struct json_object *
rights_of(const char *role)
{
	return json_keep(e2e_arena(),
	    json_tokener_parse(sql_text(
		"SELECT coalesce(jsonb_agg(jsonb_build_array("
		"'REVOKE ' || what || ' FROM ' || '%s', "
		"'GRANT ' || what || ' TO ' || '%s')), '[]') FROM ("
		"SELECT format('%%s ON %%I', a.privilege_type, c.relname) "
		"AS what"
		" FROM pg_class c, aclexplode(c.relacl) a WHERE "
		"c.relnamespace ="
		" 'public'::regnamespace AND a.grantee = '%s'::regrole"
		" UNION ALL SELECT format('%%s (%%I) ON %%I', a.privilege_type,"
		" t.attname, c.relname) FROM pg_class c JOIN pg_attribute t ON"
		" t.attrelid = c.oid, aclexplode(t.attacl) a WHERE"
		" c.relnamespace = 'public'::regnamespace AND a.grantee ="
		" '%s'::regrole UNION ALL SELECT format('EXECUTE ON FUNCTION"
		" %%s', p.oid::regprocedure) FROM pg_proc p, "
		"aclexplode(p.proacl)"
		" a WHERE p.pronamespace = 'public'::regnamespace AND "
		"a.grantee ="
		" '%s'::regrole) rights",
		role, role, role, role, role)));
}

/* What no statement needs, but a person at a prompt. */
static const char *const for_the_operator[] = {
	"GRANT SELECT ON usage_records TO ariia_cli",
	"GRANT SELECT ON usage_ledger TO ariia_cli",
	"GRANT SELECT ON delivery_receipts TO ariia_cli",
	"GRANT SELECT ON refused_messages TO ariia_cli",
};

static bool
is_for_the_operator(const char *grant)
{
	for (size_t i = 0; i < ARRAY_LENGTH(for_the_operator); i++)
		if (text_is_equal(for_the_operator[i], grant))
			return true;
	return false;
}

static void
check_role(const char *role, struct buf *unneeded)
{
	struct baseline *baseline = baseline_of(role);
	struct json_object *rights = rights_of(role);

	for (size_t i = 0; i < json_length(rights); i++) {
		struct json_object *right = json_item(rights, i);

		sql_run("%s", json_text(json_item(right, 0)));
		if (!notices(baseline) &&
		    !is_for_the_operator(json_text(json_item(right, 1))))
			buf_printf(
			    unneeded, "%s\n", json_text(json_item(right, 1)));
		sql_run("%s", json_text(json_item(right, 1)));
	}
	ck_assert_msg(
	    !notices(baseline), "%s: the rights are not as before", role);
	PQfinish(baseline->connection);
}

START_TEST(every_grant_of_a_login_role_is_needed)
{
	static const char *const roles[] = { "ariia_webhook", "ariia_admin",
		"ariia_ui", "ariia_auth", "ariia_agent", "ariia_courier",
		"ariia_clock", "ariia_cli" };
	struct buf unneeded = buf_new(e2e_arena(), 1 << 20);

	for (size_t i = 0; i < ARRAY_LENGTH(roles); i++)
		check_role(roles[i], &unneeded);
	ck_assert_msg(
	    unneeded.len == 0, "nobody misses:\n%s", buf_text(&unneeded));
}
END_TEST

START_TEST(roles_can_not_do_what_is_not_theirs)
{
	static const struct {
		const char *role;
		const char *sql;
	} attempts[] = {
		{ "ariia_webhook", "SELECT count(*) FROM users" },
		{ "ariia_webhook", "SELECT count(*) FROM user_sessions" },
		{ "ariia_agent", "SELECT count(*) FROM users" },
		{ "ariia_courier", "SELECT count(*) FROM users" },
		{ "ariia_clock", "SELECT count(password_hash) FROM users" },
		{ "ariia_ui", "SELECT count(password_hash) FROM users" },
		{ "ariia_admin", "SELECT count(password_hash) FROM users" },
		{ "ariia_ui", "UPDATE plans SET name = 'x'" },
		{ "ariia_ui", "UPDATE subscriptions SET plan_id = 1" },
		{ "ariia_admin", "UPDATE subscriptions SET plan_id = 1" },
		{ "ariia_auth", "SELECT count(*) FROM chat_messages" },
		{ "ariia_auth", "UPDATE plans SET name = 'x'" },
		{ "ariia_webhook", "SELECT tenant_create('x', 'x')" },
		{ "ariia_agent", "SELECT count(*) FROM users_by_email('x')" },
	};

	for (size_t i = 0; i < ARRAY_LENGTH(attempts); i++)
		ck_assert_msg(
		    sql_int_as(attempts[i].role, 1, attempts[i].sql) < 0,
		    "%s may %s", attempts[i].role, attempts[i].sql);
}
END_TEST

Suite *
grants_suite(void)
{
	Suite *suite = suite_create("grants");
	TCase *tests = tcase_create("grants");

	tcase_add_checked_fixture(tests, e2e_setup, NULL);
	tcase_set_timeout(tests, 0);
	tcase_add_test(tests, every_grant_of_a_login_role_is_needed);
	tcase_add_test(tests, roles_can_not_do_what_is_not_theirs);
	suite_add_tcase(suite, tests);
	return suite;
}
