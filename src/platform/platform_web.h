/*
 * platform_web.h - the pages of the operator, all served by ariia-auth.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef PLATFORM_PLATFORM_WEB_H
#define PLATFORM_PLATFORM_WEB_H

#include "web/route.h"

extern const struct route studio_pages[]; /* /platform/studios, plans */
extern const struct route studio_forms[]; /* new */
extern const struct route visit_forms[];  /* into a studio and back */
extern const struct route status_pages[]; /* /platform/status, jobs */

extern const struct furnishing platform_furnishings[];
extern const struct furnishing status_furnishings[];
extern const struct form_view platform_forms[];

#endif
