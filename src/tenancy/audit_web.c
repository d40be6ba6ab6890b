/*
 * audit_web.c - the audit log over HTTP.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/text.h"
#include "tenancy/audit.h"
#include "tenancy/tenancy_web.h"
#include "web/reply.h"

static void
read_time(struct request *req, const char *name, struct instant *instant)
{
	const char *text = request_query(req, name);

	if (!text_is_empty(text) && !instant_parse(text, instant))
		(void)fail_field(&req->task,
		    arena_printf(req->task.arena, "?%s", name),
		    "must be a time such as 2026-11-22T10:00:00Z");
}

static bool
list(struct request *req)
{
	const char *actor = request_query(req, "actor_user_id");
	const char *action = request_query(req, "action");
	struct audit_filter filter = {
		.action = text_is_empty(action) ? NULL : action,
	};

	if (!text_is_empty(actor) &&
	    !text_to_int64(actor, &filter.actor_user_id))
		(void)fail_field(
		    &req->task, "?actor_user_id", "must be a number");
	read_time(req, "from", &filter.from);
	read_time(req, "until", &filter.until);
	if (task_has_failed(&req->task))
		return false;
	return reply(req, OK, audit_page(&req->task, &filter, req->page));
}

/* clang-format off */
const struct route audit_api[] = {
	{ GET, "/auth/audit", ROLE_ADM, NOTHING, MANY(audit_entry), list,
	    "Who changed what, newest first; ?actor_user_id= ?action= ?from= ?until=",
	    .scope = "audit" },
	{ 0 }
};
/* clang-format on */
