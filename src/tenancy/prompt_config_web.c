/*
 * prompt_config_web.c - the prompt configuration over HTTP.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/record.h"
#include "tenancy/audit.h"
#include "tenancy/prompt_config.h"
#include "tenancy/tenancy_web.h"
#include "web/reply.h"

static bool
show(struct request *req)
{
	return reply(req, OK, prompt_config_find(&req->task));
}

bool
prompt_config_change(struct request *req)
{
	struct task *task = &req->task;
	struct prompt_config *before = prompt_config_find(task);
	struct prompt_config wanted;
	struct prompt_config *after;

	if (before == NULL)
		return false;
	wanted = *before;
	if (!request_merge(req, &wanted))
		return false;
	after = prompt_config_update(task, &wanted);
	if (after == NULL)
		return false;
	audit(task, "prompt_config.update", "prompt_config",
	    &prompt_config_record, before, after);
	return reply(req, OK, after);
}

/* clang-format off */
const struct route prompt_config_api[] = {
	{ GET, "/admin/prompt-config", ROLE_USR, NOTHING,             ONE(prompt_config), show,
	    "What the studio tells its agents", .scope = "settings" },
	{ PUT, "/admin/prompt-config", ROLE_ADM, PART(prompt_config), ONE(prompt_config), prompt_config_change,
	    "Change any of it; live for the next message", .scope = "settings" },
	{ 0 }
};
/* clang-format on */
