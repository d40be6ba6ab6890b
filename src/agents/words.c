/*
 * words.c - splits a message into plain words and matches patterns over them.
 *
 * SPDX-License-Identifier: ISC
 */
#include "agents/words.h"

#include "base/buf.h"
#include "base/check.h"
#include "base/text.h"

enum { GAP_MAX = 3, COMBINING_FIRST = 0x300, COMBINING_LAST = 0x36f };

static const char CLAUSE_END[] = ".";

/* What a code point does to the word that is being read. */
enum effect { EFFECT_NONE, EFFECT_LETTER, EFFECT_GAP, EFFECT_END };

static bool
is_one_of(uint32_t code_point, const uint32_t *set)
{
	for (; *set != 0; set++)
		if (*set == code_point)
			return true;
	return false;
}

static enum effect
effect_of(uint32_t code_point)
{
	static const uint32_t silent[] = { '\'', 0x2019, 0x2018, '`', 0xb4,
		0xad, 0x200b, 0x200c, 0x200d, 0x2060, 0xfe0e, 0xfe0f, 0xfeff,
		0 };
	static const uint32_t ends[] = { '.', ',', '!', '?', ';', ':', '(', ')',
		'\n', '\r', 0x2026, 0xbf, 0xa1, 0xff01, 0xff1f, 0 };

	if (is_one_of(code_point, silent) ||
	    (code_point >= COMBINING_FIRST && code_point <= COMBINING_LAST))
		return EFFECT_NONE;
	if (is_one_of(code_point, ends))
		return EFFECT_END;
	return text_is_word_char(code_point) ? EFFECT_LETTER : EFFECT_GAP;
}

static void
add_letter(struct buf *buf, uint32_t code_point)
{
	static const struct {
		uint32_t letter;
		const char *spelled;
	} spellings[] = { { 0xe4, "ae" }, { 0xf6, "oe" }, { 0xfc, "ue" },
		{ 0xdf, "ss" }, { 0x1e9e, "ss" } };
	char encoded[4];

	code_point = text_lower_char(code_point);
	for (size_t at = 0; at < ARRAY_LENGTH(spellings); at++)
		if (spellings[at].letter == code_point) {
			buf_add(buf, spellings[at].spelled);
			return;
		}
	buf_add_bytes(buf, encoded, text_encode(code_point, encoded));
}

/* An umlaut may come as its letter and a combining diaeresis. */
static void
add_mark(struct buf *buf, uint32_t code_point)
{
	static const uint32_t diaeresis = 0x308;

	if (code_point == diaeresis && buf->len > 0 &&
	    strchr("aou", buf->data[buf->len - 1]) != NULL &&
	    buf->data[buf->len - 1] != '\0')
		buf_add_char(buf, 'e');
}

/* Writes the words one after the other, each with a NUL behind it; returns
 * their number. */
static size_t
write_words(struct buf *buf, const char *text)
{
	size_t count = 0;
	bool is_in_word = false;
	bool is_at_end = true;
	uint32_t code_point;

	while ((code_point = text_next(&text)) != 0) {
		enum effect effect = effect_of(code_point);

		if (effect == EFFECT_NONE) {
			if (is_in_word)
				add_mark(buf, code_point);
			continue;
		}
		if (effect == EFFECT_LETTER) {
			add_letter(buf, code_point);
			count += is_in_word ? 0 : 1;
			is_in_word = true;
			is_at_end = false;
			continue;
		}
		if (is_in_word)
			buf_add_char(buf, '\0');
		is_in_word = false;
		if (effect == EFFECT_END && !is_at_end) {
			buf_add_bytes(buf, CLAUSE_END, sizeof(CLAUSE_END));
			count++;
			is_at_end = true;
		}
	}
	if (is_in_word)
		buf_add_char(buf, '\0');
	return count;
}

struct words
words_read(struct arena *arena, const char *text)
{
	struct words words = { 0 };
	struct buf buf;
	const char *at;

	if (text_is_empty(text))
		return words;
	/* A code point of n bytes becomes at most 4, and a NUL or an end. */
	buf = buf_new(arena, strlen(text) * 6 + 8);
	words.count = write_words(&buf, text);
	check(!buf.overflowed);
	words.items = arena_array(arena, const char *, words.count + 1);
	at = buf.data;
	for (size_t index = 0; index < words.count; index++) {
		words.items[index] = at;
		at += strlen(at) + 1;
	}
	return words;
}

static bool
is_end(const char *word)
{
	return word[0] == CLAUSE_END[0] && word[1] == '\0';
}

/* Is word among the alternatives "a|b|c" of len bytes? */
static bool
is_alternative(const char *word, const char *alternatives, size_t len)
{
	size_t word_len = strlen(word);
	const char *end = alternatives + len;

	while (alternatives < end) {
		const char *bar =
		    memchr(alternatives, '|', (size_t)(end - alternatives));
		const char *stop = bar == NULL ? end : bar;

		if ((size_t)(stop - alternatives) == word_len &&
		    memcmp(alternatives, word, word_len) == 0)
			return true;
		alternatives = stop + 1;
	}
	return false;
}

static bool
is_number(const char *word)
{
	return word[0] != '\0' && word[strspn(word, "0123456789")] == '\0';
}

static bool
is_like(const char *word, const char *alternatives, size_t len)
{
	if (len == 1 && alternatives[0] == '#')
		return is_number(word);
	return is_alternative(word, alternatives, len);
}

/* Where the match of pattern that begins at word at ends, 0 for none. The words
 * that the pattern names go out of masked; NULL: none do. */
static size_t
match_end(const struct words *words, size_t at, const char *pattern,
    struct words *masked)
{
	size_t len = strcspn(pattern, " ");
	const char *rest = pattern + len + (pattern[len] == ' ' ? 1 : 0);
	size_t end;

	if (len == 0)
		return at;
	if (len == 1 && pattern[0] == '*') {
		for (size_t gap = 0; gap <= GAP_MAX; gap++) {
			end = match_end(words, at + gap, rest, masked);
			if (end != 0)
				return end;
			if (at + gap >= words->count ||
			    is_end(words->items[at + gap]))
				return 0;
		}
		return 0;
	}
	if (at >= words->count || !is_like(words->items[at], pattern, len))
		return 0;
	end = match_end(words, at + 1, rest, masked);
	if (end != 0 && masked != NULL)
		masked->items[at] = CLAUSE_END;
	return end;
}

bool
words_match(const struct words *words, const char *const *patterns)
{
	for (; *patterns != NULL; patterns++)
		for (size_t at = 0; at < words->count; at++)
			if (match_end(words, at, *patterns, NULL) != 0)
				return true;
	return false;
}

bool
words_are(const struct words *words, const char *const *patterns)
{
	size_t last = words->count;

	while (last > 0 && is_end(words->items[last - 1]))
		last--;
	for (; *patterns != NULL && last > 0; patterns++)
		if (match_end(words, 0, *patterns, NULL) == last)
			return true;
	return false;
}

void
words_mask(struct words *words, const char *const *patterns)
{
	for (; *patterns != NULL; patterns++)
		for (size_t from = 0; from < words->count; from++)
			(void)match_end(words, from, *patterns, words);
}

static bool
is_listed(const char *word, const char *const *list)
{
	for (; *list != NULL; list++)
		if (strcmp(word, *list) == 0)
			return true;
	return false;
}

/* An umlaut has become two. */
static bool
is_letter(const char *word)
{
	static const char *const umlauts[] = { "ae", "oe", "ue", "ss", NULL };

	return (word[0] >= 'a' && word[0] <= 'z' && word[1] == '\0') ||
	    is_listed(word, umlauts);
}

/* How many letters stand from word at on, each step words behind the other. */
static size_t
letters_from(const struct words *words, size_t at, size_t step)
{
	size_t count = 0;

	while (at < words->count && is_letter(words->items[at]) &&
	    (step == 1 || at + 1 >= words->count ||
		is_end(words->items[at + 1]))) {
		count++;
		at += step;
	}
	return count;
}

static const char *
join(struct arena *arena, const struct words *words, size_t at, size_t step,
    size_t count)
{
	struct buf buf = buf_new(arena, count * 2 + 1);

	for (size_t letter = 0; letter < count; letter++)
		buf_add(&buf, words->items[at + letter * step]);
	return buf_text(&buf);
}

void
words_join_letters(struct arena *arena, struct words *words)
{
	enum { LETTERS_MIN = 3 };
	size_t to = 0;

	for (size_t at = 0; at < words->count;) {
		size_t step = 1;
		size_t count;

		if (at + 1 < words->count && is_end(words->items[at + 1]))
			step = 2;
		count = letters_from(words, at, step);
		if (count < LETTERS_MIN) {
			words->items[to++] = words->items[at++];
			continue;
		}
		words->items[to++] = join(arena, words, at, step, count);
		at += (count - 1) * step + 1;
	}
	words->count = to;
}

/* Do a and b become the same by one letter more, less or other, or by two
 * neighbors that change places? */
static bool
is_one_typo(const char *a, const char *b)
{
	size_t a_len = strlen(a);
	size_t b_len = strlen(b);
	size_t at = 0;

	while (a[at] != '\0' && a[at] == b[at])
		at++;
	if (a_len == b_len)
		return strcmp(a + at + 1, b + at + 1) == 0 ||
		    (a[at] == b[at + 1] && a[at + 1] == b[at] &&
			strcmp(a + at + 2, b + at + 2) == 0);
	if (a_len == b_len + 1)
		return strcmp(a + at + 1, b + at) == 0;
	return b_len == a_len + 1 && strcmp(a + at, b + at + 1) == 0;
}

/* word without the letters that stand more than twice in a row, of which most
 * stay; NULL when there are none. */
static const char *
shorten(struct arena *arena, const char *word, size_t most)
{
	struct buf buf = buf_new(arena, strlen(word) + 1);
	bool is_drawn_out = false;

	for (const char *at = word; *at != '\0';) {
		size_t run = 1;

		while (at[run] == *at)
			run++;
		is_drawn_out |= run > 2;
		for (size_t i = 0; i < (run > 2 ? most : run); i++)
			buf_add_char(&buf, *at);
		at += run;
	}
	return is_drawn_out ? buf_text(&buf) : NULL;
}

static const char *
mend(const char *word, const char *const *list, const char *const *others)
{
	enum { LETTERS_MIN = 7 };
	size_t len = strlen(word);

	if (is_listed(word, list))
		return word;
	if (len + 1 < LETTERS_MIN || strpbrk(word, "0123456789") != NULL ||
	    is_listed(word, others))
		return NULL;
	for (; *list != NULL; list++)
		if (strlen(*list) >= LETTERS_MIN && is_one_typo(word, *list))
			return *list;
	return NULL;
}

void
words_mend(struct arena *arena, struct words *words, const char *const *list,
    const char *const *others)
{
	for (size_t at = 0; at < words->count; at++) {
		const char *word = words->items[at];
		const char *right = mend(word, list, others);

		for (size_t most = 1; most <= 2 && right == NULL; most++) {
			const char *shorter = shorten(arena, word, most);

			if (shorter != NULL)
				right = mend(shorter, list, others);
		}
		if (right != NULL)
			words->items[at] = right;
	}
}

bool
words_consist_of(const struct words *words, const char *const *meaning,
    const char *const *filling, size_t most)
{
	size_t count = 0;
	bool has_meaning = false;

	for (size_t at = 0; at < words->count; at++) {
		const char *word = words->items[at];

		if (is_end(word))
			continue;
		count++;
		if (is_listed(word, meaning))
			has_meaning = true;
		else if (!is_listed(word, filling))
			return false;
	}
	return has_meaning && count <= most;
}
