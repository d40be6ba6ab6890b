/*
 * path.h - the path of a request, decoded once, segment by segment.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef WEB_PATH_H
#define WEB_PATH_H

#include "base/arena.h"

enum { PATH_SEGMENTS_MAX = 16, PATH_BYTES_MAX = 4096 };

/* "/" has no segment, "/a/b" has two. */
struct path {
	const char *segments[PATH_SEGMENTS_MAX];
	size_t count;
};

/* UNKNOWN: well-formed, but no route can ever look like it: an empty segment
 * (also a slash at the end), ".", "..", an encoded slash, a control byte, too
 * many segments or bytes. BROKEN: a bad escape, byte 0 or no UTF-8. Nothing is
 * ever normalized into another path. */
enum path_outcome { PATH_FINE = 1, PATH_UNKNOWN, PATH_BROKEN };

/* Decodes the len bytes of raw, which have no query behind them. */
enum path_outcome path_parse(struct arena *arena, const char *raw, size_t len,
    struct path *path) must_use;

/* The decoded segments with a slash before each. */
const char *path_text(struct arena *arena, const struct path *path) must_use;

#endif
