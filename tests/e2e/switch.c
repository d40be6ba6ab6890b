/*
 * switch.c - an operator goes into a studio with the pages, does something
 * there, and comes back.
 *
 * SPDX-License-Identifier: ISC
 */
#include <hiredis/hiredis.h>

#include "browser.h"
#include "suites.h"
#include "talk.h"

struct scene {
	struct studio *home;
	struct studio *there;
	struct person *person;
	struct browser *operator;
};

static struct scene
scene_new(void)
{
	struct scene scene = { .home = studio_new("Zuhause", "pro"),
		.there = studio_new("Drüben", "pro") };

	scene.person = person_new(scene.home, "system_admin");
	scene.operator= browser_of(scene.person);
	return scene;
}

static const char *
page_of(const struct studio *studio, const char *rest)
{
	return arena_printf(
	    e2e_arena(), "/platform/studios/%" PRId64 "%s", studio->id, rest);
}

static void
go_to(const struct scene *scene, const struct studio *studio)
{
	struct browser *browser = scene->operator;

	ck_assert_int_eq(browser_open(browser, page_of(studio, "")), 200);
	ck_assert_int_eq(browser_submit(browser, page_of(studio, "/visit"),
			     (const char *const[]){ NULL }),
	    303);
	ck_assert_str_eq(browser_way(browser), "/today");
}

static int64_t
audited_in(const struct studio *studio, const char *action)
{
	return sql_int("SELECT count(*) FROM audit_logs WHERE tenant_id = "
		       "%" PRId64 " AND action = '%s'",
	    studio->id, action);
}

static int64_t
member_new(const struct studio *studio, const char *name)
{
	return sql_int("INSERT INTO studio_members (tenant_id, first_name) "
		       "VALUES (%" PRId64 ", '%s') RETURNING id",
	    studio->id, name);
}

static void
expect_at_home(const struct scene *scene)
{
	ck_assert_int_eq(browser_open(scene->operator, "/members"), 200);
	expect_sees(scene->operator, "Hausmitglied");
	ck_assert(!browser_sees(scene->operator, "is-visit"));
	ck_assert(!browser_sees(scene->operator, "Nebenan"));
}

static void
expect_there(const struct scene *scene)
{
	ck_assert_int_eq(browser_open(scene->operator, "/members"), 200);
	expect_sees(scene->operator, "Nebenan");
	expect_sees(scene->operator, "is-visit");
	expect_sees(scene->operator, "Du bist im Studio Drüben.");
	ck_assert(!browser_sees(scene->operator, "Hausmitglied"));
	browser_expect_tidy(scene->operator);
}

START_TEST(the_operator_sees_the_other_studio_and_comes_back)
{
	struct scene scene = scene_new();
	struct browser *browser = scene.operator;

	member_new(scene.home, "Hausmitglied");
	member_new(scene.there, "Nebenan");
	expect_at_home(&scene);
	go_to(&scene, scene.there);
	expect_there(&scene);
	/* What is the operator's own stays so, with the way back. */
	ck_assert_int_eq(browser_open(browser, "/account"), 200);
	expect_sees(browser, scene.person->email);
	expect_sees(browser, "is-visit");
	ck_assert_int_eq(browser_open(browser, page_of(scene.there, "")), 200);
	expect_sees(browser, "is-visit");
	expect_sees(browser, "<span class=\"brand-name\">Zuhause");
	ck_assert_int_eq(browser_submit(browser, "/platform/leave",
			     (const char *const[]){ NULL }),
	    303);
	ck_assert_str_eq(browser_way(browser), page_of(scene.there, ""));
	expect_at_home(&scene);
	ck_assert_int_eq(audited_in(scene.there, "operator.visit"), 1);
	ck_assert_int_eq(audited_in(scene.home, "operator.visit"), 1);
	ck_assert_int_eq(audited_in(scene.there, "operator.leave"), 1);
	ck_assert_int_eq(audited_in(scene.there, "operator.act"), 0);
}
END_TEST

START_TEST(what_is_written_there_stands_in_the_log_there)
{
	struct scene scene = scene_new();
	struct browser *browser = scene.operator;

	go_to(&scene, scene.there);
	ck_assert_int_eq(browser_open(browser, "/members/new"), 200);
	ck_assert_int_eq(
	    browser_send(browser, "/members/new", "first_name", "Gast"), 303);
	ck_assert_int_eq(
	    sql_int("SELECT count(*) FROM studio_members WHERE tenant_id = "
		    "%" PRId64 " AND first_name = 'Gast'",
		scene.there->id),
	    1);
	ck_assert_int_eq(
	    sql_int("SELECT count(*) FROM studio_members WHERE tenant_id = "
		    "%" PRId64,
		scene.home->id),
	    0);
	/* The entry comes before what it is about. */
	ck_assert_int_eq(
	    sql_int("SELECT count(*) FROM audit_logs a JOIN audit_logs b ON "
		    "b.tenant_id = a.tenant_id AND b.id > a.id WHERE "
		    "a.tenant_id = %" PRId64 " AND a.action = 'operator.act' "
		    "AND b.action = 'member.create' AND a.actor_user_id = "
		    "%" PRId64,
		scene.there->id, scene.person->id),
	    1);
	ck_assert_int_eq(audited_in(scene.home, "operator.act"), 0);
}
END_TEST

START_TEST(a_conversation_that_a_guest_takes_is_nobodys_in_particular)
{
	struct scene scene = scene_new();
	const char *number = fresh_number();
	int64_t id;

	expect_status(
	    deliver(scene.there,
		whatsapp_text(scene.there, number, fresh_id("guest"), "Hallo")),
	    200);
	id = sql_int("SELECT id FROM chat_sessions WHERE tenant_id = %" PRId64,
	    scene.there->id);
	go_to(&scene, scene.there);
	ck_assert_int_eq(browser_open(scene.operator,
			     arena_printf(e2e_arena(), "/inbox/%" PRId64, id)),
	    200);
	ck_assert_int_eq(
	    browser_submit(scene.operator,
		arena_printf(e2e_arena(), "/inbox/%" PRId64 "/take-over", id),
		(const char *const[]){ NULL }),
	    303);
	ck_assert_int_eq(
	    sql_int("SELECT count(*) FROM chat_sessions WHERE id = %" PRId64
		    " AND state = 'human' AND assigned_user_id IS NULL",
		id),
	    1);
}
END_TEST

START_TEST(a_lost_role_is_at_home_at_once_and_stays_there)
{
	struct scene scene = scene_new();

	member_new(scene.home, "Hausmitglied");
	member_new(scene.there, "Nebenan");
	go_to(&scene, scene.there);
	expect_there(&scene);
	sql_run("UPDATE users SET role = 'tenant_admin' WHERE id = %" PRId64,
	    scene.person->id);
	expect_at_home(&scene);
	ck_assert_int_eq(
	    browser_open(scene.operator, page_of(scene.there, "")), 403);
	ck_assert_int_eq(browser_open(scene.operator, "/members/new"), 200);
	ck_assert_int_eq(browser_send(scene.operator, "/members/new",
			     "first_name", "Daheim"),
	    303);
	ck_assert_int_eq(
	    sql_int("SELECT count(*) FROM studio_members WHERE tenant_id = "
		    "%" PRId64 " AND first_name = 'Daheim'",
		scene.home->id),
	    1);
	ck_assert_int_eq(audited_in(scene.there, "operator.act"), 0);
}
END_TEST

START_TEST(a_studio_that_is_deactivated_or_gone_is_told)
{
	struct scene scene = scene_new();

	member_new(scene.home, "Hausmitglied");
	member_new(scene.there, "Nebenan");
	go_to(&scene, scene.there);
	sql_run("UPDATE tenants SET is_active = false WHERE id = %" PRId64,
	    scene.there->id);
	expect_there(&scene);
	expect_sees(scene.operator, "Es ist deaktiviert.");
	sql_run("UPDATE user_sessions SET visiting_tenant_id = 999999999 "
		"WHERE tenant_id = %" PRId64,
	    scene.home->id);
	expect_at_home(&scene);
	ck_assert_int_eq(audited_in(scene.there, "operator.act"), 0);
}
END_TEST

START_TEST(an_ended_session_is_nowhere_and_the_next_one_at_home)
{
	struct scene scene = scene_new();

	member_new(scene.home, "Hausmitglied");
	go_to(&scene, scene.there);
	ck_assert_int_eq(browser_open(scene.operator, "/today"), 200);
	ck_assert_int_eq(browser_submit(scene.operator, "/logout",
			     (const char *const[]){ NULL }),
	    303);
	ck_assert_int_eq(browser_open(scene.operator, "/members"), 303);
	scene.operator= browser_of(scene.person);
	expect_at_home(&scene);
}
END_TEST

START_TEST(a_flushed_redis_changes_nothing)
{
	struct scene scene = scene_new();
	redisContext *redis;

	member_new(scene.there, "Nebenan");
	go_to(&scene, scene.there);
	redis = redisConnectUnix(e2e_env("ARIIA_REDIS"));
	ck_assert(redis != NULL && redis->err == 0);
	freeReplyObject(redisCommand(redis, "FLUSHALL"));
	redisFree(redis);
	expect_there(&scene);
}
END_TEST

START_TEST(programs_name_the_studio_and_a_forged_form_goes_nowhere)
{
	struct scene scene = scene_new();
	const char *token = token_of_login(scene.person);

	member_new(scene.home, "Hausmitglied");
	go_to(&scene, scene.there);
	/* Another session of the same person is where it was. */
	expect_status(get("/auth/me", token), 200);
	ck_assert_uint_eq(
	    json_length(json_at(get("/admin/members", token).json, "items")),
	    1);
	expect_status(
	    post_json(page_of(scene.there, "/visit"), token, "{}"), 409);
	ck_assert_int_eq(browser_open(scene.operator, "/today"), 200);
	ck_assert_int_eq(
	    browser_send(scene.operator, "/platform/leave", "csrf", "forged"),
	    403);
	ck_assert_int_eq(
	    sql_int("SELECT count(*) FROM user_sessions WHERE tenant_id = "
		    "%" PRId64 " AND visiting_tenant_id = %" PRId64,
		scene.home->id, scene.there->id),
	    1);
}
END_TEST

Suite *
switch_suite(void)
{
	Suite *suite = suite_create("switch");
	TCase *tests = tcase_create("switch");

	tcase_add_checked_fixture(tests, e2e_setup, e2e_teardown);
	tcase_set_timeout(tests, 0);
	tcase_add_test(
	    tests, the_operator_sees_the_other_studio_and_comes_back);
	tcase_add_test(tests, what_is_written_there_stands_in_the_log_there);
	tcase_add_test(
	    tests, a_conversation_that_a_guest_takes_is_nobodys_in_particular);
	tcase_add_test(tests, a_lost_role_is_at_home_at_once_and_stays_there);
	tcase_add_test(tests, a_studio_that_is_deactivated_or_gone_is_told);
	tcase_add_test(
	    tests, an_ended_session_is_nowhere_and_the_next_one_at_home);
	tcase_add_test(tests, a_flushed_redis_changes_nothing);
	tcase_add_test(
	    tests, programs_name_the_studio_and_a_forged_form_goes_nowhere);
	suite_add_tcase(suite, tests);
	return suite;
}
