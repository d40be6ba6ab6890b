/*
 * registration.h - a studio signs up [S5.1].
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef IDENTITY_REGISTRATION_H
#define IDENTITY_REGISTRATION_H

#include "base/record.h"
#include "data/db.h"
#include "identity/user.h"

struct registration {
	const char *tenant_name;
	const char *slug; /* "": made from the name */
	const char *email;
	const char *password;
	const char *full_name;
	const char *plan_slug; /* a paid one is remembered as a wish [S5.2] */
	const char *locale;
};

extern const struct record registration_record;
extern const struct query registration_queries[];

/* The first administrator of a new studio on Starter, whose tenant becomes the
 * task's; a mail asks to confirm the address. INVALID with pointers; CONFLICT
 * for a slug or an address that is taken. */
struct user *registration_create(
    struct task *task, const struct registration *wanted) must_use;

/* A token of a mail was used: its user's address is proven, and with that of an
 * administrator the studio. The task is in the tenant. */
struct user *registration_verify(struct task *task, const char *token) must_use;

#endif
