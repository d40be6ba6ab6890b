/*
 * plan_view.h - the plans as a page shows them.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef PLATFORM_PLAN_VIEW_H
#define PLATFORM_PLAN_VIEW_H

#include "base/json.h"
#include "web/request.h"

/* {"plans": [{"name", "slug", "price", "is_off", "limits", "features"}]}; NULL
 * with a problem. */
struct json_object *plan_list_view(struct request *req) must_use;

#endif
