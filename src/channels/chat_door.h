/*
 * chat_door.h - whose chat a visitor comes to, and on which websites it may be
 * seen.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef CHANNELS_CHAT_DOOR_H
#define CHANNELS_CHAT_DOOR_H

#include "tenancy/setting.h"
#include "tenancy/tenant.h"
#include "web/request.h"

/* The studio of the path's {tenant_slug}, which becomes the task's. NOT_FOUND
 * when there is none, FORBIDDEN while its chat is closed. */
const struct tenant *chat_enter(struct request *req) must_use;
/* The same for what a browser shows as a page: the websites that the studio has
 * named may have it in a frame, whatever the answer is. */
const struct tenant *chat_enter_page(
    struct request *req, const struct settings **settings) must_use;

#endif
