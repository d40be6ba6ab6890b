/*
 * tenant_web.c - studios over HTTP, for the operator.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/text.h"
#include "identity/identify.h"
#include "identity/identity_web.h"
#include "identity/operator.h"
#include "identity/staff.h"
#include "tenancy/tenant.h"
#include "web/reply.h"

struct tenant_slug {
	const char *slug;
};

struct tenant_change {
	const char *name;
	bool is_active;
	bool is_verified;
	const char *plan_slug;
};

/* clang-format off */
static const struct field tenant_change_fields[] = {
	FIELD(tenant_change, name,        REQUIRED, 200, "Name of the studio"),
	FIELD(tenant_change, is_active,   OPTIONAL, 0,   "False: every session ends, webhooks are refused"),
	FIELD(tenant_change, is_verified, OPTIONAL, 0,   "First address confirmed"),
	FIELD(tenant_change, plan_slug,   REQUIRED, 63,  "Plan"),
	{ 0 }
};
static const struct record tenant_change_record = RECORD(tenant_change);

static const struct field tenant_slug_fields[] = {
	FIELD(tenant_slug, slug, REQUIRED, 63, "The slug of the studio once more, so that it is the right one"),
	{ 0 }
};
static const struct record tenant_slug_record = RECORD(tenant_slug);
/* clang-format on */

static bool
list(struct request *req)
{
	const char *search = request_query(req, "search");

	return reply(req, OK,
	    text_is_empty(search)
		? tenant_page(&req->task, req->page)
		: tenant_search(&req->task, search, req->page));
}

static bool
create(struct request *req)
{
	struct task *task = &req->task;
	const struct tenant *wanted = body(req, tenant);
	const struct tenant *made =
	    tenant_create(task, wanted->slug, wanted->name,
		wanted->plan_slug == NULL ? "starter" : wanted->plan_slug);

	if (made == NULL)
		return false;
	operator_audit(req, "tenant.create", made->slug,
	    &(struct audit_change){ &tenant_record, NULL, made });
	return reply(req, CREATED, made);
}

/* The studio that the path names becomes the task's. */
static struct tenant *
enter(struct request *req)
{
	int64_t id = request_id(req, "id");

	if (id == 0)
		return NULL;
	req->task.tenant_id = id;
	return tenant_current(&req->task);
}

/* An operator without a studio could only come back on the command line. */
static bool
is_elsewhere(struct request *req)
{
	if (req->task.tenant_id != identity_home_tenant(req))
		return true;
	return fail(&req->task, CONFLICT,
	    "An operator can not deactivate the own studio.");
}

static bool
store(struct request *req, const struct tenant *before,
    const struct tenant *wanted, const char *action)
{
	struct task *task = &req->task;
	const struct tenant *after;

	if (before->is_active && !wanted->is_active &&
	    (!is_elsewhere(req) || !staff_end_sessions(task)))
		return false;
	after = tenant_update(task, wanted);
	if (after == NULL)
		return false;
	operator_audit(req, action, after->slug,
	    &(struct audit_change){ &tenant_record, before, after });
	return reply(req, OK, after);
}

static bool
change(struct request *req)
{
	const struct tenant *before = enter(req);
	struct tenant_change values;
	struct tenant wanted;

	if (before == NULL)
		return false;
	wanted = *before;
	values = (struct tenant_change){ before->name, before->is_active,
		before->is_verified, before->plan_slug };
	if (!request_merge(req, &values))
		return false;
	wanted.name = values.name;
	wanted.is_active = values.is_active;
	wanted.is_verified = values.is_verified;
	wanted.plan_slug = values.plan_slug;
	return store(req, before, &wanted, "tenant.update");
}

static bool
deactivate(struct request *req)
{
	const struct tenant_slug *typed = body(req, tenant_slug);
	const struct tenant *before = enter(req);
	struct tenant wanted;

	if (before == NULL)
		return false;
	if (typed != NULL && !text_is_equal(typed->slug, before->slug))
		return fail_field(&req->task, "#/slug",
		    "is not the short name of this studio");
	wanted = *before;
	wanted.is_active = false;
	return store(req, before, &wanted, "tenant.deactivate");
}

static bool
activate(struct request *req)
{
	const struct tenant *before = enter(req);
	struct tenant wanted;

	if (before == NULL)
		return false;
	wanted = *before;
	wanted.is_active = true;
	return store(req, before, &wanted, "tenant.activate");
}

/* clang-format off */
const struct route tenant_api[] = {
	/*      path                              role      takes                gives         handler */
	{ GET,  "/auth/tenants",                  ROLE_SYS, NOTHING,             MANY(tenant), list,
	    "List the studios in order of sign-up; ?search= part of a name or slug" },
	{ POST, "/auth/tenants",                  ROLE_SYS, ONE(tenant),         ONE(tenant),  create,
	    "Create a studio without users" },
	{ PUT,  "/auth/tenants/{id}",             ROLE_SYS, PART(tenant_change), ONE(tenant),  change,
	    "Change a studio: name, plan, whether it is active and verified" },
	{ PUT,  "/admin/tenants/{id}/deactivate", ROLE_SYS, NOTHING,             ONE(tenant),  deactivate,
	    "End all sessions of a studio and refuse its webhooks [S5.3]" },
	{ PUT,  "/admin/tenants/{id}/activate",   ROLE_SYS, NOTHING,             ONE(tenant),  activate,
	    "Open a studio again" },
	/* The forms of pages. */
	{ POST, "/platform/studios/{id}/edit",       ROLE_SYS, PART(tenant_change), ONE(tenant), change,
	    "Change name, plan and confirmation of a studio", .page = "platform/edit",
	    .then = "/platform/studios/{id}?done=changed" },
	{ POST, "/platform/studios/{id}/deactivate", ROLE_SYS, ONE(tenant_slug),    ONE(tenant), deactivate,
	    "End all sessions of a studio and refuse its webhooks", .page = "platform/deactivate",
	    .then = "/platform/studios/{id}?done=deactivated" },
	{ POST, "/platform/studios/{id}/activate",   ROLE_SYS, NOTHING,             ONE(tenant), activate,
	    "Open a studio again", .page = "platform/activate",
	    .then = "/platform/studios/{id}?done=activated" },
	{ 0 }
};
/* clang-format on */
