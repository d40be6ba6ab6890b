/*
 * picture_make.h - what becomes of an uploaded picture, and how ariia-image
 * hands it on.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef PICTURE_PICTURE_MAKE_H
#define PICTURE_PICTURE_MAKE_H

#include "base/buf.h"
#include "picture/picture.h"

/* Of the largest set on the pipe. */
enum { PICTURE_SET_BYTES_MAX = 512 << 10 };

/* One picture made anew. */
struct picture {
	const char *media_type; /* NULL: there is none */
	int64_t width;
	int64_t height;
	const char *bytes;
	size_t len;
};

struct picture_set {
	const char *hides_on;    /* "any", "dark", "light" */
	struct picture screen;   /* for pages: small enough for a style sheet */
	struct picture for_mail; /* PNG; none of an SVG */
};

/* Makes the set of a "logo" or a "favicon" from a stranger's bytes. Only in a
 * sandbox. */
enum picture_fault picture_make(struct arena *arena, const char *use,
    const char *bytes, size_t len, struct picture_set *out) must_use;

void picture_set_write(struct buf *out, const struct picture_set *set);
/* What a process wrote that a stranger may have taken over: false unless all of
 * it has the shape, the sizes and the types of a set. */
bool picture_set_read(struct arena *arena, const char *bytes, size_t len,
    struct picture_set *set) must_use;

#endif
