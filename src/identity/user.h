/*
 * user.h - people who sign in.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef IDENTITY_USER_H
#define IDENTITY_USER_H

#include "base/field.h"
#include "base/role.h"
#include "base/task.h"
#include "data/db.h"

struct user {
	int64_t tenant_id;
	int64_t id;
	const char *email;
	const char *full_name;
	const char *role; /* system_admin, tenant_admin, tenant_user */
	const char *locale;
	const char *timezone;
	bool is_active;
	bool has_second_factor; /* totp_confirmed_at IS NOT NULL */
	int32_t session_epoch;
	bool tenant_is_active;
	const char *password_hash; /* only of user_find_secret() */
	struct instant email_verified_at;
	struct instant created_at;
};

extern const struct record user_record;
extern const struct query user_queries[];

/* Columns and source of a struct user, for statements of others that join what
 * they need: "SELECT " USER_COLUMNS USER_SOURCE " WHERE ...", u and t. */
#define USER_COLUMNS                                                           \
	"u.tenant_id, u.id, u.email, u.full_name, u.role, u.locale,"           \
	" u.timezone, u.is_active,"                                            \
	" (u.totp_confirmed_at IS NOT NULL) AS has_second_factor,"             \
	" u.session_epoch, t.is_active AS tenant_is_active,"                   \
	" u.email_verified_at, u.created_at"
#define USER_SOURCE " FROM users u JOIN tenants t ON t.id = u.tenant_id"

/* In the task's tenant. NOT_FOUND; the address in any case. */
struct user *user_find(struct task *task, int64_t id) must_use;
struct user *user_find_by_email(struct task *task, const char *email) must_use;
/* With the hash of the password: only ariia-auth and the command line may. */
struct user *user_find_secret(struct task *task, int64_t id) must_use;
/* The users after page.after in order of creation. */
struct list *user_page(struct task *task, struct page page) must_use;
/* At most three users of any studios with this address, only tenant_id and id:
 * where somebody who signs in with it may belong. */
struct list *user_candidates(struct task *task, const char *email) must_use;

struct user *user_create(struct task *task, const char *email,
    const char *full_name, enum role role) must_use;
/* Stores full_name, role, locale and timezone of wanted. */
struct user *user_update(struct task *task, const struct user *wanted) must_use;
/* hash is of password_hash(). Who changes a password also ends the sessions:
 * session_end_all(). */
bool user_set_password(
    struct task *task, int64_t id, const char *hash) must_use;
/* The same password in a newer form, unless it was changed meanwhile. */
bool user_renew_hash(struct task *task, int64_t id, const char *hash,
    const char *old_hash) must_use;
/* INACTIVE also ends every session and token, at once; ACTIVE lets the user
 * sign in again. */
enum user_activity { USER_INACTIVE, USER_ACTIVE };
struct user *user_set_activity(
    struct task *task, int64_t id, enum user_activity activity) must_use;

#endif
