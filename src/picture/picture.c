/*
 * picture.c - first bytes, and words for faults.
 *
 * SPDX-License-Identifier: ISC
 */
#include "picture/picture.h"

#include "base/text.h"

/* An SVG begins within so many bytes, behind comments and the like. */
enum { SVG_START_BYTES = 4096 };

/* clang-format off */
static const struct {
	const char *word;
	const char *text;
} faults[PICTURE_FAULTS] = {
	[PICTURE_FINE]     = { "fine",     "" },
	[PICTURE_FOREIGN]  = { "foreign",  "The file is no PNG, JPEG, WebP or SVG." },
	[PICTURE_BROKEN]   = { "broken",   "The picture is broken or not whole." },
	[PICTURE_HUGE]     = { "huge",     "The picture has more than 16 million pixels." },
	[PICTURE_ANIMATED] = { "animated", "The picture moves; a still one is needed." },
	[PICTURE_BLANK]    = { "blank",    "There is nothing to see in the picture." },
	[PICTURE_STRIP]    = { "strip",
	    "The picture is more than twelve times as long as it is high, or as high as it is long." },
	[PICTURE_LONG]     = { "long",     "The SVG has too many shapes for a logo. Save it as PNG and try again." },
	[PICTURE_ENTITIES] = { "entities",
	    "The SVG has definitions (DTD, entities) that are not taken. Save it as PNG and try again." },
	[PICTURE_NESTED]   = { "nested",   "The SVG is made of another picture. Save it as PNG and try again." },
	[PICTURE_SIZELESS] = { "sizeless",
	    "The SVG does not say how large it is (viewBox). Save it as PNG and try again." },
};
/* clang-format on */

static bool
begins_with(const char *bytes, size_t len, const char *start, size_t start_len)
{
	return len >= start_len && memcmp(bytes, start, start_len) == 0;
}

static bool
is_svg(const char *bytes, size_t len)
{
	static const char mark[] = "\xef\xbb\xbf"; /* of UTF-8 */
	size_t at = 0, end = len < SVG_START_BYTES ? len : SVG_START_BYTES;

	if (begins_with(bytes, len, mark, strlen(mark)))
		at = strlen(mark);
	while (at < end && memchr(" \t\r\n", bytes[at], 4) != NULL)
		at++;
	if (at == end || bytes[at] != '<')
		return false;
	for (; at + 3 < end; at++)
		if (memcmp(bytes + at, "svg", 3) == 0 && at > 0 &&
		    (bytes[at - 1] == '<' || bytes[at - 1] == ':'))
			return true;
	return false;
}

enum picture_type
picture_sniff(const char *bytes, size_t len)
{
	if (begins_with(bytes, len, "\x89PNG\r\n\x1a\n", 8))
		return PICTURE_PNG;
	if (begins_with(bytes, len, "\xff\xd8\xff", 3))
		return PICTURE_JPEG;
	if (begins_with(bytes, len, "RIFF", 4) && len >= 12 &&
	    memcmp(bytes + 8, "WEBP", 4) == 0)
		return PICTURE_WEBP;
	return is_svg(bytes, len) ? PICTURE_SVG : PICTURE_UNKNOWN;
}

const char *
picture_fault_word(enum picture_fault fault)
{
	return faults[fault].word;
}

enum picture_fault
picture_fault_of(const char *word)
{
	for (int fault = PICTURE_FOREIGN; fault < PICTURE_FAULTS; fault++)
		if (text_is_equal(faults[fault].word, word))
			return (enum picture_fault)fault;
	return PICTURE_BROKEN;
}

const char *
picture_fault_text(enum picture_fault fault)
{
	return faults[fault].text;
}
