/*
 * json_syntax.h - is this JSON? Strictly as RFC 8259 says, without a tree.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef BASE_JSON_SYNTAX_H
#define BASE_JSON_SYNTAX_H

#include "base/base.h"

/* True when bytes are exactly one value with at most depth_max nested arrays
 * and objects, no \u0000, no number too large for a double or too small for the
 * database, and no more values than fit into memory; else false with the byte
 * where it went wrong. That the bytes are UTF-8 is not looked at. */
bool json_syntax(const char *bytes, size_t len, unsigned depth_max,
    size_t *wrong_at) must_use;

#endif
