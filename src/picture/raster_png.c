/*
 * raster_png.c - PNG by libpng.
 *
 * SPDX-License-Identifier: ISC
 */
#include "picture/raster.h"

#include <png.h>

enum { SIGNATURE_BYTES = 8, CHUNK_HEAD_BYTES = 8, CHUNK_BYTES = 12 };

static uint32_t
number_at(const char *bytes)
{
	const unsigned char *at = (const unsigned char *)bytes;

	return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 |
	    (uint32_t)at[2] << 8 | at[3];
}

/* The chunk that makes a PNG move stands before the first pixels. */
static bool
is_animated(const char *bytes, size_t len)
{
	size_t at = SIGNATURE_BYTES;

	while (len - at >= CHUNK_HEAD_BYTES) {
		size_t length = number_at(bytes + at);

		if (memcmp(bytes + at + 4, "acTL", 4) == 0)
			return true;
		if (memcmp(bytes + at + 4, "IDAT", 4) == 0 ||
		    length > len - at - CHUNK_HEAD_BYTES ||
		    len - at < CHUNK_BYTES + length)
			return false;
		at += CHUNK_BYTES + length;
	}
	return false;
}

static bool
is_refused(const png_image *image)
{
	return (image->warning_or_error & PNG_IMAGE_ERROR) != 0;
}

enum picture_fault
raster_read_png(
    struct arena *arena, const char *bytes, size_t len, struct raster *out)
{
	png_image image = { .version = PNG_IMAGE_VERSION };
	bool is_read;

	if (is_animated(bytes, len))
		return PICTURE_ANIMATED;
	if (!png_image_begin_read_from_memory(&image, bytes, len))
		return PICTURE_BROKEN;
	if (image.width == 0 || image.height == 0 ||
	    image.width > RASTER_PIXELS_MAX / image.height) {
		png_image_free(&image);
		return PICTURE_HUGE;
	}
	image.format = PNG_FORMAT_RGBA;
	out->width = image.width;
	out->height = image.height;
	out->pixels = arena_alloc(arena, PNG_IMAGE_SIZE(image));
	is_read =
	    png_image_finish_read(&image, NULL, out->pixels, 0, NULL) != 0 &&
	    !is_refused(&image);
	png_image_free(&image);
	return is_read ? PICTURE_FINE : PICTURE_BROKEN;
}

const char *
raster_png(struct arena *arena, const struct raster *raster, size_t *len)
{
	png_image image = { .version = PNG_IMAGE_VERSION,
		.width = (png_uint_32)raster->width,
		.height = (png_uint_32)raster->height,
		.format = PNG_FORMAT_RGBA };
	png_alloc_size_t size = PNG_IMAGE_PNG_SIZE_MAX(image);
	char *bytes = arena_alloc(arena, size);

	if (!png_image_write_to_memory(
		&image, bytes, &size, 0, raster->pixels, 0, NULL))
		return NULL;
	*len = size;
	return bytes;
}
