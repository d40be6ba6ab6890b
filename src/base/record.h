/*
 * record.h - structs to and from JSON and forms, driven by field tables.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef BASE_RECORD_H
#define BASE_RECORD_H

#include "base/field.h"
#include "base/json.h"
#include "base/task.h"

/* WHOLE: what is missing takes its fallback, a missing REQUIRED field is wrong.
 * MERGE: what is missing stays as it is in the struct. */
enum record_mode { RECORD_WHOLE, RECORD_MERGE };

/* Reads input, an object of strings or typed members, into the struct at out.
 * Every wrong field is reported at once (INVALID with pointers): wrong type,
 * too long, not among the choices, empty though REQUIRED, unknown name,
 * READ_ONLY that came with another value is ignored. Texts are copied into the
 * arena and trimmed; control bytes other than tab and newline are refused. */
bool record_read(struct task *task, const struct record *record, void *out,
    struct json_object *input, enum record_mode mode) must_use;

/* What stands for a SECRET in output; a SECRET that comes in as this stays what
 * it is. */
#define RECORD_MASK "********"

/* Sets one field from text as a form or a configuration has it. */
bool field_read_text(struct task *task, const struct field *field, void *out,
    const char *text) must_use;
/* The same from values with a type; empty is null or missing: the fallback,
 * else null or zero, wrong if REQUIRED. */
bool field_read_int(struct task *task, const struct field *field, void *out,
    int64_t number) must_use;
bool field_read_double(struct task *task, const struct field *field, void *out,
    double number) must_use;
bool field_read_empty(
    struct task *task, const struct field *field, void *out) must_use;
/* The field's value as text, NULL for null. Secrets too: mind where it goes. */
const char *field_text(
    struct arena *arena, const struct field *field, const void *item) must_use;

/* The struct as a JSON object; without HIDDEN fields, SECRET ones masked
 * ("********", null when unset). */
struct json_object *record_json(struct arena *arena,
    const struct record *record, const void *item) must_use;
/* {"items": [...], "next": id of the last item or null}. */
struct json_object *record_list_json(
    struct arena *arena, const struct list *list) must_use;

/* JSON Schema (2020-12) of what goes out or comes in. */
enum record_direction { RECORD_OUT, RECORD_IN };
struct json_object *record_schema(struct arena *arena,
    const struct record *record, enum record_direction direction) must_use;

#endif
