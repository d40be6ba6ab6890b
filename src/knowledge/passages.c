/*
 * passages.c - fills passages block by block.
 *
 * SPDX-License-Identifier: ISC
 */
#include "knowledge/passages.h"

#include "base/text.h"

enum {
	FIRST_CAPACITY = 32,
	CHARACTER_BYTES_MAX = 4,
	PASSAGE_BYTES_MAX = PASSAGE_CHARACTERS_MAX * CHARACTER_BYTES_MAX
};

struct passages
passages_begin(struct arena *arena)
{
	return (struct passages){ .arena = arena,
		.heading = "",
		.text = buf_new(arena, PASSAGE_BYTES_MAX) };
}

static void
keep(struct passages *passages, struct passage_text passage)
{
	struct passage_text *items;

	if (passages->count == PASSAGES_MAX) {
		passages->is_full = true;
		return;
	}
	if (passages->count == passages->capacity) {
		passages->capacity = passages->capacity == 0
		    ? FIRST_CAPACITY
		    : passages->capacity * 2;
		items = arena_array(
		    passages->arena, struct passage_text, passages->capacity);
		for (size_t at = 0; at < passages->count; at++)
			items[at] = passages->items[at];
		passages->items = items;
	}
	passages->items[passages->count++] = passage;
}

void
passages_end(struct passages *passages)
{
	const char *text = passages->text.len == 0
	    ? ""
	    : text_trim(passages->arena, buf_text(&passages->text));

	if (*text != '\0')
		keep(
		    passages, (struct passage_text){ passages->heading, text });
	buf_clear(&passages->text);
	passages->characters = 0;
}

void
passages_head(struct passages *passages, const char *heading)
{
	passages_end(passages);
	passages->heading =
	    text_prefix(passages->arena, heading, HEADING_CHARACTERS_MAX);
}

/* Puts len bytes behind what is there; false when they do not fit. */
static bool
fits(struct passages *passages, const char *separator, const char *bytes,
    size_t len)
{
	const char *text;
	size_t characters;

	if (len > PASSAGE_BYTES_MAX)
		return false;
	text = arena_copy_bytes(passages->arena, bytes, len);
	characters = text_characters(text);
	if (passages->text.len > 0)
		characters += strlen(separator);
	if (passages->characters + characters > PASSAGE_CHARACTERS_MAX)
		return false;
	if (passages->text.len > 0)
		buf_add(&passages->text, separator);
	buf_add(&passages->text, text);
	passages->characters += characters;
	return true;
}

/* The longest prefix of len bytes that fits a passage and ends with a word, or
 * wherever when there is only one. */
static size_t
words_len(struct arena *arena, const char *text, size_t len)
{
	size_t bytes = len < PASSAGE_BYTES_MAX ? len : PASSAGE_BYTES_MAX;
	const char *most = text_prefix(arena,
	    arena_copy_bytes(arena, text, bytes), PASSAGE_CHARACTERS_MAX);
	size_t end = strlen(most);

	if (end == len)
		return len;
	while (end > 0 && most[end - 1] != ' ' && most[end - 1] != '\n')
		end--;
	return end == 0 ? strlen(most) : end;
}

static void
add_piece(struct passages *passages, const char *separator, const char *piece,
    size_t len)
{
	while (len > 0 && !fits(passages, separator, piece, len)) {
		size_t part;

		passages_end(passages);
		part = words_len(passages->arena, piece, len);
		(void)fits(passages, "", piece, part);
		piece += part;
		len -= part;
		separator = "";
	}
}

/* Does a sentence end with the mark at text[at]? Not in an abbreviation or a
 * date: behind a number, and before a number or a small letter. */
static bool
ends_sentence(const char *text, size_t at)
{
	const char *behind = text + at + 1;

	if (strchr(".!?;", text[at]) == NULL || *behind != ' ')
		return false;
	behind += strspn(behind, " ");
	if (text[at] != '.')
		return true;
	return !(at > 0 && text[at - 1] >= '0' && text[at - 1] <= '9') &&
	    !(*behind >= '0' && *behind <= '9') &&
	    !(*behind >= 'a' && *behind <= 'z');
}

size_t
passages_sentence_len(const char *text)
{
	size_t len = 0;

	while (text[len] != '\0' && text[len] != '\n')
		if (ends_sentence(text, len++))
			break;
	return len;
}

void
passages_add(
    struct passages *passages, const char *separator, const char *block)
{
	size_t len = strlen(block);

	if (passages->count == PASSAGES_MAX) {
		passages->is_full = true;
		return;
	}
	if (fits(passages, separator, block, len))
		return;
	passages_end(passages);
	if (fits(passages, "", block, len))
		return;
	while (*block != '\0') {
		size_t blanks;

		len = passages_sentence_len(block);
		blanks = strspn(block + len, " \n");
		add_piece(passages,
		    passages->text.len > 0 && block[-1] == '\n' ? "\n" : " ",
		    block, len);
		block += len + blanks;
	}
}
