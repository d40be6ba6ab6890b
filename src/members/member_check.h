/*
 * member_check.h - what member_read() does, for whoever reads many.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MEMBERS_MEMBER_CHECK_H
#define MEMBERS_MEMBER_CHECK_H

#include "members/member.h"

/* member_read() for a studio in country. */
bool member_check(struct task *task, struct member *member,
    const struct phone_country *country) must_use;

/* Words between commas as an array without repetitions; NULL when they are too
 * many or too long. */
struct json_object *member_tags_of(
    struct arena *arena, const char *words) must_use;

#endif
