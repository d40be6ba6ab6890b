/*
 * raster_webp.c - WebP by libwebp, and the choice of who reads what.
 *
 * SPDX-License-Identifier: ISC
 */
#include "picture/raster.h"

#include <webp/decode.h>
#include <webp/encode.h>

static enum picture_fault
read_webp(
    struct arena *arena, const char *bytes, size_t len, struct raster *out)
{
	const uint8_t *data = (const uint8_t *)bytes;
	WebPBitstreamFeatures features;
	size_t width, height;

	if (WebPGetFeatures(data, len, &features) != VP8_STATUS_OK)
		return PICTURE_BROKEN;
	if (features.has_animation != 0)
		return PICTURE_ANIMATED;
	width = (size_t)features.width;
	height = (size_t)features.height;
	if (width == 0 || height == 0 || width > RASTER_PIXELS_MAX / height)
		return PICTURE_HUGE;
	out->width = width;
	out->height = height;
	out->pixels = arena_alloc(arena, width * height * 4);
	return WebPDecodeRGBAInto(data, len, out->pixels, width * height * 4,
		   (int)width * 4) == NULL
	    ? PICTURE_BROKEN
	    : PICTURE_FINE;
}

enum picture_fault
raster_read(struct arena *arena, enum picture_type type, const char *bytes,
    size_t len, struct raster *out)
{
	switch (type) {
	case PICTURE_PNG:
		return raster_read_png(arena, bytes, len, out);
	case PICTURE_JPEG:
		return raster_read_jpeg(arena, bytes, len, out);
	case PICTURE_WEBP:
		return read_webp(arena, bytes, len, out);
	case PICTURE_SVG:
	case PICTURE_UNKNOWN:
		break;
	}
	return PICTURE_FOREIGN;
}

const char *
raster_webp(struct arena *arena, const struct raster *raster, float quality,
    size_t *len)
{
	int width = (int)raster->width, height = (int)raster->height;
	uint8_t *made = NULL;
	const char *bytes;

	*len = quality < 0 ? WebPEncodeLosslessRGBA(raster->pixels, width,
				 height, width * 4, &made)
			   : WebPEncodeRGBA(raster->pixels, width, height,
				 width * 4, quality, &made);
	if (*len == 0 || made == NULL)
		return NULL;
	bytes = arena_copy_bytes(arena, (const char *)made, *len);
	WebPFree(made);
	return bytes;
}
