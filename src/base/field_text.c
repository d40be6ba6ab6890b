/*
 * field_text.c - one field from text and as text, with its rules.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/check.h"
#include "base/record.h"
#include "base/text.h"

static void *
member(const struct field *field, void *out)
{
	return (char *)out + field->offset;
}

static const void *
member_const(const struct field *field, const void *item)
{
	return (const char *)item + field->offset;
}

static void *
wrong(struct task *task, const struct field *field, const char *detail)
{
	return fail_field(
	    task, arena_printf(task->arena, "#/%s", field->name), "%s", detail);
}

/* The text with "\n" for "\r\n", as forms send it; NULL when another control
 * byte is in it. */
static char *
without_control_bytes(struct arena *arena, const char *text)
{
	char *clean = arena_secret(arena, strlen(text) + 1);
	char *out = clean;

	for (; *text != '\0'; text++) {
		if (text[0] == '\r' && text[1] == '\n')
			continue;
		if ((unsigned char)*text < 0x20 && *text != '\t' &&
		    *text != '\n')
			return NULL;
		if (*text == 0x7F)
			return NULL;
		*out++ = *text;
	}
	return clean;
}

static bool
is_among(const char *const *choices, const char *text)
{
	for (; *choices != NULL; choices++)
		if (strcmp(*choices, text) == 0)
			return true;
	return false;
}

static bool
is_web_address(const char *text)
{
	const char *host;

	if (text_starts_with(text, "https://"))
		host = text + strlen("https://");
	else if (text_starts_with(text, "http://"))
		host = text + strlen("http://");
	else
		return false;
	return *host != '\0' && strchr("/:?#@", *host) == NULL &&
	    strpbrk(host, " \t\n\"<>\\^`{|}") == NULL;
}

static const char *
choices_listed(struct arena *arena, const char *const *choices)
{
	struct buf buf = buf_new(arena, 4096);

	for (; *choices != NULL; choices++)
		buf_printf(&buf, "%s%s", buf.len == 0 ? "" : ", ", *choices);
	return buf.overflowed ? "a long list" : buf_text(&buf);
}

static bool
read_text(struct task *task, const struct field *field, const char **out,
    const char *text)
{
	const char *clean;

	if (!text_is_utf8(text, strlen(text)))
		return wrong(task, field, "is no valid UTF-8");
	clean = without_control_bytes(task->arena, text);
	if (clean == NULL)
		return wrong(task, field, "has control characters");
	clean = text_trim(task->arena, clean);
	if (*clean == '\0') {
		if ((field->flags & REQUIRED) != 0)
			return wrong(task, field, "must not be empty");
		*out = field->choices == NULL ? clean : field->fallback;
		return true;
	}
	if (field->choices != NULL && !is_among(field->choices, clean))
		return wrong(task, field,
		    arena_printf(task->arena, "must be one of: %s",
			choices_listed(task->arena, field->choices)));
	if (field->limit > 0 && text_characters(clean) > (uint64_t)field->limit)
		return wrong(task, field,
		    arena_printf(task->arena,
			"must have at most %" PRId64 " characters",
			field->limit));
	if ((field->flags & URL) != 0 && !is_web_address(clean))
		return wrong(task, field, "must be a http or https address");
	*out = clean;
	return true;
}

bool
field_read_int(
    struct task *task, const struct field *field, void *out, int64_t number)
{
	int64_t most = field->type == TYPE_INT32 ? INT32_MAX : INT64_MAX;
	int64_t least = field->type == TYPE_INT32 ? INT32_MIN : INT64_MIN;

	if (field->limit > 0)
		most = field->limit;
	if ((field->flags & NOT_NEGATIVE) != 0)
		least = 0;
	if ((field->flags & POSITIVE) != 0)
		least = 1;
	if (number < least)
		return wrong(task, field,
		    arena_printf(
			task->arena, "must be at least %" PRId64, least));
	if (number > most)
		return wrong(task, field,
		    arena_printf(
			task->arena, "must be at most %" PRId64, most));
	if (field->type == TYPE_INT32)
		*(int32_t *)member(field, out) = (int32_t)number;
	else
		*(int64_t *)member(field, out) = number;
	return true;
}

bool
field_read_double(
    struct task *task, const struct field *field, void *out, double number)
{
	if ((field->flags & (POSITIVE | NOT_NEGATIVE)) != 0 && number < 0)
		return wrong(task, field, "must not be negative");
	if (field->limit > 0 && number > (double)field->limit)
		return wrong(task, field,
		    arena_printf(
			task->arena, "must be at most %" PRId64, field->limit));
	*(double *)member(field, out) = number;
	return true;
}

static bool
read_bool(
    struct task *task, const struct field *field, bool *out, const char *text)
{
	static const char *const yes[] = { "true", "on", "yes", "1", NULL };
	static const char *const no[] = { "false", "off", "no", "0", NULL };

	if (is_among(yes, text))
		*out = true;
	else if (is_among(no, text))
		*out = false;
	else
		return wrong(task, field, "must be true or false");
	return true;
}

static bool
read_json(struct task *task, const struct field *field,
    struct json_object **out, const char *text)
{
	size_t len = strlen(text), wrong_at;

	if (field->limit > 0 && len > (uint64_t)field->limit)
		return wrong(task, field, "is too long");
	if (!json_read(task->arena, text, len, out, &wrong_at))
		return wrong(task, field, "is no valid JSON");
	return true;
}

bool
field_read_empty(struct task *task, const struct field *field, void *out)
{
	if (field->fallback != NULL)
		return field_read_text(task, field, out, field->fallback);
	if ((field->flags & REQUIRED) != 0)
		return wrong(task, field, "is missing");
	switch (field->type) {
	case TYPE_TEXT:
		*(const char **)member(field, out) = NULL;
		return true;
	case TYPE_INT64:
		*(int64_t *)member(field, out) = 0;
		return true;
	case TYPE_INT32:
		*(int32_t *)member(field, out) = 0;
		return true;
	case TYPE_BOOL:
		*(bool *)member(field, out) = false;
		return true;
	case TYPE_DOUBLE:
		*(double *)member(field, out) = 0;
		return true;
	case TYPE_INSTANT:
		*(struct instant *)member(field, out) = (struct instant){ 0 };
		return true;
	case TYPE_JSON:
		*(struct json_object **)member(field, out) = NULL;
		return true;
	case TYPE_NONE:
	default:
		unreachable();
	}
}

/* Types other than text: white space around them means nothing. */
static bool
read_value(
    struct task *task, const struct field *field, void *out, const char *text)
{
	int64_t whole;
	double real;

	switch (field->type) {
	case TYPE_INT64:
	case TYPE_INT32:
		if (!text_to_int64(text, &whole))
			return wrong(task, field, "must be a whole number");
		return field_read_int(task, field, out, whole);
	case TYPE_BOOL:
		return read_bool(task, field, member(field, out), text);
	case TYPE_DOUBLE:
		if (!text_to_double(text, &real))
			return wrong(task, field, "must be a number");
		return field_read_double(task, field, out, real);
	case TYPE_INSTANT:
		if (!instant_parse(text, member(field, out)))
			return wrong(task, field,
			    "must be a time like 2026-11-22T10:41:37Z");
		return true;
	case TYPE_JSON:
		return read_json(task, field, member(field, out), text);
	case TYPE_NONE:
	case TYPE_TEXT:
	default:
		unreachable();
	}
}

bool
field_read_text(
    struct task *task, const struct field *field, void *out, const char *text)
{
	check(text != NULL);
	if (field->type == TYPE_TEXT)
		return read_text(task, field, member(field, out), text);
	text = text_trim(task->arena, text);
	if (*text == '\0')
		return field_read_empty(task, field, out);
	return read_value(task, field, out, text);
}

/* The shortest text that reads back as the same number. */
static const char *
double_text(struct arena *arena, double number)
{
	const char *text;
	double again;
	int digits;

	for (digits = 15; digits <= 17; digits++) {
		text = arena_printf(arena, "%.*g", digits, number);
		if (text_to_double(text, &again) && !(again < number) &&
		    !(again > number))
			break;
	}
	return text;
}

const char *
field_text(struct arena *arena, const struct field *field, const void *item)
{
	const void *value = member_const(field, item);
	struct instant instant;
	struct json_object *tree;
	size_t len;

	switch (field->type) {
	case TYPE_TEXT:
		return *(const char *const *)value;
	case TYPE_INT64:
		return arena_printf(arena, "%" PRId64, *(const int64_t *)value);
	case TYPE_INT32:
		return arena_printf(arena, "%" PRId32, *(const int32_t *)value);
	case TYPE_BOOL:
		return *(const bool *)value ? "true" : "false";
	case TYPE_DOUBLE:
		return double_text(arena, *(const double *)value);
	case TYPE_INSTANT:
		instant = *(const struct instant *)value;
		if (!instant_is_set(instant))
			return NULL;
		return instant_format(arena, instant);
	case TYPE_JSON:
		tree = *(struct json_object *const *)value;
		return tree == NULL ? NULL : json_write(arena, tree, &len);
	case TYPE_NONE:
	default:
		unreachable();
	}
}
