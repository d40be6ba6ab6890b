/*
 * escape.h - values written so that HTML takes them as text.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef VIEW_ESCAPE_H
#define VIEW_ESCAPE_H

#include "base/buf.h"

enum escape {
	ESCAPE_UNDECIDED = 0,
	ESCAPE_NONE,
	ESCAPE_SPEC, /* & < > " as the Mustache specification has it */
	ESCAPE_HTML, /* the same and ' */
	ESCAPE_URL   /* the same, and "about:invalid" for a scheme that is not
		      * http, https, mailto or tel */
};

void escape_add(
    struct buf *out, const char *text, size_t len, enum escape escape);

/* A browser follows it to one of these schemes, or relative to the page. */
bool escape_url_is_safe(const char *url, size_t len) must_use;

#endif
