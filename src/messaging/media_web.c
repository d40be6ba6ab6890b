/*
 * media_web.c - what members attached, for the eyes of staff.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/text.h"
#include "messaging/media.h"
#include "messaging/messaging_web.h"
#include "web/reply.h"

/* A stranger made these bytes: nothing in them may run, and no other site may
 * show them. */
static void
confine(struct request *req, const struct media *media)
{
	reply_header(req, "Content-Security-Policy",
	    "default-src 'none'; frame-ancestors 'none'; sandbox");
	reply_header(req, "Cross-Origin-Resource-Policy", "same-origin");
	if (!media_is_image(media->media_type))
		reply_header(req, "Content-Disposition",
		    arena_printf(req->task.arena,
			"attachment; filename=\"%" PRId64 ".%s\"",
			media->message_id, media_extension(media->media_type)));
}

static bool
show(struct request *req)
{
	struct task *task = &req->task;
	int64_t session_id = request_id(req, "id");
	int64_t message_id =
	    session_id == 0 ? 0 : request_id(req, "message_id");
	const struct media *media;
	const char *bytes;
	size_t len;

	if (message_id == 0)
		return false;
	db_read_only(task);
	media = media_find(task, session_id, message_id);
	if (media == NULL)
		return false;
	if (media->media_type == NULL)
		return fail(task, NOT_FOUND, "%s",
		    media->reason == NULL ? "The file was not fetched yet."
					  : media->reason);
	if (reply_is_unchanged(req, media->sha256))
		return true;
	media = media_load(task, message_id);
	bytes = media == NULL ? NULL
			      : text_unbase64(task->arena, media->base64, &len);
	if (bytes == NULL)
		return fail(task, INTERNAL, "The file can not be read.");
	confine(req, media);
	return reply_bytes(req, media->media_type, bytes, len);
}

/* clang-format off */
const struct route media_api[] = {
	/*      path                                          role      takes    gives                            handler */
	{ GET,  "/sessions/{id}/messages/{message_id}/media", ROLE_USR, NOTHING, RAW("application/octet-stream"), show,
	    "Get what a member attached to a message, as the type that its content says", .scope = "conversations" },
	{ 0 }
};
/* clang-format on */
