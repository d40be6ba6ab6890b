/*
 * authenticator.h - the telephone of somebody with a second factor.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef E2E_AUTHENTICATOR_H
#define E2E_AUTHENTICATOR_H

#include "identity/totp.h"
#include "person.h"

struct authenticator {
	const struct person *person;
	const char *token; /* of the session that sets it up */
	unsigned char secret[TOTP_SECRET_BYTES];
	struct json_object *recovery_codes;
};

/* Of a new person of studio, who has signed in; not set up. */
struct authenticator *authenticator_new(
    const struct studio *studio, const char *role);
/* Begins to set it up: it can show codes from here on. */
struct answer authenticator_begin(struct authenticator *phone);
/* Sets it up, with the code before the present one, so that two more are left.
 * Waits until they are good for a while. */
void authenticator_turn_on(struct authenticator *phone);

/* What it shows, showed or will show, so many steps off. */
const char *code_of(const struct authenticator *phone, int64_t off);
const char *recovery_code_of(const struct authenticator *phone, size_t index);
/* {"code": code} */
const char *code_body(const char *code);

/* Signs in with the password and code, NULL for none. */
const char *login_body_with(
    const struct authenticator *phone, const char *code);
struct answer login_with(const struct authenticator *phone, const char *code);

#endif
