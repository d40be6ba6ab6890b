/*
 * team_list.c - people and invitations, searched and narrowed by the address of
 * the page.
 *
 * SPDX-License-Identifier: ISC
 */
#include "identity/team_list.h"

#include "base/text.h"
#include "identity/people.h"
#include "identity/team_view.h"
#include "web/language.h"
#include "web/page_words.h"

enum { PEOPLE_ROWS = 50, INVITATION_ROWS = 10, PATH_BYTES_MAX = 8192 };

static const char section[] = "team.list";

static const char *const roles[] = { "tenant_admin", "tenant_user", NULL };
static const char *const states[] = { "active", "inactive", "invited", NULL };

/* The words of a choice are "team.list.NAME_VALUE". */
static const struct narrowing {
	const char *name;
	const char *const *values;
} narrowings[] = {
	{ "role", roles },
	{ "state", states },
};

static bool
is_choice(const struct narrowing *narrowing, const char *value)
{
	for (const char *const *one = narrowing->values; *one != NULL; one++)
		if (strcmp(*one, value) == 0)
			return true;
	return text_is_empty(value);
}

bool
team_list_is_good(struct request *req)
{
	for (size_t i = 0; i < ARRAY_LENGTH(narrowings); i++) {
		const char *name = narrowings[i].name;
		const char *value = request_query(req, name);

		if (value != NULL && !is_choice(&narrowings[i], value))
			(void)fail_field(&req->task,
			    arena_printf(req->task.arena, "?%s", name),
			    "is no choice here");
	}
	return !task_has_failed(&req->task);
}

static bool
asks_for(struct request *req, const char *name, const char *value)
{
	const char *asked = request_query(req, name);

	return text_is_equal(asked == NULL ? "" : asked, value);
}

static struct json_object *
choice_json(struct request *req, struct json_object *words, const char *name,
    const char *value)
{
	struct arena *arena = req->task.arena;
	struct json_object *row = json_new_object(arena);

	json_add_text(row, "value", value);
	json_add_text(row, "label",
	    json_text_at(words,
		arena_printf(
		    arena, "%s_%s", name, *value == '\0' ? "any" : value)));
	json_add_bool(row, "is_chosen", asks_for(req, name, value));
	return json_object_get(row);
}

static struct json_object *
narrowings_json(struct request *req)
{
	struct arena *arena = req->task.arena;
	struct json_object *rows = json_new_array(arena);
	struct json_object *words = request_words(req, section, NULL);

	for (size_t i = 0; i < ARRAY_LENGTH(narrowings); i++) {
		const char *name = narrowings[i].name;
		struct json_object *row = json_object_new_object();
		struct json_object *choices = json_object_new_array();

		json_object_array_add(rows, row);
		json_add_text(row, "name", name);
		json_add_text(row, "label", json_text_at(words, name));
		json_add(row, "choices", choices);
		json_object_array_add(
		    choices, choice_json(req, words, name, ""));
		for (const char *const *value = narrowings[i].values;
		     *value != NULL; value++)
			json_object_array_add(
			    choices, choice_json(req, words, name, *value));
	}
	return rows;
}

/* The same page from a key on (0: from the beginning), with state for the one
 * that is asked for (NULL: as it is). */
static const char *
path_to(struct request *req, const char *state, int64_t after)
{
	static const char *const names[] = { "search", "role", "state" };
	struct buf path = buf_new(req->task.arena, PATH_BYTES_MAX);
	char before = '?';

	buf_add(&path, "/team");
	for (size_t i = 0; i < ARRAY_LENGTH(names); i++) {
		const char *value = request_query(req, names[i]);
		const char *coded;

		if (state != NULL && strcmp(names[i], "state") == 0)
			value = state;
		coded = text_is_empty(value)
		    ? ""
		    : text_url_encode(req->task.arena, value);
		if (*coded == '\0' || strlen(coded) > PATH_BYTES_MAX / 4)
			continue;
		buf_printf(&path, "%c%s=%s", before, names[i], coded);
		before = '&';
	}
	if (after != 0)
		buf_printf(&path, "%cafter=%" PRId64, before, after);
	return buf_text(&path);
}

static void
add_pager(struct request *req, struct json_object *context,
    const struct list *found, int64_t last)
{
	struct json_object *pager = json_new_object(req->task.arena);

	if (!found->has_more && req->page.after == 0) {
		json_add_text(context, "pager", NULL);
		return;
	}
	json_add_text(pager, "text",
	    page_counted(req, section, "shown", (int64_t)found->count));
	json_add_text(pager, "first",
	    req->page.after == 0 ? NULL : path_to(req, NULL, 0));
	json_add_text(
	    pager, "next", found->has_more ? path_to(req, NULL, last) : NULL);
	json_add(context, "pager", json_object_get(pager));
}

static bool
add_people(struct request *req, struct json_object *context)
{
	struct json_object *rows = json_new_array(req->task.arena);
	struct colleague_filter filter = {
		.search = request_query(req, "search"),
		.role = request_query(req, "role"),
	};
	const struct list *found;
	const struct colleague *people;

	if (asks_for(req, "state", "active"))
		filter.active = "true";
	else if (asks_for(req, "state", "inactive"))
		filter.active = "false";
	found = colleague_page(
	    &req->task, &filter, (struct page){ req->page.after, PEOPLE_ROWS });
	if (found == NULL)
		return false;
	list_each(found, const struct colleague, colleague)
		json_object_array_add(
		    rows, json_object_get(colleague_view(req, colleague)));
	people = found->items;
	add_pager(req, context, found,
	    found->count == 0 ? 0 : people[found->count - 1].id);
	json_add(context, "rows", json_object_get(rows));
	json_add_bool(context, "has_rows", found->count > 0);
	return true;
}

/* Some of them above the people, or all of them, page by page. */
static bool
add_invitations(struct request *req, struct json_object *context)
{
	struct arena *arena = req->task.arena;
	struct json_object *rows = json_new_array(arena);
	bool is_all = asks_for(req, "state", "invited");
	struct invitation_filter filter = { request_query(req, "search"),
		request_query(req, "role") };
	struct page page = { is_all ? req->page.after : 0,
		is_all ? PEOPLE_ROWS : INVITATION_ROWS };
	const struct list *people = people_list(&req->task);
	const struct list *found = people == NULL
	    ? NULL
	    : invitation_search(&req->task, &filter, page);
	const struct invitation *invitations;

	if (found == NULL)
		return false;
	list_each(found, const struct invitation, invitation)
		json_object_array_add(rows,
		    json_object_get(invitation_view(req, invitation, people)));
	invitations = found->items;
	json_add(context, "invitations", json_object_get(rows));
	json_add_bool(context, "has_invitations", found->count > 0);
	json_add_text(context, "all_invitations",
	    found->has_more && !is_all ? path_to(req, "invited", 0) : NULL);
	if (is_all)
		add_pager(req, context, found,
		    found->count == 0 ? 0 : invitations[found->count - 1].id);
	return true;
}

static void
add_no_people(struct request *req, struct json_object *context)
{
	json_add(
	    context, "rows", json_object_get(json_new_array(req->task.arena)));
	json_add_bool(context, "has_rows", false);
}

static void
add_no_invitations(struct request *req, struct json_object *context)
{
	json_add(context, "invitations",
	    json_object_get(json_new_array(req->task.arena)));
	json_add_bool(context, "has_invitations", false);
	json_add_text(context, "all_invitations", NULL);
}

static bool
add_sections(struct request *req, struct json_object *context)
{
	bool is_invited = asks_for(req, "state", "invited");
	bool is_first = asks_for(req, "state", "") && req->page.after == 0;

	if (is_invited)
		add_no_people(req, context);
	else if (!add_people(req, context))
		return false;
	if (!is_invited && !is_first)
		add_no_invitations(req, context);
	else if (!add_invitations(req, context))
		return false;
	return true;
}

void
team_list_furnish(struct request *req, struct json_object *context)
{
	const char *search = request_query(req, "search");
	bool has_any;

	if (!add_sections(req, context))
		return;
	has_any = json_is_true(json_at(context, "has_rows")) ||
	    json_is_true(json_at(context, "has_invitations"));
	json_add(context, "filters", json_object_get(narrowings_json(req)));
	json_add_text(context, "search", search == NULL ? "" : search);
	json_add_bool(context, "has_filter",
	    !asks_for(req, "search", "") || !asks_for(req, "role", "") ||
		!asks_for(req, "state", ""));
	json_add_bool(context, "is_missed", !has_any);
	json_add_bool(
	    context, "is_invited_only", asks_for(req, "state", "invited"));
	json_add_text(context, "notice", page_notice(req, section));
}
