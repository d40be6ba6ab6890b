/*
 * brand_style.c - a brand as a style sheet: its colors, and its logo.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/text.h"
#include "tenancy/brand_picture.h"
#include "view/palette.h"

/* Counts up whenever view/palette.c or this file makes something else of the
 * same color and logo: what caches have kept is another version then. */
#define REVISION "1"

enum {
	HEX_DIGITS = 6,
	/* "rrggbb.1" */
	COLOR_CHARACTERS = HEX_DIGITS + 1 + sizeof(REVISION) - 1,
	LOGO_CHARACTERS = 32,
	CSS_BYTES_MAX = 64 << 10,
};

/* As in www/deck.css and www/chat.css, in rem. */
#define MARK_SIDE 2.25
#define MARK_WIDTH_MAX 11.0
/* From here on a logo says the name by itself. */
#define WIDE 2.0

const char *
brand_color_version(struct arena *arena, const char *color)
{
	char text[COLOR_TEXT_BYTES];
	struct color read;

	if (!color_read(color, &read))
		return NULL;
	color_write(read, text);
	return arena_printf(arena, "%s." REVISION, text + 1);
}

const char *
brand_version(struct arena *arena, const struct brand *brand)
{
	const char *color =
	    brand_color_version(arena, brand->branding_primary_color);

	if (brand->branding_logo_version != NULL && color != NULL)
		return arena_printf(
		    arena, "%s.%s", color, brand->branding_logo_version);
	if (text_is_equal_nocase(
		brand->branding_primary_color, PALETTE_DEFAULT))
		return NULL;
	return color;
}

const char *
brand_version_logo(const char *version)
{
	const char *logo;

	if (version == NULL || strlen(version) <= COLOR_CHARACTERS ||
	    version[COLOR_CHARACTERS] != '.')
		return NULL;
	logo = version + COLOR_CHARACTERS + 1;
	return strlen(logo) == LOGO_CHARACTERS &&
		strspn(logo, "0123456789abcdef") == LOGO_CHARACTERS
	    ? logo
	    : NULL;
}

/* Color and revision are ours, and what follows is the version of a logo. */
static bool
read_version(const char *version, struct color *color)
{
	char hex[COLOR_TEXT_BYTES] = "#";

	if (version == NULL || strlen(version) < COLOR_CHARACTERS ||
	    memcmp(version + HEX_DIGITS, "." REVISION, sizeof(REVISION)) != 0)
		return false;
	if (version[COLOR_CHARACTERS] != '\0' &&
	    brand_version_logo(version) == NULL)
		return false;
	memcpy(hex + 1, version, HEX_DIGITS);
	hex[HEX_DIGITS + 1] = '\0';
	return color_read(hex, color);
}

/* A plate behind a logo that its ground would swallow. */
static void
add_plate(struct buf *css, const struct brand_picture *logo)
{
	bool is_dark = text_is_equal(logo->hides_on, "dark");

	if (text_is_equal(logo->hides_on, "any"))
		return;
	buf_printf(css,
	    "@media(prefers-color-scheme:%s){.brand-mark,.chat-avatar{"
	    "padding:.25rem;background-color:%s;"
	    "background-origin:content-box}}\n",
	    is_dark ? "dark" : "light", is_dark ? "#fff" : "#1b1d21");
}

/* The letter gives way to the logo; the name stays for those who listen when
 * the logo says it. */
static void
add_logo(struct buf *css, const struct brand_picture *logo)
{
	double aspect = (double)logo->width / (double)logo->height;
	double width = aspect > WIDE ? MARK_SIDE * aspect : MARK_SIDE;

	buf_printf(css, ":root{--logo:url(data:%s;base64,%s)}\n",
	    logo->media_type, logo->base64);
	buf_printf(css,
	    ".brand-mark,.chat-avatar{flex:0 1 auto;box-sizing:border-box;"
	    "width:%.3grem;height:%.3grem;border-radius:.375rem;"
	    "background:var(--logo) %s/contain no-repeat;font-size:0}\n",
	    width < MARK_WIDTH_MAX ? width : MARK_WIDTH_MAX, MARK_SIDE,
	    aspect > WIDE ? "left" : "center");
	add_plate(css, logo);
	if (aspect > WIDE)
		buf_add(css,
		    ".brand-name,.chat-who strong{position:absolute;"
		    "width:1px;height:1px;overflow:hidden;"
		    "clip-path:inset(50%);white-space:nowrap}\n");
}

const char *
brand_css(struct arena *arena, const char *version, const char *selector,
    const struct brand_picture *logo)
{
	struct buf css = buf_new(arena, CSS_BYTES_MAX);
	struct palette palette;
	struct color color;

	if (!read_version(version, &color))
		return NULL;
	palette = palette_of(color);
	buf_add(&css, palette_css(arena, &palette, selector));
	if (logo != NULL)
		add_logo(&css, logo);
	return buf_text(&css);
}
