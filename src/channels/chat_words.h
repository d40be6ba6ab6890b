/*
 * chat_words.h - what the chat page says, in the languages it speaks.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef CHANNELS_CHAT_WORDS_H
#define CHANNELS_CHAT_WORDS_H

#include "base/json.h"

/* "de" or "en": the first of an Accept-Language header that we speak by its
 * weights, German when it names neither. header may be NULL. */
const char *chat_language(const char *header);

/* Every word by name, and "language" itself. */
struct json_object *chat_words(
    struct arena *arena, const char *language) must_use;

#endif
