/*
 * password.h - passwords of users: rules, scrypt, and how many hash at once.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef IDENTITY_PASSWORD_H
#define IDENTITY_PASSWORD_H

#include "base/task.h"

enum { PASSWORD_CHARACTERS_MIN = 12, PASSWORD_CHARACTERS_MAX = 128 };

/* 12 to 128 characters, not easy to guess (common_password.h), and not made of
 * the address: else INVALID at pointer with the reason. */
bool password_is_good(struct task *task, const char *pointer,
    const char *password, const char *email) must_use;

/* Makes the memory that counts hashing over all children; before the fork, for
 * struct app. A process without it counts nothing. */
bool password_start(const struct config *config);

/* "scrypt$ln$r$p$salt$hash" with today's parameters. NULL with
 * TOO_MANY_REQUESTS and a time to wait when as many hash already as may
 * (config.password_hashes_max over all children of the program). No transaction
 * should be open meanwhile: it takes 150 ms. */
const char *password_hash(struct task *task, const char *password) must_use;

enum password_verdict {
	PASSWORD_UNDECIDED = 0, /* problem of the task: too many at once */
	PASSWORD_WRONG,
	PASSWORD_RIGHT,
	PASSWORD_RIGHT_OLD /* right, but hashed with weaker parameters: hash
			      anew */
};
/* Takes the same time for a NULL stored hash (unknown address), and is WRONG.
 */
enum password_verdict password_verify(
    struct task *task, const char *password, const char *stored) must_use;

#endif
