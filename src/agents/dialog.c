/*
 * dialog.c - bounds a conversation to what is worth reading.
 *
 * SPDX-License-Identifier: ISC
 */
#include "agents/dialog.h"

#include "base/text.h"

enum {
	TEXT_CHARACTERS_MAX = 8000,
	MESSAGE_CHARACTERS_MAX = 2000,
	HISTORY_CHARACTERS_MAX = 8000
};

bool
dialog_is_said(const struct message *message)
{
	static const char *const silent[] = { "reaction", "edit", "revoke",
		"system", "status", "ephemeral" };

	for (size_t at = 0; at < ARRAY_LENGTH(silent); at++)
		if (text_is_equal(message->kind, silent[at]))
			return false;
	return true;
}

bool
dialog_has_words(const struct message *message)
{
	return dialog_is_said(message) && !text_is_empty(message->text);
}

const char *
dialog_text(struct arena *arena, const struct list *messages)
{
	const struct message *items = messages->items;
	const char *text = "";
	size_t room = TEXT_CHARACTERS_MAX;

	for (size_t at = messages->count; at-- > 0 && room > 0;) {
		const char *words;

		if (!dialog_has_words(&items[at]))
			continue;
		words = text_prefix(arena, items[at].text, room);
		room -= text_characters(words);
		text = text[0] == '\0'
		    ? words
		    : arena_printf(arena, "%s\n%s", words, text);
	}
	return text;
}

const char *
dialog_last_said(struct arena *arena, const struct list *history)
{
	const struct message *items = history->items;
	const char *said = "";

	for (size_t at = history->count; at-- > 0;) {
		if (!dialog_is_said(&items[at]))
			continue;
		if (!text_is_equal(items[at].direction, "outbound") ||
		    text_is_equal(items[at].author, "staff") ||
		    items[at].text == NULL)
			break;
		said = said[0] == '\0'
		    ? items[at].text
		    : arena_printf(arena, "%s\n%s", items[at].text, said);
	}
	return said;
}

/* A picture and the like stands in as its kind. */
static const char *
words_of(struct arena *arena, const struct message *message)
{
	const char *text = message->text == NULL ? "" : message->text;

	text = text_prefix(arena, text, MESSAGE_CHARACTERS_MAX);
	if (text_is_equal(message->kind, "text"))
		return text;
	return arena_printf(
	    arena, "[%s]%s%s", message->kind, text[0] == '\0' ? "" : " ", text);
}

static struct model_message
message_for_model(struct arena *arena, const struct message *message)
{
	return (struct model_message){
		.role = text_is_equal(message->direction, "inbound")
		    ? MODEL_MEMBER
		    : MODEL_STUDIO,
		.text = words_of(arena, message),
	};
}

/* Where the history begins that fits. */
static size_t
first_of_history(const struct list *history)
{
	const struct message *items = history->items;
	size_t first = history->count;
	size_t characters = 0;

	while (first > 0) {
		const char *text = items[first - 1].text;

		characters += text == NULL ? 0 : text_characters(text);
		if (characters > HISTORY_CHARACTERS_MAX)
			break;
		first--;
	}
	return first;
}

struct model_message *
dialog_messages(struct arena *arena, const struct turn *turn, size_t *count)
{
	const struct message *before = turn->history->items;
	struct model_message *messages = arena_array(arena,
	    struct model_message, turn->history->count + turn->messages->count);
	const char *text;

	*count = 0;
	for (size_t at = first_of_history(turn->history);
	     at < turn->history->count; at++)
		if (dialog_is_said(&before[at]))
			messages[(*count)++] =
			    message_for_model(arena, &before[at]);
	text = dialog_text(arena, turn->messages);
	list_each(turn->messages, struct message, message)
		if (dialog_is_said(message) && !dialog_has_words(message))
			text = arena_printf(
			    arena, "%s\n[%s]", text, message->kind);
	messages[(*count)++] =
	    (struct model_message){ .role = MODEL_MEMBER, .text = text };
	return messages;
}
