/*
 * region.h - time zones and locales that people may choose.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef TENANCY_REGION_H
#define TENANCY_REGION_H

#include "base/arena.h"

/* A zone that the system knows: "Europe/Berlin". */
bool region_zone_is_known(struct arena *arena, const char *zone) must_use;

/* Language and region as in "de-DE". */
bool region_locale_is_good(const char *locale) must_use;

/* The language that ARIIA speaks to people of a locale: "de" or "en". */
const char *region_language(const char *locale) must_use;

#endif
