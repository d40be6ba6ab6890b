/*
 * membership.h - somebody has just become one of a studio, and is signed in.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef IDENTITY_MEMBERSHIP_H
#define IDENTITY_MEMBERSHIP_H

#include "identity/user.h"
#include "web/request.h"

struct membership {
	struct json_object *tenant;
	struct json_object *user;
	const char *token; /* bearer token */
};

extern const struct record membership_record;

/* Signs user in, who is of the task's tenant, and answers: a struct membership
 * with a token, which a form's browser gets as its cookie. */
bool membership_reply(struct request *req, const struct user *user) must_use;

#endif
