/*
 * colleague.h - the people of a studio as its administrators look at them.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef IDENTITY_COLLEAGUE_H
#define IDENTITY_COLLEAGUE_H

#include "base/field.h"
#include "base/task.h"
#include "data/db.h"

struct colleague {
	int64_t id;
	const char *email;
	const char *full_name;
	const char *role;
	const char *locale;
	const char *timezone;
	bool is_active;
	bool has_second_factor;
	struct instant email_verified_at;
	struct instant created_at;
	struct instant last_sign_in_at; /* of their own, not an operator's */
	int64_t sessions; /* their own that are open; 0 in a page */
};

extern const struct record colleague_record;
extern const struct query colleague_queries[];

/* Whom to show; NULL: everybody. */
struct colleague_filter {
	const char *search; /* a part of name or address */
	const char *role;
	const char *active; /* "true" or "false" */
};

/* Those after page.after in order of creation, in one statement. */
struct list *colleague_page(struct task *task,
    const struct colleague_filter *filter, struct page page) must_use;
/* NOT_FOUND */
struct colleague *colleague_find(struct task *task, int64_t id) must_use;

#endif
