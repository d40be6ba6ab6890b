/*
 * json_syntax.c - a checker of JSON that follows the grammar of RFC 8259.
 *
 * json-c lets through more than the grammar has (control bytes in strings,
 * numbers like 01); this runs first.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/json_syntax.h"

#include <math.h>

#include "base/check.h"

enum {
	DEPTH_LIMIT = 64,
	NUMBER_BYTES_MAX = 400,
	/* What json-c takes for the tree, about: three bytes "{}," become 800.
	 * 96 MB hold the densest 3 MB that a provider delivers. */
	TREE_BYTES_MAX = 96 << 20,
	LEVEL_BYTES = 800,
	SCALAR_BYTES = 64,
	NAME_BYTES = 64
};

struct scan {
	const char *at;
	const char *end;
	uint64_t objects; /* a bit per open level: 1 for an object */
	unsigned depth;
	unsigned depth_max;
	size_t tree_bytes;
};

static int
peek(const struct scan *scan)
{
	return scan->at < scan->end ? (unsigned char)*scan->at : -1;
}

static bool
has_room(struct scan *scan, size_t bytes)
{
	scan->tree_bytes += bytes;
	return scan->tree_bytes <= TREE_BYTES_MAX;
}

static void
skip_space(struct scan *scan)
{
	int byte;

	while ((byte = peek(scan)) == ' ' || byte == '\t' || byte == '\n' ||
	    byte == '\r')
		scan->at++;
}

static bool
take(struct scan *scan, int wanted)
{
	if (peek(scan) != wanted)
		return false;
	scan->at++;
	return true;
}

static bool
take_word(struct scan *scan, const char *word)
{
	while (*word != '\0')
		if (!take(scan, *word++))
			return false;
	return true;
}

static bool
is_hex(int byte)
{
	return (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'f') ||
	    (byte >= 'A' && byte <= 'F');
}

/* What follows a backslash. */
static bool
take_escape(struct scan *scan)
{
	static const char plain[] = "\"\\/bfnrt";
	unsigned i, zeros = 0;
	int byte = peek(scan);

	if (byte <= 0)
		return false;
	if (strchr(plain, byte) != NULL) {
		scan->at++;
		return true;
	}
	if (!take(scan, 'u'))
		return false;
	for (i = 0; i < 4; i++) {
		byte = peek(scan);
		if (!is_hex(byte))
			return false;
		zeros += byte == '0';
		if (zeros == 4)
			return false;
		scan->at++;
	}
	return true;
}

static bool
take_string(struct scan *scan)
{
	int byte;

	if (!take(scan, '"'))
		return false;
	while ((byte = peek(scan)) >= 0x20) {
		scan->at++;
		if (byte == '"')
			return true;
		if (byte == '\\' && !take_escape(scan))
			return false;
	}
	return false;
}

static bool
take_digits(struct scan *scan)
{
	const char *start = scan->at;

	while (peek(scan) >= '0' && peek(scan) <= '9')
		scan->at++;
	return scan->at > start;
}

/* PostgreSQL's numbers have no more than 16383 places behind the point. */
static bool
take_exponent(struct scan *scan)
{
	const char *start = scan->at;
	bool has_zeros;

	while (take(scan, '0'))
		continue;
	has_zeros = scan->at > start;
	start = scan->at;
	return (take_digits(scan) || has_zeros) && scan->at - start <= 4;
}

/* A number that overflows a double would come out as no JSON at all. */
static bool
is_finite(const char *start, const char *end)
{
	char text[NUMBER_BYTES_MAX + 1];
	size_t len = (size_t)(end - start);

	if (len > NUMBER_BYTES_MAX)
		return false;
	memcpy(text, start, len);
	text[len] = '\0';
	return isfinite(strtod(text, NULL));
}

static bool
take_number(struct scan *scan)
{
	const char *start = scan->at;
	bool may_be_large;

	(void)take(scan, '-');
	if (!take(scan, '0') && !take_digits(scan))
		return false;
	may_be_large = scan->at - start > 300;
	if (take(scan, '.') && !take_digits(scan))
		return false;
	if (take(scan, 'e') || take(scan, 'E')) {
		if (!take(scan, '+'))
			(void)take(scan, '-');
		if (!take_exponent(scan))
			return false;
		may_be_large = true;
	}
	if (scan->at - start > NUMBER_BYTES_MAX)
		may_be_large = true;
	return !may_be_large || is_finite(start, scan->at);
}

static bool
is_in_object(const struct scan *scan)
{
	return (scan->objects >> (scan->depth - 1) & 1) != 0;
}

static bool
take_name(struct scan *scan)
{
	skip_space(scan);
	if (!has_room(scan, NAME_BYTES) || !take_string(scan))
		return false;
	skip_space(scan);
	return take(scan, ':');
}

/* Opens an array or object; *is_value turns false when an element must follow
 * and true when the container was empty, which makes it a whole value. */
static bool
open_level(struct scan *scan, bool *is_value)
{
	bool is_object = *scan->at == '{';

	if (scan->depth == scan->depth_max || !has_room(scan, LEVEL_BYTES))
		return false;
	scan->at++;
	skip_space(scan);
	if (take(scan, is_object ? '}' : ']')) {
		*is_value = true;
		return true;
	}
	*is_value = false;
	scan->objects &= ~((uint64_t)1 << scan->depth);
	scan->objects |= (uint64_t)is_object << scan->depth;
	scan->depth++;
	return !is_object || take_name(scan);
}

static bool
take_scalar(struct scan *scan)
{
	if (!has_room(scan, SCALAR_BYTES))
		return false;
	switch (peek(scan)) {
	case '"':
		return take_string(scan);
	case 't':
		return take_word(scan, "true");
	case 'f':
		return take_word(scan, "false");
	case 'n':
		return take_word(scan, "null");
	default:
		return take_number(scan);
	}
}

/* Behind a value: closes what ends here; true when a further value follows or
 * nothing is open any more. */
static bool
close_levels(struct scan *scan)
{
	while (scan->depth > 0) {
		skip_space(scan);
		if (take(scan, ','))
			return !is_in_object(scan) || take_name(scan);
		if (!take(scan, is_in_object(scan) ? '}' : ']'))
			return false;
		scan->depth--;
	}
	return true;
}

static bool
take_document(struct scan *scan)
{
	bool is_value;

	do {
		skip_space(scan);
		if (peek(scan) == '{' || peek(scan) == '[') {
			if (!open_level(scan, &is_value))
				return false;
			if (!is_value)
				continue;
		} else if (!take_scalar(scan)) {
			return false;
		}
		if (!close_levels(scan))
			return false;
	} while (scan->depth > 0);
	skip_space(scan);
	return scan->at == scan->end;
}

bool
json_syntax(const char *bytes, size_t len, unsigned depth_max, size_t *wrong_at)
{
	struct scan scan = {
		.at = bytes, .end = bytes + len, .depth_max = depth_max
	};

	check(depth_max <= DEPTH_LIMIT);
	if (take_document(&scan))
		return true;
	*wrong_at = (size_t)(scan.at - bytes);
	return false;
}
