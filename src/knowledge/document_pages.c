/*
 * document_pages.c - the pages that show what a studio's agents know.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/text.h"
#include "identity/people.h"
#include "knowledge/document_view.h"
#include "knowledge/knowledge_web.h"
#include "web/language.h"
#include "web/page_words.h"
#include "web/reader.h"
#include "web/reply.h"

enum { SEARCH_LIMIT = 10 };

static bool
may_write(const struct request *req)
{
	return req->task.actor.role >= ROLE_ADM;
}

/* What every page of a document shows of it. */
static void
add_document(struct request *req, struct json_object *context,
    const struct document *document)
{
	json_add_int(context, "id", document->id);
	json_add_text(context, "title", document->title);
	json_add_bool(context, "may_write", may_write(req));
}

static void
add_pager(struct request *req, struct json_object *context,
    const struct list *list, const char *search)
{
	struct arena *arena = req->task.arena;
	const struct document_row *rows = list->items;
	const char *query = text_is_empty(search)
	    ? ""
	    : arena_printf(arena, "search=%s&", text_url_encode(arena, search));
	struct json_object *pager;

	if (!list->has_more && req->page.after == 0)
		return;
	pager = json_object_new_object();
	json_add_text(pager, "text",
	    page_counted(
		req, "knowledge.count", "shown", (int64_t)list->count));
	json_add_text(pager, "first",
	    req->page.after == 0 ? NULL
				 : arena_printf(arena, "/knowledge?%s", query));
	json_add_text(pager, "next",
	    !list->has_more ? NULL
			    : arena_printf(arena, "/knowledge?%safter=%" PRId64,
				  query, rows[list->count - 1].id));
	json_add(context, "pager", pager);
}

static bool
list(struct request *req)
{
	struct json_object *context = json_new_object(req->task.arena);
	const char *search = request_query(req, "search");
	bool is_searched = !text_is_empty(search);
	struct json_object *rows;
	const struct list *list =
	    document_page(&req->task, is_searched ? search : NULL, req->page);

	if (list == NULL)
		return false;
	rows = json_object_new_array();
	list_each(list, const struct document_row, row)
		json_object_array_add(
		    rows, json_object_get(view_row(req, row)));
	json_add(context, "items", rows);
	json_add_text(context, "search", is_searched ? search : "");
	json_add_bool(context, "has_items", list->count > 0);
	json_add_bool(context, "is_empty",
	    list->count == 0 && !is_searched && req->page.after == 0);
	json_add_bool(context, "is_searched", is_searched);
	json_add_bool(context, "may_write", may_write(req));
	json_add_text(context, "notice", page_notice(req, "knowledge.list"));
	json_add(context, "pager", NULL);
	add_pager(req, context, list, search);
	return reply_page(req, OK, "knowledge/list", context);
}

static bool
show(struct request *req)
{
	struct json_object *context = json_new_object(req->task.arena);
	int64_t id = request_id(req, "id");
	const struct document *document =
	    id == 0 ? NULL : document_find(&req->task, id);
	const struct list *people =
	    document == NULL ? NULL : people_list(&req->task);

	if (people == NULL)
		return false;
	add_document(req, context, document);
	json_add_text(context, "source_name",
	    text_is_empty(document->source_name) ? NULL
						 : document->source_name);
	json_add_text(context, "language",
	    json_text_at(
		request_words(req, "choice", NULL), document->language));
	json_add_text(context, "version", page_number(req, document->version));
	json_add_text(context, "count", page_number(req, document->passages));
	page_add_time(req, context, "created", document->created_at);
	page_add_time(req, context, "updated", document->updated_at);
	json_add_text(context, "created_by",
	    people_name(req, people, document->created_by));
	json_add_text(context, "updated_by",
	    people_name(req, people, document->updated_by));
	json_add_text(context, "notice", page_notice(req, "knowledge.show"));
	view_add_passages(req, context, document->title, document->text);
	return reply_page(req, OK, "knowledge/show", context);
}

static struct json_object *
version_json(struct request *req, const struct document_version *version,
    const struct list *people)
{
	struct json_object *row = json_object_new_object();

	json_add_int(row, "number", version->id);
	json_add_text(row, "title", version->title);
	json_add_text(row, "by", people_name(req, people, version->created_by));
	page_add_time(req, row, "at", version->created_at);
	return row;
}

static bool
list_versions(struct request *req)
{
	struct json_object *context = json_new_object(req->task.arena);
	struct json_object *rows = json_object_new_array();
	int64_t id = request_id(req, "id");
	const struct document *document =
	    id == 0 ? NULL : document_find(&req->task, id);
	const struct list *versions = document == NULL
	    ? NULL
	    : document_versions(&req->task, id, req->page);
	const struct list *people =
	    versions == NULL ? NULL : people_list(&req->task);
	const struct document_version *items;

	json_add(context, "versions", rows);
	if (people == NULL)
		return false;
	add_document(req, context, document);
	list_each(versions, const struct document_version, version) {
		struct json_object *row = version_json(req, version, people);

		json_add_bool(
		    row, "is_current", version->id == document->version);
		json_object_array_add(rows, row);
	}
	items = versions->items;
	json_add_text(context, "next",
	    !versions->has_more
		? NULL
		: arena_printf(req->task.arena,
		      "/knowledge/%" PRId64 "/versions?after=%" PRId64, id,
		      items[versions->count - 1].id));
	return reply_page(req, OK, "knowledge/versions", context);
}

static bool
show_version(struct request *req)
{
	struct json_object *context = json_new_object(req->task.arena);
	int64_t id = request_id(req, "id");
	int64_t number = id == 0 ? 0 : request_id(req, "version");
	const struct document *document =
	    number == 0 ? NULL : document_find(&req->task, id);
	const struct document_version *version = document == NULL
	    ? NULL
	    : document_version_find(&req->task, id, number);
	const struct list *people =
	    version == NULL ? NULL : people_list(&req->task);

	if (people == NULL)
		return false;
	add_document(req, context, document);
	json_add(context, "version", version_json(req, version, people));
	json_add_text(context, "text", version->text);
	json_add_bool(context, "may_restore",
	    may_write(req) && number != document->version);
	return reply_page(req, OK, "knowledge/version", context);
}

static bool
restore(struct request *req)
{
	int64_t id = request_id(req, "id");
	int64_t version = id == 0 ? 0 : request_id(req, "version");

	return version != 0 &&
	    reply(req, OK, document_restore(&req->task, id, version));
}

static bool
ask_remove(struct request *req)
{
	struct json_object *context = json_new_object(req->task.arena);
	int64_t id = request_id(req, "id");
	const struct document *document =
	    id == 0 ? NULL : document_find(&req->task, id);

	if (document == NULL)
		return false;
	add_document(req, context, document);
	return reply_page(req, OK, "knowledge/remove", context);
}

static bool
remove_one(struct request *req)
{
	int64_t id = request_id(req, "id");

	return id != 0 && document_remove(&req->task, id) &&
	    reply_empty(req, NO_CONTENT);
}

static bool
test(struct request *req)
{
	struct json_object *context = json_new_object(req->task.arena);
	struct json_object *rows = json_object_new_array();
	const char *question = request_query(req, "q");
	bool is_asked = !text_is_empty(question);
	const struct list *found = NULL;

	json_add(context, "items", rows);
	if (!db_settle(&req->task))
		return false;
	if (is_asked)
		found = knowledge_search(&req->task, question, SEARCH_LIMIT);
	if (is_asked && found == NULL)
		return false;
	if (found != NULL)
		list_each(found, const struct passage, passage)
			json_object_array_add(
			    rows, json_object_get(view_match(req, passage)));
	json_add_text(context, "q", is_asked ? question : "");
	json_add_bool(context, "has_items", json_length(rows) > 0);
	json_add_bool(
	    context, "is_missing", is_asked && json_length(rows) == 0);
	json_add_bool(context, "may_write", may_write(req));
	return reply_page(req, OK, "knowledge/test", context);
}

/* clang-format off */
#define PAGE RAW("text/html")

const struct route document_pages[] = {
	{ GET,  "/knowledge", ROLE_USR, NOTHING, MANY(document_row), list,
	    "Show what the agents know", .page = "knowledge/list" },
	{ GET,  "/knowledge/test", ROLE_USR, NOTHING, PAGE, test,
	    "Show which passages a question finds", .page = "knowledge/test" },
	{ GET,  "/knowledge/{id}", ROLE_USR, NOTHING, PAGE, show,
	    "Show a document as the agents read it", .page = "knowledge/show" },
	{ GET,  "/knowledge/{id}/versions", ROLE_USR, NOTHING, MANY(document_version), list_versions,
	    "Show who changed a document, and when", .page = "knowledge/versions" },
	{ GET,  "/knowledge/{id}/versions/{version}", ROLE_USR, NOTHING, PAGE, show_version,
	    "Show an earlier text of a document", .page = "knowledge/version" },
	{ POST, "/knowledge/{id}/versions/{version}/restore", ROLE_ADM, NOTHING, ONE(document), restore,
	    "Make an earlier text the current one", .page = "knowledge/version",
	    .then = "/knowledge/{id}?done=restored", .once = true },
	{ GET,  "/knowledge/{id}/remove", ROLE_ADM, NOTHING, PAGE, ask_remove,
	    "Ask whether to remove a document", .page = "knowledge/remove" },
	{ POST, "/knowledge/{id}/remove", ROLE_ADM, NOTHING, NOTHING, remove_one,
	    "Remove a document with all its versions", .page = "knowledge/remove", .then = "/knowledge?done=removed" },
	{ 0 }
};
/* clang-format on */
