/*
 * role.h - the roles by name, as tokens, tables and the log have them.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef BASE_ROLE_H
#define BASE_ROLE_H

#include "base/task.h"

/* "system_admin", "tenant_admin", "tenant_user"; ROLE_UNSET for another one. */
enum role role_of(const char *name);
/* "platform" where nobody is signed in. */
const char *role_name(enum role role);

#endif
