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
extern const struct route verification_api[];

#endif
