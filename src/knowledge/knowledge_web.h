/*
 * knowledge_web.h - the route tables of this room.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef KNOWLEDGE_KNOWLEDGE_WEB_H
#define KNOWLEDGE_KNOWLEDGE_WEB_H

#include "web/route.h"

extern const struct route document_api[];
extern const struct route document_pages[];
extern const struct route document_editor_pages[];
extern const struct route import_pages[];

/* For struct app. */
extern const struct furnishing document_furnishings[];
extern const struct form_view document_forms[];

#endif
