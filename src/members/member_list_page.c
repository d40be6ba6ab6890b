/*
 * member_list_page.c - the list of members as a page: rows, filters, the way to
 * the next page.
 *
 * SPDX-License-Identifier: ISC
 */
#include "members/member_list_page.h"

#include "base/text.h"
#include "members/member_view.h"
#include "tenancy/plan.h"
#include "web/language.h"
#include "web/reader.h"

enum { PATH_BYTES_MAX = 16 * 1024 };

static const char section[] = "members.list";

static const char *const pauses[] = { "false", "true", NULL };
static const char *const languages[] = { "de", "en", NULL };
static const char *const sources[] = { "manual", "import", "magicline", NULL };

/* Choices of a filter: their words are "members.list.KEY_VALUE". */
static const struct narrowing {
	const char *name;
	const char *const *values;
} narrowings[] = {
	{ "is_paused", pauses },
	{ "language", languages },
	{ "source", sources },
};

bool
member_filter_read(struct request *req, struct member_filter *filter)
{
	const char *sort = request_query(req, "sort");

	filter->search = request_query(req, "search");
	filter->tag = request_query(req, "tag");
	filter->language = request_query(req, "language");
	filter->source = request_query(req, "source");
	filter->is_paused = request_query(req, "is_paused");
	filter->cursor = request_query(req, "cursor");
	filter->limit = req->page.limit;
	filter->order = text_is_equal(sort, "newest") ? MEMBERS_NEWEST_FIRST
						      : MEMBERS_BY_NAME;
	if (filter->order == MEMBERS_BY_NAME && !text_is_empty(sort) &&
	    !text_is_equal(sort, "name"))
		return fail_field(
		    &req->task, "?sort", "must be name or newest");
	return true;
}

static void
add_query(
    struct request *req, struct buf *path, const char *name, const char *value)
{
	const char *coded;

	if (text_is_empty(value))
		return;
	coded = text_url_encode(req->task.arena, value);
	if (path->len + strlen(coded) + strlen(name) + 2 >= PATH_BYTES_MAX)
		return;
	buf_printf(path, "%s%s=%s",
	    strchr(buf_text(path), '?') == NULL ? "?" : "&", name, coded);
}

/* The same list in an order, from cursor on (NULL: from the beginning). */
static const char *
path_to(struct request *req, const struct member_filter *filter,
    enum member_order order, const char *cursor)
{
	struct buf path = buf_new(req->task.arena, PATH_BYTES_MAX);

	buf_add(&path, "/members");
	add_query(req, &path, "search", filter->search);
	add_query(req, &path, "is_paused", filter->is_paused);
	add_query(req, &path, "tag", filter->tag);
	add_query(req, &path, "language", filter->language);
	add_query(req, &path, "source", filter->source);
	add_query(req, &path, "sort",
	    order == MEMBERS_NEWEST_FIRST ? "newest" : NULL);
	add_query(req, &path, "cursor", cursor);
	return buf_text(&path);
}

static const char *
word(struct request *req, const char *key)
{
	const char *text = json_text_at(request_words(req, section, NULL), key);

	return text == NULL ? key : text;
}

static struct json_object *
choice_json(struct request *req, const char *name, const char *value)
{
	struct arena *arena = req->task.arena;
	struct json_object *row = json_new_object(arena);
	const char *chosen = request_query(req, name);

	json_add_text(row, "value", value);
	json_add_text(row, "label",
	    word(req,
		arena_printf(
		    arena, "%s_%s", name, *value == '\0' ? "any" : value)));
	json_add_bool(row, "is_chosen",
	    text_is_equal(chosen == NULL ? "" : chosen, value));
	return json_object_get(row);
}

static struct json_object *
narrowings_json(struct request *req)
{
	struct json_object *rows = json_new_array(req->task.arena);

	for (size_t i = 0; i < ARRAY_LENGTH(narrowings); i++) {
		const struct narrowing *narrowing = &narrowings[i];
		struct json_object *row = json_object_new_object();
		struct json_object *choices = json_object_new_array();

		json_object_array_add(rows, row);
		json_add_text(row, "name", narrowing->name);
		json_add_text(row, "label", word(req, narrowing->name));
		json_add(row, "choices", choices);
		json_object_array_add(
		    choices, choice_json(req, narrowing->name, ""));
		for (const char *const *value = narrowing->values;
		     *value != NULL; value++)
			json_object_array_add(
			    choices, choice_json(req, narrowing->name, *value));
	}
	return rows;
}

static bool
is_narrow(const struct member_filter *filter)
{
	return !text_is_empty(filter->search) || !text_is_empty(filter->tag) ||
	    !text_is_empty(filter->language) ||
	    !text_is_empty(filter->source) || !text_is_empty(filter->is_paused);
}

/* The heads of the columns that sort. */
static void
add_order(struct request *req, const struct member_filter *filter,
    struct json_object *context)
{
	bool is_newest = filter->order == MEMBERS_NEWEST_FIRST;

	json_add_text(context, "by_name_path",
	    path_to(req, filter, MEMBERS_BY_NAME, NULL));
	json_add_text(context, "newest_path",
	    path_to(req, filter, MEMBERS_NEWEST_FIRST, NULL));
	json_add_bool(context, "is_newest", is_newest);
	json_add_text(context, "sort", is_newest ? "newest" : "name");
}

static void
add_pager(struct request *req, const struct member_filter *filter,
    const struct list *found, struct json_object *context)
{
	struct arena *arena = req->task.arena;
	struct json_object *pager = json_new_object(arena);
	struct json_object *shown = json_new_object(arena);
	const struct member *members = found->items;

	if (!found->has_more && text_is_empty(filter->cursor)) {
		json_add_text(context, "pager", NULL);
		return;
	}
	json_add_int(shown, "count", (int64_t)found->count);
	json_add_text(pager, "text",
	    json_text_at(request_words(req, section, shown), "shown"));
	json_add_text(pager, "first",
	    text_is_empty(filter->cursor)
		? NULL
		: path_to(req, filter, filter->order, NULL));
	json_add_text(pager, "next",
	    found->has_more ? path_to(req, filter, filter->order,
				  member_cursor(arena, filter->order,
				      &members[found->count - 1]))
			    : NULL);
	json_add(context, "pager", json_object_get(pager));
}

struct json_object *
member_room(struct request *req)
{
	struct arena *arena = req->task.arena;
	const struct member_count *count = member_count(&req->task);
	const struct plan *plan =
	    count == NULL ? NULL : plan_current(&req->task);
	struct json_object *context = json_new_object(arena);
	struct json_object *room = json_new_object(arena);
	struct json_object *words;
	bool is_full;

	if (plan == NULL)
		return NULL;
	is_full = plan->max_members != 0 && count->members >= plan->max_members;
	json_add_text(context, "count", page_number(req, count->members));
	json_add_text(context, "most",
	    page_number(
		req, plan->max_members < 0 ? 0 : (int64_t)plan->max_members));
	json_add_text(context, "plan", plan->name);
	words = request_words(req, "members.room", context);
	json_add_text(room, "text",
	    json_text_at(words, plan->max_members == 0 ? "open" : "used"));
	json_add_text(room, "full",
	    is_full ? json_text_at(
			  words, plan->max_members < 0 ? "no_plan" : "full")
		    : NULL);
	json_add_bool(room, "is_empty", count->members == 0);
	return room;
}

struct json_object *
member_list_page(struct request *req, const struct member_filter *filter)
{
	struct arena *arena = req->task.arena;
	struct json_object *context = json_new_object(arena);
	struct json_object *rows = json_new_array(arena), *room;
	const struct list *found = member_list(&req->task, filter);
	bool is_none;

	room = found == NULL ? NULL : member_room(req);
	if (room == NULL)
		return NULL;
	list_each(found, const struct member, member)
		json_object_array_add(
		    rows, json_object_get(member_view_row(req, member)));
	is_none = json_is_true(json_at(room, "is_empty"));
	json_add(context, "rows", json_object_get(rows));
	json_add(context, "room", json_object_get(room));
	json_add(context, "filters", json_object_get(narrowings_json(req)));
	json_add_text(
	    context, "search", filter->search == NULL ? "" : filter->search);
	json_add_text(context, "tag", filter->tag == NULL ? "" : filter->tag);
	json_add_bool(context, "has_filter", is_narrow(filter));
	json_add_bool(context, "has_members", !is_none);
	json_add_bool(context, "has_rows", found->count > 0);
	json_add_bool(context, "is_missed", found->count == 0 && !is_none);
	add_order(req, filter, context);
	add_pager(req, filter, found, context);
	return context;
}
