/*
 * pause.h - growing pauses after wrong guesses, per account and per address.
 *
 * Counted in Redis under t{id}:pause:..., in the process while Redis is away.
 * Never a lock: the owner of an account, who has signed in from an address
 * before, is not slowed by strangers from other addresses; and one account's
 * wrong guesses do not slow another account behind the same address until that
 * address has tried many.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef IDENTITY_PAUSE_H
#define IDENTITY_PAUSE_H

#include "base/task.h"

struct pause {
	int64_t tenant_id;    /* of the account; of the platform's tenant when unknown: see pause.c */
	const char *what;     /* "login", "second-factor", "reset" ... */
	const char *account;  /* e-mail address or user id */
	const char *address;  /* remote address */
};

/* TOO_MANY_REQUESTS with the time to wait while a pause lasts. */
bool pause_is_over(struct task *task, const struct pause *pause) must_use;
/* A wrong guess; a right one, which forgets the account's wrong ones of this
 * address and remembers the address as one of the owner's. */
void pause_add(struct task *task, const struct pause *pause);
void pause_clear(struct task *task, const struct pause *pause);

#endif
