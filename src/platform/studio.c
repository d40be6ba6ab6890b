/*
 * studio.c - looks at studios across tenants, by the one function that may.
 *
 * SPDX-License-Identifier: ISC
 */
#include "platform/studio.h"

#include "base/text.h"

/* clang-format off */
static const struct field studio_row_fields[] = {
	FIELD(studio_row, id,                   READ_ONLY, 0, "Identifier"),
	FIELD(studio_row, slug,                 READ_ONLY, 0, "Name in addresses"),
	FIELD(studio_row, name,                 READ_ONLY, 0, "Name of the studio"),
	FIELD(studio_row, is_active,            READ_ONLY, 0, "May sign in and receive"),
	FIELD(studio_row, is_verified,          READ_ONLY, 0, "First address confirmed"),
	FIELD(studio_row, plan_slug,            READ_ONLY, 0, "Plan"),
	FIELD(studio_row, plan_name,            READ_ONLY, 0, "Plan as shown"),
	FIELD(studio_row, max_monthly_messages, READ_ONLY, 0, "Limit of the plan, 0: none"),
	FIELD(studio_row, created_at,           READ_ONLY, 0, "Sign-up"),
	FIELD(studio_row, users,                READ_ONLY, 0, "People who sign in"),
	FIELD(studio_row, members,              READ_ONLY, 0, "Members"),
	FIELD(studio_row, conversations,        READ_ONLY, 0, "Conversations of this month; 0: not counted"),
	FIELD(studio_row, messages,             READ_ONLY, 0, "Messages of this month, in and out"),
	{ 0 }
};
const struct record studio_row_record = RECORD(studio_row);

static const struct field studio_usage_fields[] = {
	FIELD(studio_usage, messages_inbound,  READ_ONLY, 0, "Messages received this month"),
	FIELD(studio_usage, messages_outbound, READ_ONLY, 0, "Messages sent this month"),
	FIELD(studio_usage, messages_refused,  READ_ONLY, 0, "Messages refused this month"),
	FIELD(studio_usage, llm_tokens_used,   READ_ONLY, 0, "Tokens of the model this month"),
	{ 0 }
};
const struct record studio_usage_record = RECORD(studio_usage);

#define COLUMNS                                                                \
	"id, slug, name, is_active, is_verified, plan_slug, plan_name,"        \
	" max_monthly_messages, created_at, users, members, conversations,"    \
	" messages"

enum { PAGE, FIND };
enum { OF_MONTH };

const struct query studio_row_queries[] = {
	[PAGE] = { "studio_page",
	    "SELECT " COLUMNS " FROM platform_studios(nullif($1, ''),"
	    " nullif($2, '')::boolean, nullif($3, '')::boolean, nullif($4, ''),"
	    " NULL, false, $5, $6, $7)" },
	[FIND] = { "studio_find",
	    "SELECT " COLUMNS " FROM platform_studios(NULL, NULL, NULL, NULL,"
	    " $1, $2, false, NULL, 1)" },
	{ 0 }
};

const struct query studio_usage_queries[] = {
	[OF_MONTH] = { "studio_usage_of_month",
	    "SELECT coalesce(sum(messages_inbound), 0)::bigint"
	    "  AS messages_inbound,"
	    " coalesce(sum(messages_outbound), 0)::bigint AS messages_outbound,"
	    " coalesce(sum(messages_refused), 0)::bigint AS messages_refused,"
	    " coalesce(sum(llm_tokens_used), 0)::bigint AS llm_tokens_used"
	    " FROM usage_records"
	    " WHERE tenant_id = current_tenant()"
	    " AND year = extract(year FROM now() AT TIME ZONE 'UTC')"
	    " AND month = extract(month FROM now() AT TIME ZONE 'UTC')" },
	{ 0 }
};
/* clang-format on */

static bool
is_choice(struct task *task, const char *pointer, const char *value)
{
	if (text_is_empty(value) || text_is_equal(value, "true") ||
	    text_is_equal(value, "false"))
		return true;
	return fail_field(task, pointer, "must be true or false");
}

bool
studio_filter_is_good(struct task *task, const struct studio_filter *filter)
{
	return is_choice(task, "?is_active", filter->is_active) &&
	    is_choice(task, "?is_verified", filter->is_verified);
}

struct list *
studio_page(
    struct task *task, const struct studio_filter *filter, struct page page)
{
	return list_cut(
	    db_many(task, studio_row, PAGE, arg(filter->search),
		arg(filter->is_active), arg(filter->is_verified),
		arg(filter->plan), arg(filter->order == STUDIOS_BY_NAME),
		arg_id(page.after), arg(page.limit + 1)),
	    page);
}

struct studio_row *
studio_find(struct task *task, int64_t id, bool is_counted)
{
	return db_one(task, studio_row, FIND, arg(id), arg(is_counted));
}

struct studio_usage *
studio_usage_find(struct task *task)
{
	return db_one(task, studio_usage, OF_MONTH);
}
