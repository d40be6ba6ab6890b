/*
 * canned_reply.h - texts that the staff of a studio sends often.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MESSAGING_CANNED_REPLY_H
#define MESSAGING_CANNED_REPLY_H

#include "base/field.h"
#include "base/task.h"
#include "data/db.h"

struct canned_reply {
	int64_t id;
	const char *title; /* unique within the studio */
	const char *text;
	struct instant created_at;
	struct instant updated_at;
};

extern const struct record canned_reply_record;
extern const struct query canned_reply_queries[];

/* In the order of their making. */
struct list *canned_reply_page(struct task *task, struct page page) must_use;
/* NOT_FOUND when there is none; so in the next ones. Changes are audited. */
struct canned_reply *canned_reply_find(struct task *task, int64_t id) must_use;
struct canned_reply *canned_reply_create(
    struct task *task, const struct canned_reply *wanted) must_use;
/* wanted is what canned_reply_find() returned, changed. */
struct canned_reply *canned_reply_update(
    struct task *task, const struct canned_reply *wanted) must_use;
bool canned_reply_remove(struct task *task, int64_t id) must_use;

#endif
