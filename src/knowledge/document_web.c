/*
 * document_web.c - the knowledge base over HTTP.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/text.h"
#include "data/channels.h"
#include "knowledge/document.h"
#include "knowledge/import.h"
#include "knowledge/knowledge_web.h"
#include "knowledge/search.h"
#include "web/reply.h"

enum {
	/* A document of the greatest length, every character escaped. */
	DOCUMENT_BODY_MAX = DOCUMENT_BYTES_MAX * 6 + 4096,
	SEARCH_LIMIT = 20
};

static bool
list(struct request *req)
{
	const char *search = request_query(req, "search");

	return reply(req, OK,
	    document_page(
		&req->task, text_is_empty(search) ? NULL : search, req->page));
}

static bool
create(struct request *req)
{
	return reply(req, CREATED,
	    document_create(&req->task, body(req, document_draft), ""));
}

static bool
show(struct request *req)
{
	int64_t id = request_id(req, "id");

	return id != 0 && reply(req, OK, document_find(&req->task, id));
}

static bool
change(struct request *req)
{
	int64_t id = request_id(req, "id");

	return id != 0 &&
	    reply(req, OK,
		document_update(&req->task, id, body(req, document_change)));
}

static bool
remove_one(struct request *req)
{
	int64_t id = request_id(req, "id");

	return id != 0 && document_remove(&req->task, id) &&
	    reply_empty(req, NO_CONTENT);
}

static bool
list_versions(struct request *req)
{
	int64_t id = request_id(req, "id");

	return id != 0 &&
	    reply(req, OK, document_versions(&req->task, id, req->page));
}

static bool
show_version(struct request *req)
{
	int64_t id = request_id(req, "id");
	int64_t version = id == 0 ? 0 : request_id(req, "version");

	return version != 0 &&
	    reply(req, OK, document_version_find(&req->task, id, version));
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
search(struct request *req)
{
	const char *question = request_query(req, "q");

	if (text_is_empty(question))
		return fail_field(&req->task, "?q", "must not be empty");
	return reply(
	    req, OK, knowledge_search(&req->task, question, SEARCH_LIMIT));
}

static bool
import(struct request *req)
{
	const struct knowledge_import *import = import_create(
	    &req->task, request_query(req, "name"), req->body, req->body_len);

	if (import == NULL)
		return false;
	reply_publish(req, CHANNEL_CLOCK, "{}");
	return reply(req, ACCEPTED, import);
}

static bool
list_imports(struct request *req)
{
	return reply(req, OK, import_page(&req->task, req->page));
}

static bool
show_import(struct request *req)
{
	int64_t id = request_id(req, "id");

	return id != 0 && reply(req, OK, import_find(&req->task, id));
}

/* clang-format off */
const struct route document_api[] = {
	/* path role takes gives handler */
	{ GET, "/admin/knowledge", ROLE_USR, NOTHING, MANY(document_row), list,
	    "List the documents of the knowledge base, newest first; ?search= in title and source",
	    .scope = "knowledge" },
	{ POST, "/admin/knowledge", ROLE_ADM, ONE(document_draft), ONE(document), create,
	    "Write a document in Markdown",
	    .scope = "knowledge", .body_max_bytes = DOCUMENT_BODY_MAX },
	{ GET, "/admin/knowledge/search", ROLE_USR, NOTHING, MANY(passage), search,
	    "Find the passages that answer ?q=, best first", .scope = "knowledge" },
	{ POST, "/admin/knowledge/import", ROLE_ADM, RAW("application/octet-stream"),
	    ONE(knowledge_import), import,
	    "Make a document of a file (.md, .txt, .pdf) called ?name=; one of that name gets a new version",
	    .scope = "knowledge", .body_max_bytes = IMPORT_BYTES_MAX },
	{ GET, "/admin/knowledge/imports", ROLE_USR, NOTHING, MANY(knowledge_import), list_imports,
	    "List the files that were sent, newest first", .scope = "knowledge" },
	{ GET, "/admin/knowledge/imports/{id}", ROLE_USR, NOTHING, ONE(knowledge_import), show_import,
	    "Show what became of a file", .scope = "knowledge" },
	{ GET, "/admin/knowledge/{id}", ROLE_USR, NOTHING, ONE(document), show,
	    "Show a document with its text", .scope = "knowledge" },
	{ PUT, "/admin/knowledge/{id}", ROLE_ADM, ONE(document_change), ONE(document), change,
	    "Change a document, naming the version that was changed",
	    .scope = "knowledge", .body_max_bytes = DOCUMENT_BODY_MAX },
	{ DELETE, "/admin/knowledge/{id}", ROLE_ADM, NOTHING, NOTHING, remove_one,
	    "Remove a document with all its versions", .scope = "knowledge" },
	{ GET, "/admin/knowledge/{id}/versions", ROLE_USR, NOTHING, MANY(document_version), list_versions,
	    "List the versions of a document, newest first", .scope = "knowledge" },
	{ GET, "/admin/knowledge/{id}/versions/{version}", ROLE_USR, NOTHING, ONE(document_version), show_version,
	    "Show a version with its text", .scope = "knowledge" },
	{ POST, "/admin/knowledge/{id}/versions/{version}/restore", ROLE_ADM, NOTHING, ONE(document), restore,
	    "Make the text of a version the current one, as a new version", .scope = "knowledge" },
	{ 0 }
};
/* clang-format on */
