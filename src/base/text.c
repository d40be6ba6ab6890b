/*
 * text.c - comparing, UTF-8, lower case and numbers.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/text.h"

#include <math.h>

#include "base/check.h"

enum { REPLACEMENT = 0xFFFD };

struct range {
	uint32_t first;
	uint32_t last;
};

/* clang-format off */
/* Where letters and digits are, in order. */
static const struct range word_ranges[] = {
	{ '0', '9' }, { 'A', 'Z' }, { 'a', 'z' },
	{ 0xAA, 0xAA }, { 0xB5, 0xB5 }, { 0xBA, 0xBA },
	{ 0xC0, 0xD6 }, { 0xD8, 0xF6 }, { 0xF8, 0x2C1 },     /* Latin */
	{ 0x300, 0x374 }, { 0x376, 0x37D }, { 0x37F, 0x37F }, /* Greek */
	{ 0x386, 0x386 }, { 0x388, 0x3F5 }, { 0x3F7, 0x481 },
	{ 0x483, 0x52F },                                    /* Cyrillic */
	{ 0x531, 0x556 }, { 0x561, 0x587 },                  /* Armenian */
	{ 0x591, 0x5BD }, { 0x5D0, 0x5EA },                  /* Hebrew */
	{ 0x620, 0x669 }, { 0x66E, 0x6D3 }, { 0x6D5, 0x6DC }, /* Arabic */
	{ 0x6EE, 0x6FC },
	{ 0x900, 0x963 }, { 0x966, 0x97F },                  /* Devanagari */
	{ 0xE01, 0xE3A }, { 0xE40, 0xE59 },                  /* Thai */
	{ 0x10A0, 0x10FA },                                  /* Georgian */
	{ 0x1E00, 0x1FBC }, { 0x1FC2, 0x1FCC }, { 0x1FD0, 0x1FDB },
	{ 0x1FE0, 0x1FEC }, { 0x1FF2, 0x1FFC },
	{ 0x3041, 0x3096 }, { 0x30A1, 0x30FA }, { 0x3400, 0x4DBF },
	{ 0x4E00, 0x9FFF }, { 0xAC00, 0xD7A3 },
};

/* Runs in which capitals are followed by their lower case: a run that starts
 * with a capital and has step 1, or a fixed distance. */
static const struct {
	uint32_t first;
	uint32_t last;
	uint32_t distance; /* 1: every second one from first is a capital */
} capital_runs[] = {
	{ 'A', 'Z', 32 },
	{ 0xC0, 0xD6, 32 }, { 0xD8, 0xDE, 32 },
	{ 0x100, 0x12F, 1 }, { 0x132, 0x137, 1 }, { 0x139, 0x148, 1 },
	{ 0x14A, 0x177, 1 }, { 0x179, 0x17E, 1 },
	{ 0x386, 0x386, 38 }, { 0x388, 0x38A, 37 }, { 0x38C, 0x38C, 64 },
	{ 0x38E, 0x38F, 63 }, { 0x391, 0x3A1, 32 }, { 0x3A3, 0x3AB, 32 },
	{ 0x400, 0x40F, 80 }, { 0x410, 0x42F, 32 }, { 0x460, 0x481, 1 },
	{ 0x48A, 0x4BF, 1 }, { 0x4C0, 0x4C0, 15 }, { 0x4C1, 0x4CE, 1 },
	{ 0x4D0, 0x52F, 1 },
};
/* clang-format on */

bool
text_is_equal(const char *a, const char *b)
{
	if (a == NULL || b == NULL)
		return a == b;
	return strcmp(a, b) == 0;
}

static int
lower_ascii(char character)
{
	unsigned char byte = (unsigned char)character;

	return byte >= 'A' && byte <= 'Z' ? byte + 32 : byte;
}

bool
text_is_equal_nocase(const char *a, const char *b)
{
	if (a == NULL || b == NULL)
		return a == b;
	while (*a != '\0' && lower_ascii(*a) == lower_ascii(*b)) {
		a++;
		b++;
	}
	return lower_ascii(*a) == lower_ascii(*b);
}

bool
text_is_empty(const char *text)
{
	return text == NULL || *text == '\0';
}

bool
text_starts_with(const char *text, const char *prefix)
{
	return text != NULL && strncmp(text, prefix, strlen(prefix)) == 0;
}

bool
text_ends_with(const char *text, const char *suffix)
{
	size_t text_len, suffix_len = strlen(suffix);

	if (text == NULL || (text_len = strlen(text)) < suffix_len)
		return false;
	return memcmp(text + text_len - suffix_len, suffix, suffix_len) == 0;
}

static bool
is_continuation(unsigned char byte)
{
	return (byte & 0xC0) == 0x80;
}

/* The length of the well-formed sequence at bytes, with its code point; 0 when
 * there is none. */
static size_t
decode(const unsigned char *bytes, size_t len, uint32_t *code_point)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	size_t need, i;
	uint32_t value;

	if (len == 0)
		return 0;
	if (bytes[0] < 0x80) {
		*code_point = bytes[0];
		return 1;
	}
	if (bytes[0] < 0xC2 || bytes[0] > 0xF4)
		return 0;
	need = bytes[0] < 0xE0 ? 2 : bytes[0] < 0xF0 ? 3 : 4;
	if (len < need)
		return 0;
	value = bytes[0] & (0x7FU >> need);
	for (i = 1; i < need; i++) {
		if (!is_continuation(bytes[i]))
			return 0;
		value = value << 6 | (bytes[i] & 0x3FU);
	}
	if (value < least[need] || value > 0x10FFFF ||
	    (value >= 0xD800 && value <= 0xDFFF))
		return 0;
	*code_point = value;
	return need;
}

/* Eight bytes that are ASCII, and none of them 0. */
static bool
is_ascii_word(const unsigned char *bytes)
{
	const uint64_t ones = UINT64_C(0x0101010101010101);
	uint64_t word;

	memcpy(&word, bytes, sizeof(word));
	return ((word | (word - ones)) & (ones << 7)) == 0;
}

bool
text_is_utf8(const char *bytes, size_t len)
{
	const unsigned char *position = (const unsigned char *)bytes;
	uint32_t code_point;
	size_t taken;

	while (len > 0) {
		if (len >= sizeof(uint64_t) && is_ascii_word(position)) {
			position += sizeof(uint64_t);
			len -= sizeof(uint64_t);
			continue;
		}
		taken = decode(position, len, &code_point);
		if (taken == 0 || code_point == 0)
			return false;
		position += taken;
		len -= taken;
	}
	return true;
}

uint32_t
text_next(const char **position)
{
	const unsigned char *bytes = (const unsigned char *)*position;
	uint32_t code_point;
	size_t len = 0, taken;

	while (len < 4 && bytes[len] != '\0')
		len++;
	if (len == 0)
		return 0;
	taken = decode(bytes, len, &code_point);
	if (taken == 0) {
		taken = 1;
		code_point = REPLACEMENT;
	}
	*position += taken;
	return code_point;
}

size_t
text_encode(uint32_t code_point, char out[4])
{
	if (code_point > 0x10FFFF ||
	    (code_point >= 0xD800 && code_point <= 0xDFFF))
		code_point = REPLACEMENT;
	if (code_point < 0x80) {
		out[0] = (char)code_point;
		return 1;
	}
	if (code_point < 0x800) {
		out[0] = (char)(0xC0 | code_point >> 6);
		out[1] = (char)(0x80 | (code_point & 0x3F));
		return 2;
	}
	if (code_point < 0x10000) {
		out[0] = (char)(0xE0 | code_point >> 12);
		out[1] = (char)(0x80 | (code_point >> 6 & 0x3F));
		out[2] = (char)(0x80 | (code_point & 0x3F));
		return 3;
	}
	out[0] = (char)(0xF0 | code_point >> 18);
	out[1] = (char)(0x80 | (code_point >> 12 & 0x3F));
	out[2] = (char)(0x80 | (code_point >> 6 & 0x3F));
	out[3] = (char)(0x80 | (code_point & 0x3F));
	return 4;
}

size_t
text_characters(const char *text)
{
	size_t count = 0;

	while (text_next(&text) != 0)
		count++;
	return count;
}

size_t
text_utf16_units(const char *text)
{
	uint32_t code_point;
	size_t count = 0;

	while ((code_point = text_next(&text)) != 0)
		count += code_point > 0xFFFF ? 2 : 1;
	return count;
}

char *
text_prefix(struct arena *arena, const char *text, size_t max)
{
	const char *end = text;

	while (max-- > 0 && text_next(&end) != 0)
		;
	return arena_copy_bytes(arena, text, (size_t)(end - text));
}

/* The length of the white space at text, 0 when there is none. */
static size_t
space_len(const char *text)
{
	if (*text == ' ' || (*text >= '\t' && *text <= '\r'))
		return 1;
	return memcmp(text, "\xC2\xA0", *text == '\0' ? 1 : 2) == 0 ? 2 : 0;
}

char *
text_trim(struct arena *arena, const char *text)
{
	const char *end;
	size_t len;

	while ((len = space_len(text)) > 0)
		text += len;
	end = text + strlen(text);
	while (end > text) {
		if (space_len(end - 1) == 1)
			end--;
		else if (end - text >= 2 && space_len(end - 2) == 2)
			end -= 2;
		else
			break;
	}
	return arena_copy_bytes(arena, text, (size_t)(end - text));
}

uint32_t
text_lower_char(uint32_t code_point)
{
	size_t i;

	for (i = 0; i < ARRAY_LENGTH(capital_runs); i++) {
		uint32_t first = capital_runs[i].first;

		if (code_point < first)
			break;
		if (code_point > capital_runs[i].last)
			continue;
		if (capital_runs[i].distance > 1)
			return code_point + capital_runs[i].distance;
		return (code_point - first) % 2 == 0 ? code_point + 1
						     : code_point;
	}
	switch (code_point) {
	case 0x130: /* I with a dot above */
		return 'i';
	case 0x178: /* Y with diaeresis */
		return 0xFF;
	case 0x1E9E: /* sharp S */
		return 0xDF;
	default:
		return code_point;
	}
}

char *
text_lower(struct arena *arena, const char *text)
{
	/* No lower case is longer than 1.5 times its capital, but U+FFFD for
	 * a broken byte is three times as long. */
	char *lower = arena_alloc(arena, 3 * strlen(text) + 1);
	uint32_t code_point;
	size_t len = 0;

	while ((code_point = text_next(&text)) != 0)
		len += text_encode(text_lower_char(code_point), lower + len);
	return lower;
}

bool
text_is_word_char(uint32_t code_point)
{
	size_t i;

	for (i = 0; i < ARRAY_LENGTH(word_ranges); i++)
		if (code_point <= word_ranges[i].last)
			return code_point >= word_ranges[i].first;
	return false;
}

bool
text_to_int64(const char *text, int64_t *number)
{
	bool is_negative = false;
	int64_t value = 0;

	if (text == NULL)
		return false;
	if (*text == '-' || *text == '+')
		is_negative = *text++ == '-';
	if (*text == '\0')
		return false;
	for (; *text != '\0'; text++) {
		if (*text < '0' || *text > '9')
			return false;
		if (__builtin_mul_overflow(value, 10, &value) ||
		    __builtin_sub_overflow(value, *text - '0', &value))
			return false;
	}
	/* Summed up below zero, where there is room for one more. */
	if (!is_negative && __builtin_sub_overflow(0, value, &value))
		return false;
	*number = value;
	return true;
}

bool
text_to_double(const char *text, double *number)
{
	double value;
	char *end;

	if (text_is_empty(text) ||
	    text[strspn(text, "0123456789+-.eE")] != '\0')
		return false;
	value = strtod(text, &end);
	if (end == text || *end != '\0' || !isfinite(value))
		return false;
	*number = value;
	return true;
}
