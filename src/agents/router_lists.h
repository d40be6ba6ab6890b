/*
 * router_lists.h - the words of members, and whom they speak for.
 *
 * Inside the room only.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef AGENTS_ROUTER_LISTS_H
#define AGENTS_ROUTER_LISTS_H

enum router_topic {
	TOPIC_NONE = 0,
	TOPIC_OPS,
	TOPIC_SALES,
	TOPIC_MEDIC,
	TOPIC_PERSONA,
	TOPICS
};

struct router_row {
	enum router_topic topic;
	int weight; /* 1 to 4; from 3 on it decides alone */
	const char *const *list;
};

/* A stem is the beginning of a word; =x is the whole word, +x stands anywhere
 * in it. In a word the longest stem counts. Ended by a NULL list. */
extern const struct router_row router_stems[];
/* Patterns as words.h explains. Ended by a NULL list. */
extern const struct router_row router_phrases[];

/* NULL-ended: words of small talk, words that may stand beside them, patterns
 * at the beginning of a message that goes on with the subject. */
extern const char *const router_small_talk[];
extern const char *const router_small_words[];
extern const char *const router_follow_ups[];

#endif
