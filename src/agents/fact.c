/*
 * fact.c - scores passages by the words that they share with a question.
 *
 * SPDX-License-Identifier: ISC
 */
#include "agents/fact.h"

#include "agents/words.h"
#include "base/buf.h"
#include "base/text.h"
#include "knowledge/passages.h"

enum {
	FACTS_MAX = 3,
	QUESTION_WORDS_MAX = 24,
	WORD_LEN_MIN = 3,
	STEM_LEN_MIN = 4,
	FACT_BYTES_MAX = 16 << 10
};

/* Words that say nothing about the subject. */
/* clang-format off */
static const char *const empty_words[] = {
	"der|die|das|den|dem|des|ein|eine|einen|einem|einer|eines|und|oder|aber|auch|noch|schon|nur|mal|denn|doch|ja|"
	    "nein|nicht",
	"ich|du|er|sie|es|wir|ihr|mir|mich|dir|dich|euch|uns|ihnen|mein|meine|meinen|dein|deine|euer|eure|euren|unser|"
	    "unsere",
	"ist|sind|bin|seid|war|sein|habe|hab|hast|hat|haben|habt|gibt|gibts|geben|kann|kannst|koennen|koennt|koennte|"
	    "darf|duerfen",
	"muss|muessen|soll|will|wollen|moechte|wuerde|werden|wird|mache|machen|macht|bieten|bietet|an|am|im|in|auf|aus|"
	    "bei|bis|fuer",
	"mit|nach|ueber|um|unter|von|vom|vor|zu|zum|zur|als|wenn|dass|ob|was|wer|wie|wo|wann|warum|welche|welcher|"
	    "welches|wieviel",
	"bitte|danke|hallo|hi|hey|moin|guten|tag|morgen|abend|heute|hier|dort|da|dann|so|sehr|eigentlich|etwas|alles|"
	    "irgendwie|gerne|gern",
	"frage|wissen|sagen|sag|sagt|mehr|viel|viele|man|einfach|also|studio|euch|bekomme|bekommt|erzaehl|erzaehle|"
	    "ueberhaupt|jemand",
	"the|a|an|and|or|but|also|not|no|yes|i|you|he|she|it|we|they|me|us|your|my|our|their|is|are|am|was|be|been|do|"
	    "does|did|have|has",
	"had|can|could|would|should|will|may|must|there|here|this|that|these|those|at|on|in|to|of|for|from|with|about|"
	    "by|if|what|who|how",
	"where|when|why|which|please|thanks|hello|any|some|get|got|tell|know|offer|question|just|really|very|more|much|"
	    "many|like|want|need",
	"gym|today|tomorrow|now|anything|something|then|than|as|so",
	NULL
};
/* clang-format on */

struct fact {
	const char *start;
	size_t len;
	unsigned score;
};

static bool
is_empty_word(const char *word)
{
	struct words one = { .items = &word, .count = 1 };

	return strlen(word) < WORD_LEN_MIN || words_are(&one, empty_words);
}

/* The distinct words of the question that carry its subject. */
static struct words
subject_of(struct arena *arena, const char *question)
{
	struct words words = words_read(arena, question);
	struct words subject = { .items = arena_array(
				     arena, const char *, QUESTION_WORDS_MAX) };

	for (size_t at = 0; at < words.count; at++) {
		bool is_known = is_empty_word(words.items[at]);

		for (size_t i = 0; i < subject.count && !is_known; i++)
			is_known =
			    strcmp(subject.items[i], words.items[at]) == 0;
		if (!is_known && subject.count < QUESTION_WORDS_MAX)
			subject.items[subject.count++] = words.items[at];
	}
	return subject;
}

static size_t
common_prefix(const char *a, const char *b)
{
	size_t len = 0;

	while (a[len] != '\0' && a[len] == b[len])
		len++;
	return len;
}

/* "kurs" and "kurse", "parkplatz" and "parkplaetze", "sauna" and
 * "saunabereich"; not "kurs" and "kurz". */
static bool
is_related(const char *asked, const char *told)
{
	size_t asked_len = strlen(asked);
	size_t told_len = strlen(told);
	size_t common = common_prefix(asked, told);

	if (common == asked_len)
		return common == told_len || asked_len >= STEM_LEN_MIN;
	if (common == told_len)
		return told_len > STEM_LEN_MIN;
	return common > STEM_LEN_MIN && common * 4 >= asked_len * 3;
}

static unsigned
score_of(struct arena *arena, const struct words *subject, const char *start,
    size_t len)
{
	struct words told =
	    words_read(arena, arena_copy_bytes(arena, start, len));
	unsigned score = 0;

	for (size_t asked = 0; asked < subject->count; asked++)
		for (size_t at = 0; at < told.count; at++)
			if (is_related(subject->items[asked], told.items[at])) {
				score++;
				break;
			}
	return score;
}

/* Keeps the best, in the order in which they stand. */
static void
keep(struct fact *best, size_t *count, struct fact found)
{
	if (*count > 0 && found.score < best[0].score)
		return;
	if (*count > 0 && found.score > best[0].score)
		*count = 0;
	if (*count < FACTS_MAX)
		best[(*count)++] = found;
}

static void
search(struct arena *arena, const struct words *subject, const char *source,
    struct fact *best, size_t *count)
{
	while (*source != '\0') {
		size_t len = passages_sentence_len(source);
		struct fact found = { source, len,
			score_of(arena, subject, source, len) };

		if (found.score > 0)
			keep(best, count, found);
		source += len;
		source += strspn(source, " \n\r\t");
	}
}

static const char *
join(struct arena *arena, const struct fact *best, size_t count)
{
	struct buf buf = buf_new(arena, FACT_BYTES_MAX);

	for (size_t at = 0; at < count; at++) {
		if (at > 0)
			buf_add_char(&buf, '\n');
		buf_add(&buf,
		    text_trim(arena,
			arena_copy_bytes(arena, best[at].start, best[at].len)));
	}
	return buf_text(&buf);
}

const char *
fact_find(struct arena *arena, const char *question, const char *const *sources)
{
	struct words subject = subject_of(arena, question);
	struct fact best[FACTS_MAX];
	size_t count = 0;

	for (; *sources != NULL; sources++)
		search(arena, &subject, *sources, best, &count);
	if (count == 0 || best[0].score * 2 < subject.count)
		return NULL;
	return join(arena, best, count);
}

bool
fact_asks(struct arena *arena, const char *text)
{
	return subject_of(arena, text).count > 0;
}

const char *
fact_pick(struct arena *arena, const char *question, const char *text)
{
	struct words subject = subject_of(arena, question);
	struct fact best[FACTS_MAX];
	size_t count = 0;

	search(arena, &subject, text, best, &count);
	return count == 0 ? text : join(arena, best, count);
}
