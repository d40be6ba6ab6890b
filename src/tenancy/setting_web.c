/*
 * setting_web.c - a studio's settings over HTTP.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/text.h"
#include "tenancy/audit.h"
#include "tenancy/setting.h"
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

/* What the audit log keeps of a change. */
static const struct field setting_change_fields[] = {
	FIELD(setting_shown, value,  READ_ONLY, 0, "Value, secrets masked"),
	FIELD(setting_shown, is_set, READ_ONLY, 0, "Whether there was one"),
	{ 0 }
};
/* clang-format on */
static const struct record setting_change_record = { "setting_change",
	sizeof(struct setting_shown), setting_change_fields,
	ARRAY_LENGTH(setting_change_fields) - 1 };

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
	const char *value = body(req, setting_wanted)->value;
	struct setting_shown *before = setting_find(task, key);
	struct setting_shown *after;

	if (before == NULL)
		return false;
	if (value == NULL)
		return fail_field(task, "#/value",
		    "is missing; an empty text removes the setting");
	if (before->is_secret && text_is_equal(value, RECORD_MASK))
		return reply(req, OK, before);
	if (!setting_put(task, key, value))
		return false;
	after = setting_find(task, key);
	if (after == NULL)
		return false;
	audit(task, "setting.put", key, &setting_change_record, before, after);
	return reply(req, OK, after);
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
