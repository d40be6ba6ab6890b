/*
 * memory.h - what the agents remember of a member.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MEMBERS_MEMORY_H
#define MEMBERS_MEMORY_H

#include "base/field.h"
#include "base/task.h"
#include "data/db.h"

struct memory {
	int64_t member_id;
	const char *summary; /* at most 2,000 characters each */
	const char *goals;
	const char *preferences;
	const char *limits; /* injuries, what to avoid */
	const char *source; /* model, rules, staff */
	int64_t read_upto;  /* newest message that the analyzer has read */
	struct instant updated_at;
};

extern const struct record memory_record;
extern const struct query memory_queries[];

/* An empty one when nothing is remembered; NOT_FOUND for no member. */
struct memory *memory_find(struct task *task, int64_t member_id) must_use;
/* Stores the texts, source and read_upto; what a person wrote is replaced by
 * the analyzer only where that has something new to add: it is given what is
 * stored and returns the whole. CONFLICT when updated_at is set and no longer
 * that of what is stored: somebody was faster. */
bool memory_store(struct task *task, const struct memory *memory) must_use;
/* Erases it, and nothing older than now is read again; NOT_FOUND for no
 * member. */
bool memory_remove(struct task *task, int64_t member_id) must_use;

/* Members with messages that the analyzer has not read, at most limit. */
struct list *memory_due(struct task *task, int64_t limit) must_use;

#endif
