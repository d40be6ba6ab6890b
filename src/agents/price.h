/*
 * price.h - amounts of money in a text, and where they come from.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef AGENTS_PRICE_H
#define AGENTS_PRICE_H

#include "tenancy/prompt_config.h"

/* False if answer names an amount of money that occurs nowhere in the studio's
 * texts: in its price list as any number, elsewhere as an amount of money.
 * "29,90 EUR", "29.90", "29,9 Euro" and "2990 Cent" are the same. sources are
 * further texts to believe, NULL-ended (passages that were read); may be NULL.
 */
bool price_has_source(struct arena *arena, const char *answer,
    const struct prompt_config *studio, const char *const *sources) must_use;

#endif
