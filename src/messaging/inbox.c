/*
 * inbox.c - statements behind the pages of the inbox.
 *
 * SPDX-License-Identifier: ISC
 */
#include "messaging/inbox.h"

#include <ctype.h>

#include "base/buf.h"
#include "base/text.h"
#include "web/language.h"

/* clang-format off */
static const struct field inbox_glance_fields[] = {
	FIELD(inbox_glance, session_id,    READ_ONLY,            0, "Conversation"),
	FIELD(inbox_glance, channel,       READ_ONLY,            0, "Where it takes place"),
	FIELD(inbox_glance, user_key,      READ_ONLY | PERSONAL, 0, "Who, as the channel identifies people"),
	FIELD(inbox_glance, display_name,  READ_ONLY | PERSONAL, 0, "Name that the channel told"),
	FIELD(inbox_glance, member_name,   READ_ONLY | PERSONAL, 0, "Name of the verified member"),
	FIELD(inbox_glance, assigned_name, READ_ONLY,            0, "Who has it"),
	FIELD(inbox_glance, has_alert,     READ_ONLY,            0, "An alert is open"),
	FIELD(inbox_glance, text,          READ_ONLY | PERSONAL, 0, "The beginning of the newest message"),
	FIELD(inbox_glance, kind,          READ_ONLY,            0, "Kind of the newest message"),
	FIELD(inbox_glance, author,        READ_ONLY,            0, "Author of the newest message"),
	{ 0 }
};
static const struct field inbox_load_fields[] = {
	FIELD(inbox_load, waiting, READ_ONLY, 0, "Conversations that wait for a person"),
	FIELD(inbox_load, alerts,  READ_ONLY, 0, "Alerts that nobody has taken note of"),
	{ 0 }
};
/* clang-format on */
const struct record inbox_glance_record = RECORD(inbox_glance);
const struct record inbox_load_record = RECORD(inbox_load);

#define WAITING "(SELECT count(*) FROM chat_sessions WHERE state = 'waiting')"
#define ALERTS "(SELECT count(*) FROM alerts WHERE acknowledged_at IS NULL)"

enum { GLANCES, LOAD };

/* clang-format off */
const struct query inbox_queries[] = {
	[GLANCES] = { "inbox_glances",
	    "SELECT s.id AS session_id, s.channel, s.user_key, s.display_name,"
	    " (SELECT p.first_name || ' ' || p.last_name FROM studio_members p"
	    "  WHERE p.id = verified_member(s.member_id, s.member_verified_at))"
	    "  AS member_name,"
	    " (SELECT coalesce(nullif(u.full_name, ''), u.email) FROM users u"
	    "  WHERE u.id = s.assigned_user_id) AS assigned_name,"
	    " EXISTS (SELECT FROM alerts a WHERE a.session_id = s.id"
	    "  AND a.acknowledged_at IS NULL) AS has_alert,"
	    " m.text, m.kind, m.author"
	    " FROM unnest(string_to_array($1, ',')::bigint[]) AS wanted (id)"
	    " JOIN chat_sessions s ON s.id = wanted.id"
	    " LEFT JOIN LATERAL (SELECT left(n.text, 160) AS text, n.kind,"
	    "  n.author FROM chat_messages n WHERE n.session_id = s.id"
	    "  ORDER BY n.id DESC LIMIT 1) m ON true" },
	[LOAD] = { "inbox_load",
	    "SELECT " WAITING " AS waiting, " ALERTS " AS alerts" },
	{ 0 }
};
/* clang-format on */

enum { IDS_BYTES_MAX = 8192, KEY_SHOWN = 4 };

struct list *
inbox_glances(struct task *task, const int64_t *ids, size_t count)
{
	struct buf wanted = buf_new(task->arena, IDS_BYTES_MAX);

	for (size_t i = 0; i < count; i++)
		buf_printf(&wanted, "%s%" PRId64, i == 0 ? "" : ",", ids[i]);
	return db_fetch_many(task, &inbox_queries[GLANCES],
	    &inbox_glance_record, ARGS(arg(buf_text(&wanted))));
}

const struct inbox_glance *
inbox_glance_of(const struct list *glances, int64_t session_id)
{
	list_each(glances, const struct inbox_glance, glance) {
		if (glance->session_id == session_id)
			return glance;
	}
	return NULL;
}

/* The key of a visitor is random: letters and digits at its end tell two of
 * them apart. */
static const char *
visitor_name(struct request *req, const char *key)
{
	struct json_object *values = json_new_object(req->task.arena);
	char shown[KEY_SHOWN + 1] = "";
	size_t at = KEY_SHOWN;

	for (size_t len = strlen(key); len > 0 && at > 0; len--)
		if (isalnum((unsigned char)key[len - 1]))
			shown[--at] = key[len - 1];
	json_add_text(values, "key", shown + at);
	return json_text_at(request_words(req, "inbox.row", values), "visitor");
}

const char *
inbox_name(struct request *req, const struct inbox_glance *glance)
{
	if (!text_is_empty(glance->member_name))
		return glance->member_name;
	if (!text_is_empty(glance->display_name))
		return glance->display_name;
	return text_is_equal(glance->channel, "web")
	    ? visitor_name(req, glance->user_key)
	    : glance->user_key;
}

struct inbox_load *
inbox_load(struct task *task)
{
	return db_fetch_one(
	    task, &inbox_queries[LOAD], &inbox_load_record, ARGS());
}
