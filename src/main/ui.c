/*
 * ui.c - ariia-ui: the pages.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/config.h"
#include "channels/chat_words.h"
#include "identity/identify.h"
#include "main/tables.h"
#include "web/reply.h"

static int64_t
children(const struct config *config)
{
	return config->ui_children;
}

static bool
land(struct request *req)
{
	const char *language =
	    chat_language(request_header(req, "Accept-Language"));

	return reply_page(req, OK,
	    arena_printf(req->task.arena, "landing/%s", language),
	    json_new_object(req->task.arena));
}

/* clang-format off */
static const struct route landing_pages[] = {
	{ GET, "/", ROLE_PUBLIC, NOTHING, RAW("text/html"), land, "Say what this is" },
	{ 0 }
};
/* clang-format on */

static const struct app app = {
	.name = "ui",
	.database_role = "ariia_ui",
	.tables =
	    (const struct route *const[]){ landing_pages, UI_TABLES, NULL },
	.children = children,
	.session_id = identity_session_id,
	.has_templates = true,
};

int
main(int argc, char **argv)
{
	return web_main(&app, argc, argv);
}
