/*
 * raster.c - trims, shrinks and looks at pixels.
 *
 * SPDX-License-Identifier: ISC
 */
#include "picture/raster.h"

#include <math.h>

#include "view/palette.h"

enum { CHANNELS = 4, ALPHA = 3, VISIBLE = 128, LEVELS = 256 };

static const uint8_t *
pixel_at(const struct raster *raster, size_t x, size_t y)
{
	return raster->pixels + (y * raster->width + x) * CHANNELS;
}

static struct raster
raster_new(struct arena *arena, size_t width, size_t height)
{
	return (struct raster){ width, height,
		arena_alloc(arena, width * height * CHANNELS) };
}

/* 5 to 8 change rows with columns; 2, 3, 7 and 8 begin at the other end of a
 * row, 3, 4, 6 and 7 at that of a column. */
struct raster
raster_turn(
    struct arena *arena, const struct raster *from, unsigned orientation)
{
	bool is_swapped = orientation >= 5;
	bool from_right = strchr("2378", (int)('0' + orientation)) != NULL;
	bool from_below = strchr("3467", (int)('0' + orientation)) != NULL;
	struct raster to;

	if (orientation <= 1 || orientation > 8)
		return *from;
	to = is_swapped ? raster_new(arena, from->height, from->width)
			: raster_new(arena, from->width, from->height);
	for (size_t y = 0; y < to.height; y++)
		for (size_t x = 0; x < to.width; x++) {
			size_t column = is_swapped ? y : x;
			size_t row = is_swapped ? x : y;

			if (from_right)
				column = from->width - 1 - column;
			if (from_below)
				row = from->height - 1 - row;
			memcpy(to.pixels + (y * to.width + x) * CHANNELS,
			    pixel_at(from, column, row), CHANNELS);
		}
	return to;
}

static bool
is_empty(const struct raster *raster, const size_t from[2], const size_t to[2])
{
	for (size_t y = from[1]; y < to[1]; y++)
		for (size_t x = from[0]; x < to[0]; x++)
			if (pixel_at(raster, x, y)[ALPHA] != 0)
				return false;
	return true;
}

enum picture_fault
raster_trim(struct arena *arena, struct raster *raster)
{
	size_t left = 0, top = 0, right = raster->width,
	       bottom = raster->height;
	struct raster kept;

#define EMPTY(x, y, w, h)                                                      \
	is_empty(raster, (const size_t[]){ x, y },                             \
	    (const size_t[]){ (x) + (w), (y) + (h) })
	while (top < bottom && EMPTY(0, top, raster->width, 1))
		top++;
	if (top == bottom)
		return PICTURE_BLANK;
	while (EMPTY(0, bottom - 1, raster->width, 1))
		bottom--;
	while (EMPTY(left, top, 1, bottom - top))
		left++;
	while (EMPTY(right - 1, top, 1, bottom - top))
		right--;
#undef EMPTY
	kept = raster_new(arena, right - left, bottom - top);
	for (size_t y = 0; y < kept.height; y++)
		memcpy(kept.pixels + y * kept.width * CHANNELS,
		    pixel_at(raster, left, top + y), kept.width * CHANNELS);
	*raster = kept;
	return PICTURE_FINE;
}

/* The share of light that a level of sRGB is. */
static const float *
light_of_levels(struct arena *arena)
{
	float *light = arena_array(arena, float, LEVELS);

	for (size_t level = 0; level < LEVELS; level++) {
		float value = (float)level / 255;

		light[level] = value <= 0.04045f
		    ? value / 12.92f
		    : powf((value + 0.055f) / 1.055f, 2.4f);
	}
	return light;
}

static uint8_t
level_of_light(float light)
{
	float value = light <= 0.0031308f
	    ? light * 12.92f
	    : 1.055f * powf(light, 1 / 2.4f) - 0.055f;

	return (uint8_t)fminf(fmaxf(value * 255 + 0.5f, 0), 255);
}

/* A row as wide as the small picture; colors are weighed by their alpha. */
static void
shrink_row(const struct raster *from, size_t y, const float *light,
    size_t width, float *row)
{
	double step = (double)from->width / (double)width;

	memset(row, 0, width * CHANNELS * sizeof(*row));
	for (size_t x = 0; x < width; x++) {
		double begin = (double)x * step, end = begin + step;

		for (size_t at = (size_t)begin;
		     at < from->width && (double)at < end; at++) {
			const uint8_t *pixel = pixel_at(from, at, y);
			float share = (float)(fmin(end, (double)at + 1) -
			    fmax(begin, (double)at));
			float alpha = share * (float)pixel[ALPHA] / 255;

			for (size_t i = 0; i < ALPHA; i++)
				row[x * CHANNELS + i] +=
				    light[pixel[i]] * alpha;
			row[x * CHANNELS + ALPHA] += alpha;
		}
	}
}

static void
settle_pixels(struct raster *raster, const float *sums, float area)
{
	for (size_t at = 0; at < raster->width * raster->height; at++) {
		const float *sum = sums + at * CHANNELS;
		uint8_t *pixel = raster->pixels + at * CHANNELS;
		float alpha = fminf(sum[ALPHA] / area, 1);

		pixel[ALPHA] = (uint8_t)(alpha * 255 + 0.5f);
		for (size_t i = 0; i < ALPHA && pixel[ALPHA] != 0; i++)
			pixel[i] = level_of_light(sum[i] / sum[ALPHA]);
	}
}

static struct raster
shrink_to(
    struct arena *arena, const struct raster *from, size_t width, size_t height)
{
	struct raster small = raster_new(arena, width, height);
	const float *light = light_of_levels(arena);
	float *row = arena_array(arena, float, width *CHANNELS);
	float *sums = arena_array(arena, float, width *height *CHANNELS);
	double step = (double)from->height / (double)height;

	for (size_t y = 0; y < from->height; y++) {
		shrink_row(from, y, light, width, row);
		for (size_t to = (size_t)((double)y / step);
		     to < height && (double)to * step < (double)y + 1; to++) {
			double begin = (double)to * step;
			double share = fmin(begin + step, (double)y + 1) -
			    fmax(begin, (double)y);
			float *sum = sums + to * width * CHANNELS;

			for (size_t i = 0; i < width * CHANNELS; i++)
				sum[i] += row[i] * (float)fmax(share, 0);
		}
	}
	settle_pixels(
	    &small, sums, (float)(step * (double)from->width / (double)width));
	return small;
}

static size_t
scaled(size_t length, double scale)
{
	size_t shorter = (size_t)((double)length * scale + 0.5);

	return shorter == 0 ? 1 : shorter;
}

struct raster
raster_shrink(
    struct arena *arena, const struct raster *from, size_t width, size_t height)
{
	double scale = fmin((double)width / (double)from->width,
	    (double)height / (double)from->height);

	if (scale >= 1)
		return *from;
	return shrink_to(arena, from, scaled(from->width, scale),
	    scaled(from->height, scale));
}

struct raster
raster_square(struct arena *arena, const struct raster *from)
{
	size_t side = from->width > from->height ? from->width : from->height;
	struct raster square = raster_new(arena, side, side);
	size_t left = (side - from->width) / 2;
	size_t top = (side - from->height) / 2;

	for (size_t y = 0; y < from->height; y++)
		memcpy(square.pixels + ((top + y) * side + left) * CHANNELS,
		    pixel_at(from, 0, y), from->width * CHANNELS);
	return square;
}

/* What can hardly be told from its ground. */
#define FAINT 1.8
/* So much of a picture may be lost. */
#define SHARE_LOST 0.35
/* It brings a ground of its own. */
#define SHARE_FULL 0.97

const char *
raster_hides_on(const struct raster *raster)
{
	size_t pixels = raster->width * raster->height, seen = 0, dark = 0,
	       light = 0, most;

	for (size_t at = 0; at < pixels; at++) {
		const uint8_t *pixel = raster->pixels + at * CHANNELS;
		struct color color = { pixel[0], pixel[1], pixel[2] };

		if (pixel[ALPHA] < VISIBLE)
			continue;
		seen++;
		dark +=
		    color_contrast(color, palette_dark_ground.surface) < FAINT;
		light +=
		    color_contrast(color, palette_light_ground.surface) < FAINT;
	}
	most = dark > light ? dark : light;
	if ((double)seen >= SHARE_FULL * (double)pixels ||
	    (double)most < SHARE_LOST * (double)seen)
		return "any";
	return dark >= light ? "dark" : "light";
}
