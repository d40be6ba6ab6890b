/*
 * knowledge_web.h - the route tables of this room.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef KNOWLEDGE_KNOWLEDGE_WEB_H
#define KNOWLEDGE_KNOWLEDGE_WEB_H

#include "web/route.h"

extern const struct route document_api[];

#endif
