/*
 * conversation_web.c - conversations, their messages, and what staff does in
 * them, over HTTP.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/text.h"
#include "data/channels.h"
#include "messaging/conversation_filter.h"
#include "messaging/inbox_version.h"
#include "messaging/message.h"
#include "messaging/messaging_web.h"
#include "messaging/note.h"
#include "messaging/takeover.h"
#include "web/reply.h"

/* A parameter of the query, NULL when it is missing or empty. */
static const char *
given(struct request *req, const char *name)
{
	const char *text = request_query(req, name);

	return text_is_empty(text) ? NULL : text;
}

static bool
list_conversations(struct request *req)
{
	bool is_wanted = conversation_filter_is_given(req);
	struct conversation_filter filter = conversation_filter_read(req);

	if (task_has_failed(&req->task))
		return false;
	if (is_wanted)
		return reply(req, OK,
		    conversation_inbox(&req->task, &filter, req->page));
	return reply(req, OK, conversation_page(&req->task, req->page));
}

static bool
show_conversation(struct request *req)
{
	int64_t id = request_id(req, "id");

	return id != 0 && reply(req, OK, conversation_find(&req->task, id));
}

static bool
list_messages(struct request *req)
{
	int64_t id = request_id(req, "id");

	if (id == 0)
		return false;
	return reply(req, OK, message_page(&req->task, id, req->page));
}

/* What others have to know: behind the commit, so it is made here. */
static bool
announce(struct request *req, const struct conversation *conversation,
    enum conversation_state state)
{
	if (conversation == NULL || !db_commit(&req->task))
		return false;
	conversation_mirror(&req->task, conversation->user_key, state);
	inbox_announce(req, conversation->id);
	reply_publish(req, CHANNEL_CLOCK,
	    conversation_event(&req->task, conversation->id));
	return true;
}

static bool
take_over(struct request *req)
{
	int64_t id = request_id(req, "id");
	const struct conversation *conversation;

	if (id == 0)
		return false;
	conversation = takeover_take(&req->task, id);
	return announce(req, conversation, CONVERSATION_HUMAN) &&
	    reply(req, OK, conversation);
}

static bool
give_back(struct request *req)
{
	int64_t id = request_id(req, "id");
	const struct conversation *conversation;

	if (id == 0)
		return false;
	conversation = takeover_give_back(&req->task, id);
	return announce(req, conversation, CONVERSATION_AI) &&
	    reply(req, OK, conversation);
}

static bool
say(struct request *req)
{
	int64_t id = request_id(req, "id");
	const struct message *message;
	const struct conversation *conversation;
	bool is_new;

	if (id == 0)
		return false;
	message =
	    takeover_reply(&req->task, id, body(req, staff_reply), &is_new);
	if (message == NULL)
		return false;
	if (!is_new)
		return reply(req, OK, message);
	conversation = conversation_find(&req->task, id);
	reply_publish(
	    req, CHANNEL_OUTBOUND, conversation_event(&req->task, id));
	return announce(req, conversation, CONVERSATION_HUMAN) &&
	    reply(req, CREATED, message);
}

static bool
assign(struct request *req)
{
	int64_t id = request_id(req, "id");
	const struct conversation *conversation;

	if (id == 0)
		return false;
	conversation =
	    takeover_assign(&req->task, id, body(req, assignment)->user_id);
	if (conversation == NULL)
		return false;
	inbox_announce(req, id);
	return reply(req, OK, conversation);
}

/* Only what the reader can have seen, if it says what that is. */
static bool
mark_read(struct request *req)
{
	const char *upto = given(req, "message_id");
	int64_t id = request_id(req, "id");
	int64_t message_id = 0;
	const struct conversation *conversation;

	if (id == 0)
		return false;
	if (upto != NULL &&
	    (!text_to_int64(upto, &message_id) || message_id < 1))
		return fail_field(
		    &req->task, "?message_id", "must be a number");
	conversation = takeover_read(&req->task, id, message_id);
	if (conversation == NULL)
		return false;
	inbox_announce(req, id);
	return reply(req, OK, conversation);
}

static bool
list_notes(struct request *req)
{
	int64_t id = request_id(req, "id");

	return id != 0 && reply(req, OK, note_page(&req->task, id, req->page));
}

static bool
add_note(struct request *req)
{
	int64_t id = request_id(req, "id");

	if (id == 0)
		return false;
	inbox_announce(req, id);
	return reply(
	    req, CREATED, note_create(&req->task, id, body(req, note)));
}

/* clang-format off */
#define TALK "inbox/conversation"

const struct route conversation_forms[] = {
	/*      path                     role      takes             gives              handler */
	{ POST, "/inbox/{id}/take-over", ROLE_USR, NOTHING,          ONE(conversation), take_over,
	    "Take a conversation", .page = TALK, .then = "/inbox/{id}?done=taken" },
	{ POST, "/inbox/{id}/give-back", ROLE_USR, NOTHING,          ONE(conversation), give_back,
	    "Give a conversation back", .page = TALK, .then = "/inbox/{id}?done=given" },
	{ POST, "/inbox/{id}/reply",     ROLE_USR, ONE(staff_reply), ONE(message),      say,
	    "Answer as a person", .page = TALK, .then = "/inbox/{id}?done=said#answer" },
	{ POST, "/inbox/{id}/assign",    ROLE_USR, ONE(assignment),  ONE(conversation), assign,
	    "Say who shall see to a conversation", .page = TALK, .then = "/inbox/{id}?done=assigned" },
	{ POST, "/inbox/{id}/notes",     ROLE_USR, ONE(note),        ONE(note),         add_note,
	    "Add a note", .page = TALK, .then = "/inbox/{id}?done=noted#answer" },
	{ 0 }
};

const struct route conversation_api[] = {
	/*      path                        role      takes             gives               handler */
	{ GET,  "/sessions",                ROLE_USR, NOTHING,          MANY(conversation), list_conversations,
	    "List conversations, newest first; the last active first with ?order=activity or any of ?state= ?channel= "
	    "?assigned=me|nobody|USER ?unread=true ?q=", .scope = "conversations" },
	{ GET,  "/sessions/{id}",           ROLE_USR, NOTHING,          ONE(conversation),  show_conversation,
	    "Show a conversation", .scope = "conversations" },
	{ GET,  "/sessions/{id}/messages",  ROLE_USR, NOTHING,          MANY(message),      list_messages,
	    "List the messages of a conversation, oldest first", .scope = "conversations" },
	{ POST, "/sessions/{id}/take-over", ROLE_USR, NOTHING,          ONE(conversation),  take_over,
	    "Take a conversation: no agent says a word in it any more", .scope = "conversations" },
	{ POST, "/sessions/{id}/give-back", ROLE_USR, NOTHING,          ONE(conversation),  give_back,
	    "Give a conversation back to the agent, which answers from the next message on", .scope = "conversations" },
	{ POST, "/sessions/{id}/reply",     ROLE_USR, ONE(staff_reply), ONE(message),       say,
	    "Answer as a person, and take the conversation; 200 for a key that was stored before",
	    .scope = "conversations" },
	{ POST, "/sessions/{id}/assign",    ROLE_USR, ONE(assignment),  ONE(conversation),  assign,
	    "Say who shall see to a conversation", .scope = "conversations" },
	{ POST, "/sessions/{id}/read",      ROLE_USR, NOTHING,          ONE(conversation),  mark_read,
	    "Mark a conversation as read by staff, up to ?message_id= or all of it", .scope = "conversations" },
	{ GET,  "/sessions/{id}/notes",     ROLE_USR, NOTHING,          MANY(note),         list_notes,
	    "List the notes of staff about a conversation, oldest first", .scope = "conversations" },
	{ POST, "/sessions/{id}/notes",     ROLE_USR, ONE(note),        ONE(note),          add_note,
	    "Add a note, which the member never sees", .scope = "conversations" },
	{ 0 }
};
/* clang-format on */
