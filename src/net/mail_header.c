/*
 * mail_header.c - addresses, encoded words (RFC 2047), folding (RFC 5322).
 *
 * SPDX-License-Identifier: ISC
 */
#include "net/mail_header.h"

#include "base/check.h"
#include "base/text.h"

enum {
	LOCAL_MAX = 64,
	DOMAIN_MAX = 253,
	LABEL_MAX = 63,
	LINE_MAX_BYTES = 78,
	/* A line with an encoded word in it; the word then has at most 75. */
	ENCODED_LINE_MAX = 76,
};

#define WORD_BEGIN "=?UTF-8?Q?"
#define WORD_END "?="
#define LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define DIGITS "0123456789"
#define ATOM_MARKS "!#$%&'*+-/=?^_`{|}~"

/* Parts of one of the characters of set each, with a dot between. */
static bool
is_dotted(const char *text, size_t len, const char *set, size_t part_max)
{
	size_t part = 0;

	for (size_t i = 0; i < len; i++) {
		if (text[i] == '.') {
			if (part == 0)
				return false;
			part = 0;
		} else if (text[i] == '\0' || strchr(set, text[i]) == NULL ||
		    ++part > part_max)
			return false;
	}
	return part > 0;
}

static bool
is_host(const char *host)
{
	size_t len = strlen(host);

	if (len > DOMAIN_MAX ||
	    !is_dotted(host, len, LETTERS DIGITS "-", LABEL_MAX))
		return false;
	for (const char *c = host; *c != '\0'; c++)
		if (*c == '-' &&
		    (c == host || c[-1] == '.' || c[1] == '.' || c[1] == '\0'))
			return false;
	return true;
}

bool
mail_address_is_good(const char *address)
{
	const char *at = strchr(address, '@');
	size_t len = at == NULL ? 0 : (size_t)(at - address);

	return at != NULL && len <= LOCAL_MAX &&
	    is_dotted(address, len, LETTERS DIGITS ATOM_MARKS, LOCAL_MAX) &&
	    is_host(at + 1);
}

static bool
is_unclean(uint32_t c)
{
	return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x2028 ||
	    c == 0x2029 || (c >= 0x202a && c <= 0x202e) ||
	    (c >= 0x2066 && c <= 0x2069) || c == 0xfeff;
}

bool
mail_text_is_clean(const char *text)
{
	uint32_t character;

	if (!text_is_utf8(text, strlen(text)))
		return false;
	while ((character = text_next(&text)) != 0)
		if (is_unclean(character))
			return false;
	return true;
}

char *
mail_text_clean(struct arena *arena, const char *text, size_t max)
{
	char *clean = arena_alloc(arena, 4 * strlen(text) + 1);
	bool is_gap = false;
	size_t len = 0;
	size_t count = 0;
	uint32_t character;

	while (count < max && (character = text_next(&text)) != 0) {
		if (character == ' ' || is_unclean(character)) {
			is_gap = len > 0;
			continue;
		}
		if (is_gap && ++count < max)
			clean[len++] = ' ';
		if (count++ < max)
			len += text_encode(character, clean + len);
		is_gap = false;
	}
	clean[len] = '\0';
	return clean;
}

static bool
is_plain(const char *text)
{
	for (const char *c = text; *c != '\0'; c++)
		if (*c < ' ' || *c > '~')
			return false;
	return strstr(text, "=?") == NULL && text[0] != ' ' &&
	    !text_ends_with(text, " ");
}

/* One character as it stands in an encoded word: what a display name may have
 * as well (RFC 2047, 5.3), so that one form does for all headers. */
static size_t
encode(const char *bytes, size_t len, char *out)
{
	static const char hex[] = "0123456789ABCDEF";
	size_t at = 0;

	if (len == 1 && *bytes == ' ')
		out[at++] = '_';
	else if (len == 1 && strchr(LETTERS DIGITS "!*+-/", *bytes) != NULL)
		out[at++] = *bytes;
	else
		for (size_t i = 0; i < len; i++) {
			unsigned char byte = (unsigned char)bytes[i];

			out[at++] = '=';
			out[at++] = hex[byte >> 4];
			out[at++] = hex[byte & 15];
		}
	return at;
}

/* Encoded words with column bytes on the line before them; a character is
 * never split over two. Returns the column behind. */
static size_t
add_words(struct buf *out, const char *text, size_t column)
{
	const char *next = text;
	char encoded[12];
	size_t len;

	buf_add(out, WORD_BEGIN);
	column += strlen(WORD_BEGIN);
	while (text_next(&next) != 0) {
		len = encode(text, (size_t)(next - text), encoded);
		if (column + len + strlen(WORD_END) > ENCODED_LINE_MAX) {
			buf_add(out, WORD_END "\r\n " WORD_BEGIN);
			column = 1 + strlen(WORD_BEGIN);
		}
		buf_add_bytes(out, encoded, len);
		column += len;
		text = next;
	}
	buf_add(out, WORD_END);
	return column + strlen(WORD_END);
}

void
mail_header_text(struct buf *out, const char *name, const char *text)
{
	size_t column = strlen(name) + 2;

	check(mail_text_is_clean(text));
	buf_printf(out, "%s: ", name);
	if (is_plain(text) && column + strlen(text) <= LINE_MAX_BYTES)
		buf_add(out, text);
	else
		(void)add_words(out, text, column);
	buf_add(out, "\r\n");
}

static size_t
add_quoted(struct buf *out, const char *text)
{
	size_t column = 2;

	buf_add_char(out, '"');
	for (; *text != '\0'; text++, column++) {
		if (*text == '"' || *text == '\\') {
			buf_add_char(out, '\\');
			column++;
		}
		buf_add_char(out, *text);
	}
	buf_add_char(out, '"');
	return column;
}

void
mail_header_mailbox(
    struct buf *out, const char *name, const char *display, const char *address)
{
	size_t column = strlen(name) + 2;

	check(mail_address_is_good(address));
	buf_printf(out, "%s: ", name);
	if (!text_is_empty(display)) {
		check(mail_text_is_clean(display));
		if (is_plain(display) &&
		    column + 2 * strlen(display) + 2 <= LINE_MAX_BYTES)
			column += add_quoted(out, display);
		else
			column = add_words(out, display, column);
		buf_add(out,
		    column + strlen(address) + 3 > LINE_MAX_BYTES ? "\r\n "
								  : " ");
	}
	buf_printf(out, "<%s>\r\n", address);
}
