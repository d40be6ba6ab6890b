/*
 * chat_door.c - lets visitors in to the chat of a studio.
 *
 * SPDX-License-Identifier: ISC
 */
#include "channels/chat_door.h"

#include "web/reply.h"

static const struct tenant *
find(struct request *req)
{
	struct task *task = &req->task;
	const struct tenant *tenant =
	    tenant_find(task, request_param(req, "tenant_slug"));

	return tenant != NULL && tenant_enter(task, tenant) ? tenant : NULL;
}

static const struct tenant *
if_open(struct request *req, const struct tenant *tenant)
{
	if (tenant->is_active && tenant->is_verified)
		return tenant;
	return fail(
	    &req->task, FORBIDDEN, "The chat of this studio is closed.");
}

const struct tenant *
chat_enter(struct request *req)
{
	const struct tenant *tenant = find(req);

	return tenant == NULL ? NULL : if_open(req, tenant);
}

/* Lines become what a header has: one line with blanks. */
static void
allow_frames(struct request *req, const struct settings *settings)
{
	char *origins = arena_copy(
	    req->task.arena, settings_text(settings, "webchat_origins"));

	for (char *c = origins; *c != '\0'; c++)
		*c = *c == '\n' ? ' ' : *c;
	reply_allow_frames(req, origins);
}

const struct tenant *
chat_enter_page(struct request *req, const struct settings **settings)
{
	const struct tenant *tenant = find(req);

	*settings = tenant == NULL ? NULL : settings_plain(&req->task);
	if (*settings == NULL)
		return NULL;
	allow_frames(req, *settings);
	return if_open(req, tenant);
}
