/*
 * account_page.h - what the pages of one's own account show.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef IDENTITY_ACCOUNT_PAGE_H
#define IDENTITY_ACCOUNT_PAGE_H

#include "web/request.h"

/* Profile, second factor and sessions of who is signed in; for a task in their
 * own studio. */
void account_furnish(struct request *req, struct json_object *context);
/* Where the set-up of the second factor stands; "codes" of the context are
 * shown instead. */
void account_furnish_factor(struct request *req, struct json_object *context);

#endif
