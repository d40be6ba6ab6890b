/*
 * memory_rules.c - finds plain words about oneself, German and English.
 *
 * SPDX-License-Identifier: ISC
 */
#include "agents/memory_rules.h"

#include "base/text.h"

enum {
	FIELD_CHARACTERS_MAX = 2000,
	SENTENCE_CHARACTERS_MAX = 300,
	SENTENCES_MAX = 50
};

/* In lower case; each begins where a word begins. */
static const char *const goal_words[] = { "mein ziel", "meine ziele",
	"als ziel", "abnehmen", "muskelaufbau", "muskeln aufbauen",
	"muskeln auf", "zunehmen will", "fitter werden", "stärker werden",
	"beweglicher werden", "marathon", "triathlon", "my goal", "my goals",
	"lose weight", "build muscle", "gain muscle", "get fit", "get stronger",
	"get in shape", "i want to lose", "i want to build", "i want to get",
	"i want to run", "i want to become", "i want to improve",
	"i want to be able", NULL };

static const char *const preference_words[] = { "ich mag", "mag ich",
	"am liebsten", "ich bevorzuge", "mein lieblings", "meine lieblings",
	"trainiere gern", "ich trainiere lieber", "mache gern", "ich liebe",
	"i like", "i prefer", "i love", "i enjoy", "my favourite",
	"my favorite", "i usually train", NULL };

static const char *const limit_words[] = { "knie", "rücken", "schulter",
	"bandscheibe", "hüfte", "sprunggelenk", "meniskus", "kreuzband",
	"verletz", "schmerz", "allerg", "asthma", "herzfehler", "herzprobleme",
	"schwanger", "operiert", "bluthochdruck", "diabetes", "unverträglich",
	"knee", "my back", "back pain", "shoulder", "hip replacement", "injur",
	"pain in", "pregnan", "allergic", "allergy", "surgery",
	"heart condition", "blood pressure", "slipped disc", NULL };

/* Who speaks of oneself: words as words. */
static const char *const self_words[] = { "ich", "mir", "mich", "mein", "meine",
	"meinem", "meinen", "meiner", "i", "i'm", "i've", "my", "me", NULL };

/* What no goal is, however it begins. */
static const char *const other_words[] = { "kündig", "cancel", NULL };

/* Where the word before at has ended, or the text begins. */
static bool
begins_word(const char *text, const char *at)
{
	const char *before = at;

	if (at == text)
		return true;
	do
		before--;
	while (before > text && ((unsigned char)*before & 0xc0) == 0x80);
	return !text_is_word_char(text_next(&before));
}

static bool
has_stem(const char *lower, const char *const *stems)
{
	for (; *stems != NULL; stems++)
		for (const char *at = strstr(lower, *stems); at != NULL;
		     at = strstr(at + 1, *stems))
			if (begins_word(lower, at))
				return true;
	return false;
}

static bool
has_word(const char *lower, const char *const *words)
{
	for (; *words != NULL; words++)
		for (const char *at = strstr(lower, *words); at != NULL;
		     at = strstr(at + 1, *words)) {
			const char *behind = at + strlen(*words);

			if (begins_word(lower, at) &&
			    !text_is_word_char(text_next(&behind)))
				return true;
		}
	return false;
}

/* field with sentence behind it, "" gone from the front when it is full; NULL
 * when it is in there already. */
static const char *
with_sentence(struct arena *arena, const char *field, const char *sentence)
{
	const char *all;

	if (strstr(field, sentence) != NULL)
		return NULL;
	all = field[0] == '\0' ? sentence
			       : arena_printf(arena, "%s\n%s", field, sentence);
	while (text_characters(all) > FIELD_CHARACTERS_MAX) {
		const char *next = strchr(all, '\n');

		if (next == NULL)
			return text_prefix(arena, all, FIELD_CHARACTERS_MAX);
		all = next + 1;
	}
	return all;
}

static bool
add_to(struct arena *arena, const char **field, const char *sentence)
{
	const char *all =
	    with_sentence(arena, *field == NULL ? "" : *field, sentence);

	if (all == NULL)
		return false;
	*field = all;
	return true;
}

static bool
take_sentence(struct arena *arena, const char *sentence, struct memory *memory)
{
	const char *lower = text_lower(arena, sentence);
	bool is_new = false;

	if (!has_word(lower, self_words))
		return false;
	if (has_stem(lower, limit_words))
		is_new |= add_to(arena, &memory->limits, sentence);
	if (has_stem(lower, other_words))
		return is_new;
	if (has_stem(lower, goal_words))
		is_new |= add_to(arena, &memory->goals, sentence);
	if (has_stem(lower, preference_words))
		is_new |= add_to(arena, &memory->preferences, sentence);
	return is_new;
}

/* The number of bytes up to the end of the sentence that text begins with. */
static size_t
sentence_len(const char *text)
{
	size_t len = 0;

	do
		len += strcspn(text + len, ".!?\n") + (text[len] != '\0');
	while (text[len] != '\0' && text[len - 1] != '\n' && text[len] != ' ' &&
	    text[len] != '\n');
	return strnlen(text, len);
}

bool
memory_rules_apply(struct arena *arena, const char *text, struct memory *memory)
{
	bool is_new = false;

	for (int count = 0; *text != '\0' && count < SENTENCES_MAX; count++) {
		size_t len = sentence_len(text);
		const char *sentence = text_trim(arena,
		    text_prefix(arena, arena_copy_bytes(arena, text, len),
			SENTENCE_CHARACTERS_MAX));

		text += len;
		is_new |= take_sentence(arena, sentence, memory);
	}
	return is_new;
}
