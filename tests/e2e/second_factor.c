/*
 * second_factor.c - the second factor from setting it up to losing it.
 *
 * SPDX-License-Identifier: ISC
 */
#include <curl/curl.h>
#include <signal.h>

#include "base/time.h"
#include "identity/password.h"
#include "identity/totp.h"
#include "suites.h"

#define PASSWORD "Nordlicht-Kahn-7316"
enum { SECONDS_NEEDED = 12, AT_ONCE = 6, GUESSES_MAX = 40 };

/* Somebody who signs in with a password. */
struct person {
	const struct studio *studio;
	const char *email;
	int64_t id;
	const char *token; /* of the session that sets things up */
	unsigned char secret[TOTP_SECRET_BYTES];
	struct json_object *recovery_codes;
};

static struct person *
person_new(const struct studio *studio, const char *role)
{
	struct person *person = arena_new(e2e_arena(), struct person);
	struct task task = { .arena = e2e_arena() };

	person->studio = studio;
	person->email = text_lower(e2e_arena(),
	    arena_printf(e2e_arena(), "%s@example.org", fresh_id("p")));
	ariia(0, "user", "create", "--tenant", studio->slug, "--email",
	    person->email, "--role", role);
	person->id =
	    sql_int("SELECT id FROM users WHERE email = '%s'", person->email);
	sql_run("UPDATE users SET email_verified_at = now(), password_hash = "
		"'%s' WHERE id = %" PRId64,
	    password_hash(&task, PASSWORD), person->id);
	person->token = text_trim(e2e_arena(),
	    ariia(0, "user", "token", "--tenant", studio->slug, "--email",
		person->email));
	return person;
}

static const char *
login_body(const struct person *person, const char *code)
{
	struct json_object *body = json_new_object(e2e_arena());
	size_t len;

	json_add_text(body, "email", person->email);
	json_add_text(body, "password", PASSWORD);
	if (code != NULL)
		json_add_text(body, "code", code);
	return json_write(e2e_arena(), body, &len);
}

static struct answer
login(const struct person *person, const char *code)
{
	return post_json("/auth/login", NULL, login_body(person, code));
}

static void
read_base32(const char *text, unsigned char secret[TOTP_SECRET_BYTES])
{
	static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
	uint32_t bits = 0;
	size_t count = 0, len = 0;

	ck_assert_uint_eq(strlen(text), 32);
	for (; *text != '\0'; text++) {
		const char *place = strchr(alphabet, *text);

		ck_assert_ptr_nonnull(place);
		bits = (bits << 5) | (uint32_t)(place - alphabet);
		count += 5;
		if (count >= 8) {
			count -= 8;
			secret[len++] = (unsigned char)(bits >> count);
		}
	}
	ck_assert_uint_eq(len, TOTP_SECRET_BYTES);
}

/* What the authenticator shows, showed or will show, so many steps off. */
static const char *
code_of(const struct person *person, int64_t off)
{
	return arena_printf(e2e_arena(), "%06" PRIu32,
	    totp_code(person->secret, TOTP_SECRET_BYTES,
		totp_step(instant_now()) + off, 6));
}

/* The codes of three steps are good at a time, as long as none ends. */
static void
await_fresh_step(void)
{
	int64_t left = TOTP_STEP_S - instant_now().us / 1000000 % TOTP_STEP_S;

	if (left < SECONDS_NEEDED)
		pause_ms(left * 1000);
}

static const char *
code_body(const char *code)
{
	return arena_printf(e2e_arena(), "{\"code\":\"%s\"}", code);
}

static struct answer
begin(struct person *person)
{
	struct answer answer =
	    post_json("/auth/second-factor", person->token, "");

	expect_status(answer, 201);
	read_base32(json_text_at(answer.json, "secret"), person->secret);
	return answer;
}

/* With the code before the present one, so that two more are left. */
static void
turn_on(struct person *person)
{
	struct answer answer;

	await_fresh_step();
	begin(person);
	answer = post_json("/auth/second-factor/confirm", person->token,
	    code_body(code_of(person, -1)));
	expect_status(answer, 200);
	person->recovery_codes = json_at(answer.json, "codes");
	ck_assert_uint_eq(json_length(person->recovery_codes), 10);
}

static const char *
recovery_code(const struct person *person, size_t index)
{
	return json_text(json_item(person->recovery_codes, index));
}

static struct answer
state_of(const struct person *person)
{
	struct answer answer = get("/auth/second-factor", person->token);

	expect_status(answer, 200);
	return answer;
}

static int64_t
codes_left(const struct person *person)
{
	struct answer answer = state_of(person);
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
grow_stale(const struct person *person)
{
	sql_run("UPDATE user_sessions SET confirmed_at = now() - interval "
		"'16 minutes' WHERE user_id = %" PRId64,
	    person->id);
}

START_TEST(a_set_up_shows_secret_address_and_picture_and_changes_nothing_yet)
{
	struct person *person =
	    person_new(studio_new("Fit & Fun: Süd", "pro"), "tenant_user");
	struct answer answer = begin(person);
	struct answer picture;

	ck_assert_str_eq(json_text_at(answer.json, "uri"),
	    arena_printf(e2e_arena(),
		"otpauth://totp/Fit%%20%%26%%20Fun%%20%%20S%%C3%%BCd:%s?secret="
		"%s&issuer=Fit%%20%%26%%20Fun%%20%%20S%%C3%%BCd&algorithm=SHA1"
		"&digits=6&period=30",
		text_url_encode(e2e_arena(), person->email),
		json_text_at(answer.json, "secret")));
	picture = get("/auth/second-factor/qr-code", person->token);
	expect_status(picture, 200);
	ck_assert_str_eq(
	    answer_header(&picture, "content-type"), "image/svg+xml");
	ck_assert_str_eq(picture.body, json_text_at(answer.json, "svg"));
	ck_assert(!json_is_true(json_at(state_of(person).json, "is_on")));
	expect_status(login(person, NULL), 200);
	/* Nobody finds the secret in the database. */
	ck_assert_int_eq(
	    sql_int("SELECT count(*) FROM users u WHERE id = %" PRId64
		    " AND u::text ILIKE '%%%s%%'",
		person->id, json_text_at(answer.json, "secret")),
	    0);
}
END_TEST

START_TEST(once_confirmed_signing_in_asks_for_a_code_that_works_once)
{
	struct person *person =
	    person_new(studio_new("Zweimal", "pro"), "tenant_admin");
	const char *other = text_trim(e2e_arena(),
	    ariia(0, "user", "token", "--tenant", person->studio->slug,
		"--email", person->email));
	struct answer answer;

	expect_status(get("/sessions", other), 200);
	turn_on(person);
	/* It ends the other sessions, and this one goes on. */
	expect_status(get("/sessions", other), 401);
	ck_assert(json_is_true(json_at(state_of(person).json, "is_on")));
	expect_status(get("/auth/second-factor/qr-code", person->token), 404);
	expect_status(post_json("/auth/second-factor", person->token, ""), 409);

	answer = login(person, NULL);
	expect_type(&answer, 401, "second-factor-required");
	/* The one that turned it on is used up. */
	expect_status(login(person, code_of(person, -1)), 401);
	expect_status(login(person, code_of(person, 0)), 200);
	expect_status(login(person, code_of(person, 0)), 401);
	expect_status(login(person, code_of(person, 1)), 200);
	/* A used one takes those before it along. */
	expect_status(login(person, code_of(person, 0)), 401);
	ck_assert_int_eq(
	    sql_int("SELECT count(*) FROM audit_logs WHERE tenant_id = %" PRId64
		    " AND action = 'second_factor.on' AND actor_user_id = "
		    "%" PRId64,
		person->studio->id, person->id),
	    1);
}
END_TEST

START_TEST(a_wrong_code_turns_nothing_on)
{
	struct person *person =
	    person_new(studio_new("Daneben", "pro"), "tenant_user");
	struct answer answer;

	answer = post_json(
	    "/auth/second-factor/confirm", person->token, code_body("123456"));
	expect_status(answer, 409);
	await_fresh_step();
	begin(person);
	answer = post_json("/auth/second-factor/confirm", person->token,
	    code_body(code_of(person, 3)));
	expect_status(answer, 422);
	ck_assert_str_eq(
	    json_text_at(
		json_item(json_at(answer.json, "errors"), 0), "pointer"),
	    "#/code");
	ck_assert(!json_is_true(json_at(state_of(person).json, "is_on")));
	expect_status(login(person, NULL), 200);
}
END_TEST

START_TEST(a_recovery_code_works_once_however_it_is_typed)
{
	struct person *person =
	    person_new(studio_new("Notausgang", "pro"), "tenant_user");
	char *typed;

	turn_on(person);
	expect_status(login(person, recovery_code(person, 3)), 200);
	expect_status(login(person, recovery_code(person, 3)), 401);
	ck_assert_int_eq(codes_left(person), 9);
	/* In capitals, and with blanks for dashes. */
	typed = arena_copy(e2e_arena(), recovery_code(person, 4));
	for (char *c = typed; *c != '\0'; c++)
		*c = *c == '-'               ? ' '
		    : *c >= 'a' && *c <= 'z' ? (char)(*c - 'a' + 'A')
					     : *c;
	expect_status(login(person, typed), 200);
	ck_assert_int_eq(codes_left(person), 8);
	ck_assert_int_eq(
	    sql_int("SELECT count(*) FROM user_recovery_codes WHERE user_id = "
		    "%" PRId64 " AND code_hash ILIKE '%%%s%%'",
		person->id, recovery_code(person, 0)),
	    0);
	ck_assert_int_eq(
	    sql_int("SELECT count(*) FROM audit_logs WHERE tenant_id = %" PRId64
		    " AND action = 'second_factor.recovery_code_used'",
		person->studio->id),
	    2);
}
END_TEST

START_TEST(one_persons_codes_are_nothing_for_another)
{
	struct studio *studio = studio_new("Nebenan", "pro");
	struct person *ours = person_new(studio, "tenant_user");
	struct person *theirs = person_new(studio, "tenant_user");

	turn_on(ours);
	turn_on(theirs);
	expect_status(login(ours, recovery_code(theirs, 0)), 401);
	ck_assert_int_eq(codes_left(theirs), 10);
	/* Not even whoever can write the table moves a code over. */
	sql_run("UPDATE user_recovery_codes SET user_id = %" PRId64
		" WHERE user_id = %" PRId64,
	    ours->id, theirs->id);
	expect_status(login(ours, recovery_code(theirs, 0)), 401);
}
END_TEST

START_TEST(new_recovery_codes_end_the_old_and_ask_for_a_fresh_password)
{
	struct person *person =
	    person_new(studio_new("Erneuert", "pro"), "tenant_user");
	struct answer answer;
	const char *old;

	answer =
	    post_json("/auth/second-factor/recovery-codes", person->token, "");
	expect_status(answer, 409);
	turn_on(person);
	old = recovery_code(person, 0);
	grow_stale(person);
	answer =
	    post_json("/auth/second-factor/recovery-codes", person->token, "");
	expect_type(&answer, 403, "confirmation-required");
	expect_status(post_json("/auth/confirm", person->token,
			  "{\"password\":\"" PASSWORD "\"}"),
	    204);
	answer =
	    post_json("/auth/second-factor/recovery-codes", person->token, "");
	expect_status(answer, 200);
	person->recovery_codes = json_at(answer.json, "codes");
	ck_assert_int_eq(codes_left(person), 10);
	expect_status(login(person, old), 401);
	expect_status(login(person, recovery_code(person, 9)), 200);
}
END_TEST

START_TEST(it_is_turned_off_only_with_a_fresh_password)
{
	struct person *person =
	    person_new(studio_new("Abgeschaltet", "pro"), "tenant_user");
	struct answer answer;

	turn_on(person);
	grow_stale(person);
	answer = send_body("DELETE", "/auth/second-factor", person->token, NULL,
	    NULL, 0, NULL);
	expect_type(&answer, 403, "confirmation-required");
	expect_status(post_json("/auth/confirm", person->token,
			  "{\"password\":\"" PASSWORD "\"}"),
	    204);
	expect_status(send_body("DELETE", "/auth/second-factor", person->token,
			  NULL, NULL, 0, NULL),
	    204);
	expect_status(send_body("DELETE", "/auth/second-factor", person->token,
			  NULL, NULL, 0, NULL),
	    409);
	expect_status(login(person, NULL), 200);
	ck_assert_int_eq(
	    sql_int("SELECT count(*) FROM user_recovery_codes WHERE user_id = "
		    "%" PRId64,
		person->id),
	    0);
}
END_TEST

START_TEST(wrong_codes_are_slowed)
{
	struct person *person =
	    person_new(studio_new("Geduld", "pro"), "tenant_user");
	struct answer answer = { 0 };
	int guesses = 0;

	turn_on(person);
	while (guesses++ < GUESSES_MAX && answer.status != 429)
		answer = login(person, "000000");
	expect_status(answer, 429);
	ck_assert_ptr_nonnull(answer_header(&answer, "retry-after"));
	/* Also who has a session already and tries to confirm. */
	person = person_new(person->studio, "tenant_user");
	begin(person);
	for (answer.status = guesses = 0;
	     guesses++ < GUESSES_MAX && answer.status != 429;)
		answer = post_json("/auth/second-factor/confirm", person->token,
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
logins_at_once(const struct person *person, const char *code)
{
	struct curl_slist *type =
	    curl_slist_append(NULL, "Content-Type: application/json");
	const char *url =
	    arena_printf(e2e_arena(), "%s/auth/login", e2e_env("ARIIA_URL"));
	const char *body = login_body(person, code);
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
	struct person *person =
	    person_new(studio_new("Gedränge", "pro"), "tenant_user");

	turn_on(person);
	ck_assert_int_eq(logins_at_once(person, code_of(person, 0)), 1);
	person = person_new(person->studio, "tenant_user");
	turn_on(person);
	ck_assert_int_eq(logins_at_once(person, recovery_code(person, 0)), 1);
}
END_TEST

START_TEST(whoever_acts_for_a_person_can_not_touch_the_factor)
{
	struct person *person =
	    person_new(studio_new("Vertretung", "pro"), "tenant_user");

	sql_run("UPDATE user_sessions SET kind = 'impersonation', "
		"impersonator_tenant_id = 1, impersonator_user_id = 1, reason ="
		" 'Test' WHERE user_id = %" PRId64,
	    person->id);
	expect_status(post_json("/auth/second-factor", person->token, ""), 403);
	expect_status(send_body("DELETE", "/auth/second-factor", person->token,
			  NULL, NULL, 0, NULL),
	    403);
}
END_TEST

/* The configuration of the stack, with production as value says, read again by
 * ariia-auth. */
static void
set_production(const char *value)
{
	const char *path = e2e_env("ARIIA_CONFIG");
	struct buf text = buf_new(e2e_arena(), 1 << 16);
	FILE *file = fopen(path, "r");
	char line[1024];

	ck_assert_ptr_nonnull(file);
	while (fgets(line, sizeof(line), file) != NULL)
		if (!text_starts_with(line, "production ="))
			buf_add(&text, line);
	ck_assert_int_eq(fclose(file), 0);
	buf_printf(&text, "production = %s\n", value);
	file = fopen(path, "w");
	ck_assert_ptr_nonnull(file);
	ck_assert_int_ge(fputs(buf_text(&text), file), 0);
	ck_assert_int_eq(fclose(file), 0);
	program_signal("auth", SIGHUP);
}

static void
leave_production(void)
{
	set_production("false");
	e2e_teardown();
}

/* The old children may answer for a moment. */
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

START_TEST(in_production_an_operator_without_one_can_only_set_it_up)
{
	struct studio *studio = studio_new("Betrieb", "pro");
	struct person *person = person_new(studio, "system_admin");

	expect_status(get("/auth/audit", person->token), 200);
	set_production("true");
	await_status("/auth/audit", person->token, 403);
	pause_ms(500);
	expect_status(get("/auth/sessions", person->token), 403);
	expect_status(get("/auth/api-keys", person->token), 403);
	expect_status(get("/auth/me", person->token), 200);
	ck_assert(json_is_true(json_at(state_of(person).json, "is_required")));
	/* Nobody else has to. */
	expect_status(get("/auth/audit", studio->owner), 200);
	turn_on(person);
	expect_status(get("/auth/audit", person->token), 200);
	expect_status(login(person, NULL), 401);
	expect_status(login(person, code_of(person, 0)), 200);
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
