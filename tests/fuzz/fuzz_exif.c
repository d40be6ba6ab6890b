/*
 * fuzz_exif.c - any segment of a JPEG says one of the eight ways up.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/check.h"
#include "picture/exif.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	unsigned found = exif_orientation(data, size);

	check(found >= 1 && found <= 8);
	return 0;
}
