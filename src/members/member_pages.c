/*
 * member_pages.c - the pages of members and of what is remembered of them. What
 * their forms do stands beside the same acts of the API.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/text.h"
#include "base/crypto.h"
#include "members/member_list_page.h"
#include "members/member_talk.h"
#include "members/member_view.h"
#include "members/members_web.h"
#include "members/memory.h"
#include "messaging/conversation.h"
#include "web/language.h"
#include "web/reader.h"
#include "web/reply.h"

enum { LIST_ROWS = 50, TALKS = 20 };

/* What was done on the page before, as its "then" says. */
static void
add_notice(struct request *req, struct json_object *context)
{
	const char *done = request_query(req, "done");

	json_add_text(context, "notice",
	    done == NULL
		? NULL
		: json_text_at(request_words(req, "members.done", NULL), done));
}

static void
add_rights(struct request *req, struct json_object *context)
{
	json_add_bool(context, "may_write", req->task.actor.role >= ROLE_ADM);
}

static bool
list(struct request *req)
{
	struct member_filter filter = { 0 };
	struct json_object *context;

	req->page.limit = LIST_ROWS;
	if (!member_filter_read(req, &filter))
		return false;
	context = member_list_page(req, &filter);
	if (context == NULL)
		return false;
	add_notice(req, context);
	add_rights(req, context);
	return reply_page(req, OK, "members/list", context);
}

/* The member of the path, and all pages about one show its name. */
static const struct member *
add_member(struct request *req, struct json_object *context)
{
	int64_t id = request_id(req, "id");
	const struct member *member =
	    id == 0 ? NULL : member_find(&req->task, id);

	if (member != NULL)
		json_add(context, "member",
		    json_object_get(member_view(req, member)));
	return member;
}

static const char *
word_of(struct request *req, const char *section, const char *key)
{
	return key == NULL
	    ? NULL
	    : json_text_at(request_words(req, section, NULL), key);
}

static bool
add_memory(struct request *req, struct json_object *context)
{
	static const char *const names[] = { "summary", "goals", "preferences",
		"limits" };
	struct arena *arena = req->task.arena;
	const struct memory *memory =
	    memory_find(&req->task, request_id(req, "id"));
	struct json_object *view = json_new_object(arena);
	struct json_object *lines = json_new_array(arena);

	if (memory == NULL)
		return false;
	for (size_t i = 0; i < ARRAY_LENGTH(names); i++) {
		const char *text = field_text(
		    arena, record_field(&memory_record, names[i]), memory);
		struct json_object *line = json_new_object(arena);

		if (text_is_empty(text))
			continue;
		json_add_text(line, "label", word_of(req, "field", names[i]));
		json_add_text(line, "text", text);
		json_object_array_add(lines, json_object_get(line));
	}
	json_add(view, "lines", json_object_get(lines));
	json_add_bool(view, "has_lines", json_length(lines) > 0);
	json_add_text(view, "source",
	    word_of(req, "members.memory_source", memory->source));
	page_add_time(req, view, "updated_at", memory->updated_at);
	json_add(context, "memory", json_object_get(view));
	return true;
}

static bool
add_talks(
    struct request *req, const struct member *member, struct json_object *to)
{
	struct arena *arena = req->task.arena;
	struct json_object *rows = json_new_array(arena);
	const struct list *talks = member_talks(&req->task, member->id, TALKS);

	if (talks == NULL)
		return false;
	list_each(talks, const struct conversation, talk) {
		struct json_object *row = json_new_object(arena);

		json_add_text(row, "path",
		    arena_printf(arena, "/inbox/%" PRId64, talk->id));
		json_add_text(row, "channel",
		    word_of(req, "members.channel", talk->channel));
		json_add_text(
		    row, "state", word_of(req, "members.state", talk->state));
		json_add_bool(
		    row, "is_waiting", text_is_equal(talk->state, "waiting"));
		page_add_time(req, row, "at", talk->last_message_at);
		json_object_array_add(rows, json_object_get(row));
	}
	json_add(to, "talks", json_object_get(rows));
	json_add_bool(to, "has_talks", talks->count > 0);
	return true;
}

static bool
show(struct request *req)
{
	struct json_object *context = json_new_object(req->task.arena);
	const struct member *member = add_member(req, context);

	if (member == NULL || !add_memory(req, context) ||
	    !add_talks(req, member, context))
		return false;
	add_notice(req, context);
	add_rights(req, context);
	return reply_page(req, OK, "members/show", context);
}

/* What these pages need comes with their furnishing, also after a mistake. */
static bool
show_form(struct request *req)
{
	return db_settle(&req->task) &&
	    reply_page(
		req, OK, req->route->page, json_new_object(req->task.arena));
}

static void
add_values(struct request *req, struct json_object *context, const char *form,
    struct json_object *of_form)
{
	struct json_object *values = json_new_object(req->task.arena);

	json_add(values, form, json_object_get(of_form));
	json_add(context, "values", json_object_get(values));
}

static void
furnish_new(struct request *req, struct json_object *context)
{
	struct json_object *values = json_new_object(req->task.arena);
	struct json_object *room = member_room(req);

	json_add(context, "room", json_object_get(room));
	json_add_text(
	    values, "idempotency_key", crypto_random_id(req->task.arena));
	add_values(req, context, "member", values);
}

static void
furnish_edit(struct request *req, struct json_object *context)
{
	const struct member *member = add_member(req, context);

	if (member != NULL)
		add_values(req, context, "member",
		    member_values(req->task.arena, member));
}

static void
furnish_member(struct request *req, struct json_object *context)
{
	(void)add_member(req, context);
}

static void
furnish_memory(struct request *req, struct json_object *context)
{
	const struct memory *memory;

	if (add_member(req, context) == NULL)
		return;
	memory = memory_find(&req->task, request_id(req, "id"));
	if (memory != NULL)
		add_values(req, context, "memory",
		    record_json(req->task.arena, &memory_record, memory));
	add_rights(req, context);
}

const struct furnishing member_furnishings[] = {
	{ "members/new", furnish_new },
	{ "members/edit", furnish_edit },
	{ "members/remove", furnish_member },
	{ "members/memory", furnish_memory },
	{ "members/memory-erase", furnish_member },
	{ 0 },
};

static const char *const languages[] = { "", "de", "en", NULL };

/* clang-format off */
static const struct form_input new_inputs[] = {
	/* name             type        auto   label            hint           flags */
	{ "first_name",      "text",     "off", "first_name",    NULL,          INPUT_OPTIONAL | INPUT_FIRST },
	{ "last_name",       "text",     "off", "last_name",     NULL,          INPUT_OPTIONAL },
	{ "email",           "email",    "off", "email",         NULL,          INPUT_OPTIONAL },
	{ "phone",           "tel",      "off", "phone",         "phone",       INPUT_OPTIONAL },
	{ "birth_date",      "date",     "off", "birth_date",    NULL,          INPUT_OPTIONAL },
	{ "member_since",    "date",     "off", "member_since",  NULL,          INPUT_OPTIONAL },
	{ "member_number",   "text",     "off", "member_number", NULL,          INPUT_OPTIONAL },
	{ "customer_id",     "text",     "off", "customer_id",   "customer_id", INPUT_OPTIONAL },
	{ "language",        "select",   "off", "language",      NULL,          INPUT_OPTIONAL, languages },
	{ "tags",            "text",     "off", "tags",          "tags",        INPUT_OPTIONAL },
	{ "notes",           "textarea", "off", "notes",         "notes",       INPUT_OPTIONAL },
	{ "is_paused",       "checkbox", "off", "is_paused",     NULL,          INPUT_OPTIONAL },
	{ "idempotency_key", "hidden" },
	{ 0 }
};
static const struct form_input edit_inputs[] = {
	{ "first_name",      "text",     "off", "first_name",    NULL,          INPUT_OPTIONAL },
	{ "last_name",       "text",     "off", "last_name",     NULL,          INPUT_OPTIONAL },
	{ "email",           "email",    "off", "email",         NULL,          INPUT_OPTIONAL },
	{ "phone",           "tel",      "off", "phone",         "phone",       INPUT_OPTIONAL },
	{ "birth_date",      "date",     "off", "birth_date",    NULL,          INPUT_OPTIONAL },
	{ "member_since",    "date",     "off", "member_since",  NULL,          INPUT_OPTIONAL },
	{ "member_number",   "text",     "off", "member_number", NULL,          INPUT_OPTIONAL },
	{ "customer_id",     "text",     "off", "customer_id",   "customer_id", INPUT_OPTIONAL },
	{ "language",        "select",   "off", "language",      NULL,          INPUT_OPTIONAL, languages },
	{ "tags",            "text",     "off", "tags",          "tags",        INPUT_OPTIONAL },
	{ "notes",           "textarea", "off", "notes",         "notes",       INPUT_OPTIONAL },
	{ "is_paused",       "checkbox", "off", "is_paused",     NULL,          INPUT_OPTIONAL },
	{ 0 }
};
static const struct form_input memory_inputs[] = {
	{ "summary",         "textarea", "off", "summary",       NULL,          INPUT_OPTIONAL },
	{ "goals",           "textarea", "off", "goals",         NULL,          INPUT_OPTIONAL },
	{ "preferences",     "textarea", "off", "preferences",   NULL,          INPUT_OPTIONAL },
	{ "limits",          "textarea", "off", "limits",        "limits",      INPUT_OPTIONAL },
	{ 0 }
};
static const char *const conflicts[] = { "update", "skip", NULL };
static const struct form_input import_inputs[] = {
	{ "file",            "file",     ".csv,.txt,.tsv,text/csv", "file", "file", 0 },
	{ "on_conflict",     "select",   "off", "on_conflict",   NULL,          0, conflicts },
	{ "dry_run",         "hidden" },
	{ 0 }
};

const struct form_view member_form_views[] = {
	{ "members/new",          "member", "/members/new",               new_inputs },
	{ "members/edit",         "member", "/members/{id}/edit",         edit_inputs },
	{ "members/memory",       "memory", "/members/{id}/memory",       memory_inputs },
	{ "members/import",       "import", "/members/import",            import_inputs },
	{ "members/import-show",  "run",    "/members/imports/{id}/run",  NULL },
	{ 0 }
};

#define PAGE RAW("text/html")

const struct route member_pages[] = {
	/*     path                           role      takes    gives handler */
	{ GET, "/members",                     ROLE_USR, NOTHING, PAGE, list,
	    "List members, search and narrow them", .page = "members/list" },
	{ GET, "/members/new",                 ROLE_ADM, NOTHING, PAGE, show_form,
	    "Ask for a new member", .page = "members/new" },
	{ GET, "/members/{id}",                ROLE_USR, NOTHING, PAGE, show,
	    "Show a member", .page = "members/show" },
	{ GET, "/members/{id}/edit",           ROLE_ADM, NOTHING, PAGE, show_form,
	    "Ask what to change of a member", .page = "members/edit" },
	{ GET, "/members/{id}/remove",         ROLE_ADM, NOTHING, PAGE, show_form,
	    "Ask whether to remove a member", .page = "members/remove" },
	{ GET, "/members/{id}/memory",         ROLE_USR, NOTHING, PAGE, show_form,
	    "Ask what to correct of what is remembered", .page = "members/memory" },
	{ GET, "/members/{id}/memory/erase",   ROLE_ADM, NOTHING, PAGE, show_form,
	    "Ask whether to erase what is remembered", .page = "members/memory-erase" },
	{ 0 }
};
/* clang-format on */
