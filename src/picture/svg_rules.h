/*
 * svg_rules.h - what may stand in a cleaned SVG.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef PICTURE_SVG_RULES_H
#define PICTURE_SVG_RULES_H

#include "base/arena.h"

enum svg_element {
	SVG_DROPPED = 0, /* with all that is in it */
	SVG_KEPT,
	SVG_WORDS,   /* kept, with its text */
	SVG_THROUGH, /* only what is in it is kept */
	SVG_CLIP,    /* kept; nothing in it clips or masks again */
	SVG_USE,     /* kept, and counted */
	SVG_STYLE,   /* its classes become attributes */
	SVG_PICTURE, /* nobody would see that it is gone: refused */
};

enum svg_element svg_element_of(const char *name) must_use;

/* The name may stand as an attribute; is_style: also as a property of CSS. */
bool svg_attribute_is_known(const char *name, bool is_style) must_use;

/* The value holds nothing but numbers, names, colors, paths, transforms and
 * url(#part). */
bool svg_value_is_safe(const char *value) must_use;
/* A name that url(#...) can say. */
bool svg_id_is_safe(const char *id) must_use;

#endif
