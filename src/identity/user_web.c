/*
 * user_web.c - the users of a studio over HTTP, and one's own profile.
 *
 * SPDX-License-Identifier: ISC
 */
#include "identity/identify.h"
#include "identity/identity_web.h"
#include "identity/letter.h"
#include "identity/session.h"
#include "identity/staff.h"
#include "tenancy/audit.h"
#include "web/reply.h"

/* What an administrator may change of a user. */
struct user_change {
	const char *full_name;
	const char *role;
	const char *locale;
	const char *timezone;
	bool is_active;
};

struct new_user {
	const char *email;
	const char *full_name;
	const char *role;
	const char *locale;
	const char *timezone;
};

struct profile {
	const char *full_name;
	const char *locale;
	const char *timezone;
};

static const char *const roles[] = { "system_admin", "tenant_admin",
	"tenant_user", NULL };

/* clang-format off */
static const struct field user_change_fields[] = {
	FIELD(user_change, full_name,    PERSONAL, 200,   "Name"),
	FIELD_CHOICE(user_change, role,  REQUIRED, roles, NULL, "Role"),
	FIELD(user_change, locale,       REQUIRED, 5,     "Language and region"),
	FIELD(user_change, timezone,     REQUIRED, 64,    "Time zone of the pages (IANA name)"),
	FIELD(user_change, is_active,    OPTIONAL, 0,     "False: every session ends, no sign-in"),
	{ 0 }
};
static const struct record user_change_record = RECORD(user_change);

static const struct field new_user_fields[] = {
	FIELD(new_user, email,        REQUIRED | PERSONAL, 254,   "E-mail address"),
	FIELD(new_user, full_name,    PERSONAL,            200,   "Name"),
	FIELD_CHOICE(new_user, role,  REQUIRED,            roles, NULL, "Role"),
	FIELD_OR(new_user, locale,    OPTIONAL,            5,     "de-DE", "Language and region"),
	FIELD_OR(new_user, timezone,  OPTIONAL,            64,    "Europe/Berlin", "Time zone (IANA name)"),
	{ 0 }
};
static const struct record new_user_record = RECORD(new_user);

static const struct field profile_fields[] = {
	FIELD(profile, full_name, PERSONAL, 200, "Name"),
	FIELD(profile, locale,    REQUIRED, 5,   "Language and region"),
	FIELD(profile, timezone,  REQUIRED, 64,  "Time zone of the pages (IANA name)"),
	{ 0 }
};
static const struct record profile_record = RECORD(profile);
/* clang-format on */

static bool
list(struct request *req)
{
	return reply(req, OK, user_page(&req->task, req->page));
}

static bool
show(struct request *req)
{
	int64_t id = request_id(req, "id");

	return id != 0 && reply(req, OK, user_find(&req->task, id));
}

/* The person gets a link to set a first password: no administrator ever knows
 * it. */
static bool
create(struct request *req)
{
	struct task *task = &req->task;
	const struct new_user *wanted = body(req, new_user);
	const struct user profile = { .email = wanted->email,
		.full_name = wanted->full_name,
		.role = wanted->role,
		.locale = wanted->locale,
		.timezone = wanted->timezone };
	const struct tenant *tenant = tenant_current(task);
	const struct user *user;

	if (tenant == NULL || !staff_may_write(task, tenant))
		return false;
	user = staff_create(task, &profile);
	if (user == NULL ||
	    !letter_send_token(task, tenant, user, &letter_first_password))
		return false;
	audit(task, "user.create", user->email, &user_record, NULL, user);
	return reply(req, CREATED, user);
}

static bool
change(struct request *req)
{
	struct task *task = &req->task;
	int64_t id = request_id(req, "id");
	const struct user *before = id == 0 ? NULL : staff_find(task, id);
	const struct user *after;
	struct user_change values;
	struct user wanted;

	if (before == NULL)
		return false;
	wanted = *before;
	values = (struct user_change){ before->full_name, before->role,
		before->locale, before->timezone, before->is_active };
	if (!request_merge(req, &values))
		return false;
	wanted.full_name = values.full_name;
	wanted.role = values.role;
	wanted.locale = values.locale;
	wanted.timezone = values.timezone;
	wanted.is_active = values.is_active;
	after = staff_update(task, before, &wanted);
	if (after == NULL)
		return false;
	audit(task, "user.update", after->email, &user_record, before, after);
	return reply(req, OK, after);
}

static bool
remove_one(struct request *req)
{
	struct task *task = &req->task;
	int64_t id = request_id(req, "id");
	const struct user *user = id == 0 ? NULL : staff_find(task, id);

	if (user == NULL || !staff_remove(task, user))
		return false;
	audit(task, "user.remove", user->email, &user_record, user, NULL);
	return reply_empty(req, NO_CONTENT);
}

/* Somebody has lost a telephone, or leaves today. Who asks stays. */
static bool
sign_out(struct request *req)
{
	struct task *task = &req->task;
	int64_t id = request_id(req, "id");
	const struct user *user = id == 0 ? NULL : staff_find(task, id);
	const struct session *session = identity_session(req);
	int64_t spared = 0;

	if (user == NULL)
		return false;
	if (session != NULL && user->id == task->actor.user_id &&
	    identity_home_tenant(req) == task->tenant_id)
		spared = session->id;
	if (!staff_sign_out(task, user, spared))
		return false;
	audit(task, "session.end_all", user->email, NULL, NULL, NULL);
	return reply_empty(req, NO_CONTENT);
}

/* One's own, at home also while an operator is elsewhere. */
static bool
change_own(struct request *req)
{
	struct task *task = &req->task;
	const struct user *before;
	const struct user *after;
	struct profile values;
	struct user wanted;

	if (!identity_go_home(req))
		return false;
	before = staff_find(task, task->actor.user_id);
	if (before == NULL)
		return false;
	wanted = *before;
	values = (struct profile){ before->full_name, before->locale,
		before->timezone };
	if (!request_merge(req, &values))
		return false;
	wanted.full_name = values.full_name;
	wanted.locale = values.locale;
	wanted.timezone = values.timezone;
	after = staff_update(task, before, &wanted);
	if (after == NULL)
		return false;
	audit(task, "user.profile", after->email, &user_record, before, after);
	return reply(req, OK, after);
}

/* clang-format off */
const struct route user_api[] = {
	/*        path                role      takes              gives       handler */
	{ GET,    "/auth/users",      ROLE_ADM, NOTHING,           MANY(user), list,
	    "List the users of the studio, oldest first" },
	{ POST,   "/auth/users",      ROLE_ADM, ONE(new_user),     ONE(user),  create,
	    "Create a user, who gets a link to set a password" },
	{ GET,    "/auth/users/{id}", ROLE_ADM, NOTHING,           ONE(user),  show,
	    "Show a user" },
	{ PUT,    "/auth/users/{id}", ROLE_ADM, PART(user_change), ONE(user),  change,
	    "Change a user; the last active administrator stays one" },
	{ DELETE, "/auth/users/{id}", ROLE_ADM, NOTHING,           NOTHING,    remove_one,
	    "Remove a user with all sessions" },
	{ DELETE, "/auth/users/{id}/sessions", ROLE_ADM, NOTHING,  NOTHING,    sign_out,
	    "End all sessions of a user; of one's own all but this one" },
	{ PUT,    "/auth/me",         ROLE_USR, PART(profile),     ONE(user),  change_own,
	    "Change one's own name, language and time zone" },
	/* Forms of pages. */
	{ POST,   "/team/{id}",              ROLE_ADM, PART(user_change), ONE(user), change,
	    "Change a user", .page = "team/show", .then = "/team/{id}?done=changed" },
	{ POST,   "/team/{id}/activity",     ROLE_ADM, PART(user_change), ONE(user), change,
	    "Let a user sign in no more, or again", .page = "team/show", .then = "/team/{id}?done=activity" },
	{ POST,   "/team/{id}/sessions/end", ROLE_ADM, NOTHING, NOTHING, sign_out,
	    "End all sessions of a user", .page = "team/show", .then = "/team/{id}?done=signed_out" },
	{ POST,   "/team/{id}/remove",       ROLE_ADM, NOTHING, NOTHING, remove_one,
	    "Remove a user with all sessions", .page = "team/remove", .then = "/team?done=removed" },
	{ POST,   "/account/profile", ROLE_USR, PART(profile),     ONE(user),  change_own,
	    "Change one's own profile", .page = "auth/account", .then = "/account?done=profile" },
	{ 0 }
};
/* clang-format on */
