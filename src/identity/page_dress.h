/*
 * page_dress.h - what every page shows of the studio and of who is signed in.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef IDENTITY_PAGE_DRESS_H
#define IDENTITY_PAGE_DRESS_H

#include "web/route.h"

/* For struct app: adds "brand" {name, initial, version: of brand.css or null,
 * icon: of /brand/icon or null}, "user" {name, email} of who is signed in, else
 * null, and "impersonation" {title, text, end} while an operator acts as
 * somebody, else null; and chooses the language: the user's, else the
 * browser's, else the studio's.
 *
 * The studio is that of the task once somebody is known, before that the one of
 * the host name; without one it is the platform. While the database is away a
 * host has the brand that it was shown in last. */
void page_dress(struct request *req, struct json_object *page);

/* For struct app: "brand" as it was shown last on this host, of the platform
 * where none was. */
void page_dress_plain(struct request *req, struct json_object *page);

/* For struct app: as the signed-in user has chosen. */
struct reader page_reader(struct request *req);

#endif
