/*
 * auth.c - ariia-auth: signing in and out, accounts, people of a studio.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/config.h"
#include "identity/auth_pages.h"
#include "identity/identify.h"
#include "identity/identity_web.h"
#include "identity/page_dress.h"
#include "identity/password.h"
#include "main/deck.h"
#include "main/tables.h"

static int64_t
children(const struct config *config)
{
	return config->auth_children;
}

static const struct app app = {
	.name = "auth",
	.database_role = "ariia_auth",
	.tables = (const struct route *const[]){ AUTH_TABLES, NULL },
	.children = children,
	.has_templates = true,
	.identify = identify,
	.session_id = identity_session_id,
	.dress = deck_dress,
	.dress_plain = page_dress_plain,
	.reader = page_reader,
	.furnishings = (const struct furnishing *const[]){ auth_furnishings,
	    team_furnishings, key_furnishings, platform_furnishings,
	    status_furnishings, NULL },
	.forms = (const struct form_view *const[]){ auth_forms, team_forms,
	    key_forms, platform_forms, NULL },
	.detour = auth_detour,
	.start = password_start,
};

int
main(int argc, char **argv)
{
	return web_main(&app, argc, argv);
}
