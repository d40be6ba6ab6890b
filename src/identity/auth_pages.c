/*
 * auth_pages.c - the pages that signing in and an account need. What their
 * forms do stands beside the same acts of the API.
 *
 * SPDX-License-Identifier: ISC
 */
#include "identity/auth_pages.h"

#include "base/text.h"
#include "identity/account_page.h"
#include "identity/identify.h"
#include "identity/identity_web.h"
#include "identity/plan_choice.h"
#include "identity/second_factor.h"
#include "web/language.h"
#include "web/reply.h"

#define ACCOUNT "/account"
#define KEYS "/api-keys"

/* Where the form of a page begins with something: values.KEY.NAME. */
static void
add_value(struct request *req, struct json_object *context, const char *key,
    const char *name, const char *value)
{
	struct json_object *values = json_at(context, "values");
	struct json_object *form = json_new_object(req->task.arena);

	if (values == NULL) {
		values = json_new_object(req->task.arena);
		json_add(context, "values", json_object_get(values));
	}
	json_add_text(form, name, value);
	json_add(values, key, json_object_get(form));
}

static const char *
next_of(struct request *req)
{
	const char *next = request_query(req, "next");

	return request_is_local(next) ? next : "/today";
}

static void
furnish_login(struct request *req, struct json_object *context)
{
	const char *notice = request_query(req, "notice");
	const char *text = NULL;

	if (text_is_equal(notice, "password") ||
	    text_is_equal(notice, "verified") || text_is_equal(notice, "bye"))
		text = json_text_at(json_at(context, "t"),
		    arena_printf(req->task.arena, "notice_%s", notice));
	json_add_text(context, "notice", text);
	add_value(req, context, "login", "next", next_of(req));
}

static void
furnish_code(struct request *req, struct json_object *context)
{
	add_value(req, context, "code", "next", next_of(req));
}

static void
furnish_confirm(struct request *req, struct json_object *context)
{
	add_value(req, context, "confirm", "next", next_of(req));
}

static void
furnish_register(struct request *req, struct json_object *context)
{
	bool is_german = text_is_equal(request_language(req), "de");
	const char *chosen = req->form == NULL ? request_query(req, "plan")
					       : request_form(req, "plan_slug");

	json_add(context, "plans",
	    json_object_get(
		plan_choice_cards(req, chosen, json_at(context, "t"))));
	add_value(
	    req, context, "register", "locale", is_german ? "de-DE" : "en-GB");
}

static void
furnish_sent(struct request *req, struct json_object *context)
{
	json_add_bool(context, "is_sent", request_query(req, "sent") != NULL);
}

static void
furnish_verify(struct request *req, struct json_object *context)
{
	json_add_bool(context, "is_done", request_query(req, "done") != NULL);
	json_add_bool(context, "is_whole",
	    req->form != NULL ||
		(!text_is_empty(request_query(req, "token")) &&
		    !text_is_empty(request_query(req, "tenant"))));
}

const struct furnishing auth_furnishings[] = {
	{ "auth/login", furnish_login },
	{ "auth/second-factor", furnish_code },
	{ "auth/confirm", furnish_confirm },
	{ "auth/register", furnish_register },
	{ "auth/registered", furnish_sent },
	{ "auth/forgot", furnish_sent },
	{ "auth/verify", furnish_verify },
	{ "auth/account", account_furnish },
	{ "auth/factor", account_furnish_factor },
	{ 0 },
};

/* The page to come back to: a form can not be sent again by a redirect. */
static const char *
way_back(struct request *req)
{
	if (req->method != GET && text_starts_with(req->path, KEYS))
		return KEYS "/new";
	if (req->method != GET)
		return text_is_equal(req->path, "/account/second-factor") ||
			(req->route->page != NULL &&
			    text_starts_with(req->path, "/platform/"))
		    ? req->path
		    : ACCOUNT;
	if (text_is_empty(req->query_string))
		return req->path;
	return arena_printf(
	    req->task.arena, "%s?%s", req->path, req->query_string);
}

const char *
auth_detour(struct request *req)
{
	struct arena *arena = req->task.arena;
	const struct user *user = identity_user(req);
	const char *back = text_url_encode(arena, way_back(req));

	if (req->route->page == NULL && req->route->then == NULL)
		return NULL;
	if (req->task.problem->kind == CONFIRM_REQUIRED)
		return arena_printf(arena, "/confirm?next=%s", back);
	if (req->task.problem->kind == UNAUTHORIZED &&
	    req->route->role != ROLE_PUBLIC && !req->is_admitted)
		return arena_printf(arena, "/login?next=%s", back);
	if (user != NULL && second_factor_is_missing(req->task.config, user) &&
	    !second_factor_is_reachable(req))
		return "/account/second-factor";
	return NULL;
}

static bool
show(struct request *req)
{
	return reply_page(
	    req, OK, req->route->page, json_new_object(req->task.arena));
}

/* An account is shown where it belongs, wherever an operator is. */
static bool
show_own(struct request *req)
{
	return identity_go_home(req) && show(req);
}

/* clang-format off */
#define PAGE RAW("text/html")

const struct route auth_pages[] = {
	/*     path                      role         takes    gives handler */
	{ GET, "/login",                 ROLE_PUBLIC, NOTHING, PAGE, show,
	    "Ask for address and password", .page = "auth/login" },
	{ GET, "/second-factor",         ROLE_PUBLIC, NOTHING, PAGE, show,
	    "Ask for the code of the authenticator", .page = "auth/second-factor" },
	{ GET, "/confirm",               ROLE_USR,    NOTHING, PAGE, show_own,
	    "Ask for the password once more", .page = "auth/confirm" },
	{ GET, "/register",              ROLE_PUBLIC, NOTHING, PAGE, show,
	    "Ask who signs up, and for which plan", .page = "auth/register" },
	{ GET, "/registered",            ROLE_PUBLIC, NOTHING, PAGE, show,
	    "Say that a mail is on its way", .page = "auth/registered" },
	{ GET, "/verify",                ROLE_PUBLIC, NOTHING, PAGE, show,
	    "Ask whether to confirm an address", .page = "auth/verify" },
	{ GET, "/forgot",                ROLE_PUBLIC, NOTHING, PAGE, show,
	    "Ask whose password is forgotten", .page = "auth/forgot" },
	{ GET, "/reset",                 ROLE_PUBLIC, NOTHING, PAGE, show,
	    "Ask for a new password", .page = "auth/reset" },
	{ GET, "/invitation",            ROLE_PUBLIC, NOTHING, PAGE, show,
	    "Ask who accepts an invitation", .page = "auth/invitation" },
	{ GET, "/logout",                ROLE_PUBLIC, NOTHING, PAGE, show,
	    "Ask whether to sign out", .page = "auth/logout" },
	{ GET, "/account",               ROLE_USR,    NOTHING, PAGE, show_own,
	    "Show one's own account", .page = "auth/account" },
	{ GET, "/account/second-factor", ROLE_USR,    NOTHING, PAGE, show_own,
	    "Show how to set up the second factor", .page = "auth/factor" },
	{ 0 }
};
/* clang-format on */
