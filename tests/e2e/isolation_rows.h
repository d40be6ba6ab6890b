/*
 * isolation_rows.h - a studio with something in each of its tables.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef E2E_ISOLATION_ROWS_H
#define E2E_ISOLATION_ROWS_H

#include "e2e.h"

/* What arrives from number and from the provider, and what becomes of it. */
void rows_fill(const struct studio *studio, const char *number);
/* What signing in leaves behind. */
void rows_fill_identity(const struct studio *studio);
/* What neither of those has: a new table gets its row here. */
void rows_fill_business(const struct studio *studio);

#endif
