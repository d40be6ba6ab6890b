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
	SYNONYM_PREFIX_LETTERS_MIN = 5,
	NEAR_LETTERS_MIN = 5,
	NEAR_LETTERS_MAX = 20,
	SYNONYM_ROWS_MAX = 3,
	WORTHS = 6, /* different ones below */
	QUERY_BYTES_MAX = 64 << 10
};

static const double WORTH_SAME = 1;
static const double WORTH_PARTS = 0.9;
static const double WORTH_VERB = 0.9;
static const double WORTH_SYNONYM = 0.8;
static const double WORTH_HEAD = 0.3;
static const double WORTH_FRONT = 0.5;
/* German writes nouns with a capital, and what is asked for is a noun. */
static const double WEIGHT_NO_NOUN = 0.75;
static const double WEIGHT_NUMBER = 0.25;
/* Less than that says nothing of what is asked. */
static const double WEIGHT_MIN = 0.5;

/* The ways to say a concept that are worth the same. */
struct ways {
	double worth; /* 0: not used */
	struct buf query;
};

/* A question as it is being taken apart. */
struct reading {
	struct arena *arena;
	struct json_object *concepts;
	struct json_object *terms;
	struct buf all;
	struct ways ways[WORTHS + 1]; /* of the concept at hand */
	size_t count;
};

struct word {
	const char *text; /* in lower case; NULL behind the last */
	bool is_capital;
};

static struct word
next_word(struct arena *arena, const char **text)
{
	struct buf buf = buf_new(arena, WORD_BYTES_MAX);
	const char *at = *text;
	struct word word = { 0 };
	uint32_t letter;

	while ((letter = text_next(&at)) != 0) {
		char encoded[4];

		if (text_is_word_char(letter)) {
			uint32_t lower = text_lower_char(letter);

			if (buf.len == 0)
				word.is_capital = lower != letter;
			buf_add_bytes(
			    &buf, encoded, text_encode(lower, encoded));
		} else if (buf.len > 0)
			break;
	}
	*text = at;
	/* No word of any language is that long: without its end. */
	word.text = buf.len == 0 ? NULL : buf.data;
	return word;
}

const char *const *
question_words(struct arena *arena, const char *text, size_t max)
{
	const char **words = arena_array(arena, const char *, max + 1);
	size_t count = 0;

	while (count < max && *text != '\0') {
		struct word word = next_word(arena, &text);

		if (word.text != NULL)
			words[count++] = word.text;
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

/* Words consist of letters and digits only, so quoting them is enough. One with
 * so many letters stands for all that begin with it. */
static const char *
query_of(struct arena *arena, const char *word, size_t letters_min)
{
	return arena_printf(arena, "'%s'%s", word,
	    text_characters(word) >= letters_min ? ":*" : "");
}

/* Ways of the same worth are one term. */
static void
add_query(struct reading *reading, const char *query, double worth)
{
	struct ways *ways = reading->ways;

	while (ways->worth != worth && ways->worth != 0)
		ways++;
	ways->worth = worth;
	buf_printf(
	    &ways->query, "%s(%s)", ways->query.len == 0 ? "" : " | ", query);
}

/* The concept is whole: its terms are written down. */
static void
end_concept(struct reading *reading)
{
	for (struct ways *ways = reading->ways; ways->worth != 0; ways++) {
		struct json_object *term = json_object_new_object();

		json_add_int(term, "concept", (int64_t)reading->count);
		json_add_text(term, "query", buf_text(&ways->query));
		json_add(term, "worth", json_object_new_double(ways->worth));
		json_object_array_add(reading->terms, term);
		buf_printf(&reading->all, "%s%s",
		    reading->all.len == 0 ? "" : " | ", buf_text(&ways->query));
	}
	reading->count++;
}

static void
add_word(struct reading *reading, const char *word, double worth)
{
	const char *other = other_spelling(reading->arena, word);

	add_query(
	    reading, query_of(reading->arena, word, PREFIX_LETTERS_MIN), worth);
	if (other != NULL && !text_is_equal(other, word))
		add_query(reading,
		    query_of(reading->arena, other, PREFIX_LETTERS_MIN), worth);
}

/* "löscht" is also "löschen" and "Löschung". */
static void
add_verb(struct reading *reading, const char *word)
{
	static const char *const endings[] = { "test", "tet", "ten", "te", "st",
		"t" };

	for (size_t at = 0; at < ARRAY_LENGTH(endings); at++) {
		const char *stem;

		if (!text_ends_with(word, endings[at]))
			continue;
		stem = arena_copy_bytes(
		    reading->arena, word, strlen(word) - strlen(endings[at]));
		if (text_characters(stem) >= PREFIX_LETTERS_MIN)
			add_word(reading, stem, WORTH_VERB);
		return;
	}
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
				    query_of(reading->arena, *row,
					SYNONYM_PREFIX_LETTERS_MIN),
				    WORTH_SYNONYM);
}

static void
add_parts(struct reading *reading, const char *word)
{
	struct arena *arena = reading->arena;
	struct trade_parts parts;
	const char *front, *head;

	if (!trade_split(arena, word, &parts))
		return;
	front = query_of(arena, parts.front, PREFIX_LETTERS_MIN);
	head = query_of(arena, parts.head, PREFIX_LETTERS_MIN);
	add_query(
	    reading, arena_printf(arena, "%s & %s", front, head), WORTH_PARTS);
	add_query(reading, front, WORTH_FRONT);
	add_query(reading, head, WORTH_HEAD);
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
	for (size_t at = 0; at <= WORTHS; at++)
		reading->ways[at] = (struct ways){
			.query = buf_new(reading->arena, QUERY_BYTES_MAX)
		};
	add_word(reading, word, WORTH_SAME);
	add_verb(reading, word);
	add_synonyms(reading, word);
	add_parts(reading, word);
	end_concept(reading);
}

static bool
is_repeated(const struct word *words, size_t at)
{
	for (size_t before = 0; before < at; before++)
		if (strcmp(words[before].text, words[at].text) == 0)
			return true;
	return false;
}

/* Does the writer use capitals, other than where a sentence begins? */
static bool
tells_nouns(const struct word *words)
{
	for (size_t at = 1; words[0].text != NULL && words[at].text != NULL;
	     at++)
		if (words[at].is_capital && words[at].text[1] != '\0')
			return true;
	return false;
}

static double
weight_of(const struct word *words, size_t at)
{
	const char *text = words[at].text;
	double weight = trade_weight(text);

	/* A letter alone is none. */
	if (text[1] == '\0' || is_repeated(words, at))
		return 0;
	if (strspn(text, "0123456789") == strlen(text))
		return WEIGHT_NUMBER;
	if (weight == 1 && (at == 0 || !words[at].is_capital) &&
	    tells_nouns(words))
		return WEIGHT_NO_NOUN;
	return weight;
}

static const struct word *
read_words(struct arena *arena, const char *text)
{
	struct word *words = arena_array(arena, struct word, WORDS_MAX + 1);
	size_t count = 0;

	while (count < WORDS_MAX && *text != '\0') {
		words[count] = next_word(arena, &text);
		count += words[count].text != NULL ? 1 : 0;
	}
	words[count].text = NULL;
	return words;
}

struct question
question_read(struct arena *arena, const char *text)
{
	const struct word *words = read_words(arena, text);
	struct json_object *tree = json_new_object(arena);
	struct reading reading = { .arena = arena,
		.concepts = json_object_new_array(),
		.terms = json_object_new_array(),
		.all = buf_new(arena, QUERY_BYTES_MAX) };
	struct question question = { 0 };
	double most = 0;
	size_t len;

	json_add(tree, "concepts", reading.concepts);
	json_add(tree, "terms", reading.terms);
	for (size_t at = 0;
	     words[at].text != NULL && reading.count < CONCEPTS_MAX; at++) {
		double weight = weight_of(words, at);

		if (weight > 0)
			add_concept(&reading, words[at].text, weight);
		if (weight > most)
			most = weight;
	}
	question.query = buf_text(&reading.all);
	question.concepts = reading.count;
	if (most < WEIGHT_MIN || question.query == NULL)
		return (struct question){ .query = "" };
	json_add_text(tree, "all", question.query);
	question.json = json_write(arena, tree, &len);
	return question;
}
