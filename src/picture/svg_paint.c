/*
 * svg_paint.c - a little CSS, and colors.
 *
 * SPDX-License-Identifier: ISC
 */
#include "picture/svg_paint.h"

#include "base/text.h"
#include "view/palette.h"

static const char *
part_of(struct arena *arena, const char *start, size_t len)
{
	return text_trim(arena, arena_copy_bytes(arena, start, len));
}

void
svg_style_read(struct arena *arena, const char *style, svg_property_fn *take,
    void *context)
{
	while (*style != '\0') {
		size_t len = strcspn(style, ";");
		const char *colon = memchr(style, ':', len);

		if (colon != NULL) {
			size_t name_len = (size_t)(colon - style);

			take(context, part_of(arena, style, name_len),
			    part_of(arena, colon + 1, len - name_len - 1));
		}
		style += len + (style[len] == ';' ? 1 : 0);
	}
}

/* Comments become blanks. */
static void
forget_comments(char *sheet)
{
	for (char *start = strstr(sheet, "/*"); start != NULL;
	     start = strstr(start, "/*")) {
		char *stop = strstr(start + 2, "*/");
		size_t len =
		    stop == NULL ? strlen(start) : (size_t)(stop + 2 - start);

		memset(start, ' ', len);
	}
}

static void
add_class(struct svg_classes *classes, const char *selector, const char *style)
{
	if (*selector != '.' || selector[1] == '\0' ||
	    strpbrk(selector + 1, ".#:>+~[* \t\r\n") != NULL ||
	    classes->count == SVG_CLASSES_MAX)
		return;
	classes->items[classes->count].name = selector + 1;
	classes->items[classes->count++].style = style;
}

/* Behind the brace that ends what begins at at. */
static const char *
after_block(const char *at)
{
	int depth = 0;

	for (; *at != '\0'; at++) {
		depth += *at == '{' ? 1 : *at == '}' ? -1 : 0;
		if (*at == '}' && depth <= 0)
			return at + 1;
	}
	return at;
}

void
svg_classes_read(
    struct svg_classes *classes, struct arena *arena, const char *given)
{
	char *sheet = arena_copy(arena, given);
	const char *at = sheet;

	classes->arena = arena;
	forget_comments(sheet);
	for (;;) {
		size_t len;
		const char *selectors, *rest, *style;

		at += strspn(at, " \t\r\n");
		len = strcspn(at, "{");
		/* A rule like @import ends at its semicolon. */
		if (*at == '@' && strcspn(at, ";") < len) {
			at += strcspn(at, ";") + 1;
			continue;
		}
		if (at[len] == '\0')
			return;
		selectors = part_of(arena, at, len);
		rest = after_block(at);
		style =
		    part_of(arena, at + len + 1, strcspn(at + len + 1, "}"));
		while (*selectors != '@' && *selectors != '\0') {
			size_t comma = strcspn(selectors, ",");

			add_class(
			    classes, part_of(arena, selectors, comma), style);
			selectors += comma + (selectors[comma] == ',' ? 1 : 0);
		}
		at = rest;
	}
}

static bool
has_name(const char *names, const char *name)
{
	size_t len = strlen(name);

	while (*names != '\0') {
		size_t word = strcspn(names, " \t\r\n");

		if (word == len && memcmp(names, name, len) == 0)
			return true;
		names += word;
		names += strspn(names, " \t\r\n");
	}
	return false;
}

void
svg_classes_apply(const struct svg_classes *classes, const char *names,
    svg_property_fn *take, void *context)
{
	for (size_t i = 0; i < classes->count; i++)
		if (has_name(names, classes->items[i].name))
			svg_style_read(classes->arena, classes->items[i].style,
			    take, context);
}

/* What can hardly be told from its ground. */
#define FAINT 1.8

void
svg_tone_see(struct svg_tone *tone, const char *name, const char *value)
{
	struct color color;

	if (strcmp(name, "fill") != 0 && strcmp(name, "stroke") != 0 &&
	    strcmp(name, "stop-color") != 0)
		return;
	if (text_is_equal_nocase(value, "none") ||
	    text_is_equal_nocase(value, "transparent"))
		return;
	if (text_is_equal_nocase(value, "white"))
		tone->has_light = true;
	else if (text_is_equal_nocase(value, "black") ||
	    text_is_equal_nocase(value, "currentColor"))
		tone->has_dark = true;
	else if (!color_read(value, &color))
		tone->has_other = true;
	else if (color_contrast(color, palette_dark_ground.surface) < FAINT)
		tone->has_dark = true;
	else if (color_contrast(color, palette_light_ground.surface) < FAINT)
		tone->has_light = true;
	else
		tone->has_other = true;
}

/* Without a color it is drawn black. */
const char *
svg_tone_hides_on(const struct svg_tone *tone)
{
	if (tone->has_dark || (!tone->has_light && !tone->has_other))
		return "dark";
	return tone->has_light ? "light" : "any";
}
