/*
 * member_web.c - members over HTTP.
 *
 * SPDX-License-Identifier: ISC
 */
#include "members/member.h"

#include "base/text.h"
#include "members/member_list_page.h"
#include "members/members_web.h"
#include "tenancy/audit.h"
#include "web/reply.h"

/* What the log keeps of a change: which fields, and none of the values, because
 * the log can not forget and a member may ask us to. */
struct member_change {
	const char *fields;
};

/* clang-format off */
static const struct field member_change_fields[] = {
	FIELD(member_change, fields, READ_ONLY, 0, "Names of the fields that are another now"),
	{ 0 }
};
static const struct record member_change_record = RECORD(member_change);
/* clang-format on */

static void
note(struct task *task, const char *action, int64_t id,
    const struct member_change *change)
{
	audit(task, action, arena_printf(task->arena, "member %" PRId64, id),
	    &member_change_record, NULL, change);
}

/* Empty and missing are the same. */
static bool
is_same(const char *a, const char *b)
{
	return text_is_equal(a == NULL ? "" : a, b == NULL ? "" : b);
}

static struct member_change
change_of(struct arena *arena, const struct member *before,
    const struct member *after)
{
	struct buf names = buf_new(arena, 4096);

	for (size_t i = 0; i < member_record.field_count; i++) {
		const struct field *field = &member_record.fields[i];

		if ((field->flags & READ_ONLY) == 0 &&
		    !is_same(field_text(arena, field, before),
			field_text(arena, field, after)))
			buf_printf(&names, "%s%s", names.len > 0 ? ", " : "",
			    field->name);
	}
	return (struct member_change){ buf_text(&names) };
}

/* Ids are an order in time alone. */
static bool
read_after(struct request *req, struct member_filter *filter)
{
	if (filter->cursor != NULL || req->page.after == 0)
		return true;
	if (filter->order == MEMBERS_BY_NAME)
		return fail_field(&req->task, "?after",
		    "is for sort=newest; by name pages follow each other by "
		    "cursor");
	filter->cursor =
	    arena_printf(req->task.arena, "%" PRId64, req->page.after);
	return true;
}

static bool
list(struct request *req)
{
	struct member_filter filter = { 0 };
	struct list *found;
	struct json_object *tree;

	if (!member_filter_read(req, &filter) || !read_after(req, &filter))
		return false;
	found = member_list(&req->task, &filter);
	if (found == NULL)
		return false;
	tree = record_list_json(req->task.arena, found);
	if (found->has_more)
		json_add_text(tree, "next",
		    member_cursor(req->task.arena, filter.order,
			(const struct member *)found->items + found->count -
			    1));
	return reply_json(req, OK, tree);
}

static const struct member *
store(struct request *req)
{
	struct task *task = &req->task;
	struct member *wanted = body(req, member);
	const struct member *made;

	if (!member_read(task, wanted))
		return NULL;
	made = member_create(task, wanted);
	if (made != NULL)
		note(task, "member.create", made->id, NULL);
	return made;
}

static bool
create(struct request *req)
{
	return reply(req, CREATED, store(req));
}

static bool
create_and_show(struct request *req)
{
	const struct member *made = store(req);

	return made != NULL &&
	    see_other(req, "/members/%" PRId64 "?done=created", made->id);
}

static bool
show(struct request *req)
{
	int64_t id = request_id(req, "id");

	return id != 0 && reply(req, OK, member_find(&req->task, id));
}

static bool
change(struct request *req)
{
	struct task *task = &req->task;
	int64_t id = request_id(req, "id");
	struct member *wanted =
	    id == 0 ? NULL : member_find_to_change(task, id);
	const struct member *after;
	struct member before;
	struct member_change what;

	if (wanted == NULL)
		return false;
	before = *wanted;
	if (!request_merge(req, wanted) || !member_read(task, wanted))
		return false;
	after = member_update(task, wanted);
	if (after == NULL)
		return false;
	what = change_of(task->arena, &before, after);
	note(task, "member.update", id, &what);
	return reply(req, OK, after);
}

static bool
take_away(struct request *req)
{
	int64_t id = request_id(req, "id");

	if (id == 0 || !member_remove(&req->task, id))
		return false;
	note(&req->task, "member.remove", id, NULL);
	return reply_empty(req, NO_CONTENT);
}

/* clang-format off */
const struct route member_forms[] = {
	/*      path                    role      takes         gives         handler */
	{ POST, "/members/new",         ROLE_ADM, ONE(member),  ONE(member),  create_and_show,
	    "Add a member", .page = "members/new" },
	{ POST, "/members/{id}/edit",   ROLE_ADM, PART(member), ONE(member),  change,
	    "Change a member", .page = "members/edit", .then = "/members/{id}?done=changed" },
	{ POST, "/members/{id}/remove", ROLE_ADM, NOTHING,      NOTHING,      take_away,
	    "Remove a member, with all that is remembered", .page = "members/remove",
	    .then = "/members?done=removed" },
	{ 0 }
};

const struct route member_api[] = {
	/*        path                   role      takes         gives         handler */
	{ GET,    "/admin/members",      ROLE_USR, NOTHING,      MANY(member), list,
	    "List members: search, is_paused, tag, language, source; sort=name or newest; cursor",
	    .scope = "members" },
	{ POST,   "/admin/members",      ROLE_ADM, ONE(member),  ONE(member),  create,
	    "Add a member", .scope = "members" },
	{ GET,    "/admin/members/{id}", ROLE_USR, NOTHING,      ONE(member),  show,
	    "Read a member", .scope = "members" },
	{ PUT,    "/admin/members/{id}", ROLE_ADM, PART(member), ONE(member),  change,
	    "Change a member", .scope = "members" },
	{ DELETE, "/admin/members/{id}", ROLE_ADM, NOTHING,      NOTHING,      take_away,
	    "Remove a member, with all that is remembered", .scope = "members" },
	{ 0 }
};
/* clang-format on */
