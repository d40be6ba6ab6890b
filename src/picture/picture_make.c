/*
 * picture_make.c - a logo for pages and mails, an icon for tabs.
 *
 * SPDX-License-Identifier: ISC
 */
#include "picture/picture_make.h"

#include "base/text.h"
#include "picture/raster.h"
#include "picture/svg.h"

enum {
	/* Twice what is shown, for fine screens. */
	LOGO_HEIGHT = 72,
	LOGO_WIDTH = 720,
	MAIL_HEIGHT = 80,
	MAIL_WIDTH = 480,
	ICON_SIDE = 64,
	/* It travels inside of a style sheet with the first page. */
	SCREEN_BYTES_MAX = 10 << 10,
	ASPECT_MAX = 12,
};

/* From best to smallest; the last one always fits. */
static const struct {
	float share;
	float quality;
} tries[] = { { 1, -1 }, { 1, 90 }, { 1, 75 }, { 1, 55 }, { 0.75f, 75 },
	{ 0.5f, 60 }, { 0.5f, 20 } };

static bool
make_webp(
    struct arena *arena, const struct raster *raster, struct picture *picture)
{
	struct raster most =
	    raster_shrink(arena, raster, LOGO_WIDTH, LOGO_HEIGHT);

	for (size_t i = 0; i < ARRAY_LENGTH(tries); i++) {
		struct raster small = raster_shrink(arena, &most,
		    (size_t)(LOGO_WIDTH * tries[i].share),
		    (size_t)(LOGO_HEIGHT * tries[i].share));

		picture->bytes =
		    raster_webp(arena, &small, tries[i].quality, &picture->len);
		picture->media_type = "image/webp";
		picture->width = (int64_t)small.width;
		picture->height = (int64_t)small.height;
		if (picture->bytes != NULL && picture->len <= SCREEN_BYTES_MAX)
			return true;
	}
	return false;
}

static bool
make_png(
    struct arena *arena, const struct raster *raster, struct picture *picture)
{
	picture->bytes = raster_png(arena, raster, &picture->len);
	picture->media_type = "image/png";
	picture->width = (int64_t)raster->width;
	picture->height = (int64_t)raster->height;
	return picture->bytes != NULL;
}

static enum picture_fault
make_logo(
    struct arena *arena, const struct raster *raster, struct picture_set *out)
{
	struct raster small =
	    raster_shrink(arena, raster, MAIL_WIDTH, MAIL_HEIGHT);

	out->hides_on = raster_hides_on(&small);
	return make_webp(arena, raster, &out->screen) &&
		make_png(arena, &small, &out->for_mail)
	    ? PICTURE_FINE
	    : PICTURE_BROKEN;
}

static enum picture_fault
make_icon(
    struct arena *arena, const struct raster *raster, struct picture_set *out)
{
	struct raster small =
	    raster_shrink(arena, raster, ICON_SIDE, ICON_SIDE);
	struct raster square = raster_square(arena, &small);

	out->hides_on = "any";
	return make_png(arena, &square, &out->screen) ? PICTURE_FINE
						      : PICTURE_BROKEN;
}

static bool
is_strip(int64_t width, int64_t height)
{
	return width > height * ASPECT_MAX || height > width * ASPECT_MAX;
}

static enum picture_fault
make_svg(
    struct arena *arena, const char *bytes, size_t len, struct picture_set *out)
{
	struct svg svg;
	enum picture_fault fault = svg_clean(arena, bytes, len, &svg);

	if (fault != PICTURE_FINE)
		return fault;
	if (is_strip(svg.width, svg.height))
		return PICTURE_STRIP;
	out->hides_on = svg.hides_on;
	out->screen = (struct picture){ "image/svg+xml", svg.width, svg.height,
		svg.text, svg.len };
	return PICTURE_FINE;
}

enum picture_fault
picture_make(struct arena *arena, const char *use, const char *bytes,
    size_t len, struct picture_set *out)
{
	enum picture_type type = picture_sniff(bytes, len);
	struct raster raster = { 0 };
	enum picture_fault fault;

	*out = (struct picture_set){ 0 };
	if (type == PICTURE_SVG)
		return make_svg(arena, bytes, len, out);
	fault = raster_read(arena, type, bytes, len, &raster);
	if (fault == PICTURE_FINE)
		fault = raster_trim(arena, &raster);
	if (fault != PICTURE_FINE)
		return fault;
	if (is_strip((int64_t)raster.width, (int64_t)raster.height))
		return PICTURE_STRIP;
	return text_is_equal(use, "logo") ? make_logo(arena, &raster, out)
					  : make_icon(arena, &raster, out);
}
