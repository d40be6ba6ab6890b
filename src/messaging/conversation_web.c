/*
 * conversation_web.c - conversations and their messages over HTTP.
 *
 * SPDX-License-Identifier: ISC
 */
#include "messaging/conversation.h"
#include "messaging/message.h"
#include "messaging/messaging_web.h"
#include "web/reply.h"

static bool
list_conversations(struct request *req)
{
	return reply(req, OK, conversation_page(&req->task, req->page));
}

static bool
list_messages(struct request *req)
{
	int64_t id = request_id(req, "id");

	if (id == 0)
		return false;
	return reply(req, OK, message_page(&req->task, id, req->page));
}

/* clang-format off */
const struct route conversation_api[] = {
	/*      path                       role      takes    gives               handler */
	{ GET,  "/sessions",               ROLE_USR, NOTHING, MANY(conversation), list_conversations,
	    "List conversations, newest first", .scope = "conversations" },
	{ GET,  "/sessions/{id}/messages", ROLE_USR, NOTHING, MANY(message),      list_messages,
	    "List the messages of a conversation, oldest first", .scope = "conversations" },
	{ 0 }
};
/* clang-format on */
