/*
 * fuzz_path.c - the path of a request: what is fine names nothing twice.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/check.h"
#include "base/text.h"
#include "web/path.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check_segment(const char *segment)
{
	check(*segment != '\0' && strchr(segment, '/') == NULL);
	check(strcmp(segment, ".") != 0 && strcmp(segment, "..") != 0);
	check(text_is_utf8(segment, strlen(segment)));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_create(4096, 64 << 20);
	struct path path;

	if (path_parse(arena, (const char *)data, size, &path) == PATH_FINE) {
		const char *text = path_text(arena, &path);

		check(text != NULL && *text == '/');
		check(path.count <= PATH_SEGMENTS_MAX);
		for (size_t i = 0; i < path.count; i++)
			check_segment(path.segments[i]);
	}
	arena_free(arena);
	return 0;
}
