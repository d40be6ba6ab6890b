/*
 * button.h - the buttons under a message of ours: payload {"buttons": [{"id",
 * "title"}, ...]}.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MESSAGING_BUTTON_H
#define MESSAGING_BUTTON_H

#include "base/json.h"

/* What every channel can show. */
enum { BUTTONS_MAX = 3, BUTTON_TITLE_MAX = 20, BUTTON_ID_MAX = 256 };

struct button {
	const char *id;
	const char *title;
};

struct buttons {
	struct button items[BUTTONS_MAX];
	size_t count;
};

/* The first ones that have an id and a title within the limits; payload may be
 * NULL or of any shape. Texts are those of payload. */
struct buttons buttons_of(struct json_object *payload) must_use;

/* "Antworte mit Ja oder Nein.": for where no buttons can be shown; language as
 * of a conversation, German for all but "en". */
const char *buttons_sentence(struct arena *arena, const struct buttons *buttons,
    const char *language) must_use;

#endif
