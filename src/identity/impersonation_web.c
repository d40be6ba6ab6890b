/*
 * impersonation_web.c - the operator acts as a user, with a reason, and both
 * logs say so.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/role.h"
#include "base/text.h"
#include "identity/identify.h"
#include "identity/identity_web.h"
#include "identity/operator.h"
#include "identity/session.h"
#include "tenancy/audit.h"
#include "tenancy/tenant.h"
#include "web/reply.h"

enum { REASON_MIN = 10 };

struct impersonation {
	int64_t user_id;
	const char *tenant;
	const char *reason;
	/* what comes of it */
	const char *token;
	struct instant expires_at;
};

/* clang-format off */
static const struct field impersonation_fields[] = {
	FIELD(impersonation, user_id,    REQUIRED | POSITIVE, 0,   "As whom"),
	FIELD(impersonation, tenant,     REQUIRED,            63,  "Slug of the user's studio"),
	FIELD(impersonation, reason,     REQUIRED,            500, "Why, at least 10 characters; stands in both logs"),
	FIELD(impersonation, token,      READ_ONLY,           0,   "Bearer token of the session that has begun"),
	FIELD(impersonation, expires_at, READ_ONLY,           0,   "When it ends at the latest"),
	{ 0 }
};
static const struct record impersonation_record = RECORD(impersonation);

/* As the logs have it: the token is nobody's business. */
static const struct field impersonation_note_fields[] = {
	FIELD(impersonation, user_id, READ_ONLY, 0, "As whom"),
	FIELD(impersonation, tenant,  READ_ONLY, 0, "Slug of the user's studio"),
	FIELD(impersonation, reason,  READ_ONLY, 0, "Why"),
	{ 0 }
};
static const struct record impersonation_note_record = { "impersonation_note",
	sizeof(struct impersonation), impersonation_note_fields,
	ARRAY_LENGTH(impersonation_note_fields) - 1 };
/* clang-format on */

/* The user, in whose studio the task is from here on. */
static const struct user *
whom(struct task *task, const struct impersonation *wanted)
{
	const struct tenant *tenant;
	const struct user *user;

	if (text_characters(wanted->reason) < REASON_MIN)
		return fail_field(
		    task, "#/reason", "must have at least 10 characters");
	tenant = tenant_find(task, wanted->tenant);
	if (tenant == NULL || !tenant_enter(task, tenant))
		return NULL;
	user = user_find(task, wanted->user_id);
	if (user == NULL)
		return NULL;
	if (role_of(user->role) >= ROLE_SYS)
		return fail(task, FORBIDDEN,
		    "Nobody acts as an operator but the operator.");
	if (!user->is_active || !user->tenant_is_active)
		return fail(task, CONFLICT, "This user is not active.");
	return user;
}

static bool
begin(struct request *req)
{
	struct task *task = &req->task;
	struct impersonation *wanted = body(req, impersonation);
	struct session_start start = {
		.kind = "impersonation",
		.address = req->remote_address,
		.user_agent = request_header(req, "User-Agent"),
		.impersonator_tenant_id = identity_home_tenant(req),
		.impersonator_user_id = task->actor.user_id,
		.reason = wanted->reason,
	};
	const struct session *session;

	if (!identity_is_confirmed(req))
		return false;
	start.user = whom(task, wanted);
	session = start.user == NULL
	    ? NULL
	    : session_start(task, &start, &wanted->token);
	if (session == NULL)
		return false;
	wanted->expires_at = session->expires_at;
	operator_audit(req, "impersonation.begin", start.user->email,
	    &(struct audit_change){ &impersonation_note_record, NULL, wanted });
	if (req->form == NULL)
		return reply(req, CREATED, wanted);
	session_set_cookie(req, wanted->token);
	return see_other(req, "/today");
}

/* The way back to the operator's own session is signing in: who has got hold of
 * this one must not become the operator. */
static bool
end(struct request *req)
{
	struct task *task = &req->task;
	const struct session *session = identity_session(req);
	const struct user *user = identity_user(req);
	int64_t there = task->tenant_id;

	if (session == NULL || session->impersonator_user_id == 0)
		return fail(task, CONFLICT, "Nobody acts as another here.");
	if (!session_end(task, user->id, session->id))
		return false;
	task->actor = (struct actor){ session->impersonator_user_id, ROLE_SYS };
	audit(task, "impersonation.end", user->email, NULL, NULL, NULL);
	task->tenant_id = session->impersonator_tenant_id;
	audit(task, "impersonation.end", user->email, NULL, NULL, NULL);
	task->tenant_id = there;
	session_set_cookie(req, "");
	return reply_empty(req, NO_CONTENT);
}

/* clang-format off */
const struct route impersonation_api[] = {
	/*        path                   role      takes               gives               handler */
	{ POST,   "/auth/impersonation", ROLE_SYS, ONE(impersonation), ONE(impersonation), begin,
	    "Act as a user of a studio for 45 minutes" },
	{ DELETE, "/auth/impersonation", ROLE_USR, NOTHING,            NOTHING,            end,
	    "Stop acting as another" },
	/* The forms of pages. */
	{ POST,   "/platform/studios/{id}/people/{user_id}", ROLE_SYS, ONE(impersonation), ONE(impersonation), begin,
	    "Act as a user of a studio for 45 minutes", .page = "platform/impersonate", .once = true },
	{ POST,   "/auth/impersonation/end", ROLE_USR, NOTHING,        NOTHING,            end,
	    "Stop acting as another", .then = "/login?notice=bye" },
	{ 0 }
};
/* clang-format on */
