/*
 * language.h - the languages in which ARIIA speaks, and which one a text is in.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef AGENTS_LANGUAGE_H
#define AGENTS_LANGUAGE_H

#include "base/arena.h"

enum language { LANGUAGE_UNKNOWN = 0, LANGUAGE_DE, LANGUAGE_EN, LANGUAGES };

/* By frequent words and letters; LANGUAGE_UNKNOWN when nothing speaks clearly
 * for one of them ("ok", a number, another language). */
enum language language_detect(struct arena *arena, const char *text) must_use;

/* "de" and "en", also with a region behind ("en-GB"); LANGUAGE_UNKNOWN for
 * anything else and NULL. */
enum language language_parse(const char *tag) must_use;
/* "de", "en". */
const char *language_tag(enum language language) must_use;

/* What a message is in: as it shows, else as remembered of the conversation
 * (may be NULL), else as the studio's locale says, else German. */
enum language language_choose(struct arena *arena, const char *text,
    const char *remembered, const char *locale) must_use;

/* The same after a wish of the member (see language_wish): "de", "en", NULL. */
enum language language_of_member(struct arena *arena, const char *text,
    const char *wished, const char *remembered, const char *locale) must_use;

/* "please answer in English", "auf Deutsch bitte". */
struct language_wish {
	enum language language; /* LANGUAGE_UNKNOWN: none is wished */
	bool is_all;            /* nothing else is said: confirm, no agent */
};
struct language_wish language_wished(
    struct arena *arena, const char *text) must_use;

#endif
