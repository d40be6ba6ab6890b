/*
 * svg_paint.h - classes and styles of an SVG as attributes, and how light or
 * dark it is.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef PICTURE_SVG_PAINT_H
#define PICTURE_SVG_PAINT_H

#include "base/arena.h"

enum { SVG_CLASSES_MAX = 64 };

struct svg_classes {
	struct {
		const char *name;
		const char *style;
	} items[SVG_CLASSES_MAX];
	size_t count;
	struct arena *arena;
};

typedef void svg_property_fn(
    void *context, const char *name, const char *value);

/* Calls take for each "name: value" of a style; no value is checked yet. */
void svg_style_read(struct arena *arena, const char *style,
    svg_property_fn *take, void *context);
/* Adds the rules of a style sheet whose selectors are classes alone; all others
 * are skipped. */
void svg_classes_read(
    struct svg_classes *classes, struct arena *arena, const char *sheet);
/* The same as svg_style_read() for each class that names says, in the order of
 * the sheet. */
void svg_classes_apply(const struct svg_classes *classes, const char *names,
    svg_property_fn *take, void *context);

struct svg_tone {
	bool has_dark;
	bool has_light;
	bool has_other;
};

/* Looks at an attribute that was written. */
void svg_tone_see(struct svg_tone *tone, const char *name, const char *value);
const char *svg_tone_hides_on(const struct svg_tone *tone) must_use;

#endif
