/*
 * fuzz_svg.c - an SVG of foreign bytes: what comes out is clean, and stays as
 * it is when it is cleaned again.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/check.h"
#include "base/text.h"
#include "picture/picture_make.h"
#include "picture/svg.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
look_at(struct arena *arena, const struct svg *svg)
{
	static const char *const never[] = { "<script", "<a ", "<a>", "<image",
		"<foreignObject", "<style", "href=\"h", "href=\"j", "href=\"d",
		"url(h", "url(j", "<!", "<?" };
	struct svg again;

	for (size_t i = 0; i < ARRAY_LENGTH(never); i++)
		check(strstr(svg->text, never[i]) == NULL);
	check(svg->len <= SVG_BYTES_MAX);
	check(text_is_utf8(svg->text, svg->len));
	if (svg_clean(arena, svg->text, svg->len, &again) == PICTURE_FINE)
		check(strcmp(svg->text, again.text) == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_create(4096, 256 << 20);
	struct picture_set set;
	struct svg svg;

	if (svg_clean(arena, (const char *)data, size, &svg) == PICTURE_FINE)
		look_at(arena, &svg);
	if (picture_set_read(arena, (const char *)data, size, &set))
		check(set.screen.len <= size && set.screen.len > 0);
	arena_free(arena);
	return 0;
}
