/*
 * member_view.c - members as pages show them.
 *
 * SPDX-License-Identifier: ISC
 */
#include "members/member_view.h"

#include "base/text.h"
#include "web/language.h"
#include "web/reader.h"

/* What Magicline and studios tell of a member can be long. */
enum { LINES_MAX = 30, LINE_CHARACTERS_MAX = 300, LINE_BYTES_MAX = 8192 };

const char *
member_name(struct arena *arena, const struct member *member)
{
	const char *first = member->first_name, *last = member->last_name;
	const char *const others[] = { member->email, member->phone,
		member->member_number, member->customer_id };

	if (!text_is_empty(first) && !text_is_empty(last))
		return arena_printf(arena, "%s %s", first, last);
	if (!text_is_empty(first) || !text_is_empty(last))
		return text_is_empty(last) ? first : last;
	for (size_t i = 0; i < ARRAY_LENGTH(others); i++)
		if (!text_is_empty(others[i]))
			return others[i];
	return "?";
}

const char *
member_day(struct request *req, const char *day)
{
	struct arena *arena = req->task.arena;
	struct instant instant;
	struct civil civil;

	if (text_is_empty(day))
		return NULL;
	if (!instant_parse(arena_printf(arena, "%sT00:00:00Z", day), &instant))
		return day;
	civil = civil_of(instant);
	return locale_date(arena, request_locale(req), &civil);
}

/* "MA" of Mia Albrecht. */
static const char *
initials_of(struct arena *arena, const struct member *member)
{
	const char *first = member->first_name, *last = member->last_name;

	if (text_is_empty(first) && text_is_empty(last))
		return text_prefix(arena, member_name(arena, member), 1);
	return arena_printf(arena, "%s%s",
	    text_is_empty(first) ? "" : text_prefix(arena, first, 1),
	    text_is_empty(last) ? "" : text_prefix(arena, last, 1));
}

static struct json_object *
tags_json(struct arena *arena, const struct member *member)
{
	struct json_object *rows = json_new_array(arena);

	for (size_t i = 0; i < json_length(member->tags); i++) {
		struct json_object *row = json_new_object(arena);
		const char *tag = json_text(json_item(member->tags, i));

		if (tag == NULL)
			continue;
		json_add_text(row, "text", tag);
		json_add_text(row, "path",
		    arena_printf(
			arena, "/members?tag=%s", text_url_encode(arena, tag)));
		json_object_array_add(rows, json_object_get(row));
	}
	return rows;
}

struct json_object *
member_view_row(struct request *req, const struct member *member)
{
	struct arena *arena = req->task.arena;
	struct json_object *row = json_new_object(arena);

	json_add_int(row, "id", member->id);
	json_add_text(
	    row, "path", arena_printf(arena, "/members/%" PRId64, member->id));
	json_add_text(row, "name", member_name(arena, member));
	json_add_text(row, "initials", initials_of(arena, member));
	json_add_text(row, "number", member->member_number);
	json_add_text(row, "email", member->email);
	json_add_text(row, "phone", member->phone);
	json_add_bool(row, "is_paused", member->is_paused);
	json_add_text(row, "since", member_day(req, member->member_since));
	json_add(row, "tags", json_object_get(tags_json(arena, member)));
	json_add_bool(row, "has_tags", json_length(member->tags) > 0);
	json_add_bool(row, "has_marks",
	    json_length(member->tags) > 0 || member->is_paused);
	json_add_bool(
	    row, "has_contact", member->email != NULL || member->phone != NULL);
	return row;
}

/* A list of labels and texts while it is made. */
struct lines {
	struct request *req;
	struct json_object *rows;
};

static struct lines
lines_of(struct request *req)
{
	return (struct lines){ req, json_new_array(req->task.arena) };
}

static void
add_line(struct lines *lines, const char *label, const char *text)
{
	struct json_object *row = json_new_object(lines->req->task.arena);

	if (text_is_empty(text) || json_length(lines->rows) >= LINES_MAX)
		return;
	json_add_text(row, "label", label);
	json_add_text(row, "text", text);
	json_object_array_add(lines->rows, json_object_get(row));
}

/* A value that is a text or a number. */
static const char *
plain_text(struct request *req, struct json_object *value)
{
	struct arena *arena = req->task.arena;
	struct instant instant;
	const char *text = json_text(value);
	int64_t number;

	if (text == NULL && json_int(value, &number))
		return page_number(req, number);
	if (text == NULL)
		return value == NULL ||
			json_object_is_type(value, json_type_array) ||
			json_object_is_type(value, json_type_object)
		    ? NULL
		    : json_object_to_json_string(value);
	if (strlen(text) > strlen("2026-11-22T") &&
	    instant_parse(text, &instant))
		return json_text_at(page_time(req, instant), "text");
	if (strlen(text) == strlen("2026-11-22"))
		return member_day(req, text);
	return text_prefix(arena, text, LINE_CHARACTERS_MAX);
}

/* "last_visit" as people would write it. */
static const char *
label_of(struct request *req, const char *name)
{
	const char *word =
	    json_text_at(request_words(req, "members.known", NULL), name);
	char *label;

	if (word != NULL)
		return word;
	label = arena_copy(req->task.arena, name);
	for (char *c = label; *c != '\0'; c++)
		*c = *c == '_' ? ' ' : *c;
	return label;
}

/* What somebody has told of the member, without what is nested. */
static struct json_object *
told(struct request *req, struct json_object *tree)
{
	struct lines lines = lines_of(req);

	if (!json_object_is_type(tree, json_type_object))
		return lines.rows;
	json_object_object_foreach(tree, name, value)
	    add_line(&lines, label_of(req, name), plain_text(req, value));
	return lines.rows;
}

/* "Yoga · morgen, 18:00 · booked" of an object. */
static const char *
in_one_line(struct request *req, struct json_object *tree)
{
	struct buf line = buf_new(req->task.arena, LINE_BYTES_MAX);

	if (!json_object_is_type(tree, json_type_object))
		return plain_text(req, tree);
	json_object_object_foreach(tree, name, value)
	{
		const char *text = plain_text(req, value);

		if (!text_is_empty(text) && !text_ends_with(name, "id") &&
		    line.len + strlen(text) < LINE_BYTES_MAX / 2)
			buf_printf(
			    &line, "%s%s", line.len > 0 ? " · " : "", text);
	}
	return buf_text(&line);
}

static struct json_object *
told_lines(struct request *req, struct json_object *array)
{
	struct json_object *rows = json_new_array(req->task.arena);

	for (size_t i = 0; i < json_length(array) && i < LINES_MAX; i++) {
		const char *text = in_one_line(req, json_item(array, i));

		if (!text_is_empty(text))
			json_object_array_add(
			    rows, json_object_new_string(text));
	}
	return rows;
}

static struct json_object *
facts_json(struct request *req, const struct member *member)
{
	struct lines lines = lines_of(req);
	const struct {
		const char *name;
		const char *text;
	} facts[] = {
		{ "member_number", member->member_number },
		{ "customer_id", member->customer_id },
		{ "birth_date", member_day(req, member->birth_date) },
		{ "member_since", member_day(req, member->member_since) },
	};

	for (size_t i = 0; i < ARRAY_LENGTH(facts); i++)
		add_line(&lines, label_of(req, facts[i].name), facts[i].text);
	if (!text_is_empty(member->language))
		add_line(&lines, label_of(req, "language"),
		    json_text_at(
			request_words(req, "choice", NULL), member->language));
	return lines.rows;
}

struct json_object *
member_view(struct request *req, const struct member *member)
{
	struct json_object *view = member_view_row(req, member);

	json_add(view, "facts", json_object_get(facts_json(req, member)));
	json_add(view, "pause", json_object_get(told(req, member->pause_info)));
	json_add(
	    view, "visits", json_object_get(told(req, member->checkin_stats)));
	json_add(view, "bookings",
	    json_object_get(told_lines(req, member->recent_bookings)));
	json_add(view, "extras",
	    json_object_get(told(req, member->additional_info)));
	json_add_bool(
	    view, "has_visits", json_length(json_at(view, "visits")) > 0);
	json_add_bool(
	    view, "has_bookings", json_length(json_at(view, "bookings")) > 0);
	json_add_text(
	    view, "notes", text_is_empty(member->notes) ? NULL : member->notes);
	json_add_text(view, "source",
	    json_text_at(
		request_words(req, "members.source", NULL), member->source));
	page_add_time(req, view, "created_at", member->created_at);
	page_add_time(req, view, "updated_at", member->updated_at);
	return view;
}

static const char *
tags_text(struct arena *arena, const struct member *member)
{
	struct buf out = buf_new(arena, 64 * 1024);

	for (size_t i = 0; i < json_length(member->tags); i++)
		buf_printf(&out, "%s%s", i > 0 ? ", " : "",
		    json_text(json_item(member->tags, i)));
	return buf_text(&out);
}

struct json_object *
member_values(struct arena *arena, const struct member *member)
{
	struct json_object *values = json_new_object(arena);

	json_add_text(values, "first_name", member->first_name);
	json_add_text(values, "last_name", member->last_name);
	json_add_text(values, "email", member->email);
	json_add_text(values, "phone", member->phone);
	json_add_text(values, "birth_date", member->birth_date);
	json_add_text(values, "member_since", member->member_since);
	json_add_text(values, "member_number", member->member_number);
	json_add_text(values, "customer_id", member->customer_id);
	json_add_text(values, "language", member->language);
	json_add_text(values, "tags", tags_text(arena, member));
	json_add_text(values, "notes", member->notes);
	json_add_text(values, "is_paused", member->is_paused ? "true" : "");
	return values;
}
