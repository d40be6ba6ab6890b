/*
 * http_url.h - the parts of an address that say whom a call would reach.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef NET_HTTP_URL_H
#define NET_HTTP_URL_H

#include "base/arena.h"

struct http_url {
	const char *scheme; /* "https" */
	const char *host;   /* lower case, without brackets */
	int64_t port;       /* of the scheme when none is said */
};

/* Reads url as libcurl does when it calls it, because two readers of one
 * address could disagree. False when it is no http or https address or names a
 * user. */
bool http_url_read(
    struct arena *arena, const char *url, struct http_url *parts) must_use;

/* The same scheme, host and port. */
bool http_url_is_same_origin(
    const struct http_url *a, const struct http_url *b);

#endif
