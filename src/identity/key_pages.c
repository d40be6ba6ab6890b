/*
 * key_pages.c - the pages of a studio's API keys, and what their forms do.
 *
 * A key is shown once: the page after the form finds it in a cookie that only
 * this browser has, and that is gone with the page.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/config.h"
#include "base/text.h"
#include "identity/api_key.h"
#include "identity/identify.h"
#include "identity/identity_web.h"
#include "identity/people.h"
#include "web/language.h"
#include "web/page_words.h"
#include "web/reader.h"
#include "web/reply.h"

enum { ROWS = 50, COOKIE_S = 120, SCOPES_BYTES_MAX = 500 };

#define LIST "/api-keys"
#define COOKIE "ariia-key"

/* A form that makes a key: a box for each scope that some route asks for. */
struct key_form {
	const char *name;
	bool conversations_read;
	bool conversations_write;
	bool knowledge_read;
	bool knowledge_write;
	bool members_read;
	bool members_write;
	bool settings_read;
	bool settings_write;
	bool audit_read;
};

/* clang-format off */
static const struct field key_form_fields[] = {
	FIELD(key_form, name,                REQUIRED, 200, "What it is for"),
	FIELD(key_form, conversations_read,  OPTIONAL, 0,   "conversations:read"),
	FIELD(key_form, conversations_write, OPTIONAL, 0,   "conversations:write"),
	FIELD(key_form, knowledge_read,      OPTIONAL, 0,   "knowledge:read"),
	FIELD(key_form, knowledge_write,     OPTIONAL, 0,   "knowledge:write"),
	FIELD(key_form, members_read,        OPTIONAL, 0,   "members:read"),
	FIELD(key_form, members_write,       OPTIONAL, 0,   "members:write"),
	FIELD(key_form, settings_read,       OPTIONAL, 0,   "settings:read"),
	FIELD(key_form, settings_write,      OPTIONAL, 0,   "settings:write"),
	FIELD(key_form, audit_read,          OPTIONAL, 0,   "audit:read"),
	{ 0 }
};
/* clang-format on */
static const struct record key_form_record = RECORD(key_form);

/* The boxes are all fields but the name; what each is called as a scope is its
 * doc. */
static bool
is_box(const struct field *field)
{
	return field->type == TYPE_BOOL;
}

static const char *
scopes_of(struct arena *arena, const struct key_form *form)
{
	struct buf scopes = buf_new(arena, SCOPES_BYTES_MAX);

	for (size_t i = 0; i < key_form_record.field_count; i++) {
		const struct field *field = &key_form_record.fields[i];

		if (is_box(field) &&
		    *(const bool *)((const char *)form + field->offset))
			buf_printf(&scopes, "%s%s", scopes.len == 0 ? "" : " ",
			    field->doc);
	}
	return buf_text(&scopes);
}

/* The studio's own people alone: see api_key_may_make(). */
static bool
create(struct request *req)
{
	struct task *task = &req->task;
	const struct key_form *form = body(req, key_form);
	struct api_key wanted = { .name = form->name,
		.scopes = scopes_of(task->arena, form) };
	const struct api_key *made;

	if (!api_key_may_make(req) || !identity_is_confirmed(req))
		return false;
	if (*wanted.scopes == '\0')
		return fail_field(task, "#/scopes", "choose at least one");
	made = api_key_create(task, &wanted);
	if (made == NULL)
		return false;
	session_set_cookie_named(req, COOKIE, made->key, COOKIE_S);
	return see_other(req, LIST "/%" PRId64 "/made", made->id);
}

static bool
show(struct request *req)
{
	return db_settle(&req->task) &&
	    reply_page(
		req, OK, req->route->page, json_new_object(req->task.arena));
}

/* The password is asked for before anything was typed. */
static bool
show_new(struct request *req)
{
	return db_settle(&req->task) && api_key_may_make(req) &&
	    identity_is_confirmed(req) && show(req);
}

static bool
show_made(struct request *req)
{
	struct task *task = &req->task;
	const char *key = session_cookie_named(req, COOKIE);
	int64_t id = request_id(req, "id");
	const struct api_key *made = id == 0 ? NULL : api_key_find(task, id);
	struct json_object *context = json_new_object(task->arena);

	if (made == NULL)
		return false;
	if (key == NULL || !text_starts_with(key, made->key_start) ||
	    api_key_tenant(task->arena, key) != task->tenant_id)
		return see_other(req, LIST);
	session_set_cookie_named(req, COOKIE, "", 0);
	json_add_text(context, "name", made->name);
	json_add_text(context, "key", key);
	json_add_text(context, "site", task->config->public_url);
	return reply_page(req, OK, "keys/made", context);
}

/* "Gespräche lesen" and the like, one for each scope. */
static struct json_object *
scope_words(struct request *req, const char *scopes)
{
	struct arena *arena = req->task.arena;
	struct json_object *rows = json_new_array(arena);
	struct json_object *words = request_words(req, "keys.scope", NULL);

	while (*scopes != '\0') {
		size_t len = strcspn(scopes, " ");
		const char *scope = arena_copy_bytes(arena, scopes, len);
		const char *word = json_text_at(words, scope);

		if (len > 0)
			json_object_array_add(rows,
			    json_object_new_string(
				word == NULL ? scope : word));
		scopes += len + (scopes[len] == ' ');
	}
	return rows;
}

static struct json_object *
key_view(
    struct request *req, const struct api_key *key, const struct list *people)
{
	struct json_object *view = json_new_object(req->task.arena);

	json_add_int(view, "id", key->id);
	json_add_text(view, "name", key->name);
	json_add_text(view, "start", key->key_start);
	json_add(
	    view, "scopes", json_object_get(scope_words(req, key->scopes)));
	json_add_text(view, "by",
	    people_name(
		req, people, key->created_by == 0 ? -1 : key->created_by));
	json_add_bool(view, "is_live", !instant_is_set(key->revoked_at));
	page_add_time(req, view, "created_at", key->created_at);
	page_add_time(req, view, "last_used_at", key->last_used_at);
	page_add_time(req, view, "revoked_at", key->revoked_at);
	return view;
}

static void
add_pager(
    struct request *req, struct json_object *context, const struct list *found)
{
	struct arena *arena = req->task.arena;
	struct json_object *pager = json_new_object(arena);
	const struct api_key *keys = found->items;

	if (!found->has_more && req->page.after == 0) {
		json_add_text(context, "pager", NULL);
		return;
	}
	json_add_text(pager, "text",
	    page_counted(req, "keys.list", "shown", (int64_t)found->count));
	json_add_text(pager, "first", req->page.after == 0 ? NULL : LIST);
	json_add_text(pager, "next",
	    found->has_more ? arena_printf(arena, LIST "?after=%" PRId64,
				  keys[found->count - 1].id)
			    : NULL);
	json_add(context, "pager", json_object_get(pager));
}

static void
furnish_list(struct request *req, struct json_object *context)
{
	struct json_object *rows = json_new_array(req->task.arena);
	const struct list *people = people_list(&req->task);
	const struct list *found = people == NULL
	    ? NULL
	    : api_key_newest(
		  &req->task, (struct page){ req->page.after, ROWS });

	if (found == NULL)
		return;
	list_each(found, const struct api_key, key)
		json_object_array_add(
		    rows, json_object_get(key_view(req, key, people)));
	add_pager(req, context, found);
	json_add(context, "rows", json_object_get(rows));
	json_add_bool(context, "has_rows", found->count > 0);
	json_add_bool(context, "is_first", req->page.after == 0);
	json_add_text(context, "notice", page_notice(req, "keys.list"));
	json_add_text(context, "site", req->task.config->public_url);
}

static struct json_object *
box_json(struct request *req, const struct field *field)
{
	struct json_object *row = json_new_object(req->task.arena);

	json_add_text(row, "name", field->name);
	json_add_text(row, "scope", field->doc);
	json_add_text(row, "label",
	    json_text_at(request_words(req, "keys.scope", NULL), field->doc));
	json_add_text(row, "hint",
	    json_text_at(request_words(req, "keys.about", NULL), field->doc));
	json_add_bool(row, "is_checked",
	    text_is_equal(request_form(req, field->name), "true"));
	return row;
}

static void
furnish_new(struct request *req, struct json_object *context)
{
	struct json_object *rows = json_new_array(req->task.arena);

	for (size_t i = 0; i < key_form_record.field_count; i++)
		if (is_box(&key_form_record.fields[i]))
			json_object_array_add(rows,
			    json_object_get(
				box_json(req, &key_form_record.fields[i])));
	json_add(context, "boxes", json_object_get(rows));
}

static void
furnish_one(struct request *req, struct json_object *context)
{
	int64_t id = request_id(req, "id");
	const struct api_key *key =
	    id == 0 ? NULL : api_key_find(&req->task, id);

	if (key != NULL && instant_is_set(key->revoked_at))
		(void)fail(&req->task, NOT_FOUND, "This does not exist.");
	if (key == NULL || task_has_failed(&req->task))
		return;
	json_add_int(context, "id", key->id);
	json_add_text(context, "name", key->name);
	json_add_text(context, "start", key->key_start);
	page_add_time(req, context, "last_used_at", key->last_used_at);
}

const struct furnishing key_furnishings[] = {
	{ "keys/list", furnish_list },
	{ "keys/new", furnish_new },
	{ "keys/revoke", furnish_one },
	{ 0 },
};

/* clang-format off */
static const struct form_input key_inputs[] = {
	{ "name", "text", "off", "key_name", "key_name", INPUT_FIRST },
	{ 0 }
};

const struct form_view key_forms[] = {
	{ "keys/new", "key", LIST "/new", key_inputs },
	{ 0 }
};

#define PAGE RAW("text/html")

const struct route key_pages[] = {
	/*      path                role      takes          gives          handler */
	{ GET,  LIST,               ROLE_ADM, NOTHING,       MANY(api_key), show,
	    "List the keys of the studio's programs, newest first", .page = "keys/list" },
	{ GET,  LIST "/new",         ROLE_ADM, NOTHING,       PAGE,          show_new,
	    "Ask what a new key may do", .page = "keys/new" },
	{ POST, LIST "/new",         ROLE_ADM, ONE(key_form), PAGE,          create,
	    "Make a key", .page = "keys/new", .once = true },
	{ GET,  LIST "/{id}/made",   ROLE_ADM, NOTHING,       PAGE,          show_made,
	    "Show a key that was just made, once", .page = "keys/made" },
	{ GET,  LIST "/{id}/revoke", ROLE_ADM, NOTHING,       PAGE,          show,
	    "Ask whether to take a key back", .page = "keys/revoke" },
	{ 0 }
};
/* clang-format on */
