/*
 * color.h - colors as screens show them, and as people see them.
 *
 * Lightness, chroma and hue are those of OKLab (Björn Ottosson, 2020): equal
 * steps look equal, so that a color can be made lighter or darker and stays
 * itself. Contrast is that of WCAG 2.2 (1.4.3).
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef VIEW_COLOR_H
#define VIEW_COLOR_H

#include "base/base.h"

/* Of sRGB, 0 to 255. */
struct color {
	unsigned char red;
	unsigned char green;
	unsigned char blue;
};

/* How it looks. */
struct color_look {
	double lightness; /* 0 black to 1 white */
	double chroma;    /* 0 gray, up to about 0.32 */
	double hue;       /* radians */
};

enum { COLOR_TEXT_BYTES = 8 }; /* "#rrggbb" and its NUL */

/* From "#rrggbb" or "#rgb" in either case; false for anything else. */
bool color_read(const char *text, struct color *color) must_use;
void color_write(struct color color, char text[COLOR_TEXT_BYTES]);

struct color_look color_look(struct color color);
/* The nearest color that screens can show: chroma is given up, not lightness
 * or hue. */
struct color color_of_look(struct color_look look);

/* 1 (none) to 21. */
double color_contrast(struct color a, struct color b);

#endif
