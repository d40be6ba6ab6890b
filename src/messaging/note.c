/*
 * note.c - fields and statements of notes.
 *
 * SPDX-License-Identifier: ISC
 */
#include "messaging/note.h"

#include "base/text.h"
#include "messaging/conversation.h"

enum { TEXT_CHARACTERS_MAX = 4000, KEY_CHARACTERS_MAX = 100 };

/* clang-format off */
static const struct field note_fields[] = {
	FIELD(note, id,         READ_ONLY,           0,                   "Identifier"),
	FIELD(note, session_id, READ_ONLY,           0,                   "Conversation"),
	FIELD(note, author,     READ_ONLY,           0,                   "staff, or system: it happened by itself"),
	FIELD(note, user_id,    READ_ONLY,           0,                   "User who wrote it; 0: nobody"),
	FIELD(note, text,       REQUIRED | PERSONAL, TEXT_CHARACTERS_MAX, "Words; the member never sees them"),
	FIELD(note, key,        OPTIONAL,            KEY_CHARACTERS_MAX,
	    "Made by the sender for each note: sent twice it is stored once"),
	FIELD(note, created_at, READ_ONLY,           0,                   "When it was stored"),
	{ 0 }
};
/* clang-format on */
const struct record note_record = RECORD(note);

#define COLUMNS                                                                \
	"id, session_id, author, user_id, text, client_key AS key, created_at"

enum { PAGE, CREATE, OF_KEY, TOUCH, ADD, NEWEST };

/* clang-format off */
const struct query note_queries[] = {
	[PAGE] = { "note_page",
	    "SELECT " COLUMNS " FROM session_notes"
	    " WHERE session_id = $1 AND id > $2 ORDER BY id LIMIT $3" },
	[CREATE] = { "note_create",
	    "INSERT INTO session_notes (session_id, author, user_id, text,"
	    " client_key) VALUES ($1, 'staff', $2, $3, $4)"
	    " ON CONFLICT (tenant_id, session_id, client_key)"
	    "  WHERE client_key IS NOT NULL DO NOTHING RETURNING " COLUMNS },
	[OF_KEY] = { "note_of_key",
	    "SELECT " COLUMNS " FROM session_notes"
	    " WHERE session_id = $1 AND client_key = $2" },
	[TOUCH] = { "note_touch",
	    "UPDATE chat_sessions SET staff_at = now() WHERE id = $1" },
	[ADD] = { "note_add",
	    "INSERT INTO session_notes (session_id, author, text)"
	    " VALUES ($1, 'system', $2)" },
	[NEWEST] = { "note_newest",
	    "SELECT " COLUMNS " FROM session_notes"
	    " WHERE session_id = $1 ORDER BY id DESC LIMIT $2" },
	{ 0 }
};
/* clang-format on */

struct list *
note_page(struct task *task, int64_t session_id, struct page page)
{
	struct list *list = db_many(task, note, PAGE, arg(session_id),
	    arg(page.after), arg(page.limit + 1));

	if (list == NULL)
		return NULL;
	/* Only what is empty may be missing. */
	if (list->count == 0 && conversation_find(task, session_id) == NULL)
		return NULL;
	return list_cut(list, page);
}

struct note *
note_create(struct task *task, int64_t session_id, const struct note *wanted)
{
	struct note *note;
	int64_t count;

	if (!db_run(task, note, TOUCH, &count, arg(session_id)))
		return NULL;
	if (count == 0)
		return fail(task, NOT_FOUND, "This does not exist.");
	note = db_maybe(task, note, CREATE, arg(session_id),
	    arg_id(task_user_id(task)), arg(wanted->text), arg(wanted->key));
	if (note != NULL || task_has_failed(task))
		return note;
	note = db_one(task, note, OF_KEY, arg(session_id), arg(wanted->key));
	if (note != NULL && !text_is_equal(note->text, wanted->text))
		return fail(
		    task, CONFLICT, "This key was used for another text.");
	return note;
}

bool
note_add_system(struct task *task, int64_t session_id, const char *text)
{
	return db_run(task, note, ADD, NULL, arg(session_id), arg(text));
}

struct list *
note_newest(struct task *task, int64_t session_id, int64_t limit)
{
	return db_many(task, note, NEWEST, arg(session_id), arg(limit));
}
