/*
 * member_import_web.c - files of members over HTTP, in and out.
 *
 * SPDX-License-Identifier: ISC
 */
#include "members/member_import.h"

#include "base/text.h"
#include "members/member_export.h"
#include "members/member_list.h"
#include "members/members_web.h"
#include "data/channels.h"
#include "tenancy/audit.h"
#include "web/multipart.h"
#include "web/reply.h"

enum {
	FILE_BYTES_MAX = 32 * 1024 * 1024,
	/* The web server refuses larger ones, with words of its own. */
	FORM_BYTES_MAX = 31 * 1000 * 1000,
	IMPORTS_PER_MINUTE = 20,
	/* With the longest notes that a member may have a part stays below
	 * what a stream may send at once. */
	MEMBERS_OF_PART = 100,
	ERRORS_OF_PART = 200,
};

static const char type_csv[] = "text/csv; charset=utf-8";

static const char *const file_types[] = { "text/csv", "application/csv",
	"text/plain", "text/tab-separated-values", "application/vnd.ms-excel",
	"application/octet-stream", "" };

static bool
is_file(struct request *req)
{
	for (size_t i = 0; i < ARRAY_LENGTH(file_types); i++)
		if (strcmp(req->content_type, file_types[i]) == 0)
			return true;
	return fail(&req->task, UNSUPPORTED_MEDIA,
	    "The body has to be the file itself, as text/csv.");
}

/* What the query or the form wants, by the rules of the record. */
static bool
read_wishes(struct request *req, struct member_import *wanted)
{
	static const char *const names[] = { "dry_run", "on_conflict" };
	struct json_object *wishes = json_new_object(req->task.arena);

	for (size_t i = 0; i < ARRAY_LENGTH(names); i++) {
		const char *value = req->form == NULL
		    ? request_query(req, names[i])
		    : request_form(req, names[i]);

		if (!text_is_empty(value))
			json_add_text(wishes, names[i], value);
	}
	return record_read(
	    &req->task, &member_import_record, wanted, wishes, RECORD_WHOLE);
}

static const struct member_import *
store(struct request *req, const char *bytes, size_t len)
{
	struct task *task = &req->task;
	struct member_import wanted = { 0 };
	const struct member_import *made;

	if (!request_limit(
		req, task->tenant_id, "member-import", IMPORTS_PER_MINUTE) ||
	    !read_wishes(req, &wanted))
		return NULL;
	made = member_import_create(task, &wanted, bytes, len);
	if (made == NULL)
		return NULL;
	audit(task, "member_import.create",
	    arena_printf(task->arena, "import %" PRId64, made->id),
	    &member_import_record, NULL, made);
	reply_publish(req, CHANNEL_CLOCK, "{}");
	return made;
}

static bool
take_in(struct request *req)
{
	return is_file(req) &&
	    reply(req, ACCEPTED, store(req, req->body, req->body_len));
}

static bool
take_in_form(struct request *req)
{
	const struct upload *file = request_upload(req, "file");
	const struct member_import *made;

	if (file == NULL)
		return fail_field(&req->task, "#/file", "is missing");
	made = store(req, file->bytes, file->len);
	return made != NULL &&
	    see_other(req, "/members/imports/%" PRId64, made->id);
}

static bool
run(struct request *req)
{
	struct task *task = &req->task;
	int64_t id = request_id(req, "id");

	if (id == 0 || member_import_find(task, id) == NULL ||
	    !member_import_run(task, id))
		return false;
	audit(task, "member_import.run",
	    arena_printf(task->arena, "import %" PRId64, id),
	    &member_import_record, NULL, NULL);
	reply_publish(req, CHANNEL_CLOCK, "{}");
	return reply_empty(req, NO_CONTENT);
}

static bool
list_imports(struct request *req)
{
	return reply(req, OK, member_import_page(&req->task, req->page));
}

static bool
show_import(struct request *req)
{
	int64_t id = request_id(req, "id");

	return id != 0 && reply(req, OK, member_import_find(&req->task, id));
}

/* How far a file that is sent has come. */
struct sending {
	int64_t import_id;
	int64_t after;
	bool has_begun;
};

static void
name_file(struct request *req, const char *name)
{
	reply_header(req, "Content-Disposition",
	    arena_printf(req->task.arena, "attachment; filename=\"%s\"", name));
}

static enum stream
send_errors(struct task *task, void *state, struct buf *out)
{
	struct sending *sending = state;
	const struct list *errors = member_import_errors(
	    task, sending->import_id, sending->after, ERRORS_OF_PART);

	if (errors == NULL)
		return STREAM_FAILED;
	if (!sending->has_begun)
		row_error_export_header(out);
	sending->has_begun = true;
	list_each(errors, struct row_error, error) {
		row_error_export_row(task->arena, out, error);
		sending->after = error->line;
	}
	return errors->count < ERRORS_OF_PART ? STREAM_END : STREAM_MORE;
}

static bool
export_errors(struct request *req)
{
	int64_t id = request_id(req, "id");
	struct sending *sending = arena_new(req->task.arena, struct sending);

	if (id == 0 || member_import_find(&req->task, id) == NULL)
		return false;
	sending->import_id = id;
	name_file(req, "errors.csv");
	return reply_stream(req, OK, type_csv, send_errors, sending);
}

static enum stream
send_members(struct task *task, void *state, struct buf *out)
{
	struct sending *sending = state;
	const struct list *members =
	    member_list_all(task, sending->after, MEMBERS_OF_PART);

	if (members == NULL)
		return STREAM_FAILED;
	if (!sending->has_begun)
		member_export_header(out);
	sending->has_begun = true;
	list_each(members, struct member, member) {
		member_export_row(task->arena, out, member);
		sending->after = member->id;
	}
	return members->count < MEMBERS_OF_PART ? STREAM_END : STREAM_MORE;
}

/* Who takes all members along is known. */
static bool
note_export(struct task *task, const void *given)
{
	(void)given;
	audit(task, "member.export", "all members", &member_import_record, NULL,
	    NULL);
	return true;
}

static bool
export_members(struct request *req)
{
	struct sending *sending = arena_new(req->task.arena, struct sending);

	/* Nobody is noted who may not. */
	if (!db_settle(&req->task))
		return false;
	reply_afterwards(req, note_export, NULL);
	name_file(req, "members.csv");
	return reply_stream(req, OK, type_csv, send_members, sending);
}

/* clang-format off */
const struct route member_import_forms[] = {
	/*      path                           role      takes                gives            handler */
	{ POST, "/members/import",              ROLE_ADM, RAW(MULTIPART_TYPE), RAW("text/html"), take_in_form,
	    "Look at a CSV file of members", .page = "members/import", .body_max_bytes = FORM_BYTES_MAX, .once = true },
	{ POST, "/members/imports/{id}/run",    ROLE_ADM, NOTHING,             NOTHING,         run,
	    "Take in what was only looked at",
	    .page = "members/import-show", .then = "/members/imports/{id}", .once = true },
	{ GET,  "/members/imports/{id}/errors", ROLE_ADM, NOTHING,             RAW("text/csv"), export_errors,
	    "Download the rows that could not be taken in, and why", .page = "members/import-show" },
	{ GET,  "/members/export",              ROLE_ADM, NOTHING,             RAW("text/csv"), export_members,
	    "Download all members as CSV", .page = "members/list" },
	{ 0 }
};

const struct route member_import_api[] = {
	/*      path                                 role      takes            gives                handler */
	{ POST, "/admin/members/import",              ROLE_ADM, RAW("text/csv"), ONE(member_import),  take_in,
	    "Take a CSV file of members in: dry_run=true, on_conflict=update or skip", .scope = "members",
	    .body_max_bytes = FILE_BYTES_MAX },
	{ GET,  "/admin/members/imports",             ROLE_ADM, NOTHING,         MANY(member_import), list_imports,
	    "List the files of members that were taken in, newest first", .scope = "members" },
	{ GET,  "/admin/members/imports/{id}",        ROLE_ADM, NOTHING,         ONE(member_import),  show_import,
	    "See how far a file of members is taken in", .scope = "members" },
	{ GET,  "/admin/members/imports/{id}/errors", ROLE_ADM, NOTHING,         RAW("text/csv"),     export_errors,
	    "Download the rows that could not be taken in, and why", .scope = "members" },
	{ GET,  "/admin/members/export",              ROLE_ADM, NOTHING,         RAW("text/csv"),     export_members,
	    "Download all members as CSV", .scope = "members" },
	{ 0 }
};
/* clang-format on */
