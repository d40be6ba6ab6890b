/*
 * setting_chat.c - how the chat comes to a studio's website: the lines to put
 * there, in the studio's color.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/config.h"
#include "base/text.h"
#include "tenancy/brand.h"
#include "tenancy/setting_pages.h"
#include "tenancy/tenant.h"
#include "view/escape.h"
#include "view/palette.h"

enum { SNIPPET_VALUE_BYTES_MAX = 8192 };

/* The page shows the lines as text; on the website they are markup. */
static const char *
in_markup(struct arena *arena, const char *text)
{
	struct buf out = buf_new(arena, SNIPPET_VALUE_BYTES_MAX);

	escape_add(&out, text, strlen(text), ESCAPE_HTML);
	return out.overflowed ? "" : buf_text(&out);
}

/* Of the button: text on it always reads. */
static void
add_colors(struct json_object *context, const char *color)
{
	char fill[COLOR_TEXT_BYTES], ink[COLOR_TEXT_BYTES];
	struct palette palette;
	struct color brand = { 0 };

	if (!color_read(color, &brand) && !color_read(PALETTE_DEFAULT, &brand))
		return;
	palette = palette_of(brand);
	color_write(palette.light.fill, fill);
	color_write(palette.light.fill_ink, ink);
	json_add_text(context, "color", fill);
	json_add_text(context, "ink", ink);
}

/* The websites as rows; they are stored one a line. */
static void
add_sites(struct request *req, struct json_object *context, const char *lines)
{
	struct json_object *rows = json_object_new_array();

	for (size_t len; lines[0] != '\0';
	     lines += len + (lines[len] == '\n')) {
		len = strcspn(lines, "\n");
		json_object_array_add(rows,
		    json_object_new_string(
			arena_copy_bytes(req->task.arena, lines, len)));
	}
	json_add_bool(context, "has_sites", json_length(rows) > 0);
	json_add(context, "sites", rows);
}

void
setting_chat_furnish(struct request *req, struct json_object *context,
    const struct list *settings)
{
	struct arena *arena = req->task.arena;
	const struct tenant *tenant = tenant_current(&req->task);
	const struct brand *brand =
	    tenant == NULL ? NULL : brand_find(&req->task);
	const char *position = setting_in(settings, "webchat_position")->value;
	const char *sites = setting_in(settings, "webchat_origins")->value;

	if (brand == NULL)
		return;
	json_add_text(context, "origin", req->task.config->public_url);
	json_add_text(context, "slug", tenant->slug);
	json_add_text(context, "address",
	    arena_printf(arena, "%s/chat/%s", req->task.config->public_url,
		tenant->slug));
	json_add_text(context, "label",
	    in_markup(arena,
		arena_printf(arena, "Chat \xc2\xb7 %s", brand->studio_name)));
	json_add_bool(context, "is_left", text_is_equal(position, "left"));
	add_colors(context, brand->branding_primary_color);
	add_sites(req, context, sites == NULL ? "" : sites);
}
