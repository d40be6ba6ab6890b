/*
 * import_pages.c - files become documents: the form, and how far it is.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/text.h"
#include "data/channels.h"
#include "knowledge/import.h"
#include "knowledge/knowledge_web.h"
#include "web/language.h"
#include "web/multipart.h"
#include "web/reader.h"
#include "web/reply.h"

enum {
	/* The file and what a browser writes around it. */
	FORM_BYTES_MAX = IMPORT_BYTES_MAX + (64 << 10)
};

static bool
ask(struct request *req)
{
	return db_settle(&req->task) &&
	    reply_page(
		req, OK, "knowledge/import", json_new_object(req->task.arena));
}

static bool
take(struct request *req)
{
	const struct upload *file = request_upload(req, "file");
	const struct knowledge_import *import;

	if (file == NULL)
		return fail_field(&req->task, "#/file", "no file was chosen");
	if (file->len == 0)
		return fail_field(&req->task, "#/file", "the file is empty");
	import =
	    import_create(&req->task, file->filename, file->bytes, file->len);
	if (import == NULL)
		return false;
	reply_publish(req, CHANNEL_CLOCK, "{}");
	return see_other(req, "/knowledge/imports/%" PRId64, import->id);
}

static bool
show(struct request *req)
{
	struct json_object *context = json_new_object(req->task.arena);
	int64_t id = request_id(req, "id");
	const struct knowledge_import *import =
	    id == 0 ? NULL : import_find(&req->task, id);
	bool is_done, has_failed;

	if (import == NULL)
		return false;
	is_done = text_is_equal(import->state, "done");
	has_failed = text_is_equal(import->state, "failed");
	json_add_text(context, "name", import->name);
	json_add_bool(context, "is_done", is_done);
	json_add_bool(context, "has_failed", has_failed);
	json_add_bool(context, "is_on_its_way", !is_done && !has_failed);
	json_add_int(context, "document_id", import->document_id);
	json_add_text(context, "reason",
	    !has_failed ? NULL : request_field_message(req, import->reason));
	page_add_time(req, context, "created", import->created_at);
	return reply_page(req, OK, "knowledge/import_state", context);
}

/* clang-format off */
#define PAGE RAW("text/html")

const struct route import_pages[] = {
	/*      path                       role      takes                gives handler */
	{ GET,  "/knowledge/import",       ROLE_ADM, NOTHING,             PAGE, ask,
	    "Ask for a file", .page = "knowledge/import" },
	{ POST, "/knowledge/import",       ROLE_ADM, RAW(MULTIPART_TYPE), PAGE, take,
	    "Make a document of a file", .page = "knowledge/import", .body_max_bytes = FORM_BYTES_MAX, .once = true },
	{ GET,  "/knowledge/imports/{id}", ROLE_ADM, NOTHING,             PAGE, show,
	    "Show what became of a file", .page = "knowledge/import_state" },
	{ 0 }
};
/* clang-format on */
