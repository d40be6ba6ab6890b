/*
 * api_key.c - keys for the programs of a studio.
 *
 * SPDX-License-Identifier: ISC
 */
#include "suites.h"

#define CHANGE "{\"studio_address\":\"Hafen 1\"}"

struct key {
	int64_t id;
	const char *text;
};

static struct key
key_new(const struct studio *studio, const char *scopes)
{
	struct answer answer = post_json("/auth/api-keys", studio->owner,
	    arena_printf(
		e2e_arena(), "{\"name\":\"Kasse\",\"scopes\":\"%s\"}", scopes));
	struct key key = { 0 };

	expect_status(answer, 201);
	ck_assert(json_int(json_at(answer.json, "id"), &key.id));
	key.text = json_text_at(answer.json, "key");
	ck_assert_ptr_nonnull(key.text);
	return key;
}

static struct answer
revoke(const struct studio *studio, int64_t id)
{
	return send_body("DELETE",
	    arena_printf(e2e_arena(), "/auth/api-keys/%" PRId64, id),
	    studio->owner, NULL, NULL, 0, NULL);
}

static void
expect_missing_scope(const struct answer *answer, const char *scope)
{
	expect_status(*answer, 403);
	ck_assert_msg(
	    strstr(json_text_at(answer->json, "detail"), scope) != NULL, "%s",
	    answer->body);
}

START_TEST(a_key_does_what_its_scopes_say_and_is_told_what_it_lacks)
{
	struct studio *studio = studio_new("Schlüssel", "pro");
	struct key reader = key_new(studio, "settings:read");
	struct key writer =
	    key_new(studio, "settings:write conversations:read");
	struct answer answer;

	ck_assert(text_starts_with(reader.text,
	    arena_printf(e2e_arena(), "ariia_%" PRId64 "_", studio->id)));
	expect_status(get("/admin/prompt-config", reader.text), 200);
	answer = put_json("/admin/prompt-config", reader.text, CHANGE);
	expect_missing_scope(&answer, "settings:write");
	answer = get("/sessions", reader.text);
	expect_missing_scope(&answer, "conversations:read");
	answer = get("/auth/audit", reader.text);
	expect_missing_scope(&answer, "audit:read");

	expect_status(get("/sessions", writer.text), 200);
	expect_status(
	    put_json("/admin/prompt-config", writer.text, CHANGE), 200);
	answer = get("/admin/prompt-config", writer.text);
	expect_missing_scope(&answer, "settings:read");
	/* What it did is written down. */
	ck_assert_int_eq(
	    sql_int("SELECT count(*) FROM audit_logs l JOIN users u ON u.id = "
		    "l.actor_user_id WHERE l.tenant_id = %" PRId64
		    " AND action = 'prompt_config.update' AND u.email LIKE "
		    "'owner@%%'",
		studio->id),
	    1);
}
END_TEST

START_TEST(a_key_is_shown_once_and_stored_nowhere)
{
	struct studio *studio = studio_new("Einmal", "pro");
	struct key key = key_new(studio, "audit:read  audit:read");
	struct answer answer = get("/auth/api-keys", studio->owner);
	struct json_object *item = json_item(json_at(answer.json, "items"), 0);

	ck_assert_str_eq(json_text_at(item, "name"), "Kasse");
	ck_assert_str_eq(json_text_at(item, "scopes"), "audit:read");
	ck_assert(text_starts_with(key.text, json_text_at(item, "key_start")));
	ck_assert_ptr_null(strstr(answer.body, key.text));
	ck_assert_int_eq(
	    sql_int("SELECT (SELECT count(*) FROM api_keys k WHERE k::text "
		    "LIKE '%%%s%%') + (SELECT count(*) FROM audit_logs l WHERE "
		    "l::text LIKE '%%%s%%')",
		key.text, key.text),
	    0);
	ck_assert_int_eq(
	    sql_int("SELECT count(*) FROM audit_logs WHERE tenant_id = %" PRId64
		    " AND action = 'api_key.create' AND after->>'name' = "
		    "'Kasse'",
		studio->id),
	    1);
}
END_TEST

START_TEST(a_revoked_key_is_nobody_at_once)
{
	struct studio *studio = studio_new("Entzogen", "pro");
	struct key key = key_new(studio, "settings:read");
	struct key other = key_new(studio, "settings:read");

	expect_status(get("/admin/prompt-config", key.text), 200);
	expect_status(revoke(studio, key.id), 204);
	expect_status(get("/admin/prompt-config", key.text), 401);
	expect_status(get("/admin/prompt-config", other.text), 200);
	expect_status(revoke(studio, key.id), 404);
	ck_assert_int_eq(
	    sql_int("SELECT count(*) FROM audit_logs WHERE tenant_id = %" PRId64
		    " AND action = 'api_key.revoke'",
		studio->id),
	    1);
}
END_TEST

START_TEST(a_key_ends_with_its_maker_and_its_studio)
{
	struct studio *studio = studio_new("Ohne Chef", "pro");
	struct key key = key_new(studio, "settings:read settings:write");

	expect_status(get("/admin/prompt-config", key.text), 200);
	/* It can do no more than its maker can. */
	sql_run("UPDATE users SET role = 'tenant_user' WHERE tenant_id = "
		"%" PRId64 " AND email LIKE 'owner@%%'",
	    studio->id);
	expect_status(get("/admin/prompt-config", key.text), 200);
	expect_status(put_json("/admin/prompt-config", key.text, CHANGE), 403);
	ariia(0, "user", "deactivate", "--tenant", studio->slug, "--email",
	    "owner@example.org");
	expect_status(get("/admin/prompt-config", key.text), 401);
	ariia(0, "user", "activate", "--tenant", studio->slug, "--email",
	    "owner@example.org");
	expect_status(get("/admin/prompt-config", key.text), 200);
	sql_run("UPDATE tenants SET is_active = false WHERE id = %" PRId64,
	    studio->id);
	expect_status(get("/admin/prompt-config", key.text), 401);
}
END_TEST

START_TEST(a_key_finds_nothing_of_another_studio)
{
	struct studio *ours = studio_new("Hüben", "pro");
	struct studio *theirs = studio_new("Drüben", "pro");
	struct key key = key_new(ours, "conversations:read settings:read");
	struct key other = key_new(theirs, "settings:read");
	const char *number = fresh_number();
	const char *start =
	    arena_printf(e2e_arena(), "ariia_%" PRId64 "_", ours->id);
	int64_t id;

	expect_status(
	    deliver(theirs,
		whatsapp_text(theirs, number, fresh_id("wamid."), "Hallo")),
	    200);
	id = sql_int("SELECT id FROM chat_sessions WHERE tenant_id = %" PRId64,
	    theirs->id);
	expect_status(
	    get(arena_printf(e2e_arena(), "/sessions/%" PRId64 "/messages", id),
		theirs->owner),
	    200);
	expect_status(
	    get(arena_printf(e2e_arena(), "/sessions/%" PRId64 "/messages", id),
		key.text),
	    404);
	expect_status(revoke(ours, other.id), 404);
	expect_status(get("/admin/prompt-config", other.text), 200);
	/* With the number of the other studio in it, it is no key at all. */
	expect_status(get("/admin/prompt-config",
			  arena_printf(e2e_arena(), "ariia_%" PRId64 "_%s",
			      theirs->id, key.text + strlen(start))),
	    401);
}
END_TEST

START_TEST(every_byte_of_a_key_counts)
{
	struct studio *studio = studio_new("Genau", "pro");
	struct key key = key_new(studio, "settings:read");
	char *bent = arena_copy(e2e_arena(), key.text);
	size_t len = strlen(bent);

	for (size_t at = 0; at < len; at += 3) {
		char kept = bent[at];

		bent[at] = kept == 'A' ? 'B' : 'A';
		expect_status(get("/admin/prompt-config", bent), 401);
		bent[at] = kept;
	}
	expect_status(get("/admin/prompt-config", bent), 200);
}
END_TEST

START_TEST(the_last_use_is_noted_to_the_minute)
{
	struct studio *studio = studio_new("Stempeluhr", "pro");
	struct key key =
	    key_new(studio, "settings:read settings:write conversations:read");

	expect_status(get("/admin/prompt-config", key.text), 200);
	sql_wait(1, 5000,
	    "SELECT count(*) FROM api_keys WHERE id = %" PRId64
	    " AND last_used_at > now() - interval '2 minutes'"
	    " AND last_used_at = date_trunc('minute', last_used_at)",
	    key.id);
	/* Also when something was changed, and when it was not there. */
	sql_run("UPDATE api_keys SET last_used_at = '2020-01-01' WHERE id = "
		"%" PRId64,
	    key.id);
	expect_status(put_json("/admin/prompt-config", key.text, CHANGE), 200);
	sql_wait(1, 5000,
	    "SELECT count(*) FROM api_keys WHERE id = %" PRId64
	    " AND last_used_at > '2020-01-01'",
	    key.id);
	sql_run("UPDATE api_keys SET last_used_at = '2020-01-01' WHERE id = "
		"%" PRId64,
	    key.id);
	expect_status(get("/sessions/999999999/messages", key.text), 404);
	sql_wait(1, 5000,
	    "SELECT count(*) FROM api_keys WHERE id = %" PRId64
	    " AND last_used_at > '2020-01-01'",
	    key.id);
}
END_TEST

START_TEST(a_key_has_no_account_and_makes_no_keys)
{
	struct studio *studio = studio_new("Automat", "pro");
	struct key key = key_new(studio,
	    "audit:read audit:write conversations:read conversations:write "
	    "settings:read settings:write users:read users:write");

	expect_status(post_json("/auth/api-keys", key.text,
			  "{\"name\":\"x\",\"scopes\":\"audit:read\"}"),
	    403);
	expect_status(get("/auth/api-keys", key.text), 403);
	expect_status(get("/auth/second-factor", key.text), 403);
	expect_status(post_json("/auth/second-factor", key.text, ""), 403);
	expect_status(get("/auth/me", key.text), 403);
}
END_TEST

START_TEST(only_an_owner_with_a_fresh_password_makes_keys)
{
	struct studio *studio = studio_new("Befugt", "pro");
	const char *body = "{\"name\":\"x\",\"scopes\":\"audit:read\"}";
	struct answer answer;

	expect_status(post_json("/auth/api-keys", studio->staff, body), 403);
	expect_status(get("/auth/api-keys", studio->staff), 403);
	answer = post_json("/auth/api-keys", studio->owner,
	    "{\"name\":\"x\",\"scopes\":\"audit:read everything\"}");
	expect_status(answer, 422);
	ck_assert_str_eq(
	    json_text_at(
		json_item(json_at(answer.json, "errors"), 0), "pointer"),
	    "#/scopes");
	sql_run("UPDATE user_sessions SET confirmed_at = now() - interval "
		"'16 minutes' WHERE tenant_id = %" PRId64,
	    studio->id);
	answer = post_json("/auth/api-keys", studio->owner, body);
	expect_status(answer, 403);
	ck_assert_str_eq(json_text_at(answer.json, "type"),
	    "/problems/confirmation-required");
}
END_TEST

START_TEST(keys_of_a_studio_have_a_limit)
{
	struct studio *studio = studio_new("Schlüsselbund", "pro");
	struct key key = key_new(studio, "audit:read");

	sql_run("INSERT INTO api_keys (tenant_id, name, key_hash, key_start, "
		"scopes, created_by) SELECT tenant_id, name, 'h' || n, "
		"key_start, scopes, created_by FROM api_keys, "
		"generate_series(1, 99) n WHERE id = %" PRId64,
	    key.id);
	expect_status(post_json("/auth/api-keys", studio->owner,
			  "{\"name\":\"x\",\"scopes\":\"audit:read\"}"),
	    409);
	expect_status(revoke(studio, key.id), 204);
	(void)key_new(studio, "audit:read");
}
END_TEST

Suite *
api_key_suite(void)
{
	Suite *suite = suite_create("api_key");
	TCase *tests = tcase_create("api_key");

	tcase_add_checked_fixture(tests, e2e_setup, e2e_teardown);
	tcase_set_timeout(tests, 0);
	tcase_add_test(
	    tests, a_key_does_what_its_scopes_say_and_is_told_what_it_lacks);
	tcase_add_test(tests, a_key_is_shown_once_and_stored_nowhere);
	tcase_add_test(tests, a_revoked_key_is_nobody_at_once);
	tcase_add_test(tests, a_key_ends_with_its_maker_and_its_studio);
	tcase_add_test(tests, a_key_finds_nothing_of_another_studio);
	tcase_add_test(tests, every_byte_of_a_key_counts);
	tcase_add_test(tests, the_last_use_is_noted_to_the_minute);
	tcase_add_test(tests, a_key_has_no_account_and_makes_no_keys);
	tcase_add_test(tests, only_an_owner_with_a_fresh_password_makes_keys);
	tcase_add_test(tests, keys_of_a_studio_have_a_limit);
	suite_add_tcase(suite, tests);
	return suite;
}
