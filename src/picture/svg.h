/*
 * svg.h - an SVG from a stranger, written anew from what is known to be
 * harmless.
 *
 * Only shapes, gradients, clips, masks and words are taken, with attributes
 * whose values are numbers, paths, colors and names. There is no way from the
 * result to a script, another document or another host: no events, no links but
 * to a part of itself, no style sheet (its classes become attributes), no
 * pictures, no animation, no entities.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef PICTURE_SVG_H
#define PICTURE_SVG_H

#include "base/buf.h"
#include "picture/picture.h"

enum { SVG_BYTES_MAX = 10 << 10 };

struct svg {
	const char *text; /* at most SVG_BYTES_MAX */
	size_t len;
	int64_t width; /* of its box, scaled into 1 to 10000 */
	int64_t height;
	const char *hides_on; /* as raster_hides_on() */
};

enum picture_fault svg_clean(struct arena *arena, const char *bytes, size_t len,
    struct svg *out) must_use;

#endif
