/*
 * agents_web.h - the tables of routes of this room.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef AGENTS_AGENTS_WEB_H
#define AGENTS_AGENTS_WEB_H

#include "web/route.h"

extern const struct route memory_analyze_api[];
extern const struct route model_api[];
extern const struct route prompt_api[];

#endif
