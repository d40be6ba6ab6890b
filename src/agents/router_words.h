/*
 * router_words.h - what the words of a message are about.
 *
 * Inside the room only.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef AGENTS_ROUTER_WORDS_H
#define AGENTS_ROUTER_WORDS_H

#include "agents/agent.h"
#include "agents/words.h"

/* FUZZILY: a letter may be wrong, missing, too many or swapped in longer words.
 */
enum router_reading { READ_EXACTLY = 1, READ_FUZZILY };

/* The agent that most words speak for. */
struct router_score {
	const struct agent *agent; /* NULL: no word speaks for any */
	const char *word;          /* the stem or phrase that weighs most */
	int weight; /* from ROUTER_WEIGHT_SURE on one topic is certain */
	int others; /* what speaks for other agents */
};
enum { ROUTER_WEIGHT_SURE = 3, ROUTER_WEIGHT_NOISE = 1 };
struct router_score router_words_score(
    const struct words *words, enum router_reading reading) must_use;

/* Nothing but a greeting, thanks, a goodbye. */
bool router_words_are_small_talk(const struct words *words) must_use;
/* "and on Sunday?", "what about the other one" */
bool router_words_follow_up(const struct words *words) must_use;
/* Too short to tell a new subject. */
bool router_words_are_short(const struct words *words) must_use;
bool router_words_are_health(const struct words *words) must_use;

#endif
