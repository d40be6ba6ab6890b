/*
 * note.h - what staff notes about a conversation. Never sent, and no part of
 * what a model is told.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MESSAGING_NOTE_H
#define MESSAGING_NOTE_H

#include "base/field.h"
#include "base/task.h"
#include "data/db.h"

struct note {
	int64_t id;
	int64_t session_id;
	const char *author; /* staff, system */
	int64_t user_id;    /* who wrote it; 0: nobody */
	const char *text;
	const char *key; /* made by the sender; NULL */
	struct instant created_at;
};

extern const struct record note_record;
extern const struct query note_queries[];

/* Those of a conversation after page.after, oldest first. NOT_FOUND for a
 * conversation that does not exist. */
struct list *note_page(
    struct task *task, int64_t session_id, struct page page) must_use;
/* The last limit ones, newest first; empty for no conversation. */
struct list *note_newest(
    struct task *task, int64_t session_id, int64_t limit) must_use;
/* By the actor of the task; one with the same key is stored once. */
struct note *note_create(
    struct task *task, int64_t session_id, const struct note *wanted) must_use;
/* By nobody. */
bool note_add_system(
    struct task *task, int64_t session_id, const char *text) must_use;

#endif
