/*
 * studio_forms.c - a new studio with its first administrator; the inputs of the
 * operator's forms.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/text.h"
#include "identity/letter.h"
#include "identity/operator.h"
#include "identity/staff.h"
#include "platform/platform_web.h"
#include "tenancy/audit.h"
#include "web/reply.h"

struct new_studio {
	const char *name;
	const char *slug;
	const char *plan_slug;
	const char *email;
	const char *full_name;
	const char *locale;
};

/* clang-format off */
/* With a slug of one's own, so that sending it twice makes one studio. */
static const struct field new_studio_fields[] = {
	FIELD(new_studio, name,      REQUIRED, 200, "Name of the studio"),
	FIELD(new_studio, slug,      REQUIRED, 63,  "Name in addresses"),
	FIELD(new_studio, plan_slug, REQUIRED, 63,  "Plan"),
	FIELD(new_studio, email,     PERSONAL, 254, "Address of the first administrator"),
	FIELD(new_studio, full_name, PERSONAL, 200, "Name of the first administrator"),
	FIELD(new_studio, locale,    REQUIRED, 5,   "Language and region of the first administrator"),
	{ 0 }
};
static const struct record new_studio_record = RECORD(new_studio);
/* clang-format on */

/* Who gets a link to set a password: the operator never knows it. */
static bool
add_first(struct task *task, const struct tenant *studio,
    const struct new_studio *wanted)
{
	const struct user profile = { .email = wanted->email,
		.full_name = wanted->full_name,
		.role = "tenant_admin",
		.locale = wanted->locale,
		.timezone = "Europe/Berlin" };
	const struct user *user = staff_create(task, &profile);

	if (user == NULL ||
	    !letter_send_token(task, studio, user, &letter_first_password))
		return false;
	audit(task, "user.create", user->email, &user_record, NULL, user);
	return true;
}

/* The operator answers for the studio: no address has to be proven first. */
static bool
create(struct request *req)
{
	struct task *task = &req->task;
	const struct new_studio *wanted = body(req, new_studio);
	const struct tenant *made =
	    tenant_create(task, text_lower(task->arena, wanted->slug),
		wanted->name, wanted->plan_slug);

	if (made == NULL || !tenant_set_verified(task))
		return false;
	made = tenant_current(task);
	if (made == NULL)
		return false;
	operator_audit(req, "tenant.create", made->slug,
	    &(struct audit_change){ &tenant_record, NULL, made });
	if (!text_is_empty(wanted->email) && !add_first(task, made, wanted))
		return false;
	return see_other(req, "/platform/studios/%" PRId64 "?done=%s", made->id,
	    text_is_empty(wanted->email) ? "created" : "invited");
}

static const char *const locales[] = { "de-DE", "de-AT", "de-CH", "en-GB",
	"en-US", NULL };

/* clang-format off */
static const struct form_input new_inputs[] = {
	/* name       type        auto   label          hint            flags */
	{ "name",      "text",     "off", "tenant_name", NULL,           INPUT_FIRST },
	{ "slug",      "text",     "off", "slug",        "slug",         0 },
	{ "email",     "email",    "off", "first_email", "first_email",  INPUT_OPTIONAL },
	{ "full_name", "text",     "off", "first_name_of_admin", NULL,   INPUT_OPTIONAL },
	{ "locale",    "select",   "off", "locale",      NULL,           0, locales },
	{ 0 }
};
static const struct form_input edit_inputs[] = {
	{ "name",        "text",     "off", "tenant_name", NULL,          INPUT_FIRST },
	{ "is_verified", "checkbox", "off", "is_verified", "is_verified", INPUT_OPTIONAL },
	{ 0 }
};
static const struct form_input deactivate_inputs[] = {
	{ "slug",      "text",     "off", "typed_slug",  NULL,           INPUT_FIRST },
	{ 0 }
};
static const struct form_input act_inputs[] = {
	{ "reason",    "textarea", "off", "reason",      "reason",       INPUT_FIRST },
	{ "user_id",   "hidden" },
	{ "tenant",    "hidden" },
	{ 0 }
};

const struct form_view platform_forms[] = {
	{ "platform/new",         "studio", "/platform/studios/new",                   new_inputs },
	{ "platform/edit",        "studio", "/platform/studios/{id}/edit",             edit_inputs },
	{ "platform/deactivate",  "studio", "/platform/studios/{id}/deactivate",       deactivate_inputs },
	{ "platform/activate",    "studio", "/platform/studios/{id}/activate",         NULL },
	{ "platform/impersonate", "act",    "/platform/studios/{id}/people/{user_id}", act_inputs },
	{ "platform/again",       "again",  "/platform/jobs/{tenant_id}/{id}/again",   NULL },
	{ "platform/again_kind",  "again",  "/platform/jobs/{kind}/again",             NULL },
	{ 0 }
};

const struct route studio_forms[] = {
	/*      path                     role      takes            gives    handler */
	{ POST, "/platform/studios/new", ROLE_SYS, ONE(new_studio), NOTHING, create,
	    "Create a studio, and its first administrator, who gets a link to set a password",
	    .page = "platform/new", .once = true },
	{ 0 }
};
/* clang-format on */
