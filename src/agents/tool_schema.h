/*
 * tool_schema.h - do the arguments of a tool fit its JSON Schema?
 *
 * As much of JSON Schema as tools need: an object of plain values. Known are
 * type (string, integer, boolean), enum, minimum, maximum, minLength,
 * maxLength, format (date, date-time), description; for the object properties,
 * required and additionalProperties, which must be false. A schema that says
 * more is a bug in its row.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef AGENTS_TOOL_SCHEMA_H
#define AGENTS_TOOL_SCHEMA_H

#include "base/json.h"

/* NULL if arguments fit, else a sentence for the model. A member that is null,
 * or an empty text, counts as left out where it is not required, and is taken
 * out of arguments. Where a whole number is wanted, digits in a text or 5.0
 * become it in arguments, and "true" and "false" the boolean. */
const char *tool_schema_complaint(struct arena *arena,
    struct json_object *schema, struct json_object *arguments) must_use;

/* NULL if schema says nothing that is not checked, else what is wrong. */
const char *tool_schema_flaw(
    struct arena *arena, struct json_object *schema) must_use;

#endif
