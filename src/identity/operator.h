/*
 * operator.h - what the operator does to a studio stands in two logs.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef IDENTITY_OPERATOR_H
#define IDENTITY_OPERATOR_H

#include "base/record.h"
#include "web/request.h"

struct audit_change {
	const struct record *record;
	const void *before;
	const void *after;
};

/* audit() in the task's tenant and, where that is another one, in the
 * operator's own. */
void operator_audit(struct request *req, const char *action,
    const char *subject, const struct audit_change *change);

#endif
