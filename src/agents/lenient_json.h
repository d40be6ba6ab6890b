/*
 * lenient_json.h - JSON as models and their servers write it.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef AGENTS_LENIENT_JSON_H
#define AGENTS_LENIENT_JSON_H

#include "base/json.h"

/* The value that bytes begin with, seen through what can be seen through
 * without a guess: a byte order mark, text behind the value, bare control
 * characters, bytes that are no UTF-8, escapes that do not exist, commas before
 * a bracket, NaN. NULL for anything else, and for null. */
struct json_object *lenient_json_read(
    struct arena *arena, const char *bytes, size_t len) must_use;

/* The number of bytes of the object or array that text begins with, 0 when it
 * begins with none or that has no end. */
size_t lenient_json_extent(const char *text) must_use;

#endif
