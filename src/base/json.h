/*
 * json.h - json-c with the lifetime of an arena.
 *
 * Trees that these functions return belong to the arena. A node that is added
 * to a tree belongs to the tree.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef BASE_JSON_H
#define BASE_JSON_H

#include <json-c/json.h>

#include "base/buf.h"

struct task;

/* The most nesting that is read. */
enum { JSON_DEPTH_MAX = 32 };

/* Reads exactly one value. Malformed text, text that is no UTF-8, a \u0000, too
 * deep nesting or anything behind the value is BAD_REQUEST with the byte where
 * it went wrong. The word null is a valid value, so the result is a bool. */
bool json_parse(struct task *task, const char *bytes, size_t len,
    struct json_object **value) must_use;

/* The same without a task: false with the byte where it went wrong. */
bool json_read(struct arena *arena, const char *bytes, size_t len,
    struct json_object **value, size_t *wrong_at) must_use;

/* Frees value with the arena. Returns value. */
struct json_object *json_keep(struct arena *arena, struct json_object *value);
struct json_object *json_new_object(struct arena *arena) must_use;
struct json_object *json_new_array(struct arena *arena) must_use;

/* The member called name, NULL when object is no object or has none. Nested:
 * json_at(value, "message", "text", "body"). */
#define json_at(object, ...)                                                   \
	json_path(object, (const char *const[]){ __VA_ARGS__, NULL })
struct json_object *json_path(
    struct json_object *object, const char *const *names) must_use;
/* The text of a member that is a string, else NULL. */
#define json_text_at(object, ...) json_text(json_at(object, __VA_ARGS__))
const char *json_text(struct json_object *value) must_use;
/* A number or a string that holds a whole number (providers send both). */
bool json_int(struct json_object *value, int64_t *number) must_use;
/* A string as it is, a whole number as decimal text, else NULL. */
const char *json_text_or_int(
    struct arena *arena, struct json_object *value) must_use;
bool json_is_true(struct json_object *value);

/* 0 when value is no array. */
size_t json_length(struct json_object *value);
struct json_object *json_item(struct json_object *array, size_t index) must_use;

/* Adders; a NULL text adds null. */
void json_add(
    struct json_object *object, const char *name, struct json_object *value);
void json_add_text(
    struct json_object *object, const char *name, const char *text);
void json_add_int(struct json_object *object, const char *name, int64_t number);
void json_add_bool(struct json_object *object, const char *name, bool truth);

/* Compact text without a blank, "/" not escaped. Lives in the arena. value may
 * be NULL, which is null. */
const char *json_write(
    struct arena *arena, struct json_object *value, size_t *len) must_use;

#endif
