/*
 * document_index.c - passages and words of a text, as the database takes them.
 *
 * SPDX-License-Identifier: ISC
 */
#include "knowledge/document_index.h"

#include <stdlib.h>

#include "base/json.h"
#include "base/text.h"
#include "knowledge/markdown.h"
#include "knowledge/question.h"
#include "knowledge/trade.h"

enum {
	PASSAGE_WORDS_MAX = PASSAGE_CHARACTERS_MAX + HEADING_CHARACTERS_MAX,
	PARTS_BYTES_MAX = 64 << 10,
	WORDS_MAX = 100000,
	WORD_LETTERS_MIN = 4,
	WORD_LETTERS_MAX = 40
};

struct word_list {
	const char **items;
	size_t count;
};

static int
by_letters(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Sorted, each once. */
static void
make_distinct(struct word_list *words)
{
	size_t kept = 0;

	if (words->count == 0)
		return;
	qsort(words->items, words->count, sizeof(*words->items), by_letters);
	for (size_t at = 1; at < words->count; at++)
		if (strcmp(words->items[kept], words->items[at]) != 0)
			words->items[++kept] = words->items[at];
	words->count = kept + 1;
}

/* The words of a passage that is found by what they are made of. */
static const char *
parts_of(struct arena *arena, const struct word_list *words)
{
	struct buf buf = buf_new(arena, PARTS_BYTES_MAX);
	struct trade_parts parts;

	for (size_t at = 0; at < words->count; at++)
		if (trade_split(arena, words->items[at], &parts))
			buf_printf(&buf, "%s%s %s", buf.len == 0 ? "" : " ",
			    parts.front, parts.head);
	return buf.len == 0 ? "" : buf.data;
}

static struct word_list
words_of(struct arena *arena, const struct passage_text *passage)
{
	const char *const *read = question_words(arena,
	    arena_printf(arena, "%s %s", passage->heading, passage->text),
	    PASSAGE_WORDS_MAX);
	struct word_list words = { .items = arena_array(arena, const char *,
				       PASSAGE_WORDS_MAX) };

	while (words.count < PASSAGE_WORDS_MAX && read[words.count] != NULL) {
		words.items[words.count] = read[words.count];
		words.count++;
	}
	make_distinct(&words);
	return words;
}

/* Adds those that could be misspelled. */
static void
gather(struct word_list *all, const struct word_list *words)
{
	for (size_t at = 0; at < words->count && all->count < WORDS_MAX; at++) {
		size_t letters = text_characters(words->items[at]);

		if (letters >= WORD_LETTERS_MIN && letters <= WORD_LETTERS_MAX)
			all->items[all->count++] = words->items[at];
	}
}

static const char *
words_json(struct arena *arena, struct word_list *words)
{
	struct json_object *array = json_new_array(arena);
	size_t len;

	make_distinct(words);
	for (size_t at = 0; at < words->count; at++)
		json_object_array_add(
		    array, json_object_new_string(words->items[at]));
	return json_write(arena, array, &len);
}

struct document_index *
document_index_of(struct task *task, const char *title, const char *text)
{
	struct arena *arena = task->arena;
	struct document_index *index = arena_new(arena, struct document_index);
	struct markdown markdown = markdown_read(arena, text, title);
	struct json_object *array = json_new_array(arena);
	struct word_list all = { .items = arena_array(
				     arena, const char *, WORDS_MAX) };
	const struct passage_text *passages = markdown.passages.items;
	size_t len;

	if (markdown.passages.count == 0)
		return fail_field(task, "#/text", "must say something");
	if (markdown.passages.is_full)
		return fail_field(
		    task, "#/text", "has more than %d sections", PASSAGES_MAX);
	for (size_t at = 0; at < markdown.passages.count; at++) {
		struct word_list words = words_of(arena, &passages[at]);
		struct json_object *one = json_object_new_object();

		json_add_text(one, "heading", passages[at].heading);
		json_add_text(one, "text", passages[at].text);
		json_add_text(one, "parts", parts_of(arena, &words));
		json_object_array_add(array, one);
		gather(&all, &words);
	}
	index->passages = json_write(arena, array, &len);
	index->words = words_json(arena, &all);
	index->count = (int32_t)markdown.passages.count;
	return index;
}
