/*
 * plan.h - what a studio has paid for.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef TENANCY_PLAN_H
#define TENANCY_PLAN_H

#include "base/field.h"
#include "base/task.h"
#include "data/db.h"

struct plan {
	const char *slug;
	const char *name;
	int32_t max_members; /* 0: unlimited, below 0: no room for anybody */
	bool memory_analyzer_enabled;
	bool custom_prompts_enabled;
};

extern const struct record plan_record;
extern const struct query plan_queries[];

/* The plan of the task's tenant; a studio without a subscription has none of
 * its features and room for nobody. NULL with a problem. */
struct plan *plan_current(struct task *task) must_use;

/* The task's tenant has the feature: true, or PAYMENT_REQUIRED with a hint at
 * what to do. */
enum plan_feature { FEATURE_CUSTOM_PROMPTS = 1, FEATURE_MEMORY_ANALYZER };
bool plan_require(struct task *task, enum plan_feature feature) must_use;

#endif
