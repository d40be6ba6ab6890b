/*
 * audit_view.c - draws entries: names for ids, words for actions, and what is
 * another now field by field.
 *
 * SPDX-License-Identifier: ISC
 */
#include "identity/audit_view.h"

#include "base/role.h"
#include "base/text.h"
#include "identity/people.h"
#include "identity/user.h"
#include "web/language.h"
#include "web/reader.h"

enum {
	VALUE_CHARACTERS_MAX = 4000,
	CHANGED_BYTES_MAX = 2000,
	CHANGED_SHOWN = 4
};

/* Fields that hold the id of a user. */
static const char *const people_fields[] = { "invited_by", "created_by",
	"assigned_user_id", "user_id" };

/* "member 12" of a subject, and where that is; the word is "audit.words". */
static const struct subject_kind {
	const char *before;
	const char *word;
	const char *path;
} subject_kinds[] = {
	{ "member ", "member", "/members/" },
	{ "user ", "user", "/team/" },
	{ "api_key ", "api_key", NULL },
	{ "import ", "import", "/members/imports/" },
};

struct audit_drawing
audit_drawing_of(struct request *req, const struct list *people)
{
	return (struct audit_drawing){
		.req = req,
		.people = people,
		.actions = request_words(req, "audit.action", NULL),
		.fields = request_words(req, "audit.field", NULL),
		.more_fields = request_words(req, "field", NULL),
		.choices = request_words(req, "choice", NULL),
		.words = request_words(req, "audit.words", NULL),
	};
}

static struct arena *
arena_of(const struct audit_drawing *drawing)
{
	return drawing->req->task.arena;
}

const char *
audit_action_word(const struct audit_drawing *drawing, const char *action)
{
	return json_text_at(drawing->actions, action);
}

static bool
is_among(const struct list *people, int64_t id)
{
	list_each(people, const struct user, user) {
		if (user->id == id)
			return true;
	}
	return false;
}

/* An operator is at home in another studio. */
static const char *
person(const struct audit_drawing *drawing, int64_t id, const char *role)
{
	bool is_operator =
	    !is_among(drawing->people, id) && role_of(role) == ROLE_SYS;

	return people_name(drawing->req, drawing->people, is_operator ? 0 : id);
}

/* "member_number" as people would write it. */
static const char *
label_of(const struct audit_drawing *drawing, const char *name)
{
	const char *word = json_text_at(drawing->fields, name);
	char *label;

	if (word == NULL)
		word = json_text_at(drawing->more_fields, name);
	if (word != NULL)
		return word;
	label = arena_copy(arena_of(drawing), name);
	for (char *c = label; *c != '\0'; c++)
		*c = *c == '_' ? ' ' : *c;
	return label;
}

static bool
is_of_people(const char *name)
{
	for (size_t i = 0; i < ARRAY_LENGTH(people_fields); i++)
		if (strcmp(people_fields[i], name) == 0)
			return true;
	return false;
}

static const char *
text_of_string(
    const struct audit_drawing *drawing, const char *name, const char *text)
{
	struct instant instant;
	const char *word = json_text_at(drawing->choices, text);

	if (*text == '\0')
		return NULL;
	if (word != NULL &&
	    (strcmp(name, "role") == 0 || strcmp(name, "locale") == 0 ||
		strcmp(name, "language") == 0))
		return word;
	if (strlen(text) > strlen("2026-11-22T") && text[10] == 'T' &&
	    instant_parse(text, &instant))
		return json_text_at(page_time(drawing->req, instant), "text");
	return text_prefix(arena_of(drawing), text, VALUE_CHARACTERS_MAX);
}

/* NULL for nothing. */
static const char *
text_of(const struct audit_drawing *drawing, const char *name,
    struct json_object *value)
{
	const char *text = json_text(value);
	size_t len;
	int64_t id;

	if (value == NULL)
		return NULL;
	if (json_object_is_type(value, json_type_boolean))
		return json_text_at(
		    drawing->words, json_is_true(value) ? "yes" : "no");
	if (is_of_people(name) && json_int(value, &id))
		return id == 0 ? NULL
			       : people_name(drawing->req, drawing->people, id);
	if (text != NULL)
		return text_of_string(drawing, name, text);
	text = json_write(arena_of(drawing), value, &len);
	return text_prefix(arena_of(drawing), text, VALUE_CHARACTERS_MAX);
}

/* A secret that was set again may be another one. */
static bool
is_same(struct json_object *a, struct json_object *b)
{
	return json_object_equal(a, b) != 0 &&
	    !text_is_equal(json_text(a), RECORD_MASK);
}

static void
add_line(const struct audit_drawing *drawing, struct json_object *rows,
    const char *name, struct json_object *before, struct json_object *after)
{
	struct json_object *row = json_new_object(arena_of(drawing));

	json_add_text(row, "label", label_of(drawing, name));
	json_add_text(row, "before", text_of(drawing, name, before));
	json_add_text(row, "after", text_of(drawing, name, after));
	json_object_array_add(rows, json_object_get(row));
}

static struct json_object *
member_of(struct json_object *object, const char *name)
{
	return json_at(object, name);
}

/* Those that are another now, or those that are not. */
static struct json_object *
lines_of(const struct audit_drawing *drawing, const struct audit_entry *entry,
    bool (*wants)(struct json_object *a, struct json_object *b))
{
	struct json_object *rows = json_new_array(arena_of(drawing));

	json_object_object_foreach(entry->after, name, after)
	{
		struct json_object *before = member_of(entry->before, name);

		if (wants(before, after))
			add_line(drawing, rows, name, before, after);
	}
	json_object_object_foreach(entry->before, old, value)
	{
		if (!json_object_object_get_ex(entry->after, old, NULL) &&
		    wants(value, NULL))
			add_line(drawing, rows, old, value, NULL);
	}
	return rows;
}

static bool
is_changed(struct json_object *a, struct json_object *b)
{
	return !is_same(a, b);
}

static bool
is_object(struct json_object *value)
{
	return json_object_is_type(value, json_type_object);
}

static struct json_object *
values_of(const struct audit_drawing *drawing, struct json_object *values)
{
	struct json_object *rows = json_new_array(arena_of(drawing));

	json_object_object_foreach(values, name, value)
	{
		const char *text = text_of(drawing, name, value);
		struct json_object *row;

		if (text == NULL)
			continue;
		row = json_new_object(arena_of(drawing));
		json_add_text(row, "label", label_of(drawing, name));
		json_add_text(row, "text", text);
		json_object_array_add(rows, json_object_get(row));
	}
	return rows;
}

/* "Name, Role" */
static const char *
changed_names(
    const struct audit_drawing *drawing, const struct audit_entry *entry)
{
	struct buf names = buf_new(arena_of(drawing), CHANGED_BYTES_MAX);
	size_t count = 0;

	if (!is_object(entry->before) || !is_object(entry->after))
		return NULL;
	json_object_object_foreach(entry->after, name, after)
	{
		const char *label = label_of(drawing, name);

		if (is_same(member_of(entry->before, name), after) ||
		    names.len + strlen(label) + 8 > CHANGED_BYTES_MAX)
			continue;
		if (count < CHANGED_SHOWN)
			buf_printf(
			    &names, "%s%s", count > 0 ? ", " : "", label);
		else if (count == CHANGED_SHOWN)
			buf_add(&names, " …");
		count++;
	}
	return count == 0 ? NULL : buf_text(&names);
}

static void
add_subject(const struct audit_drawing *drawing,
    const struct audit_entry *entry, struct json_object *row)
{
	struct arena *arena = arena_of(drawing);
	const char *subject = entry->subject == NULL ? "" : entry->subject;
	const char *path = NULL;
	int64_t id;

	for (size_t i = 0; i < ARRAY_LENGTH(subject_kinds); i++) {
		const struct subject_kind *kind = &subject_kinds[i];
		const char *word = json_text_at(drawing->words, kind->word);

		if (!text_starts_with(subject, kind->before) ||
		    !text_to_int64(subject + strlen(kind->before), &id))
			continue;
		subject = strcmp(kind->word, "user") == 0 &&
			is_among(drawing->people, id)
		    ? people_name(drawing->req, drawing->people, id)
		    : arena_printf(arena, "%s %" PRId64, word, id);
		if (kind->path != NULL)
			path =
			    arena_printf(arena, "%s%" PRId64, kind->path, id);
		break;
	}
	if (text_starts_with(entry->action, "conversation.") &&
	    text_to_int64(subject, &id)) {
		path = arena_printf(arena, "/inbox/%" PRId64, id);
		subject = arena_printf(arena, "%s %" PRId64,
		    json_text_at(drawing->words, "conversation"), id);
	}
	/* "branding" of "branding.update" says nothing new. */
	if (text_starts_with(entry->action, subject) &&
	    entry->action[strlen(subject)] == '.')
		subject = "";
	json_add_text(row, "subject", *subject == '\0' ? NULL : subject);
	json_add_text(row, "subject_path", path);
}

struct json_object *
audit_row(const struct audit_drawing *drawing, const struct audit_entry *entry)
{
	struct arena *arena = arena_of(drawing);
	struct json_object *row = json_new_object(arena);
	const char *word = audit_action_word(drawing, entry->action);
	const char *role = json_text_at(drawing->choices, entry->actor_role);

	json_add_int(row, "id", entry->id);
	json_add_text(
	    row, "path", arena_printf(arena, "/audit/%" PRId64, entry->id));
	page_add_time(drawing->req, row, "at", entry->at);
	json_add_text(row, "actor",
	    person(drawing, entry->actor_user_id, entry->actor_role));
	json_add_text(row, "role", entry->actor_user_id == 0 ? NULL : role);
	json_add_text(row, "action", word == NULL ? entry->action : word);
	json_add_text(row, "raw", entry->action);
	add_subject(drawing, entry, row);
	json_add_text(row, "changed", changed_names(drawing, entry));
	return row;
}

struct json_object *
audit_view(const struct audit_drawing *drawing, const struct audit_entry *entry)
{
	struct json_object *view = audit_row(drawing, entry);
	bool has_before = is_object(entry->before);
	bool has_after = is_object(entry->after);
	bool is_change = has_before && has_after;
	struct json_object *none = json_new_array(arena_of(drawing));
	struct json_object *changes =
	    is_change ? lines_of(drawing, entry, is_changed) : none;
	struct json_object *rest =
	    is_change ? lines_of(drawing, entry, is_same) : none;
	struct json_object *values = none;

	if (!is_change && (has_before || has_after))
		values = values_of(
		    drawing, has_after ? entry->after : entry->before);
	json_add(view, "changes", json_object_get(changes));
	json_add(view, "rest", json_object_get(rest));
	json_add(view, "values", json_object_get(values));
	json_add_bool(view, "has_changes", json_length(changes) > 0);
	json_add_bool(view, "has_rest", json_length(rest) > 0);
	json_add_bool(view, "has_values", json_length(values) > 0);
	json_add_bool(view, "is_new", has_after);
	json_add_bool(
	    view, "is_bare", json_length(changes) + json_length(values) == 0);
	json_add_text(view, "number", page_number(drawing->req, entry->id));
	json_add_text(view, "request_id", entry->request_id);
	json_add_text(view, "hash", entry->hash);
	return view;
}
