/*
 * ui.c - ariia-ui: the pages.
 *
 * SPDX-License-Identifier: ISC
 */
#include "agents/agent.h"
#include "base/config.h"
#include "identity/auth_pages.h"
#include "identity/identify.h"
#include "identity/page_dress.h"
#include "main/deck.h"
#include "main/tables.h"

static int64_t
children(const struct config *config)
{
	return config->ui_children;
}

static const struct app app = {
	.name = "ui",
	.database_role = "ariia_ui",
	.tables = (const struct route *const[]){ UI_TABLES, NULL },
	.children = children,
	.read = agents_read,
	.identify = identify,
	.session_id = identity_session_id,
	.dress = deck_dress,
	.dress_plain = page_dress_plain,
	.reader = page_reader,
	.furnishings = deck_furnishings,
	.forms = deck_forms,
	.detour = auth_detour,
	.has_templates = true,
};

int
main(int argc, char **argv)
{
	return web_main(&app, argc, argv);
}
