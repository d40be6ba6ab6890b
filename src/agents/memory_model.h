/*
 * memory_model.h - lets a model write down what to remember of a member.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef AGENTS_MEMORY_MODEL_H
#define AGENTS_MEMORY_MODEL_H

#include "data/db.h"
#include "members/memory.h"

/* Something that a member wrote. */
struct memory_message {
	int64_t id;
	const char *text;
};
extern const struct record memory_message_record;
extern const struct query memory_message_queries[]; /* of memory_jobs.c */

/* The body of a request with what is remembered and what the member wrote
 * since; tokens_max is the most of the answer. */
const char *memory_model_request(struct arena *arena, const char *model,
    const struct memory *memory, const struct list *messages,
    int64_t tokens_max) must_use;

/* Takes over the texts of the object {"summary", "goals", "preferences",
 * "limits"} that an answer is; what is not there stays. False when the answer
 * is no such object. */
bool memory_model_read(
    struct arena *arena, const char *answer, struct memory *memory) must_use;

#endif
