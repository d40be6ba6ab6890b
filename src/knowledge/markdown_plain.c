/*
 * markdown_plain.c - what stands within a line of Markdown as plain words.
 *
 * SPDX-License-Identifier: ISC
 */
#define _GNU_SOURCE /* memmem() */

#include "knowledge/markdown.h"

#include "base/text.h"

/* How far the end of something is looked for: no input takes long. */
enum { LOOK_AHEAD = 600, NESTING_MAX = 3 };

struct plain {
	struct buf out;
	const char *text;
	size_t len;
	unsigned depth;
};

static void plain_run(struct plain *plain);

static size_t
least(size_t a, size_t b)
{
	return a < b ? a : b;
}

static bool
is_space(char character)
{
	return character == ' ' || character == '\t' || character == '\n';
}

static bool
is_word(char character)
{
	return (character >= 'a' && character <= 'z') ||
	    (character >= 'A' && character <= 'Z') ||
	    (character >= '0' && character <= '9') ||
	    (unsigned char)character >= 0x80;
}

static bool
is_punctuation(char character)
{
	return character > ' ' && character < 0x7f && !is_word(character);
}

/* The character at, or a blank outside. */
static char
at_or_blank(const struct plain *plain, size_t at)
{
	return at < plain->len ? plain->text[at] : ' ';
}

static void
add(struct plain *plain, const char *bytes, size_t len)
{
	struct buf *out = &plain->out;

	for (size_t at = 0; at < len; at++) {
		bool is_blank = bytes[at] == ' ' || bytes[at] == '\t';

		if (is_blank &&
		    (out->len == 0 || is_space(out->data[out->len - 1])))
			continue;
		if (bytes[at] == '\n')
			while (out->len > 0 && out->data[out->len - 1] == ' ')
				out->data[--out->len] = '\0';
		buf_add_char(out, is_blank ? ' ' : bytes[at]);
	}
}

/* The place of wanted within what is looked at, or len. */
static size_t
find(const struct plain *plain, size_t from, char wanted)
{
	size_t end = least(plain->len, from + LOOK_AHEAD);

	for (size_t at = from; at < end; at++)
		if (plain->text[at] == wanted)
			return at;
	return plain->len;
}

/* The bracket that closes the one at from, or len. */
static size_t
find_closing(const struct plain *plain, size_t from, char open, char close)
{
	size_t end = least(plain->len, from + LOOK_AHEAD);
	size_t depth = 0;

	for (size_t at = from; at < end; at++) {
		if (plain->text[at] == '\\')
			at++;
		else if (plain->text[at] == open)
			depth++;
		else if (plain->text[at] == close && --depth == 0)
			return at;
	}
	return plain->len;
}

static bool
is_address(const char *text, size_t len)
{
	static const char *const starts[] = { "http://", "https://",
		"mailto:", "tel:" };

	for (size_t at = 0; at < ARRAY_LENGTH(starts); at++)
		if (len > strlen(starts[at]) &&
		    memcmp(text, starts[at], strlen(starts[at])) == 0)
			return true;
	return false;
}

static void
add_inner(struct plain *plain, const char *text, size_t len)
{
	struct plain inner = { .out = plain->out,
		.text = text,
		.len = len,
		.depth = plain->depth + 1 };

	if (inner.depth > NESTING_MAX) {
		add(plain, text, len);
		return;
	}
	plain_run(&inner);
	plain->out = inner.out;
}

/* Behind the words of a link: where they lead, unless they say so. */
static void
add_address(struct plain *plain, size_t from, size_t end, size_t words_at)
{
	const char *address = plain->text + from;
	size_t len = 0;
	const char *shown;

	while (from + len < end && !is_space(address[len]))
		len++;
	if (len > 1 && address[0] == '<' && address[len - 1] == '>') {
		address++;
		len -= 2;
	}
	if (!is_address(address, len))
		return;
	shown = strchr(address, ':') + 1;
	shown += address[0] == 'h' ? 2 : 0;
	if (plain->out.len > words_at &&
	    memmem(plain->out.data + words_at, plain->out.len - words_at, shown,
		len - (size_t)(shown - address)) != NULL)
		return;
	add(plain, " (", 2);
	if (address[0] == 'h')
		add(plain, address, len);
	else
		add(plain, shown, len - (size_t)(shown - address));
	add(plain, ")", 1);
}

/* A link or a picture at the bracket; where it ends, or at for none. */
static size_t
read_link(struct plain *plain, size_t at, bool is_picture)
{
	size_t close = find_closing(plain, at, '[', ']');
	size_t words_at = plain->out.len;
	size_t end;

	if (close == plain->len)
		return at;
	if (at_or_blank(plain, at + 1) == '^')
		return close + 1;
	if (at_or_blank(plain, close + 1) == '(')
		end = find_closing(plain, close + 1, '(', ')');
	else if (at_or_blank(plain, close + 1) == '[')
		end = find_closing(plain, close + 1, '[', ']');
	else
		return at;
	if (end == plain->len)
		return at;
	add_inner(plain, plain->text + at + 1, close - at - 1);
	if (!is_picture && plain->text[close + 1] == '(')
		add_address(plain, close + 2, end, words_at);
	return end + 1;
}

static size_t
run_len(const struct plain *plain, size_t at)
{
	size_t len = 1;

	while (len < LOOK_AHEAD && at + len < plain->len &&
	    plain->text[at + len] == plain->text[at])
		len++;
	return len;
}

/* `code`, with as many marks at its end as at its start. */
static size_t
read_code(struct plain *plain, size_t at)
{
	size_t marks = run_len(plain, at);
	size_t from = at + marks;

	for (size_t end = find(plain, from, '`'); end < plain->len;) {
		size_t closing = run_len(plain, end);

		if (closing == marks) {
			add(plain, plain->text + from, end - from);
			return end + closing;
		}
		if (end > at + LOOK_AHEAD)
			break;
		end = find(plain, end + closing, '`');
	}
	add(plain, plain->text + at, marks);
	return from;
}

/* <https://...> stays, <br> is a blank, other tags and comments go. */
static size_t
read_angle(struct plain *plain, size_t at)
{
	size_t end = find(plain, at, '>');
	const char *inner = plain->text + at + 1;
	size_t len = end - at - 1;

	if (end == plain->len || len == 0)
		return at;
	if (is_address(inner, len) ||
	    (memchr(inner, '@', len) != NULL &&
		memchr(inner, ' ', len) == NULL)) {
		add(plain, inner, len);
		return end + 1;
	}
	if (!is_word(*inner) && *inner != '/' && *inner != '!')
		return at;
	if (*inner >= '0' && *inner <= '9')
		return at;
	if (len >= 2 && (inner[0] | 0x20) == 'b' && (inner[1] | 0x20) == 'r')
		add(plain, " ", 1);
	return end + 1;
}

static size_t
read_entity(struct plain *plain, size_t at)
{
	static const struct {
		const char *name;
		const char *text;
	} entities[] = { { "&amp;", "&" }, { "&lt;", "<" }, { "&gt;", ">" },
		{ "&quot;", "\"" }, { "&apos;", "'" }, { "&#39;", "'" },
		{ "&nbsp;", " " }, { "&euro;", "€" }, { "&ndash;", "–" },
		{ "&auml;", "ä" }, { "&ouml;", "ö" }, { "&uuml;", "ü" },
		{ "&Auml;", "Ä" }, { "&Ouml;", "Ö" }, { "&Uuml;", "Ü" },
		{ "&szlig;", "ß" } };
	size_t left = plain->len - at;

	for (size_t i = 0; i < ARRAY_LENGTH(entities); i++) {
		size_t len = strlen(entities[i].name);

		if (len <= left &&
		    memcmp(plain->text + at, entities[i].name, len) == 0) {
			add(plain, entities[i].text, strlen(entities[i].text));
			return at + len;
		}
	}
	return at;
}

/* Marks of emphasis stand at a word; others are meant ("5 * 3", "a_b"). */
static size_t
read_emphasis(struct plain *plain, size_t at)
{
	size_t len = run_len(plain, at);
	char before = at == 0 ? ' ' : plain->text[at - 1];
	char behind = at_or_blank(plain, at + len);
	bool is_mark = !is_space(before) || !is_space(behind);

	if (plain->text[at] == '_' && is_word(before) && is_word(behind))
		is_mark = false;
	if (plain->text[at] == '~' && len != 2)
		is_mark = false;
	if (!is_mark)
		add(plain, plain->text + at, len);
	return at + len;
}

/* What has a meaning at that place; where it ends, or at for none. */
static size_t
read_special(struct plain *plain, size_t at)
{
	char next = at_or_blank(plain, at + 1);
	size_t end;

	switch (plain->text[at]) {
	case '\\':
		if (!is_punctuation(next))
			return at;
		add(plain, &next, 1);
		return at + 2;
	case '`':
		return read_code(plain, at);
	case '!':
		if (next != '[')
			return at;
		end = read_link(plain, at + 1, true);
		return end == at + 1 ? at : end;
	case '[':
		return read_link(plain, at, false);
	case '<':
		return read_angle(plain, at);
	case '&':
		return read_entity(plain, at);
	case '*':
	case '_':
	case '~':
		return read_emphasis(plain, at);
	default:
		return at;
	}
}

static void
plain_run(struct plain *plain)
{
	for (size_t at = 0; at < plain->len;) {
		size_t end = read_special(plain, at);

		if (end == at) {
			add(plain, plain->text + at, 1);
			end = at + 1;
		}
		at = end;
	}
}

const char *
markdown_plain(struct arena *arena, const char *text, size_t len)
{
	/* An address comes in brackets, at most as long as it stands there. */
	struct plain plain = {
		.out = buf_new(arena, len * 2 + 16), .text = text, .len = len
	};

	plain_run(&plain);
	return text_trim(arena, plain.out.len == 0 ? "" : plain.out.data);
}
