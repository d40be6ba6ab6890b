/*
 * route.h - the table of routes: what a program answers, to whom, in what
 * shape.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef WEB_ROUTE_H
#define WEB_ROUTE_H

#include "web/form_view.h"

enum shape_kind {
	SHAPE_NOTHING = 0,
	SHAPE_ONE,
	SHAPE_PART,
	SHAPE_MANY,
	SHAPE_RAW
};

/* What a route takes or gives. RAW: the handler reads the bytes itself. */
struct shape {
	enum shape_kind kind;
	const struct record *record;
	const char *media_type; /* RAW only */
};

/* clang-format off */
#define NOTHING { SHAPE_NOTHING, NULL, NULL }
#define ONE(noun) { SHAPE_ONE, &noun##_record, NULL }
/* Any of the members of noun; the handler merges them into what it finds with
 * request_merge(). */
#define PART(noun) { SHAPE_PART, &noun##_record, NULL }
#define MANY(noun) { SHAPE_MANY, &noun##_record, NULL }
#define RAW(type) { SHAPE_RAW, NULL, type }
/* clang-format on */

/* True with a reply made, or false with a problem set. Runs once per request,
 * before the commit. */
typedef bool handler_fn(struct request *req);

/* A row that takes ONE(noun) finds it validated in body(req, noun). Two rows
 * may have the same method and path if one of them has a page: it answers those
 * who prefer HTML. Limits per address are the handler's: see request_limit().
 */
struct route {
	enum method method;
	const char *path; /* "/sessions/{id}/messages" */
	enum role role;   /* the least role; ROLE_UNSET stops the start */
	struct shape takes;
	struct shape gives;
	handler_fn *handler;
	const char *summary;
	const char *page;       /* template: the reply is rendered */
	int64_t body_max_bytes; /* 0: config.body_max_bytes */
	/* What a key of a program needs: "settings" asks for settings:read when
	 * the method is GET, else for settings:write. NULL: no key may. */
	const char *scope;
	/* A form of a page: where the browser goes when all went well, instead
	 * of a reply; to the field "next" if that is a path of this site. May
	 * have {names} of the route's own path. */
	const char *then;
	/* A form of a page that makes or sends something: done once for each
	 * key of the page (web/form_key.h). */
	bool once;
};

/* Adds what a template needs beside the reply, also when its form is shown
 * again. Its texts are there as "t". */
struct furnishing {
	const char *page; /* template */
	void (*furnish)(struct request *req, struct json_object *context);
};

/* How somebody writes numbers and dates ("de-AT"), and where their clocks stand
 * ("Europe/Vienna"); NULL for what nobody knows. */
struct reader {
	const char *locale;
	const char *timezone;
};

/* What the runtime has to know of the business, and the program itself. */
struct app {
	const char *name;          /* "admin": ariia-admin, admin.sock */
	const char *database_role; /* NULL: no database */
	/* NULL-ended list of { 0 }-ended tables */
	const struct route *const *tables;
	int64_t (*children)(const struct config *config);
	bool has_templates; /* also without a route that has a page */
	bool calls_out;     /* to providers: net/call_out.h */
	/* Who is it? For every route whose role is not PUBLIC: sets tenant and
	 * actor of the task from the credentials and, with db_guard(), what
	 * the database has to say to them. False with UNAUTHORIZED otherwise.
	 * What knows the final role ends with
	 *	return request_is_admitted(req);
	 * that is accept() of the guard (its task is the request), or identify
	 * itself when it has no guard. The guard of a GET runs with the first
	 * statement of the handler or after the handler, all others before the
	 * body is read into its struct. The runtime refuses to send the reply
	 * of such a route without it: forgetting it is a bug that aborts.
	 * NULL: the program has public routes only. */
	bool (*identify)(struct request *req);
	/* Names the session that the cookies of the request claim, without
	 * asking anybody; NULL for none. The tokens of forms are bound to it.
	 * All programs of a site need the same one. May be NULL. */
	const char *(*session_id)(struct request *req);
	/* Adds what every page of this request needs (brand) to the "page"
	 * object and chooses its language; may be NULL. */
	void (*dress)(struct request *req, struct json_object *page);
	/* The same for a page that says that something is broken: it asks
	 * nobody. May be NULL. */
	void (*dress_plain)(struct request *req, struct json_object *page);
	/* Who reads the pages; asked once, at the first need. May be NULL. */
	struct reader (*reader)(struct request *req);
	/* NULL-ended lists of { 0 }-ended tables; may be NULL. */
	const struct furnishing *const *furnishings;
	const struct form_view *const *forms;
	/* A path of this site that a browser is sent to instead of being shown
	 * the problem of the task (to sign in), NULL for none; may be NULL. */
	const char *(*detour)(struct request *req);
	/* Reads what the rooms keep beside the configuration, at the start and
	 * again on SIGHUP, into arena, which lives as long as that
	 * configuration: NULL, or what is wrong; then what was read before
	 * stays. May be NULL. */
	const char *(*read)(struct arena *arena, const struct config *config);
	/* Called in the parent before the socket is opened; may be NULL.
	 * False stops the start. */
	bool (*start)(const struct config *config);
};

/* NULL if the tables can be served, else what is wrong with which row. */
const char *route_complaint(
    struct arena *arena, const struct route *const *tables) must_use;

/* "settings:read" of a route with a scope. */
const char *route_scope(
    struct arena *arena, const struct route *route) must_use;

/* OpenAPI 3.1 of all tables. */
struct json_object *openapi_of(
    struct arena *arena, const struct route *const *tables) must_use;

/* The whole program: options (--config FILE, --check), guards, templates,
 * socket (or the one that systemd passes), children, signals. Every program
 * also answers GET /healthz and GET /readyz. Returns the exit status. */
int web_main(const struct app *app, int argc, char **argv);

#endif
