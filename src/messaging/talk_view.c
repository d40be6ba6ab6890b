/*
 * talk_view.c - puts messages, notes and events of a conversation into order.
 *
 * SPDX-License-Identifier: ISC
 */
#include "messaging/talk_view.h"

#include "base/text.h"
#include "identity/user.h"
#include "messaging/answer_audit.h"
#include "messaging/button.h"
#include "messaging/note.h"
#include "web/reader.h"

enum { KILOBYTE = 1000 };

/* One view while it is made. */
struct drawing {
	struct request *req;
	const struct talk *talk;
	struct json_object *items;
	int64_t day;       /* of what came last, 0: nothing yet */
	const char *voice; /* who spoke last; NULL: something was in between */
	size_t notes_left;
};

static const char *
word(const struct drawing *drawing, const char *key)
{
	return json_text_at(drawing->talk->words, key);
}

const char *
talk_user_name(const struct list *users, int64_t id)
{
	list_each(users, const struct user, user) {
		if (user->id == id)
			return text_is_empty(user->full_name) ? user->email
							      : user->full_name;
	}
	return NULL;
}

const char *
talk_kind(struct arena *arena, struct json_object *words, const char *kind)
{
	const char *known = text_starts_with(kind, "interactive_")
	    ? json_text_at(words, "kind_interactive")
	    : json_text_at(words, arena_printf(arena, "kind_%s", kind));

	if (known != NULL)
		return known;
	return arena_printf(
	    arena, "%s (%s)", json_text_at(words, "kind_other"), kind);
}

static void
add_item(struct drawing *drawing, struct json_object *item)
{
	json_object_array_add(drawing->items, json_object_get(item));
}

static struct json_object *
item_new(struct drawing *drawing, const char *what, struct instant at)
{
	struct json_object *item = json_new_object(drawing->req->task.arena);

	json_add_bool(item, what, true);
	page_add_time(drawing->req, item, "at", at);
	return item;
}

static void
begin_day(struct drawing *drawing, struct instant at)
{
	struct civil civil = request_civil(drawing->req, at);
	int64_t day = civil_days(&civil);

	if (day == drawing->day)
		return;
	drawing->day = day;
	drawing->voice = NULL;
	add_item(drawing, item_new(drawing, "is_day", at));
}

/* Fixed words are nobody's in particular. */
static const char *
author_name(const struct drawing *drawing, const struct message *message)
{
	const char *name;

	if (text_is_equal(message->author, "staff")) {
		name = talk_user_name(drawing->talk->users, message->user_id);
		return name == NULL ? word(drawing, "by_staff") : name;
	}
	if (text_is_equal(message->author, "ai"))
		return word(drawing, "by_ai");
	if (text_is_equal(message->author, "system"))
		return word(drawing, "by_system");
	return NULL;
}

static void
add_delivery(const struct drawing *drawing, const struct message *message,
    struct json_object *item)
{
	struct arena *arena = drawing->req->task.arena;
	bool has_failed = text_is_equal(message->state, "failed");
	const char *state =
	    word(drawing, arena_printf(arena, "state_%s", message->state));

	json_add_text(item, "state", NULL);
	json_add_text(item, "error", NULL);
	if (!text_is_equal(message->direction, "outbound"))
		return;
	json_add_text(item, "state", state == NULL ? message->state : state);
	json_add_bool(item, "has_failed", has_failed);
	if (!text_is_empty(message->error_text))
		json_add_text(item, "error", message->error_text);
	else if (!text_is_empty(message->error_code))
		json_add_text(item, "error", message->error_code);
}

static const char *
size_text(const struct drawing *drawing, struct json_object *media)
{
	struct arena *arena = drawing->req->task.arena;
	int64_t size;

	if (!json_int(json_at(media, "size"), &size))
		return "";
	return arena_printf(arena, "%s\302\240kB",
	    page_number(drawing->req, (size + KILOBYTE - 1) / KILOBYTE));
}

static void
add_media(const struct drawing *drawing, const struct message *message,
    struct json_object *item)
{
	struct arena *arena = drawing->req->task.arena;
	const char *state = json_text_at(message->media, "state");
	const char *type = json_text_at(message->media, "media_type");
	const char *kind;

	if (state == NULL)
		return;
	kind = talk_kind(arena, drawing->talk->words, message->kind);
	if (!text_is_equal(state, "fetched") || type == NULL) {
		json_add_text(item, "no_media",
		    word(drawing, arena_printf(arena, "media_%s", state)));
		return;
	}
	json_add_text(item, "media_label",
	    arena_printf(
		arena, "%s, %s", kind, size_text(drawing, message->media)));
	json_add_bool(item,
	    text_starts_with(type, "image/") ? "is_picture" : "is_file", true);
}

static void
add_buttons(const struct drawing *drawing, const struct message *message,
    struct json_object *item)
{
	struct json_object *titles = json_new_array(drawing->req->task.arena);
	struct buttons buttons = buttons_of(message->payload);

	for (size_t i = 0; i < buttons.count; i++)
		json_object_array_add(
		    titles, json_object_new_string(buttons.items[i].title));
	json_add_bool(item, "has_buttons", buttons.count > 0);
	json_add(item, "buttons", json_object_get(titles));
}

static void
add_audit(const struct drawing *drawing, const struct message *message,
    struct json_object *item)
{
	list_each(drawing->talk->audits, const struct answer_audit, audit) {
		if (audit->message_id == message->id)
			json_add(item, "audit",
			    json_object_get(answer_audit_view(
				drawing->req, audit, drawing->talk->words)));
	}
}

static struct instant
time_of(const struct message *message)
{
	return instant_is_set(message->provider_at) ? message->provider_at
						    : message->created_at;
}

static void
add_message(struct drawing *drawing, const struct message *message)
{
	struct json_object *item;
	bool is_plain = text_is_equal(message->kind, "text");
	const char *voice = arena_printf(drawing->req->task.arena,
	    "%s %" PRId64, message->author, message->user_id);

	begin_day(drawing, time_of(message));
	item = item_new(drawing, "is_said", time_of(message));
	json_add_int(item, "id", message->id);
	json_add_bool(
	    item, "is_ours", text_is_equal(message->direction, "outbound"));
	json_add_bool(
	    item, "is_staff", text_is_equal(message->author, "staff"));
	json_add_bool(item, "is_first", !text_is_equal(voice, drawing->voice));
	json_add_text(item, "who", author_name(drawing, message));
	json_add_text(
	    item, "text", text_is_empty(message->text) ? NULL : message->text);
	json_add_text(item, "kind",
	    is_plain ? NULL
		     : talk_kind(drawing->req->task.arena, drawing->talk->words,
			   message->kind));
	json_add_bool(item, "is_bare",
	    text_is_empty(message->text) && message->media == NULL);
	add_delivery(drawing, message, item);
	add_media(drawing, message, item);
	add_buttons(drawing, message, item);
	add_audit(drawing, message, item);
	add_item(drawing, item);
	drawing->voice = voice;
}

static void
add_note(struct drawing *drawing, const struct note *note)
{
	bool is_event = text_is_equal(note->author, "system");
	struct json_object *item;
	const char *name = talk_user_name(drawing->talk->users, note->user_id);

	begin_day(drawing, note->created_at);
	item = item_new(
	    drawing, is_event ? "is_event" : "is_note", note->created_at);
	json_add_text(item, "text", note->text);
	json_add_text(
	    item, "who", name == NULL ? word(drawing, "by_staff") : name);
	add_item(drawing, item);
	drawing->voice = NULL;
}

/* Notes come newest first: those up to until, the oldest of them first. */
static void
add_notes(struct drawing *drawing, struct instant until)
{
	const struct note *notes = drawing->talk->notes->items;

	while (drawing->notes_left > 0 &&
	    notes[drawing->notes_left - 1].created_at.us <= until.us)
		add_note(drawing, &notes[--drawing->notes_left]);
}

/* What was noted before the first message of the page stands on another. */
static void
skip_notes(struct drawing *drawing)
{
	const struct talk *talk = drawing->talk;
	const struct message *first = talk->messages->items;
	const struct note *notes = talk->notes->items;

	if (!talk->messages->has_more || talk->messages->count == 0)
		return;
	while (drawing->notes_left > 0 &&
	    notes[drawing->notes_left - 1].created_at.us < first->created_at.us)
		drawing->notes_left--;
}

/* Who has it now, behind all that was said. */
static void
add_state(struct drawing *drawing)
{
	const struct conversation *conversation = drawing->talk->conversation;
	struct arena *arena = drawing->req->task.arena;
	const char *name = talk_user_name(
	    drawing->talk->users, conversation->assigned_user_id);
	struct json_object *item;

	if (text_is_equal(conversation->state, "ai"))
		return;
	begin_day(drawing, conversation->state_changed_at);
	item = item_new(drawing, "is_event", conversation->state_changed_at);
	if (text_is_equal(conversation->state, "waiting"))
		json_add_text(item, "text", word(drawing, "event_waiting"));
	else
		json_add_text(item, "text",
		    arena_printf(arena, "%s %s",
			name == NULL ? word(drawing, "by_staff") : name,
			word(drawing, "event_human")));
	add_item(drawing, item);
}

struct json_object *
talk_items(struct request *req, const struct talk *talk)
{
	struct drawing drawing = {
		.req = req,
		.talk = talk,
		.items = json_new_array(req->task.arena),
		.notes_left = talk->notes->count,
	};

	skip_notes(&drawing);
	list_each(talk->messages, const struct message, message) {
		add_notes(&drawing, message->created_at);
		add_message(&drawing, message);
	}
	if (talk->is_newest) {
		add_notes(&drawing, instant_now());
		add_state(&drawing);
	}
	return drawing.items;
}
