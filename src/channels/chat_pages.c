/*
 * chat_pages.c - the chat page of a studio, and what its script polls.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/crypto.h"
#include "base/record.h"
#include "base/text.h"
#include "channels/channels_web.h"
#include "channels/chat_door.h"
#include "channels/chat_words.h"
#include "channels/webchat.h"
#include "tenancy/brand.h"
#include "tenancy/prompt_config.h"
#include "tenancy/setting.h"
#include "web/reply.h"

/* Polling of a few open pages behind one address, with room to spare. */
enum { ADDRESS_PER_MINUTE = 1200 };

/* The rows as the page and its script want them. */
static struct json_object *
items_of(struct arena *arena, const struct list *messages)
{
	struct json_object *items = json_new_array(arena);

	list_each(messages, struct chat_message, message) {
		struct json_object *item =
		    record_json(arena, &chat_message_record, message);
		bool is_mine = text_is_equal(message->author, "member");

		json_add_bool(item, "is_mine", is_mine);
		json_add_bool(
		    item, "is_staff", text_is_equal(message->author, "staff"));
		json_add_bool(
		    item, "has_buttons", json_length(message->buttons) > 0);
		json_object_array_add(items, json_object_get(item));
	}
	return items;
}

static void
add_state(struct json_object *context, const struct conversation *conversation)
{
	const char *state = conversation == NULL ? "ai" : conversation->state;

	json_add_text(context, "state", state);
	json_add_bool(context, "is_waiting", chat_is_waiting(conversation));
	json_add_bool(context, "is_ai", text_is_equal(state, "ai"));
	json_add_bool(context, "is_called", text_is_equal(state, "waiting"));
	json_add_bool(context, "is_human", text_is_equal(state, "human"));
}

static bool
add_messages(struct task *task, struct json_object *context,
    const struct conversation *conversation, const char *zone)
{
	struct list none = { &chat_message_record, NULL, 0, false };
	const struct list *messages = &none;
	const struct chat_message *last;

	if (conversation != NULL)
		messages = chat_message_list(task, conversation->id, 0, zone);
	if (messages == NULL)
		return false;
	json_add(context, "messages",
	    json_object_get(items_of(task->arena, messages)));
	last = messages->count == 0
	    ? NULL
	    : (const struct chat_message *)messages->items + messages->count -
		1;
	json_add_int(context, "last_id", last == NULL ? 0 : last->id);
	json_add_bool(context, "is_empty", last == NULL);
	return true;
}

static void
add_studio(struct request *req, struct json_object *context,
    const struct tenant *tenant, const struct prompt_config *texts,
    const char *token)
{
	struct arena *arena = req->task.arena;
	const char *language =
	    chat_language(request_header(req, "Accept-Language"));
	struct json_object *words = chat_words(arena, language);

	if (!text_is_empty(texts->ai_disclosure_text))
		json_add_text(words, "disclosure", texts->ai_disclosure_text);
	json_add(context, "t", json_object_get(words));
	json_add_text(context, "slug", tenant->slug);
	json_add_text(context, "studio_name", texts->studio_name);
	json_add_text(context, "agent_name", texts->agent_display_name);
	json_add_text(
	    context, "initial", text_prefix(arena, texts->studio_name, 1));
	json_add_text(context, "visitor", token);
	json_add_text(context, "key", crypto_random_id(arena));
}

static bool
show(struct request *req)
{
	struct task *task = &req->task;
	struct json_object *context = json_new_object(task->arena);
	const struct settings *settings;
	const struct tenant *tenant = chat_enter_page(req, &settings);
	const char *visitor, *token;
	const struct prompt_config *texts;
	const struct brand *brand;
	const struct conversation *conversation = NULL;

	if (tenant == NULL ||
	    !request_limit(req, tenant->id, "page", ADDRESS_PER_MINUTE))
		return false;
	token = request_query(req, "visitor");
	visitor = visitor_of_token(task, token);
	if (visitor == NULL)
		token = visitor_token(task, NULL);
	else
		conversation = conversation_of_user(task, "web", visitor);
	if (task_has_failed(task))
		return false;
	texts = prompt_config_find(task);
	brand = brand_find(task);
	if (texts == NULL || brand == NULL)
		return false;
	add_studio(req, context, tenant, texts, token);
	json_add_text(context, "greeting",
	    settings_is_set(settings, "webchat_greeting")
		? settings_text(settings, "webchat_greeting")
		: NULL);
	json_add_text(
	    context, "brand_version", brand_version(task->arena, brand));
	/* A page that was opened with a visitor resumes there, else the
	 * script may know one from before. */
	json_add_bool(context, "is_known", visitor != NULL);
	add_state(context, conversation);
	if (!add_messages(task, context, conversation, texts->studio_timezone))
		return false;
	return reply_page(req, OK, "chat/page", context);
}

/* Changes whenever something is said, answered or handed over. */
static const char *
version_of(struct arena *arena, const struct conversation *conversation,
    const char *after)
{
	if (conversation == NULL)
		return "none";
	return arena_printf(arena, "%" PRId64 "-%" PRId64 "-%" PRId64 "-%s-%s",
	    conversation->id, conversation->last_message_at.us,
	    conversation->answered_id, conversation->state, after);
}

static bool
add_items(struct task *task, struct json_object *context,
    const struct conversation *conversation, int64_t after)
{
	const struct prompt_config *texts;
	const struct list *messages;

	if (conversation == NULL) {
		json_add(context, "items", json_object_new_array());
		return true;
	}
	texts = prompt_config_find(task);
	if (texts == NULL)
		return false;
	messages = chat_message_list(
	    task, conversation->id, after, texts->studio_timezone);
	if (messages == NULL)
		return false;
	json_add(
	    context, "items", json_object_get(items_of(task->arena, messages)));
	return true;
}

static bool
poll(struct request *req)
{
	struct task *task = &req->task;
	struct json_object *context = json_new_object(task->arena);
	const struct tenant *tenant = chat_enter(req);
	const struct conversation *conversation;
	const char *visitor;
	int64_t after = 0;

	if (tenant == NULL)
		return false;
	visitor = visitor_of_token(task, request_query(req, "visitor"));
	if (visitor == NULL)
		return fail(task, NOT_FOUND, "There is no such visitor.");
	if (request_query(req, "after") != NULL &&
	    !text_to_int64(request_query(req, "after"), &after))
		return fail_field(task, "?after", "has to be a number");
	conversation = conversation_of_user(task, "web", visitor);
	if (task_has_failed(task))
		return false;
	if (reply_is_unchanged(req,
		version_of(task->arena, conversation,
		    arena_printf(task->arena, "%" PRId64, after))))
		return true;
	add_state(context, conversation);
	return add_items(task, context, conversation, after) &&
	    reply_json(req, OK, context);
}

/* clang-format off */
const struct route chat_pages[] = {
	/*     path                            role         takes    gives                    handler */
	{ GET, "/chat/{tenant_slug}",          ROLE_PUBLIC, NOTHING, RAW("text/html"),        show,
	    "Show the website chat of a studio" },
	{ GET, "/chat/{tenant_slug}/messages", ROLE_PUBLIC, NOTHING, RAW("application/json"), poll,
	    "List what was said to a visitor since a message" },
	{ 0 }
};
/* clang-format on */
