/*
 * region.c - knows time zones and the form of locales.
 *
 * SPDX-License-Identifier: ISC
 */
#include "tenancy/region.h"

#include <unistd.h>

#include "base/text.h"

#define CAPITALS "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define SMALL "abcdefghijklmnopqrstuvwxyz"

bool
region_zone_is_known(struct arena *arena, const char *zone)
{
	if (strspn(zone, CAPITALS SMALL "0123456789_+-/") != strlen(zone) ||
	    !(zone[0] >= 'A' && zone[0] <= 'Z'))
		return false;
	return access(arena_printf(arena, "/usr/share/zoneinfo/%s", zone),
		   R_OK) == 0;
}

bool
region_locale_is_good(const char *locale)
{
	return strlen(locale) == 5 && locale[2] == '-' &&
	    strspn(locale, SMALL) == 2 && strspn(locale + 3, CAPITALS) == 2;
}

const char *
region_language(const char *locale)
{
	return text_starts_with(locale, "de") ? "de" : "en";
}
