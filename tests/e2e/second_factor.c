/*
 * second_factor.c - the second factor from setting it up to losing it.
 *
 * SPDX-License-Identifier: ISC
 */
#include <curl/curl.h>
#include <unistd.h>

#include "authenticator.h"
#include "suites.h"

enum { AT_ONCE = 6, GUESSES_MAX = 40 };

static struct answer
state_of(const struct authenticator *phone)
{
	struct answer answer = get("/auth/second-factor", phone->token);

	expect_status(answer, 200);
	return answer;
}

static int64_t
codes_left(const struct authenticator *phone)
{
	struct answer answer = state_of(phone);
	int64_t left = -1;

	ck_assert(json_int(json_at(answer.json, "recovery_codes_left"), &left));
	return left;
}

static void
expect_type(const struct answer *answer, int status, const char *slug)
{
	expect_status(*answer, status);
	ck_assert_str_eq(json_text_at(answer->json, "type"),
	    arena_printf(e2e_arena(), "/problems/%s", slug));
}

/* The session was confirmed long ago. */
static void
grow_stale(const struct authenticator *phone)
{
	sql_run("UPDATE user_sessions SET confirmed_at = now() - interval "
		"'16 minutes' WHERE user_id = %" PRId64,
	    phone->person->id);
}

START_TEST(a_set_up_shows_secret_address_and_picture_and_changes_nothing_yet)
{
	struct authenticator *phone = authenticator_new(
	    studio_new("Fit & Fun: Süd", "pro"), "tenant_user");
	struct answer answer = authenticator_begin(phone);
	struct answer picture;

	ck_assert_str_eq(json_text_at(answer.json, "uri"),
	    arena_printf(e2e_arena(),
		"otpauth://totp/Fit%%20%%26%%20Fun%%20%%20S%%C3%%BCd:%s?secret="
		"%s&issuer=Fit%%20%%26%%20Fun%%20%%20S%%C3%%BCd&algorithm=SHA1"
		"&digits=6&period=30",
		text_url_encode(e2e_arena(), phone->person->email),
		json_text_at(answer.json, "secret")));
	picture = get("/auth/second-factor/qr-code", phone->token);
	expect_status(picture, 200);
	ck_assert_str_eq(
	    answer_header(&picture, "content-type"), "image/svg+xml");
	ck_assert_str_eq(picture.body, json_text_at(answer.json, "svg"));
	ck_assert(!json_is_true(json_at(state_of(phone).json, "is_on")));
	expect_status(login_with(phone, NULL), 200);
	/* Nobody finds the secret in the database. */
	ck_assert_int_eq(
	    sql_int("SELECT count(*) FROM users u WHERE id = %" PRId64
		    " AND u::text ILIKE '%%%s%%'",
		phone->person->id, json_text_at(answer.json, "secret")),
	    0);
}
END_TEST

START_TEST(once_confirmed_signing_in_asks_for_a_code_that_works_once)
{
	struct authenticator *phone =
	    authenticator_new(studio_new("Zweimal", "pro"), "tenant_admin");
	const char *other = text_trim(e2e_arena(),
	    ariia(0, "user", "token", "--tenant", phone->person->studio->slug,
		"--email", phone->person->email));
	struct answer answer;

	expect_status(get("/sessions", other), 200);
	authenticator_turn_on(phone);
	/* It ends the other sessions, and this one goes on. */
	expect_status(get("/sessions", other), 401);
	ck_assert(json_is_true(json_at(state_of(phone).json, "is_on")));
	expect_status(get("/auth/second-factor/qr-code", phone->token), 404);
	expect_status(post_json("/auth/second-factor", phone->token, ""), 409);

	answer = login_with(phone, NULL);
	expect_type(&answer, 401, "second-factor-required");
	/* The one that turned it on is used up. */
	expect_status(login_with(phone, code_of(phone, -1)), 401);
	expect_status(login_with(phone, code_of(phone, 0)), 200);
	expect_status(login_with(phone, code_of(phone, 0)), 401);
	expect_status(login_with(phone, code_of(phone, 1)), 200);
	/* A used one takes those before it along. */
	expect_status(login_with(phone, code_of(phone, 0)), 401);
	ck_assert_int_eq(
	    sql_int("SELECT count(*) FROM audit_logs WHERE tenant_id = %" PRId64
		    " AND action = 'second_factor.on' AND actor_user_id = "
		    "%" PRId64,
		phone->person->studio->id, phone->person->id),
	    1);
}
END_TEST

START_TEST(a_wrong_code_turns_nothing_on)
{
	struct authenticator *phone =
	    authenticator_new(studio_new("Daneben", "pro"), "tenant_user");
	struct answer answer;

	answer = post_json(
	    "/auth/second-factor/confirm", phone->token, code_body("123456"));
	expect_status(answer, 409);
	authenticator_begin(phone);
	answer = post_json("/auth/second-factor/confirm", phone->token,
	    code_body(code_of(phone, 3)));
	expect_status(answer, 422);
	ck_assert_str_eq(
	    json_text_at(
		json_item(json_at(answer.json, "errors"), 0), "pointer"),
	    "#/code");
	ck_assert(!json_is_true(json_at(state_of(phone).json, "is_on")));
	expect_status(login_with(phone, NULL), 200);
}
END_TEST

START_TEST(a_recovery_code_works_once_however_it_is_typed)
{
	struct authenticator *phone =
	    authenticator_new(studio_new("Notausgang", "pro"), "tenant_user");
	char *typed;

	authenticator_turn_on(phone);
	expect_status(login_with(phone, recovery_code_of(phone, 3)), 200);
	expect_status(login_with(phone, recovery_code_of(phone, 3)), 401);
	ck_assert_int_eq(codes_left(phone), 9);
	/* In capitals, and with blanks for dashes. */
	typed = arena_copy(e2e_arena(), recovery_code_of(phone, 4));
	for (char *c = typed; *c != '\0'; c++)
		*c = *c == '-'               ? ' '
		    : *c >= 'a' && *c <= 'z' ? (char)(*c - 'a' + 'A')
					     : *c;
	expect_status(login_with(phone, typed), 200);
	ck_assert_int_eq(codes_left(phone), 8);
	ck_assert_int_eq(
	    sql_int("SELECT count(*) FROM user_recovery_codes WHERE user_id = "
		    "%" PRId64 " AND code_hash ILIKE '%%%s%%'",
		phone->person->id, recovery_code_of(phone, 0)),
	    0);
	ck_assert_int_eq(
	    sql_int("SELECT count(*) FROM audit_logs WHERE tenant_id = %" PRId64
		    " AND action = 'second_factor.recovery_code_used'",
		phone->person->studio->id),
	    2);
}
END_TEST

START_TEST(one_persons_codes_are_nothing_for_another)
{
	struct studio *studio = studio_new("Nebenan", "pro");
	struct authenticator *ours = authenticator_new(studio, "tenant_user");
	struct authenticator *theirs = authenticator_new(studio, "tenant_user");

	authenticator_turn_on(ours);
	authenticator_turn_on(theirs);
	expect_status(login_with(ours, recovery_code_of(theirs, 0)), 401);
	ck_assert_int_eq(codes_left(theirs), 10);
	/* Not even whoever can write the table moves a code over. */
	sql_run("UPDATE user_recovery_codes SET user_id = %" PRId64
		" WHERE user_id = %" PRId64,
	    ours->person->id, theirs->person->id);
	expect_status(login_with(ours, recovery_code_of(theirs, 0)), 401);
}
END_TEST

START_TEST(new_recovery_codes_end_the_old_and_ask_for_a_fresh_password)
{
	struct authenticator *phone =
	    authenticator_new(studio_new("Erneuert", "pro"), "tenant_user");
	struct answer answer;
	const char *old;

	answer =
	    post_json("/auth/second-factor/recovery-codes", phone->token, "");
	expect_status(answer, 409);
	authenticator_turn_on(phone);
	old = recovery_code_of(phone, 0);
	grow_stale(phone);
	answer =
	    post_json("/auth/second-factor/recovery-codes", phone->token, "");
	expect_type(&answer, 403, "confirmation-required");
	expect_status(post_json("/auth/confirm", phone->token,
			  "{\"password\":\"" PERSON_PASSWORD "\"}"),
	    204);
	answer =
	    post_json("/auth/second-factor/recovery-codes", phone->token, "");
	expect_status(answer, 200);
	phone->recovery_codes = json_at(answer.json, "codes");
	ck_assert_int_eq(codes_left(phone), 10);
	expect_status(login_with(phone, old), 401);
	expect_status(login_with(phone, recovery_code_of(phone, 9)), 200);
}
END_TEST

START_TEST(it_is_turned_off_only_with_a_fresh_password)
{
	struct authenticator *phone =
	    authenticator_new(studio_new("Abgeschaltet", "pro"), "tenant_user");
	struct answer answer;

	authenticator_turn_on(phone);
	grow_stale(phone);
	answer = send_body(
	    "DELETE", "/auth/second-factor", phone->token, NULL, NULL, 0, NULL);
	expect_type(&answer, 403, "confirmation-required");
	expect_status(post_json("/auth/confirm", phone->token,
			  "{\"password\":\"" PERSON_PASSWORD "\"}"),
	    204);
	expect_status(send_body("DELETE", "/auth/second-factor", phone->token,
			  NULL, NULL, 0, NULL),
	    204);
	expect_status(send_body("DELETE", "/auth/second-factor", phone->token,
			  NULL, NULL, 0, NULL),
	    409);
	expect_status(login_with(phone, NULL), 200);
	ck_assert_int_eq(
	    sql_int("SELECT count(*) FROM user_recovery_codes WHERE user_id = "
		    "%" PRId64,
		phone->person->id),
	    0);
}
END_TEST

START_TEST(wrong_codes_are_slowed)
{
	struct authenticator *phone =
	    authenticator_new(studio_new("Geduld", "pro"), "tenant_user");
	struct answer answer = { 0 };
	int guesses = 0;

	authenticator_turn_on(phone);
	while (guesses++ < GUESSES_MAX && answer.status != 429)
		answer = login_with(phone, "000000");
	expect_status(answer, 429);
	ck_assert_ptr_nonnull(answer_header(&answer, "retry-after"));
	/* Also who has a session already and tries to confirm. */
	phone = authenticator_new(phone->person->studio, "tenant_user");
	authenticator_begin(phone);
	for (answer.status = guesses = 0;
	     guesses++ < GUESSES_MAX && answer.status != 429;)
		answer = post_json("/auth/second-factor/confirm", phone->token,
		    code_body("000000"));
	expect_status(answer, 429);
}
END_TEST

static size_t
ignore(char *bytes, size_t size, size_t count, void *context)
{
	(void)bytes;
	(void)context;
	return size * count;
}

/* How many of so many at once got in. */
static int
logins_at_once(const struct authenticator *phone, const char *code)
{
	struct curl_slist *type =
	    curl_slist_append(NULL, "Content-Type: application/json");
	const char *url =
	    arena_printf(e2e_arena(), "%s/auth/login", e2e_env("ARIIA_URL"));
	const char *body = login_body_with(phone, code);
	CURLM *all = curl_multi_init();
	CURL *calls[AT_ONCE];
	int running = AT_ONCE, in = 0;

	for (size_t i = 0; i < AT_ONCE; i++) {
		calls[i] = curl_easy_init();
		curl_easy_setopt(calls[i], CURLOPT_URL, url);
		curl_easy_setopt(calls[i], CURLOPT_HTTPHEADER, type);
		curl_easy_setopt(calls[i], CURLOPT_POSTFIELDS, body);
		curl_easy_setopt(calls[i], CURLOPT_WRITEFUNCTION, ignore);
		curl_easy_setopt(calls[i], CURLOPT_TIMEOUT_MS, 30000L);
		curl_multi_add_handle(all, calls[i]);
	}
	while (running > 0) {
		ck_assert_int_eq(curl_multi_perform(all, &running), CURLM_OK);
		curl_multi_poll(all, NULL, 0, 100, NULL);
	}
	for (size_t i = 0; i < AT_ONCE; i++) {
		long status = 0;

		curl_easy_getinfo(calls[i], CURLINFO_RESPONSE_CODE, &status);
		in += status == 200;
		curl_multi_remove_handle(all, calls[i]);
		curl_easy_cleanup(calls[i]);
	}
	curl_multi_cleanup(all);
	curl_slist_free_all(type);
	return in;
}

START_TEST(of_many_at_once_with_one_code_one_gets_in)
{
	struct authenticator *phone =
	    authenticator_new(studio_new("Gedränge", "pro"), "tenant_user");

	authenticator_turn_on(phone);
	ck_assert_int_eq(logins_at_once(phone, code_of(phone, 0)), 1);
	phone = authenticator_new(phone->person->studio, "tenant_user");
	authenticator_turn_on(phone);
	ck_assert_int_eq(logins_at_once(phone, recovery_code_of(phone, 0)), 1);
}
END_TEST

START_TEST(whoever_acts_for_a_person_can_not_touch_the_factor)
{
	struct authenticator *phone =
	    authenticator_new(studio_new("Vertretung", "pro"), "tenant_user");

	sql_run("UPDATE user_sessions SET kind = 'impersonation', "
		"impersonator_tenant_id = 1, impersonator_user_id = 1, reason ="
		" 'Test' WHERE user_id = %" PRId64,
	    phone->person->id);
	expect_status(post_json("/auth/second-factor", phone->token, ""), 403);
	expect_status(send_body("DELETE", "/auth/second-factor", phone->token,
			  NULL, NULL, 0, NULL),
	    403);
}
END_TEST

/* The configuration of the stack, with production as value says, for an
 * ariia-auth that is started anew. */
static void
set_production(const char *value)
{
	const char *path = e2e_env("ARIIA_CONFIG");
	struct buf text = buf_new(e2e_arena(), 1 << 16);
	FILE *file = fopen(path, "r");
	char line[1024];

	ck_assert_ptr_nonnull(file);
	while (fgets(line, sizeof(line), file) != NULL)
		if (!text_starts_with(line, "production =") &&
		    !text_starts_with(line, "run_as_user ="))
			buf_add(&text, line);
	ck_assert_int_eq(fclose(file), 0);
	buf_printf(&text, "production = %s\n", value);
	/* Root does not serve then; this one can reach the database. */
	if (text_is_equal(value, "true") && geteuid() == 0)
		buf_add(&text, "run_as_user = postgres\n");
	file = fopen(path, "w");
	ck_assert_ptr_nonnull(file);
	ck_assert_int_ge(fputs(buf_text(&text), file), 0);
	ck_assert_int_eq(fclose(file), 0);
	stack_do("stop", "auth");
	stack_do("start", "auth");
}

/* It takes a moment until it answers. */
static void
await_status(const char *path, const char *token, int status)
{
	struct answer answer;

	for (int tries = 0; tries < 100; tries++) {
		answer = get(path, token);
		if (answer.status == status)
			return;
		pause_ms(50);
	}
	expect_status(answer, status);
}

static void
leave_production(void)
{
	set_production("false");
	await_status("/auth/me", NULL, 401);
	e2e_teardown();
}

START_TEST(in_production_an_operator_without_one_can_only_set_it_up)
{
	struct studio *studio = studio_new("Betrieb", "pro");
	struct authenticator *phone = authenticator_new(studio, "system_admin");

	expect_status(get("/auth/audit", phone->token), 200);
	set_production("true");
	await_status("/auth/audit", phone->token, 403);
	expect_status(get("/auth/sessions", phone->token), 403);
	expect_status(get("/auth/api-keys", phone->token), 403);
	expect_status(get("/auth/me", phone->token), 200);
	ck_assert(json_is_true(json_at(state_of(phone).json, "is_required")));
	/* Nobody else has to. */
	expect_status(get("/auth/audit", studio->owner), 200);
	authenticator_turn_on(phone);
	expect_status(get("/auth/audit", phone->token), 200);
	expect_status(login_with(phone, NULL), 401);
	expect_status(login_with(phone, code_of(phone, 0)), 200);
}
END_TEST

Suite *
second_factor_suite(void)
{
	Suite *suite = suite_create("second_factor");
	TCase *tests = tcase_create("second_factor");

	tcase_add_checked_fixture(tests, e2e_setup, e2e_teardown);
	tcase_set_timeout(tests, 0);
	tcase_add_test(tests,
	    a_set_up_shows_secret_address_and_picture_and_changes_nothing_yet);
	tcase_add_test(
	    tests, once_confirmed_signing_in_asks_for_a_code_that_works_once);
	tcase_add_test(tests, a_wrong_code_turns_nothing_on);
	tcase_add_test(tests, a_recovery_code_works_once_however_it_is_typed);
	tcase_add_test(tests, one_persons_codes_are_nothing_for_another);
	tcase_add_test(
	    tests, new_recovery_codes_end_the_old_and_ask_for_a_fresh_password);
	tcase_add_test(tests, it_is_turned_off_only_with_a_fresh_password);
	tcase_add_test(tests, wrong_codes_are_slowed);
	tcase_add_test(tests, of_many_at_once_with_one_code_one_gets_in);
	tcase_add_test(
	    tests, whoever_acts_for_a_person_can_not_touch_the_factor);
	suite_add_tcase(suite, tests);
	tests = tcase_create("production");
	tcase_add_checked_fixture(tests, e2e_setup, leave_production);
	tcase_set_timeout(tests, 0);
	tcase_add_test(
	    tests, in_production_an_operator_without_one_can_only_set_it_up);
	suite_add_tcase(suite, tests);
	return suite;
}
