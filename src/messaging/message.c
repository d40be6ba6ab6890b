/*
 * message.c - fields and statements of messages.
 *
 * SPDX-License-Identifier: ISC
 */
#include "messaging/message.h"

#include "messaging/conversation.h"

/* clang-format off */
static const struct field message_fields[] = {
	FIELD(message, id,                  READ_ONLY,            0, "Identifier; order within the conversation"),
	FIELD(message, session_id,          READ_ONLY,            0, "Conversation"),
	FIELD(message, direction,           READ_ONLY,            0, "inbound or outbound"),
	FIELD(message, author,              READ_ONLY,            0, "member, ai, staff or system"),
	FIELD(message, kind,                READ_ONLY,            0, "text, image, reaction ..."),
	FIELD(message, text,                READ_ONLY | PERSONAL, 0, "Words: body, caption or title"),
	FIELD(message, payload,             READ_ONLY | PERSONAL, 0, "The provider's own object"),
	FIELD(message, provider_message_id, READ_ONLY,            0, "Identifier at the provider"),
	FIELD(message, reply_to,            READ_ONLY,            0, "Message that this one refers to"),
	FIELD(message, button_id,           READ_ONLY,            0, "Button that was pressed"),
	FIELD(message, provider_at,         READ_ONLY,            0, "Time by the provider's clock"),
	FIELD(message, state,               READ_ONLY,            0, "received, or how far a sent one has come"),
	FIELD(message, state_at,            READ_ONLY,            0, "Since when"),
	FIELD(message, attempts,            READ_ONLY,            0, "Tries to send"),
	FIELD(message, error_code,          READ_ONLY,            0, "Provider's code of the last failure"),
	FIELD(message, error_text,          READ_ONLY,            0, "Provider's words of the last failure"),
	FIELD(message, user_id,             READ_ONLY,            0, "User of the studio who wrote it; 0: nobody"),
	FIELD(message, agent,               READ_ONLY,            0, "Agent that wrote it"),
	FIELD(message, model,               READ_ONLY,            0, "Model that wrote it"),
	FIELD(message, media,               READ_ONLY,            0,
	    "What is attached: state (queued, fetched, refused, failed), media_type, size, reason"),
	FIELD(message, created_at,          READ_ONLY,            0, "When it was stored"),
	{ 0 }
};
/* clang-format on */
const struct record message_record = RECORD(message);

#define COLUMNS                                                                \
	"id, session_id, direction, author, kind, text, payload,"              \
	" provider_message_id, reply_to, button_id, provider_at, state,"       \
	" state_at, attempts, error_code, error_text, user_id, agent, model,"  \
	" created_at"

#define MEDIA                                                                  \
	"(SELECT jsonb_build_object('state', a.state, 'media_type',"           \
	" a.media_type, 'size', a.size, 'reason', a.reason)"                   \
	" FROM message_media a WHERE a.message_id = chat_messages.id)"

enum { PAGE, HISTORY, NEWEST };

/* clang-format off */
const struct query message_queries[] = {
	[PAGE] = { "message_page",
	    "SELECT " COLUMNS ", " MEDIA " AS media FROM chat_messages"
	    " WHERE session_id = $1 AND id > $2 ORDER BY id LIMIT $3" },
	[HISTORY] = { "message_history",
	    "SELECT " COLUMNS " FROM (SELECT " COLUMNS " FROM chat_messages"
	    "  WHERE session_id = $1 AND id <= $2 ORDER BY id DESC LIMIT $3)"
	    " newest ORDER BY id" },
	[NEWEST] = { "message_newest",
	    "SELECT " COLUMNS ", media FROM (SELECT " COLUMNS ", " MEDIA
	    "  AS media FROM chat_messages WHERE session_id = $1"
	    "  AND ($2::bigint = 0 OR id < $2) ORDER BY id DESC LIMIT $3)"
	    " newest ORDER BY id" },
	{ 0 }
};
/* clang-format on */

struct list *
message_page(struct task *task, int64_t session_id, struct page page)
{
	struct list *list = db_many(task, message, PAGE, arg(session_id),
	    arg(page.after), arg(page.limit + 1));

	if (list == NULL)
		return NULL;
	/* Only what is empty may be missing. */
	if (list->count == 0 && conversation_find(task, session_id) == NULL)
		return NULL;
	return list_cut(list, page);
}

struct list *
message_history(
    struct task *task, int64_t session_id, int64_t until, int64_t limit)
{
	return db_many(
	    task, message, HISTORY, arg(session_id), arg(until), arg(limit));
}

/* One more was read than is wanted: the oldest, which comes first. */
struct list *
message_newest(struct task *task, int64_t session_id, struct page page)
{
	struct list *list = db_many(task, message, NEWEST, arg(session_id),
	    arg(page.after), arg(page.limit + 1));

	if (list == NULL || list->count <= (size_t)page.limit)
		return list;
	list->has_more = true;
	list->count--;
	list->items = (struct message *)list->items + 1;
	return list;
}
