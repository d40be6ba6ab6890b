/*
 * date.h - days as people write them, and as they are stored.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MEMBERS_DATE_H
#define MEMBERS_DATE_H

#include "base/time.h"

/* "1990-12-31" for itself (a time behind it is left out), "31.12.1990",
 * "31.12.90", "31/12/1990". NULL for what is no day between 1900 and 2100. Two
 * digits mean a year up to that of today, or one of the century before. */
const char *date_read(
    struct arena *arena, const char *text, struct instant today) must_use;

/* day, as of date_read(), comes after today in every time zone. */
bool date_is_future(struct arena *arena, const char *day, struct instant today);

#endif
