/*
 * setting_web.c - a studio's settings over HTTP.
 *
 * SPDX-License-Identifier: ISC
 */
#include "tenancy/setting_change.h"
#include "tenancy/tenancy_web.h"
#include "web/reply.h"

struct setting_wanted {
	const char *value;
};

enum { VALUE_CHARACTERS_MAX = 4000 };

/* clang-format off */
static const struct field setting_wanted_fields[] = {
	FIELD(setting_wanted, value, OPTIONAL, VALUE_CHARACTERS_MAX,
	    "New value; an empty one removes the setting, a masked one keeps it"),
	{ 0 }
};
static const struct record setting_wanted_record = RECORD(setting_wanted);

/* clang-format on */

static bool
list(struct request *req)
{
	return reply(req, OK, setting_list(&req->task));
}

static bool
change(struct request *req)
{
	struct task *task = &req->task;
	const char *key = request_param(req, "key");
	const struct setting_wish wish = {
		.key = key,
		.value = body(req, setting_wanted)->value,
		.pointer = "#/value",
	};

	if (setting_find(task, key) == NULL)
		return false;
	if (wish.value == NULL)
		return fail_field(task, "#/value",
		    "is missing; an empty text removes the setting");
	return setting_change(task, &wish, 1) &&
	    reply(req, OK, setting_find(task, key));
}

/* clang-format off */
const struct route setting_api[] = {
	{ GET, "/admin/settings",       ROLE_ADM, NOTHING,             MANY(setting_shown), list,
	    "Every setting of the studio, secrets masked", .scope = "settings" },
	{ PUT, "/admin/settings/{key}", ROLE_ADM, ONE(setting_wanted), ONE(setting_shown),  change,
	    "Set or remove one", .scope = "settings" },
	{ 0 }
};
/* clang-format on */
