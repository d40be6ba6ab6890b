/*
 * db_arg.h - inside of db.h: arguments as libpq takes them.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef DATA_DB_ARG_H
#define DATA_DB_ARG_H

#include "data/db.h"

/* The texts of args, up to the first TYPE_NONE and at most max; texts are not
 * copied. */
const char *const *arg_values(struct arena *arena, const struct arg *args,
    size_t max, int *count) must_use;

#endif
