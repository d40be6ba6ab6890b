/*
 * router.h - all routes of a program as one tree, compiled once before the
 * fork.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef WEB_ROUTER_H
#define WEB_ROUTER_H

#include "web/path.h"
#include "web/route.h"

struct router;

/* tables as in struct app; route_complaint() was asked before. */
struct router *router_compile(
    struct arena *arena, const struct route *const *tables) must_use;

struct match {
	const struct route *route; /* NULL: none for this method */
	unsigned methods; /* bits 1 << method of this path; 0: no path */
	const char *values[PATH_VALUES_MAX];
};

/* The route for method and path; a literal segment wins over a {name}. wishes
 * says who asks: those who want HTML get the row with a page if there is one.
 */
struct match router_match(const struct router *router, const struct path *path,
    enum method method, const struct request *wishes) must_use;

/* "GET, HEAD, POST, OPTIONS" of such bits, as Allow wants it. */
const char *router_allow(struct arena *arena, unsigned methods) must_use;

/* "GET". */
const char *method_name(enum method method) must_use;

/* The parts of a route's path: literal or {name}. */
struct pattern_part {
	const char *text; /* without braces */
	size_t len;
	enum { PART_LITERAL = 1, PART_NAME } kind;
};
/* Takes the part at *at and moves on; false at the end. */
bool pattern_next(const char **at, struct pattern_part *part);

#endif
