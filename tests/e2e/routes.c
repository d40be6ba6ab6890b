/*
 * routes.c - isolation and rights of every route, generated from the route
 * tables: a new route is covered the day it is written.
 *
 * SPDX-License-Identifier: ISC
 */
#include <hiredis/hiredis.h>

#include "e2e.h"
#include "main/tables.h"
#include "suites.h"

static const struct route *const tables[] = { ALL_TABLES, NULL };

static const char *const methods[] = { [GET] = "GET",
	[POST] = "POST",
	[PUT] = "PUT",
	[PATCH] = "PATCH",
	[DELETE] = "DELETE" };

/* Calls each(route, context) for every route. */
static void
for_each_route(
    void (*each)(const struct route *route, void *context), void *context)
{
	for (const struct route *const *table = tables; *table != NULL; table++)
		for (const struct route *route = *table; route->path != NULL;
		     route++)
			each(route, context);
}

/* The path with every {name} replaced by value. */
static const char *
path_with(const struct route *route, const char *value)
{
	struct buf path = buf_new(e2e_arena(), 4096);

	for (const char *c = route->path; *c != '\0'; c++) {
		if (*c != '{') {
			buf_add_char(&path, *c);
			continue;
		}
		buf_add(&path, value);
		c = strchr(c, '}');
	}
	return buf_text(&path);
}

static struct answer
call(const struct route *route, const char *value, const char *token)
{
	bool has_body = route->takes.kind != SHAPE_NOTHING;

	return send_body(methods[route->method], path_with(route, value), token,
	    has_body ? "application/json" : NULL, has_body ? "{}" : NULL,
	    has_body ? 2 : 0, "Accept: application/json");
}

static void
expect_nobody(const struct route *route, void *context)
{
	struct answer answer;

	(void)context;
	if (route->role == ROLE_PUBLIC || route->page != NULL)
		return;
	answer = call(route, "1", NULL);
	ck_assert_msg(answer.status == 401, "%s %s answers nobody with %d",
	    methods[route->method], route->path, answer.status);
	answer = call(route, "1",
	    "ariia_1_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
	    "AAAAAAAAAAA");
	ck_assert_msg(answer.status == 401, "%s %s takes any key: %d",
	    methods[route->method], route->path, answer.status);
}

START_TEST(no_protected_route_answers_a_stranger)
{
	for_each_route(expect_nobody, NULL);
}
END_TEST

static void
expect_role(const struct route *route, void *context)
{
	const struct studio *studio = context;
	struct answer answer;

	if (route->role <= ROLE_USR || route->page != NULL)
		return;
	answer = call(route, "1", studio->staff);
	ck_assert_msg(answer.status == 403, "%s %s answers staff with %d",
	    methods[route->method], route->path, answer.status);
	if (route->role != ROLE_SYS)
		return;
	answer = call(route, "1", studio->owner);
	ck_assert_msg(answer.status == 403, "%s %s answers an owner with %d",
	    methods[route->method], route->path, answer.status);
}

START_TEST(no_route_answers_a_lesser_role)
{
	struct studio *studio = studio_new("Rollenspiel", "pro");

	for_each_route(expect_role, studio);
}
END_TEST

static void
expect_ended(const struct route *route, void *context)
{
	struct answer answer;

	if (route->role == ROLE_PUBLIC || route->page != NULL)
		return;
	answer = call(route, "1", context);
	ck_assert_msg(answer.status == 401, "%s %s answers who is out with %d",
	    methods[route->method], route->path, answer.status);
}

static void
flush_redis(void)
{
	redisContext *redis = redisConnectUnix(e2e_env("ARIIA_REDIS"));

	ck_assert(redis != NULL && redis->err == 0);
	freeReplyObject(redisCommand(redis, "FLUSHALL"));
	redisFree(redis);
}

START_TEST(a_deactivated_user_is_out_on_every_route_whatever_redis_knows)
{
	struct studio *studio = studio_new("Draussen", "pro");
	char *token = arena_copy(e2e_arena(), studio->staff);

	ariia(0, "user", "deactivate", "--tenant", studio->slug, "--email",
	    "staff@example.org");
	for_each_route(expect_ended, token);
	flush_redis();
	for_each_route(expect_ended, token);
	stack_do("stop", "redis");
	for_each_route(expect_ended, token);
	ariia(0, "user", "activate", "--tenant", studio->slug, "--email",
	    "staff@example.org");
	expect_status(
	    get("/sessions",
		text_trim(e2e_arena(),
		    ariia(0, "user", "token", "--tenant", studio->slug,
			"--email", "staff@example.org"))),
	    200);
	stack_do("start", "redis");
	/* Children notice within a pause of the cache. */
	pause_ms(1500);
}
END_TEST

static void
expect_headers(const struct route *route, void *context)
{
	static const char *const names[] = { "content-security-policy",
		"x-content-type-options", "referrer-policy",
		"permissions-policy", "cache-control", "x-request-id" };
	const char *const tokens[] = { NULL, context };

	for (size_t i = 0; i < ARRAY_LENGTH(tokens); i++) {
		struct answer answer = call(route, "1", tokens[i]);

		for (size_t j = 0; j < ARRAY_LENGTH(names); j++)
			ck_assert_msg(answer_header(&answer, names[j]) != NULL,
			    "%s %s has no %s with %d", methods[route->method],
			    route->path, names[j], answer.status);
		ck_assert_msg(
		    strstr(answer_header(&answer, "content-security-policy"),
			"unsafe") == NULL,
		    "%s %s", methods[route->method], route->path);
	}
}

START_TEST(every_route_wears_the_security_headers)
{
	struct studio *studio = studio_new("Gut behütet", "pro");

	for_each_route(expect_headers, arena_copy(e2e_arena(), studio->owner));
}
END_TEST

#define MARK "TRISTANSMARK"

struct two {
	struct studio *ours;
	struct studio *theirs;
	struct json_object *ids; /* that only they have, in any table */
};

/* All tables of tenants that have an id of their own. */
static struct json_object *
tables_with_ids(void)
{
	return json_keep(e2e_arena(),
	    json_tokener_parse(sql_text(
		"SELECT jsonb_agg(DISTINCT c.relname) FROM pg_class c JOIN "
		"pg_attribute a ON a.attrelid = c.oid AND a.attname = 'id' "
		"JOIN pg_attribute t ON t.attrelid = c.oid AND t.attname = "
		"'tenant_id' WHERE c.relkind = 'r' AND c.relnamespace = "
		"'public'::regnamespace")));
}

static const char *
ids_of(int64_t tenant_id)
{
	struct json_object *names = tables_with_ids();
	struct buf sql = buf_new(e2e_arena(), 1 << 16);

	buf_printf(
	    &sql, "SELECT id FROM tenants WHERE id = %" PRId64, tenant_id);
	for (size_t i = 0; i < json_length(names); i++)
		buf_printf(&sql,
		    " UNION SELECT id FROM %s WHERE tenant_id = %" PRId64,
		    json_text(json_item(names, i)), tenant_id);
	return buf_text(&sql);
}

/* Numbers of different tables no longer meet: an id that only they have in one
 * table is none of ours in another. */
static void
spread_ids(void)
{
	struct json_object *names = tables_with_ids();

	for (size_t i = 0; i < json_length(names); i++) {
		const char *name = json_text(json_item(names, i));

		sql_run("SELECT setval(pg_get_serial_sequence('%s', 'id'), "
			"greatest(%zu, (SELECT max(id) + 1 FROM %s))) WHERE "
			"pg_get_serial_sequence('%s', 'id') IS NOT NULL",
		    name, (i + 1) * 10000000, name, name);
	}
}

static struct two
two_studios(void)
{
	struct two two = { .ours = studio_new("Isolde", "pro"),
		.theirs = studio_new(MARK, "pro") };
	const char *number = fresh_number();

	expect_status(put_json("/admin/prompt-config", two.theirs->owner,
			  "{\"studio_address\":\"" MARK "\"}"),
	    200);
	for (int i = 0; i < 3; i++)
		expect_status(deliver(two.theirs,
				  whatsapp_text(two.theirs, number,
				      fresh_id("wamid." MARK), MARK)),
		    200);
	expect_status(
	    deliver(two.ours,
		whatsapp_text(two.ours, number, fresh_id("wamid."), "Hallo")),
	    200);
	sql_wait(0, 15000,
	    "SELECT count(*) FROM jobs WHERE tenant_id IN (%" PRId64
	    ", %" PRId64 ")",
	    two.ours->id, two.theirs->id);
	two.ids = json_keep(e2e_arena(),
	    json_tokener_parse(sql_text(
		"SELECT jsonb_agg(id) FROM (%s EXCEPT (%s) ORDER BY 1 DESC "
		"LIMIT 25) ids",
		ids_of(two.theirs->id), ids_of(two.ours->id))));
	ck_assert_uint_gt(json_length(two.ids), 3);
	return two;
}

/* What an answer says beside the id of the request. */
static const char *
without_instance(const struct answer *answer)
{
	if (answer->json == NULL)
		return answer->body;
	json_object_object_del(answer->json, "instance");
	return json_object_to_json_string(answer->json);
}

static void
expect_missing(const struct route *route, void *context)
{
	const struct two *two = context;
	struct answer missing;

	if (strchr(route->path, '{') == NULL || route->page != NULL ||
	    route->role == ROLE_PUBLIC || route->role == ROLE_SYS)
		return;
	missing = call(route, "999999999", two->ours->owner);
	for (size_t i = 0; i < json_length(two->ids); i++) {
		const char *id =
		    json_text_or_int(e2e_arena(), json_item(two->ids, i));
		struct answer theirs = call(route, id, two->ours->owner);

		ck_assert_msg(theirs.status == missing.status &&
			text_is_equal(without_instance(&theirs),
			    without_instance(&missing)),
		    "%s %s with their %s: %d %s, missing: %d %s",
		    methods[route->method], route->path, id, theirs.status,
		    theirs.body, missing.status, missing.body);
	}
}

static void
expect_ours_only(const struct route *route, void *context)
{
	const struct two *two = context;
	const char *const tokens[] = { two->ours->owner, two->ours->staff };
	struct answer answer;

	if (route->method != GET || route->page != NULL ||
	    route->role == ROLE_PUBLIC || route->role == ROLE_SYS)
		return;
	for (size_t i = 0; i < ARRAY_LENGTH(tokens); i++) {
		answer = call(route, "1", tokens[i]);
		ck_assert_msg(strstr(answer.body, MARK) == NULL &&
			strstr(answer.body, two->theirs->slug) == NULL,
		    "%s shows theirs: %s", route->path, answer.body);
	}
}

/* One number for everything that a tenant has. */
static const char *
fingerprint(int64_t tenant_id)
{
	struct json_object *names = json_keep(e2e_arena(),
	    json_tokener_parse(sql_text(
		"SELECT jsonb_agg(DISTINCT c.relname) FROM pg_class c JOIN "
		"pg_attribute t ON t.attrelid = c.oid AND t.attname = "
		"'tenant_id' WHERE c.relkind = 'r' AND c.relnamespace = "
		"'public'::regnamespace")));
	struct buf sum = buf_new(e2e_arena(), 1 << 16);

	for (size_t i = 0; i < json_length(names); i++)
		buf_printf(&sum, "%s %s\n", json_text(json_item(names, i)),
		    sql_text(
			"SELECT md5(coalesce(string_agg(t::text, '|' ORDER "
			"BY t::text), '')) FROM %s t WHERE tenant_id = "
			"%" PRId64,
			json_text(json_item(names, i)), tenant_id));
	return buf_text(&sum);
}

START_TEST(on_every_route_a_foreign_id_is_a_missing_one_and_nothing_changes)
{
	struct two two;
	const char *before;

	spread_ids();
	two = two_studios();
	before = fingerprint(two.theirs->id);
	for_each_route(expect_missing, &two);
	ck_assert_str_eq(before, fingerprint(two.theirs->id));
}
END_TEST

START_TEST(no_route_shows_what_is_another_studios)
{
	struct two two;

	spread_ids();
	two = two_studios();

	for_each_route(expect_ours_only, &two);
}
END_TEST

Suite *
routes_suite(void)
{
	Suite *suite = suite_create("routes");
	TCase *tests = tcase_create("routes");

	tcase_add_checked_fixture(tests, e2e_setup, e2e_teardown);
	tcase_set_timeout(tests, 0);
	tcase_add_test(tests, no_protected_route_answers_a_stranger);
	tcase_add_test(tests, no_route_answers_a_lesser_role);
	tcase_add_test(tests, every_route_wears_the_security_headers);
	tcase_add_test(tests,
	    a_deactivated_user_is_out_on_every_route_whatever_redis_knows);
	tcase_add_test(tests,
	    on_every_route_a_foreign_id_is_a_missing_one_and_nothing_changes);
	tcase_add_test(tests, no_route_shows_what_is_another_studios);
	suite_add_tcase(suite, tests);
	return suite;
}
