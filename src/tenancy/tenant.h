/*
 * tenant.h - a studio: its address, its state, what its plan allows.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef TENANCY_TENANT_H
#define TENANCY_TENANT_H

#include "base/field.h"
#include "base/task.h"
#include "data/db.h"

struct tenant {
	int64_t id;
	const char *slug; /* in addresses: /webhook/whatsapp/{slug} */
	const char *name;
	bool is_active;
	bool is_verified;
	const char *plan_slug;
	bool whatsapp_enabled;
	int32_t max_monthly_messages; /* 0: unlimited */
};

extern const struct record tenant_record;
extern const struct query tenant_queries[];

/* The tenant at slug, NOT_FOUND if there is none. Remembered by the process for
 * up to a second. Does not make it the task's tenant: tenant_enter(). */
const struct tenant *tenant_find(struct task *task, const char *slug) must_use;

/* From here on the task is this tenant's. */
bool tenant_enter(struct task *task, const struct tenant *tenant) must_use;

/* The tenant of the task as it is now; NOT_FOUND if there is none of its id. */
struct tenant *tenant_current(struct task *task) must_use;

/* A new tenant on plan with the neutral defaults of every setting; it becomes
 * the tenant of the task. An empty slug is made from name, with -2, -3 ... when
 * that is taken. CONFLICT when a given slug is taken, INVALID for a bad or
 * reserved one or an unknown plan. */
struct tenant *tenant_create(struct task *task, const char *slug,
    const char *name, const char *plan_slug) must_use;

/* Tenants in order of sign-up. */
struct list *tenant_page(struct task *task, struct page page) must_use;

/* Those of them with a part of wanted in name or slug; role ariia_auth. */
struct list *tenant_search(
    struct task *task, const char *wanted, struct page page) must_use;

/* The plan that the task's tenant would like to pay for; INVALID if there is no
 * such plan. Nothing changes until it has paid. */
bool tenant_wish_plan(struct task *task, const char *plan_slug) must_use;

/* Stores name, is_active, is_verified and plan_slug of the task's tenant: for
 * the operator. INVALID for an unknown plan. */
struct tenant *tenant_update(
    struct task *task, const struct tenant *wanted) must_use;

/* The first address of the task's tenant was confirmed: its webhooks open. */
bool tenant_set_verified(struct task *task) must_use;
/* Inactive: no sign-in, and webhooks are refused. */
enum tenant_activity { TENANT_INACTIVE, TENANT_ACTIVE };
bool tenant_set_activity(
    struct task *task, enum tenant_activity activity) must_use;

#endif
