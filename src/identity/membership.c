/*
 * membership.c - signs in whoever has just become one of a studio.
 *
 * SPDX-License-Identifier: ISC
 */
#include "identity/membership.h"

#include "identity/device.h"
#include "identity/session.h"
#include "tenancy/tenant.h"
#include "web/csrf.h"
#include "web/reply.h"

/* clang-format off */
static const struct field membership_fields[] = {
	FIELD(membership, tenant, READ_ONLY, 0, "The studio"),
	FIELD(membership, user,   READ_ONLY, 0, "The person"),
	FIELD(membership, token,  READ_ONLY, 0, "Bearer token of the session that has begun"),
	{ 0 }
};
/* clang-format on */
const struct record membership_record = RECORD(membership);

/* Any site could sign a browser in to a studio of its own: a browser that has
 * been on no page of ours sends no cookie, and so was asked for no token. */
static bool
is_form_of_another(struct request *req)
{
	return req->form != NULL && request_cookie(req, CSRF_COOKIE) == NULL;
}

bool
membership_reply(struct request *req, const struct user *user)
{
	struct task *task = &req->task;
	const struct session_start start = {
		.user = user,
		.kind = req->form == NULL ? "bearer" : "browser",
		.address = req->remote_address,
		.user_agent = request_header(req, "User-Agent"),
	};
	const struct tenant *tenant;
	struct membership membership;

	if (is_form_of_another(req))
		return fail(task, FORBIDDEN,
		    "Signing in needs cookies. Load the page again.");
	if (session_start(task, &start, &membership.token) == NULL)
		return false;
	if (req->form != NULL) {
		session_set_cookie(req, membership.token);
		device_set_cookie(req, user->email);
	}
	tenant = tenant_current(task);
	if (tenant == NULL)
		return false;
	membership.tenant = record_json(task->arena, &tenant_record, tenant);
	membership.user = record_json(task->arena, &user_record, user);
	return reply(req, CREATED, &membership);
}
