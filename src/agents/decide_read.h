/*
 * decide_read.h - finds a code, and who somebody claims to be, in a message.
 *
 * Inside the room only.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef AGENTS_DECIDE_READ_H
#define AGENTS_DECIDE_READ_H

#include "base/arena.h"

/* The six digits of "123456", "Code: 123 456", "mein code ist 123456!": the
 * only digits of a short message that names no other number (of a booking, of a
 * member). NULL if there are none. */
const char *decide_code(struct arena *arena, const char *text) must_use;

/* The only e-mail address of a short message; NULL. */
const char *decide_email(struct arena *arena, const char *text) must_use;

/* The only word of a short message that can be a member or telephone number
 * ("M-1234", "0170 1234567"); NULL, and for questions. */
const char *decide_number(struct arena *arena, const char *text) must_use;

#endif
