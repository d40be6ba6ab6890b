/*
 * brand_files.c - what a page of a studio loads, kept by every cache for good.
 *
 * An address names what is behind it: studio and content are in its version. On
 * the host of a studio there is nothing but its own; the platform's host, which
 * shows the pages of all and is named by mails, has every version.
 *
 * SPDX-License-Identifier: ISC
 */
#include "identity/brand_files.h"

#include "base/text.h"
#include "identity/identify.h"
#include "tenancy/brand_picture.h"
#include "web/reply.h"

/* The task is in the studio that the version may be of. */
static bool
enter(struct request *req, const char *version)
{
	struct task *task = &req->task;
	const struct tenant *tenant = identity_tenant_of_host(req);

	if (task_has_failed(task))
		return false;
	task->tenant_id =
	    tenant != NULL ? tenant->id : brand_picture_tenant(task, version);
	return task->tenant_id != 0 && !task_has_failed(task);
}

static bool
give_up(struct request *req)
{
	if (task_has_failed(&req->task))
		return false;
	return fail(&req->task, NOT_FOUND, "There is no such picture.");
}

static void
keep_for_good(struct request *req)
{
	reply_header(
	    req, "Cache-Control", "public, max-age=31536000, immutable");
}

static bool
send_css(struct request *req)
{
	const char *version = request_query(req, "v");
	const char *logo_version = brand_version_logo(version);
	bool is_preview = text_is_equal(request_query(req, "part"), "preview");
	const struct brand_picture *logo = NULL;
	const char *css;

	db_read_only(&req->task);
	if (logo_version != NULL && !is_preview) {
		if (enter(req, logo_version))
			logo = brand_picture_find(
			    &req->task, BRAND_LOGO, logo_version);
		if (logo == NULL)
			return give_up(req);
	}
	css = brand_css(req->task.arena, version,
	    is_preview ? ".brand-preview" : ":root", logo);
	if (css == NULL)
		return fail(&req->task, NOT_FOUND, "There is no such style.");
	keep_for_good(req);
	return reply_text(req, OK, "text/css; charset=utf-8", css);
}

/* Nothing in it may run, whoever opens it. */
static bool
send_picture(
    struct request *req, const struct brand_picture *picture, const char *whose)
{
	const char *bytes;
	size_t len;

	if (picture == NULL)
		return give_up(req);
	bytes = text_unbase64(req->task.arena, picture->base64, &len);
	if (bytes == NULL)
		return fail(&req->task, INTERNAL, "The file can not be read.");
	keep_for_good(req);
	reply_header(req, "Content-Security-Policy",
	    "default-src 'none'; frame-ancestors 'none'; sandbox");
	reply_header(req, "Cross-Origin-Resource-Policy", whose);
	return reply_bytes(req, picture->media_type, bytes, len);
}

static const char *
version_in(struct request *req)
{
	const char *version = request_query(req, "v");

	db_read_only(&req->task);
	return version != NULL && enter(req, version) ? version : NULL;
}

static bool
send_icon(struct request *req)
{
	const char *version = version_in(req);

	return send_picture(req,
	    version == NULL
		? NULL
		: brand_picture_find(&req->task, BRAND_FAVICON, version),
	    "same-origin");
}

static bool
send_logo(struct request *req)
{
	const char *version = version_in(req);

	return send_picture(req,
	    version == NULL ? NULL
			    : brand_picture_find_mail(&req->task, version),
	    "cross-origin");
}

/* clang-format off */
const struct route brand_files[] = {
	{ GET, "/brand.css",  ROLE_PUBLIC, NOTHING, RAW("text/css"),  send_css,
	    "The style sheet of a brand" },
	{ GET, "/brand/icon", ROLE_PUBLIC, NOTHING, RAW("image/png"), send_icon,
	    "The favicon of a studio" },
	{ GET, "/brand/logo", ROLE_PUBLIC, NOTHING, RAW("image/png"), send_logo,
	    "The logo of a studio, for mails" },
	{ 0 }
};
/* clang-format on */
