/*
 * plan.c - the plan of a studio, and the answer to who has none.
 *
 * SPDX-License-Identifier: ISC
 */
#include "tenancy/plan.h"

/* clang-format off */
static const struct field plan_fields[] = {
	FIELD(plan, slug,                    READ_ONLY, 0, "Stable name"),
	FIELD(plan, name,                    READ_ONLY, 0, "Name as shown"),
	FIELD(plan, max_members,             READ_ONLY, 0, "Most members of the studio, 0: unlimited"),
	FIELD(plan, memory_analyzer_enabled, READ_ONLY, 0, "Includes the member memory"),
	FIELD(plan, custom_prompts_enabled,  READ_ONLY, 0, "Includes own prompt templates"),
	{ 0 }
};
/* clang-format on */
const struct record plan_record = RECORD(plan);

enum { CURRENT };

/* clang-format off */
const struct query plan_queries[] = {
	/* Without a subscription: -1 leaves no room, where NULL is unlimited. */
	[CURRENT] = { "plan_current",
	    "SELECT coalesce(p.slug, '') AS slug, coalesce(p.name, '') AS name,"
	    " CASE WHEN p.id IS NULL THEN -1"
	    "  ELSE coalesce(p.max_members, 0) END AS max_members,"
	    " coalesce(p.memory_analyzer_enabled, false)"
	    "  AS memory_analyzer_enabled,"
	    " coalesce(p.custom_prompts_enabled, false)"
	    "  AS custom_prompts_enabled"
	    " FROM (SELECT current_tenant() AS tenant_id) t"
	    " LEFT JOIN subscriptions s ON s.tenant_id = t.tenant_id"
	    " LEFT JOIN plans p ON p.id = s.plan_id" },
	{ 0 }
};
/* clang-format on */

struct plan *
plan_current(struct task *task)
{
	return db_one(task, plan, CURRENT);
}

bool
plan_require(struct task *task, enum plan_feature feature)
{
	const struct plan *plan = plan_current(task);

	if (plan == NULL)
		return false;
	if (feature == FEATURE_CUSTOM_PROMPTS && !plan->custom_prompts_enabled)
		return fail(task, PAYMENT_REQUIRED,
		    "Your plan does not include own prompt templates. A larger "
		    "plan does.");
	if (feature == FEATURE_MEMORY_ANALYZER &&
	    !plan->memory_analyzer_enabled)
		return fail(task, PAYMENT_REQUIRED,
		    "Your plan does not include the memory of members. A "
		    "larger plan does.");
	return true;
}
