/*
 * device.h - a browser proves that an account has signed in with it before, so
 * that strangers who guess elsewhere do not slow it (pause.h).
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef IDENTITY_DEVICE_H
#define IDENTITY_DEVICE_H

#include "web/request.h"

/* The identifier of the device if its cookie was made for this address; NULL.
 */
const char *device_of(struct request *req, const char *email) must_use;
/* From now on this browser is one of email's. */
void device_set_cookie(struct request *req, const char *email);

#endif
