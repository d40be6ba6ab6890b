/*
 * raster.h - pictures as pixels: read from a stranger's bytes, made smaller,
 * written anew.
 *
 * Only for a process in a sandbox (work/sandbox.h): the libraries that read
 * PNG, JPEG and WebP take memory outside of the arena.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef PICTURE_RASTER_H
#define PICTURE_RASTER_H

#include "base/arena.h"
#include "picture/picture.h"

enum { RASTER_PIXELS_MAX = 16 << 20 };

struct raster {
	size_t width;
	size_t height;
	uint8_t *pixels; /* red, green, blue, alpha; sRGB; row after row */
};

/* Bytes of that type as pixels, or what is wrong with them. */
enum picture_fault raster_read(struct arena *arena, enum picture_type type,
    const char *bytes, size_t len, struct raster *out) must_use;
/* Its parts, in raster_png.c and raster_jpeg.c. */
enum picture_fault raster_read_png(struct arena *arena, const char *bytes,
    size_t len, struct raster *out) must_use;
enum picture_fault raster_read_jpeg(struct arena *arena, const char *bytes,
    size_t len, struct raster *out) must_use;

/* As it is looked at: orientation 1 to 8 as exif.h has it. */
struct raster raster_turn(struct arena *arena, const struct raster *from,
    unsigned orientation) must_use;
/* Without empty rows and columns around it; PICTURE_BLANK if nothing is
 * left. */
enum picture_fault raster_trim(
    struct arena *arena, struct raster *raster) must_use;
/* As large as fits into width and height, never larger than it is: each pixel
 * is the mean, in linear light, of those that it stands for. */
struct raster raster_shrink(struct arena *arena, const struct raster *from,
    size_t width, size_t height) must_use;
/* In the middle of an empty square. */
struct raster raster_square(
    struct arena *arena, const struct raster *from) must_use;

/* On which ground it is hard to see: "dark" (a light plate is needed there),
 * "light", or "any" for none. */
const char *raster_hides_on(const struct raster *raster) must_use;

/* NULL when the library refuses. *len is the number of bytes. */
const char *raster_png(
    struct arena *arena, const struct raster *raster, size_t *len) must_use;
/* quality 0 to 100, below 0: without loss. */
const char *raster_webp(struct arena *arena, const struct raster *raster,
    float quality, size_t *len) must_use;

#endif
