/*
 * account_page.c - gathers what the pages of an account show.
 *
 * SPDX-License-Identifier: ISC
 */
#include "identity/account_page.h"

#include "base/text.h"
#include "identity/identify.h"
#include "identity/second_factor.h"
#include "identity/user_agent.h"
#include "web/language.h"

enum { MINUTE = 60, HOUR = 3600, DAY = 86400, SECRET_GROUP = 4 };

static const char account_section[] = "auth.account";

static const char *
word(struct request *req, const char *key)
{
	return json_text_at(request_words(req, account_section, NULL), key);
}

/* "3 h ago": needs no time zone. */
static const char *
ago(struct request *req, struct instant then)
{
	int64_t seconds = instant_ms_between(then, instant_now()) / 1000;
	struct json_object *context = json_new_object(req->task.arena);
	const char *key = "now";
	int64_t count = 0;

	if (seconds >= 2 * DAY) {
		key = "days";
		count = seconds / DAY;
	} else if (seconds >= DAY) {
		key = "day";
	} else if (seconds >= HOUR) {
		key = "hours";
		count = seconds / HOUR;
	} else if (seconds >= MINUTE) {
		key = "minutes";
		count = seconds / MINUTE;
	}
	json_add_int(context, "count", count);
	return json_text_at(request_words(req, "ago", context), key);
}

static const char *
session_name(struct request *req, const struct session *session)
{
	const char *name =
	    user_agent_name(req->task.arena, session->user_agent);

	if (text_is_equal(session->kind, "impersonation"))
		return word(req, "operator");
	if (name != NULL)
		return name;
	return word(req,
	    text_is_equal(session->kind, "bearer") ? "program"
						   : "unknown_browser");
}

static void
add_sessions(struct request *req, struct json_object *context)
{
	struct arena *arena = req->task.arena;
	struct json_object *rows = json_new_array(arena);
	const struct list *sessions =
	    session_list(&req->task, req->task.actor.user_id);

	if (sessions == NULL)
		return;
	list_each(sessions, const struct session, session) {
		struct json_object *row = json_new_object(arena);

		json_add_int(row, "id", session->id);
		json_add_text(row, "name", session_name(req, session));
		json_add_text(row, "address", session->address);
		json_add_text(row, "created_at",
		    instant_format(arena, session->created_at));
		json_add_text(row, "since", ago(req, session->created_at));
		json_add_bool(row, "is_current",
		    session->id == identity_session(req)->id);
		json_object_array_add(rows, json_object_get(row));
	}
	json_add(context, "sessions", json_object_get(rows));
	json_add_bool(context, "has_others", sessions->count > 1);
}

static void
add_factor(struct request *req, struct json_object *context)
{
	struct arena *arena = req->task.arena;
	const struct second_factor *factor =
	    second_factor_find(&req->task, req->task.actor.user_id);
	struct json_object *state = json_new_object(arena);
	struct json_object *count = json_new_object(arena);

	if (factor == NULL)
		return;
	json_add_bool(state, "is_on", factor->is_on);
	json_add_bool(state, "is_required", factor->is_required);
	json_add_int(count, "count", factor->recovery_codes_left);
	json_add_text(state, "factor_left",
	    json_text_at(
		request_words(req, account_section, count), "factor_left"));
	json_add(context, "factor", json_object_get(state));
}

static void
add_profile(struct request *req, struct json_object *context)
{
	struct arena *arena = req->task.arena;
	const struct user *user =
	    user_find(&req->task, req->task.actor.user_id);
	struct json_object *values = json_new_object(arena);
	struct json_object *profile = json_new_object(arena);
	struct json_object *who = json_new_object(arena);

	if (user == NULL)
		return;
	json_add_text(profile, "full_name", user->full_name);
	json_add_text(profile, "locale", user->locale);
	json_add_text(profile, "timezone", user->timezone);
	json_add(values, "profile", json_object_get(profile));
	json_add(context, "values", json_object_get(values));
	json_add_text(who, "email", user->email);
	json_add_text(context, "email_line",
	    json_text_at(request_words(req, account_section, who), "email"));
	json_add_bool(
	    context, "is_unverified", !instant_is_set(user->email_verified_at));
}

/* What was done on the page before, as its "then" says. */
static const char *
notice_of(struct request *req)
{
	static const struct {
		const char *done;
		const char *key;
	} notices[] = {
		{ "profile", "saved" },
		{ "password", "saved_password" },
		{ "factor", "factor_is_off" },
		{ "session", "session_ended" },
	};

	for (size_t i = 0; i < ARRAY_LENGTH(notices); i++)
		if (text_is_equal(notices[i].done, request_query(req, "done")))
			return word(req, notices[i].key);
	return NULL;
}

void
account_furnish(struct request *req, struct json_object *context)
{
	if (identity_session(req) == NULL)
		return;
	json_add_text(context, "notice", notice_of(req));
	add_profile(req, context);
	add_factor(req, context);
	add_sessions(req, context);
}

/* "JBSWY3DP" as "JBSW Y3DP", for typing. */
static const char *
in_groups(struct arena *arena, const char *secret)
{
	size_t len = strlen(secret);
	struct buf out = buf_new(arena, 2 * len + 1);

	for (size_t i = 0; i < len; i += SECRET_GROUP) {
		size_t left = len - i;

		if (i > 0)
			buf_add(&out, " ");
		buf_add_bytes(&out, secret + i,
		    left < SECRET_GROUP ? left : SECRET_GROUP);
	}
	return buf_text(&out);
}

void
account_furnish_factor(struct request *req, struct json_object *context)
{
	struct task *task = &req->task;
	bool has_codes = json_at(context, "codes") != NULL;
	const struct second_factor_setup *setup = NULL;

	if (identity_session(req) == NULL)
		return;
	if (!has_codes)
		setup = second_factor_begun(task, task->actor.user_id);
	if (!has_codes && setup == NULL && task->problem->kind == NOT_FOUND)
		task_forgive(task);
	json_add_bool(context, "has_codes", has_codes);
	json_add_bool(context, "is_begun", setup != NULL);
	json_add_bool(context, "is_idle", !has_codes && setup == NULL);
	if (setup != NULL)
		json_add_text(
		    context, "secret", in_groups(task->arena, setup->secret));
}
