/*
 * button.c - reads the buttons of a message, or says them in words.
 *
 * SPDX-License-Identifier: ISC
 */
#include "messaging/button.h"

#include "base/text.h"

static bool
is_usable(const struct button *button)
{
	return !text_is_empty(button->id) && !text_is_empty(button->title) &&
	    text_characters(button->id) <= BUTTON_ID_MAX &&
	    text_utf16_units(button->title) <= BUTTON_TITLE_MAX;
}

struct buttons
buttons_of(struct json_object *payload)
{
	struct json_object *array = json_at(payload, "buttons");
	struct buttons buttons = { 0 };

	for (size_t i = 0;
	     i < json_length(array) && buttons.count < BUTTONS_MAX; i++) {
		struct json_object *item = json_item(array, i);
		struct button button = { json_text_at(item, "id"),
			json_text_at(item, "title") };

		if (is_usable(&button))
			buttons.items[buttons.count++] = button;
	}
	return buttons;
}

const char *
buttons_sentence(
    struct arena *arena, const struct buttons *buttons, const char *language)
{
	bool is_english = language != NULL && text_starts_with(language, "en");
	const char *text = is_english ? "Reply with" : "Antworte mit";

	for (size_t i = 0; i < buttons->count; i++) {
		const char *joint = i == 0   ? " "
		    : i + 1 < buttons->count ? ", "
		    : is_english             ? " or "
					     : " oder ";

		text = arena_printf(
		    arena, "%s%s%s", text, joint, buttons->items[i].title);
	}
	return arena_printf(arena, "%s.", text);
}
