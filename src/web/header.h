/*
 * header.h - reads the values of those HTTP headers that the runtime needs.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef WEB_HEADER_H
#define WEB_HEADER_H

#include "base/arena.h"

/* "Application/JSON; charset=utf-8" is "application/json"; "" for NULL. */
const char *header_media_type(
    struct arena *arena, const char *content_type) must_use;

/* "Example.COM:8443" is "example.com", "[::1]:80" is "[::1]"; NULL when it is
 * no host name. */
const char *header_host(struct arena *arena, const char *host) must_use;

/* An Accept that prefers text/html over application/json; false for NULL. */
bool header_prefers_html(const char *accept);

/* The next range of a header such as Accept-Language, and moves *at behind it;
 * weight in thousandths. */
struct header_range {
	const char *text;
	size_t len;
	int weight;
};
struct header_range header_next_range(const char **at) must_use;

/* The value of a cookie, NULL when missing. Cookie: a=1; b=2. */
const char *header_cookie(
    struct arena *arena, const char *cookies, const char *name) must_use;

/* An If-None-Match that names etag (quoted, as we send it); a weak mark and the
 * "-gzip" that Apache adds while compressing do not matter. */
bool header_names_etag(const char *if_none_match, const char *etag);

#endif
