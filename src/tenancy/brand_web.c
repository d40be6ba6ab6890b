/*
 * brand_web.c - a studio's brand over HTTP, and its page.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/json.h"
#include "base/record.h"
#include "base/text.h"
#include "tenancy/audit.h"
#include "data/channels.h"
#include "tenancy/brand_picture.h"
#include "tenancy/tenancy_web.h"
#include "web/language.h"
#include "web/page_words.h"
#include "web/reply.h"

#define PAGE "tenancy/brand"
#define PAGE_SECTION "tenancy.brand"

static bool
show(struct request *req)
{
	struct brand *brand = brand_find(&req->task);

	if (brand == NULL || !brand_upload_tell(&req->task, brand))
		return false;
	return reply(req, OK, brand);
}

static bool
change(struct request *req)
{
	struct task *task = &req->task;
	const struct brand *before = brand_find(task);
	struct brand *after;
	struct brand wanted;
	bool is_busy;

	if (before == NULL)
		return false;
	wanted = *before;
	if (!request_merge(req, &wanted))
		return false;
	after = brand_update(task, &wanted);
	if (after == NULL)
		return false;
	audit(
	    task, "branding.update", "branding", &brand_record, before, after);
	if (!brand_upload_follow(task, before, after, &is_busy) ||
	    !brand_upload_tell(task, after))
		return false;
	if (is_busy)
		reply_publish(req, CHANNEL_CLOCK, "{}");
	return reply(req, OK, after);
}

static bool
show_page(struct request *req)
{
	/* The page is dressed for who is known. */
	if (!db_settle(&req->task))
		return false;
	return reply_page(req, OK, PAGE, json_new_object(req->task.arena));
}

/* What was typed, if it can be shown; else what is stored. */
static struct brand
brand_in_sight(struct request *req, const struct brand *stored)
{
	struct brand brand = *stored;
	const char *title = request_form(req, "branding_dashboard_title");
	const char *color = request_form(req, "branding_primary_color");

	if (title != NULL)
		brand.branding_dashboard_title = title;
	if (brand_color_version(req->task.arena, color) != NULL)
		brand.branding_primary_color = color;
	return brand;
}

/* What became of the picture that came last, and which one is shown. */
static struct json_object *
picture_json(struct request *req, const char *version, const char *state,
    const char *reason)
{
	struct json_object *picture = json_new_object(req->task.arena);

	json_add_text(picture, "version", version);
	json_add_bool(picture, "is_busy",
	    text_is_equal(state, "fetching") ||
		text_is_equal(state, "checking"));
	json_add_bool(picture, "is_fetching", text_is_equal(state, "fetching"));
	json_add_text(picture, "reason",
	    text_is_equal(state, "refused") ? request_field_message(req, reason)
					    : NULL);
	json_add_bool(
	    picture, "can_be_removed", version != NULL || state != NULL);
	return picture;
}

static void
add_pictures(
    struct request *req, struct json_object *context, const struct brand *brand)
{
	struct json_object *pictures = json_new_object(req->task.arena);
	struct json_object *logo =
	    picture_json(req, brand->branding_logo_version,
		brand->branding_logo_state, brand->branding_logo_reason);
	struct json_object *favicon =
	    picture_json(req, brand->branding_favicon_version,
		brand->branding_favicon_state, brand->branding_favicon_reason);

	json_add(pictures, "logo", json_object_get(logo));
	json_add(pictures, "favicon", json_object_get(favicon));
	json_add_text(pictures, "style",
	    brand->branding_logo_version == NULL
		? NULL
		: brand_version(req->task.arena, brand));
	json_add(context, "pictures", json_object_get(pictures));
}

static void
furnish(struct request *req, struct json_object *context)
{
	struct arena *arena = req->task.arena;
	struct brand *stored = brand_find(&req->task);
	struct json_object *values = json_new_object(arena);
	struct json_object *preview = json_new_object(arena);
	struct brand brand;

	if (stored == NULL)
		return;
	brand = brand_in_sight(req, stored);
	json_add(values, "brand",
	    json_object_get(record_json(arena, &brand_record, &brand)));
	json_add(values, "addresses",
	    json_object_get(record_json(arena, &brand_record, stored)));
	json_add(context, "values", json_object_get(values));
	/* The page wears what is stored. */
	json_add_text(preview, "version",
	    text_is_equal(
		brand.branding_primary_color, stored->branding_primary_color)
		? NULL
		: brand_color_version(arena, brand.branding_primary_color));
	json_add_text(preview, "title", brand_title(&brand));
	json_add_text(
	    preview, "initial", text_prefix(arena, brand_title(&brand), 1));
	json_add(context, "preview", json_object_get(preview));
	json_add_text(context, "notice", page_notice(req, PAGE_SECTION));
	if (brand_upload_tell(&req->task, stored))
		add_pictures(req, context, stored);
}

const struct furnishing brand_furnishings[] = { { PAGE, furnish }, { 0 } };

/* clang-format off */
static const struct form_input inputs[] = {
	{ "branding_dashboard_title", "text",  "off", "brand_title", "brand_title", INPUT_OPTIONAL },
	{ "branding_primary_color",   "color", "off", "brand_color", "brand_color", INPUT_OPTIONAL },
	{ 0 }
};

static const struct form_input address_inputs[] = {
	{ "branding_logo_url",    "url", "off", "brand_logo_url",    NULL, INPUT_OPTIONAL },
	{ "branding_favicon_url", "url", "off", "brand_favicon_url", NULL, INPUT_OPTIONAL },
	{ 0 }
};

#define TAKEN ".png,.jpg,.jpeg,.webp,.svg,image/png,image/jpeg,image/webp,image/svg+xml"

static const struct form_input logo_inputs[] = {
	{ "file", "file", TAKEN, "brand_logo", "brand_logo", 0 },
	{ 0 }
};

static const struct form_input favicon_inputs[] = {
	{ "file", "file", TAKEN, "brand_favicon", "brand_favicon", 0 },
	{ 0 }
};

const struct form_view brand_forms[] = {
	{ PAGE, "brand", "/settings/brand", inputs },
	{ PAGE, "addresses", "/settings/brand/addresses", address_inputs },
	{ PAGE, "logo", "/settings/brand/logo", logo_inputs },
	{ PAGE, "favicon", "/settings/brand/favicon", favicon_inputs },
	{ 0 }
};

const struct route brand_api[] = {
	{ GET, "/admin/settings/branding", ROLE_ADM, NOTHING,     ONE(brand), show,
	    "How the studio's pages look", .scope = "settings" },
	{ PUT, "/admin/settings/branding", ROLE_ADM, PART(brand), ONE(brand), change,
	    "Change any of it", .scope = "settings" },
	{ 0 }
};

const struct route brand_pages[] = {
	{ GET,  "/settings/brand",         ROLE_ADM, NOTHING,     RAW("text/html"), show_page,
	    "Show the brand, and how it looks", .page = PAGE },
	{ POST, "/settings/brand",         ROLE_ADM, PART(brand), ONE(brand),       change,
	    "Change the brand", .page = PAGE, .then = "/settings/brand?done=saved" },
	{ POST, "/settings/brand/addresses", ROLE_ADM, PART(brand), ONE(brand),     change,
	    "Change the addresses of its pictures", .page = PAGE, .then = "/settings/brand?done=saved" },
	{ POST, "/settings/brand/preview", ROLE_ADM, PART(brand), RAW("text/html"), show_page,
	    "Show how a brand would look", .page = PAGE },
	{ 0 }
};
/* clang-format on */
