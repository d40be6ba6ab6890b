/*
 * login.c - signing in and out; which tokens and cookies are believed.
 *
 * SPDX-License-Identifier: ISC
 */
#include <fcntl.h>
#include <hiredis/hiredis.h>
#include <signal.h>
#include <unistd.h>

#include "base/config.h"
#include "base/crypto.h"
#include "base/time.h"
#include "identity/token.h"
#include "person.h"
#include "suites.h"

#define FORM "application/x-www-form-urlencoded"
#define NONCE "1234567890123456789012"

static void
flush_redis(void)
{
	redisContext *redis = redisConnectUnix(e2e_env("ARIIA_REDIS"));

	ck_assert(redis != NULL && redis->err == 0);
	freeReplyObject(redisCommand(redis, "FLUSHALL"));
	redisFree(redis);
}

static const char *
without_instance(const struct answer *answer)
{
	json_object_object_del(answer->json, "instance");
	return json_object_to_json_string(answer->json);
}

static struct answer
with_cookie(const char *method, const char *path, const char *cookie)
{
	return call_from(&(struct call){
	    .method = method,
	    .path = path,
	    .headers = { arena_printf(e2e_arena(), "Cookie: %s", cookie) },
	});
}

/* What is in the token of a good session, to be changed. */
static struct token_claims
claims_of(const char *token)
{
	struct token_claims *claims = token_open(stack_task(), token);

	ck_assert_ptr_nonnull(claims);
	return *claims;
}

static const char *
mint(struct token_claims claims)
{
	return token_mint(stack_task(), &claims);
}

/* The token of a form, as the page with this session has it. */
static const char *
csrf_of(const char *jti)
{
	const char *secret = stack_task()->config->auth_secret;
	const char *text = arena_printf(e2e_arena(), "csrf:" NONCE ":%s", jti);
	unsigned char mac[SHA256_BYTES];

	crypto_hmac_sha256(secret, strlen(secret), text, strlen(text), mac);
	return text_base64url(e2e_arena(), mac, sizeof(mac));
}

static struct answer
post_form(const char *path, const char *cookies, const char *body)
{
	return call_from(&(struct call){
	    .method = "POST",
	    .path = path,
	    .type = FORM,
	    .body = body,
	    .headers = { arena_printf(
		e2e_arena(), "Cookie: ariia_csrf=" NONCE "; %s", cookies) },
	});
}

START_TEST(a_password_opens_a_session_and_me_says_whose)
{
	struct studio *studio = studio_new("Eingang", "pro");
	struct person *mia = person_new(studio, "tenant_admin");
	struct answer answer = post_json(
	    "/auth/login", NULL, login_body(mia->email, PERSON_PASSWORD));
	const char *token;

	expect_status(answer, 200);
	ck_assert_str_eq(
	    json_text_at(answer.json, "user", "email"), mia->email);
	ck_assert_ptr_nonnull(json_text_at(answer.json, "expires_at"));
	ck_assert_ptr_null(answer_header(&answer, "set-cookie"));
	token = json_text_at(answer.json, "token");
	answer = get("/auth/me", token);
	expect_status(answer, 200);
	ck_assert_str_eq(json_text_at(answer.json, "role"), "tenant_admin");
	ck_assert_str_eq(
	    json_text_at(answer.json, "tenant_slug"), studio->slug);
	ck_assert_str_eq(json_text_at(answer.json, "session_kind"), "bearer");
	expect_status(get("/sessions", token), 200);
	ck_assert_int_eq(
	    sql_int("SELECT count(*) FROM audit_logs WHERE tenant_id = "
		    "%" PRId64 " AND action = 'session.start' AND "
		    "actor_user_id = %" PRId64,
		studio->id, mia->id),
	    1);
}
END_TEST

START_TEST(unknown_inactive_and_wrong_are_one_answer_after_one_time)
{
	struct studio *studio = studio_new("Gleichmut", "pro");
	struct person *known = person_new(studio, "tenant_user");
	struct person *inactive = person_new(studio, "tenant_user");
	const char *address = fresh_address();
	const struct {
		const char *email;
		const char *password;
	} tries[] = { { known->email, "ganz und gar falsch" },
		{ inactive->email, PERSON_PASSWORD },
		{ fresh_id("nobody@"), "ganz und gar falsch" } };
	const char *said = NULL;
	int64_t shortest = INT64_MAX;

	sql_run("UPDATE users SET is_active = false WHERE id = %" PRId64,
	    inactive->id);
	for (size_t i = 0; i < ARRAY_LENGTH(tries); i++) {
		int64_t since = monotonic_ms();
		struct answer answer =
		    login_from(address, tries[i].email, tries[i].password);
		int64_t took = monotonic_ms() - since;

		expect_status(answer, 401);
		if (said != NULL)
			ck_assert_str_eq(without_instance(&answer), said);
		said = without_instance(&answer);
		shortest = took < shortest ? took : shortest;
	}
	/* None came without hashing, which takes 100 ms at the very least. */
	ck_assert_int_gt(shortest, 40);
}
END_TEST

START_TEST(a_logout_survives_a_flushed_redis_and_ends_only_itself)
{
	struct person *mia =
	    person_new(studio_new("Abschied", "pro"), "tenant_user");
	const char *one = token_of_login(mia);
	const char *other = token_of_login(mia);

	expect_status(
	    send_body("POST", "/auth/logout", one, NULL, NULL, 0, NULL), 204);
	expect_status(get("/auth/me", one), 401);
	flush_redis();
	expect_status(get("/auth/me", one), 401);
	expect_status(get("/sessions", one), 401);
	expect_status(get("/auth/me", other), 200);
}
END_TEST

START_TEST(a_browser_gets_a_cookie_and_is_sent_on)
{
	struct person *mia =
	    person_new(studio_new("Keks", "pro"), "tenant_user");
	const char *body = arena_printf(e2e_arena(),
	    "email=%s&password=%s&next=%%2Faccount&csrf=%s",
	    text_url_encode(e2e_arena(), mia->email),
	    text_url_encode(e2e_arena(), PERSON_PASSWORD), csrf_of(""));
	struct answer answer = post_form("/auth/login", "a=b", body);
	const char *cookie, *jti;

	expect_status(answer, 303);
	ck_assert_str_eq(answer_header(&answer, "location"), "/account");
	cookie = answer_cookie(&answer, "ariia");
	ck_assert_ptr_nonnull(cookie);
	ck_assert_ptr_nonnull(
	    strstr(answer.headers, "; Path=/; HttpOnly; SameSite=Lax"));
	expect_status(with_cookie("GET", "/auth/me", cookie), 200);
	jti = claims_of(cookie + strlen("ariia=")).jti;
	/* The token of a form is this session's and no other's. */
	expect_status(post_form("/auth/logout", cookie, "x=y"), 403);
	expect_status(post_form("/auth/logout", cookie,
			  arena_printf(e2e_arena(), "csrf=%s", csrf_of(""))),
	    403);
	answer = post_form("/auth/logout", cookie,
	    arena_printf(e2e_arena(), "csrf=%s", csrf_of(jti)));
	expect_status(answer, 303);
	ck_assert_str_eq(answer_cookie(&answer, "ariia"), "ariia=");
	expect_status(with_cookie("GET", "/auth/me", cookie), 401);
}
END_TEST

START_TEST(a_form_of_another_site_signs_nobody_in)
{
	struct person *mia =
	    person_new(studio_new("Fremd", "pro"), "tenant_user");
	const char *body = arena_printf(e2e_arena(), "email=%s&password=%s",
	    text_url_encode(e2e_arena(), mia->email),
	    text_url_encode(e2e_arena(), PERSON_PASSWORD));

	expect_status(post_form("/auth/login", "a=b", body), 403);
	expect_status(call_from(&(struct call){ .method = "POST",
			  .path = "/auth/login",
			  .type = FORM,
			  .body = body }),
	    403);
	ck_assert_int_eq(
	    sql_int(
		"SELECT count(*) FROM user_sessions WHERE user_id = %" PRId64,
		mia->id),
	    0);
}
END_TEST

START_TEST(a_form_of_another_site_signs_nobody_up)
{
	const char *id = fresh_id("fremd-");
	struct answer answer = call_from(&(struct call){
	    .method = "POST",
	    .path = "/auth/register",
	    .type = FORM,
	    .body = arena_printf(e2e_arena(),
		"tenant_name=%s&email=%s%%40example.com&password=%s", id, id,
		text_url_encode(e2e_arena(), PERSON_PASSWORD)),
	});

	expect_status(answer, 403);
	ck_assert_ptr_null(answer_cookie(&answer, "ariia"));
	ck_assert_int_eq(sql_int("SELECT count(*) FROM users WHERE email ="
				 " '%s@example.com'",
			     id),
	    0);
}
END_TEST

START_TEST(a_way_on_never_leaves_the_site)
{
	static const char *const ways[] = { "//evil.example",
		"https://evil.example", "/\\evil.example", "evil" };
	struct person *mia =
	    person_new(studio_new("Umweg", "pro"), "tenant_user");

	for (size_t i = 0; i < ARRAY_LENGTH(ways); i++) {
		struct answer answer = post_form("/auth/login", "a=b",
		    arena_printf(e2e_arena(),
			"email=%s&password=%s&csrf=%s&next=%s", mia->email,
			text_url_encode(e2e_arena(), PERSON_PASSWORD),
			csrf_of(""), text_url_encode(e2e_arena(), ways[i])));

		expect_status(answer, 303);
		ck_assert_str_eq(answer_header(&answer, "location"), "/");
	}
}
END_TEST

START_TEST(a_cookie_is_renewed_while_it_is_used_and_ends_when_idle)
{
	struct person *mia =
	    person_new(studio_new("Dauer", "pro"), "tenant_user");
	struct answer answer = post_json("/auth/login", NULL,
	    arena_printf(e2e_arena(),
		"{\"email\":\"%s\",\"password\":\"" PERSON_PASSWORD
		"\",\"cookie\":true}",
		mia->email));
	struct token_claims claims, renewed;
	const char *cookie = answer_cookie(&answer, "ariia");

	ck_assert_ptr_nonnull(cookie);
	ck_assert_ptr_null(answer_cookie(
	    &(struct answer[]){ with_cookie("GET", "/auth/me", cookie) }[0],
	    "ariia"));
	claims = claims_of(cookie + strlen("ariia="));
	claims.iat -= 600;
	claims.exp -= 600;
	answer = with_cookie("GET", "/auth/me",
	    arena_printf(e2e_arena(), "ariia=%s", mint(claims)));
	expect_status(answer, 200);
	cookie = answer_cookie(&answer, "ariia");
	ck_assert_ptr_nonnull(cookie);
	renewed = claims_of(cookie + strlen("ariia="));
	ck_assert_str_eq(renewed.jti, claims.jti);
	ck_assert_int_ge(renewed.exp, claims.exp + 500);
	claims.exp = claims.iat + 1;
	expect_status(with_cookie("GET", "/auth/me",
			  arena_printf(e2e_arena(), "ariia=%s", mint(claims))),
	    401);
	/* However much it is used, the row says when it ends. */
	sql_run("UPDATE user_sessions SET expires_at = now() WHERE jti = '%s'",
	    renewed.jti);
	expect_status(with_cookie("GET", "/auth/me", cookie), 401);
}
END_TEST

/* Every byte once, and every bit of the last one: base64url has spare ones. */
START_TEST(any_flipped_bit_of_a_token_or_cookie_is_refused)
{
	struct person *mia =
	    person_new(studio_new("Kipp", "pro"), "tenant_user");
	char *token = arena_copy(e2e_arena(), token_of_login(mia));
	size_t len = strlen(token);

	for (size_t bit = 0; bit < len + 7; bit++) {
		size_t at = bit < len ? bit : len - 1;
		char kept = token[at];

		token[at] ^= (char)(1 << (bit < len ? bit % 6 : bit - len));
		if (token[at] > ' ' && token[at] < 0x7f && token[at] != ';' &&
		    token[at] != ',') {
			expect_status(get("/auth/me", token), 401);
			if (bit % 4 == 0 && token[at] != '"')
				expect_status(with_cookie("GET", "/sessions",
						  arena_printf(e2e_arena(),
						      "ariia=%s", token)),
				    401);
		}
		token[at] = kept;
	}
	expect_status(get("/auth/me", token), 200);
	expect_status(with_cookie("GET", "/sessions",
			  arena_printf(e2e_arena(), "ariia=%s", token)),
	    200);
}
END_TEST

START_TEST(a_token_that_is_late_or_of_somebody_else_is_refused)
{
	struct studio *studio = studio_new("Echt", "pro");
	struct person *mia = person_new(studio, "tenant_user");
	struct person *ole = person_new(studio, "tenant_admin");
	struct person *far =
	    person_new(studio_new("Fern", "pro"), "tenant_admin");
	const char *token = token_of_login(mia);
	const struct token_claims good = claims_of(token);
	struct token_claims bad = good;

	bad.exp = instant_now().us / 1000000 - 1;
	expect_status(get("/auth/me", mint(bad)), 401);
	bad = good;
	bad.tenant_id = far->studio->id;
	expect_status(get("/auth/me", mint(bad)), 401);
	bad.sub = far->id;
	expect_status(get("/auth/me", mint(bad)), 401);
	bad = good;
	bad.sub = ole->id;
	expect_status(get("/auth/me", mint(bad)), 401);
	bad = good;
	bad.jti = crypto_random_id(e2e_arena());
	expect_status(get("/auth/me", mint(bad)), 401);
	/* The role in the token is only its history. */
	bad = good;
	bad.role = "system_admin";
	ck_assert_str_eq(json_text_at(get("/auth/me", mint(bad)).json, "role"),
	    "tenant_user");
	sql_run("DELETE FROM users WHERE id = %" PRId64, mia->id);
	expect_status(get("/auth/me", token), 401);
	expect_status(get("/sessions", token), 401);
}
END_TEST

Suite *
login_suite(void)
{
	Suite *suite = suite_create("login");
	TCase *tests = tcase_create("login");

	tcase_add_checked_fixture(tests, e2e_setup, e2e_teardown);
	tcase_set_timeout(tests, 0);
	tcase_add_test(tests, a_password_opens_a_session_and_me_says_whose);
	tcase_add_test(
	    tests, unknown_inactive_and_wrong_are_one_answer_after_one_time);
	tcase_add_test(
	    tests, a_logout_survives_a_flushed_redis_and_ends_only_itself);
	tcase_add_test(tests, a_browser_gets_a_cookie_and_is_sent_on);
	tcase_add_test(tests, a_form_of_another_site_signs_nobody_in);
	tcase_add_test(tests, a_form_of_another_site_signs_nobody_up);
	tcase_add_test(tests, a_way_on_never_leaves_the_site);
	tcase_add_test(
	    tests, a_cookie_is_renewed_while_it_is_used_and_ends_when_idle);
	tcase_add_test(tests, any_flipped_bit_of_a_token_or_cookie_is_refused);
	tcase_add_test(
	    tests, a_token_that_is_late_or_of_somebody_else_is_refused);
	suite_add_tcase(suite, tests);
	return suite;
}
