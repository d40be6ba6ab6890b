/*
 * token.c - signs and verifies bearer tokens.
 *
 * SPDX-License-Identifier: ISC
 */
#include "identity/token.h"

#include "base/config.h"
#include "base/crypto.h"
#include "base/json.h"
#include "base/record.h"
#include "base/text.h"

enum { TOKEN_MAX = 2048 };

/* clang-format off */
static const struct field token_claims_fields[] = {
	FIELD(token_claims, sub,       REQUIRED | POSITIVE, 0,   "User"),
	FIELD(token_claims, tenant_id, REQUIRED | POSITIVE, 0,   "Tenant"),
	FIELD(token_claims, role,      REQUIRED,            20,  "Role when it was issued"),
	FIELD(token_claims, iat,       REQUIRED | POSITIVE, 0,   "Issued, seconds since 1970"),
	FIELD(token_claims, exp,       REQUIRED | POSITIVE, 0,   "Ends, seconds since 1970"),
	FIELD(token_claims, jti,       REQUIRED,            64,  "Identifier of the token"),
	FIELD(token_claims, epoch,     REQUIRED,            0,   "Session epoch of the user"),
	{ 0 }
};
/* clang-format on */
static const struct record token_claims_record = RECORD(token_claims);

static void
sign(const char *secret, const char *text, size_t len,
    unsigned char mac[SHA256_BYTES])
{
	crypto_hmac_sha256(secret, strlen(secret), text, len, mac);
}

const char *
token_mint(struct task *task, const struct user *user)
{
	int64_t now = instant_now().us / 1000000;
	struct token_claims claims = {
		.sub = user->id,
		.tenant_id = user->tenant_id,
		.role = user->role,
		.iat = now,
		.exp = now + task->config->auth_token_ttl_hours * 3600,
		.jti = crypto_random_id(task->arena),
		.epoch = user->session_epoch,
	};
	unsigned char mac[SHA256_BYTES];
	size_t len;
	const char *written = json_write(task->arena,
	    record_json(task->arena, &token_claims_record, &claims), &len);
	const char *encoded = text_base64url(task->arena, written, len);

	sign(task->config->auth_secret, encoded, strlen(encoded), mac);
	return arena_printf(task->arena, "%s.%s", encoded,
	    text_base64url(task->arena, mac, sizeof(mac)));
}

static bool
is_signed_with(const char *secret, const char *text, size_t len,
    const char *mac, size_t mac_len)
{
	unsigned char expected[SHA256_BYTES];

	if (text_is_empty(secret))
		return false;
	sign(secret, text, len, expected);
	return crypto_is_equal(expected, sizeof(expected), mac, mac_len);
}

/* The words are the same for every reason: they teach nothing. */
static void *
refuse(struct task *task)
{
	task_forgive(task);
	return fail(task, UNAUTHORIZED, "Please sign in.");
}

struct token_claims *
token_open(struct task *task, const char *token)
{
	const char *dot = strchr(token, '.');
	struct token_claims *claims;
	struct json_object *tree;
	const char *mac;
	const char *text;
	size_t mac_len;
	size_t len;

	if (dot == NULL || strlen(token) > TOKEN_MAX)
		return refuse(task);
	mac = text_unbase64url(task->arena, dot + 1, &mac_len);
	if (mac == NULL)
		return refuse(task);
	len = (size_t)(dot - token);
	if (!is_signed_with(
		task->config->auth_secret, token, len, mac, mac_len) &&
	    !is_signed_with(
		task->config->auth_secret_old, token, len, mac, mac_len))
		return refuse(task);
	text = text_unbase64url(
	    task->arena, arena_copy_bytes(task->arena, token, len), &len);
	claims = arena_new(task->arena, struct token_claims);
	if (text == NULL || !json_parse(task, text, len, &tree) ||
	    !record_read(
		task, &token_claims_record, claims, tree, RECORD_WHOLE) ||
	    claims->exp <= instant_now().us / 1000000)
		return refuse(task);
	return claims;
}
