/*
 * member_identity.h - what a person may mean by what it calls itself; declared
 * here for the tests. Statements of member_of_identity().
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MEMBERS_MEMBER_IDENTITY_H
#define MEMBERS_MEMBER_IDENTITY_H

#include "data/db.h"
#include "members/phone.h"

enum { IDENTITY_NUMBERS = 3 };

/* NULL where the words have nothing of the kind. */
struct identity {
	const char *email;                     /* lower case */
	const char *numbers[IDENTITY_NUMBERS]; /* without blanks */
	const char *phone;                     /* as written */
};

struct identity identity_read(struct arena *arena, const char *words) must_use;

extern const struct query member_identity_queries[];

#endif
