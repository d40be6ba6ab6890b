/*
 * member_list_page.h - the list of members as a page.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MEMBERS_MEMBER_LIST_PAGE_H
#define MEMBERS_MEMBER_LIST_PAGE_H

#include "members/member_list.h"
#include "web/request.h"

/* What the query of req asks for; false with a problem. */
bool member_filter_read(
    struct request *req, struct member_filter *filter) must_use;

/* What the page shows of it; NULL with a problem. */
struct json_object *member_list_page(
    struct request *req, const struct member_filter *filter) must_use;

/* How much room the plan has: "text", "is_full"; NULL with a problem. */
struct json_object *member_room(struct request *req) must_use;

#endif
