/*
 * arg.h - the parameters of a statement.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef DATA_ARG_H
#define DATA_ARG_H

#include "base/field.h"

/* A parameter. Made by arg(); texts are not copied. It is sent as text without
 * a type: a statement may cast ($1::jsonb) and unpack JSON. */
struct arg {
	enum field_type type; /* TYPE_NONE ends a list */
	bool is_null;
	const char *text;
	int64_t number;
	double real;
};

#define arg(value)                                                             \
	_Generic((value), char *: arg_text, const char *: arg_text,            \
	    int64_t: arg_int64, int32_t: arg_int32, bool: arg_bool,            \
	    double: arg_double, struct instant: arg_instant)(value)
struct arg arg_text(const char *text);
struct arg arg_int64(int64_t number);
struct arg arg_int32(int32_t number);
struct arg arg_bool(bool truth);
struct arg arg_double(double number);
struct arg arg_instant(struct instant instant); /* null when not set */
/* An id: null when 0. */
struct arg arg_id(int64_t id);

/* At most this many parameters in a statement. */
enum { DB_ARGS_MAX = 32 };

#define ARGS(...) ((const struct arg[]){ __VA_ARGS__ __VA_OPT__(, ){ 0 } })

/* The values of args as libpq takes them, up to the first TYPE_NONE and at most
 * max; texts are not copied. */
const char *const *arg_values(struct arena *arena, const struct arg *args,
    size_t max, int *count) must_use;

#endif
