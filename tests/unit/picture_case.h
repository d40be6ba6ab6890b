/*
 * picture_case.h - pictures that people send, and those that only strangers do.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef UNIT_PICTURE_CASE_H
#define UNIT_PICTURE_CASE_H

#include "base/arena.h"

struct picture_file {
	const char *bytes;
	size_t len;
};

/* A dark bar on nothing, wide times high. */
struct picture_file picture_png(
    struct arena *arena, size_t width, size_t height);
/* The same in colors of a table with transparency, and in 16 bits of gray. */
struct picture_file picture_png_palette(struct arena *arena);
struct picture_file picture_png_deep(struct arena *arena);
/* Its head says side times side pixels. */
struct picture_file picture_png_bomb(struct arena *arena, uint32_t side);
struct picture_file picture_png_animated(struct arena *arena);
struct picture_file picture_jpeg(struct arena *arena);
/* As a camera writes it that was held otherwise: an orientation of Exif. */
struct picture_file picture_jpeg_turned(
    struct arena *arena, uint8_t orientation);
struct picture_file picture_jpeg_inks(struct arena *arena);
struct picture_file picture_webp(struct arena *arena);
struct picture_file picture_webp_animated(struct arena *arena);
/* The first half, and the whole with text behind it. */
struct picture_file picture_half(struct picture_file file);
struct picture_file picture_with(
    struct arena *arena, struct picture_file file, const char *text);
struct picture_file picture_of(const char *text);

/* An SVG with every known way to run something or to call somebody. */
extern const char svg_hostile[];
/* SVGs that are refused, and the word for it; NULL-ended. */
struct svg_refused {
	const char *text;
	const char *word;
};
extern const struct svg_refused svgs_refused[];
/* What no cleaned SVG may hold; NULL-ended. */
extern const char *const svg_never[];

#endif
