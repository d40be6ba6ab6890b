/*
 * plan_list.h - all plans of the platform, for who looks at them.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef PLATFORM_PLAN_LIST_H
#define PLATFORM_PLAN_LIST_H

#include "base/field.h"
#include "base/task.h"
#include "data/db.h"

struct plan_row {
	const char *slug;
	const char *name;
	bool is_active;
	bool has_price; /* false: on request */
	int32_t price_monthly_cents;
	int32_t max_members; /* 0: unlimited, as the next two */
	int32_t max_monthly_messages;
	int32_t max_channels;
	bool whatsapp_enabled;
	bool telegram_enabled;
	bool sms_enabled;
	bool email_enabled;
	bool voice_enabled;
	bool memory_analyzer_enabled;
	bool custom_prompts_enabled;
};

extern const struct record plan_row_record;
extern const struct query plan_row_queries[];

/* The cheapest first, those on request last. */
struct list *plan_list(struct task *task) must_use;

#endif
