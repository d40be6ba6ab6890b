/*
 * team_view.c - draws people and invitations.
 *
 * SPDX-License-Identifier: ISC
 */
#include "identity/team_view.h"

#include "base/role.h"
#include "base/text.h"
#include "identity/identify.h"
#include "identity/people.h"
#include "web/language.h"
#include "web/reader.h"

const char *
team_role(struct request *req, const char *role)
{
	const char *word =
	    json_text_at(request_words(req, "choice", NULL), role);

	return word == NULL ? role : word;
}

/* An operator who acts in the studio is none of its people. */
static bool
is_you(struct request *req, const struct colleague *colleague)
{
	return colleague->id == req->task.actor.user_id &&
	    identity_home_tenant(req) == req->task.tenant_id;
}

struct json_object *
colleague_view(struct request *req, const struct colleague *colleague)
{
	struct arena *arena = req->task.arena;
	struct json_object *view = json_new_object(arena);
	bool has_name = !text_is_empty(colleague->full_name);
	const char *name = has_name ? colleague->full_name : colleague->email;
	enum role role = role_of(colleague->role);

	json_add_int(view, "id", colleague->id);
	json_add_text(
	    view, "path", arena_printf(arena, "/team/%" PRId64, colleague->id));
	json_add_text(view, "name", name);
	json_add_text(view, "email", has_name ? colleague->email : NULL);
	json_add_text(view, "initials", people_initials(arena, name));
	json_add_text(view, "role", team_role(req, colleague->role));
	json_add_bool(view, "is_admin", role >= ROLE_ADM);
	json_add_bool(view, "is_active", colleague->is_active);
	json_add_bool(view, "has_factor", colleague->has_second_factor);
	json_add_bool(
	    view, "is_verified", instant_is_set(colleague->email_verified_at));
	json_add_bool(view, "is_you", is_you(req, colleague));
	json_add_bool(view, "is_locked",
	    role == ROLE_SYS && req->task.actor.role < ROLE_SYS);
	json_add_text(view, "locale",
	    json_text_at(
		request_words(req, "choice", NULL), colleague->locale));
	json_add_text(view, "timezone", colleague->timezone);
	page_add_time(req, view, "seen_at", colleague->last_sign_in_at);
	page_add_time(req, view, "joined_at", colleague->created_at);
	return view;
}

struct json_object *
invitation_view(struct request *req, const struct invitation *invitation,
    const struct list *people)
{
	struct json_object *view = json_new_object(req->task.arena);

	json_add_int(view, "id", invitation->id);
	json_add_text(view, "email", invitation->email);
	json_add_text(view, "role", team_role(req, invitation->role));
	json_add_bool(view, "is_admin", role_of(invitation->role) >= ROLE_ADM);
	json_add_text(
	    view, "by", people_name(req, people, invitation->invited_by));
	page_add_time(req, view, "sent_at", invitation->sent_at);
	page_add_time(req, view, "expires_at", invitation->expires_at);
	return view;
}
