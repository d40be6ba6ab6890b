/*
 * visit_forms.c - the operator goes into a studio with the pages, and back.
 *
 * The session knows where it is; who, with which role, is asked of the database
 * at each request (identity/identify.h).
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/text.h"
#include "identity/identify.h"
#include "identity/operator.h"
#include "identity/tenant_of_host.h"
#include "platform/platform_web.h"
#include "web/reply.h"

/* The browser's own session, NULL with a problem. */
static const struct session *
session_of(struct request *req)
{
	const struct session *session = identity_session(req);

	if (session == NULL || !text_is_equal(session->kind, "browser") ||
	    request_header(req, "Authorization") != NULL)
		return fail(&req->task, CONFLICT,
		    "Only a browser goes into a studio; programs name it with "
		    "X-Tenant-Slug.");
	if (!tenant_is_unnamed(req))
		return fail(&req->task, CONFLICT,
		    "This is the address of a studio. Sign in at the address "
		    "of the platform to go into others.");
	return session;
}

static void
note(struct request *req, const char *action, const struct tenant *studio)
{
	req->task.tenant_id = studio->id;
	operator_audit(req, action, studio->slug, &(struct audit_change){ 0 });
	req->task.tenant_id = identity_home_tenant(req);
}

static bool
visit(struct request *req)
{
	struct task *task = &req->task;
	int64_t id = request_id(req, "id");
	const struct session *session = id == 0 ? NULL : session_of(req);
	const struct tenant *there;

	if (session == NULL)
		return false;
	task->tenant_id = id;
	there = tenant_current(task);
	task->tenant_id = identity_home_tenant(req);
	if (there == NULL)
		return false;
	if (id == task->tenant_id)
		return session_visit(task, session->id, 0) &&
		    see_other(req, "/today");
	note(req, "operator.visit", there);
	if (!session_visit(task, session->id, id))
		return false;
	/* Its token says that an operator has it, also if it is an old one. */
	session_set_cookie(
	    req, session_token(task, identity_user(req), session));
	return see_other(req, "/today");
}

static bool
leave(struct request *req)
{
	const struct tenant *there = identity_visited(req);

	if (there == NULL)
		return see_other(req, "/platform/studios");
	note(req, "operator.leave", there);
	if (!session_visit(&req->task, identity_session(req)->id, 0))
		return false;
	return see_other(req, "/platform/studios/%" PRId64, there->id);
}

/* clang-format off */
const struct route visit_forms[] = {
	/*      path                           role      takes    gives    handler */
	{ POST, "/platform/studios/{id}/visit", ROLE_SYS, NOTHING, NOTHING, visit,
	    "Go into a studio with the pages" },
	{ POST, "/platform/leave",              ROLE_SYS, NOTHING, NOTHING, leave,
	    "Go back to one's own studio" },
	{ 0 }
};
/* clang-format on */
