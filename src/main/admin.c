/*
 * admin.c - ariia-admin: the JSON API of a studio, and the page that asks an
 * agent, because ariia-ui can not call out.
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
#include "net/call_out.h"

static int64_t
children(const struct config *config)
{
	return config->admin_children;
}

/* Half of them at most wait for a provider. */
static bool
start(const struct config *config)
{
	return call_out_start((size_t)config->admin_children / 2);
}

static const struct app app = {
	.name = "admin",
	.database_role = "ariia_admin",
	.tables = (const struct route *const[]){ ADMIN_TABLES, NULL },
	.children = children,
	.calls_out = true,
	.start = start,
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
