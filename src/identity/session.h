/*
 * session.h - who is signed in: one row per sign-in, named by the jti of its
 * token, whether the token travels as a cookie or as a bearer token.
 *
 * A browser's token is valid for SESSION_IDLE_S and is renewed, with the same
 * jti, when it is used and older than SESSION_RENEW_S; the row says when it
 * ends for good. So an idle limit costs no write.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef IDENTITY_SESSION_H
#define IDENTITY_SESSION_H

#include "identity/token.h"
#include "identity/user.h"
#include "web/request.h"

enum {
	SESSION_IDLE_S = 2 * 3600,
	SESSION_RENEW_S = 300,
	SESSION_ABSOLUTE_S = 30 * 24 * 3600,
	SESSION_IMPERSONATION_S = 45 * 60,
	SESSION_CONFIRMED_S = 15 * 60 /* a password given is fresh so long */
};

struct session {
	int64_t id;
	int64_t user_id;
	const char *jti;
	const char *kind; /* browser, bearer, impersonation */
	struct instant created_at;
	struct instant expires_at;
	struct instant ended_at;
	struct instant confirmed_at;
	const char *address;
	const char *user_agent;
	int64_t impersonator_tenant_id; /* 0: none */
	int64_t impersonator_user_id;
	const char *reason;
	int64_t visiting_tenant_id; /* 0: none */
	bool is_current;            /* it is the one that asks */
};

extern const struct record session_record;
extern const struct query session_queries[];

/* A session of user, who is of the task's tenant; *token gets the token that
 * names it. address and user_agent are cut to 200 characters. */
struct session_start {
	const struct user *user;
	const char *kind;
	const char *address;
	const char *user_agent;
	int64_t impersonator_tenant_id; /* all three or none */
	int64_t impersonator_user_id;
	const char *reason;
};
struct session *session_start(struct task *task,
    const struct session_start *start, const char **token) must_use;

/* A token that names session, as long as one of its kind is valid: for renewing
 * it. */
const char *session_token(struct task *task, const struct user *user,
    const struct session *session) must_use;
/* When such a token ends. */
struct instant session_token_end(
    const struct config *config, const struct session *session);

/* The live sessions of a user, newest first, at most 200. */
struct list *session_list(struct task *task, int64_t user_id) must_use;
/* Ends one of the user's; NOT_FOUND. Its jti goes to Redis
 * t{id}:token_blacklist:{jti} as well [S1.4]. */
bool session_end(struct task *task, int64_t user_id, int64_t id) must_use;
/* Ends the one that old names, if it is of the task's tenant and lives: its
 * browser has a new one. Queued. */
void session_replace(struct task *task, const struct token_claims *old);
/* Ends all of them, the one with the id spared excepted (0: none), and raises
 * the user's epoch unless one is spared: t{id}:user_blacklisted:{user_id} holds
 * the new epoch then, tokens of earlier ones are refused. */
bool session_end_all(
    struct task *task, int64_t user_id, int64_t spared) must_use;
/* Takes that key away: the user may sign in again. */
void session_welcome(struct task *task, int64_t user_id);
/* What Redis knows of ended sessions and users, asked now and looked at when
 * the database has answered as well. When Redis is away, empty or behind, the
 * database alone decides. */
struct session_inquiry *session_inquire(
    struct task *task, const struct token_claims *claims) must_use;
bool session_is_blacklisted(struct session_inquiry *inquiry) must_use;
/* The password was just given again. */
bool session_confirm(struct task *task, int64_t id) must_use;
/* The operator is in that studio with the pages from now on; 0: at home. */
bool session_visit(
    struct task *task, int64_t id, int64_t visiting_tenant_id) must_use;
/* All sessions of a user are at home. Queued. */
void session_end_visits(struct task *task, int64_t user_id);

/* What the browser sent, NULL for none. */
const char *session_cookie(struct request *req) must_use;
/* The cookie: __Host-ariia with Secure, HttpOnly, SameSite=Lax, Path=/ over
 * HTTPS, ariia without the prefix where public_url is http (development). An
 * empty token removes it. */
void session_set_cookie(struct request *req, const char *token);
/* Such a cookie of another name ("ariia-device"); max_age_s 0: as long as the
 * browser runs. */
void session_set_cookie_named(struct request *req, const char *name,
    const char *value, int64_t max_age_s);
const char *session_cookie_named(
    struct request *req, const char *name) must_use;

#endif
