/*
 * fuzz_multipart.c - forms with files from foreign bytes: the first line is the
 * header, what follows the body.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/check.h"
#include "base/text.h"
#include "web/multipart.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
look_at(const struct multipart *multipart, const char *body, size_t len)
{
	check(multipart->form.count + multipart->upload_count <=
	    MULTIPART_PARTS_MAX);
	for (size_t i = 0; i < multipart->form.count; i++) {
		const struct form_pair *pair = &multipart->form.pairs[i];

		check(text_is_utf8(pair->name, strlen(pair->name)));
		check(text_is_utf8(pair->value, strlen(pair->value)));
	}
	for (size_t i = 0; i < multipart->upload_count; i++) {
		const struct upload *upload = &multipart->uploads[i];

		check(multipart_upload(multipart, upload->name) != NULL);
		check(text_is_utf8(upload->filename, strlen(upload->filename)));
		check(upload->bytes >= body &&
		    upload->bytes + upload->len <= body + len);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_create(4096, 256 << 20);
	const char *text = (const char *)data;
	const char *line = size == 0 ? NULL : memchr(text, '\n', size);
	size_t head = line == NULL ? size : (size_t)(line - text);
	size_t skip = line == NULL ? size : head + 1;
	const char *type = arena_copy_bytes(arena, text, head);
	const struct multipart *multipart;

	if (text_is_utf8(type, strlen(type))) {
		multipart =
		    multipart_parse(arena, type, text + skip, size - skip);
		if (multipart != NULL)
			look_at(multipart, text + skip, size - skip);
	}
	arena_free(arena);
	return 0;
}
