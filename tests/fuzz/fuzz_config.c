/*
 * fuzz_config.c - a configuration file: settings within limits, or a sentence.
 *
 * SPDX-License-Identifier: ISC
 */
#define _GNU_SOURCE
#include <sys/mman.h>
#include <unistd.h>

#include "base/check.h"
#include "base/config.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_create(4096, 256 << 20);
	int descriptor = memfd_create("config", MFD_CLOEXEC);
	const struct config *config;
	const char *complaint;

	check(descriptor >= 0);
	check(write(descriptor, data, size) == (ssize_t)size);
	config = config_read(arena,
	    arena_printf(arena, "/proc/self/fd/%d", descriptor), &complaint);
	close(descriptor);
	check((config == NULL) == (complaint != NULL));
	if (config != NULL) {
		check(config->poll_ms >= 1 && config->poll_ms <= 60000);
		check(config->database_url[0] != '\0');
		check(config->auth_secret != NULL);
	}
	arena_free(arena);
	return 0;
}
