/*
 * today.c - counts what happened, and remembers what can not change any more.
 *
 * SPDX-License-Identifier: ISC
 */
#include "messaging/today.h"

#include "base/buf.h"
#include "base/record.h"
#include "base/text.h"
#include "data/cache.h"
#include "data/redis_key.h"

enum { KEPT_MS = 26 * 3600 * 1000, KEPT_BYTES_MAX = 4096 };

/* clang-format off */
static const struct field today_fields[] = {
	FIELD(today, slug,              READ_ONLY, 0, "Name of the studio in addresses"),
	FIELD(today, waiting,           READ_ONLY, 0, "Conversations that wait for a person"),
	FIELD(today, human,             READ_ONLY, 0, "Conversations that a person has"),
	FIELD(today, members,           READ_ONLY, 0, "Members"),
	FIELD(today, messages,          READ_ONLY, 0, "Messages received this month"),
	FIELD(today, messages_max,      READ_ONLY, 0, "Most of them by the plan, 0: unlimited"),
	FIELD(today, has_conversations, READ_ONLY, 0, "Somebody has written"),
	FIELD(today, has_hours,         READ_ONLY, 0, "Opening hours are told"),
	FIELD(today, has_prices,        READ_ONLY, 0, "Prices are told"),
	FIELD(today, has_knowledge,     READ_ONLY, 0, "There is a document"),
	FIELD(today, has_brand,         READ_ONLY, 0, "The color was chosen"),
	{ 0 }
};

static const struct field today_day_fields[] = {
	FIELD(today_day, day,           READ_ONLY, 0, "Number of the day"),
	FIELD(today_day, conversations, READ_ONLY, 0, "Conversations in which somebody wrote"),
	FIELD(today_day, by_ai,         READ_ONLY, 0, "Answers of the agent"),
	FIELD(today_day, by_staff,      READ_ONLY, 0, "Answers of the team"),
	{ 0 }
};
/* clang-format on */
const struct record today_record = RECORD(today);
const struct record today_day_record = RECORD(today_day);

enum { NOW };
enum { SINCE };

#define IS_SET(setting)                                                        \
	"EXISTS (SELECT FROM settings WHERE key = '" setting                   \
	"' AND (value <> '' OR sealed IS NOT NULL))"

/* clang-format off */
const struct query today_queries[] = {
	[NOW] = { "today_now",
	    "SELECT (SELECT slug FROM tenants WHERE id = current_tenant()) AS slug,"
	    " (SELECT count(*) FROM chat_sessions"
	    "   WHERE state = 'waiting') AS waiting,"
	    " (SELECT count(*) FROM chat_sessions"
	    "   WHERE state = 'human') AS human,"
	    " (SELECT count(*) FROM studio_members) AS members,"
	    " coalesce((SELECT messages_inbound FROM usage_records"
	    "   WHERE year = extract(year FROM now() AT TIME ZONE 'UTC')"
	    "   AND month = extract(month FROM now() AT TIME ZONE 'UTC')), 0)"
	    "   AS messages,"
	    " coalesce((SELECT p.max_monthly_messages FROM subscriptions s"
	    "   JOIN plans p ON p.id = s.plan_id), 0)::bigint AS messages_max,"
	    " EXISTS (SELECT FROM chat_sessions) AS has_conversations, "
	    IS_SET("opening_hours_text") " AS has_hours, "
	    IS_SET("sales_prices_text") " AS has_prices,"
	    " EXISTS (SELECT FROM knowledge_documents) AS has_knowledge, "
	    IS_SET("branding_primary_color") " AS has_brand" },
	{ 0 }
};

/* Messages are numbered as they come, and the ledger knows the first one since
 * a time: so they need no index by time, which each would have to pay for. Some
 * that were stored side by side may stand in either order. */
const struct query today_day_queries[] = {
	[SINCE] = { "today_day_since",
	    "SELECT width_bucket(created_at, $1::timestamptz[]) - 1 AS day,"
	    " count(DISTINCT session_id) FILTER (WHERE author = 'member')"
	    "   AS conversations,"
	    " count(*) FILTER (WHERE author = 'ai') AS by_ai,"
	    " count(*) FILTER (WHERE author = 'staff') AS by_staff"
	    " FROM chat_messages WHERE id > (SELECT message_id - 1000"
	    "   FROM usage_ledger WHERE at >= ($1::timestamptz[])[1]"
	    "   ORDER BY at LIMIT 1)"
	    " AND created_at >= ($1::timestamptz[])[1] GROUP BY 1 ORDER BY 1" },
	{ 0 }
};
/* clang-format on */

struct today *
today_find(struct task *task)
{
	return db_one(task, today, NOW);
}

static const char *
days_key(struct task *task, const struct instant *midnights)
{
	return redis_key(task->arena, task->tenant_id, "days",
	    instant_format(task->arena, midnights[0]),
	    instant_format(task->arena, midnights[TODAY_DAYS - 1]));
}

/* A word of text as a number; moves text behind it. */
static bool
take_number(struct arena *arena, const char **text, int64_t *number)
{
	size_t len = strcspn(*text, " ");
	const char *word = arena_copy_bytes(arena, *text, len);

	*text += len + ((*text)[len] == ' ');
	return text_to_int64(word, number);
}

/* The days before today as keep_days() wrote them. */
static bool
recall_days(struct task *task, const char *key, struct today_day *days)
{
	const char *kept = NULL;

	if (cache_get(task, key, &kept) != CACHE_FOUND)
		return false;
	for (int i = 0; i < TODAY_DAYS - 1; i++)
		if (!take_number(task->arena, &kept, &days[i].conversations) ||
		    !take_number(task->arena, &kept, &days[i].by_ai) ||
		    !take_number(task->arena, &kept, &days[i].by_staff))
			return false;
	return true;
}

static void
keep_days(struct task *task, const char *key, const struct today_day *days)
{
	struct buf text = buf_new(task->arena, KEPT_BYTES_MAX);

	for (int i = 0; i < TODAY_DAYS - 1; i++)
		buf_printf(&text, "%s%" PRId64 " %" PRId64 " %" PRId64,
		    i == 0 ? "" : " ", days[i].conversations, days[i].by_ai,
		    days[i].by_staff);
	if (buf_text(&text) != NULL)
		cache_set(task, key, buf_text(&text), KEPT_MS);
}

/* Counts the days from first on. */
static bool
count_days(struct task *task, const struct instant *midnights, int first,
    struct today_day *days)
{
	struct buf array = buf_new(task->arena, KEPT_BYTES_MAX);
	const struct list *rows;

	for (int i = first; i < TODAY_DAYS; i++)
		buf_printf(&array, "%s%s", i == first ? "{" : ",",
		    instant_format(task->arena, midnights[i]));
	buf_add(&array, "}");
	rows = db_many(task, today_day, SINCE, arg(buf_text(&array)));
	if (rows == NULL)
		return false;
	list_each(rows, struct today_day, row) {
		int at = first + row->day;

		if (at < first || at >= TODAY_DAYS)
			continue;
		days[at] = *row;
		days[at].day = at;
	}
	return true;
}

bool
today_days(struct task *task, const struct instant midnights[TODAY_DAYS],
    struct today_day days[TODAY_DAYS])
{
	const char *key = days_key(task, midnights);
	bool is_known;

	memset(days, 0, sizeof(*days) * TODAY_DAYS);
	is_known = recall_days(task, key, days);
	if (!is_known)
		memset(days, 0, sizeof(*days) * TODAY_DAYS);
	if (!count_days(task, midnights, is_known ? TODAY_DAYS - 1 : 0, days))
		return false;
	for (int i = 0; i < TODAY_DAYS; i++)
		days[i].day = i;
	if (!is_known)
		keep_days(task, key, days);
	return true;
}
