/*
 * staff.h - the people of a studio as its administrators manage them: who may
 * change whom, and that an administrator is always left.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef IDENTITY_STAFF_H
#define IDENTITY_STAFF_H

#include "data/db.h"
#include "identity/user.h"
#include "tenancy/tenant.h"

extern const struct query staff_queries[];

/* The user as it will be until this transaction ends, for staff_update() and
 * staff_remove(); NOT_FOUND. */
struct user *staff_find(struct task *task, int64_t id) must_use;

/* Nobody answers for the mails of a studio whose own address is not proven:
 * FORBIDDEN. Asked before a stranger is written to. */
bool staff_may_write(struct task *task, const struct tenant *tenant) must_use;

/* The address in lower case, or NULL with INVALID at "#/email". */
const char *staff_email(struct task *task, const char *email) must_use;
/* Name, locale and time zone can be stored and shown; INVALID otherwise. */
bool staff_profile_is_good(
    struct task *task, const struct user *wanted) must_use;

/* A user of the task's tenant with the email, full_name, role, locale and
 * timezone of wanted, without a password. FORBIDDEN if the actor may not give
 * the role, CONFLICT if the address is a user already. */
struct user *staff_create(
    struct task *task, const struct user *wanted) must_use;

/* Makes before, as it is stored, what wanted says of full_name, role, locale,
 * timezone and is_active. Only a system_admin touches or makes one, nobody
 * raises their own role (FORBIDDEN), and the last active administrator of a
 * studio stays one (CONFLICT). An end of activity ends every session. */
struct user *staff_update(struct task *task, const struct user *before,
    const struct user *wanted) must_use;
/* Removes the user with all sessions, under the same rules. */
bool staff_remove(struct task *task, const struct user *user) must_use;

/* Ends every session of the user, the one with the id spared excepted (0:
 * none). FORBIDDEN as above. */
bool staff_sign_out(
    struct task *task, const struct user *user, int64_t spared) must_use;

/* Ends every session of everybody in the task's tenant, for good. */
bool staff_end_sessions(struct task *task) must_use;

/* The address of the user is proven. */
bool staff_set_verified(struct task *task, int64_t id) must_use;

#endif
