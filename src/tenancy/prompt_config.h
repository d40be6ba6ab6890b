/*
 * prompt_config.h - what a studio tells its agents about itself [S2.1].
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef TENANCY_PROMPT_CONFIG_H
#define TENANCY_PROMPT_CONFIG_H

#include "base/field.h"
#include "base/task.h"
#include "data/db.h"

struct prompt_config {
	const char *studio_name;
	const char *studio_short_name;
	const char *agent_display_name;
	const char *studio_locale;
	const char *studio_timezone;
	const char *studio_emergency_number;
	const char *studio_address;
	const char *sales_prices_text;
	const char *sales_retention_rules;
	const char *medic_disclaimer_text;
	const char *persona_bio_text;
	const char *opening_hours_text;
	const char *ai_disclosure_text;
};

extern const struct record prompt_config_record;
extern const struct query prompt_config_queries[];

/* The neutral texts that every new studio begins with. */
struct prompt_config *prompt_config_defaults(struct arena *arena) must_use;

/* The task's tenant's values; what is not set has its documented fallback. One
 * statement. */
struct prompt_config *prompt_config_find(struct task *task) must_use;
/* Stores every value of wanted for the task's tenant, without an audit entry:
 * for a tenant that is being made. */
bool prompt_config_store(
    struct task *task, const struct prompt_config *wanted) must_use;
/* The same for a person; what it was and is goes to the audit log. */
struct prompt_config *prompt_config_update(
    struct task *task, const struct prompt_config *wanted) must_use;

#endif
