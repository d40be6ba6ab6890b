/*
 * inbox_pages.c - the inbox: conversations, one of them, and what calls for
 * staff.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/crypto.h"
#include "base/text.h"
#include "identity/identify.h"
#include "messaging/alert.h"
#include "messaging/conversation_filter.h"
#include "messaging/inbox_version.h"
#include "messaging/messaging_web.h"
#include "messaging/talk_page.h"
#include "messaging/talk_view.h"
#include "web/csrf.h"
#include "web/language.h"
#include "web/reader.h"
#include "web/reply.h"

enum {
	LIST_ROWS = 30,
	QUERY_BYTES_MAX = 4096,
	WAITING_SHOWN = 20,
	MINUTE_US = 60000000
};

/* The page is for this browser, in this session, in the reader's language and
 * on this day ("today, 14:05"). */
static bool
is_unchanged(struct request *req, const char *version, int64_t minute)
{
	struct arena *arena = req->task.arena;
	const struct session *session = identity_session(req);
	const struct user *user = identity_user(req);
	const char *cookie = request_cookie(req, CSRF_COOKIE);
	struct civil today = request_civil(req, instant_now());
	unsigned char hash[SHA256_BYTES];
	const char *text = arena_printf(arena,
	    "%s\n%" PRId64 "\n%" PRId64 "\n%s\n%s\n%" PRId64 "\n%s", version,
	    minute, session == NULL ? 0 : session->id,
	    user == NULL ? "" : user->locale,
	    user == NULL ? "" : user->timezone, civil_days(&today),
	    cookie == NULL ? "" : cookie);

	crypto_sha256(text, strlen(text), hash);
	return reply_is_unchanged(req, text_hex(arena, hash, sizeof(hash) / 2));
}

static bool
show_unless_known(struct request *req, const char *state)
{
	const char *version = inbox_version(&req->task, state);

	if (version == NULL)
		return false;
	return is_unchanged(req, version, 0) ||
	    reply_page(
		req, OK, req->route->page, json_new_object(req->task.arena));
}

static const char *
state_of(struct request *req)
{
	const char *state = request_query(req, "state");

	return text_is_empty(state) ? "waiting" : state;
}

static bool
show_list(struct request *req)
{
	return show_unless_known(req, state_of(req));
}

/* Counts down the window of the channel, minute by minute. */
static bool
show_talk(struct request *req)
{
	int64_t id = request_id(req, "id");
	const char *version;

	if (id == 0)
		return false;
	version = inbox_talk_version(&req->task, id);
	if (version == NULL)
		return false;
	return (request_query(req, "member") == NULL &&
		   request_query(req, "canned") == NULL &&
		   is_unchanged(req, version, instant_now().us / MINUTE_US)) ||
	    reply_page(
		req, OK, req->route->page, json_new_object(req->task.arena));
}

static bool
show_alerts(struct request *req)
{
	return show_unless_known(req, "waiting");
}

/* The same view with another state, or further down; page is the inbox or a
 * path below. */
static const char *
path_at(struct request *req, const char *page, const char *state, int64_t after)
{
	static const char *const kept[] = { "channel", "assigned", "unread",
		"q" };
	struct buf path = buf_new(req->task.arena, QUERY_BYTES_MAX);

	buf_printf(&path, "%s?state=%s", page,
	    text_url_encode(req->task.arena, state));
	for (size_t i = 0; i < ARRAY_LENGTH(kept); i++) {
		const char *value = request_query(req, kept[i]);

		if (!text_is_empty(value))
			buf_printf(&path, "&%s=%s", kept[i],
			    text_url_encode(req->task.arena, value));
	}
	if (after != 0)
		buf_printf(&path, "&after=%" PRId64, after);
	return buf_text(&path);
}

static const char *
path_of(struct request *req, const char *state, int64_t after)
{
	return path_at(req, "/inbox", state, after);
}

static void
add_tabs(struct request *req, struct json_object *context)
{
	static const char *const states[] = { "waiting", "human", "ai", "all" };
	struct arena *arena = req->task.arena;
	struct json_object *tabs = json_new_array(arena);

	for (size_t i = 0; i < ARRAY_LENGTH(states); i++) {
		struct json_object *tab = json_new_object(arena);

		json_add_text(tab, "path", path_of(req, states[i], 0));
		json_add_text(tab, "label",
		    json_text_at(json_at(context, "t"),
			arena_printf(arena, "tab_%s", states[i])));
		json_add_bool(
		    tab, "is_current", text_is_equal(states[i], state_of(req)));
		json_object_array_add(tabs, json_object_get(tab));
	}
	json_add(context, "tabs", json_object_get(tabs));
}

static void
add_filters(struct request *req, struct json_object *context)
{
	static const char *const channels[] = { "whatsapp", "telegram", "sms",
		"email", "voice", "web" };
	struct arena *arena = req->task.arena;
	struct json_object *names = request_words(req, "channel", NULL);
	struct json_object *rows = json_new_array(arena);
	const char *search = request_query(req, "q");

	for (size_t i = 0; i < ARRAY_LENGTH(channels); i++) {
		struct json_object *row = json_new_object(arena);

		json_add_text(row, "value", channels[i]);
		json_add_text(row, "label", json_text_at(names, channels[i]));
		json_add_bool(row, "is_chosen",
		    text_is_equal(channels[i], request_query(req, "channel")));
		json_object_array_add(rows, json_object_get(row));
	}
	json_add(context, "channels", json_object_get(rows));
	json_add_text(context, "state", state_of(req));
	json_add_text(context, "q", search == NULL ? "" : search);
	json_add_bool(context, "is_unread_only",
	    text_is_equal(request_query(req, "unread"), "true"));
	json_add_text(context, "everywhere", path_of(req, "all", 0));
	json_add_text(context, "here", path_of(req, state_of(req), 0));
	json_add_text(context, "csv",
	    req->task.actor.role < ROLE_ADM
		? NULL
		: path_at(req, "/inbox/export", state_of(req), 0));
	json_add_bool(context, "is_mine",
	    text_is_equal(request_query(req, "assigned"), "me"));
	json_add_bool(context, "is_nobodys",
	    text_is_equal(request_query(req, "assigned"), "nobody"));
	json_add_bool(context, "is_narrowed",
	    !text_is_empty(search) ||
		!text_is_empty(request_query(req, "assigned")) ||
		!text_is_empty(request_query(req, "channel")) ||
		!text_is_empty(request_query(req, "unread")));
	json_add_bool(context, "is_all", text_is_equal(state_of(req), "all"));
}

/* The texts that rows need, copied once. */
struct row_words {
	struct json_object *talk;
	struct json_object *channels;
};

/* "Assistent: Eine Tageskarte kostet ..." */
static const char *
preview(struct arena *arena, const struct inbox_glance *glance,
    struct json_object *words)
{
	const char *text = glance->text;
	const char *by = NULL;

	if (glance->kind == NULL)
		return "";
	if (text_is_empty(text))
		text = talk_kind(arena, words, glance->kind);
	if (!text_is_equal(glance->author, "member"))
		by = json_text_at(
		    words, arena_printf(arena, "by_%s", glance->author));
	return by == NULL ? text : arena_printf(arena, "%s: %s", by, text);
}

/* The time of today, the day of what is older: there is little room. */
static void
add_when(struct request *req, struct json_object *row, struct instant at)
{
	struct civil now = request_civil(req, instant_now());
	struct civil then = request_civil(req, at);
	bool is_today = civil_days(&now) == civil_days(&then);

	page_add_time(req, row, "at", at);
	json_add_text(row, "when",
	    json_text_at(json_at(row, "at"), is_today ? "time" : "day"));
}

static struct json_object *
row_json(struct request *req, const struct conversation *conversation,
    const struct inbox_glance *glance, const struct row_words *words)
{
	struct arena *arena = req->task.arena;
	struct json_object *row = json_new_object(arena);
	const char *name = inbox_name(req, glance);

	json_add_int(row, "id", conversation->id);
	json_add_text(row, "name", name);
	json_add_text(row, "initials", inbox_initials(arena, name));
	json_add_text(row, "text", preview(arena, glance, words->talk));
	json_add_bool(row, "is_unread", conversation->is_unread);
	json_add_bool(row, "has_alert", glance->has_alert);
	json_add_bool(
	    row, "is_waiting", text_is_equal(conversation->state, "waiting"));
	json_add_bool(
	    row, "is_human", text_is_equal(conversation->state, "human"));
	json_add_text(row, "assigned", glance->assigned_name);
	json_add_text(
	    row, "channel", json_text_at(words->channels, glance->channel));
	add_when(req, row,
	    instant_is_set(conversation->last_message_at)
		? conversation->last_message_at
		: conversation->created_at);
	page_add_time(req, row, "since", conversation->state_changed_at);
	return row;
}

/* NULL with a problem. */
static struct json_object *
rows_json(struct request *req, const struct list *conversations)
{
	struct arena *arena = req->task.arena;
	struct json_object *rows = json_new_array(arena);
	const struct row_words words = {
		.talk = request_words(req, "inbox.conversation", NULL),
		.channels = request_words(req, "channel", NULL),
	};
	int64_t *ids = arena_array(arena, int64_t, conversations->count + 1);
	const struct list *glances;
	size_t count = 0;

	list_each(conversations, const struct conversation, conversation)
		ids[count++] = conversation->id;
	glances = inbox_glances(&req->task, ids, count);
	if (glances == NULL)
		return NULL;
	list_each(conversations, const struct conversation, conversation) {
		const struct inbox_glance *glance =
		    inbox_glance_of(glances, conversation->id);

		if (glance != NULL)
			json_object_array_add(rows,
			    json_object_get(
				row_json(req, conversation, glance, &words)));
	}
	return rows;
}

static void
add_pager(struct request *req, const struct list *conversations,
    struct json_object *context)
{
	const struct conversation *items = conversations->items;
	bool is_first = text_is_empty(request_query(req, "after"));
	struct json_object *pager = NULL;

	if (!is_first || conversations->has_more) {
		pager = json_new_object(req->task.arena);
		json_add_text(pager, "text", "");
		json_add_text(pager, "first",
		    is_first ? NULL : path_of(req, state_of(req), 0));
		json_add_text(pager, "next",
		    conversations->has_more
			? path_of(req, state_of(req),
			      items[conversations->count - 1].id)
			: NULL);
	}
	json_add(context, "pager", json_object_get(pager));
}

static struct page
page_of_list(struct request *req)
{
	struct page page = req->page;

	if (request_query(req, "limit") == NULL)
		page.limit = LIST_ROWS;
	return page;
}

static void
furnish_list(struct request *req, struct json_object *context)
{
	struct conversation_filter filter = conversation_filter_read(req);
	struct list *conversations;
	struct json_object *rows;

	if (request_query(req, "state") == NULL)
		filter.state = "waiting";
	if (task_has_failed(&req->task))
		return;
	conversations =
	    conversation_inbox(&req->task, &filter, page_of_list(req));
	rows = conversations == NULL ? NULL : rows_json(req, conversations);
	if (rows == NULL)
		return;
	json_add(context, "w",
	    json_object_get(request_words(req, "inbox.row", NULL)));
	json_add(context, "rows", json_object_get(rows));
	json_add_bool(context, "has_rows", conversations->count > 0);
	add_tabs(req, context);
	add_filters(req, context);
	add_pager(req, conversations, context);
}

static struct json_object *
alert_json(
    struct request *req, const struct alert *alert, const struct list *glances)
{
	struct json_object *row = json_new_object(req->task.arena);
	const struct inbox_glance *glance =
	    inbox_glance_of(glances, alert->session_id);

	json_add_int(row, "id", alert->id);
	json_add_int(row, "session_id", alert->session_id);
	json_add_text(
	    row, "name", glance == NULL ? "" : inbox_name(req, glance));
	json_add_text(row, "words", alert->words == NULL ? "" : alert->words);
	json_add_bool(row, "is_open", !instant_is_set(alert->acknowledged_at));
	page_add_time(req, row, "at", alert->created_at);
	page_add_time(req, row, "seen", alert->acknowledged_at);
	return row;
}

static void
add_alert_rows(
    struct request *req, const struct list *alerts, struct json_object *context)
{
	struct arena *arena = req->task.arena;
	struct json_object *rows = json_new_array(arena);
	int64_t *ids = arena_array(arena, int64_t, alerts->count + 1);
	const struct list *glances;
	struct json_object *pager = NULL;
	size_t count = 0;

	list_each(alerts, const struct alert, alert)
		ids[count++] = alert->session_id;
	glances = inbox_glances(&req->task, ids, count);
	if (glances == NULL)
		return;
	list_each(alerts, const struct alert, alert)
		json_object_array_add(
		    rows, json_object_get(alert_json(req, alert, glances)));
	if (alerts->has_more) {
		const struct alert *items = alerts->items;

		pager = json_new_object(arena);
		json_add_text(pager, "text", "");
		json_add_text(pager, "first", NULL);
		json_add_text(pager, "next",
		    arena_printf(arena, "/alerts?after=%" PRId64,
			items[alerts->count - 1].id));
	}
	json_add(context, "alerts", json_object_get(rows));
	json_add_bool(context, "has_alerts", alerts->count > 0);
	json_add(context, "pager", json_object_get(pager));
}

/* Who waits longest is told by the time beside the name. */
static void
furnish_alerts(struct request *req, struct json_object *context)
{
	static const struct conversation_filter waiting = { .state =
								"waiting" };
	const struct list *alerts = alert_page(&req->task, page_of_list(req));
	struct list *conversations;
	struct json_object *rows;

	if (alerts == NULL)
		return;
	conversations = conversation_inbox(
	    &req->task, &waiting, (struct page){ 0, WAITING_SHOWN });
	rows = conversations == NULL ? NULL : rows_json(req, conversations);
	if (rows == NULL)
		return;
	json_add_text(
	    context, "notice", inbox_notice(req, json_at(context, "t")));
	json_add(context, "w",
	    json_object_get(request_words(req, "inbox.row", NULL)));
	json_add(context, "waiting", json_object_get(rows));
	json_add_bool(context, "has_waiting", conversations->count > 0);
	json_add_bool(context, "has_more_waiting", conversations->has_more);
	add_alert_rows(req, alerts, context);
}

const struct furnishing inbox_furnishings[] = {
	{ "inbox/list", furnish_list },
	{ "inbox/conversation", talk_furnish },
	{ "inbox/alerts", furnish_alerts },
	{ 0 },
};

/* clang-format off */
static const struct form_input reply_inputs[] = {
	{ "text", "textarea", "off", "reply", NULL, 0 },
	{ 0 }
};
static const struct form_input note_inputs[] = {
	{ "text", "textarea", "off", "note", "note", 0 },
	{ 0 }
};
static const struct form_input canned_inputs[] = {
	{ "title", "text",     "off", "canned_title", NULL, 0 },
	{ "text",  "textarea", "off", "canned_text",  NULL, 0 },
	{ 0 }
};

const struct form_view inbox_forms[] = {
	{ "inbox/conversation", "reply",  "/inbox/{id}/reply",    reply_inputs },
	{ "inbox/conversation", "note",   "/inbox/{id}/notes",    note_inputs },
	{ "inbox/canned",       "canned", "/canned-replies",      canned_inputs },
	{ "inbox/canned-one",   "canned", "/canned-replies/{id}", canned_inputs },
	{ 0 }
};

const struct route inbox_pages[] = {
	/*     path          role      takes    gives               handler */
	{ GET, "/inbox",      ROLE_USR, NOTHING, MANY(conversation), show_list,
	    "Show the conversations of the studio", .page = "inbox/list" },
	{ GET, "/inbox/{id}", ROLE_USR, NOTHING, RAW("text/html"),   show_talk,
	    "Show a conversation", .page = "inbox/conversation" },
	{ GET, "/alerts",     ROLE_USR, NOTHING, MANY(alert),        show_alerts,
	    "Show who waits for a person, and emergencies", .page = "inbox/alerts" },
	{ 0 }
};
/* clang-format on */
