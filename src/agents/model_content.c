/*
 * model_content.c - the words of a message, in whatever form they come.
 *
 * SPDX-License-Identifier: ISC
 */
#include "agents/model_read.h"
#include "base/text.h"

enum { DEPTH_MAX = 6 };

/* Parts that a member may read; the others are thoughts, calls, refusals. */
static bool
is_text_part(struct json_object *part)
{
	static const char *const types[] = { "text", "output_text",
		"input_text", "message" };
	struct json_object *type = json_at(part, "type");

	if (type == NULL)
		return !json_is_true(json_at(part, "thought"));
	for (size_t at = 0; at < ARRAY_LENGTH(types); at++)
		if (text_is_equal(json_text(type), types[at]))
			return true;
	return false;
}

static void
add_bounded(struct buf *out, const char *text, bool *is_cut)
{
	size_t room = out->max - out->len;
	size_t len = strlen(text);

	if (len > room) {
		*is_cut = true;
		for (len = room;
		     len > 0 && ((unsigned char)text[len] & 0xc0) == 0x80;)
			len--;
	}
	buf_add_bytes(out, text, len);
}

/* A text, a part, or an array of them. */
static void
add_content(
    struct buf *out, struct json_object *content, bool *is_cut, unsigned depth)
{
	static const char *const names[] = { "text", "value", "content",
		"parts" };

	if (depth == DEPTH_MAX)
		return;
	if (json_text(content) != NULL)
		add_bounded(out, json_text(content), is_cut);
	for (size_t at = 0; at < json_length(content); at++)
		add_content(out, json_item(content, at), is_cut, depth + 1);
	if (!json_object_is_type(content, json_type_object) ||
	    !is_text_part(content))
		return;
	for (size_t at = 0; at < ARRAY_LENGTH(names); at++) {
		struct json_object *inner = json_path(
		    content, (const char *const[]){ names[at], NULL });

		if (inner == NULL)
			continue;
		add_content(out, inner, is_cut, depth + 1);
		return;
	}
}

const char *
model_content_text(
    struct arena *arena, struct json_object *content, bool *is_cut)
{
	struct buf out = buf_new(arena, MODEL_TEXT_BYTES_MAX);

	*is_cut = false;
	switch (json_object_get_type(content)) {
	case json_type_string:
	case json_type_array:
	case json_type_object:
		add_content(&out, content, is_cut, 0);
		return buf_text(&out);
	default:
		return NULL;
	}
}
