/*
 * operator.c - writes down in two places what the operator does to a studio.
 *
 * SPDX-License-Identifier: ISC
 */
#include "identity/operator.h"

#include "identity/identify.h"
#include "tenancy/audit.h"

void
operator_audit(struct request *req, const char *action, const char *subject,
    const struct audit_change *change)
{
	struct task *task = &req->task;
	int64_t there = task->tenant_id;
	int64_t home = identity_home_tenant(req);

	audit(task, action, subject, change->record, change->before,
	    change->after);
	if (home == there)
		return;
	task->tenant_id = home;
	audit(task, action, subject, change->record, change->before,
	    change->after);
	task->tenant_id = there;
}
