/*
 * page_words.c - chooses among the texts of a section.
 *
 * SPDX-License-Identifier: ISC
 */
#include "web/page_words.h"

#include "web/language.h"
#include "web/reader.h"

const char *
page_counted(
    struct request *req, const char *section, const char *key, int64_t count)
{
	struct json_object *context = json_new_object(req->task.arena);

	json_add_text(context, "count", page_number(req, count));
	return json_text_at(request_words(req, section, context),
	    arena_printf(
		req->task.arena, "%s_%s", key, count == 1 ? "one" : "many"));
}

const char *
page_notice(struct request *req, const char *section)
{
	const char *done = request_query(req, "done");

	if (done == NULL)
		return NULL;
	return json_text_at(request_words(req, section, NULL),
	    arena_printf(req->task.arena, "done_%s", done));
}
