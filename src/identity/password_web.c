/*
 * password_web.c - forgotten, reset and changed passwords, and the mail that
 * asks to confirm an address once more.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/role.h"
#include "base/text.h"
#include "identity/device.h"
#include "identity/identify.h"
#include "identity/identity_web.h"
#include "identity/letter.h"
#include "identity/login.h"
#include "identity/one_time_token.h"
#include "identity/password.h"
#include "identity/session.h"
#include "identity/staff.h"
#include "tenancy/audit.h"
#include "web/reply.h"

enum { MAILS_PER_MINUTE = 20, RESETS_PER_MINUTE = 30 };

struct mail_request {
	const char *email;
	const char *tenant;
};

struct password_reset {
	const char *token;
	const char *tenant;
	const char *password;
};

struct password_change {
	const char *old;
	const char *new;
};

/* clang-format off */
static const struct field mail_request_fields[] = {
	FIELD(mail_request, email,  REQUIRED | PERSONAL, 254, "Address of the account"),
	FIELD(mail_request, tenant, OPTIONAL,            63,  "Slug of the studio; without it all of the address"),
	{ 0 }
};
static const struct record mail_request_record = RECORD(mail_request);

static const struct field password_reset_fields[] = {
	FIELD(password_reset, token,    REQUIRED | HIDDEN, 100, "Token of the link in the mail"),
	FIELD(password_reset, tenant,   REQUIRED,          63,  "Slug of the link in the mail"),
	FIELD(password_reset, password, REQUIRED | HIDDEN, 128, "The new password: at least 12 characters"),
	{ 0 }
};
static const struct record password_reset_record = RECORD(password_reset);

static const struct field password_change_fields[] = {
	FIELD(password_change, old, REQUIRED | HIDDEN, 128, "The password as it is"),
	FIELD(password_change, new, REQUIRED | HIDDEN, 128, "The new one: at least 12 characters"),
	{ 0 }
};
static const struct record password_change_record = RECORD(password_change);
/* clang-format on */

/* Sends user, of the task's tenant, the letter if it makes sense. */
typedef bool send_fn(
    struct task *task, const struct tenant *tenant, const struct user *user);

static bool
send_reset(
    struct task *task, const struct tenant *tenant, const struct user *user)
{
	return letter_send_token(task, tenant, user, &letter_reset);
}

static bool
send_verify(
    struct task *task, const struct tenant *tenant, const struct user *user)
{
	bool is_done = instant_is_set(user->email_verified_at) &&
	    (tenant->is_verified || role_of(user->role) < ROLE_ADM);

	return is_done || letter_send_token(task, tenant, user, &letter_verify);
}

static bool
send_in(struct task *task, int64_t tenant_id, int64_t user_id, send_fn *send)
{
	const struct tenant *tenant;
	const struct user *user;

	task->tenant_id = tenant_id;
	tenant = tenant_current(task);
	user = tenant == NULL ? NULL : user_find(task, user_id);
	if (user == NULL)
		return false;
	return !tenant->is_active || !user->is_active ||
	    send(task, tenant, user);
}

/* Wherever the address belongs to, at most three studios. */
static bool
send_everywhere(struct task *task, const char *email, send_fn *send)
{
	const struct list *users = user_candidates(task, email);

	if (users == NULL)
		return false;
	list_each(users, struct user, user) {
		if (!send_in(task, user->tenant_id, user->id, send))
			return false;
	}
	return true;
}

/* An address or a studio that does not exist is no failure. */
static bool
send_to_one(struct task *task, const struct mail_request *asked, send_fn *send)
{
	const struct tenant *tenant = tenant_find(task, asked->tenant);
	const struct user *user = NULL;

	if (tenant != NULL && tenant_enter(task, tenant))
		user = user_find_by_email(task, asked->email);
	if (user != NULL)
		return send_in(task, tenant->id, user->id, send);
	if (task->problem->kind != NOT_FOUND)
		return false;
	task_forgive(task);
	return true;
}

static bool
send_mail(struct task *task, const struct mail_request *asked, send_fn *send)
{
	return text_is_empty(asked->tenant)
	    ? send_everywhere(task, asked->email, send)
	    : send_to_one(task, asked, send);
}

static bool
act_reset(struct task *task, const void *given)
{
	return send_mail(task, given, send_reset);
}

static bool
act_verify(struct task *task, const void *given)
{
	return send_mail(task, given, send_verify);
}

/* Nobody looks for the address before the answer has left, so that neither its
 * words nor its time tell whether the address exists. */
static bool
answer_first(struct request *req, afterwards_fn *act)
{
	struct mail_request *asked = body(req, mail_request);
	const struct tenant *tenant;

	if (!request_limit(req, 0, "mail", MAILS_PER_MINUTE))
		return false;
	if (text_is_empty(asked->tenant)) {
		tenant = identity_tenant_of_host(req);
		if (task_has_failed(&req->task))
			return false;
		asked->tenant = tenant == NULL
		    ? NULL
		    : arena_copy(req->task.arena, tenant->slug);
	}
	reply_afterwards(req, act, asked);
	return reply_empty(req, ACCEPTED);
}

static bool
forgot(struct request *req)
{
	return answer_first(req, act_reset);
}

static bool
resend(struct request *req)
{
	return answer_first(req, act_verify);
}

struct replacement {
	const struct user *user;
	const char *pointer;
	const char *password;
	int64_t spared_session;
};

/* Links of mails that would set yet another one are good for nothing then. */
static bool
replace(struct task *task, const struct replacement *wanted)
{
	const struct user *user = wanted->user;
	const struct tenant *tenant;
	const char *hash;

	if (!password_is_good(
		task, wanted->pointer, wanted->password, user->email))
		return false;
	hash = password_hash(task, wanted->password);
	if (hash == NULL || !user_set_password(task, user->id, hash))
		return false;
	one_time_token_revoke(task, TOKEN_RESET, user->id);
	if (!session_end_all(task, user->id, wanted->spared_session))
		return false;
	tenant = tenant_current(task);
	audit(task, "user.password", user->email, NULL, NULL, NULL);
	return tenant != NULL &&
	    letter_send_password_changed(task, tenant, user);
}

/* The mail that the link came with proves the address as well. */
static bool
reset(struct request *req)
{
	struct task *task = &req->task;
	const struct password_reset *post = body(req, password_reset);
	struct replacement wanted = {
		.pointer = "#/password",
		.password = post->password,
	};
	int64_t id;

	if (!request_limit(req, 0, "reset", RESETS_PER_MINUTE) ||
	    one_time_token_enter(task, post->tenant) == NULL)
		return false;
	id = one_time_token_use(task, TOKEN_RESET, post->token);
	wanted.user = id == 0 ? NULL : user_find(task, id);
	if (wanted.user == NULL)
		return false;
	if (!wanted.user->is_active)
		return one_time_token_refuse(task);
	task->actor = (struct actor){ id, role_of(wanted.user->role) };
	return replace(task, &wanted) && staff_set_verified(task, id) &&
	    reply_empty(req, NO_CONTENT);
}

static bool
is_right(struct request *req, const char *password)
{
	struct task *task = &req->task;
	struct login login = {
		.password = password,
		.address = req->remote_address,
		.user = identity_user(req),
	};

	login.email = login.user->email;
	login.device = device_of(req, login.email);
	if (login_confirm(task, &login))
		return true;
	if (task->problem->kind != UNAUTHORIZED)
		return false;
	task_forgive(task);
	return fail_field(task, "#/old", "is wrong");
}

static bool
change(struct request *req)
{
	struct task *task = &req->task;
	const struct password_change *post = body(req, password_change);
	struct replacement wanted = {
		.pointer = "#/new",
		.password = post->new,
	};

	if (!identity_go_home(req))
		return false;
	if (identity_session(req)->impersonator_user_id != 0)
		return fail(task, FORBIDDEN,
		    "Only the person can change the password.");
	wanted.user = identity_user(req);
	wanted.spared_session = identity_session(req)->id;
	return is_right(req, post->old) && replace(task, &wanted) &&
	    reply_empty(req, NO_CONTENT);
}

/* clang-format off */
const struct route password_api[] = {
	/*      path                         role         takes                 gives    handler */
	{ POST, "/auth/password/forgot",     ROLE_PUBLIC, ONE(mail_request),    NOTHING, forgot,
	    "Send a link to reset the password, if there is such an account" },
	{ POST, "/auth/password/reset",      ROLE_PUBLIC, ONE(password_reset),  NOTHING, reset,
	    "Set a new password with the token of a mail; ends every session" },
	{ POST, "/auth/password/change",     ROLE_USR,    ONE(password_change), NOTHING, change,
	    "Change one's own password; ends the other sessions" },
	{ POST, "/auth/resend-verification", ROLE_PUBLIC, ONE(mail_request),    NOTHING, resend,
	    "Send the mail that confirms an address again, if there is one to confirm" },
	/* Forms of pages. */
	{ POST, "/forgot",                   ROLE_PUBLIC, ONE(mail_request),    NOTHING, forgot,
	    "Send a link to reset the password", .page = "auth/forgot", .then = "/forgot?sent=1", .once = true },
	{ POST, "/reset",                    ROLE_PUBLIC, ONE(password_reset),  NOTHING, reset,
	    "Set a new password", .page = "auth/reset", .then = "/login?notice=password", .once = true },
	{ POST, "/account/password",         ROLE_USR,    ONE(password_change), NOTHING, change,
	    "Change one's own password", .page = "auth/account", .then = "/account?done=password", .once = true },
	{ POST, "/registered",               ROLE_PUBLIC, ONE(mail_request),    NOTHING, resend,
	    "Send the mail that confirms an address again",
	    .page = "auth/registered", .then = "/registered?sent=1", .once = true },
	{ 0 }
};
/* clang-format on */
