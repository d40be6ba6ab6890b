/*
 * brand_picture_web.c - logo and favicon: sent, and removed.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/text.h"
#include "data/channels.h"
#include "tenancy/brand_picture.h"
#include "tenancy/tenancy_web.h"
#include "web/language.h"
#include "web/multipart.h"
#include "web/reply.h"

#define PAGE "tenancy/brand"
#define REMOVE_PAGE "tenancy/brand-remove"

enum {
	/* The file and what a browser writes around it. */
	FORM_BYTES_MAX = PICTURE_BYTES_MAX + (64 << 10)
};

/* The slot that the path names; NULL with NOT_FOUND for another. */
static const char *
slot_of(struct request *req)
{
	const char *slot = request_param(req, "picture");

	return brand_slot_check(&req->task, slot) ? slot : NULL;
}

static bool
answer(struct request *req, enum http_status status)
{
	struct brand *brand = brand_find(&req->task);

	if (brand == NULL || !brand_upload_tell(&req->task, brand))
		return false;
	return reply(req, status, brand);
}

static bool
put(struct request *req)
{
	const char *slot = slot_of(req);

	if (slot == NULL ||
	    !brand_upload_take(
		&req->task, slot, slot, req->body, req->body_len))
		return false;
	reply_publish(req, CHANNEL_CLOCK, "{}");
	return answer(req, ACCEPTED);
}

static bool
drop(struct request *req)
{
	const char *slot = slot_of(req);

	return slot != NULL && brand_picture_remove(&req->task, slot) &&
	    answer(req, OK);
}

static bool
take(struct request *req, const char *slot)
{
	const struct upload *file = request_upload(req, "file");

	if (file == NULL)
		return fail_field(&req->task, "#/file", "no file was chosen");
	if (!brand_upload_take(
		&req->task, slot, file->filename, file->bytes, file->len))
		return false;
	reply_publish(req, CHANNEL_CLOCK, "{}");
	return reply_empty(req, NO_CONTENT);
}

static bool
take_logo(struct request *req)
{
	return take(req, BRAND_LOGO);
}

static bool
take_favicon(struct request *req)
{
	return take(req, BRAND_FAVICON);
}

static bool
ask_remove(struct request *req)
{
	struct json_object *context = json_new_object(req->task.arena);
	const char *slot = slot_of(req);

	if (slot == NULL || !db_settle(&req->task))
		return false;
	json_add_text(context, "picture", slot);
	json_add_bool(context, "is_logo", text_is_equal(slot, BRAND_LOGO));
	return reply_page(req, OK, REMOVE_PAGE, context);
}

static bool
confirm_remove(struct request *req)
{
	const char *slot = slot_of(req);

	return slot != NULL && brand_picture_remove(&req->task, slot) &&
	    reply_empty(req, NO_CONTENT);
}

/* clang-format off */
const struct route brand_picture_api[] = {
	{ PUT, "/admin/settings/branding/{picture}", ROLE_ADM, RAW("application/octet-stream"), ONE(brand), put,
	    "Send the logo or the favicon, as PNG, JPEG, WebP or SVG; it is checked and shown within seconds",
	    .scope = "settings", .body_max_bytes = FORM_BYTES_MAX },
	{ DELETE, "/admin/settings/branding/{picture}", ROLE_ADM, NOTHING, ONE(brand), drop,
	    "Remove the logo or the favicon", .scope = "settings" },
	{ 0 }
};

const struct route brand_picture_pages[] = {
	{ POST, "/settings/brand/logo",    ROLE_ADM, RAW(MULTIPART_TYPE), RAW("text/html"), take_logo,
	    "Send the logo", .page = PAGE, .body_max_bytes = FORM_BYTES_MAX, .then = "/settings/brand?done=sent" },
	{ POST, "/settings/brand/favicon", ROLE_ADM, RAW(MULTIPART_TYPE), RAW("text/html"), take_favicon,
	    "Send the favicon", .page = PAGE, .body_max_bytes = FORM_BYTES_MAX, .then = "/settings/brand?done=sent" },
	{ GET,  "/settings/brand/{picture}/remove", ROLE_ADM, NOTHING, RAW("text/html"), ask_remove,
	    "Ask whether the logo or the favicon shall go", .page = REMOVE_PAGE },
	{ POST, "/settings/brand/{picture}/remove", ROLE_ADM, NOTHING, RAW("text/html"), confirm_remove,
	    "Remove the logo or the favicon", .page = REMOVE_PAGE, .then = "/settings/brand?done=removed" },
	{ 0 }
};
/* clang-format on */
