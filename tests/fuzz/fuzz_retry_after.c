/*
 * fuzz_retry_after.c - any Retry-After leads to a bounded wait or to none.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/check.h"
#include "net/retry_after.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct instant now = { 1795344097000000 };
	struct arena *arena = arena_create(1024, 64 << 20);
	char *value = arena_copy_bytes(arena, (const char *)data, size);
	int64_t ms = retry_after_ms(value, now);
	int64_t exact_ms = retry_after_ms_exact(value);

	check(ms >= -1 && ms <= RETRY_AFTER_MAX_MS);
	check(exact_ms >= -1 && exact_ms <= RETRY_AFTER_MAX_MS);
	/* A number means something to both, and more as seconds. */
	check(exact_ms < 0 || ms >= exact_ms);
	arena_free(arena);
	return 0;
}
