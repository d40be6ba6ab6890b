/*
 * role.c - the table of roles.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/role.h"

#include "base/text.h"

static const char *const names[] = {
	[ROLE_UNSET] = "platform",
	[ROLE_PUBLIC] = "platform",
	[ROLE_USR] = "tenant_user",
	[ROLE_ADM] = "tenant_admin",
	[ROLE_SYS] = "system_admin",
};

enum role
role_of(const char *name)
{
	for (enum role role = ROLE_USR; role <= ROLE_SYS; role++)
		if (text_is_equal(names[role], name))
			return role;
	return ROLE_UNSET;
}

const char *
role_name(enum role role)
{
	return names[role];
}
