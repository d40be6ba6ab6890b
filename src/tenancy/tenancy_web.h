/*
 * tenancy_web.h - the route tables of this room.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef TENANCY_TENANCY_WEB_H
#define TENANCY_TENANCY_WEB_H

#include "web/route.h"

extern const struct route audit_api[]; /* served by ariia-auth */
extern const struct route brand_api[];
extern const struct route brand_pages[];
extern const struct furnishing brand_furnishings[];
extern const struct route brand_picture_api[];
extern const struct route brand_picture_pages[];
extern const struct form_view brand_forms[];
extern const struct route prompt_config_api[];
extern const struct route setting_api[];
extern const struct route setting_pages[];
extern const struct furnishing setting_furnishings[];
extern const struct form_view setting_forms[];

/* Changes the prompt configuration, for whoever has a route that takes
 * PART(prompt_config). */
bool prompt_config_change(struct request *req);

#endif
