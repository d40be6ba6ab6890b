/*
 * deck.c - the places of the deck, and who may go where.
 *
 * SPDX-License-Identifier: ISC
 */
#include "main/deck.h"

#include "agents/agents_web.h"
#include "base/text.h"
#include "identity/identify.h"
#include "identity/page_dress.h"
#include "knowledge/knowledge_web.h"
#include "members/members_web.h"
#include "messaging/inbox.h"
#include "messaging/messaging_web.h"
#include "tenancy/tenancy_web.h"
#include "members/members_web.h"
#include "web/language.h"
#include "web/reader.h"

/* A place: its words are "nav.KEY", its icon a path in a field of 20 by 20.
 * The first of a group may have a title, "nav.TITLE". */
static const struct place {
	const char *key;
	const char *path;
	enum role role;
	const char *title;
	const char *icon;
	const char *letter; /* goes there after g; NULL for none */
	enum { COUNTS_NOTHING = 0, COUNTS_WAITING, COUNTS_ALERTS } counts;
} places[] = {
	/* clang-format off */
	{ "today", "/today", ROLE_USR, NULL,
	    "M3.500 9.500 10 4l6.500 5.500V16h-4.500v-4H8v4H3.500z", "t" },
	{ "inbox", "/inbox", ROLE_USR, NULL,
	    "M3 11h4l1.500 2.500h3L13 11h4M3 11l2.200-6h9.600L17 11v5H3z", "i", COUNTS_WAITING },
	{ "alerts", "/alerts", ROLE_USR, NULL,
	    "M10 3.500 17.500 16.500h-15zM10 8.500v3.500M10 14.200v.1", "a", COUNTS_ALERTS },
	{ "knowledge", "/knowledge", ROLE_USR, NULL,
	    "M10 5.500c-1.500-1.300-3.500-2-6.500-2v11.500c3 0 5 .7 6.500 2"
	    "c1.500-1.300 3.500-2 6.500-2V3.500c-3 0-5 .7-6.500 2zM10 5.500V17", "k" },
	{ "agents", "/agents", ROLE_ADM, NULL,
	    "M4 6.500h12V16H4zM10 3.500v3M7.500 10.500v1.500M12.500 10.500v1.500M2.500 10v2.500M17.500 10v2.500", "s" },
	{ "members", "/members", ROLE_USR, NULL,
	    "M7.500 9a2.800 2.800 0 1 0 0-5.600a2.800 2.800 0 0 0 0 5.600z"
	    "M2.500 16.500c.400-2.900 2.200-4.500 5-4.500s4.600 1.600 5 4.500"
	    "M13 9a2.300 2.300 0 1 0 0-4.600M15 12.300c1.500.500 2.300 1.900 2.500 4.200" },
	{ "brand", "/settings/brand", ROLE_ADM, "studio",
	    "M10 3.500a6.500 6.500 0 1 0 0 13c1.400 0 1.700-1 1.200-1.900"
	    "-.700-1.300.1-2.400 1.500-2.400h1.600c1.300 0 2.200-.9 2.200-2.200C16.500 6.300 13.600 3.500 10 3.500z"
	    "M7 8.200v.1M10 6.800v.1M13 8.200v.1" },
	{ "team", "/team", ROLE_ADM, NULL,
	    "M6.500 8.500a2.300 2.300 0 1 0 0-4.600a2.300 2.300 0 0 0 0 4.600z"
	    "M13.500 8.500a2.300 2.300 0 1 0 0-4.600a2.300 2.300 0 0 0 0 4.600z"
	    "M2.500 16c.300-2.700 1.700-4.200 4-4.200s3.700 1.500 4 4.200"
	    "M13 11.800c2.500-.2 4.200 1.300 4.500 4.200", "p" },
	{ "api_keys", "/api-keys", ROLE_ADM, NULL,
	    "M12.500 4a3.500 3.500 0 1 1-2.900 5.500L4 15v1.500h3V15h1.500v-1.500H10l1-1M13.300 6.700v.1" },
	{ "audit", "/audit", ROLE_ADM, NULL,
	    "M5 3.500h10v13H5zM7.500 7h5M7.500 10h5M7.500 13h3", "l" },
	{ "chat", "/settings/chat", ROLE_ADM, NULL,
	    "M4 4.500h12V13H9l-3.500 3v-3H4zM7 8.800v.1M10 8.800v.1M13 8.800v.1" },
	{ "settings", "/settings", ROLE_ADM, NULL,
	    "M3.500 6H8M12.500 6h4M10.250 6m-2.250 0a2.250 2.250 0 1 0 4.500 0a2.250 2.250 0 1 0-4.500 0"
	    "M3.500 14h1.500M9.500 14h7M7.250 14m-2.250 0a2.250 2.250 0 1 0 4.500 0a2.250 2.250 0 1 0-4.500 0", "e" },
	{ "studios", "/platform/studios", ROLE_SYS, "platform",
	    "M3.500 16.500V6L10 3.500 16.500 6v10.500M2.500 16.500h15"
	    "M8 16.500v-3.500h4v3.500M7 8.500v.1M10 8.500v.1M13 8.500v.1" },
	{ "plans", "/platform/plans", ROLE_SYS, NULL,
	    "M3.500 5h13v10h-13zM3.500 8.500h13M6 12h3" },
	{ "status", "/platform/status", ROLE_SYS, NULL,
	    "M2.500 10.500h3.500l2-5.500 3.500 10 2-4.500h4" },
	{ "styleguide", "/styleguide", ROLE_SYS, NULL,
	    "M4 4h5v5H4zM11 4h5v5h-5zM4 11h5v5H4zM11 11h5v5h-5z" },
	/* clang-format on */
};

/* Pages that call out are ariia-admin's and have the paths of its API. */
static const char *
path_in_deck(const struct request *req)
{
	if (text_starts_with(req->path, "/admin/prompts/"))
		return "/agents";
	if (text_starts_with(req->path, "/admin/"))
		return req->path + strlen("/admin");
	return req->path;
}

/* The page, or one below it. */
static bool
is_at(const struct request *req, const char *path)
{
	const char *here = path_in_deck(req);
	size_t len = strlen(path);

	return strncmp(here, path, len) == 0 &&
	    (here[len] == '\0' || here[len] == '/');
}

/* And no other place is nearer: /settings/chat is not the settings. */
static bool
is_current(const struct request *req, const struct place *place)
{
	for (size_t at = 0; at < ARRAY_LENGTH(places); at++)
		if (strlen(places[at].path) > strlen(place->path) &&
		    is_at(req, places[at].path))
			return false;
	return is_at(req, place->path);
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

/* NULL where nothing waits, or nobody is there to look at it. */
static void
add_count(struct request *req, const struct place *place,
    const struct inbox_load *load, struct json_object *item)
{
	struct json_object *words = request_words(req, "nav", NULL);
	int64_t count = 0;

	if (load != NULL && place->counts == COUNTS_WAITING)
		count = load->waiting;
	else if (load != NULL && place->counts == COUNTS_ALERTS)
		count = load->alerts;
	json_add_text(
	    item, "count", count == 0 ? NULL : page_number(req, count));
	json_add_text(item, "count_label",
	    json_text_at(words,
		place->counts == COUNTS_ALERTS ? "alerts_count"
					       : "waiting_count"));
}

static struct json_object *
place_json(struct request *req, const struct place *place,
    const struct inbox_load *load)
{
	struct json_object *item = json_object_new_object();

	json_add_text(item, "path", place->path);
	json_add_text(item, "label",
	    json_text_at(request_words(req, "nav", NULL), place->key));
	json_add_text(item, "icon", place->icon);
	json_add_text(item, "letter", place->letter);
	json_add_bool(item, "is_current", is_current(req, place));
	add_count(req, place, load, item);
	return item;
}

static struct json_object *
nav_json(struct request *req, enum role role, const struct inbox_load *load)
{
	struct json_object *groups = json_new_array(req->task.arena);
	struct json_object *items = NULL;

	for (size_t at = 0; at < ARRAY_LENGTH(places); at++) {
		const struct place *place = &places[at];

		if (role < place->role)
			continue;
		if (items == NULL || place->title != NULL)
			items = group_new(req, groups, place->title);
		json_object_array_add(items, place_json(req, place, load));
	}
	return groups;
}

struct json_object *
deck_nav(struct request *req, enum role role)
{
	return nav_json(req, role, NULL);
}

void
deck_dress(struct request *req, struct json_object *page)
{
	const struct inbox_load *load;

	page_dress(req, page);
	load = identity_user(req) == NULL ? NULL : inbox_load(&req->task);
	json_add_text(page, "waiting",
	    load == NULL || load->waiting == 0
		? NULL
		: page_number(req, load->waiting));
	json_add(page, "nav",
	    json_object_get(nav_json(req, req->task.actor.role, load)));
	json_add_bool(page, "is_account", is_at(req, "/account"));
}

const struct furnishing *const deck_furnishings[] = { member_furnishings,
	member_import_furnishings, inbox_furnishings, verification_furnishings,
	canned_reply_furnishings, brand_furnishings, setting_furnishings,
	agent_furnishings, document_furnishings, NULL };
const struct form_view *const deck_forms[] = { member_form_views, inbox_forms,
	brand_forms, setting_forms, agent_forms, document_forms, NULL };
