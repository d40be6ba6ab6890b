/*
 * session.c - the end of sessions, keys that rotate, and whose host it is.
 *
 * SPDX-License-Identifier: ISC
 */
#include <fcntl.h>
#include <hiredis/hiredis.h>
#include <signal.h>
#include <unistd.h>

#include "base/config.h"
#include "base/time.h"
#include "identity/token.h"
#include "person.h"
#include "suites.h"

static const char *const places[] = { "/auth/me", "/auth/sessions", "/sessions",
	"/admin/prompt-config" };

static void
expect_everywhere(const char *token, int status)
{
	for (size_t i = 0; i < ARRAY_LENGTH(places); i++)
		expect_status(get(places[i], token), status);
}

static void
flush_redis(void)
{
	redisContext *redis = redisConnectUnix(e2e_env("ARIIA_REDIS"));

	ck_assert(redis != NULL && redis->err == 0);
	freeReplyObject(redisCommand(redis, "FLUSHALL"));
	redisFree(redis);
}

static void
set_active(const struct person *person, const char *word)
{
	ariia(0, "user", word, "--tenant", person->studio->slug, "--email",
	    person->email);
}

START_TEST(a_deactivated_user_is_out_with_redis_up_flushed_or_stopped)
{
	struct person *mia =
	    person_new(studio_new("Ausgang", "pro"), "tenant_admin");
	const char *token = token_of_login(mia);

	expect_everywhere(token, 200);
	set_active(mia, "deactivate");
	expect_everywhere(token, 401);
	flush_redis();
	expect_everywhere(token, 401);
	expect_status(
	    login_from(fresh_address(), mia->email, PERSON_PASSWORD), 401);
	set_active(mia, "activate");
	token = token_of_login(mia);
	expect_everywhere(token, 200);
	program_signal("redis", SIGSTOP);
	set_active(mia, "deactivate");
	expect_everywhere(token, 401);
	set_active(mia, "activate");
	token = token_of_login(mia);
	expect_everywhere(token, 200);
	program_signal("redis", SIGCONT);
	expect_everywhere(token, 200);
}
END_TEST

START_TEST(a_studio_that_is_deactivated_lets_nobody_in)
{
	struct person *mia =
	    person_new(studio_new("Zu", "pro"), "tenant_admin");
	const char *token = token_of_login(mia);

	ariia(0, "tenant", "deactivate", mia->studio->slug);
	expect_everywhere(token, 401);
	expect_status(
	    login_from(fresh_address(), mia->email, PERSON_PASSWORD), 401);
	ariia(0, "tenant", "activate", mia->studio->slug);
	expect_everywhere(token, 200);
}
END_TEST

static int64_t
session_id(const char *token)
{
	struct token_claims *claims = token_open(stack_task(), token);

	return sql_int(
	    "SELECT id FROM user_sessions WHERE jti = '%s'", claims->jti);
}

static int
end_session(int64_t id, const char *token)
{
	return send_body("DELETE",
	    arena_printf(e2e_arena(), "/auth/sessions/%" PRId64, id), token,
	    NULL, NULL, 0, NULL)
	    .status;
}

START_TEST(one_sees_and_ends_only_ones_own_sessions)
{
	struct studio *studio = studio_new("Sitzung", "pro");
	struct person *mia = person_new(studio, "tenant_user");
	const char *here = token_of_login(mia);
	const char *there = token_of_login(mia);
	const char *third = token_of_login(mia);
	struct answer answer = get("/auth/sessions", here);
	int current = 0;

	expect_status(answer, 200);
	ck_assert_uint_eq(json_length(json_at(answer.json, "items")), 3);
	for (size_t i = 0; i < 3; i++)
		current += json_is_true(json_at(
		    json_item(json_at(answer.json, "items"), i), "is_current"));
	ck_assert_int_eq(current, 1);
	ck_assert_ptr_null(strstr(answer.body, "jti"));
	ck_assert_int_eq(end_session(session_id(studio->owner), here), 404);
	ck_assert_int_eq(end_session(999999999, here), 404);
	ck_assert_int_eq(end_session(session_id(third), here), 204);
	ck_assert_int_eq(end_session(session_id(third), here), 404);
	expect_status(get("/auth/me", third), 401);
	expect_status(
	    send_body("DELETE", "/auth/sessions", here, NULL, NULL, 0, NULL),
	    204);
	flush_redis();
	expect_status(get("/auth/me", there), 401);
	expect_status(get("/auth/me", here), 200);
	expect_status(get("/auth/me", studio->owner), 200);
}
END_TEST

START_TEST(the_password_once_more_makes_a_session_fresh)
{
	struct person *mia =
	    person_new(studio_new("Nochmal", "pro"), "tenant_user");
	const char *token = token_of_login(mia);

	sql_run("UPDATE user_sessions SET confirmed_at = now() - interval '1 "
		"day' WHERE id = %" PRId64,
	    session_id(token));
	expect_status(post_json("/auth/confirm", token,
			  "{\"password\":\"nicht das richtige\"}"),
	    401);
	expect_status(post_json("/auth/confirm", token,
			  "{\"password\":\"" PERSON_PASSWORD "\"}"),
	    204);
	ck_assert_int_eq(
	    sql_int("SELECT count(*) FROM user_sessions WHERE id = %" PRId64
		    " AND confirmed_at > now() - interval '1 minute'",
		session_id(token)),
	    1);
}
END_TEST

START_TEST(a_hash_of_weaker_parameters_is_renewed_at_sign_in)
{
	/* "lila Elefanten tanzen leise" with N = 2^14. */
	static const char old[] = "scrypt$14$8$1$c2FsdHNhbHRzYWx0c2FsdA$"
				  "hr_KAqIyp8TEPzWsoVhx3ZhD3Sy_NTYWzYzpanDjeDo";
	struct person *mia =
	    person_new(studio_new("Auffrischung", "pro"), "tenant_user");

	sql_run("UPDATE users SET password_hash = '%s' WHERE id = %" PRId64,
	    old, mia->id);
	(void)token_of_login(mia);
	ck_assert_int_eq(
	    sql_int("SELECT count(*) FROM users WHERE id = %" PRId64
		    " AND password_hash LIKE 'scrypt$15$8$1$%%'",
		mia->id),
	    1);
	(void)token_of_login(mia);
}
END_TEST

static const char *
read_config(void)
{
	struct buf text = buf_new(e2e_arena(), 1 << 20);
	int file = open(e2e_env("ARIIA_CONFIG"), O_RDONLY | O_CLOEXEC);
	char chunk[4096];
	ssize_t got;

	while ((got = read(file, chunk, sizeof(chunk))) > 0)
		buf_add_bytes(&text, chunk, (size_t)got);
	close(file);
	return buf_text(&text);
}

static void
write_config(const char *text)
{
	int file =
	    open(e2e_env("ARIIA_CONFIG"), O_WRONLY | O_TRUNC | O_CLOEXEC);

	ck_assert_int_eq(
	    write(file, text, strlen(text)), (ssize_t)strlen(text));
	close(file);
	program_signal("auth", SIGHUP);
}

/* Fresh children have taken over when the answer is another one for good. */
static void
await_status(const char *token, int status)
{
	int64_t end_ms = monotonic_ms() + 10000;

	for (int in_a_row = 0; in_a_row < 20;) {
		in_a_row =
		    get("/auth/me", token).status == status ? in_a_row + 1 : 0;
		ck_assert_msg(monotonic_ms() < end_ms, "never %d", status);
	}
}

START_TEST(the_old_key_verifies_while_it_is_configured_and_never_signs)
{
	struct person *mia =
	    person_new(studio_new("Schlüssel", "pro"), "tenant_user");
	const char *token = token_of_login(mia);
	const char *before = read_config();
	struct task *task = stack_task();
	struct config rotated = *task->config;
	const char *old;

	rotated.auth_secret = "an older secret of more than thirty-two bytes";
	rotated.auth_secret_old = "";
	old = token_mint(
	    &(struct task){ .arena = e2e_arena(), .config = &rotated },
	    token_open(task, token));
	expect_status(get("/auth/me", old), 401);
	write_config(arena_printf(e2e_arena(), "%s\nauth_secret_old = %s\n",
	    before, rotated.auth_secret));
	await_status(old, 200);
	expect_status(get("/auth/me", token), 200);
	ck_assert_ptr_nonnull(token_open(task, token_of_login(mia)));
	write_config(before);
	await_status(old, 401);
	expect_status(get("/auth/me", token), 200);
}
END_TEST

static struct answer
on_host(const char *host, const char *token)
{
	return call_from(&(struct call){
	    .method = "GET",
	    .path = "/auth/me",
	    .headers = { arena_printf(e2e_arena(), "Host: %s", host),
		arena_printf(e2e_arena(), "Authorization: Bearer %s", token) },
	});
}

START_TEST(the_host_of_a_studio_has_to_agree_with_the_token)
{
	struct studio *ours = studio_new("Hier", "pro");
	struct studio *theirs = studio_new("Dort", "pro");
	const char *domain = text_lower(e2e_arena(), fresh_id("deck.example-"));
	struct answer other, missing;

	domain = arena_printf(e2e_arena(), "d%" PRId64 ".example", ours->id);
	sql_run("INSERT INTO domains (tenant_id, host) VALUES (%" PRId64
		", '%s')",
	    ours->id, domain);
	expect_status(on_host(domain, ours->staff), 200);
	expect_status(on_host(domain, theirs->staff), 403);
	expect_status(
	    on_host(arena_printf(e2e_arena(), "%s.localhost", ours->slug),
		ours->staff),
	    200);
	other = on_host(arena_printf(e2e_arena(), "%s.localhost", theirs->slug),
	    ours->owner);
	missing = on_host("nobody-at-all.localhost", ours->owner);
	expect_status(other, 403);
	expect_status(missing, 403);
	ck_assert_str_eq(json_text_at(other.json, "detail"),
	    json_text_at(missing.json, "detail"));
	expect_status(on_host("somewhere.example", ours->owner), 200);
	expect_status(on_host(domain, "x.y"), 401);
}
END_TEST

START_TEST(the_tenant_header_counts_behind_the_web_server_only)
{
	struct studio *ours = studio_new("Kopf", "pro");
	struct studio *theirs = studio_new("Zeile", "pro");
	const char *header =
	    arena_printf(e2e_arena(), "X-Tenant-Slug: %s", theirs->slug);
	const char *param =
	    arena_printf(e2e_arena(), "HTTP_X_TENANT_SLUG=%s", theirs->slug);
	const char *bearer = arena_printf(
	    e2e_arena(), "HTTP_AUTHORIZATION=Bearer %s", ours->owner);
	const char *own =
	    arena_printf(e2e_arena(), "HTTP_X_TENANT_SLUG=%s", ours->slug);

	expect_status(
	    send_body("GET", "/auth/me", ours->owner, NULL, NULL, 0, header),
	    200);
	expect_status(ask_program("auth", "/auth/me",
			  (const char *const[]){ bearer, param, NULL }),
	    403);
	expect_status(ask_program("admin", "/sessions",
			  (const char *const[]){ bearer, param, NULL }),
	    403);
	expect_status(ask_program("auth", "/auth/me",
			  (const char *const[]){ bearer, own, NULL }),
	    200);
}
END_TEST

START_TEST(the_operator_acts_elsewhere_and_it_is_written_down_there)
{
	struct person *root =
	    person_new(studio_new("Betrieb", "pro"), "system_admin");
	struct studio *theirs = studio_new("Kundin", "pro");
	const char *token = token_of_login(root);
	const char *host =
	    arena_printf(e2e_arena(), "Host: %s.localhost", theirs->slug);
	struct answer answer = on_host(
	    arena_printf(e2e_arena(), "%s.localhost", theirs->slug), token);

	expect_status(answer, 200);
	ck_assert_str_eq(
	    json_text_at(answer.json, "tenant_slug"), theirs->slug);
	expect_status(on_host("nobody-at-all.localhost", token), 404);
	answer = call_from(&(struct call){
	    .method = "PUT",
	    .path = "/admin/prompt-config",
	    .type = "application/json",
	    .body = "{\"studio_address\":\"Vom Betrieb\"}",
	    .headers = { host,
		arena_printf(e2e_arena(), "Authorization: Bearer %s", token) },
	});
	expect_status(answer, 200);
	ck_assert_str_eq(
	    json_text_at(get("/admin/prompt-config", theirs->owner).json,
		"studio_address"),
	    "Vom Betrieb");
	ck_assert_int_eq(
	    sql_int("SELECT count(*) FROM audit_logs WHERE tenant_id = "
		    "%" PRId64 " AND actor_user_id = %" PRId64
		    " AND action IN ('operator.act', 'prompt_config.update')",
		theirs->id, root->id),
	    2);
	/* The account stays at home. */
	answer = call_from(&(struct call){
	    .method = "GET",
	    .path = "/auth/sessions",
	    .headers = { host,
		arena_printf(e2e_arena(), "Authorization: Bearer %s", token) },
	});
	ck_assert_uint_eq(json_length(json_at(answer.json, "items")), 1);
}
END_TEST

Suite *
session_suite(void)
{
	Suite *suite = suite_create("session");
	TCase *tests = tcase_create("session");

	tcase_add_checked_fixture(tests, e2e_setup, e2e_teardown);
	tcase_set_timeout(tests, 0);
	tcase_add_test(
	    tests, a_deactivated_user_is_out_with_redis_up_flushed_or_stopped);
	tcase_add_test(tests, a_studio_that_is_deactivated_lets_nobody_in);
	tcase_add_test(tests, one_sees_and_ends_only_ones_own_sessions);
	tcase_add_test(tests, the_password_once_more_makes_a_session_fresh);
	tcase_add_test(
	    tests, a_hash_of_weaker_parameters_is_renewed_at_sign_in);
	tcase_add_test(
	    tests, the_old_key_verifies_while_it_is_configured_and_never_signs);
	tcase_add_test(tests, the_host_of_a_studio_has_to_agree_with_the_token);
	tcase_add_test(
	    tests, the_tenant_header_counts_behind_the_web_server_only);
	tcase_add_test(
	    tests, the_operator_acts_elsewhere_and_it_is_written_down_there);
	suite_add_tcase(suite, tests);
	return suite;
}
