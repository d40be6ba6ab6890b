/*
 * lenient_json.c - mends JSON before it is read strictly.
 *
 * SPDX-License-Identifier: ISC
 */
#include "agents/lenient_json.h"

#include "base/text.h"

/* What is larger is read strictly or not at all. */
enum { MEND_BYTES_MAX = 256 << 10, GROWTH_MAX = 6 };

struct mend {
	const char *at;
	const char *end;
	struct buf out;
	bool is_in_string;
};

static bool
is_blank(char character)
{
	return character != '\0' && strchr(" \t\r\n", character) != NULL;
}

/* The word at is left out, the value null stands for it. */
static bool
take_no_number(struct mend *mend)
{
	static const char *const words[] = { "-Infinity", "Infinity", "NaN" };

	for (size_t index = 0; index < ARRAY_LENGTH(words); index++)
		if (text_starts_with(mend->at, words[index])) {
			mend->at += strlen(words[index]);
			buf_add(&mend->out, "null");
			return true;
		}
	return false;
}

static bool
is_comma_too_much(const char *at)
{
	if (*at != ',')
		return false;
	for (at++; is_blank(*at);)
		at++;
	return *at == '}' || *at == ']';
}

static size_t
hex_digits(const char *text)
{
	return strspn(text, "0123456789abcdefABCDEF");
}

/* at is a backslash. */
static void
mend_escape(struct mend *mend)
{
	char next = mend->at[1];

	if (next == 'u' && hex_digits(mend->at + 2) >= 4) {
		if (memcmp(mend->at + 2, "0000", 4) != 0)
			buf_add_bytes(&mend->out, mend->at, 6);
		mend->at += 6;
	} else if (next != '\0' && strchr("\"\\/bfnrt", next) != NULL) {
		buf_add_bytes(&mend->out, mend->at, 2);
		mend->at += 2;
	} else {
		if (next != '\'')
			buf_add(&mend->out, "\\\\");
		mend->at++;
	}
}

static void
mend_character(struct mend *mend)
{
	char encoded[4];
	uint32_t code_point = text_next(&mend->at);

	if (code_point < 0x20)
		buf_printf(&mend->out, "\\u%04x", (unsigned)code_point);
	else
		buf_add_bytes(
		    &mend->out, encoded, text_encode(code_point, encoded));
}

static void
mend_step(struct mend *mend)
{
	char character = *mend->at;

	if (character == '\0') {
		mend->at++;
	} else if (mend->is_in_string && character == '\\') {
		mend_escape(mend);
	} else if (mend->is_in_string && character != '"') {
		mend_character(mend);
	} else if (!mend->is_in_string &&
	    (is_comma_too_much(mend->at) || (unsigned char)character >= 0x80)) {
		mend->at++;
	} else if (mend->is_in_string || !take_no_number(mend)) {
		mend->is_in_string ^= character == '"';
		buf_add_char(&mend->out, character);
		mend->at++;
	}
}

/* NULL when there is too much of it. */
static const char *
mended(struct arena *arena, const char *bytes, size_t len)
{
	struct mend mend = { .at = arena_copy_bytes(arena, bytes, len),
		.out = buf_new(arena, len * GROWTH_MAX) };

	mend.end = mend.at + len;
	while (mend.at < mend.end)
		mend_step(&mend);
	return buf_text(&mend.out);
}

/* The value at the start, whatever is behind it. */
static struct json_object *
read_first(struct arena *arena, const char *bytes, size_t len)
{
	struct json_object *value;
	size_t wrong_at, ignored;

	if (json_read(arena, bytes, len, &value, &wrong_at))
		return value;
	if (wrong_at == 0 || wrong_at >= len ||
	    !json_read(arena, bytes, wrong_at, &value, &ignored))
		return NULL;
	return value;
}

struct json_object *
lenient_json_read(struct arena *arena, const char *bytes, size_t len)
{
	static const char mark[] = "\xef\xbb\xbf";
	struct json_object *value;
	const char *text;

	while (len > 0 && (is_blank(*bytes) || *bytes == '\0')) {
		bytes++;
		len--;
	}
	if (len >= 3 && memcmp(bytes, mark, 3) == 0) {
		bytes += 3;
		len -= 3;
	}
	if (len == 0)
		return NULL;
	value = read_first(arena, bytes, len);
	if (value != NULL || len > MEND_BYTES_MAX)
		return value;
	text = mended(arena, bytes, len);
	return text == NULL ? NULL : read_first(arena, text, strlen(text));
}

size_t
lenient_json_extent(const char *text)
{
	bool is_in_string = false;
	size_t depth = 0;

	if (*text != '{' && *text != '[')
		return 0;
	for (size_t at = 0; text[at] != '\0'; at++) {
		if (is_in_string && text[at] == '\\' && text[at + 1] != '\0')
			at++;
		else if (text[at] == '"')
			is_in_string = !is_in_string;
		else if (!is_in_string && strchr("{[", text[at]) != NULL)
			depth++;
		else if (!is_in_string && strchr("}]", text[at]) != NULL &&
		    --depth == 0)
			return at + 1;
	}
	return 0;
}
