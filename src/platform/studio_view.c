/*
 * studio_view.c - one studio as a row or card, and the list of them.
 *
 * SPDX-License-Identifier: ISC
 */
#include "platform/studio_view.h"

#include "base/text.h"
#include "platform/plan_list.h"
#include "web/language.h"
#include "web/page_words.h"
#include "web/reader.h"

enum { PATH_BYTES_MAX = 8 * 1024 };

static const char section[] = "platform.studios";

static const struct {
	const char *name;
	const char *values[3];
} narrowings[] = {
	{ "is_active", { "", "true", "false" } },
	{ "is_verified", { "", "true", "false" } },
};

struct json_object *
studio_view(struct request *req, const struct studio_row *studio)
{
	struct arena *arena = req->task.arena;
	struct json_object *row = json_new_object(arena);

	json_add_int(row, "id", studio->id);
	json_add_text(row, "path",
	    arena_printf(arena, "/platform/studios/%" PRId64, studio->id));
	json_add_text(row, "slug", studio->slug);
	json_add_text(row, "name", studio->name);
	json_add_text(row, "initials", text_prefix(arena, studio->name, 1));
	json_add_bool(row, "is_active", studio->is_active);
	json_add_bool(row, "is_verified", studio->is_verified);
	json_add_text(row, "plan", studio->plan_name);
	page_add_time(req, row, "created_at", studio->created_at);
	json_add_text(row, "users", page_number(req, studio->users));
	json_add_text(row, "members", page_number(req, studio->members));
	json_add_text(
	    row, "conversations", page_number(req, studio->conversations));
	json_add_text(row, "messages", page_number(req, studio->messages));
	return row;
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

/* What is below the page of studios with the same filter: the list itself is
 * "". From the one behind after on; 0: from the beginning. */
static const char *
path_to(struct request *req, const char *below,
    const struct studio_filter *filter, int64_t after)
{
	struct buf path = buf_new(req->task.arena, PATH_BYTES_MAX);

	buf_printf(&path, "/platform/studios%s", below);
	add_query(req, &path, "search", filter->search);
	add_query(req, &path, "is_active", filter->is_active);
	add_query(req, &path, "is_verified", filter->is_verified);
	add_query(req, &path, "plan", filter->plan);
	add_query(req, &path, "sort",
	    filter->order == STUDIOS_BY_NAME ? "name" : NULL);
	if (after != 0)
		add_query(req, &path, "after",
		    arena_printf(req->task.arena, "%" PRId64, after));
	return buf_text(&path);
}

static const char *
word(struct request *req, const char *key)
{
	return json_text_at(request_words(req, section, NULL), key);
}

static void
add_choice(struct json_object *choices, const char *value, const char *label,
    bool is_chosen)
{
	struct json_object *row = json_object_new_object();

	json_add_text(row, "value", value);
	json_add_text(row, "label", label);
	json_add_bool(row, "is_chosen", is_chosen);
	json_object_array_add(choices, row);
}

struct json_object *
studio_plan_choices(struct request *req, const char *chosen, const char *any)
{
	const struct list *plans = plan_list(&req->task);
	struct json_object *choices = json_new_array(req->task.arena);

	if (plans == NULL)
		return NULL;
	if (any != NULL)
		add_choice(choices, "", any, text_is_empty(chosen));
	list_each(plans, const struct plan_row, plan) {
		bool is_chosen = text_is_equal(plan->slug, chosen);

		if (plan->is_active || is_chosen || any != NULL)
			add_choice(choices, plan->slug, plan->name, is_chosen);
	}
	return choices;
}

static struct json_object *
narrowing_json(struct request *req, const char *name, const char *label,
    struct json_object *choices)
{
	struct json_object *row = json_new_object(req->task.arena);

	json_add_text(row, "name", name);
	json_add_text(row, "label", label);
	json_add(row, "choices", json_object_get(choices));
	return json_object_get(row);
}

/* NULL with a problem. */
static struct json_object *
narrowings_json(struct request *req, const struct studio_filter *filter)
{
	struct arena *arena = req->task.arena;
	struct json_object *rows = json_new_array(arena);
	struct json_object *plans =
	    studio_plan_choices(req, filter->plan, word(req, "plan_any"));

	if (plans == NULL)
		return NULL;
	for (size_t i = 0; i < ARRAY_LENGTH(narrowings); i++) {
		const char *name = narrowings[i].name;
		const char *chosen = request_query(req, name);
		struct json_object *choices = json_new_array(arena);

		for (size_t j = 0; j < 3; j++) {
			const char *value = narrowings[i].values[j];

			add_choice(choices, value,
			    word(req,
				arena_printf(arena, "%s_%s", name,
				    *value == '\0' ? "any" : value)),
			    text_is_equal(chosen == NULL ? "" : chosen, value));
		}
		json_object_array_add(
		    rows, narrowing_json(req, name, word(req, name), choices));
	}
	json_object_array_add(
	    rows, narrowing_json(req, "plan", word(req, "plan"), plans));
	return rows;
}

static void
add_pager(struct request *req, const struct studio_filter *filter,
    const struct list *found, struct json_object *context)
{
	struct json_object *pager = json_new_object(req->task.arena);
	const struct studio_row *studios = found->items;
	bool is_first = req->page.after == 0;

	if (!found->has_more && is_first) {
		json_add_text(context, "pager", NULL);
		return;
	}
	json_add_text(pager, "text",
	    page_counted(req, section, "shown", (int64_t)found->count));
	json_add_text(
	    pager, "first", is_first ? NULL : path_to(req, "", filter, 0));
	json_add_text(pager, "next",
	    found->has_more
		? path_to(req, "", filter, studios[found->count - 1].id)
		: NULL);
	json_add(context, "pager", json_object_get(pager));
}

/* The heads of the columns that sort. */
static void
add_order(struct request *req, const struct studio_filter *filter,
    struct json_object *context)
{
	bool is_newest = filter->order == STUDIOS_NEWEST_FIRST;
	struct studio_filter other = *filter;

	other.order = STUDIOS_BY_NAME;
	json_add_text(context, "by_name_path", path_to(req, "", &other, 0));
	other.order = STUDIOS_NEWEST_FIRST;
	json_add_text(context, "newest_path", path_to(req, "", &other, 0));
	json_add_bool(context, "is_newest", is_newest);
	json_add_text(context, "sort", is_newest ? "newest" : "name");
	json_add_text(context, "csv", path_to(req, "/export", filter, 0));
}

struct json_object *
studio_list_view(struct request *req, const struct studio_filter *filter)
{
	struct arena *arena = req->task.arena;
	struct json_object *context = json_new_object(arena);
	struct json_object *rows = json_new_array(arena), *filters;
	const struct list *found = studio_page(&req->task, filter, req->page);
	bool is_narrow = !text_is_empty(filter->search) ||
	    !text_is_empty(filter->is_active) ||
	    !text_is_empty(filter->is_verified) || !text_is_empty(filter->plan);

	filters = found == NULL ? NULL : narrowings_json(req, filter);
	if (filters == NULL)
		return NULL;
	list_each(found, const struct studio_row, studio)
		json_object_array_add(
		    rows, json_object_get(studio_view(req, studio)));
	json_add(context, "rows", json_object_get(rows));
	json_add(context, "filters", json_object_get(filters));
	json_add_text(
	    context, "search", filter->search == NULL ? "" : filter->search);
	json_add_bool(context, "has_filter", is_narrow);
	json_add_bool(context, "has_rows", found->count > 0);
	json_add_bool(context, "is_missed", found->count == 0);
	add_order(req, filter, context);
	add_pager(req, filter, found, context);
	return context;
}
