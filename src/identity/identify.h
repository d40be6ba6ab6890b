/*
 * identify.h - who sends this request? For struct app of every web program.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef IDENTITY_IDENTIFY_H
#define IDENTITY_IDENTIFY_H

#include "identity/session.h"
#include "tenancy/tenant.h"
#include "web/request.h"

/* From a bearer token, an API key or the session cookie (an Authorization
 * header wins, whatever is in it): signature and time here, blacklist in one
 * Redis round trip (when Redis is away the database alone decides), then
 * session, user, tenant, role and epoch as a guard in the round trip of the
 * first statement. A browser's token is renewed on the way.
 *
 * The tenant is the token's. X-Tenant-Slug (from the edge, for tests and tools)
 * or a studio's host name must agree with it; only a system_admin may name
 * another, acts there from then on, and the request's writes stand in that
 * tenant's audit log. A disagreement is FORBIDDEN [S6.2]. Where nothing is
 * named the browser of a system_admin may be in another studio, with the same
 * effect: session_visit(). An operator who has
 * to have a second factor and has none gets no further than setting it up.
 *
 * An API key acts in the role that it was made with, only on routes whose scope
 * it has. */
bool identify(struct request *req);

/* Whose session the cookies of the request claim, by signature and time alone:
 * for struct app. */
const char *identity_session_id(struct request *req);

/* What identify() learned, once the guard has run; NULL before and for API
 * keys. */
const struct session *identity_session(const struct request *req);
const struct user *identity_user(const struct request *req);
/* The studio that the operator is in with the pages, NULL for none. The task is
 * there from the start, but on routes of the operator (ROLE_SYS), which are at
 * home. */
const struct tenant *identity_visited(const struct request *req);
/* The signed-in user's own tenant, also while a system_admin is elsewhere. */
int64_t identity_home_tenant(const struct request *req);
/* The task is in the user's own tenant from here on: for what belongs to the
 * account. Also settles the guard. FORBIDDEN for an API key. */
bool identity_go_home(struct request *req) must_use;
/* The password was given within SESSION_CONFIRMED_S, else CONFIRM_REQUIRED:
 * for dangerous acts. */
bool identity_is_confirmed(struct request *req) must_use;

/* The tenant that the host or header of the request names, NULL without a
 * problem when it names none, with NOT_FOUND when there is no such tenant: for
 * pages before sign-in. */
const struct tenant *identity_tenant_of_host(struct request *req) must_use;

extern const struct record signed_in_record;
extern const struct query identify_queries[];

#endif
