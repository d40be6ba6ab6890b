/*
 * member_view.h - members as pages show them.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MEMBERS_MEMBER_VIEW_H
#define MEMBERS_MEMBER_VIEW_H

#include "members/member.h"
#include "web/request.h"

/* "Mia Albrecht", else whatever tells who it is. */
const char *member_name(struct arena *arena, const struct member *member);

/* "31.12.1990" of "1990-12-31" as who reads writes it; NULL for none. */
const char *member_day(struct request *req, const char *day);

/* A row of the list: "id", "path", "name", "initials", "number", "email",
 * "phone", "is_paused", "since", "tags" [{"text", "path"}]. */
struct json_object *member_view_row(
    struct request *req, const struct member *member) must_use;

/* The same and "facts", "visits", "extras" [{"label", "text"}], "bookings"
 * [texts], "notes", "source". */
struct json_object *member_view(
    struct request *req, const struct member *member) must_use;

/* What the form of a member begins with. */
struct json_object *member_values(
    struct arena *arena, const struct member *member) must_use;

#endif
