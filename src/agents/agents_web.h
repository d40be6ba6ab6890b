/*
 * agents_web.h - the tables of routes of this room.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef AGENTS_AGENTS_WEB_H
#define AGENTS_AGENTS_WEB_H

#include "web/route.h"

extern const struct route agent_pages[];
extern const struct route memory_analyze_api[];
extern const struct route model_api[];
extern const struct route prompt_api[];

/* For struct app of the programs that show pages of agents: ariia-ui, and
 * ariia-admin for what calls out. */
extern const struct furnishing agent_furnishings[];
extern const struct form_view agent_forms[];

#endif
