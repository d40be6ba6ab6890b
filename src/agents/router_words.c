/*
 * router_words.c - weighs what a message is about.
 *
 * SPDX-License-Identifier: ISC
 */
#include "agents/router_words.h"

#include "agents/router_lists.h"
#include "base/text.h"

static const struct agent *const agent_of[TOPICS] = { [TOPIC_OPS] = &ops_agent,
	[TOPIC_SALES] = &sales_agent,
	[TOPIC_MEDIC] = &medic_agent,
	[TOPIC_PERSONA] = &persona_agent };

enum {
	WORDS_READ_MAX = 100,
	WORD_LEN_FUZZY_MIN = 6,
	FOLLOW_UP_WORDS_MAX = 8,
	SHORT_WORDS_MAX = 4,
	HEALTH_WEIGHT_MIN = 2
};

/* At most one letter is wrong, missing, too many, or two are swapped. */
static bool
is_near(const char *a, size_t a_len, const char *b, size_t b_len)
{
	size_t same = 0;
	size_t tail = 0;
	size_t shorter = a_len < b_len ? a_len : b_len;

	if (a_len > b_len + 1 || b_len > a_len + 1)
		return false;
	while (same < shorter && a[same] == b[same])
		same++;
	while (
	    tail < shorter - same && a[a_len - 1 - tail] == b[b_len - 1 - tail])
		tail++;
	a_len -= same + tail;
	b_len -= same + tail;
	if (a_len <= 1 && b_len <= 1)
		return true;
	return a_len == 2 && b_len == 2 && a[same] == b[same + 1] &&
	    a[same + 1] == b[same];
}

/* The beginning of word, give or take a letter, is stem. */
static bool
begins_near(const char *word, const char *stem)
{
	size_t len = strlen(stem);
	size_t word_len = strlen(word);

	for (size_t take = len - 1; take <= len + 1; take++)
		if (take <= word_len && is_near(word, take, stem, len))
			return true;
	return false;
}

/* How many letters of word the stem covers, 0 for none. */
static size_t
covered_exactly(const char *word, const char *stem)
{
	bool is_there;

	switch (stem[0]) {
	case '+':
		is_there = strstr(word, stem + 1) != NULL;
		return is_there ? strlen(stem + 1) : 0;
	case '=':
		is_there = strcmp(word, stem + 1) == 0;
		return is_there ? strlen(stem + 1) : 0;
	default:
		is_there = word[0] == stem[0] && text_starts_with(word, stem);
		return is_there ? strlen(stem) : 0;
	}
}

static size_t
covered(const char *word, const char *stem, enum router_reading reading)
{
	size_t exact = covered_exactly(word, stem);
	const char *letters = stem + (*stem == '=' || *stem == '+');
	size_t len;

	if (exact > 0 || reading == READ_EXACTLY)
		return exact;
	/* One wrong letter leaves the first or the second. */
	if (word[0] != letters[0] && word[1] != letters[1] &&
	    word[0] != letters[1] && word[1] != letters[0])
		return 0;
	len = strlen(letters);
	if (len < WORD_LEN_FUZZY_MIN)
		return 0;
	if (*stem == '=')
		return is_near(word, strlen(word), letters, len) ? len - 1 : 0;
	return begins_near(word, letters) ? len - 1 : 0;
}

struct tally {
	int weights[TOPICS];
	const char *words[TOPICS]; /* the best of each */
	int best[TOPICS];
};

static void
add(struct tally *tally, enum router_topic topic, int weight, const char *word)
{
	tally->weights[topic] += weight;
	if (weight <= tally->best[topic])
		return;
	tally->best[topic] = weight;
	tally->words[topic] = word;
}

static void
add_word(struct tally *tally, const char *word, enum router_reading reading)
{
	size_t longest = 0;
	const char *best = NULL;
	const struct router_row *row = NULL;

	for (const struct router_row *at = router_stems; at->list; at++)
		for (const char *const *stem = at->list; *stem; stem++) {
			size_t len = covered(word, *stem, reading);

			if (len <= longest)
				continue;
			longest = len;
			best = *stem;
			row = at;
		}
	if (row != NULL)
		add(tally, row->topic, row->weight, best);
}

/* What matters is said in the first words, and nobody waits for a flood. */
static struct words
beginning_of(const struct words *words)
{
	struct words begin = *words;

	if (begin.count > WORDS_READ_MAX)
		begin.count = WORDS_READ_MAX;
	return begin;
}

static struct tally
tally_of(const struct words *all, enum router_reading reading)
{
	struct words begin = beginning_of(all);
	const struct words *words = &begin;
	struct tally tally = { 0 };

	for (size_t at = 0; at < words->count; at++)
		add_word(&tally, words->items[at], reading);
	for (const struct router_row *at = router_phrases; at->list; at++)
		for (const char *const *list = at->list; *list; list++)
			if (words_match(
				words, (const char *const[]){ *list, NULL }))
				add(&tally, at->topic, at->weight, *list);
	return tally;
}

struct router_score
router_words_score(const struct words *words, enum router_reading reading)
{
	/* What is asked of a price is asked of sales, whatever it is for;
	 * health comes before all. */
	static const enum router_topic order[] = { TOPIC_MEDIC, TOPIC_SALES,
		TOPIC_OPS, TOPIC_PERSONA };
	struct tally tally = tally_of(words, reading);
	struct router_score score = { 0 };
	enum router_topic best = TOPIC_NONE;

	for (size_t at = 0; at < ARRAY_LENGTH(order); at++)
		if (tally.weights[order[at]] > tally.weights[best])
			best = order[at];
	if (best == TOPIC_NONE)
		return score;
	score.agent = agent_of[best];
	score.word = tally.words[best];
	score.weight = tally.weights[best];
	for (enum router_topic topic = TOPIC_OPS; topic < TOPICS; topic++)
		if (topic != best)
			score.others += tally.weights[topic];
	return score;
}

static bool
is_listed(const char *word, const char *const *list)
{
	for (; *list != NULL; list++)
		if (strcmp(word, *list) == 0)
			return true;
	return false;
}

static bool
is_end(const char *word)
{
	return strcmp(word, ".") == 0;
}

static size_t
count_of(const struct words *words)
{
	size_t count = 0;

	for (size_t at = 0; at < words->count; at++)
		count += !is_end(words->items[at]);
	return count;
}

bool
router_words_are_small_talk(const struct words *words)
{
	bool has_core = false;

	for (size_t at = 0; at < words->count; at++) {
		const char *word = words->items[at];

		if (is_listed(word, router_small_talk))
			has_core = true;
		else if (!is_end(word) && !is_listed(word, router_small_words))
			return false;
	}
	return has_core;
}

bool
router_words_follow_up(const struct words *words)
{
	struct words begin = *words;

	if (count_of(words) > FOLLOW_UP_WORDS_MAX)
		return false;
	if (begin.count > 0 && router_words_are_short(words))
		return true;
	/* Only at the beginning. */
	for (size_t len = 1; len <= begin.count && len <= 5; len++) {
		struct words first = { begin.items, len };

		if (words_are(&first, router_follow_ups))
			return true;
	}
	return false;
}

bool
router_words_are_short(const struct words *words)
{
	size_t count = count_of(words);

	return count > 0 && count <= SHORT_WORDS_MAX;
}

bool
router_words_are_health(const struct words *words)
{
	return tally_of(words, READ_EXACTLY).weights[TOPIC_MEDIC] >=
	    HEALTH_WEIGHT_MIN;
}
