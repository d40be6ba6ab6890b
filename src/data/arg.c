/*
 * arg.c - arguments of statements, as text.
 *
 * SPDX-License-Identifier: ISC
 */
#include "data/arg.h"

#include "base/check.h"

struct arg
arg_text(const char *text)
{
	return (struct arg){
		.type = TYPE_TEXT, .is_null = text == NULL, .text = text
	};
}

struct arg
arg_int64(int64_t number)
{
	return (struct arg){ .type = TYPE_INT64, .number = number };
}

struct arg
arg_int32(int32_t number)
{
	return (struct arg){ .type = TYPE_INT32, .number = number };
}

struct arg
arg_bool(bool truth)
{
	return (struct arg){ .type = TYPE_BOOL, .number = truth };
}

struct arg
arg_double(double number)
{
	return (struct arg){ .type = TYPE_DOUBLE, .real = number };
}

struct arg
arg_instant(struct instant instant)
{
	return (struct arg){ .type = TYPE_INSTANT,
		.is_null = !instant_is_set(instant),
		.number = instant.us };
}

struct arg
arg_id(int64_t id)
{
	return (
	    struct arg){ .type = TYPE_INT64, .is_null = id == 0, .number = id };
}

static const char *
arg_value(struct arena *arena, const struct arg *arg)
{
	if (arg->is_null)
		return NULL;
	switch (arg->type) {
	case TYPE_TEXT:
		return arg->text;
	case TYPE_INT64:
	case TYPE_INT32:
		return arena_printf(arena, "%" PRId64, arg->number);
	case TYPE_BOOL:
		return arg->number != 0 ? "t" : "f";
	case TYPE_DOUBLE:
		return arena_printf(arena, "%.17g", arg->real);
	case TYPE_INSTANT:
		return instant_format(
		    arena, (struct instant){ .us = arg->number });
	case TYPE_NONE:
	case TYPE_JSON:
		break;
	}
	unreachable();
}

const char *const *
arg_values(struct arena *arena, const struct arg *args, size_t max, int *count)
{
	size_t given = 0;
	const char **values;

	while (given < max && args[given].type != TYPE_NONE)
		given++;
	check(given < max || max < DB_ARGS_MAX);
	values = arena_array(arena, const char *, given + 1);
	for (size_t i = 0; i < given; i++)
		values[i] = arg_value(arena, &args[i]);
	*count = (int)given;
	return values;
}
