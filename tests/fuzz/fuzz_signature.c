/*
 * fuzz_signature.c - any header and body: valid only if it is the signature.
 *
 * The first line is the header, the rest the body.
 * SPDX-License-Identifier: ISC
 */
#include "base/check.h"
#include "base/text.h"
#include "net/signature.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char secret[] = "app-secret";
	struct arena *arena = arena_create(1024, 64 << 20);
	const uint8_t *line_end = size == 0 ? NULL : memchr(data, '\n', size);
	size_t header_len = line_end == NULL ? size : (size_t)(line_end - data);
	const uint8_t *body = line_end == NULL ? data + size : line_end + 1;
	size_t body_len = (size_t)(data + size - body);
	char *header = arena_copy_bytes(arena, (const char *)data, header_len);
	bool is_valid = signature_meta_is_valid(secret, header, body, body_len);
	char *due = signature_meta(arena, secret, body, body_len);

	/* Hexadecimal digits may come in either case, the rest may not. */
	check(is_valid ==
	    (text_is_equal_nocase(header, due) &&
		text_starts_with(header, "sha256=")));
	check(signature_meta_is_valid(secret, due, body, body_len));
	check(!signature_meta_is_valid("", header, body, body_len));
	arena_free(arena);
	return 0;
}
