/*
 * messaging_web.h - the route tables of this room.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MESSAGING_MESSAGING_WEB_H
#define MESSAGING_MESSAGING_WEB_H

#include "web/route.h"

extern const struct route alert_api[];
extern const struct route canned_reply_api[];
extern const struct route answer_audit_api[];
extern const struct route conversation_api[];
extern const struct route media_api[];

#endif
