/*
 * brand.c - fields, statements and rules of a studio's brand.
 *
 * SPDX-License-Identifier: ISC
 */
#include "tenancy/brand.h"

#include "base/json.h"
#include "base/record.h"
#include "base/text.h"
#include "view/palette.h"

/* Counts up whenever view/palette.c makes other colors of the same one: what
 * caches have kept is another version then. */
#define PALETTE_REVISION "1"

enum { HEX_DIGITS = 6 };

/* clang-format off */
static const struct field brand_fields[] = {
	FIELD_OR(brand, branding_dashboard_title, OPTIONAL, 60, "",
	    "What the pages are called; empty: the name of the studio"),
	FIELD_OR(brand, branding_primary_color,   OPTIONAL, 7,  PALETTE_DEFAULT,
	    "The color of the pages as #rrggbb; all others follow from it"),
	FIELD_OR(brand, branding_logo_url,        URL,      500, "",
	    "Address of the logo"),
	FIELD_OR(brand, branding_favicon_url,     URL,      500, "",
	    "Address of the small picture that browsers show beside the title"),
	FIELD_OR(brand, studio_name,   READ_ONLY, 100, "Fitnessstudio",
	    "Name of the studio, part of the prompt configuration"),
	FIELD_OR(brand, studio_locale, READ_ONLY, 5,   "de-DE",
	    "Language and region of the studio, part of the prompt configuration"),
	{ 0 }
};
/* clang-format on */
const struct record brand_record = RECORD(brand);

enum { FIND, STORE };

#define VALUE(key) "max(value) FILTER (WHERE key = '" #key "') AS " #key

/* clang-format off */
const struct query brand_queries[] = {
	[FIND] = { "brand_find",
	    "SELECT " VALUE(branding_dashboard_title) ", "
	    VALUE(branding_primary_color) ", " VALUE(branding_logo_url) ", "
	    VALUE(branding_favicon_url) ", " VALUE(studio_name) ", "
	    VALUE(studio_locale) " FROM settings WHERE key IN"
	    " ('branding_dashboard_title', 'branding_primary_color',"
	    " 'branding_logo_url', 'branding_favicon_url', 'studio_name',"
	    " 'studio_locale')" },
	[STORE] = { "brand_store",
	    "INSERT INTO settings (key, value) VALUES"
	    " ('branding_dashboard_title', $1), ('branding_primary_color', $2),"
	    " ('branding_logo_url', $3), ('branding_favicon_url', $4)"
	    " ON CONFLICT (tenant_id, key) DO UPDATE"
	    " SET value = excluded.value, updated_at = now()"
	    " WHERE settings.value IS DISTINCT FROM excluded.value" },
	{ 0 }
};
/* clang-format on */

static const char **
place_of(struct brand *brand, const struct field *field)
{
	return (const char **)(void *)((char *)brand + field->offset);
}

static void
fill_gaps(struct brand *brand)
{
	for (size_t i = 0; i < brand_record.field_count; i++) {
		const struct field *field = &brand_fields[i];
		const char **place = place_of(brand, field);

		if (text_is_empty(*place))
			*place = field->fallback;
	}
}

struct brand *
brand_find(struct task *task)
{
	struct brand *brand = db_one(task, brand, FIND);

	if (brand != NULL)
		fill_gaps(brand);
	return brand;
}

struct brand *
brand_update(struct task *task, const struct brand *wanted)
{
	char text[COLOR_TEXT_BYTES];
	struct brand brand = *wanted;
	struct color color;
	int64_t count;

	fill_gaps(&brand);
	if (!color_read(brand.branding_primary_color, &color))
		return fail_field(task, "#/branding_primary_color",
		    "must be a color such as #3355dd");
	color_write(color, text);
	if (!db_run(task, brand, STORE, &count,
		arg(brand.branding_dashboard_title), arg((const char *)text),
		arg(brand.branding_logo_url), arg(brand.branding_favicon_url)))
		return NULL;
	return brand_find(task);
}

const char *
brand_title(const struct brand *brand)
{
	return text_is_empty(brand->branding_dashboard_title)
	    ? brand->studio_name
	    : brand->branding_dashboard_title;
}

const char *
brand_color_version(struct arena *arena, const char *color)
{
	char text[COLOR_TEXT_BYTES];
	struct color read;

	if (!color_read(color, &read))
		return NULL;
	color_write(read, text);
	return arena_printf(arena, "%s." PALETTE_REVISION, text + 1);
}

const char *
brand_version(struct arena *arena, const struct brand *brand)
{
	if (text_is_equal_nocase(
		brand->branding_primary_color, PALETTE_DEFAULT))
		return NULL;
	return brand_color_version(arena, brand->branding_primary_color);
}

const char *
brand_css(struct arena *arena, const char *version, const char *selector)
{
	struct palette palette;
	struct color color;
	const char *hex;

	if (version == NULL || strlen(version) <= HEX_DIGITS ||
	    strcmp(version + HEX_DIGITS, "." PALETTE_REVISION) != 0)
		return NULL;
	hex = arena_printf(arena, "#%.*s", HEX_DIGITS, version);
	if (!color_read(hex, &color))
		return NULL;
	palette = palette_of(color);
	return palette_css(arena, &palette, selector);
}
