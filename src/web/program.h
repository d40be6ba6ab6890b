/*
 * program.h - a web program after its start: what children inherit.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef WEB_PROGRAM_H
#define WEB_PROGRAM_H

#include "base/prefork.h"
#include "web/route.h"
#include "web/router.h"

/* Read again as a whole on SIGHUP; lives in its own arena. */
struct program {
	const struct app *app;
	struct arena *arena;
	const struct config *config;
	const struct router *router;
	const struct template_set *templates; /* NULL: no pages */
	const struct text_catalog *texts;     /* NULL: no pages */
	const struct zone_set *zones;         /* NULL: no pages */
	const char *config_path;              /* NULL: the usual place */
	int listen_socket;
};

/* Everything but the socket, checked; NULL with a sentence in *complaint, which
 * lives in arena. The program lives in an arena of its own. */
struct program *program_load(const struct app *app, const char *config_path,
    struct arena *arena, const char **complaint) must_use;

/* The life of a child (struct prefork). */
int fastcgi_serve(const struct program *program, struct scoreboard_slot *slot);

/* Answers one request: afterwards req->reply is what has to leave, the work is
 * committed or undone and the body of the request was read to its end (unless
 * it broke off). */
void dispatch(struct request *req);

/* GET /healthz and GET /readyz. */
extern const struct route health_routes[];

#endif
