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
/* format is the number of the format parameter, first that of its values. */
#define printf_like(format, first)                                             \
	__attribute__((format(printf, format, first)))
#define never_returns __attribute__((noreturn))
#define unused __attribute__((unused))

#define ARRAY_LENGTH(array) (sizeof(array) / sizeof((array)[0]))

#endif
