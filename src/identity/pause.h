/*
 * pause.h - growing pauses after wrong guesses, per account and per address.
 *
 * Counted in Redis under t{id}:pause:..., in the process while Redis is away
 * (then without the second count, see pause.c). Never a lock. Three counts slow
 * a guess: the account from this place   few are free, because it is one person
 *   the account from anywhere     many are free; for strange places only
 *   the address, any account      more are free, because an office stands
 *                                 behind it; for strange places only
 * A place is an address, or the device that a browser proves to be. It is not
 * strange to an account that has signed in from there: strangers elsewhere do
 * not slow its owner. What is refused during a pause is no guess: the pause
 * does not grow, so it ends.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef IDENTITY_PAUSE_H
#define IDENTITY_PAUSE_H

#include "base/task.h"

/* Guesses at codes earn longer pauses: there are only a million of them. */
#define PAUSE_FOR_CODES "second-factor"

struct pause {
	int64_t tenant_id;   /* of the account; 0 when it is unknown */
	const char *what;    /* "login", PAUSE_FOR_CODES, "reset" ... */
	const char *account; /* e-mail address or user id */
	const char *address; /* remote address */
	const char *device;  /* of a browser that has proven one; NULL: none */
};

/* TOO_MANY_REQUESTS with the time to wait while a pause lasts. */
bool pause_is_over(struct task *task, const struct pause *pause) must_use;
/* A wrong guess; a right one, which forgets the account's wrong ones of this
 * place and remembers the place as one of the owner's. */
void pause_add(struct task *task, const struct pause *pause);
void pause_clear(struct task *task, const struct pause *pause);

/* The milliseconds to wait after so many wrong guesses. */
enum pause_scope { PAUSE_PLACE, PAUSE_ACCOUNT, PAUSE_ADDRESS, PAUSE_SCOPES };
int64_t pause_length_ms(enum pause_scope scope, int64_t count) must_use;

#endif
