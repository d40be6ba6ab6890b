/*
 * member_import_pages.c - the pages of files of members: sending one, how far
 * it has come, what was wrong, which there were.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/text.h"
#include "members/member_import.h"
#include "members/member_list_page.h"
#include "members/members_web.h"
#include "web/language.h"
#include "web/reader.h"
#include "web/reply.h"

enum { LIST_ROWS = 30, ERRORS_SHOWN = 50, ORIGINAL_CHARACTERS_MAX = 160 };

static const char section[] = "members.import-show";

static void
add_sum(struct request *req, struct json_object *to, const char *name,
    int64_t number)
{
	json_add_text(to, name, number == 0 ? NULL : page_number(req, number));
}

static bool
has_ended(const struct member_import *import)
{
	return text_is_equal(import->state, "done") ||
	    text_is_equal(import->state, "failed");
}

/* Looked at, without anything stored, and its rows are still there. */
static bool
may_run(const struct member_import *import)
{
	return import->dry_run && text_is_equal(import->state, "done") &&
	    import->created + import->updated > 0 &&
	    instant_ms_between(import->finished_at, instant_now()) <
	    IMPORT_WAIT_MS;
}

/* What is going on, as a key of the words: "checking", "checked", "storing",
 * "stored", "queued", "failed". */
static const char *
stage_of(const struct member_import *import)
{
	if (text_is_equal(import->state, "failed"))
		return "failed";
	if (text_is_equal(import->state, "queued"))
		return "queued";
	if (text_is_equal(import->state, "done"))
		return import->dry_run ? "checked" : "stored";
	return import->dry_run ? "checking" : "storing";
}

static struct json_object *
import_json(struct request *req, const struct member_import *import)
{
	struct arena *arena = req->task.arena;
	struct json_object *view = json_new_object(arena);
	struct json_object *context = json_new_object(arena);
	const char *stage = stage_of(import);
	struct json_object *words;

	json_add_text(context, "done", page_number(req, import->rows_done));
	json_add_text(context, "total", page_number(req, import->rows_total));
	words = request_words(req, section, context);
	json_add_int(view, "id", import->id);
	json_add_text(view, "path",
	    arena_printf(arena, "/members/imports/%" PRId64, import->id));
	json_add_text(view, "stage",
	    json_text_at(words, arena_printf(arena, "stage_%s", stage)));
	json_add_text(view, "lead",
	    json_text_at(words, arena_printf(arena, "lead_%s", stage)));
	json_add_text(view, "rows",
	    json_text_at(words, has_ended(import) ? "rows" : "progress"));
	json_add_int(view, "rows_done", import->rows_done);
	json_add_int(view, "rows_total", import->rows_total);
	add_sum(req, view, "created", import->created);
	add_sum(req, view, "updated", import->updated);
	add_sum(req, view, "unchanged", import->unchanged);
	add_sum(req, view, "failed", import->failed);
	json_add_bool(view, "is_running", !has_ended(import));
	json_add_bool(view, "has_ended", has_ended(import));
	json_add_bool(
	    view, "is_failed", text_is_equal(import->state, "failed"));
	json_add_bool(view, "is_stored",
	    !import->dry_run && text_is_equal(import->state, "done"));
	json_add_bool(view, "is_dry_run", import->dry_run);
	json_add_bool(view, "is_useless",
	    import->dry_run && text_is_equal(import->state, "done") &&
		import->created + import->updated == 0);
	json_add_bool(view, "may_run", may_run(import));
	page_add_time(req, view, "created_at", import->created_at);
	return view;
}

static struct json_object *
error_json(struct request *req, const struct row_error *error)
{
	struct arena *arena = req->task.arena;
	struct json_object *row = json_new_object(arena);
	const char *field =
	    json_text_at(request_words(req, "field", NULL), error->field);

	json_add_text(row, "line", page_number(req, error->line));
	json_add_text(row, "field",
	    text_is_empty(error->field) ? NULL
		: field == NULL         ? error->field
					: field);
	json_add_text(row, "reason", request_field_message(req, error->reason));
	json_add_text(row, "original",
	    text_prefix(arena, error->original, ORIGINAL_CHARACTERS_MAX));
	return row;
}

static bool
add_errors(struct request *req, const struct member_import *import,
    struct json_object *context)
{
	struct json_object *rows = json_new_array(req->task.arena);
	const struct list *errors =
	    member_import_errors(&req->task, import->id, 0, ERRORS_SHOWN);

	if (errors == NULL)
		return false;
	list_each(errors, const struct row_error, error)
		json_object_array_add(
		    rows, json_object_get(error_json(req, error)));
	json_add(context, "errors", json_object_get(rows));
	json_add_bool(context, "has_errors", errors->count > 0);
	json_add_bool(
	    context, "has_more", import->failed > (int64_t)errors->count);
	return true;
}

static void
furnish_show(struct request *req, struct json_object *context)
{
	int64_t id = request_id(req, "id");
	const struct member_import *import =
	    id == 0 ? NULL : member_import_find(&req->task, id);

	if (import == NULL || !add_errors(req, import, context))
		return;
	json_add(context, "import", json_object_get(import_json(req, import)));
}

static void
furnish_import(struct request *req, struct json_object *context)
{
	struct json_object *values = json_new_object(req->task.arena);
	struct json_object *form = json_new_object(req->task.arena);

	json_add(context, "room", json_object_get(member_room(req)));
	json_add_text(form, "on_conflict", "update");
	json_add_text(form, "dry_run", "true");
	json_add(values, "import", json_object_get(form));
	json_add(context, "values", json_object_get(values));
}

const struct furnishing member_import_furnishings[] = {
	{ "members/import", furnish_import },
	{ "members/import-show", furnish_show },
	{ 0 },
};

static bool
show(struct request *req)
{
	return db_settle(&req->task) &&
	    reply_page(
		req, OK, req->route->page, json_new_object(req->task.arena));
}

static bool
read_after(struct request *req, struct page *page)
{
	const char *after = request_query(req, "after");

	*page = (struct page){ 0, LIST_ROWS };
	if (after == NULL ||
	    (text_to_int64(after, &page->after) && page->after >= 0))
		return true;
	return fail_field(&req->task, "?after", "must be a whole number");
}

static void
add_pager(struct request *req, const struct list *imports, int64_t after,
    struct json_object *context)
{
	struct arena *arena = req->task.arena;
	struct json_object *pager = json_new_object(arena);
	const struct member_import *rows = imports->items;

	if (!imports->has_more && after == 0) {
		json_add_text(context, "pager", NULL);
		return;
	}
	json_add_text(pager, "text", "");
	json_add_text(pager, "first", after == 0 ? NULL : "/members/imports");
	json_add_text(pager, "next",
	    imports->has_more
		? arena_printf(arena, "/members/imports?after=%" PRId64,
		      rows[imports->count - 1].id)
		: NULL);
	json_add(context, "pager", json_object_get(pager));
}

static bool
list(struct request *req)
{
	struct json_object *context = json_new_object(req->task.arena);
	struct json_object *rows = json_new_array(req->task.arena);
	const struct list *imports;
	struct page page;

	if (!read_after(req, &page))
		return false;
	imports = member_import_page(&req->task, page);
	if (imports == NULL)
		return false;
	list_each(imports, const struct member_import, import)
		json_object_array_add(
		    rows, json_object_get(import_json(req, import)));
	json_add(context, "rows", json_object_get(rows));
	json_add_bool(context, "has_rows", imports->count > 0);
	add_pager(req, imports, page.after, context);
	return reply_page(req, OK, "members/imports", context);
}

/* clang-format off */
#define PAGE RAW("text/html")

const struct route member_import_pages[] = {
	/*     path                    role      takes    gives handler */
	{ GET, "/members/import",       ROLE_ADM, NOTHING, PAGE, show,
	    "Ask for a CSV file of members", .page = "members/import" },
	{ GET, "/members/imports",      ROLE_ADM, NOTHING, PAGE, list,
	    "List the files of members that came", .page = "members/imports" },
	{ GET, "/members/imports/{id}", ROLE_ADM, NOTHING, PAGE, show,
	    "Show how far a file of members is taken in", .page = "members/import-show" },
	{ 0 }
};
/* clang-format on */
