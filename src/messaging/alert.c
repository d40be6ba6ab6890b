/*
 * alert.c - fields, statements and rules of alerts.
 *
 * SPDX-License-Identifier: ISC
 */
#include "messaging/alert.h"

#include "base/check.h"
#include "tenancy/audit.h"
#include "work/queue.h"

/* clang-format off */
static const struct field alert_fields[] = {
	FIELD(alert, id,              READ_ONLY,            0, "Identifier"),
	FIELD(alert, session_id,      READ_ONLY,            0, "Conversation"),
	FIELD(alert, message_id,      READ_ONLY,            0, "Message that caused it"),
	FIELD(alert, words,           READ_ONLY | PERSONAL, 0, "The first 300 characters of that message"),
	FIELD(alert, kind,            READ_ONLY,            0, "emergency"),
	FIELD(alert, told,            READ_ONLY,            0, "What the member was told"),
	FIELD(alert, created_at,      READ_ONLY,            0, "When it was raised"),
	FIELD(alert, tried_count,     READ_ONLY,            0, "Times that staff was to be told"),
	FIELD(alert, tried_at,        READ_ONLY,            0, "The last of them"),
	FIELD(alert, notified_count,  READ_ONLY,            0, "Times that mails to staff left"),
	FIELD(alert, notified_at,     READ_ONLY,            0, "The last of them"),
	FIELD(alert, acknowledged_at, READ_ONLY,            0, "When somebody took note; null while it is open"),
	FIELD(alert, acknowledged_by, READ_ONLY,            0, "User who did; 0: nobody yet"),
	{ 0 }
};

static const struct field alert_reader_fields[] = {
	FIELD(alert_reader, email,     READ_ONLY | PERSONAL, 0, "Address"),
	FIELD(alert_reader, full_name, READ_ONLY | PERSONAL, 0, "Name"),
	FIELD(alert_reader, locale,    READ_ONLY,            0, "Language"),
	{ 0 }
};
/* clang-format on */
const struct record alert_record = RECORD(alert);
const struct record alert_reader_record = RECORD(alert_reader);

/* What is needed to tell of one. */
#define TOLD                                                                   \
	"a.id, a.session_id, a.message_id,"                                    \
	" (SELECT left(m.text, 300) FROM chat_messages m"                      \
	"  WHERE m.id = a.message_id) AS words, a.kind, a.told,"               \
	" a.created_at, a.tried_count, a.tried_at, a.acknowledged_at"
#define COLUMNS TOLD ", a.notified_count, a.notified_at, a.acknowledged_by"

enum { RAISE, PAGE, FIND, LOCK, ACKNOWLEDGE, OPEN, SHOWN, READERS, TRY };

/* clang-format off */
const struct query alert_queries[] = {
	[RAISE] = { "alert_raise",
	    "INSERT INTO alerts (session_id, message_id, kind, told)"
	    " VALUES ($1, $2, 'emergency', $3)"
	    " ON CONFLICT (tenant_id, message_id, kind) DO NOTHING" },
	[PAGE] = { "alert_page",
	    "SELECT " COLUMNS " FROM alerts a WHERE $1::bigint = 0"
	    " OR (a.acknowledged_at IS NOT NULL, -a.id)"
	    "  > (SELECT c.acknowledged_at IS NOT NULL, -c.id"
	    "   FROM alerts c WHERE c.id = $1)"
	    " ORDER BY a.acknowledged_at IS NOT NULL, -a.id LIMIT $2" },
	[FIND] = { "alert_find",
	    "SELECT " COLUMNS " FROM alerts a WHERE a.id = $1" },
	[LOCK] = { "alert_lock",
	    "SELECT " COLUMNS " FROM alerts a WHERE a.id = $1 FOR UPDATE" },
	[ACKNOWLEDGE] = { "alert_acknowledge",
	    "UPDATE alerts SET acknowledged_at = now(), acknowledged_by = $3"
	    " WHERE session_id = $1 AND id <= $2 AND acknowledged_at IS NULL" },
	[OPEN] = { "alert_open",
	    "SELECT " TOLD " FROM alerts a WHERE a.session_id = $1"
	    " AND a.acknowledged_at IS NULL ORDER BY a.id DESC FOR UPDATE" },
	[SHOWN] = { "alert_shown",
	    "SELECT " COLUMNS " FROM alerts a WHERE a.session_id = $1"
	    " AND a.acknowledged_at IS NULL ORDER BY a.id DESC LIMIT 1" },
	[READERS] = { "alert_readers",
	    "WITH own AS (SELECT value FROM settings"
	    "  WHERE key = 'alert_email' AND value <> ''),"
	    " people AS (SELECT email, full_name, locale, role,"
	    "   email_verified_at IS NOT NULL AS is_verified FROM users"
	    "  WHERE is_active AND role IN ('tenant_admin', 'tenant_user'))"
	    " SELECT trim(email) AS email, NULL AS full_name,"
	    "  (SELECT value FROM settings WHERE key = 'studio_locale')"
	    "   AS locale"
	    " FROM own, unnest(string_to_array(own.value, ',')) AS email"
	    " UNION ALL"
	    " SELECT email, nullif(full_name, ''), locale FROM people"
	    " WHERE NOT EXISTS (SELECT FROM own) AND (is_verified OR"
	    "  (role = 'tenant_admin'"
	    "   AND NOT EXISTS (SELECT FROM people WHERE is_verified)))" },
	[TRY] = { "alert_try",
	    "UPDATE alerts SET tried_count = tried_count + 1, tried_at = now(),"
	    " notified_count = notified_count + CASE WHEN $2 THEN 1 ELSE 0 END,"
	    " notified_at = CASE WHEN $2 THEN now() ELSE notified_at END"
	    " WHERE session_id = $1 AND acknowledged_at IS NULL" },
	{ 0 }
};
/* clang-format on */

static const char *
id_text(struct task *task, int64_t id)
{
	return arena_printf(task->arena, "%" PRId64, id);
}

void
alert_raise(
    struct task *task, int64_t session_id, int64_t message_id, const char *told)
{
	check(session_id > 0 && message_id > 0 && told != NULL);
	db_later(
	    task, alert, RAISE, arg(session_id), arg(message_id), arg(told));
	queue_add(task, JOB_ALERT, id_text(task, session_id), NULL, 0);
}

struct list *
alert_page(struct task *task, struct page page)
{
	return list_cut(
	    db_many(task, alert, PAGE, arg(page.after), arg(page.limit + 1)),
	    page);
}

struct alert *
alert_find(struct task *task, int64_t id)
{
	return db_one(task, alert, FIND, arg(id));
}

struct alert *
alert_acknowledge(struct task *task, int64_t id)
{
	const struct alert *before = db_one(task, alert, LOCK, arg(id));
	struct alert *after;

	if (before == NULL)
		return NULL;
	if (instant_is_set(before->acknowledged_at))
		return fail(task, CONFLICT,
		    "This alert was acknowledged by user %" PRId64 " at %s.",
		    before->acknowledged_by,
		    instant_format(task->arena, before->acknowledged_at));
	db_later(task, alert, ACKNOWLEDGE, arg(before->session_id), arg(id),
	    arg_id(task_user_id(task)));
	after = alert_find(task, id);
	if (after == NULL)
		return NULL;
	audit(task, "alert.acknowledge", id_text(task, id), NULL, NULL, NULL);
	return after;
}

struct list *
alert_open(struct task *task, int64_t session_id)
{
	return db_many(task, alert, OPEN, arg(session_id));
}

struct alert *
alert_shown(struct task *task, int64_t session_id)
{
	return db_maybe(task, alert, SHOWN, arg(session_id));
}

struct list *
alert_readers(struct task *task)
{
	return db_fetch_many(
	    task, &alert_queries[READERS], &alert_reader_record, ARGS());
}

bool
alert_note_try(struct task *task, int64_t session_id, enum alert_try outcome)
{
	return db_run(task, alert, TRY, NULL, arg(session_id),
	    arg(outcome == ALERT_NOTIFIED));
}

int64_t
alert_pause_ms(int32_t count, int64_t minute_ms)
{
	static const int64_t first_minutes[] = { 0, 2, 3, 5, 5 };
	enum { LATER_MINUTES = 15 };

	if (count < 0 || count >= ALERT_TRIES_MAX)
		return -1;
	if ((size_t)count < ARRAY_LENGTH(first_minutes))
		return first_minutes[count] * minute_ms;
	return LATER_MINUTES * minute_ms;
}
