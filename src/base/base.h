/*
 * base.h - what every file includes first: types, attributes, banned calls.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef BASE_BASE_H
#define BASE_BASE_H

#include <inttypes.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/banned.h"

/* The caller has to look at the result. */
#define must_use __attribute__((warn_unused_result))
/* format_at is the number of the format parameter, values_at that of its first
 * value. */
#define printf_like(format_at, values_at)                                      \
	__attribute__((format(printf, format_at, values_at)))
#define never_returns __attribute__((noreturn))
#define not_used __attribute__((unused))

#define ARRAY_LENGTH(array) (sizeof(array) / sizeof((array)[0]))

#endif
