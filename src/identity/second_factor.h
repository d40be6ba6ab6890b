/*
 * second_factor.h - codes of an authenticator, and recovery codes, beside the
 * password.
 *
 * The state lives in columns of users; struct user carries the one bit that
 * others need (has_second_factor: totp_confirmed_at IS NOT NULL).
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef IDENTITY_SECOND_FACTOR_H
#define IDENTITY_SECOND_FACTOR_H

#include "identity/recovery_code.h"
#include "identity/user.h"
#include "web/request.h"

/* What a person sees of it. */
struct second_factor {
	bool is_on;
	bool is_required; /* signing in demands it of this role here */
	struct instant confirmed_at;
	int64_t recovery_codes_left;
};

/* Shown while it is set up: the secret as base32 for typing, as an address for
 * tapping and as a picture for scanning. */
struct second_factor_setup {
	const char *secret;
	const char *uri;
	const char *svg;
};

extern const struct record second_factor_record;
extern const struct record second_factor_setup_record;
extern const struct record second_factor_code_record;
extern const struct record second_factor_row_record; /* of the statements */
extern const struct query second_factor_queries[];

/* Sign-in asks for a code. */
bool second_factor_is_on(const struct user *user);
/* The role must have one (SYS in production) and the user has none: then only
 * the routes that second_factor_is_reachable() names may be used. */
bool second_factor_is_missing(
    const struct config *config, const struct user *user);
/* /auth/second-factor..., /auth/me and /auth/logout. */
bool second_factor_is_reachable(const struct request *req);

/* True when code is a code of the user's authenticator that was not used before
 * or an unused recovery code; it is used up by that, also when two requests
 * bring it at once. False with UNAUTHORIZED, the same words for every reason.
 * For the task's tenant, in a writing task. Guesses are the caller's to slow
 * (pause.h). */
bool second_factor_check(
    struct task *task, const struct user *user, const char *code) must_use;

/* What a confirmation brings. */
struct second_factor_code {
	const char *code;
};

/* The state of one user of the task's tenant. */
struct second_factor *second_factor_find(
    struct task *task, int64_t user_id) must_use;
/* A new secret, not in force before second_factor_confirm(); CONFLICT when one
 * is in force. */
struct second_factor_setup *second_factor_begin(
    struct task *task, int64_t user_id) must_use;
/* The one that was begun, again; NOT_FOUND without one, and once it is in
 * force: then nobody sees it any more. */
struct second_factor_setup *second_factor_begun(
    struct task *task, int64_t user_id) must_use;
/* Puts the secret in force and makes the recovery codes; INVALID at #/code for
 * a wrong code, CONFLICT when there is nothing to confirm. */
struct recovery_codes *second_factor_confirm(
    struct task *task, int64_t user_id, const char *code) must_use;
/* New recovery codes in place of the old; CONFLICT when it is off. */
struct recovery_codes *second_factor_renew(
    struct task *task, int64_t user_id) must_use;
/* Off, recovery codes gone; CONFLICT when it was off. */
bool second_factor_remove(struct task *task, int64_t user_id) must_use;

#endif
