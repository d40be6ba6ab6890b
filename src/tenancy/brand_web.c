/*
 * brand_web.c - a studio's brand over HTTP, its style sheet, and its page.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/json.h"
#include "base/record.h"
#include "base/text.h"
#include "tenancy/audit.h"
#include "tenancy/brand.h"
#include "tenancy/tenancy_web.h"
#include "web/language.h"
#include "web/reply.h"

#define PAGE "tenancy/brand"
#define PAGE_SECTION "tenancy.brand"

static bool
show(struct request *req)
{
	return reply(req, OK, brand_find(&req->task));
}

static bool
change(struct request *req)
{
	struct task *task = &req->task;
	const struct brand *before = brand_find(task);
	const struct brand *after;
	struct brand wanted;

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
	return reply(req, OK, after);
}

static bool
send_css(struct request *req)
{
	const char *part = request_query(req, "part");
	const char *css = brand_css(req->task.arena, request_query(req, "v"),
	    text_is_equal(part, "preview") ? ".brand-preview" : ":root");

	if (css == NULL)
		return fail(&req->task, NOT_FOUND, "There is no such style.");
	reply_header(
	    req, "Cache-Control", "public, max-age=31536000, immutable");
	return reply_text(req, OK, "text/css; charset=utf-8", css);
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

static void
furnish(struct request *req, struct json_object *context)
{
	struct arena *arena = req->task.arena;
	const struct brand *stored = brand_find(&req->task);
	struct json_object *values = json_new_object(arena);
	struct json_object *preview = json_new_object(arena);
	struct brand brand;

	if (stored == NULL)
		return;
	brand = brand_in_sight(req, stored);
	json_add(values, "brand",
	    json_object_get(record_json(arena, &brand_record, &brand)));
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
	json_add_text(context, "notice",
	    text_is_equal(request_query(req, "done"), "saved")
		? json_text_at(request_words(req, PAGE_SECTION, NULL), "saved")
		: NULL);
}

const struct furnishing brand_furnishings[] = { { PAGE, furnish }, { 0 } };

/* clang-format off */
static const struct form_input inputs[] = {
	{ "branding_dashboard_title", "text",  "off", "brand_title", "brand_title", INPUT_OPTIONAL },
	{ "branding_primary_color",   "color", "off", "brand_color", "brand_color", INPUT_OPTIONAL },
	{ 0 }
};

const struct form_view brand_forms[] = {
	{ PAGE, "brand", "/settings/brand", inputs },
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
	{ GET,  "/brand.css",              ROLE_PUBLIC, NOTHING,  RAW("text/css"),  send_css,
	    "The style sheet of a color" },
	{ GET,  "/settings/brand",         ROLE_ADM, NOTHING,     RAW("text/html"), show_page,
	    "Show the brand, and how it looks", .page = PAGE },
	{ POST, "/settings/brand",         ROLE_ADM, PART(brand), ONE(brand),       change,
	    "Change the brand", .page = PAGE, .then = "/settings/brand?done=saved" },
	{ POST, "/settings/brand/preview", ROLE_ADM, PART(brand), RAW("text/html"), show_page,
	    "Show how a brand would look", .page = PAGE },
	{ 0 }
};
/* clang-format on */
