/*
 * whatsapp_kind.c - what kind of message is it, and which words are in it?
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/buf.h"
#include "base/text.h"
#include "channels/whatsapp.h"
#include "messaging/button.h"

enum { KIND_MAX = 40, CONTACT_NAMES_MAX_BYTES = 1000 };

/* Does Meta keep bytes for it, under the id in its content? */
enum attachment { NOTHING_ATTACHED = 0, MAY_BE_ATTACHED };

typedef const char *words_fn(struct arena *arena, struct json_object *content);

struct kind {
	const char
	    *type; /* as Meta names it, and the member with the content */
	enum inbound_want want;
	words_fn *words;
	enum attachment attachment;
};

static const char *
body_words(struct arena *arena not_used, struct json_object *content)
{
	return json_text_at(content, "body");
}

static const char *
caption_words(struct arena *arena not_used, struct json_object *content)
{
	return json_text_at(content, "caption");
}

/* A document without a caption is called by its name. */
static const char *
document_words(struct arena *arena not_used, struct json_object *content)
{
	const char *caption = json_text_at(content, "caption");

	return caption != NULL ? caption : json_text_at(content, "filename");
}

static const char *
location_words(struct arena *arena, struct json_object *content)
{
	const char *name = json_text_at(content, "name");
	const char *address = json_text_at(content, "address");

	if (name != NULL && address != NULL)
		return arena_printf(arena, "%s, %s", name, address);
	return name != NULL ? name : address;
}

static const char *
contact_words(struct arena *arena, struct json_object *content)
{
	struct buf names = buf_new(arena, CONTACT_NAMES_MAX_BYTES);

	for (size_t i = 0; i < json_length(content); i++) {
		const char *name = json_text_at(
		    json_item(content, i), "name", "formatted_name");

		if (name == NULL)
			continue;
		if (names.len > 0)
			buf_add(&names, ", ");
		buf_add(&names, name);
	}
	return names.len == 0 || names.overflowed ? NULL : buf_text(&names);
}

static const char *
button_words(struct arena *arena not_used, struct json_object *content)
{
	return json_text_at(content, "text");
}

static const char *
emoji_words(struct arena *arena not_used, struct json_object *content)
{
	const char *emoji = json_text_at(content, "emoji");

	return text_is_empty(emoji) ? NULL : emoji;
}

/* {"original_message_id", "message": {"type", ...}} */
static const char *
edit_words(struct arena *arena not_used, struct json_object *content)
{
	const char *text = json_text_at(content, "message", "text", "body");

	return text != NULL ? text : json_text_at(content, "message", "body");
}

/* clang-format off */
static const struct kind kinds[] = {
	{ "audio",    WANTS_ANSWER,  NULL, MAY_BE_ATTACHED },
	{ "button",   WANTS_ANSWER,  button_words },
	{ "contacts", WANTS_ANSWER,  contact_words },
	{ "document", WANTS_ANSWER,  document_words, MAY_BE_ATTACHED },
	{ "edit",     WANTS_NOTHING, edit_words },
	{ "image",    WANTS_ANSWER,  caption_words, MAY_BE_ATTACHED },
	{ "location", WANTS_ANSWER,  location_words },
	{ "order",    WANTS_ANSWER,  button_words },
	{ "reaction", WANTS_NOTHING, emoji_words },
	{ "revoke",   WANTS_NOTHING, NULL },
	{ "sticker",  WANTS_ANSWER,  NULL, MAY_BE_ATTACHED },
	{ "system",   WANTS_NOTHING, body_words },
	{ "text",     WANTS_ANSWER,  body_words },
	{ "video",    WANTS_ANSWER,  caption_words, MAY_BE_ATTACHED },
	{ "voice",    WANTS_ANSWER,  NULL, MAY_BE_ATTACHED },
};
/* clang-format on */

static const char *
button_id(struct arena *arena, const char *id)
{
	return text_is_empty(id) ? NULL : text_prefix(arena, id, BUTTON_ID_MAX);
}

/* interactive.type says which member holds the choice; with errors the whole
 * object may be missing. */
static void
understand_interactive(struct arena *arena, struct json_object *object,
    struct inbound_message *message)
{
	struct json_object *content = json_at(object, "interactive");
	const char *type = json_text_at(content, "type");
	struct json_object *choice;

	if (text_is_empty(type))
		return;
	choice = json_at(content, type);
	message->kind = arena_printf(
	    arena, "interactive_%s", text_prefix(arena, type, KIND_MAX));
	message->button_id = button_id(arena, json_text_at(choice, "id"));
	message->text = json_text_at(choice, "title");
	if (message->text == NULL)
		message->text = json_text_at(choice, "body");
}

/* Kinds that one type hides. */
static void
tell_apart(struct json_object *content, struct inbound_message *message)
{
	if (text_is_equal(message->kind, "audio") &&
	    json_is_true(json_at(content, "voice")))
		message->kind = "voice";
	if (text_is_equal(message->kind, "reaction") && message->text == NULL)
		message->kind = "reaction_removed";
}

void
whatsapp_understand(struct arena *arena, struct json_object *object,
    struct inbound_message *message)
{
	const char *type = json_text_at(object, "type");
	struct json_object *content;

	message->want = WANTS_ANSWER;
	message->text = json_text_at(object, "text", "body");
	message->kind = text_is_empty(type)
	    ? "unknown"
	    : text_prefix(arena, type, KIND_MAX);
	if (text_is_equal(type, "interactive")) {
		understand_interactive(arena, object, message);
		return;
	}
	for (size_t i = 0; i < ARRAY_LENGTH(kinds); i++) {
		if (!text_is_equal(kinds[i].type, type))
			continue;
		content = json_at(object, type);
		message->want = kinds[i].want;
		message->text = kinds[i].words == NULL
		    ? NULL
		    : kinds[i].words(arena, content);
		tell_apart(content, message);
		if (text_is_equal(type, "button"))
			message->button_id =
			    button_id(arena, json_text_at(content, "payload"));
		message->has_media = kinds[i].attachment == MAY_BE_ATTACHED &&
		    !text_is_empty(json_text_at(content, "id"));
	}
}
