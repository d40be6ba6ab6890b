/*
 * csrf.h - forms that another site sends in the name of a browser's cookies.
 *
 * A request that changes something and comes with cookies, but without an
 * Authorization header, is believed only if it does not come from another site
 * (Sec-Fetch-Site, Origin) and, when it is a form, carries the token of its
 * page, a MAC over a random cookie and the session, as a field or in a header.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef WEB_CSRF_H
#define WEB_CSRF_H

#include "web/request.h"

#define CSRF_FIELD "csrf"
#define CSRF_HEADER "X-CSRF-Token"
#define CSRF_COOKIE "ariia_csrf"

/* The token for the forms of this page; the first one of a browser sets the
 * cookie with the reply. */
const char *csrf_token(struct request *req) must_use;

/* True, or FORBIDDEN. The form was parsed before. */
bool csrf_is_passed(struct request *req) must_use;

#endif
