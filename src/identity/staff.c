/*
 * staff.c - rules and statements for managing the people of a studio.
 *
 * SPDX-License-Identifier: ISC
 */
#include "identity/staff.h"

#include "base/role.h"
#include "base/text.h"
#include "identity/session.h"
#include "net/mail_header.h"
#include "tenancy/region.h"

enum { LOCK, ADMINS, REMOVE, SET_VERIFIED, NEXT_EPOCH, END_SESSIONS };

/* clang-format off */
const struct query staff_queries[] = {
	/* In a studio one change of its people comes after the other, so that
	 * each sees who is left by the one before. */
	[LOCK] = { "staff_lock",
	    "SELECT FROM pg_advisory_xact_lock("
	    "hashtextextended('staff:' || current_tenant(), 0))" },
	[ADMINS] = { "staff_admins",
	    "SELECT id FROM users WHERE role = 'tenant_admin' AND is_active"
	    " ORDER BY id LIMIT 2" },
	[REMOVE] = { "staff_remove", "DELETE FROM users WHERE id = $1" },
	[SET_VERIFIED] = { "staff_set_verified",
	    "UPDATE users SET email_verified_at = coalesce(email_verified_at,"
	    " now()) WHERE id = $1" },
	[NEXT_EPOCH] = { "staff_next_epoch",
	    "UPDATE users SET session_epoch = session_epoch + 1" },
	[END_SESSIONS] = { "staff_end_sessions",
	    "UPDATE user_sessions SET ended_at = now()"
	    " WHERE ended_at IS NULL" },
	{ 0 }
};
/* clang-format on */

struct user *
staff_find(struct task *task, int64_t id)
{
	db_later(task, staff, LOCK);
	return user_find(task, id);
}

bool
staff_may_write(struct task *task, const struct tenant *tenant)
{
	if (tenant->is_verified)
		return true;
	return fail(
	    task, FORBIDDEN, "Please confirm your own e-mail address first.");
}

const char *
staff_email(struct task *task, const char *email)
{
	const char *address =
	    text_lower(task->arena, text_trim(task->arena, email));

	if (!mail_address_is_good(address))
		return fail_field(task, "#/email", "is no e-mail address");
	return address;
}

bool
staff_profile_is_good(struct task *task, const struct user *wanted)
{
	if (wanted->full_name != NULL && !mail_text_is_clean(wanted->full_name))
		(void)fail_field(task, "#/full_name", "must be one line");
	if (wanted->locale == NULL || !region_locale_is_good(wanted->locale))
		(void)fail_field(task, "#/locale", "must look like de-DE");
	if (wanted->timezone == NULL ||
	    !region_zone_is_known(task->arena, wanted->timezone))
		(void)fail_field(task, "#/timezone",
		    "must be a time zone such as Europe/Berlin");
	return !task_has_failed(task);
}

static bool
is_operator(const char *role)
{
	return role_of(role) == ROLE_SYS;
}

static bool
may_touch(struct task *task, const char *role)
{
	if (is_operator(role) && task->actor.role < ROLE_SYS)
		return fail(task, FORBIDDEN,
		    "Only the operator may do this to an operator.");
	return true;
}

static bool
may_give(struct task *task, const char *role)
{
	if (is_operator(role) && task->actor.role < ROLE_SYS)
		return fail(
		    task, FORBIDDEN, "Only the operator makes an operator.");
	return true;
}

static bool
is_administrator(const struct user *user)
{
	return user->is_active && role_of(user->role) == ROLE_ADM;
}

/* wanted is NULL for a removal. */
static bool
one_is_left(
    struct task *task, const struct user *before, const struct user *wanted)
{
	const struct list *admins;

	if (!is_administrator(before) ||
	    (wanted != NULL && is_administrator(wanted)))
		return true;
	admins =
	    db_fetch_many(task, &staff_queries[ADMINS], &user_record, ARGS());
	if (admins == NULL)
		return false;
	list_each(admins, struct user, admin) {
		if (admin->id != before->id)
			return true;
	}
	return fail(task, CONFLICT,
	    "A studio keeps at least one active administrator.");
}

/* An operator who is gone by mistake could only be brought back on the command
 * line. */
static bool
leaves_oneself_in(
    struct task *task, const struct user *before, const struct user *wanted)
{
	if (before->id != task->actor.user_id)
		return true;
	if (wanted != NULL && role_of(wanted->role) > role_of(before->role))
		return fail(task, FORBIDDEN, "Nobody raises their own role.");
	if (is_operator(before->role) &&
	    (wanted == NULL || !wanted->is_active ||
		!is_operator(wanted->role)))
		return fail(
		    task, CONFLICT, "An operator is removed by another one.");
	return true;
}

struct user *
staff_create(struct task *task, const struct user *wanted)
{
	const char *email = staff_email(task, wanted->email);
	struct user *user;
	struct user profile = *wanted;

	if (email == NULL || !staff_profile_is_good(task, wanted) ||
	    !may_give(task, wanted->role))
		return NULL;
	user =
	    user_create(task, email, wanted->full_name, role_of(wanted->role));
	if (user == NULL)
		return NULL;
	profile.id = user->id;
	return user_update(task, &profile);
}

struct user *
staff_update(
    struct task *task, const struct user *before, const struct user *wanted)
{
	struct user *after;

	if (!may_touch(task, before->role) ||
	    !leaves_oneself_in(task, before, wanted) ||
	    !may_give(task, wanted->role) ||
	    !staff_profile_is_good(task, wanted) ||
	    !one_is_left(task, before, wanted))
		return NULL;
	if (!text_is_equal(before->role, wanted->role))
		session_end_visits(task, before->id);
	after = user_update(task, wanted);
	if (after == NULL || after->is_active == wanted->is_active)
		return after;
	return user_set_activity(
	    task, wanted->id, wanted->is_active ? USER_ACTIVE : USER_INACTIVE);
}

bool
staff_remove(struct task *task, const struct user *user)
{
	int64_t count;

	if (!may_touch(task, user->role) ||
	    !leaves_oneself_in(task, user, NULL) ||
	    !one_is_left(task, user, NULL) ||
	    !session_end_all(task, user->id, 0))
		return false;
	return db_run(task, staff, REMOVE, &count, arg(user->id));
}

bool
staff_sign_out(struct task *task, const struct user *user, int64_t spared)
{
	return may_touch(task, user->role) &&
	    session_end_all(task, user->id, spared);
}

bool
staff_set_verified(struct task *task, int64_t id)
{
	int64_t count;

	return db_run(task, staff, SET_VERIFIED, &count, arg(id));
}

bool
staff_end_sessions(struct task *task)
{
	int64_t count;

	db_later(task, staff, NEXT_EPOCH);
	return db_run(task, staff, END_SESSIONS, &count);
}
