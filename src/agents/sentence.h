/*
 * sentence.h - what ARIIA says in fixed words, in every language.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef AGENTS_SENTENCE_H
#define AGENTS_SENTENCE_H

#include "agents/language.h"
#include "tenancy/prompt_config.h"

enum sentence {
	SENTENCE_NONE = 0,
	SENTENCE_DISCLOSURE, /* an AI answers */
	SENTENCE_EMERGENCY,
	SENTENCE_HANDED_OVER,
	SENTENCE_OFFER, /* the question whether to fetch a person */
	SENTENCE_UNKNOWN,
	SENTENCE_ONLY_TEXT,
	SENTENCE_FAILED,
	SENTENCE_DECLINED, /* after a no to the offer */
	SENTENCE_GREETING,
	SENTENCE_WHO,
	SENTENCE_HOURS,
	SENTENCE_PRICES,
	SENTENCE_ADDRESS,
	SENTENCE_EMERGENCY_NUMBER,
	SENTENCE_FACT,
	SENTENCE_SOURCE, /* a title and a text follow */
	SENTENCE_NO_SCHEDULE,
	SENTENCE_NO_ADVICE, /* about health; disclaimer and offer follow */
	SENTENCE_THANKS,
	SENTENCE_BYE,
	SENTENCE_WHO_ARE_YOU, /* before something is told of a member */
	SENTENCE_CODE_SENT,   /* the masked address follows */
	SENTENCE_CODE_MAYBE,  /* the same to somebody who may be nobody */
	SENTENCE_CODE_RIGHT,
	SENTENCE_CODE_RIGHT_ALONE, /* nothing else is to be answered */
	SENTENCE_CODE_WRONG,
	SENTENCE_CODE_DEAD, /* too many wrong ones */
	SENTENCE_CODE_NONE, /* none is waited for any more */
	SENTENCE_CHANGE_CANCELLED,
	SENTENCE_CHANGE_RUN_OUT, /* the question is not open any more */
	SENTENCE_CHANGE_DONE,
	SENTENCE_CHANGE_NOT_CONNECTED,
	SENTENCE_CHANGE_FAILED,
	SENTENCE_CHANGE_UNKNOWN, /* nobody knows whether it was done */
	SENTENCE_LANGUAGE,       /* the wished one is spoken from now on */
	SENTENCE_DISCLAIMER, /* of medic, where the studio has none of its own
			      */
	SENTENCES
};

/* The sentence with the studio's values in it. */
const char *sentence_say(struct arena *arena, enum sentence sentence,
    const struct prompt_config *studio, enum language language) must_use;

/* The template of the sentence, for checks. */
const char *sentence_template(
    enum sentence sentence, enum language language) must_use;

/* Does text, something that we said, end by offering a person? */
bool sentence_is_offer(struct arena *arena, const char *text) must_use;

#endif
