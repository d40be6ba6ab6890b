/*
 * phone.h - telephone numbers as people write them, and as they are stored.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MEMBERS_PHONE_H
#define MEMBERS_PHONE_H

#include "base/arena.h"

/* How a country dials: 0170 at home is +49 170 from abroad. */
struct phone_country {
	const char *region; /* DE */
	const char *code;   /* 49 */
	const char *trunk;  /* what is dialed at home only: 0, or "" */
};

/* The country of a locale such as "de-DE"; Germany for one that is unknown. */
const struct phone_country *phone_country_of(const char *locale) must_use;

/* "+491701234567" for "0170 / 123 45 67", "+49 (0)170 1234567", "0049170..."
 * in Germany; what names another country keeps it. NULL for what is no
 * number. */
const char *phone_read(struct arena *arena, const char *text,
    const struct phone_country *country) must_use;
/* The same for the beginning of a number, of at least four digits. */
const char *phone_read_beginning(struct arena *arena, const char *text,
    const struct phone_country *country) must_use;

#endif
