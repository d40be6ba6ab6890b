/*
 * brand.c - fields, statements and rules of a studio's brand.
 *
 * SPDX-License-Identifier: ISC
 */
#include "tenancy/brand.h"

#include "base/config.h"
#include "base/json.h"
#include "base/record.h"
#include "base/text.h"
#include "net/http_client.h"
#include "view/palette.h"

/* clang-format off */
static const struct field brand_fields[] = {
	FIELD_OR(brand, branding_dashboard_title, OPTIONAL, 60, "",
	    "What the pages are called; empty: the name of the studio"),
	FIELD_OR(brand, branding_primary_color,   OPTIONAL, 7,  PALETTE_DEFAULT,
	    "The color of the pages as #rrggbb; all others follow from it"),
	FIELD_OR(brand, branding_logo_url,        URL,      500, "",
	    "Address that the logo was fetched from, once; empty: it was sent, or there is none"),
	FIELD_OR(brand, branding_favicon_url,     URL,      500, "",
	    "The same of the small picture that browsers show beside the title"),
	FIELD_OR(brand, studio_name,   READ_ONLY, 100, "Fitnessstudio",
	    "Name of the studio, part of the prompt configuration"),
	FIELD_OR(brand, studio_locale, READ_ONLY, 5,   "de-DE",
	    "Language and region of the studio, part of the prompt configuration"),
	FIELD(brand, branding_logo_version,    READ_ONLY, 0, "Of the logo that is shown; null: none"),
	FIELD(brand, branding_favicon_version, READ_ONLY, 0, "Of the favicon that is shown; null: none"),
	FIELD(brand, branding_logo_state,      READ_ONLY, 0,
	    "Of the logo that came last: fetching, checking, shown or refused; null: none came"),
	FIELD(brand, branding_logo_reason,     READ_ONLY, 0, "Why it was refused"),
	FIELD(brand, branding_favicon_state,   READ_ONLY, 0, "The same of the favicon"),
	FIELD(brand, branding_favicon_reason,  READ_ONLY, 0, "Why it was refused"),
	{ 0 }
};
/* clang-format on */
const struct record brand_record = RECORD(brand);

enum { FIND, STORE };

#define VALUE(key) "max(value) FILTER (WHERE key = '" #key "') AS " #key
#define SHOWN(slot)                                                            \
	"(SELECT version FROM brand_pictures WHERE slot = '" #slot             \
	"') AS branding_" #slot "_version"

/* clang-format off */
const struct query brand_queries[] = {
	[FIND] = { "brand_find",
	    "SELECT " VALUE(branding_dashboard_title) ", "
	    VALUE(branding_primary_color) ", " VALUE(branding_logo_url) ", "
	    VALUE(branding_favicon_url) ", " VALUE(studio_name) ", "
	    VALUE(studio_locale) ", " SHOWN(logo) ", " SHOWN(favicon)
	    " FROM settings WHERE key IN"
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

/* Said here, and not only when it is fetched. */
static bool
is_reachable(struct task *task, const char *pointer, const char *url)
{
	if (text_is_empty(url))
		return true;
	if (task->config->production && !text_starts_with(url, "https://"))
		return fail_field(task, pointer, "must be a https address");
	if (http_url_is_inside(url, task->config->allow_internal_hosts))
		return fail_field(task, pointer,
		    "is an address inside our own network, which is not "
		    "called");
	return true;
}

struct brand *
brand_update(struct task *task, const struct brand *wanted)
{
	char text[COLOR_TEXT_BYTES];
	struct brand brand = *wanted;
	struct color color;
	int64_t count;

	fill_gaps(&brand);
	if (!is_reachable(
		task, "#/branding_logo_url", wanted->branding_logo_url) ||
	    !is_reachable(
		task, "#/branding_favicon_url", wanted->branding_favicon_url))
		return NULL;
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
