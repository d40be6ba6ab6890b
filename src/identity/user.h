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
	bool is_active;
	int32_t session_epoch;
	bool tenant_is_active;
	bool has_second_factor; /* sign-in asks for a code */
	struct instant created_at;
};

extern const struct record user_record;
/* USER_IN_SESSION takes an id and the epoch of a token: the user in the task's
 * tenant, if both are active and no later epoch has begun. */
enum { USER_IN_SESSION = 0 };
extern const struct query user_queries[];

/* In the task's tenant. NOT_FOUND; the address in any case. */
struct user *user_find_by_email(
    struct task *task, const char *email) must_use;
struct user *user_create(struct task *task, const char *email,
    const char *full_name, enum role role) must_use;
/* False: every token of the user is refused within a second. */
enum user_activity { USER_INACTIVE, USER_ACTIVE };
struct user *user_set_activity(struct task *task, int64_t id,
    enum user_activity activity) must_use;

#endif
