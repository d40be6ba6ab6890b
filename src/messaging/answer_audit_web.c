/*
 * answer_audit_web.c - how an answer came to be, over HTTP.
 *
 * SPDX-License-Identifier: ISC
 */
#include "messaging/answer_audit.h"
#include "messaging/messaging_web.h"
#include "web/reply.h"

static bool
show(struct request *req)
{
	int64_t id = request_id(req, "id");
	int64_t message_id = id == 0 ? 0 : request_id(req, "message_id");

	if (message_id == 0)
		return false;
	return reply(req, OK, answer_audit_find(&req->task, id, message_id));
}

/* clang-format off */
const struct route answer_audit_api[] = {
	{ GET, "/sessions/{id}/messages/{message_id}/audit", ROLE_USR, NOTHING, ONE(answer_audit), show,
	    "How an agent came to an answer", .scope = "conversations" },
	{ 0 }
};
/* clang-format on */
