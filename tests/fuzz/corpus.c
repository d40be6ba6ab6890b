/*
 * corpus.c - runs a fuzz target over files, once each, without libFuzzer.
 *
 * SPDX-License-Identifier: ISC
 */
#define ALLOW_ALLOCATION
#include <stdlib.h>

#include "base/base.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { SIZE_MAX_BYTES = 1 << 20 };

/* The copy is exactly as long as the file, so that a sanitizer sees a read
 * behind its end. */
static bool
run_file(const char *path)
{
	static uint8_t bytes[SIZE_MAX_BYTES];
	FILE *file = fopen(path, "rb");
	size_t size;
	uint8_t *copy;

	if (file == NULL) {
		perror(path);
		return false;
	}
	size = fread(bytes, 1, sizeof(bytes), file);
	if (ferror(file) || fclose(file) != 0) {
		perror(path);
		return false;
	}
	copy = malloc(size == 0 ? 1 : size);
	if (copy == NULL) {
		perror(path);
		return false;
	}
	memcpy(copy, bytes, size);
	LLVMFuzzerTestOneInput(copy, size);
	free(copy);
	return true;
}

int
main(int argc, char **argv)
{
	int failed = 0;

	for (int at = 1; at < argc; at++)
		if (!run_file(argv[at]))
			failed++;
	printf("%d passed, %d failed\n", argc - 1 - failed, failed);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
