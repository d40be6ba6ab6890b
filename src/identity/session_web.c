/*
 * session_web.c - the sessions of one's own account over HTTP.
 *
 * SPDX-License-Identifier: ISC
 */
#include "identity/identify.h"
#include "identity/identity_web.h"
#include "tenancy/audit.h"
#include "web/reply.h"

static bool
list(struct request *req)
{
	struct list *sessions;

	if (!identity_go_home(req))
		return false;
	sessions = session_list(&req->task, req->task.actor.user_id);
	if (sessions == NULL)
		return false;
	list_each(sessions, struct session, session)
		session->is_current = session->id == identity_session(req)->id;
	return reply(req, OK, sessions);
}

static bool
end(struct request *req)
{
	struct task *task = &req->task;
	int64_t id = request_id(req, "id");

	if (id == 0 || !identity_go_home(req) ||
	    !session_end(task, task->actor.user_id, id))
		return false;
	audit(task, "session.end", identity_user(req)->email, NULL, NULL, NULL);
	if (id == identity_session(req)->id)
		session_set_cookie(req, "");
	return reply_empty(req, NO_CONTENT);
}

static bool
end_others(struct request *req)
{
	struct task *task = &req->task;

	if (!identity_go_home(req) ||
	    !session_end_all(
		task, task->actor.user_id, identity_session(req)->id))
		return false;
	audit(task, "session.end_others", identity_user(req)->email, NULL, NULL,
	    NULL);
	return reply_empty(req, NO_CONTENT);
}

/* clang-format off */
const struct route session_api[] = {
	{ GET,    "/auth/sessions",      ROLE_USR, NOTHING, MANY(session), list,
	  "List one's own sessions, newest first" },
	{ DELETE, "/auth/sessions",      ROLE_USR, NOTHING, NOTHING,       end_others,
	  "End all of one's own sessions but this one" },
	{ DELETE, "/auth/sessions/{id}", ROLE_USR, NOTHING, NOTHING,       end, "End one of one's own sessions" },
	/* Forms of pages. */
	{ POST,   "/account/sessions/end",      ROLE_USR, NOTHING, NOTHING, end_others,
	  "End all of one's own sessions but this one", .then = "/account?done=session#sessions" },
	{ POST,   "/account/sessions/{id}/end", ROLE_USR, NOTHING, NOTHING, end,
	  "End one of one's own sessions",              .then = "/account?done=session#sessions" },
	{ 0 }
};
/* clang-format on */
