/*
 * plan_list.c - the plans as they are stored.
 *
 * SPDX-License-Identifier: ISC
 */
#include "platform/plan_list.h"

/* clang-format off */
static const struct field plan_row_fields[] = {
	FIELD(plan_row, slug,                    READ_ONLY, 0, "Stable name"),
	FIELD(plan_row, name,                    READ_ONLY, 0, "Name as shown"),
	FIELD(plan_row, is_active,               READ_ONLY, 0, "It can be chosen"),
	FIELD(plan_row, has_price,               READ_ONLY, 0, "False: on request"),
	FIELD(plan_row, price_monthly_cents,     READ_ONLY, 0, "Price of a month"),
	FIELD(plan_row, max_members,             READ_ONLY, 0, "Most members, 0: unlimited"),
	FIELD(plan_row, max_monthly_messages,    READ_ONLY, 0, "Most messages of a month, 0: unlimited"),
	FIELD(plan_row, max_channels,            READ_ONLY, 0, "Most channels, 0: unlimited"),
	FIELD(plan_row, whatsapp_enabled,        READ_ONLY, 0, "Has WhatsApp"),
	FIELD(plan_row, telegram_enabled,        READ_ONLY, 0, "Has Telegram"),
	FIELD(plan_row, sms_enabled,             READ_ONLY, 0, "Has SMS"),
	FIELD(plan_row, email_enabled,           READ_ONLY, 0, "Has e-mail"),
	FIELD(plan_row, voice_enabled,           READ_ONLY, 0, "Has voice"),
	FIELD(plan_row, memory_analyzer_enabled, READ_ONLY, 0, "Has the member memory"),
	FIELD(plan_row, custom_prompts_enabled,  READ_ONLY, 0, "Has prompts of its own"),
	{ 0 }
};
const struct record plan_row_record = RECORD(plan_row);

enum { ALL };

const struct query plan_row_queries[] = {
	[ALL] = { "plan_row_all",
	    "SELECT slug, name, is_active,"
	    " price_monthly_cents IS NOT NULL AS has_price,"
	    " coalesce(price_monthly_cents, 0) AS price_monthly_cents,"
	    " coalesce(max_members, 0) AS max_members,"
	    " coalesce(max_monthly_messages, 0) AS max_monthly_messages,"
	    " coalesce(max_channels, 0) AS max_channels, whatsapp_enabled,"
	    " telegram_enabled, sms_enabled, email_enabled, voice_enabled,"
	    " memory_analyzer_enabled, custom_prompts_enabled"
	    " FROM plans p ORDER BY p.price_monthly_cents NULLS LAST, id"
	    " LIMIT 200" },
	{ 0 }
};
/* clang-format on */

struct list *
plan_list(struct task *task)
{
	return db_many(task, plan_row, ALL);
}
