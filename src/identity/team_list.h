/*
 * team_list.h - the page of the people of a studio and of open invitations.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef IDENTITY_TEAM_LIST_H
#define IDENTITY_TEAM_LIST_H

#include "web/request.h"

/* The query of the page asks for what there is; INVALID otherwise. */
bool team_list_is_good(struct request *req) must_use;
/* Adds what the page shows; the task has a problem if it can not. */
void team_list_furnish(struct request *req, struct json_object *context);

#endif
