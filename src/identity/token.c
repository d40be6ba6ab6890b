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

/* The MAC as it stands in the token: comparing texts leaves no spare bits of
 * base64url that somebody could flip. */
static const char *
mac_of(struct arena *arena, const char *secret, const char *text, size_t len)
{
	unsigned char mac[SHA256_BYTES];

	crypto_hmac_sha256(secret, strlen(secret), text, len, mac);
	return text_base64url(arena, mac, sizeof(mac));
}

const char *
token_mint(struct task *task, const struct token_claims *claims)
{
	size_t len;
	const char *written = json_write(task->arena,
	    record_json(task->arena, &token_claims_record, claims), &len);
	const char *encoded = text_base64url(task->arena, written, len);

	return arena_printf(task->arena, "%s.%s", encoded,
	    mac_of(task->arena, task->config->auth_secret, encoded,
		strlen(encoded)));
}

static bool
is_signed_with(
    struct arena *arena, const char *secret, const char *token, size_t len)
{
	const char *given = token + len + 1;
	const char *expected;

	if (text_is_empty(secret))
		return false;
	expected = mac_of(arena, secret, token, len);
	return crypto_is_equal(
	    expected, strlen(expected), given, strlen(given));
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
	const char *text;
	size_t len;

	if (dot == NULL || strlen(token) > TOKEN_MAX)
		return refuse(task);
	len = (size_t)(dot - token);
	if (!is_signed_with(
		task->arena, task->config->auth_secret, token, len) &&
	    !is_signed_with(
		task->arena, task->config->auth_secret_old, token, len))
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
