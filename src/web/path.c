/*
 * path.c - decodes paths and refuses the ambiguous ones.
 *
 * SPDX-License-Identifier: ISC
 */
#include "web/path.h"

#include "base/buf.h"
#include "base/text.h"

static bool
can_name_something(const char *segment)
{
	if (*segment == '\0' || strcmp(segment, ".") == 0 ||
	    strcmp(segment, "..") == 0)
		return false;
	for (const char *at = segment; *at != '\0'; at++) {
		if (*at == '/' || (unsigned char)*at < 0x20 || *at == 0x7f)
			return false;
	}
	return true;
}

enum path_outcome
path_parse(struct arena *arena, const char *raw, size_t len, struct path *path)
{
	enum path_outcome outcome = PATH_FINE;
	size_t start = 1;

	*path = (struct path){ 0 };
	if (len == 0 || len > PATH_BYTES_MAX || raw[0] != '/')
		return PATH_UNKNOWN;
	if (len == 1)
		return PATH_FINE;
	for (;;) {
		const char *slash = memchr(raw + start, '/', len - start);
		size_t end = slash == NULL ? len : (size_t)(slash - raw);
		const char *segment = text_url_decode(
		    arena, raw + start, end - start, PLUS_STAYS);

		if (segment == NULL)
			return PATH_BROKEN;
		if (!can_name_something(segment) ||
		    path->count == PATH_SEGMENTS_MAX)
			outcome = PATH_UNKNOWN;
		else
			path->segments[path->count++] = segment;
		if (slash == NULL)
			return outcome;
		start = end + 1;
	}
}

const char *
path_text(struct arena *arena, const struct path *path)
{
	struct buf text = buf_new(arena, PATH_BYTES_MAX);

	if (path->count == 0)
		return "/";
	for (size_t i = 0; i < path->count; i++) {
		buf_add_char(&text, '/');
		buf_add(&text, path->segments[i]);
	}
	return buf_text(&text);
}
