/*
 * members_web.h - the route tables of this room.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MEMBERS_MEMBERS_WEB_H
#define MEMBERS_MEMBERS_WEB_H

#include "web/route.h"

extern const struct route member_api[];
extern const struct route member_import_api[];
extern const struct route memory_api[];
/* The pages, and what their forms do. */
extern const struct route member_pages[];
extern const struct route member_import_pages[];
extern const struct route member_forms[];
extern const struct route member_import_forms[];
extern const struct route memory_forms[];
extern const struct furnishing member_furnishings[];
extern const struct furnishing member_import_furnishings[];
extern const struct form_view member_form_views[];
extern const struct route verification_api[];
extern const struct route verification_forms[];
/* What the page of a conversation shows of its member. */
extern const struct furnishing verification_furnishings[];

#endif
