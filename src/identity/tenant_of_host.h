/*
 * tenant_of_host.h - which studio the host name of a request names [S6.2].
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef IDENTITY_TENANT_OF_HOST_H
#define IDENTITY_TENANT_OF_HOST_H

#include "data/db.h"
#include "web/request.h"

extern const struct record tenant_host_record;
extern const struct query tenant_host_queries[];

/* The slug that X-Tenant-Slug or the host names: {slug}.base_domain, or the
 * studio's own domain, which is looked up at most once a second. NULL for none,
 * also with a problem when the database can not say. */
const char *tenant_slug_of_host(struct request *req) must_use;

/* The request can name no studio: it is at the address of the platform itself.
 * Asks nobody. */
bool tenant_is_unnamed(struct request *req) must_use;

#endif
