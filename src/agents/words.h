/*
 * words.h - a message as plain words, and patterns over them.
 *
 * What has to be understood without a model (emergencies, the wish for a
 * person, simple questions) is matched on whole words, never inside others.
 * Words are in lower case, with "ae oe ue ss" for umlauts, apostrophes gone.
 *
 * A pattern is words with a blank between; a|b is either word, # is a number, *
 * is up to three words within the sentence: "talk to a|an * human".
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef AGENTS_WORDS_H
#define AGENTS_WORDS_H

#include "base/arena.h"

struct words {
	const char **items; /* "." stands for the end of a clause */
	size_t count;
};

/* The words of text (NULL: none), in the arena. */
struct words words_read(struct arena *arena, const char *text) must_use;

/* Does any of the NULL-ended patterns match somewhere? */
bool words_match(
    const struct words *words, const char *const *patterns) must_use;
/* Does one match all there is, ends of clauses aside? */
bool words_are(const struct words *words, const char *const *patterns) must_use;
/* Takes the words that match out, so that they are not seen again. What a *
 * stands for stays: it may tell of something else. */
void words_mask(struct words *words, const char *const *patterns);
/* At least three letters that stand alone become a word: "S O S", "h.e.l.p". */
void words_join_letters(struct arena *arena, struct words *words);

/* Words that are spelled wrong become right: those of at least seven letters
 * that are one typo (a letter too many, too few, another one, two in the wrong
 * order) from one of the NULL-ended list, unless they are among others, words
 * of their own that only look like it; and drawn-out ones ("hiiilfe"). */
void words_mend(struct arena *arena, struct words *words,
    const char *const *list, const char *const *others);
/* Nothing but words of the two NULL-ended vocabularies, at least one of the
 * first and at most most words altogether. */
bool words_consist_of(const struct words *words, const char *const *meaning,
    const char *const *filling, size_t most) must_use;

/* Danger to life, German or English, however it is spelled. A bare emergency
 * number (112, 110, 911, 999 or number, the studio's own) only if the message
 * is nothing else. */
bool words_tell_emergency(
    struct arena *arena, const char *text, const char *number) must_use;
/* The wish to deal with a person, in plain words of either language. */
bool words_want_person(struct arena *arena, const char *text) must_use;
/* Nothing but a yes, nothing but a no. A condition or a question is neither. */
bool words_say_yes(struct arena *arena, const char *text) must_use;
bool words_say_no(struct arena *arena, const char *text) must_use;

#endif
