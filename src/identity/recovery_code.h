/*
 * recovery_code.h - codes for who has lost the authenticator, each good once.
 *
 * Stored as hashes keyed with the master key and bound to tenant and user, so
 * that a copy of the table alone does not let anybody guess them.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef IDENTITY_RECOVERY_CODE_H
#define IDENTITY_RECOVERY_CODE_H

#include "data/db.h"

enum { RECOVERY_CODES = 10 };

/* Shown once. */
struct recovery_codes {
	struct json_object *codes; /* array of "abcd-efgh-ijkl-mnop" */
};

extern const struct record recovery_codes_record;
extern const struct query recovery_code_queries[];

/* New ones for a user of the task's tenant; the old ones are gone. */
struct recovery_codes *recovery_codes_create(
    struct task *task, int64_t user_id) must_use;
/* True when code was an unused one, and now it is used. False without a problem
 * when it was none. */
bool recovery_code_use(
    struct task *task, int64_t user_id, const char *code) must_use;
bool recovery_codes_remove(struct task *task, int64_t user_id) must_use;

#endif
