/*
 * alert_web.c - alerts over HTTP.
 *
 * SPDX-License-Identifier: ISC
 */
#include "data/channels.h"
#include "messaging/alert.h"
#include "messaging/conversation.h"
#include "messaging/inbox_version.h"
#include "messaging/messaging_web.h"
#include "web/reply.h"

static bool
list(struct request *req)
{
	return reply(req, OK, alert_page(&req->task, req->page));
}

static bool
acknowledge(struct request *req)
{
	int64_t id = request_id(req, "id");
	const struct alert *alert;

	if (id == 0)
		return false;
	alert = alert_acknowledge(&req->task, id);
	if (alert == NULL)
		return false;
	conversation_watch(&req->task, alert->session_id);
	inbox_announce(req, alert->session_id);
	reply_publish(req, CHANNEL_CLOCK, "{}");
	return reply(req, OK, alert);
}

/* clang-format off */
const struct route alert_forms[] = {
	{ POST, "/alerts/{id}/acknowledge", ROLE_USR, NOTHING, ONE(alert), acknowledge,
	    "Take note of an alert", .page = "inbox/alerts", .then = "/alerts?done=seen" },
	{ 0 }
};

const struct route alert_api[] = {
	{ GET,  "/admin/alerts",                  ROLE_USR, NOTHING, MANY(alert), list,
	    "What staff must look at: open alerts first, the newest first", .scope = "conversations" },
	{ POST, "/admin/alerts/{id}/acknowledge", ROLE_USR, NOTHING, ONE(alert),  acknowledge,
	    "Take note of an alert and those before it in the conversation; reminders end", .scope = "conversations" },
	{ 0 }
};
/* clang-format on */
