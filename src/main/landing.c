/*
 * landing.c - the page of the platform itself.
 *
 * SPDX-License-Identifier: ISC
 */
#include "channels/chat_words.h"
#include "identity/identify.h"
#include "main/tables.h"
#include "web/reply.h"

static bool
land(struct request *req)
{
	const char *language;

	if (identity_session_id(req) != NULL)
		return see_other(req, "/today");
	language = chat_language(request_header(req, "Accept-Language"));

	return reply_page(req, OK,
	    arena_printf(req->task.arena, "landing/%s", language),
	    json_new_object(req->task.arena));
}

/* clang-format off */
const struct route landing_pages[] = {
	{ GET, "/", ROLE_PUBLIC, NOTHING, RAW("text/html"), land, "Say what this is" },
	{ 0 }
};
/* clang-format on */
