/*
 * studio_view.h - studios as pages show them.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef PLATFORM_STUDIO_VIEW_H
#define PLATFORM_STUDIO_VIEW_H

#include "base/json.h"
#include "platform/studio.h"
#include "web/request.h"

/* {"id", "path", "slug", "name", "initials", "is_active", "is_verified",
 * "plan", "created_at", "users", "members", "conversations", "messages"}. */
struct json_object *studio_view(
    struct request *req, const struct studio_row *studio) must_use;

/* The list with search, filters and the way on; NULL with a problem. */
struct json_object *studio_list_view(
    struct request *req, const struct studio_filter *filter) must_use;

/* [{"value", "label", "is_chosen"}] of the plans that can be chosen, and the
 * one that is; "any" adds a first choice for all. NULL with a problem. */
struct json_object *studio_plan_choices(
    struct request *req, const char *chosen, const char *any) must_use;

#endif
