/*
 * team_pages.c - the pages of the people of a studio. What their forms do
 * stands beside the same acts of the API.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/text.h"
#include "identity/identity_web.h"
#include "identity/team_list.h"
#include "identity/team_view.h"
#include "web/csv_file.h"
#include "web/language.h"
#include "web/page_words.h"
#include "web/reply.h"
#include "web/zone_choice.h"

enum { COLLEAGUES_OF_PART = 200 };

/* What these pages need comes with their furnishing, also after a mistake. */
static bool
show(struct request *req)
{
	return db_settle(&req->task) &&
	    reply_page(
		req, OK, req->route->page, json_new_object(req->task.arena));
}

static bool
list(struct request *req)
{
	return team_list_is_good(req) && show(req);
}

static enum stream
send_part(struct task *task, void *state, struct buf *out)
{
	struct csv_file *file = state;
	const struct list *people =
	    colleague_page(task, &(struct colleague_filter){ 0 },
		(struct page){ file->after, COLLEAGUES_OF_PART });

	if (people == NULL)
		return STREAM_FAILED;
	csv_file_begin(file, out, &colleague_record);
	list_each(people, const struct colleague, colleague) {
		csv_file_row(task->arena, out, &colleague_record, colleague);
		file->after = colleague->id;
	}
	return people->has_more ? STREAM_MORE : STREAM_END;
}

static bool export(struct request *req)
{
	return db_settle(&req->task) &&
	    csv_file_reply(req, "team.csv", send_part,
		arena_new(req->task.arena, struct csv_file));
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
furnish_invite(struct request *req, struct json_object *context)
{
	struct json_object *form = json_new_object(req->task.arena);
	const struct user *user =
	    user_find(&req->task, req->task.actor.user_id);

	if (user == NULL && req->task.problem->kind == NOT_FOUND)
		task_forgive(&req->task);
	json_add_text(form, "role", "tenant_user");
	json_add_text(form, "locale", user == NULL ? "de-DE" : user->locale);
	add_values(req, context, "invitation", form);
}

/* One's own session is there anyway. */
static void
add_sessions(struct request *req, struct json_object *context, int64_t count)
{
	bool is_you = json_is_true(json_at(context, "person", "is_you"));
	const char *none = json_text_at(
	    request_words(req, "team.show", NULL), "sessions_none");

	json_add_text(context, "sessions",
	    count == 0 ? none
		       : page_counted(req, "team.show", "sessions", count));
	json_add_bool(context, "has_sessions", count > (is_you ? 1 : 0));
}

static void
furnish_person(struct request *req, struct json_object *context)
{
	struct arena *arena = req->task.arena;
	int64_t id = request_id(req, "id");
	const struct colleague *person =
	    id == 0 ? NULL : colleague_find(&req->task, id);
	struct json_object *form = json_new_object(arena);

	if (person == NULL)
		return;
	json_add(
	    context, "person", json_object_get(colleague_view(req, person)));
	add_sessions(req, context, person->sessions);
	json_add_text(context, "notice", page_notice(req, "team.show"));
	json_add_text(form, "full_name", person->full_name);
	json_add_text(form, "role", person->role);
	json_add_text(form, "locale", person->locale);
	json_add_text(form, "timezone", person->timezone);
	add_values(req, context, "person", form);
}

static void
furnish_invitation(struct request *req, struct json_object *context)
{
	int64_t id = request_id(req, "id");
	const struct invitation *invitation =
	    id == 0 ? NULL : invitation_find(&req->task, id);

	if (invitation == NULL)
		return;
	json_add_int(context, "id", invitation->id);
	json_add_text(context, "email", invitation->email);
}

const struct furnishing team_furnishings[] = {
	{ "team/list", team_list_furnish },
	{ "team/invite", furnish_invite },
	{ "team/show", furnish_person },
	{ "team/deactivate", furnish_person },
	{ "team/remove", furnish_person },
	{ "team/take-back", furnish_invitation },
	{ 0 },
};

static const char *const locales[] = { "de-DE", "de-AT", "de-CH", "en-GB",
	"en-US", NULL };
static const char *const roles[] = { "tenant_user", "tenant_admin", NULL };

/* Only operators make operators, and see that somebody is one. */
static const char *const *
role_choices(struct request *req, const char *value)
{
	static const char *const all[] = { "tenant_user", "tenant_admin",
		"system_admin", NULL };

	return req->task.actor.role == ROLE_SYS ||
		text_is_equal(value, "system_admin")
	    ? all
	    : roles;
}

/* clang-format off */
static const struct form_input invitation_inputs[] = {
	/* name        type      auto   label          hint    flags */
	{ "email",     "email",  "off", "email",       NULL,   INPUT_FIRST },
	{ "role",      "select", "off", "role",        "role", 0, roles },
	{ "locale",    "select", "off", "locale",      "invitation_locale", 0, locales },
	{ 0 }
};
static const struct form_input person_inputs[] = {
	{ "full_name", "text",   "off", "person_name", NULL,   INPUT_OPTIONAL },
	{ "role",      "select", "off", "role",        "role", 0, .choices_of = role_choices },
	{ "locale",    "select", "off", "locale",      NULL,   0, locales },
	{ "timezone",  "select", "off", "timezone",    NULL,   0, .choices_of = zone_choices },
	{ 0 }
};

const struct form_view team_forms[] = {
	{ "team/invite", "invitation", "/team/invite",                  invitation_inputs },
	{ "team/list",   "resend",     "/team/invitations/{id}/resend", NULL },
	{ "team/show",   "person",     "/team/{id}",                    person_inputs },
	{ "team/show",   "activity",   "/team/{id}/activity",           NULL },
	{ "team/remove", "remove",     "/team/{id}/remove",             NULL },
	{ 0 }
};

#define PAGE RAW("text/html")

const struct route team_pages[] = {
	/*     path                            role      takes    gives            handler */
	{ GET, "/team",                         ROLE_ADM, NOTHING, MANY(colleague), list,
	    "List the people of the studio and open invitations; search, role, state", .page = "team/list" },
	{ GET, "/team/export",                  ROLE_ADM, NOTHING, RAW("text/csv"), export,
	    "Download the people of the studio as CSV", .page = "team/list" },
	{ GET, "/team/invite",                  ROLE_ADM, NOTHING, PAGE, show,
	    "Ask whom to invite", .page = "team/invite" },
	{ GET, "/team/invitations/{id}/remove", ROLE_ADM, NOTHING, PAGE, show,
	    "Ask whether to take an invitation back", .page = "team/take-back" },
	{ GET, "/team/{id}",                    ROLE_ADM, NOTHING, PAGE, show,
	    "Show somebody of the studio", .page = "team/show" },
	{ GET, "/team/{id}/deactivate",         ROLE_ADM, NOTHING, PAGE, show,
	    "Ask whether somebody may sign in no more", .page = "team/deactivate" },
	{ GET, "/team/{id}/remove",             ROLE_ADM, NOTHING, PAGE, show,
	    "Ask whether to remove somebody", .page = "team/remove" },
	{ 0 }
};
/* clang-format on */
