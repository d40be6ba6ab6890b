/*
 * identify.h - who sends this request? For struct app of every web program.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef IDENTITY_IDENTIFY_H
#define IDENTITY_IDENTIFY_H

#include "web/request.h"

/* The bearer token of the request: signature and time here, blacklists in one
 * Redis round trip (when Redis is away the database alone decides), then user,
 * tenant, role and epoch as a guard in the round trip of the first statement. */
bool identify(struct request *req);

#endif
