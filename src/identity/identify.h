/*
 * identify.h - who sends this request? For struct app of every web program.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef IDENTITY_IDENTIFY_H
#define IDENTITY_IDENTIFY_H

#include "identity/session.h"
#include "web/request.h"

/* From the session cookie, a bearer token or an API key: signature and time
 * here, blacklist in one Redis round trip (when Redis is away the database alone
 * decides), then session, user, tenant, role and epoch as a guard in the round
 * trip of the first statement.
 *
 * The tenant is the token's. X-Tenant-Slug (from the edge, for tests and tools)
 * or a studio's host name must agree with it; only a system_admin may name
 * another, acts there from then on, and the request's writes stand in that
 * tenant's audit log. A disagreement is FORBIDDEN [S6.2].
 *
 * An API key acts in the role that it was made with, only on routes whose scope
 * it has. */
bool identify(struct request *req);

/* What identify() learned, once the guard has run; NULL before and for API
 * keys. */
const struct session *identity_session(struct request *req);
/* The signed-in user's own tenant, also while a system_admin is elsewhere. */
int64_t identity_home_tenant(struct request *req);
/* The password was given within SESSION_CONFIRMED_S, else FORBIDDEN with the
 * slug "confirm" in its detail: for dangerous acts. */
bool identity_is_confirmed(struct request *req) must_use;

/* The tenant that the host or header of the request names, NULL without a
 * problem when it names none: for pages before sign-in. */
const struct tenant *identity_tenant_of_host(struct request *req) must_use;

#endif
