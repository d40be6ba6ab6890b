/*
 * one_time_token.h - what the links in mails prove.
 *
 * A token is base64url(HMAC-SHA-256) over purpose, studio, address, time and a
 * random number with auth_secret as key; only its SHA-256 is stored, in
 * PostgreSQL and not in Redis, because a link must outlive a flushed cache and
 * be good once even if two use it at the same moment.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef IDENTITY_ONE_TIME_TOKEN_H
#define IDENTITY_ONE_TIME_TOKEN_H

#include "data/db.h"
#include "identity/user.h"
#include "tenancy/tenant.h"

#define TOKEN_VERIFY "verify" /* this address is the user's */
#define TOKEN_RESET "reset"   /* a new password may be set */

enum {
	TOKEN_VERIFY_HOURS = 24,
	TOKEN_RESET_HOURS = 1,
	TOKEN_FIRST_PASSWORD_HOURS = 7 * 24, /* purpose reset */
	TOKENS_PER_HOUR = 5
};

struct one_time_token {
	int64_t user_id;
};

extern const struct record one_time_token_record;
extern const struct query one_time_token_queries[];

/* The studio whose slug stands in a link becomes the task's; INVALID at
 * "#/token", as for a wrong token, when there is none or it is inactive. */
const struct tenant *one_time_token_enter(
    struct task *task, const char *slug) must_use;
/* The refusal of every token that is not good, whatever the reason. */
void *one_time_token_refuse(struct task *task);

/* The token alone, for what stores it itself (invitations). */
const char *one_time_token_make(
    struct task *task, const char *purpose, const char *email) must_use;
/* What is stored of it. */
const char *one_time_token_hash(
    struct arena *arena, const char *token) must_use;

/* A fresh token of user, who is of the task's tenant. NULL without a problem
 * for who has had TOKENS_PER_HOUR of this purpose within the last hour. */
const char *one_time_token_create(struct task *task, const char *purpose,
    const struct user *user, int64_t hours) must_use;

/* Uses up the token and every other one of its user and purpose: the user's id.
 * 0 with INVALID at "#/token" for one that is wrong, used or too old, in the
 * same words. */
int64_t one_time_token_use(
    struct task *task, const char *purpose, const char *token) must_use;

/* Links that were sent before are good for nothing any more. */
void one_time_token_revoke(
    struct task *task, const char *purpose, int64_t user_id);

#endif
