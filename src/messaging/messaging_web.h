/*
 * messaging_web.h - the route tables of this room.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MESSAGING_MESSAGING_WEB_H
#define MESSAGING_MESSAGING_WEB_H

#include "web/route.h"

extern const struct route today_pages[];
extern const struct route alert_api[];
extern const struct route canned_reply_api[];
extern const struct route answer_audit_api[];
extern const struct route conversation_api[];
extern const struct route media_api[];

/* Pages, and what their forms do. */
extern const struct route inbox_pages[];
extern const struct route inbox_export_pages[];
extern const struct route canned_reply_pages[];
extern const struct route alert_forms[];
extern const struct route canned_reply_forms[];
extern const struct route conversation_forms[];
extern const struct furnishing inbox_furnishings[];
extern const struct furnishing canned_reply_furnishings[];
extern const struct form_view inbox_forms[];

#endif
