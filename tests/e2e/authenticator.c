/*
 * authenticator.c - codes for the tests of the second factor.
 *
 * SPDX-License-Identifier: ISC
 */
#include "authenticator.h"

#include "base/time.h"

enum { SECONDS_NEEDED = 12 };

struct authenticator *
authenticator_new(const struct studio *studio, const char *role)
{
	struct authenticator *phone =
	    arena_new(e2e_arena(), struct authenticator);

	phone->person = person_new(studio, role);
	phone->token = token_of_login(phone->person);
	return phone;
}

const char *
login_body_with(const struct authenticator *phone, const char *code)
{
	struct json_object *body = json_new_object(e2e_arena());
	size_t len;

	json_add_text(body, "email", phone->person->email);
	json_add_text(body, "password", PERSON_PASSWORD);
	if (code != NULL)
		json_add_text(body, "code", code);
	return json_write(e2e_arena(), body, &len);
}

struct answer
login_with(const struct authenticator *phone, const char *code)
{
	return post_json("/auth/login", NULL, login_body_with(phone, code));
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

const char *
code_of(const struct authenticator *phone, int64_t off)
{
	return arena_printf(e2e_arena(), "%06" PRIu32,
	    totp_code(phone->secret, TOTP_SECRET_BYTES,
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

const char *
code_body(const char *code)
{
	return arena_printf(e2e_arena(), "{\"code\":\"%s\"}", code);
}

struct answer
authenticator_begin(struct authenticator *phone)
{
	struct answer answer =
	    post_json("/auth/second-factor", phone->token, "");

	expect_status(answer, 201);
	read_base32(json_text_at(answer.json, "secret"), phone->secret);
	return answer;
}

void
authenticator_turn_on(struct authenticator *phone)
{
	struct answer answer;

	await_fresh_step();
	(void)authenticator_begin(phone);
	answer = post_json("/auth/second-factor/confirm", phone->token,
	    code_body(code_of(phone, -1)));
	expect_status(answer, 200);
	phone->recovery_codes = json_at(answer.json, "codes");
	ck_assert_uint_eq(json_length(phone->recovery_codes), 10);
}

const char *
recovery_code_of(const struct authenticator *phone, size_t index)
{
	return json_text(json_item(phone->recovery_codes, index));
}
