/*
 * document_editor.c - the page on which a document is written.
 *
 * One template serves new documents and those that are there. What was typed is
 * never lost: it comes back with whatever was wrong, and when somebody else was
 * faster both texts are shown.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/text.h"
#include "identity/people.h"
#include "knowledge/document_view.h"
#include "knowledge/knowledge_web.h"
#include "web/form.h"
#include "web/language.h"
#include "web/reader.h"
#include "web/reply.h"

enum {
	/* A document of the greatest length, every byte escaped. */
	FORM_BYTES_MAX = DOCUMENT_BYTES_MAX * 3 + 4096
};

static const char page[] = "knowledge/edit";
static const char *const languages[] = { "de", "en", NULL };

/* clang-format off */
static const struct form_input inputs[] = {
	/* name      type        autocomplete label                hint                 flags */
	{ "title",    "text",     "off",       "document_title",    "document_title",    INPUT_FIRST },
	{ "language", "select",   "off",       "document_language", "document_language", 0, languages },
	{ "text",     "textarea", "off",       "document_text",     "document_text",     0 },
	{ 0 }
};

static const struct form_input file_inputs[] = {
	{ "file", "file", ".md,.txt,.pdf", "document_file", "document_file", 0 },
	{ 0 }
};

const struct form_view document_forms[] = {
	{ "knowledge/edit",   "draft",  "/knowledge",        inputs },
	{ "knowledge/edit",   "change", "/knowledge/{id}",   inputs },
	{ "knowledge/import", "import", "/knowledge/import", file_inputs },
	{ 0 }
};
/* clang-format on */

/* What the form shall begin with. */
struct editing {
	int64_t id; /* 0: a new document */
	int64_t version;
	const char *title;
	const char *language;
	const char *text;
};

static struct json_object *
value_json(const struct editing *editing)
{
	struct json_object *value = json_object_new_object();

	json_add_text(value, "title", editing->title);
	json_add_text(value, "language", editing->language);
	json_add_text(value, "text", editing->text);
	return value;
}

static void
add_editing(struct request *req, struct json_object *context,
    const struct editing *editing)
{
	struct json_object *values = json_object_new_object();

	json_add_int(context, "id", editing->id);
	json_add_int(context, "version", editing->version);
	json_add_bool(context, "is_new", editing->id == 0);
	json_add(values, "draft", value_json(editing));
	json_add(values, "change", value_json(editing));
	json_add(context, "values", values);
	json_add(context, "theirs", NULL);
	view_add_passages(req, context, editing->title, editing->text);
}

static int64_t
number_of(const char *text)
{
	int64_t number = 0;

	return text != NULL && text_to_int64(text, &number) && number > 0
	    ? number
	    : 0;
}

/* As the form has it that was just sent. */
static struct editing
sent(struct request *req)
{
	return (struct editing){
		.version = number_of(request_form(req, "version")),
		.title = request_form(req, "title"),
		.language = request_form(req, "language"),
		.text = request_form(req, "text"),
	};
}

/* Somebody else was faster: their text beside the one that was sent, which is
 * from here on a change of theirs. */
static void
add_theirs(
    struct request *req, struct json_object *context, struct editing *editing)
{
	const struct document *document =
	    document_find(&req->task, editing->id);
	const struct list *people =
	    document == NULL ? NULL : people_list(&req->task);
	struct json_object *theirs;

	if (people == NULL)
		return;
	editing->version = document->version;
	add_editing(req, context, editing);
	theirs = json_object_new_object();
	json_add_text(theirs, "version", page_number(req, document->version));
	json_add_text(theirs, "title", document->title);
	json_add_text(theirs, "text", document->text);
	json_add_text(
	    theirs, "by", people_name(req, people, document->updated_by));
	page_add_time(req, theirs, "at", document->updated_at);
	json_add(context, "theirs", theirs);
}

/* A form that is shown again with what was wrong. */
static void
furnish(struct request *req, struct json_object *context)
{
	struct editing editing;
	int64_t status = 0;

	if (json_at(context, "is_new") != NULL)
		return;
	editing = sent(req);
	if (text_is_equal(req->route->path, "/knowledge/{id}"))
		editing.id = request_id(req, "id");
	if (json_int(json_at(context, "problem", "status"), &status) &&
	    status == 409 && editing.id != 0)
		add_theirs(req, context, &editing);
	else
		add_editing(req, context, &editing);
}

const struct furnishing document_furnishings[] = {
	{ page, furnish },
	{ 0 },
};

static bool
show_new(struct request *req)
{
	struct json_object *context = json_new_object(req->task.arena);
	struct editing editing = { .title = request_query(req, "title") };

	if (!db_settle(&req->task))
		return false;
	editing.language = request_language(req);
	add_editing(req, context, &editing);
	return reply_page(req, OK, page, context);
}

static bool
show_edit(struct request *req)
{
	struct json_object *context = json_new_object(req->task.arena);
	int64_t id = request_id(req, "id");
	const struct document *document =
	    id == 0 ? NULL : document_find(&req->task, id);

	if (document == NULL)
		return false;
	add_editing(req, context,
	    &(struct editing){ .id = id,
		.version = document->version,
		.title = document->title,
		.language = document->language,
		.text = document->text });
	return reply_page(req, OK, page, context);
}

/* Nothing is stored, and nothing has to be whole yet. */
static bool
preview(struct request *req)
{
	struct json_object *context = json_new_object(req->task.arena);
	struct editing editing = sent(req);

	if (!text_is_equal(req->route->path, "/knowledge/preview"))
		editing.id = request_id(req, "id");
	if (task_has_failed(&req->task))
		return false;
	if (editing.text != NULL && strlen(editing.text) > DOCUMENT_BYTES_MAX)
		return fail(&req->task, TOO_LARGE,
		    "A document has at most %d KiB.", DOCUMENT_BYTES_MAX >> 10);
	add_editing(req, context, &editing);
	return reply_page(req, OK, page, context);
}

static bool
create(struct request *req)
{
	const struct document *document =
	    document_create(&req->task, body(req, document_draft), "");

	return document != NULL &&
	    see_other(req, "/knowledge/%" PRId64 "?done=created", document->id);
}

static bool
change(struct request *req)
{
	int64_t id = request_id(req, "id");

	return id != 0 &&
	    reply(req, OK,
		document_update(&req->task, id, body(req, document_change)));
}

/* clang-format off */
#define PAGE RAW("text/html")

const struct route document_editor_pages[] = {
	/*      path                   role      takes                 gives          handler */
	{ GET,  "/knowledge/new",      ROLE_ADM, NOTHING,              PAGE,          show_new,
	    "Ask what the agents shall know", .page = page },
	{ POST, "/knowledge",          ROLE_ADM, ONE(document_draft),  ONE(document), create,
	    "Write a document", .page = page, .then = "/knowledge", .body_max_bytes = FORM_BYTES_MAX, .once = true },
	{ GET,  "/knowledge/{id}/edit", ROLE_ADM, NOTHING,             PAGE,          show_edit,
	    "Show a document for changing it", .page = page },
	{ POST, "/knowledge/{id}",     ROLE_ADM, ONE(document_change), ONE(document), change,
	    "Change a document",
	    .page = page, .then = "/knowledge/{id}?done=saved", .body_max_bytes = FORM_BYTES_MAX, .once = true },
	{ POST, "/knowledge/preview",  ROLE_ADM, RAW(FORM_TYPE),       PAGE,          preview,
	    "Show how the agents would read a new text", .page = page, .body_max_bytes = FORM_BYTES_MAX },
	{ POST, "/knowledge/{id}/preview", ROLE_ADM, RAW(FORM_TYPE),   PAGE,          preview,
	    "Show how the agents would read a changed text", .page = page, .body_max_bytes = FORM_BYTES_MAX },
	{ 0 }
};
/* clang-format on */
