/*
 * members.c - the members of a studio over the API: stored, found, limited,
 * removed, and nobody else's.
 *
 * SPDX-License-Identifier: ISC
 */
#include <sys/wait.h>
#include <unistd.h>

#include "e2e.h"
#include "suites.h"

static int64_t
id_of(struct answer answer)
{
	int64_t id = 0;

	expect_status(answer, 201);
	ck_assert(json_int(json_at(answer.json, "id"), &id));
	return id;
}

static const char *
path_of(int64_t id)
{
	return arena_printf(e2e_arena(), "/admin/members/%" PRId64, id);
}

/* Last names in the order of the answer, each with a comma behind it. */
static const char *
names_in(struct answer answer)
{
	struct json_object *items = json_at(answer.json, "items");
	const char *names = "";

	expect_status(answer, 200);
	for (size_t i = 0; i < json_length(items); i++)
		names = arena_printf(e2e_arena(), "%s%s,", names,
		    json_text_at(json_item(items, i), "last_name"));
	return names;
}

static const char *
search(const struct studio *studio, const char *query)
{
	return names_in(
	    get(arena_printf(e2e_arena(), "/admin/members?%s", query),
		studio->staff));
}

START_TEST(a_member_is_stored_in_one_form_and_changed)
{
	struct studio *studio = studio_new("Formel", "pro");
	struct answer answer = post_json("/admin/members", studio->owner,
	    "{\"first_name\":\"Anna\",\"last_name\":\"Öztürk\",\"phone\":"
	    "\"0170 / 123 45 67\",\"email\":\" Anna@Example.ORG \","
	    "\"birth_date\":\"31.12.1990\",\"language\":\"Deutsch\","
	    "\"tags\":[\"VIP\",\"VIP\",\"Yoga\"],\"member_number\":\"M 1\","
	    "\"pause_info\":{\"until\":\"2027-01-01\"}}");
	int64_t id = id_of(answer);

	ck_assert_str_eq(json_text_at(answer.json, "phone"), "+491701234567");
	ck_assert_str_eq(
	    json_text_at(answer.json, "email"), "anna@example.org");
	ck_assert_str_eq(json_text_at(answer.json, "birth_date"), "1990-12-31");
	ck_assert_str_eq(json_text_at(answer.json, "language"), "de");
	ck_assert_str_eq(json_text_at(answer.json, "source"), "manual");
	ck_assert_uint_eq(json_length(json_at(answer.json, "tags")), 2);
	answer = put_json(
	    path_of(id), studio->owner, "{\"is_paused\":true,\"phone\":null}");
	expect_status(answer, 200);
	ck_assert(json_is_true(json_at(answer.json, "is_paused")));
	ck_assert_ptr_null(json_at(answer.json, "phone"));
	ck_assert_str_eq(json_text_at(answer.json, "last_name"), "Öztürk");
	ck_assert_int_eq(sql_int("SELECT count(*) FROM audit_logs WHERE "
				 "tenant_id = %" PRId64 " AND action = "
				 "'member.update' AND after->>'fields' = "
				 "'phone, is_paused'",
			     studio->id),
	    1);
	/* The log can not forget, so it never knew. */
	ck_assert_int_eq(
	    sql_int("SELECT count(*) FROM audit_logs l WHERE "
		    "tenant_id = %" PRId64 " AND l::text LIKE '%%ztürk%%'",
		studio->id),
	    0);
}
END_TEST

START_TEST(every_wrong_value_is_named)
{
	struct studio *studio = studio_new("Fehler", "pro");
	struct answer answer = post_json("/admin/members", studio->owner,
	    "{\"last_name\":\"X\",\"phone\":\"12\",\"email\":\"x\","
	    "\"birth_date\":\"2999-01-01\",\"language\":\"fr\",\"tags\":[1],"
	    "\"member_since\":\"1.13.2020\",\"pause_info\":[]}");

	expect_status(answer, 422);
	ck_assert_uint_eq(json_length(json_at(answer.json, "errors")), 7);
	expect_status(post_json("/admin/members", studio->owner, "{}"), 422);
	(void)id_of(post_json(
	    "/admin/members", studio->owner, "{\"member_number\":\"7\"}"));
	answer = post_json(
	    "/admin/members", studio->owner, "{\"member_number\":\"7\"}");
	expect_status(answer, 409);
	ck_assert_ptr_nonnull(strstr(answer.body, "#/member_number"));
}
END_TEST

START_TEST(staff_read_and_only_administrators_write)
{
	struct studio *studio = studio_new("Rollen", "pro");
	int64_t id = id_of(post_json(
	    "/admin/members", studio->owner, "{\"last_name\":\"A\"}"));

	expect_status(get(path_of(id), studio->staff), 200);
	expect_status(
	    post_json("/admin/members", studio->staff, "{\"last_name\":\"B\"}"),
	    403);
	expect_status(put_json(path_of(id), studio->staff, "{}"), 403);
	expect_status(send_body("DELETE", path_of(id), studio->staff, NULL,
			  NULL, 0, NULL),
	    403);
	expect_status(get("/admin/members/export", studio->staff), 403);
	expect_status(get("/admin/members", NULL), 401);
}
END_TEST

static void
add(const struct studio *studio, const char *first, const char *last,
    const char *more)
{
	(void)id_of(post_json("/admin/members", studio->owner,
	    arena_printf(e2e_arena(),
		"{\"first_name\":\"%s\",\"last_name\":\"%s\"%s}", first, last,
		more)));
}

START_TEST(members_are_found_by_any_beginning)
{
	struct studio *studio = studio_new("Suche", "pro");

	add(studio, "Max", "Müller", ",\"phone\":\"0170 5550001\"");
	add(studio, "Änne", "von der Leyen", ",\"member_number\":\"M-77\"");
	add(studio, "Max", "Zander", ",\"email\":\"zz@example.org\"");
	add(studio, "Eva", "Özil", ",\"tags\":[\"Yoga\"],\"is_paused\":true");
	ck_assert_str_eq(search(studio, "search=MULL"), "Müller,");
	ck_assert_str_eq(search(studio, "search=leyen"), "von der Leyen,");
	ck_assert_str_eq(search(studio, "search=anne"), "von der Leyen,");
	ck_assert_str_eq(search(studio, "search=m-77"), "von der Leyen,");
	ck_assert_str_eq(search(studio, "search=zz@ex"), "Zander,");
	ck_assert_str_eq(search(studio, "search=max"), "Müller,Zander,");
	ck_assert_str_eq(search(studio, "search=max%20z"), "Zander,");
	ck_assert_str_eq(search(studio, "search=0170%20555"), "Müller,");
	ck_assert_str_eq(search(studio, "search=%2B49170555"), "Müller,");
	ck_assert_str_eq(search(studio, "tag=Yoga"), "Özil,");
	ck_assert_str_eq(search(studio, "is_paused=false&search=o"), "");
	ck_assert_str_eq(search(studio, "is_paused=true"), "Özil,");
	ck_assert_str_eq(
	    search(studio, ""), "Müller,Özil,von der Leyen,Zander,");
	ck_assert_str_eq(search(studio, "search=%25"), "");
	expect_status(get("/admin/members?is_paused=x", studio->staff), 422);
	expect_status(get("/admin/members?cursor=x", studio->staff), 422);
}
END_TEST

START_TEST(pages_follow_each_other_while_members_come_and_go)
{
	struct studio *studio = studio_new("Seiten", "pro");
	struct answer answer;
	const char *next;

	for (char c = 'a'; c <= 'f'; c++)
		add(studio, "x", arena_printf(e2e_arena(), "%c", c), "");
	answer = get("/admin/members?limit=2", studio->staff);
	ck_assert_str_eq(names_in(answer), "a,b,");
	next = json_text_at(answer.json, "next");
	/* Before and behind the place; and the one that it stands on goes. */
	add(studio, "x", "aa", "");
	add(studio, "x", "bb", "");
	sql_run("DELETE FROM studio_members WHERE tenant_id = %" PRId64
		" AND last_name = 'b'",
	    studio->id);
	answer = get(
	    arena_printf(e2e_arena(), "/admin/members?limit=3&cursor=%s", next),
	    studio->staff);
	ck_assert_str_eq(names_in(answer), "bb,c,d,");
	answer = get("/admin/members?limit=2&sort=newest", studio->staff);
	ck_assert_str_eq(names_in(answer), "bb,aa,");
	next = json_text_at(answer.json, "next");
	ck_assert_str_eq(search(studio,
			     arena_printf(e2e_arena(),
				 "limit=2&sort=newest&cursor=%s", next)),
	    "f,e,");
}
END_TEST

static void
fill_to(const struct studio *studio, int count)
{
	sql_run("INSERT INTO studio_members (tenant_id, last_name) SELECT "
		"%" PRId64 ", 'x' FROM generate_series(1, %d)",
	    studio->id, count);
}

/* In a process of its own, so that several ask at once. */
static pid_t
ask_for_member(const struct studio *studio)
{
	const char *url =
	    arena_printf(e2e_arena(), "%s/admin/members", e2e_env("ARIIA_URL"));
	const char *token = arena_printf(
	    e2e_arena(), "Authorization: Bearer %s", studio->owner);
	pid_t pid = fork();

	ck_assert_int_ge(pid, 0);
	if (pid > 0)
		return pid;
	(void)execlp("curl", "curl", "-s", "-o", "/dev/null", "--noproxy", "*",
	    "-H", token, "-H", "Content-Type: application/json", "-d",
	    "{\"last_name\":\"n\"}", url, (char *)NULL);
	_exit(127);
}

START_TEST(the_plan_limits_members_also_side_by_side)
{
	struct studio *studio = studio_new("Grenze", "starter");
	struct answer answer;
	pid_t ask[20];
	int status;

	fill_to(studio, 495);
	/* Twenty at once for five places. */
	for (int i = 0; i < 20; i++)
		ask[i] = ask_for_member(studio);
	for (int i = 0; i < 20; i++)
		ck_assert_int_eq(waitpid(ask[i], &status, 0), ask[i]);
	ck_assert_int_eq(sql_int("SELECT count(*) FROM studio_members WHERE "
				 "tenant_id = %" PRId64,
			     studio->id),
	    500);
	answer =
	    post_json("/admin/members", studio->owner, "{\"last_name\":\"n\"}");
	expect_status(answer, 402);
	ck_assert_ptr_nonnull(strstr(answer.body, "500"));
	ck_assert_int_eq(
	    sql_int("SELECT active_members FROM usage_records WHERE "
		    "tenant_id = %" PRId64,
		studio->id),
	    500);
}
END_TEST

static int64_t
conversation_of(const struct studio *studio)
{
	const char *number = fresh_number();

	expect_status(
	    deliver(studio,
		whatsapp_text(studio, number, fresh_id("wamid."), "Hallo")),
	    200);
	return sql_int("SELECT id FROM chat_sessions WHERE tenant_id = "
		       "%" PRId64 " AND user_key = '%s'",
	    studio->id, number);
}

START_TEST(a_removed_member_leaves_nothing_behind)
{
	struct studio *studio = studio_new("Weg", "pro");
	int64_t session = conversation_of(studio);
	int64_t id = id_of(post_json(
	    "/admin/members", studio->owner, "{\"last_name\":\"A\"}"));

	expect_status(
	    put_json(arena_printf(e2e_arena(), "%s/memory", path_of(id)),
		studio->staff, "{\"goals\":\"Marathon\"}"),
	    200);
	sql_run("UPDATE chat_sessions SET member_id = %" PRId64
		", member_verified_at = now() WHERE id = %" PRId64,
	    id, session);
	expect_status(send_body("DELETE", path_of(id), studio->owner, NULL,
			  NULL, 0, NULL),
	    204);
	expect_status(get(path_of(id), studio->owner), 404);
	ck_assert_int_eq(sql_int("SELECT count(*) FROM member_memories WHERE "
				 "tenant_id = %" PRId64,
			     studio->id),
	    0);
	ck_assert_int_eq(
	    sql_int("SELECT count(*) FROM chat_sessions WHERE id = %" PRId64
		    " AND member_id IS NULL AND member_verified_at IS NULL",
		session),
	    1);
}
END_TEST

START_TEST(what_is_remembered_is_shown_corrected_and_erased)
{
	struct studio *studio = studio_new("Erinnerung", "pro");
	int64_t id = id_of(post_json(
	    "/admin/members", studio->owner, "{\"last_name\":\"A\"}"));
	const char *path = arena_printf(e2e_arena(), "%s/memory", path_of(id));
	struct answer answer = get(path, studio->staff);

	expect_status(answer, 200);
	ck_assert_str_eq(json_text_at(answer.json, "goals"), "");
	answer = put_json(path, studio->staff,
	    "{\"goals\":\"Marathon\",\"limits\":\"Knie\"}");
	expect_status(answer, 200);
	ck_assert_str_eq(json_text_at(answer.json, "source"), "staff");
	answer = put_json(path, studio->staff, "{\"goals\":\"5 km\"}");
	ck_assert_str_eq(json_text_at(answer.json, "limits"), "Knie");
	expect_status(
	    send_body("DELETE", path, studio->staff, NULL, NULL, 0, NULL), 403);
	expect_status(
	    send_body("DELETE", path, studio->owner, NULL, NULL, 0, NULL), 204);
	answer = get(path, studio->staff);
	ck_assert_str_eq(json_text_at(answer.json, "goals"), "");
	ck_assert_str_eq(json_text_at(answer.json, "limits"), "");
	ck_assert_int_eq(
	    sql_int("SELECT count(*) FROM audit_logs l WHERE "
		    "tenant_id = %" PRId64 " AND l::text LIKE '%%Marathon%%'",
		studio->id),
	    0);
	expect_status(
	    get("/admin/members/999999999/memory", studio->staff), 404);
}
END_TEST

START_TEST(another_studios_member_is_as_one_that_is_missing)
{
	struct studio *ours = studio_new("Unser", "pro");
	struct studio *theirs = studio_new("Ihr", "pro");
	int64_t id = id_of(post_json("/admin/members", theirs->owner,
	    "{\"last_name\":\"Geheim\",\"member_number\":\"1\"}"));

	expect_status(get(path_of(id), ours->owner), 404);
	expect_status(put_json(path_of(id), ours->owner, "{}"), 404);
	expect_status(
	    send_body("DELETE", path_of(id), ours->owner, NULL, NULL, 0, NULL),
	    404);
	expect_status(get(arena_printf(e2e_arena(), "%s/memory", path_of(id)),
			  ours->owner),
	    404);
	ck_assert_str_eq(search(ours, "search=geheim"), "");
	(void)id_of(post_json("/admin/members", ours->owner,
	    "{\"last_name\":\"Eigen\",\"member_number\":\"1\"}"));
	ck_assert_str_eq(search(theirs, ""), "Geheim,");
}
END_TEST

Suite *
members_suite(void)
{
	Suite *suite = suite_create("members");
	TCase *tests = tcase_create("members");

	tcase_add_checked_fixture(tests, e2e_setup, e2e_teardown);
	tcase_set_timeout(tests, 0);
	tcase_add_test(tests, a_member_is_stored_in_one_form_and_changed);
	tcase_add_test(tests, every_wrong_value_is_named);
	tcase_add_test(tests, staff_read_and_only_administrators_write);
	tcase_add_test(tests, members_are_found_by_any_beginning);
	tcase_add_test(
	    tests, pages_follow_each_other_while_members_come_and_go);
	tcase_add_test(tests, the_plan_limits_members_also_side_by_side);
	tcase_add_test(tests, a_removed_member_leaves_nothing_behind);
	tcase_add_test(tests, what_is_remembered_is_shown_corrected_and_erased);
	tcase_add_test(tests, another_studios_member_is_as_one_that_is_missing);
	suite_add_tcase(suite, tests);
	return suite;
}
