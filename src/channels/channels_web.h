/*
 * channels_web.h - the route tables of this room.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef CHANNELS_CHANNELS_WEB_H
#define CHANNELS_CHANNELS_WEB_H

#include "web/route.h"

extern const struct route whatsapp_api[]; /* Meta calls */
extern const struct route webchat_api[];  /* the website chat posts */
extern const struct route chat_pages[];   /* the chat page and its messages */

#endif
