/*
 * json.c - json-c with the lifetime of an arena.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/json.h"

#include <limits.h>

#include "base/check.h"
#include "base/json_syntax.h"
#include "base/task.h"
#include "base/text.h"

static void
put(void *value)
{
	json_object_put(value);
}

struct json_object *
json_keep(struct arena *arena, struct json_object *value)
{
	if (value != NULL)
		arena_defer(arena, put, value);
	return value;
}

static void
tokener_free(void *tokener)
{
	json_tokener_free(tokener);
}

/* The first byte that is not part of well-formed UTF-8. */
static size_t
broken_utf8_at(const char *bytes, size_t len)
{
	size_t low = 0, high = len, middle;

	/* A longer prefix of broken text is never whole again, a cut one may
	 * be broken by the cut alone: near enough for a message. */
	while (low < high) {
		middle = low + (high - low) / 2;
		if (text_is_utf8(bytes, middle + 1))
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* The number of blanks at the start of JSON that is known to have more. */
static size_t
blanks(const char *bytes)
{
	size_t count = 0;

	while (strchr(" \t\r\n", bytes[count]) != NULL)
		count++;
	return count;
}

bool
json_read(struct arena *arena, const char *bytes, size_t len,
    struct json_object **value, size_t *wrong_at)
{
	struct json_tokener *tokener;

	*value = NULL;
	*wrong_at = 0;
	if (len > INT_MAX - 1)
		return false;
	if (!text_is_utf8(bytes, len)) {
		*wrong_at = broken_utf8_at(bytes, len);
		return false;
	}
	if (!json_syntax(bytes, len, JSON_DEPTH_MAX, wrong_at))
		return false;
	tokener = json_tokener_new_ex(JSON_DEPTH_MAX + 1);
	check(tokener != NULL);
	arena_defer(arena, tokener_free, tokener);
	/* Only the NUL behind it tells the tokener that a number is whole. */
	if (memchr("[{", bytes[blanks(bytes)], 2) == NULL)
		bytes = arena_copy_bytes(arena, bytes, len++);
	*value =
	    json_keep(arena, json_tokener_parse_ex(tokener, bytes, (int)len));
	if (json_tokener_get_error(tokener) == json_tokener_success)
		return true;
	*wrong_at = json_tokener_get_parse_end(tokener);
	*value = NULL;
	return false;
}

bool
json_parse(struct task *task, const char *bytes, size_t len,
    struct json_object **value)
{
	size_t wrong_at;

	if (json_read(task->arena, bytes, len, value, &wrong_at))
		return true;
	return fail(
	    task, BAD_REQUEST, "This is no valid JSON (byte %zu).", wrong_at);
}

struct json_object *
json_new_object(struct arena *arena)
{
	struct json_object *object = json_object_new_object();

	check(object != NULL);
	return json_keep(arena, object);
}

struct json_object *
json_new_array(struct arena *arena)
{
	struct json_object *array = json_object_new_array();

	check(array != NULL);
	return json_keep(arena, array);
}

struct json_object *
json_path(struct json_object *object, const char *const *names)
{
	for (; *names != NULL; names++) {
		if (!json_object_is_type(object, json_type_object))
			return NULL;
		object = json_object_object_get(object, *names);
	}
	return object;
}

const char *
json_text(struct json_object *value)
{
	if (!json_object_is_type(value, json_type_string))
		return NULL;
	return json_object_get_string(value);
}

/* json-c clips what does not fit, so the two ends are looked at twice. */
static bool
int_fits(struct json_object *value, int64_t number)
{
	if (number == INT64_MAX)
		return json_object_get_uint64(value) == INT64_MAX;
	return true;
}

bool
json_int(struct json_object *value, int64_t *number)
{
	int64_t wanted;
	double real;

	switch (json_object_get_type(value)) {
	case json_type_string:
		return text_to_int64(json_object_get_string(value), number);
	case json_type_int:
		wanted = json_object_get_int64(value);
		if (!int_fits(value, wanted))
			return false;
		*number = wanted;
		return true;
	case json_type_double:
		real = json_object_get_double(value);
		if (real < -9007199254740992.0 || real > 9007199254740992.0 ||
		    real != (double)(int64_t)real)
			return false;
		*number = (int64_t)real;
		return true;
	default:
		return false;
	}
}

const char *
json_text_or_int(struct arena *arena, struct json_object *value)
{
	int64_t number;

	if (json_object_is_type(value, json_type_string))
		return json_object_get_string(value);
	if (!json_int(value, &number))
		return NULL;
	return arena_printf(arena, "%" PRId64, number);
}

bool
json_is_true(struct json_object *value)
{
	return json_object_is_type(value, json_type_boolean) &&
	    json_object_get_boolean(value);
}

size_t
json_length(struct json_object *value)
{
	if (!json_object_is_type(value, json_type_array))
		return 0;
	return json_object_array_length(value);
}

struct json_object *
json_item(struct json_object *array, size_t index)
{
	if (index >= json_length(array))
		return NULL;
	return json_object_array_get_idx(array, index);
}

void
json_add(
    struct json_object *object, const char *name, struct json_object *value)
{
	check(json_object_object_add(object, name, value) == 0);
}

static struct json_object *
have(struct json_object *value)
{
	check(value != NULL);
	return value;
}

void
json_add_text(struct json_object *object, const char *name, const char *text)
{
	json_add(object, name,
	    text == NULL ? NULL : have(json_object_new_string(text)));
}

void
json_add_int(struct json_object *object, const char *name, int64_t number)
{
	json_add(object, name, have(json_object_new_int64(number)));
}

void
json_add_bool(struct json_object *object, const char *name, bool truth)
{
	json_add(object, name, have(json_object_new_boolean(truth)));
}

const char *
json_write(struct arena *arena, struct json_object *value, size_t *len)
{
	const char *text = json_object_to_json_string_length(value,
	    JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE, len);

	check(text != NULL);
	return arena_copy_bytes(arena, text, *len);
}
