/*
 * talk_page.c - the page of a conversation.
 *
 * SPDX-License-Identifier: ISC
 */
#include "messaging/talk_page.h"

#include "base/text.h"
#include "identity/user.h"
#include "messaging/alert.h"
#include "messaging/answer_audit.h"
#include "messaging/canned_reply.h"
#include "messaging/note.h"
#include "messaging/takeover.h"
#include "messaging/talk_view.h"
#include "web/language.h"
#include "web/reader.h"
#include "web/reply.h"

enum {
	MESSAGES = 50,
	NOTES = 100,
	USERS = 200,
	CANNED = 200,
	MINUTE_MS = 60000,
	HOUR_MINUTES = 60
};

const char *
inbox_initials(struct arena *arena, const char *name)
{
	const char *last = strrchr(name, ' ');
	const char *at = name;

	if (!text_is_word_char(text_next(&at)) ||
	    (*name >= '0' && *name <= '9'))
		return strlen(name) < 2 ? "?" : name + strlen(name) - 2;
	return arena_printf(arena, "%s%s", text_prefix(arena, name, 1),
	    last == NULL ? "" : text_prefix(arena, last + 1, 1));
}

const char *
inbox_notice(struct request *req, struct json_object *words)
{
	const char *done = request_query(req, "done");

	if (text_is_empty(done))
		return NULL;
	return json_text_at(
	    words, arena_printf(req->task.arena, "done_%s", done));
}

/* What a page of a conversation is made of; each NULL until it was read. */
struct parts {
	struct talk talk;
	const struct inbox_glance *glance;
	const struct alert *alert; /* NULL: none is open */
	const struct list *canned;
	int64_t last_id; /* newest message of the page */
};

static int64_t
number_of(struct request *req, const char *name)
{
	int64_t number;

	return text_to_int64(request_query(req, name), &number) && number > 0
	    ? number
	    : 0;
}

static bool
read_messages(struct request *req, int64_t id, struct parts *parts)
{
	struct task *task = &req->task;
	int64_t before = number_of(req, "before");
	const struct list *messages =
	    message_newest(task, id, (struct page){ before, MESSAGES });
	const struct message *items;
	int64_t first = 0;

	if (messages == NULL)
		return false;
	items = messages->items;
	if (messages->count > 0) {
		first = items[0].id;
		parts->last_id = items[messages->count - 1].id;
	}
	parts->talk.messages = messages;
	parts->talk.is_newest = before == 0;
	parts->talk.audits =
	    answer_audit_range(task, id, first, parts->last_id);
	return parts->talk.audits != NULL;
}

static bool
read_parts(struct request *req, int64_t id, struct parts *parts)
{
	struct task *task = &req->task;
	const struct list *glances;

	parts->talk.conversation = conversation_find(task, id);
	if (parts->talk.conversation == NULL || !read_messages(req, id, parts))
		return false;
	parts->talk.notes = note_newest(task, id, NOTES);
	parts->talk.users = user_page(task, (struct page){ 0, USERS });
	parts->canned = canned_reply_page(task, (struct page){ 0, CANNED });
	parts->alert = alert_shown(task, id);
	glances = inbox_glances(task, &id, 1);
	if (task_has_failed(task))
		return false;
	parts->glance = inbox_glance_of(glances, id);
	return parts->glance != NULL;
}

static void
add_head(
    struct request *req, const struct parts *parts, struct json_object *context)
{
	struct arena *arena = req->task.arena;
	const struct conversation *conversation = parts->talk.conversation;
	struct json_object *words = parts->talk.words;
	const char *name = inbox_name(req, parts->glance);
	const char *channel = json_text_at(
	    request_words(req, "channel", NULL), conversation->channel);

	json_add_int(context, "id", conversation->id);
	json_add_int(context, "session", conversation->id);
	json_add_text(context, "name", name);
	json_add_text(context, "initials", inbox_initials(arena, name));
	json_add_text(context, "channel",
	    channel == NULL ? conversation->channel : channel);
	json_add_text(context, "user_key", conversation->user_key);
	json_add_text(context, "stand",
	    json_text_at(
		words, arena_printf(arena, "is_%s", conversation->state)));
	json_add_bool(
	    context, "is_ai", text_is_equal(conversation->state, "ai"));
	json_add_bool(context, "is_waiting",
	    text_is_equal(conversation->state, "waiting"));
	json_add_bool(
	    context, "is_human", text_is_equal(conversation->state, "human"));
	json_add_text(context, "assigned", parts->glance->assigned_name);
	json_add_int(context, "verified_member_id", conversation->member_id);
	page_add_time(
	    req, context, "verified_at", conversation->member_verified_at);
	page_add_time(req, context, "since", conversation->state_changed_at);
	page_add_time(req, context, "first_contact", conversation->created_at);
}

static void
add_alert(
    struct request *req, const struct alert *alert, struct json_object *context)
{
	struct json_object *row = NULL;

	if (alert != NULL) {
		row = json_new_object(req->task.arena);
		json_add_int(row, "id", alert->id);
		json_add_text(
		    row, "words", alert->words == NULL ? "" : alert->words);
		json_add_text(row, "told", alert->told);
		page_add_time(req, row, "at", alert->created_at);
	}
	json_add(context, "emergency", json_object_get(row));
}

/* Until when the channel lets us write. */
static void
add_window(struct request *req, const struct conversation *conversation,
    struct json_object *context)
{
	struct json_object *left = json_new_object(req->task.arena);
	struct instant closes_at = conversation->window_closes_at;
	int64_t minutes =
	    instant_ms_between(instant_now(), closes_at) / MINUTE_MS;
	bool is_open =
	    !instant_is_set(closes_at) || instant_now().us < closes_at.us;

	json_add_bool(context, "can_write", is_open);
	json_add_bool(context, "is_closed", !is_open);
	json_add_int(left, "hours", minutes / HOUR_MINUTES);
	json_add_int(left, "minutes", minutes % HOUR_MINUTES);
	json_add_text(context, "window",
	    !is_open || !instant_is_set(closes_at)
		? NULL
		: json_text_at(request_words(req, "inbox.window", left),
		      minutes >= HOUR_MINUTES ? "hours" : "minutes"));
}

static void
add_canned(
    struct request *req, const struct parts *parts, struct json_object *context)
{
	struct arena *arena = req->task.arena;
	struct json_object *rows = json_new_array(arena);
	struct json_object *values = json_new_object(arena);
	struct json_object *reply = json_new_object(arena);
	int64_t chosen = number_of(req, "canned");

	list_each(parts->canned, const struct canned_reply, canned) {
		struct json_object *row = json_new_object(arena);

		json_add_int(row, "id", canned->id);
		json_add_text(row, "title", canned->title);
		json_object_array_add(rows, json_object_get(row));
		if (canned->id == chosen)
			json_add_text(reply, "text", canned->text);
	}
	json_add(values, "reply", json_object_get(reply));
	json_add(context, "values", json_object_get(values));
	json_add_bool(context, "has_canned", parts->canned->count > 0);
	json_add(context, "canned", json_object_get(rows));
}

static void
add_colleagues(
    struct request *req, const struct parts *parts, struct json_object *context)
{
	struct arena *arena = req->task.arena;
	struct json_object *rows = json_new_array(arena);

	list_each(parts->talk.users, const struct user, user) {
		struct json_object *row = json_new_object(arena);

		if (!user->is_active)
			continue;
		json_add_int(row, "id", user->id);
		json_add_text(
		    row, "name", talk_user_name(parts->talk.users, user->id));
		json_add_bool(row, "is_chosen",
		    user->id == parts->talk.conversation->assigned_user_id);
		json_object_array_add(rows, json_object_get(row));
	}
	json_add(context, "colleagues", json_object_get(rows));
}

static void
add_talk(
    struct request *req, const struct parts *parts, struct json_object *context)
{
	const struct talk *talk = &parts->talk;
	const struct message *first = talk->messages->items;

	json_add(context, "items", json_object_get(talk_items(req, talk)));
	json_add_text(context, "older",
	    talk->messages->has_more
		? arena_printf(req->task.arena, "%" PRId64, first->id)
		: NULL);
	json_add_bool(context, "is_newest", talk->is_newest);
	json_add_int(context, "last_id", parts->last_id);
}

/* For after the answer. */
struct seen {
	int64_t session_id;
	int64_t message_id;
};

static bool
note_seen(struct task *task, const void *given)
{
	const struct seen *seen = given;

	if (takeover_read(task, seen->session_id, seen->message_id) == NULL ||
	    !db_commit(task))
		return false;
	conversation_publish(task, seen->session_id);
	return true;
}

static void
mark_read(struct request *req, const struct parts *parts)
{
	struct seen *seen;

	if (req->method != GET || !parts->talk.is_newest ||
	    !parts->talk.conversation->is_unread)
		return;
	seen = arena_new(req->task.arena, struct seen);
	*seen = (struct seen){ parts->talk.conversation->id, parts->last_id };
	reply_afterwards(req, note_seen, seen);
}

void
talk_furnish(struct request *req, struct json_object *context)
{
	struct parts parts = { .talk.words = json_at(context, "t") };
	int64_t id = request_id(req, "id");

	if (id == 0 || !read_parts(req, id, &parts))
		return;
	json_add_text(context, "notice", inbox_notice(req, parts.talk.words));
	add_head(req, &parts, context);
	add_alert(req, parts.alert, context);
	add_window(req, parts.talk.conversation, context);
	add_canned(req, &parts, context);
	add_colleagues(req, &parts, context);
	add_talk(req, &parts, context);
	mark_read(req, &parts);
}
