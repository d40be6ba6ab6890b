/*
 * deck.c - the places of the deck, and who may go where.
 *
 * SPDX-License-Identifier: ISC
 */
#include "main/deck.h"

#include "base/text.h"
#include "identity/page_dress.h"
#include "web/language.h"

#define CIRCLE "a2.6 2.6 0 1 0 0-5.2a2.6 2.6 0 0 0 0 5.2"

/* A place: its words are "nav.KEY", its icon a path in a field of 20 by 20.
 * The first of a group may have a title, "nav.TITLE". */
static const struct place {
	const char *key;
	const char *path;
	enum role role;
	const char *title;
	const char *icon;
} places[] = {
	/* clang-format off */
	{ "account", "/account", ROLE_USR, NULL,
	    "M10 9.6" CIRCLE "M4.500 16.500c.500-3 2.500-4.700 5.500-4.700s5 1.700 5.500 4.700" },
	{ "styleguide", "/styleguide", ROLE_SYS, "platform",
	    "M4 4h5v5H4zM11 4h5v5h-5zM4 11h5v5H4zM11 11h5v5h-5z" },
	/* clang-format on */
};

/* The page, or one below it. */
static bool
is_at(const struct request *req, const char *path)
{
	size_t len = strlen(path);

	return strncmp(req->path, path, len) == 0 &&
	    (req->path[len] == '\0' || req->path[len] == '/');
}

static struct json_object *
group_new(struct request *req, struct json_object *groups, const char *title)
{
	struct json_object *group = json_object_new_object();
	struct json_object *items = json_object_new_array();

	json_add_text(group, "title",
	    title == NULL
		? NULL
		: json_text_at(request_words(req, "nav", NULL), title));
	json_add(group, "items", items);
	json_object_array_add(groups, group);
	return items;
}

static struct json_object *
place_json(struct request *req, const struct place *place)
{
	struct json_object *item = json_object_new_object();

	json_add_text(item, "path", place->path);
	json_add_text(item, "label",
	    json_text_at(request_words(req, "nav", NULL), place->key));
	json_add_text(item, "icon", place->icon);
	json_add_bool(item, "is_current", is_at(req, place->path));
	json_add_text(item, "count", NULL);
	return item;
}

static struct json_object *
nav_json(struct request *req)
{
	struct json_object *groups = json_new_array(req->task.arena);
	struct json_object *items = NULL;

	for (size_t at = 0; at < ARRAY_LENGTH(places); at++) {
		const struct place *place = &places[at];

		if (req->task.actor.role < place->role)
			continue;
		if (items == NULL || place->title != NULL)
			items = group_new(req, groups, place->title);
		json_object_array_add(items, place_json(req, place));
	}
	return groups;
}

void
deck_dress(struct request *req, struct json_object *page)
{
	page_dress(req, page);
	json_add(page, "nav", json_object_get(nav_json(req)));
}

const struct furnishing *const deck_furnishings[] = { NULL };
const struct form_view *const deck_forms[] = { NULL };
