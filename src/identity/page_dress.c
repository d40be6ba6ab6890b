/*
 * page_dress.c - pages in the studio's name, and in the reader's language.
 *
 * SPDX-License-Identifier: ISC
 */
#include "identity/page_dress.h"

#include "base/text.h"
#include "identity/brand_memory.h"
#include "identity/identify.h"
#include "identity/people.h"
#include "identity/tenant_of_host.h"
#include "tenancy/brand.h"
#include "tenancy/tenant.h"
#include "web/language.h"

enum { MINUTE_MS = 60000, UNKNOWN_STUDIO = -1 };

static bool
is_database_away(const struct problem *problem)
{
	return problem != NULL &&
	    (problem->kind == UNAVAILABLE || problem->kind == TIMED_OUT);
}

/* 0: no studio. A page is shown even if nobody can say. Whoever is refused
 * because the host is another studio's reads so in that studio's brand. */
static int64_t
studio_id(struct request *req)
{
	bool is_known = identity_user(req) != NULL, is_away;
	const struct tenant *tenant;

	if (is_known && req->is_admitted)
		return req->task.tenant_id;
	tenant = identity_tenant_of_host(req);
	is_away = tenant == NULL && is_database_away(req->task.problem);
	task_forgive(&req->task);
	if (tenant != NULL)
		return tenant->id;
	if (is_away)
		return UNKNOWN_STUDIO;
	return is_known ? req->task.tenant_id : 0;
}

static const struct brand *
brand_of(struct request *req, int64_t id)
{
	struct task *task = &req->task;
	const struct brand *brand = NULL;
	int64_t before = task->tenant_id;

	if (id > 0) {
		task->tenant_id = id;
		brand = brand_find(task);
		task->tenant_id = before;
	}
	return brand;
}

static void
choose_language(struct request *req, const struct brand *brand)
{
	const struct user *user = identity_user(req);

	if (user != NULL)
		request_set_language(req, user->locale);
	else if (brand != NULL && !request_names_language(req))
		request_set_language(req, brand->studio_locale);
}

static void
add_face(struct request *req, struct json_object *page,
    const struct brand_face *face)
{
	struct arena *arena = req->task.arena;
	struct json_object *shown = json_new_object(arena);
	const char *name = face->name;

	if (name == NULL)
		name = json_text_at(
		    request_words(req, "common", NULL), "platform");
	json_add_text(shown, "name", name);
	json_add_text(
	    shown, "initial", name == NULL ? "" : text_prefix(arena, name, 1));
	json_add_text(shown, "version", face->version);
	json_add_text(shown, "icon", face->icon);
	json_add(page, "brand", json_object_get(shown));
}

/* A host names one studio, whoever is signed in there. */
static void
remember(struct request *req, const struct brand_face *face)
{
	const char *slug = tenant_slug_of_host(req);

	task_forgive(&req->task);
	if (slug != NULL)
		brand_remember(req->host, face);
}

static void
add_brand(
    struct request *req, struct json_object *page, const struct brand *brand)
{
	struct brand_face face = { 0 };

	if (brand != NULL) {
		face.name = brand_title(brand);
		face.version = brand_version(req->task.arena, brand);
		face.icon = brand->branding_favicon_version;
		remember(req, &face);
	}
	add_face(req, page, &face);
}

void
page_dress_plain(struct request *req, struct json_object *page)
{
	struct brand_face face = { 0 };

	(void)!brand_recall(req->host, &face);
	add_face(req, page, &face);
}

static const char *
name_of(const struct user *user)
{
	if (user == NULL)
		return "?";
	return text_is_empty(user->full_name) ? user->email : user->full_name;
}

/* Who acts, as their own studio has them. */
static const struct user *
operator_of(struct task *task, const struct session *session)
{
	int64_t before = task->tenant_id;
	const struct user *user;

	task->tenant_id = session->impersonator_tenant_id;
	user = user_find(task, session->impersonator_user_id);
	task->tenant_id = before;
	if (user == NULL && task->problem->kind == NOT_FOUND)
		task_forgive(task);
	return user;
}

static struct json_object *
bar_of(struct request *req)
{
	const struct session *session = identity_session(req);
	struct json_object *context;
	int64_t left_ms;

	if (session == NULL || session->impersonator_user_id == 0)
		return NULL;
	context = json_new_object(req->task.arena);
	left_ms = instant_ms_between(instant_now(), session->expires_at);
	json_add_text(
	    context, "operator", name_of(operator_of(&req->task, session)));
	json_add_text(context, "person", name_of(identity_user(req)));
	json_add_int(context, "minutes", (left_ms + MINUTE_MS - 1) / MINUTE_MS);
	return request_words(req, "impersonation", context);
}

/* Where the operator is, and the way back. */
static struct json_object *
visit_of(struct request *req)
{
	const struct tenant *there = identity_visited(req);
	struct json_object *context;
	struct json_object *bar;

	if (there == NULL)
		return NULL;
	context = json_new_object(req->task.arena);
	json_add_text(context, "studio", there->name);
	bar = request_words(req, "visit", context);
	json_add_bool(bar, "is_inactive", !there->is_active);
	return bar;
}

void
page_dress(struct request *req, struct json_object *page)
{
	const struct user *user = identity_user(req);
	const struct brand *brand;
	struct json_object *who = NULL;
	int64_t studio;

	/* The operator's own pages are at home, whatever studio they tell of.
	 */
	if (user != NULL && req->route != NULL && req->route->role == ROLE_SYS)
		req->task.tenant_id = identity_home_tenant(req);
	studio = studio_id(req);
	brand = brand_of(req, studio);
	choose_language(req, brand);
	if (studio == UNKNOWN_STUDIO)
		page_dress_plain(req, page);
	else
		add_brand(req, page, brand);
	if (user != NULL) {
		who = json_new_object(req->task.arena);
		json_add_text(who, "name", name_of(user));
		json_add_text(who, "email", user->email);
		json_add_text(who, "initials",
		    people_initials(req->task.arena, name_of(user)));
	}
	json_add(page, "user", json_object_get(who));
	json_add(page, "impersonation", json_object_get(bar_of(req)));
	json_add(page, "visit", json_object_get(visit_of(req)));
}

struct reader
page_reader(struct request *req)
{
	const struct user *user = identity_user(req);

	if (user == NULL)
		return (struct reader){ 0 };
	return (struct reader){ user->locale, user->timezone };
}
