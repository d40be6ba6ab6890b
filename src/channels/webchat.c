/*
 * webchat.c - visitors of the website chat and what they may see.
 *
 * SPDX-License-Identifier: ISC
 */
#include "channels/webchat.h"

#include "base/config.h"
#include "base/crypto.h"
#include "base/text.h"
#include "channels/channels.h"
#include "messaging/button.h"

enum { VISITOR_CHARS = 22, SHOWN_MAX = 100 };

/* clang-format off */
static const struct field chat_message_fields[] = {
	FIELD(chat_message, id,     READ_ONLY,            0, "Identifier"),
	FIELD(chat_message, author, READ_ONLY,            0, "member, ai, staff or system"),
	FIELD(chat_message, text,   READ_ONLY | PERSONAL, 0, "Words"),
	FIELD(chat_message, buttons, READ_ONLY,           0, "Buttons that can be pressed: id, title, key"),
	FIELD(chat_message, at,     READ_ONLY,            0, "When it was stored"),
	FIELD(chat_message, clock,  READ_ONLY,            0, "Hour and minute in the studio's zone"),
	{ 0 }
};
/* clang-format on */
const struct record chat_message_record = RECORD(chat_message);

enum { LIST };

/* clang-format off */
const struct query chat_message_queries[] = {
	[LIST] = { "chat_message_list",
	    "SELECT m.id, m.author, m.text, m.created_at AS at,"
	    " CASE WHEN m.author <> 'member' AND m.id > coalesce("
	    "   max(m.id) FILTER (WHERE m.author = 'member') OVER (), 0)"
	    "  THEN m.payload END AS buttons,"
	    " to_char(m.created_at AT TIME ZONE z.zone, 'HH24:MI') AS clock"
	    " FROM (SELECT zone_or_utc($4) AS zone) z, (SELECT id, author, text,"
	    "   CASE WHEN author <> 'member' THEN payload END AS payload,"
	    "   created_at FROM chat_messages WHERE session_id = $1 AND id > $2"
	    "   AND text IS NOT NULL AND state <> 'failed'"
	    "  ORDER BY id DESC LIMIT $3) m ORDER BY m.id" },
	{ 0 }
};
/* clang-format on */

static const char *
signature_of(struct task *task, const char *secret, const char *visitor)
{
	unsigned char mac[SHA256_BYTES];
	const char *text = arena_printf(
	    task->arena, "visitor:%" PRId64 ":%s", task->tenant_id, visitor);

	crypto_hmac_sha256(secret, strlen(secret), text, strlen(text), mac);
	return text_base64url(task->arena, mac, sizeof(mac));
}

const char *
visitor_token(struct task *task, const char *visitor)
{
	if (visitor == NULL)
		visitor = crypto_random_id(task->arena);
	return arena_printf(task->arena, "%s.%s", visitor,
	    signature_of(task, task->config->auth_secret, visitor));
}

static bool
is_signed(struct task *task, const char *secret, const char *visitor,
    const char *signature)
{
	const char *right;

	if (text_is_empty(secret))
		return false;
	right = signature_of(task, secret, visitor);
	return crypto_is_equal(
	    signature, strlen(signature), right, strlen(right));
}

const char *
visitor_of_token(struct task *task, const char *token)
{
	const struct config *config = task->config;
	const char *visitor, *signature;

	if (token == NULL || strlen(token) < VISITOR_CHARS + 1 ||
	    token[VISITOR_CHARS] != '.')
		return NULL;
	visitor = arena_copy_bytes(task->arena, token, VISITOR_CHARS);
	signature = token + VISITOR_CHARS + 1;
	if (is_signed(task, config->auth_secret, visitor, signature) ||
	    is_signed(task, config->auth_secret_old, visitor, signature))
		return visitor;
	return NULL;
}

static struct json_object *
buttons_json(struct arena *arena, const struct chat_message *message)
{
	struct buttons buttons = buttons_of(message->buttons);
	struct json_object *array = json_new_array(arena);

	for (size_t i = 0; i < buttons.count; i++) {
		struct json_object *item = json_object_new_object();

		json_add_text(item, "id", buttons.items[i].id);
		json_add_text(item, "title", buttons.items[i].title);
		json_add_text(item, "key",
		    arena_printf(
			arena, "button-%" PRId64 "-%zu", message->id, i));
		json_object_array_add(array, item);
	}
	return array;
}

struct list *
chat_message_list(
    struct task *task, int64_t session_id, int64_t after, const char *zone)
{
	struct list *list = db_many(task, chat_message, LIST, arg(session_id),
	    arg(after), arg((int64_t)SHOWN_MAX), arg(zone));

	if (list == NULL)
		return NULL;
	list_each(list, struct chat_message, message)
		message->buttons = buttons_json(task->arena, message);
	return list;
}

bool
chat_is_waiting(const struct conversation *conversation)
{
	return conversation != NULL &&
	    text_is_equal(conversation->state, "ai") &&
	    conversation->last_inbound_id > conversation->answered_id;
}

/* The visitor's page fetches what is stored: there is nothing to send. */
const struct channel webchat_channel = {
	.name = "web",
	.text_max_units = 4096,
};
