/*
 * token.h - bearer tokens [S1.4]: base64url(claims).base64url(HMAC-SHA256).
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef IDENTITY_TOKEN_H
#define IDENTITY_TOKEN_H

#include "base/field.h"
#include "base/task.h"

/* What a token says. Role and tenant are read from the database all the same;
 * the claims only tell whom to look up. */
struct token_claims {
	int64_t sub; /* user */
	int64_t tenant_id;
	const char *role;
	int64_t iat; /* seconds since 1970 */
	int64_t exp;
	const char *jti;
	int32_t epoch;
};

/* claims as a token, signed with config.auth_secret. */
const char *token_mint(
    struct task *task, const struct token_claims *claims) must_use;

/* The claims of a token whose signature is right (auth_secret, or
 * auth_secret_old) and whose time has not come. UNAUTHORIZED otherwise, the
 * same words for every reason. */
struct token_claims *token_open(struct task *task, const char *token) must_use;

#endif
