/*
 * palette.h - the colors of the pages, made of a studio's one color.
 *
 * Every pair that pages put together is readable, whatever the color is: text
 * has at least 4.5:1 on all that may lie behind it, edges and the focus ring
 * have 3:1 (WCAG 2.2 AA, 1.4.3 and 1.4.11).
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef VIEW_PALETTE_H
#define VIEW_PALETTE_H

#include "base/arena.h"
#include "view/color.h"

/* What is behind and around the brand; the same as in www/deck.css. */
struct palette_ground {
	struct color ground;  /* of the page */
	struct color surface; /* of cards */
	struct color sunken;  /* of wells, rows under the pointer */
};

/* Of one scheme, as custom properties of the same names. */
struct palette_scheme {
	struct color fill;          /* of buttons and marks */
	struct color fill_strong;   /* the same under the pointer */
	struct color fill_ink;      /* text on either */
	struct color fill_edge;     /* around it */
	struct color accent;        /* links, chosen things, focus */
	struct color accent_strong; /* the same under the pointer */
	struct color accent_soft;   /* behind chosen things */
};

struct palette {
	struct palette_scheme light;
	struct palette_scheme dark;
};

/* The color of a studio that has none. */
#define PALETTE_DEFAULT "#3355dd"

extern const struct palette_ground palette_light_ground;
extern const struct palette_ground palette_dark_ground;

struct palette palette_of(struct color brand);

/* The palette as a style sheet: custom properties for both schemes, of what
 * selector (":root", ".part") names. */
const char *palette_css(struct arena *arena, const struct palette *palette,
    const char *selector) must_use;

#endif
