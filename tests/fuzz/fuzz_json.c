/*
 * fuzz_json.c - JSON from outside: what is read can be written and read again.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/check.h"
#include "base/json.h"
#include "base/task.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_create(4096, 256 << 20);
	struct task task = { .arena = arena };
	struct json_object *value, *again;
	const char *text;
	size_t len;

	if (json_parse(&task, (const char *)data, size, &value)) {
		text = json_write(arena, value, &len);
		check(json_parse(&task, text, len, &again));
		check(json_object_equal(value, again));
	} else {
		check(task.problem->kind == BAD_REQUEST);
	}
	arena_free(arena);
	return 0;
}
