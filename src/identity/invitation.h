/*
 * invitation.h - people who are asked to join a studio.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef IDENTITY_INVITATION_H
#define IDENTITY_INVITATION_H

#include "data/db.h"
#include "identity/user.h"

enum {
	INVITATION_HOURS = 7 * 24,
	INVITATION_PAUSE_MINUTES = 10, /* from one mail to the next */
	INVITATION_LETTERS_MAX = 5
};

struct invitation {
	int64_t id;
	const char *email;
	const char *role;   /* tenant_admin, tenant_user */
	const char *locale; /* of the mail */
	int64_t invited_by; /* 0: somebody who is gone */
	struct instant created_at;
	struct instant expires_at;
	struct instant sent_at; /* the latest mail */
	int32_t letters;        /* how many mails were sent */
};

extern const struct record invitation_record;
extern const struct query invitation_queries[];

/* Those that can still be accepted, newest first: with ids below page.after (0:
 * from the newest). */
struct list *invitation_page(struct task *task, struct page page) must_use;
/* The same of an address with that part and of a role; NULL: any. */
struct invitation_filter {
	const char *search;
	const char *role;
};
struct list *invitation_search(struct task *task,
    const struct invitation_filter *filter, struct page page) must_use;
/* One that can still be accepted; NOT_FOUND. */
struct invitation *invitation_find(struct task *task, int64_t id) must_use;

/* Asks wanted->email to join the task's tenant in wanted->role, by a mail with
 * a link. An earlier invitation of the address is good for nothing any more.
 * CONFLICT if it is a user already, FORBIDDEN from an unverified studio, whose
 * mails nobody answers for. */
struct invitation *invitation_create(
    struct task *task, const struct invitation *wanted) must_use;

/* Sends the mail once more, with a link of its own: the one before is good for
 * nothing any more, and the time to accept begins anew. NOT_FOUND if it can not
 * be accepted, TOO_MANY_REQUESTS within INVITATION_PAUSE_MINUTES of the mail
 * before, CONFLICT after INVITATION_LETTERS_MAX. */
struct invitation *invitation_resend(struct task *task, int64_t id) must_use;

/* Takes it back; NOT_FOUND if it can not be accepted any more. What it was. */
struct invitation *invitation_revoke(struct task *task, int64_t id) must_use;

/* Uses up the invitation of the task's tenant with that token: a new user,
 * whose address is proven by it. INVALID for a bad token or password. */
struct acceptance {
	const char *token;
	const char *tenant;
	const char *password;
	const char *full_name;
};
struct user *invitation_accept(
    struct task *task, const struct acceptance *given) must_use;

#endif
