/*
 * exif.c - finds one number in the first directory of a segment.
 *
 * SPDX-License-Identifier: ISC
 */
#include "picture/exif.h"

static const char head[] = "Exif\0"; /* with the 0 at its end, six bytes */

enum {
	TAG_ORIENTATION = 0x0112,
	TYPE_SHORT = 3,
	ENTRY_BYTES = 12,
	ENTRIES_MAX = 512
};

/* The part of the segment from which offsets count. */
struct tiff {
	const uint8_t *bytes;
	size_t len;
	bool is_little;
};

/* 0 behind the end. */
static unsigned
short_at(const struct tiff *tiff, size_t at)
{
	const uint8_t *bytes = tiff->bytes + at;

	if (tiff->len < 2 || at > tiff->len - 2)
		return 0;
	return tiff->is_little ? bytes[0] | (unsigned)bytes[1] << 8
			       : (unsigned)bytes[0] << 8 | bytes[1];
}

static size_t
long_at(const struct tiff *tiff, size_t at)
{
	size_t first = short_at(tiff, at), second = short_at(tiff, at + 2);

	return tiff->is_little ? first | second << 16 : first << 16 | second;
}

unsigned
exif_orientation(const uint8_t *bytes, size_t len)
{
	struct tiff tiff = { 0 };
	size_t directory, count;
	unsigned found;

	if (len < sizeof(head) + 8 || memcmp(bytes, head, sizeof(head)) != 0)
		return 1;
	tiff = (struct tiff){ bytes + sizeof(head), len - sizeof(head),
		bytes[sizeof(head)] == 'I' };
	if (memcmp(tiff.bytes, tiff.is_little ? "II*\0" : "MM\0*", 4) != 0)
		return 1;
	directory = long_at(&tiff, 4);
	count = short_at(&tiff, directory);
	for (size_t i = 0; i < count && i < ENTRIES_MAX; i++) {
		size_t entry = directory + 2 + i * ENTRY_BYTES;

		if (short_at(&tiff, entry) != TAG_ORIENTATION ||
		    short_at(&tiff, entry + 2) != TYPE_SHORT)
			continue;
		found = short_at(&tiff, entry + 8);
		return found >= 1 && found <= 8 ? found : 1;
	}
	return 1;
}
