/*
 * auth_pages.h - the pages of signing in, as struct app wants them.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef IDENTITY_AUTH_PAGES_H
#define IDENTITY_AUTH_PAGES_H

#include "web/form_view.h"

extern const struct form_view auth_forms[];

/* For struct app: what a page needs beside its form. */
void auth_furnish(
    struct request *req, const char *name, struct json_object *context);
/* For struct app: to /login and back, to /confirm and back, to where a second
 * factor is set up that is missing; NULL to show the problem. */
const char *auth_detour(struct request *req);

#endif
