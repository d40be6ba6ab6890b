/*
 * form.h - names and values of query strings and form bodies.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef WEB_FORM_H
#define WEB_FORM_H

#include "base/arena.h"

#define FORM_TYPE "application/x-www-form-urlencoded"

enum { FORM_PAIRS_MAX = 1000 };

struct form_pair {
	const char *name;
	const char *value;
};

struct form {
	const struct form_pair *pairs; /* in the order they came */
	size_t count;
};

/* application/x-www-form-urlencoded, decoded. NULL when an escape is broken, it
 * holds a byte 0 or is no UTF-8, or has more than FORM_PAIRS_MAX pairs. */
const struct form *form_parse(
    struct arena *arena, const char *bytes, size_t len) must_use;

/* The first value of name, NULL when there is none; form may be NULL. */
const char *form_value(const struct form *form, const char *name);

#endif
