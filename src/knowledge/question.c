/*
 * question.c - takes a question apart into concepts and the ways to say them.
 *
 * SPDX-License-Identifier: ISC
 */
#include "knowledge/question.h"

#include "base/json.h"
#include "base/text.h"
#include "knowledge/trade.h"

enum {
	WORDS_MAX = 64,
	CONCEPTS_MAX = 12,
	WORD_BYTES_MAX = 60,
	/* Shorter ones begin too many others: "bar", "barfuß". */
	PREFIX_LETTERS_MIN = 4,
	NEAR_LETTERS_MIN = 5,
	NEAR_LETTERS_MAX = 20,
	SYNONYM_ROWS_MAX = 3,
	QUERY_BYTES_MAX = 64 << 10
};

static const double WORTH_SAME = 1;
static const double WORTH_PARTS = 0.9;
static const double WORTH_SYNONYM = 0.8;
static const double WORTH_HEAD = 0.5;
static const double WORTH_FRONT = 0.6;

/* A question as it is being taken apart. */
struct reading {
	struct arena *arena;
	struct json_object *concepts;
	struct json_object *terms;
	struct buf all;
	size_t count;
};

static const char *
next_word(struct arena *arena, const char **text)
{
	struct buf buf = buf_new(arena, WORD_BYTES_MAX);
	const char *at = *text;
	uint32_t letter;

	while ((letter = text_next(&at)) != 0) {
		char encoded[4];

		if (text_is_word_char(letter)) {
			letter = text_lower_char(letter);
			buf_add_bytes(
			    &buf, encoded, text_encode(letter, encoded));
		} else if (buf.len > 0)
			break;
	}
	*text = at;
	if (buf.len == 0)
		return NULL;
	/* No word of any language is that long: without its end. */
	return buf.data;
}

const char *const *
question_words(struct arena *arena, const char *text, size_t max)
{
	const char **words = arena_array(arena, const char *, max + 1);
	size_t count = 0;

	while (count < max && *text != '\0') {
		const char *word = next_word(arena, &text);

		if (word != NULL)
			words[count++] = word;
	}
	return words;
}

/* "parkplätze" for "parkplaetze" and the other way round; NULL when there is
 * no other way to spell it. */
static const char *
other_spelling(struct arena *arena, const char *word)
{
	static const struct {
		const char *letter;
		const char *spelled;
	} pairs[] = { { "ä", "ae" }, { "ö", "oe" }, { "ü", "ue" },
		{ "ß", "ss" } };
	struct buf buf = buf_new(arena, WORD_BYTES_MAX * 2);
	bool has_umlaut = false;

	for (size_t at = 0; at < ARRAY_LENGTH(pairs); at++)
		has_umlaut |= strstr(word, pairs[at].letter) != NULL;
	while (*word != '\0') {
		size_t at = 0;

		for (; at < ARRAY_LENGTH(pairs); at++)
			if (text_starts_with(word,
				has_umlaut ? pairs[at].letter
					   : pairs[at].spelled))
				break;
		if (at == ARRAY_LENGTH(pairs)) {
			buf_add_char(&buf, *word++);
			continue;
		}
		buf_add(
		    &buf, has_umlaut ? pairs[at].spelled : pairs[at].letter);
		word += 2;
	}
	return buf_text(&buf);
}

/* Words consist of letters and digits only, so quoting them is enough. */
static const char *
query_of(struct arena *arena, const char *word)
{
	return arena_printf(arena, "'%s'%s", word,
	    text_characters(word) >= PREFIX_LETTERS_MIN ? ":*" : "");
}

static void
add_query(struct reading *reading, const char *query, double worth)
{
	struct json_object *term = json_object_new_object();

	json_add_int(term, "concept", (int64_t)reading->count);
	json_add_text(term, "query", query);
	json_add(term, "worth", json_object_new_double(worth));
	json_object_array_add(reading->terms, term);
	if (reading->all.len > 0)
		buf_add(&reading->all, " | ");
	buf_printf(&reading->all, "(%s)", query);
}

static void
add_word(struct reading *reading, const char *word, double worth)
{
	const char *other = other_spelling(reading->arena, word);

	add_query(reading, query_of(reading->arena, word), worth);
	if (other != NULL && !text_is_equal(other, word))
		add_query(reading, query_of(reading->arena, other), worth);
}

static void
add_synonyms(struct reading *reading, const char *word)
{
	const char *const *row;
	size_t from = 0;

	for (size_t rows = 0; rows < SYNONYM_ROWS_MAX &&
	     (row = trade_synonyms(word, &from)) != NULL;
	     rows++)
		for (; *row != NULL; row++)
			if (!text_is_equal(*row, word))
				add_query(reading,
				    query_of(reading->arena, *row),
				    WORTH_SYNONYM);
}

static void
add_parts(struct reading *reading, const char *word)
{
	struct arena *arena = reading->arena;
	struct trade_parts parts;

	if (!trade_split(arena, word, &parts))
		return;
	add_query(reading,
	    arena_printf(arena, "%s & %s", query_of(arena, parts.front),
		query_of(arena, parts.head)),
	    WORTH_PARTS);
	add_query(reading, query_of(arena, parts.front), WORTH_FRONT);
	add_query(reading, query_of(arena, parts.head), WORTH_HEAD);
}

/* What word would be with two letters that stand side by side exchanged. */
static struct json_object *
near_of(struct arena *arena, const char *word)
{
	struct json_object *near = json_object_new_array();
	size_t len = strlen(word);

	if (len < NEAR_LETTERS_MIN || len > NEAR_LETTERS_MAX)
		return near;
	for (size_t at = 0; at + 1 < len; at++) {
		char *other = arena_copy(arena, word);

		/* Bytes of a letter stay together. */
		if (((unsigned char)word[at] | (unsigned char)word[at + 1]) >=
			0x80 ||
		    word[at] == word[at + 1])
			continue;
		other[at] = word[at + 1];
		other[at + 1] = word[at];
		json_object_array_add(near, json_object_new_string(other));
	}
	return near;
}

static void
add_concept(struct reading *reading, const char *word, double weight)
{
	struct json_object *concept = json_object_new_object();

	json_add(concept, "weight", json_object_new_double(weight));
	json_add_text(concept, "word", word);
	json_add(concept, "near", near_of(reading->arena, word));
	json_object_array_add(reading->concepts, concept);
	add_word(reading, word, WORTH_SAME);
	add_synonyms(reading, word);
	add_parts(reading, word);
	reading->count++;
}

static bool
is_repeated(const char *const *words, size_t at)
{
	for (size_t before = 0; before < at; before++)
		if (strcmp(words[before], words[at]) == 0)
			return true;
	return false;
}

struct question
question_read(struct arena *arena, const char *text)
{
	const char *const *words = question_words(arena, text, WORDS_MAX);
	struct json_object *tree = json_new_object(arena);
	struct reading reading = { .arena = arena,
		.concepts = json_object_new_array(),
		.terms = json_object_new_array(),
		.all = buf_new(arena, QUERY_BYTES_MAX) };
	struct question question = { 0 };
	size_t len;

	json_add(tree, "concepts", reading.concepts);
	json_add(tree, "terms", reading.terms);
	for (size_t at = 0; words[at] != NULL && reading.count < CONCEPTS_MAX;
	     at++) {
		double weight = trade_weight(words[at]);

		if (weight > 0 && words[at][1] != '\0' &&
		    !is_repeated(words, at))
			add_concept(&reading, words[at], weight);
	}
	question.query = buf_text(&reading.all);
	question.concepts = reading.count;
	if (reading.count == 0 || question.query == NULL)
		return (struct question){ .query = "" };
	json_add_text(tree, "all", question.query);
	question.json = json_write(arena, tree, &len);
	return question;
}
