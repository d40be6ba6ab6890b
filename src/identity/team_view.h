/*
 * team_view.h - the people of a studio and who is invited, as pages show them.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef IDENTITY_TEAM_VIEW_H
#define IDENTITY_TEAM_VIEW_H

#include "identity/colleague.h"
#include "identity/invitation.h"
#include "web/request.h"

/* "id", "path", "name", "email" (null where it is the name), "initials",
 * "role", "is_admin", "is_active", "has_factor", "is_verified", "is_you",
 * "is_locked" (only the operator may touch them), "seen_at", "joined_at",
 * "locale", "timezone". */
struct json_object *colleague_view(
    struct request *req, const struct colleague *colleague) must_use;

/* "id", "email", "role", "is_admin", "by", "sent_at", "expires_at". people are
 * of people_list(). */
struct json_object *invitation_view(struct request *req,
    const struct invitation *invitation, const struct list *people) must_use;

/* What the catalog calls a role. */
const char *team_role(struct request *req, const char *role) must_use;

#endif
