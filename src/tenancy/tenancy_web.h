/*
 * tenancy_web.h - the route tables of this room.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef TENANCY_TENANCY_WEB_H
#define TENANCY_TENANCY_WEB_H

#include "web/route.h"

extern const struct route audit_api[]; /* served by ariia-auth */
extern const struct route prompt_config_api[];
extern const struct route setting_api[];

#endif
