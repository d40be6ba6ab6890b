/*
 * fuzz_template.c - any source compiles or is refused, and renders in bounds.
 *
 * The first byte is the mode; what follows a 0 is a partial called "p". What
 * compiles as HTML must escape values whatever they are.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/check.h"
#include "view/template.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { OUT_BYTES_MAX = 256 * 1024 };

static const char values[] =
    "{\"a\":\"'\\\"><zq onload=1 \","
    "\"b\":[{\"c\":\"javascript:zq()\"},2,[3,\"&\"]],\"d\":true,\"e\":null,"
    "\"f\":{\"g\":{\"a\":\"'zq\"}},\"h\":1.21,\"t\":\" \\nzq\"}";

static void
render(struct arena *arena, const char *source, const char *partial,
    enum template_mode mode)
{
	struct template_set *set = template_set_new(arena);
	struct buf out = buf_new(arena, OUT_BYTES_MAX);
	struct json_object *context =
	    json_keep(arena, json_tokener_parse(values));
	const char *complaint = NULL;
	bool is_rendered;

	if (!template_set_add(set, "t", source, mode, &complaint) ||
	    !template_set_add(set, "p", partial, mode, &complaint) ||
	    !template_set_link(set, UNKNOWN_IS_EMPTY, &complaint)) {
		check(complaint != NULL);
		return;
	}
	is_rendered = template_render(set, "t", context, &out, NULL, NULL);
	if (!is_rendered || mode != TEMPLATE_HTML || out.len == 0 ||
	    strstr(source, "zq") != NULL || strstr(partial, "zq") != NULL)
		return;
	check(strstr(out.data, "<zq") == NULL);
	check(strstr(out.data, "'zq") == NULL);
	check(strstr(out.data, "<a href=\"javascript:zq") == NULL);
	check(strstr(out.data, "<a href='javascript:zq") == NULL);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena;
	const char *source;
	size_t len;

	if (size == 0)
		return 0;
	arena = arena_create(64 * 1024, 256 * 1024 * 1024);
	source = arena_copy_bytes(arena, (const char *)data + 1, size - 1);
	len = strlen(source);
	/* Behind the last byte there is a second end. */
	render(arena, source, len < size - 1 ? source + len + 1 : "",
	    (enum template_mode)(data[0] % 3 + TEMPLATE_TEXT));
	arena_free(arena);
	return 0;
}
