/*
 * webchat_web.c - takes what visitors of a studio's website write.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/crypto.h"
#include "base/text.h"
#include "channels/channels_web.h"
#include "channels/chat_door.h"
#include "channels/webchat.h"
#include "data/channels.h"
#include "messaging/inbound.h"
#include "messaging/inbox_version.h"
#include "web/reply.h"

/* A whole office may sit behind one address; one person types less. */
enum { ADDRESS_PER_MINUTE = 240, VISITOR_PER_MINUTE = 30 };

struct chat_post {
	const char *visitor;
	const char *key;
	const char *text;
	const char *button_id;
};

struct chat_receipt {
	const char *visitor;
	bool is_new;
};

/* clang-format off */
static const struct field chat_post_fields[] = {
	FIELD(chat_post, visitor, OPTIONAL, 100,  "Token of the visitor; without one a new visitor begins"),
	FIELD(chat_post, key,     OPTIONAL, 100,  "Made by the sender for each message: sent twice, it counts once"),
	FIELD(chat_post, text,    REQUIRED, 2000, "What the visitor writes, or the title of the button"),
	FIELD(chat_post, button_id, OPTIONAL, 256, "The button that was pressed"),
	{ 0 }
};
static const struct record chat_post_record = RECORD(chat_post);

static const struct field chat_receipt_fields[] = {
	FIELD(chat_receipt, visitor, READ_ONLY, 0, "Token to send next time"),
	FIELD(chat_receipt, is_new,  READ_ONLY, 0, "False: this key was stored before"),
	{ 0 }
};
static const struct record chat_receipt_record = RECORD(chat_receipt);
/* clang-format on */

/* The visitor who writes: the one of the token, or somebody new. */
static const char *
visitor_who_writes(struct request *req, const char **token)
{
	const char *given = body(req, chat_post)->visitor;
	const char *visitor;

	*token = given;
	if (text_is_empty(given))
		*token = visitor_token(&req->task, NULL);
	visitor = visitor_of_token(&req->task, *token);
	if (visitor == NULL)
		return fail_field(&req->task, "#/visitor", "is not valid here");
	return visitor;
}

static bool
is_within_limits(struct request *req, int64_t tenant_id, const char *visitor)
{
	const char *name = arena_printf(req->task.arena, "chat:%s", visitor);

	return request_limit(req, tenant_id, "chat", ADDRESS_PER_MINUTE) &&
	    request_limit(req, tenant_id, name, VISITOR_PER_MINUTE);
}

static bool
store(struct request *req, const struct tenant *tenant, const char *visitor,
    struct chat_receipt *receipt)
{
	const struct chat_post *post = body(req, chat_post);
	struct inbound_message message = {
		.user_key = visitor,
		.kind = "text",
		.text = post->text,
		.provider_message_id = text_is_empty(post->key)
		    ? crypto_random_id(req->task.arena)
		    : post->key,
		.button_id =
		    text_is_empty(post->button_id) ? NULL : post->button_id,
		.provider_at = instant_now(),
		.want = WANTS_ANSWER,
	};
	const struct inbound_batch batch = {
		.channel = "web",
		.messages = &message,
		.message_count = 1,
	};
	int64_t new_count;

	if (!inbound_store(&req->task, tenant, &batch, &new_count))
		return false;
	receipt->is_new = new_count > 0;
	return true;
}

static bool
receive(struct request *req)
{
	struct task *task = &req->task;
	const struct settings *unused;
	const struct tenant *tenant =
	    req->form == NULL ? chat_enter(req) : chat_enter_page(req, &unused);
	struct chat_receipt receipt = { 0 };
	const char *visitor, *payload;

	if (tenant == NULL)
		return false;
	visitor = visitor_who_writes(req, &receipt.visitor);
	if (visitor == NULL || !is_within_limits(req, tenant->id, visitor) ||
	    !store(req, tenant, visitor, &receipt))
		return false;
	payload = arena_printf(
	    task->arena, "{\"tenant_id\":%" PRId64 "}", tenant->id);
	if (receipt.is_new) {
		reply_publish(req, CHANNEL_INBOUND, payload);
		inbox_announce(req, 0);
	}
	if (req->form != NULL)
		return see_other(req, "/chat/%s?visitor=%s#last", tenant->slug,
		    receipt.visitor);
	return reply(req, receipt.is_new ? ACCEPTED : OK, &receipt);
}

enum { BODY_MAX_BYTES = 32 * 1024 };

/* clang-format off */
const struct route webchat_api[] = {
	/*      path                           role         takes           gives              handler */
	{ POST, "/webhook/web/{tenant_slug}", ROLE_PUBLIC, ONE(chat_post), ONE(chat_receipt), receive,
	    "Take a message of a website visitor, as JSON or from a form",
	    .body_max_bytes = BODY_MAX_BYTES },
	{ 0 }
};
/* clang-format on */
