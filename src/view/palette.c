/*
 * palette.c - from one color to all that pages need of it.
 *
 * SPDX-License-Identifier: ISC
 */
#include "view/palette.h"

#include <math.h>

#include "base/buf.h"

#define TEXT_CONTRAST 4.55 /* a little more than is asked for */
#define EDGE_CONTRAST 3.05
#define STEP 0.004 /* of lightness, too small to see */

enum { BEHIND = 4, STEPS_MAX = 250, CSS_BYTES_MAX = 4096 };

const struct palette_ground palette_light_ground = {
	.ground = { 0xf7, 0xf7, 0xf5 },
	.surface = { 0xff, 0xff, 0xff },
	.sunken = { 0xf0, 0xf0, 0xed },
};
const struct palette_ground palette_dark_ground = {
	.ground = { 0x12, 0x13, 0x16 },
	.surface = { 0x1b, 0x1d, 0x21 },
	.sunken = { 0x23, 0x26, 0x2b },
};

static const struct color white = { 0xff, 0xff, 0xff };
static const struct color ink = { 0x0c, 0x0d, 0x10 };

static double
least_contrast(struct color color, const struct color *behind, size_t count)
{
	double least = 21;

	for (size_t i = 0; i < count; i++)
		least = fmin(least, color_contrast(color, behind[i]));
	return least;
}

/* look, moved towards black (step below 0) or white until it stands out from
 * all that is behind it. */
static struct color
stand_out(struct color_look look, double step, double contrast,
    const struct color *behind, size_t count)
{
	struct color color = color_of_look(look);

	for (int i = 0;
	     i < STEPS_MAX && least_contrast(color, behind, count) < contrast;
	     i++) {
		look.lightness += step;
		color = color_of_look(look);
	}
	return color;
}

static struct color
lighter(struct color color, double by)
{
	struct color_look look = color_look(color);

	look.lightness = fmin(fmax(look.lightness + by, 0), 1);
	return color_of_look(look);
}

static struct color
soft(struct color_look brand, double lightness, double chroma)
{
	return color_of_look((struct color_look){ .lightness = lightness,
	    .chroma = fmin(brand.chroma * 0.35, chroma),
	    .hue = brand.hue });
}

/* The fill is the brand's own color; only where neither black nor white reads
 * on it, or on its shade under the pointer, it gives way. */
static void
fill_in(struct palette_scheme *scheme, struct color_look brand, double strong)
{
	struct color fill = color_of_look(brand);
	bool is_dark = color_contrast(fill, white) >= color_contrast(fill, ink);

	scheme->fill_ink = is_dark ? white : ink;
	scheme->fill = stand_out(
	    brand, is_dark ? -STEP : STEP, TEXT_CONTRAST, &scheme->fill_ink, 1);
	scheme->fill_strong = lighter(scheme->fill, strong);
	if (color_contrast(scheme->fill_strong, scheme->fill_ink) <
	    TEXT_CONTRAST)
		scheme->fill_strong = lighter(scheme->fill, -strong);
	if (color_contrast(scheme->fill_strong, scheme->fill_ink) <
	    TEXT_CONTRAST)
		scheme->fill_strong = scheme->fill;
}

static struct palette_scheme
scheme_of(struct color_look brand, const struct palette_ground *ground,
    struct color accent_soft, double away)
{
	const struct color behind[BEHIND] = { ground->ground, ground->surface,
		ground->sunken, accent_soft };
	struct palette_scheme scheme = { .accent_soft = accent_soft };

	/* Under the pointer: further away from the ground. */
	fill_in(&scheme, brand, 10 * away);
	scheme.accent = stand_out(brand, away, TEXT_CONTRAST, behind, BEHIND);
	scheme.accent_strong = lighter(scheme.accent, 15 * away);
	scheme.fill_edge = stand_out(
	    color_look(scheme.fill), away, EDGE_CONTRAST, behind, BEHIND);
	return scheme;
}

struct palette
palette_of(struct color brand)
{
	struct color_look look = color_look(brand);
	struct palette palette = {
		.light = scheme_of(look, &palette_light_ground,
		    soft(look, 0.962, 0.022), -STEP),
		.dark = scheme_of(
		    look, &palette_dark_ground, soft(look, 0.292, 0.045), STEP),
	};

	return palette;
}

static void
add(struct buf *buf, const char *name, struct color color)
{
	char text[COLOR_TEXT_BYTES];

	color_write(color, text);
	buf_printf(buf, "--%s:%s;", name, text);
}

static void
add_scheme(struct buf *buf, const struct palette_scheme *scheme)
{
	add(buf, "fill", scheme->fill);
	add(buf, "fill-strong", scheme->fill_strong);
	add(buf, "fill-ink", scheme->fill_ink);
	add(buf, "fill-edge", scheme->fill_edge);
	add(buf, "accent", scheme->accent);
	add(buf, "accent-strong", scheme->accent_strong);
	add(buf, "accent-soft", scheme->accent_soft);
}

const char *
palette_css(
    struct arena *arena, const struct palette *palette, const char *selector)
{
	struct buf buf = buf_new(arena, CSS_BYTES_MAX);

	buf_printf(&buf, "%s{", selector);
	add_scheme(&buf, &palette->light);
	buf_printf(&buf, "}\n@media (prefers-color-scheme:dark){%s{", selector);
	add_scheme(&buf, &palette->dark);
	buf_add(&buf, "}}\n");
	return buf_text(&buf);
}
