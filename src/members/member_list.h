/*
 * member_list.h - looks through the members of a studio, page by page.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MEMBERS_MEMBER_LIST_H
#define MEMBERS_MEMBER_LIST_H

#include "members/member.h"

enum member_order { MEMBERS_BY_NAME = 1, MEMBERS_NEWEST_FIRST };

/* What is NULL or empty narrows nothing. */
struct member_filter {
	const char *search; /* beginnings of names, numbers, e-mail, phone */
	const char *tag;
	const char *language;
	const char *source;
	const char *is_paused; /* "true", "false" */
	enum member_order order;
	const char *cursor; /* of member_cursor(): what comes behind it */
	int64_t limit;
};

/* How many there are, whatever the filter. */
struct member_count {
	int64_t members;
};

extern const struct record member_count_record;
extern const struct query member_list_queries[];

/* INVALID with "?NAME" for a cursor or filter that can not be. */
struct list *member_list(
    struct task *task, const struct member_filter *filter) must_use;

/* The place of member in the order: stays right whatever comes and goes. */
const char *member_cursor(struct arena *arena, enum member_order order,
    const struct member *member) must_use;

/* NULL with a problem. */
struct member_count *member_count(struct task *task) must_use;

/* Members with ids above after in order of their ids, for the export. */
struct list *member_list_all(
    struct task *task, int64_t after, int64_t limit) must_use;

#endif
