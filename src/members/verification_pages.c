/*
 * verification_pages.c - who a conversation is with, and codes that prove it,
 * on its page.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/text.h"
#include "members/member_list.h"
#include "members/members_web.h"
#include "members/verification.h"
#include "web/reader.h"

enum { FOUND_MAX = 5 };

static struct json_object *
member_json(struct request *req, const struct member *member)
{
	struct arena *arena = req->task.arena;
	struct json_object *card = json_new_object(arena);
	const char *name = text_trim(arena,
	    arena_printf(arena, "%s %s",
		member->first_name == NULL ? "" : member->first_name,
		member->last_name == NULL ? "" : member->last_name));

	json_add_int(card, "id", member->id);
	json_add_text(card, "name", *name == '\0' ? "?" : name);
	json_add_text(card, "number", member->member_number);
	json_add_text(card, "email", member->email);
	json_add_text(card, "phone", member->phone);
	json_add_bool(card, "is_paused", member->is_paused);
	return card;
}

static void
add_member(struct request *req, struct json_object *context)
{
	struct json_object *card = NULL;
	int64_t id = 0;

	if (json_int(json_at(context, "verified_member_id"), &id) && id != 0) {
		const struct member *member = member_find(&req->task, id);

		if (member == NULL)
			return;
		card = member_json(req, member);
	}
	json_add(context, "member", json_object_get(card));
	json_add_bool(context, "is_stranger", card == NULL);
}

/* Whom staff looks for. */
static void
add_found(struct request *req, struct json_object *context)
{
	const char *search = request_query(req, "member");
	struct json_object *rows = json_new_array(req->task.arena);
	const struct list *found;

	json_add_text(context, "member_search", search == NULL ? "" : search);
	json_add_bool(context, "has_searched", !text_is_empty(search));
	json_add(context, "found", json_object_get(rows));
	if (text_is_empty(search))
		return;
	found = member_list(&req->task,
	    &(const struct member_filter){
		.search = search,
		.order = MEMBERS_BY_NAME,
		.limit = FOUND_MAX,
	    });
	if (found == NULL)
		return;
	list_each(found, const struct member, member)
		json_object_array_add(
		    rows, json_object_get(member_json(req, member)));
	json_add_bool(context, "has_found", found->count > 0);
}

/* A code that is out and was not sent into the conversation yet. */
static void
add_open(struct request *req, int64_t id, struct json_object *context)
{
	const struct verification *open = verification_open(&req->task, id);
	struct json_object *row = NULL;

	if (open != NULL && open->step == VERIFICATION_SENT &&
	    json_at(context, "code") == NULL) {
		row = json_new_object(req->task.arena);
		json_add_int(row, "tries_left", open->tries_left);
		page_add_time(req, row, "until", open->expires_at);
	}
	json_add(context, "open_code", json_object_get(row));
}

static void
furnish(struct request *req, struct json_object *context)
{
	int64_t id;

	if (task_has_failed(&req->task) ||
	    !json_int(json_at(context, "id"), &id))
		return;
	add_member(req, context);
	if (task_has_failed(&req->task))
		return;
	add_open(req, id, context);
	if (!task_has_failed(&req->task))
		add_found(req, context);
}

const struct furnishing verification_furnishings[] = {
	{ "inbox/conversation", furnish },
	{ 0 },
};
