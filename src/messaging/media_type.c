/*
 * media_type.c - tells what a file is by its first bytes.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/text.h"
#include "messaging/media.h"

struct signature {
	const char *media_type;
	size_t at;
	const char *bytes;
	size_t len;
	const char *then; /* at byte 8; NULL: anything */
};

#define BEGINS(bytes) 0, bytes, sizeof(bytes) - 1, NULL
#define RIFF(bytes) 0, "RIFF", 4, bytes
/* ISO base media: the brand says what is inside; HEIC pictures are of the
 * family too. */
#define BRAND(bytes) 4, "ftyp", 4, bytes

/* clang-format off */
static const struct signature signatures[] = {
	{ "application/pdf", BEGINS("%PDF-") },
	{ "audio/amr",       BEGINS("#!AMR") },
	{ "audio/mp4",       BRAND("M4A ") },
	{ "audio/mp4",       BRAND("M4B ") },
	{ "audio/mpeg",      BEGINS("ID3") },
	{ "audio/ogg",       BEGINS("OggS") },
	{ "image/gif",       BEGINS("GIF87a") },
	{ "image/gif",       BEGINS("GIF89a") },
	{ "image/jpeg",      BEGINS("\xff\xd8\xff") },
	{ "image/png",       BEGINS("\x89PNG\r\n\x1a\n") },
	{ "image/webp",      RIFF("WEBP") },
	{ "video/3gpp",      BRAND("3g") },
	{ "video/mp4",       BRAND("M4V ") },
	{ "video/mp4",       BRAND("MSNV") },
	{ "video/mp4",       BRAND("avc1") },
	{ "video/mp4",       BRAND("dash") },
	{ "video/mp4",       BRAND("iso") },
	{ "video/mp4",       BRAND("mp4") },
};
/* clang-format on */

enum { BRAND_AT = 8 };

static bool
has_at(
    const char *bytes, size_t len, size_t at, const char *wanted, size_t count)
{
	return len >= at + count && memcmp(bytes + at, wanted, count) == 0;
}

/* Frames of MPEG audio and of AAC begin with eleven ones; the two bits of the
 * layer tell them apart. */
static const char *
frame_type(const char *bytes, size_t len)
{
	unsigned char first, second;

	if (len < 2)
		return NULL;
	first = (unsigned char)bytes[0];
	second = (unsigned char)bytes[1];
	if (first != 0xff)
		return NULL;
	if ((second & 0xf6) == 0xf0)
		return "audio/aac";
	return (second & 0xe6) == 0xe2 ? "audio/mpeg" : NULL;
}

const char *
media_type_of(const char *bytes, size_t len)
{
	for (size_t i = 0; i < ARRAY_LENGTH(signatures); i++) {
		const struct signature *s = &signatures[i];

		if (has_at(bytes, len, s->at, s->bytes, s->len) &&
		    (s->then == NULL ||
			has_at(bytes, len, BRAND_AT, s->then, strlen(s->then))))
			return s->media_type;
	}
	return frame_type(bytes, len);
}

const char *
media_extension(const char *media_type)
{
	static const char *const pairs[][2] = {
		{ "application/pdf", "pdf" },
		{ "audio/aac", "aac" },
		{ "audio/amr", "amr" },
		{ "audio/mp4", "m4a" },
		{ "audio/mpeg", "mp3" },
		{ "audio/ogg", "ogg" },
		{ "image/gif", "gif" },
		{ "image/jpeg", "jpg" },
		{ "image/png", "png" },
		{ "image/webp", "webp" },
		{ "video/3gpp", "3gp" },
		{ "video/mp4", "mp4" },
	};

	for (size_t i = 0; i < ARRAY_LENGTH(pairs); i++)
		if (text_is_equal(pairs[i][0], media_type))
			return pairs[i][1];
	return "bin";
}

bool
media_is_image(const char *media_type)
{
	return media_type != NULL && text_starts_with(media_type, "image/");
}
