/*
 * fuzz_cookie.c - cookies and the other headers that the runtime reads.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/check.h"
#include "web/header.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_create(4096, 64 << 20);
	const char *text = arena_copy_bytes(arena, (const char *)data, size);
	const char *value = header_cookie(arena, text, "name");
	const char *host = header_host(arena, text);

	check(value == NULL || strlen(value) < size);
	check(value == NULL || strchr(value, ';') == NULL);
	check(host == NULL || strpbrk(host, "/@? ") == NULL);
	check(strlen(header_media_type(arena, text)) <= size);
	(void)header_prefers_html(text);
	(void)header_names_etag(text, "\"1\"");
	arena_free(arena);
	return 0;
}
