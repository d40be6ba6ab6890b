/*
 * membership.c - signs in whoever has just become one of a studio.
 *
 * SPDX-License-Identifier: ISC
 */
#include "identity/membership.h"

#include "identity/device.h"
#include "identity/session.h"
#include "tenancy/tenant.h"
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
