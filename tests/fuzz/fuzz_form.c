/*
 * fuzz_form.c - form bodies and query strings from foreign bytes.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/check.h"
#include "base/text.h"
#include "web/form.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_create(4096, 256 << 20);
	const struct form *form = form_parse(arena, (const char *)data, size);

	check(form == NULL || form->count <= FORM_PAIRS_MAX);
	for (size_t i = 0; form != NULL && i < form->count; i++) {
		const struct form_pair *pair = &form->pairs[i];

		check(text_is_utf8(pair->name, strlen(pair->name)));
		check(text_is_utf8(pair->value, strlen(pair->value)));
		check(form_value(form, pair->name) != NULL);
	}
	arena_free(arena);
	return 0;
}
