/*
 * brand_memory.h - the brands that this process has shown lately, by host.
 *
 * For pages that say that something is broken: they ask nobody.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef IDENTITY_BRAND_MEMORY_H
#define IDENTITY_BRAND_MEMORY_H

#include "web/request.h"

/* What pages show of a brand; NULL for what there is not. */
struct brand_face {
	const char *name;
	const char *version;
	const char *icon;
};

/* host names the studio whose face it is. */
void brand_remember(const char *host, const struct brand_face *face);
/* False for a host that was not seen; face points into the memory. */
bool brand_recall(const char *host, struct brand_face *face) must_use;

#endif
