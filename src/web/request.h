/*
 * request.h - one HTTP request as a handler sees it.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef WEB_REQUEST_H
#define WEB_REQUEST_H

#include "base/json.h"
#include "base/record.h"
#include "base/task.h"

enum method { METHOD_UNSET = 0, GET, POST, PUT, PATCH, DELETE };

/* The most {names} in the path of a route. */
enum { PATH_VALUES_MAX = 4 };

struct route;
struct reply;
struct app;
struct form;
struct multipart;
struct upload;
struct limits;
struct locale;
struct program;
struct zone;
struct form_key_taken; /* see web/form_key.h */
struct request_source; /* FastCGI's, or a test's */

struct request {
	struct task task; /* first, so that a request is a task */
	const struct app *app;
	const struct route *route;
	enum method method;
	const char *path;         /* decoded once, without the query */
	const char *query_string; /* as it came, "" when none */
	const char *host;         /* lower case, without the port */
	const char *remote_address;
	const char
	    *content_type; /* media type only, lower case, "" when none */
	const char *body;  /* raw bytes, with a NUL behind them */
	size_t body_len;
	bool wants_html; /* Accept prefers text/html over application/json */
	bool is_head;    /* method is GET, but the body stays here */
	bool is_https;
	bool is_admitted;  /* request_is_admitted() has said yes */
	struct page page;  /* of a GET that gives MANY */
	void *body_struct; /* of route->takes.record, validated */
	const char *path_values[PATH_VALUES_MAX];
	const struct form *query; /* decoded; NULL when there is none */
	const struct form *form;
	const struct multipart *multipart; /* NULL unless it has files */
	const char *language;              /* of pages: see web/language.h */
	const struct locale *locale;       /* of pages: see web/reader.h */
	const struct zone *zone;           /* the same */
	const struct form_key_taken *form_key; /* NULL: the form has none */
	void *identity; /* what app->identify keeps for its room; may be NULL */
	struct reply *reply;
	struct request_source *source;
	const struct program *program;
	struct limits *limits; /* of this process */
};

/* A header of the request by its HTTP name, NULL when it did not come. */
const char *request_header(const struct request *req, const char *name);
/* The {name} of the route's path, decoded. Naming one that the route does not
 * have is a bug. */
const char *request_param(const struct request *req, const char *name);
/* The same as an id; anything but a number from 1 is the NOT_FOUND of an id
 * that does not exist, and 0. */
int64_t request_id(struct request *req, const char *name);
/* A parameter of the query, decoded; NULL when missing. Duplicates: the first.
 */
const char *request_query(struct request *req, const char *name);
/* The body as JSON; BAD_REQUEST when it is none, UNSUPPORTED_MEDIA when
 * Content-Type says otherwise. NULL on failure. */
struct json_object *request_json(struct request *req);
/* A field of an application/x-www-form-urlencoded body; NULL when missing. */
const char *request_form(struct request *req, const char *name);
/* The file that was chosen in an input of a form (web/multipart.h); NULL when
 * there is none. */
const struct upload *request_upload(struct request *req, const char *name);
const char *request_cookie(struct request *req, const char *name);

/* path leads to a page of this site and nowhere else: it begins with one slash
 * and is plain printable ASCII. False for NULL. */
bool request_is_local(const char *path);

/* Merges the body of a route that takes PART(noun) into item, a struct noun as
 * it was found; INVALID like a whole body. */
bool request_merge(struct request *req, void *item) must_use;

/* The actor of the task may use this route: true, or FORBIDDEN. Called last by
 * what settles the identity (struct app in web/route.h). */
bool request_is_admitted(struct request *req) must_use;

/* At most per_minute calls of one remote address for this tenant (0: before any
 * is known) and name, as counted in Redis (in this process while Redis is
 * away): TOO_MANY_REQUESTS with a time to wait otherwise. For routes that
 * strangers can call; mind that a whole office may stand behind one address. */
bool request_limit(struct request *req, int64_t tenant_id, const char *name,
    int64_t per_minute) must_use;

/* The validated body of a route that takes ONE(noun). */
#define body(req, noun) ((struct noun *)(req)->body_struct)

#endif
