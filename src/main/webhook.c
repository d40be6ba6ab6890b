/*
 * webhook.c - ariia-webhook: what providers and website visitors send.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/config.h"
#include "identity/identify.h"
#include "main/tables.h"

static int64_t
children(const struct config *config)
{
	return config->webhook_children;
}

/* Templates only for problems of the chat's form. */
static const struct app app = {
	.name = "webhook",
	.database_role = "ariia_webhook",
	.tables = (const struct route *const[]){ WEBHOOK_TABLES, NULL },
	.children = children,
	.session_id = identity_session_id,
	.has_templates = true,
};

int
main(int argc, char **argv)
{
	return web_main(&app, argc, argv);
}
