/*
 * login.h - from an address, a password and a code to a user.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef IDENTITY_LOGIN_H
#define IDENTITY_LOGIN_H

#include "identity/pause.h"
#include "identity/user.h"
#include "tenancy/tenant.h"

/* An attempt: what came, and what is known once it was checked. */
struct login {
	const char *email;
	const char *password;
	const char *code;
	const char *address;         /* remote address */
	const char *device;          /* as in struct pause */
	const struct tenant *tenant; /* NULL: no such, or none was named */
	bool names_tenant;           /* then only its users are meant */
	const struct user *user;     /* the password is right: whose it is */
	const char *new_hash;        /* in place of one of weaker parameters */
};

/* Is the password right? Then login->user is set and the task is in that user's
 * tenant. UNAUTHORIZED in the same words and after the same time whether the
 * address is unknown, the password wrong, the user or the studio inactive;
 * TOO_MANY_REQUESTS while a pause lasts or too many hash. For a task that only
 * reads: no transaction is open while the password is hashed. */
bool login_check_password(struct task *task, struct login *login) must_use;

/* The second factor of login->user, if there is one: CODE_REQUIRED without a
 * code, UNAUTHORIZED for a wrong one. For a writing task in the user's tenant.
 */
bool login_check_code(struct task *task, const struct login *login) must_use;

/* Behind both: forgets wrong guesses, stores the new hash, makes the user the
 * actor of the task. */
bool login_welcome(struct task *task, const struct login *login) must_use;

/* The password of login->user, for who is signed in already: UNAUTHORIZED or
 * TOO_MANY_REQUESTS. Also ends the transaction that is open, for the time of
 * hashing. */
bool login_confirm(struct task *task, struct login *login) must_use;

#endif
