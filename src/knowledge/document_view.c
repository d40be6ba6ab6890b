/*
 * document_view.c - documents, passages and people for pages.
 *
 * SPDX-License-Identifier: ISC
 */
#include "knowledge/document_view.h"

#include "base/text.h"
#include "knowledge/markdown.h"
#include "web/language.h"
#include "web/page_words.h"
#include "web/reader.h"

enum { PASSAGES_SHOWN_MAX = 100 };

struct json_object *
view_row(struct request *req, const struct document_row *row)
{
	struct json_object *shown = json_new_object(req->task.arena);

	json_add_int(shown, "id", row->id);
	json_add_text(shown, "title", row->title);
	json_add_text(shown, "source_name",
	    text_is_empty(row->source_name) ? NULL : row->source_name);
	json_add_text(shown, "language",
	    json_text_at(request_words(req, "choice", NULL), row->language));
	json_add_text(shown, "version", page_number(req, row->version));
	json_add_text(shown, "passages", page_number(req, row->passages));
	page_add_time(req, shown, "updated", row->updated_at);
	return shown;
}

void
view_add_passages(struct request *req, struct json_object *context,
    const char *title, const char *text)
{
	struct markdown markdown =
	    markdown_read(req->task.arena, text == NULL ? "" : text, title);
	const struct passages *passages = &markdown.passages;
	struct json_object *rows = json_object_new_array();
	size_t shown = passages->count;

	if (shown > PASSAGES_SHOWN_MAX)
		shown = PASSAGES_SHOWN_MAX;
	for (size_t at = 0; at < shown; at++) {
		const struct passage_text *passage = &passages->items[at];
		struct json_object *row = json_object_new_object();

		json_add_text(row, "heading",
		    text_is_empty(passage->heading) ? NULL : passage->heading);
		json_add_text(row, "text", passage->text);
		json_object_array_add(rows, row);
	}
	json_add(context, "passages", rows);
	json_add_bool(context, "has_passages", shown > 0);
	json_add_text(context, "more",
	    passages->count == shown
		? NULL
		: page_counted(req, "knowledge.count", "more",
		      (int64_t)(passages->count - shown)));
}

static void
add_segment(
    struct json_object *segments, const char *text, size_t len, bool is_match)
{
	struct json_object *segment = json_object_new_object();

	json_add(segment, "text", json_object_new_string_len(text, (int)len));
	json_add_bool(segment, "is_match", is_match);
	json_object_array_add(segments, segment);
}

/* "bis [[21 Uhr]] warm" in three. Marks that a studio wrote itself may do as
 * they like: all of it is text. */
static struct json_object *
segments_of(const char *highlight)
{
	struct json_object *segments = json_object_new_array();
	const char *at = highlight;
	bool is_match = false;

	while (*at != '\0') {
		const char *mark = strstr(at, is_match ? "]]" : "[[");
		size_t len = mark == NULL ? strlen(at) : (size_t)(mark - at);

		if (len > 0)
			add_segment(segments, at, len, is_match);
		at += len + (mark == NULL ? 0 : 2);
		is_match = !is_match;
	}
	return segments;
}

struct json_object *
view_match(struct request *req, const struct passage *passage)
{
	struct json_object *shown = json_new_object(req->task.arena);

	json_add_int(shown, "document_id", passage->document_id);
	json_add_text(shown, "title", passage->title);
	json_add_text(shown, "heading",
	    text_is_empty(passage->heading) ? NULL : passage->heading);
	json_add(shown, "segments", segments_of(passage->highlight));
	return shown;
}
