/*
 * domain.h - host names of a studio beside {slug}.BASE_DOMAIN.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef TENANCY_DOMAIN_H
#define TENANCY_DOMAIN_H

#include "base/field.h"
#include "base/task.h"
#include "data/db.h"

struct domain {
	const char *host; /* lower case, without a port */
	struct instant created_at;
};

extern const struct record domain_record;
extern const struct query domain_queries[];

/* Of the task's tenant, in order of name. At most 200. */
struct list *domain_list(struct task *task) must_use;
/* INVALID for what is no host name, CONFLICT when it is some studio's. */
struct domain *domain_create(struct task *task, const char *host) must_use;
/* NOT_FOUND when it is not the tenant's. */
bool domain_remove(struct task *task, const char *host) must_use;

#endif
