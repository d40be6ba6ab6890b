/*
 * studio.h - the studios of the platform as the operator looks at them: what
 * they are, and how many they have of what.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef PLATFORM_STUDIO_H
#define PLATFORM_STUDIO_H

#include "base/field.h"
#include "base/task.h"
#include "data/db.h"

struct studio_row {
	int64_t id;
	const char *slug;
	const char *name;
	bool is_active;
	bool is_verified;
	const char *plan_slug;
	const char *plan_name;
	int32_t max_monthly_messages; /* 0: unlimited */
	struct instant created_at;
	int64_t users;
	int64_t members;
	int64_t conversations; /* with a message this month, as the next */
	int64_t messages;
};

/* What a studio has used this month, and its host names. */
struct studio_usage {
	int64_t messages_inbound;
	int64_t messages_outbound;
	int64_t messages_refused;
	int64_t llm_tokens_used;
};

extern const struct record studio_row_record;
extern const struct query studio_row_queries[];
extern const struct record studio_usage_record;
extern const struct query studio_usage_queries[];

enum studio_order { STUDIOS_NEWEST_FIRST = 0, STUDIOS_BY_NAME };

/* NULL and "": everything. */
struct studio_filter {
	const char *search; /* part of a name or slug */
	const char *is_active;
	const char *is_verified; /* "true" or "false" */
	const char *plan;        /* slug */
	enum studio_order order;
};

/* INVALID at "?is_active" and the like. */
bool studio_filter_is_good(
    struct task *task, const struct studio_filter *filter) must_use;

/* In their order, those behind the studio page.after (0: from the first). */
struct list *studio_page(struct task *task, const struct studio_filter *filter,
    struct page page) must_use;
/* NOT_FOUND. is_counted: also its conversations, all of which are read for it.
 */
struct studio_row *studio_find(
    struct task *task, int64_t id, bool is_counted) must_use;

/* Of the task's tenant. */
struct studio_usage *studio_usage_find(struct task *task) must_use;

#endif
