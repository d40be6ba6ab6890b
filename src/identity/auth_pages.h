/*
 * auth_pages.h - the pages of signing in, as struct app wants them.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef IDENTITY_AUTH_PAGES_H
#define IDENTITY_AUTH_PAGES_H

#include "web/route.h"

extern const struct form_view auth_forms[];

/* What a page needs beside its form. */
extern const struct furnishing auth_furnishings[];
/* For struct app: to /login and back, to /confirm and back, to where a second
 * factor is set up that is missing; NULL to show the problem. */
const char *auth_detour(struct request *req);

#endif
