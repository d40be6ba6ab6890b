/*
 * web_fixture.h - a program with a few routes, asked without a web server.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef UNIT_WEB_FIXTURE_H
#define UNIT_WEB_FIXTURE_H

#include "web/exchange.h"
#include "web/program.h"
#include "web/reply.h"

struct asked {
	struct arena *arena;
	struct request_source source;
	struct request req;
	struct reply reply;
	const char *unread; /* of the body */
	size_t chunk;       /* bytes that one read gives at most */
	bool breaks_off;    /* instead of an end */
};

/* Answers as a program with tables would; params is a NULL-ended list of
 * "NAME=value" beside method and target. The body is what asked->unread says.
 * asked lives until asked_end(). */
void ask(struct asked *asked, const struct route *const *tables,
    const char *method, const char *target, const char *const *params);
void asked_end(struct asked *asked);
/* The head of the reply. */
const char *asked_head(struct asked *asked);

#endif
