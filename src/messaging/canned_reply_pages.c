/*
 * canned_reply_pages.c - the texts that staff sends often.
 *
 * SPDX-License-Identifier: ISC
 */
#include "messaging/canned_reply.h"
#include "messaging/messaging_web.h"
#include "messaging/talk_page.h"
#include "web/reply.h"

enum { SHOWN = 200 };

/* What surrounds a page needs to know for whom it is. */
static bool
show(struct request *req)
{
	return db_settle(&req->task) &&
	    reply_page(
		req, OK, req->route->page, json_new_object(req->task.arena));
}

static void
furnish_list(struct request *req, struct json_object *context)
{
	struct arena *arena = req->task.arena;
	struct page page =
	    req->page.limit == 0 ? (struct page){ 0, SHOWN } : req->page;
	const struct list *list = canned_reply_page(&req->task, page);
	struct json_object *rows = json_new_array(arena);
	struct json_object *pager = NULL;

	if (list == NULL)
		return;
	list_each(list, const struct canned_reply, canned) {
		struct json_object *row = json_new_object(arena);

		json_add_int(row, "id", canned->id);
		json_add_text(row, "title", canned->title);
		json_add_text(row, "text", canned->text);
		json_object_array_add(rows, json_object_get(row));
		if (list->has_more && pager == NULL)
			pager = json_new_object(arena);
	}
	if (pager != NULL) {
		const struct canned_reply *items = list->items;

		json_add_text(pager, "text", "");
		json_add_text(pager, "first", NULL);
		json_add_text(pager, "next",
		    arena_printf(arena, "/canned-replies?after=%" PRId64,
			items[list->count - 1].id));
	}
	json_add_text(
	    context, "notice", inbox_notice(req, json_at(context, "t")));
	json_add(context, "rows", json_object_get(rows));
	json_add_bool(context, "has_rows", list->count > 0);
	json_add(context, "pager", json_object_get(pager));
}

/* What it is now, also for the form that was wrong. */
static void
furnish_one(struct request *req, struct json_object *context)
{
	struct arena *arena = req->task.arena;
	struct json_object *values = json_new_object(arena);
	struct json_object *form = json_new_object(arena);
	int64_t id = request_id(req, "id");
	const struct canned_reply *canned =
	    id == 0 ? NULL : canned_reply_find(&req->task, id);

	if (canned == NULL)
		return;
	json_add_int(context, "id", canned->id);
	json_add_text(context, "title", canned->title);
	json_add_text(context, "text", canned->text);
	json_add_text(form, "title", canned->title);
	json_add_text(form, "text", canned->text);
	json_add(values, "canned", json_object_get(form));
	json_add(context, "values", json_object_get(values));
}

const struct furnishing canned_reply_furnishings[] = {
	{ "inbox/canned", furnish_list },
	{ "inbox/canned-one", furnish_one },
	{ "inbox/canned-remove", furnish_one },
	{ 0 },
};

/* clang-format off */
const struct route canned_reply_pages[] = {
	/*     path                           role      takes    gives               handler */
	{ GET, "/canned-replies",             ROLE_USR, NOTHING, MANY(canned_reply), show,
	    "Show the texts that staff sends often", .page = "inbox/canned" },
	{ GET, "/canned-replies/{id}",        ROLE_USR, NOTHING, RAW("text/html"),   show,
	    "Show one of them to change it", .page = "inbox/canned-one" },
	{ GET, "/canned-replies/{id}/remove", ROLE_USR, NOTHING, RAW("text/html"),   show,
	    "Ask whether to remove it", .page = "inbox/canned-remove" },
	{ 0 }
};
/* clang-format on */
