/*
 * split.c - cuts text at the best place that still fits.
 *
 * SPDX-License-Identifier: ISC
 */
#include "agents/split.h"

#include "base/check.h"
#include "base/text.h"

#define ELLIPSIS "\xe2\x80\xa6"

enum { ZERO_WIDTH_JOINER = 0x200d };

/* How good a place is; a later one wins only if it is as good. */
enum place { PLACE_ANY, PLACE_WORD, PLACE_SENTENCE, PLACE_PARAGRAPH, PLACES };

static size_t
units_of(uint32_t code_point)
{
	return code_point > 0xffff ? 2 : 1;
}

static bool
is_blank(uint32_t code_point)
{
	return code_point == ' ' || code_point == '\t' || code_point == '\n' ||
	    code_point == '\r';
}

static bool
ends_sentence(uint32_t code_point)
{
	return code_point == '.' || code_point == '!' || code_point == '?' ||
	    code_point == 0x2026;
}

/* What belongs to the code point in front of it: joiner, variation selectors,
 * combining marks, skin tones, the tags of flags. */
static bool
is_attached(uint32_t code_point)
{
	/* clang-format off */
	static const struct { uint32_t first, last; } ranges[] = {
		{ 0x0300, 0x036f },   { 0x0483, 0x0489 },   { 0x0591, 0x05bd },
		{ 0x05bf, 0x05bf },   { 0x05c1, 0x05c2 },   { 0x05c4, 0x05c5 },
		{ 0x05c7, 0x05c7 },   { 0x0610, 0x061a },   { 0x064b, 0x065f },
		{ 0x0670, 0x0670 },   { 0x06d6, 0x06dc },   { 0x06df, 0x06e4 },
		{ 0x06e7, 0x06e8 },   { 0x06ea, 0x06ed },   { 0x0900, 0x0903 },
		{ 0x093a, 0x093c },   { 0x093e, 0x094f },   { 0x0e31, 0x0e31 },
		{ 0x0e34, 0x0e3a },   { 0x0e47, 0x0e4e },   { 0x1ab0, 0x1aff },
		{ 0x1dc0, 0x1dff },   { 0x200d, 0x200d },   { 0x20d0, 0x20ff },
		{ 0x302a, 0x302f },   { 0x3099, 0x309a },   { 0xfe00, 0xfe0f },
		{ 0xfe20, 0xfe2f },   { 0x1f3fb, 0x1f3ff }, { 0xe0020, 0xe007f },
		{ 0xe0100, 0xe01ef },
	};
	/* clang-format on */

	for (size_t at = 0; at < ARRAY_LENGTH(ranges); at++)
		if (code_point >= ranges[at].first &&
		    code_point <= ranges[at].last)
			return true;
	return false;
}

static bool
is_one_character(uint32_t before, uint32_t after)
{
	return before == ZERO_WIDTH_JOINER || is_attached(after);
}

/* How good it is to cut between before and after. */
static enum place
place_between(uint32_t before, uint32_t after)
{
	if (after == '\n')
		return PLACE_PARAGRAPH;
	if (is_blank(after))
		return ends_sentence(before) ? PLACE_SENTENCE : PLACE_WORD;
	return PLACE_ANY;
}

/* The number of bytes of text to take, at most units_max units; a part that is
 * less than a quarter full is no good place for anything. A character that does
 * not fit as a whole is cut between its code points. */
static size_t
good_len(const char *text, size_t units_max)
{
	size_t best[PLACES] = { 0 };
	size_t fitting = 0;
	size_t units = 0;
	uint32_t before = 0;
	const char *at = text;

	for (;;) {
		const char *start = at;
		uint32_t code_point = text_next(&at);

		if (code_point == 0)
			return (size_t)(start - text);
		if (start > text && !is_one_character(before, code_point)) {
			best[PLACE_ANY] = fitting;
			if (units >= units_max / 4)
				best[place_between(before, code_point)] =
				    fitting;
		}
		units += units_of(code_point);
		if (units > units_max)
			break;
		fitting = (size_t)(at - text);
		before = code_point;
	}
	for (enum place place = PLACE_PARAGRAPH; place > PLACE_ANY; place--)
		if (best[place] > 0)
			return best[place];
	return best[PLACE_ANY] > 0 ? best[PLACE_ANY] : fitting;
}

static const char *
last_part(struct arena *arena, const char *text, size_t units_max)
{
	size_t len;

	if (text_utf16_units(text) <= units_max)
		return text;
	len = good_len(text, units_max - 1);
	return arena_printf(arena, "%s" ELLIPSIS,
	    text_trim(arena, arena_copy_bytes(arena, text, len)));
}

const char *const *
split_text(
    struct arena *arena, const char *text, size_t units_max, size_t parts_max)
{
	const char **parts = arena_array(arena, const char *, parts_max + 1);
	const char *rest = text_trim(arena, text);
	size_t count = 0;

	check(units_max >= 2 && parts_max >= 1);
	while (rest[0] != '\0' && count + 1 < parts_max) {
		size_t len = good_len(rest, units_max);

		parts[count++] =
		    text_trim(arena, arena_copy_bytes(arena, rest, len));
		rest = text_trim(arena, rest + len);
	}
	if (rest[0] != '\0')
		parts[count] = last_part(arena, rest, units_max);
	return parts;
}

const char *
split_whole_sentences(struct arena *arena, const char *text)
{
	const char *end = NULL;
	const char *at = text;
	uint32_t before = 0;
	uint32_t code_point;

	do {
		const char *start = at;

		code_point = text_next(&at);
		if (ends_sentence(before) &&
		    (code_point == 0 || is_blank(code_point)))
			end = start;
		before = code_point;
	} while (code_point != 0);
	if (end == NULL)
		return NULL;
	return arena_copy_bytes(arena, text, (size_t)(end - text));
}
