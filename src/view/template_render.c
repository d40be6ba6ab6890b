/*
 * template_render.c - runs the ops of a template over a json-c tree.
 *
 * SPDX-License-Identifier: ISC
 */
#include "view/template_program.h"

#include "base/check.h"

#include <stdio.h>
#include <stdlib.h>

enum {
	PARTIAL_DEPTH_MAX = 64,
	DEPTH_MAX = 256,
	INDENT_MAX = 256,
	STEPS_MAX = 1000000
};

/* A parent that is being rendered: its arguments, and those further out. */
struct frame {
	const struct template *template;
	size_t parent; /* number of its OP_PARENT */
	const struct frame *outer;
};

struct renderer {
	struct buf *out;
	template_missing_fn *missing;
	void *missing_context;
	struct json_object *stack[DEPTH_MAX];
	size_t depth;
	size_t partial_depth;
	size_t steps;
	/* What is put before each line now: a part of this. */
	char indents[INDENT_MAX];
	size_t indent_start;
	size_t indent_end;
};

static bool render_range(struct renderer *renderer,
    const struct template *template, size_t from, size_t to,
    const struct frame *frame);

static void
add_indent(struct renderer *renderer)
{
	buf_add_bytes(renderer->out, renderer->indents + renderer->indent_start,
	    renderer->indent_end - renderer->indent_start);
}

static void
render_text(struct renderer *renderer, const struct op *op)
{
	const char *text = op->text;
	const char *end = text + op->len;
	const char *newline;

	if (renderer->indent_start == renderer->indent_end) {
		buf_add_bytes(renderer->out, text, op->len);
		return;
	}
	if (op->is_line_start)
		add_indent(renderer);
	while ((newline = memchr(text, '\n', (size_t)(end - text))) != NULL &&
	    newline + 1 < end) {
		buf_add_bytes(
		    renderer->out, text, (size_t)(newline + 1 - text));
		add_indent(renderer);
		text = newline + 1;
	}
	buf_add_bytes(renderer->out, text, (size_t)(end - text));
}

/* The value of a name; false when the context does not have it. */
static bool
look_up(const struct renderer *renderer, const char *const *path,
    struct json_object **value)
{
	size_t i = renderer->depth;

	if (path[0] == NULL) {
		*value = renderer->stack[i - 1];
		return true;
	}
	while (i > 0 &&
	    (!json_object_is_type(renderer->stack[i - 1], json_type_object) ||
		!json_object_object_get_ex(
		    renderer->stack[i - 1], path[0], value)))
		i--;
	if (i == 0)
		return false;
	for (path++; *path != NULL; path++)
		if (!json_object_is_type(*value, json_type_object) ||
		    !json_object_object_get_ex(*value, *path, value))
			return false;
	return true;
}

/* As short as reads back as the same number: 1.21, not 1.2099999999999999645 */
static void
add_double(struct renderer *renderer, double number)
{
	char text[32];

	for (int digits = 15; digits <= 17; digits++) {
		snprintf(text, sizeof(text), "%.*g", digits, number);
		if (strtod(text, NULL) == number)
			break;
	}
	buf_add(renderer->out, text);
}

static void
add_int(struct renderer *renderer, struct json_object *value)
{
	int64_t number = json_object_get_int64(value);
	char text[24];

	/* json-c answers so for everything above, too. */
	if (number == INT64_MAX)
		snprintf(text, sizeof(text), "%" PRIu64,
		    json_object_get_uint64(value));
	else
		snprintf(text, sizeof(text), "%" PRId64, number);
	buf_add(renderer->out, text);
}

static void
render_value(
    struct renderer *renderer, struct json_object *value, enum escape escape)
{
	const char *text;
	size_t len;

	switch (json_object_get_type(value)) {
	case json_type_null:
		break;
	case json_type_int:
		add_int(renderer, value);
		break;
	case json_type_double:
		add_double(renderer, json_object_get_double(value));
		break;
	case json_type_string:
		escape_add(renderer->out, json_object_get_string(value),
		    (size_t)json_object_get_string_len(value), escape);
		break;
	default:
		text = json_object_to_json_string_length(value,
		    JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE,
		    &len);
		escape_add(renderer->out, text, len, escape);
	}
}

static void
render_variable(struct renderer *renderer, const struct template *template,
    const struct op *op)
{
	struct json_object *value;

	if (look_up(renderer, op->path, &value))
		render_value(renderer, value, op->escape);
	else if (renderer->missing != NULL)
		renderer->missing(
		    renderer->missing_context, template->name, op->text);
}

static bool
is_true(struct json_object *value)
{
	switch (json_object_get_type(value)) {
	case json_type_null:
		return false;
	case json_type_boolean:
		return json_object_get_boolean(value);
	case json_type_array:
		return json_object_array_length(value) > 0;
	default:
		return true;
	}
}

static bool
render_item(struct renderer *renderer, const struct template *template,
    size_t section, struct json_object *item, const struct frame *frame)
{
	bool is_done;

	if (renderer->depth == DEPTH_MAX || ++renderer->steps > STEPS_MAX)
		return false;
	renderer->stack[renderer->depth++] = item;
	is_done = render_range(
	    renderer, template, section + 1, template->ops[section].end, frame);
	renderer->depth--;
	return is_done;
}

static bool
render_section(struct renderer *renderer, const struct template *template,
    size_t section, const struct frame *frame)
{
	struct json_object *value;
	size_t count;

	if (!look_up(renderer, template->ops[section].path, &value) ||
	    !is_true(value))
		return true;
	if (!json_object_is_type(value, json_type_array))
		return render_item(renderer, template, section, value, frame);
	count = json_object_array_length(value);
	for (size_t i = 0; i < count; i++)
		if (!render_item(renderer, template, section,
			json_object_array_get_idx(value, i), frame))
			return false;
	return true;
}

/* Renders ops of another place, with what is put before its lines: indent goes
 * behind the indentation we are in; NULL is a place inside a line, which has
 * none. */
static bool
render_elsewhere(struct renderer *renderer, const struct template *template,
    size_t from, size_t to, const char *indent, const struct frame *frame)
{
	size_t start = renderer->indent_start;
	size_t end = renderer->indent_end;
	size_t len = indent == NULL ? 0 : strlen(indent);
	bool is_done;

	if (renderer->partial_depth == PARTIAL_DEPTH_MAX ||
	    ++renderer->steps > STEPS_MAX || len > INDENT_MAX - end)
		return false;
	if (indent == NULL)
		renderer->indent_start = end;
	else
		memcpy(renderer->indents + end, indent, len);
	renderer->indent_end = end + len;
	renderer->partial_depth++;
	is_done = render_range(renderer, template, from, to, frame);
	renderer->partial_depth--;
	renderer->indent_start = start;
	renderer->indent_end = end;
	return is_done;
}

static bool
render_target(
    struct renderer *renderer, const struct op *op, const struct frame *frame)
{
	if (op->target == NULL)
		return true;
	return render_elsewhere(
	    renderer, op->target, 0, op->target->op_count, op->indent, frame);
}

/* The argument called name in a frame, 0 when it has none. */
static size_t
find_argument(const struct frame *frame, const char *name)
{
	const struct op *ops = frame->template->ops;
	size_t i = frame->parent + 1;

	while (i < ops[frame->parent].end) {
		if (strcmp(ops[i].text, name) == 0)
			return i;
		i = ops[i].end;
	}
	return 0;
}

/* Renders what overrides a block, the outermost argument first; *is_overridden
 * tells whether there is any. */
static bool
render_override(struct renderer *renderer, const struct op *block,
    const struct frame *frame, bool *is_overridden)
{
	const struct frame *found = NULL;
	size_t argument = 0;

	for (; frame != NULL; frame = frame->outer) {
		size_t i = find_argument(frame, block->text);

		if (i == 0)
			continue;
		argument = i;
		found = frame;
	}
	*is_overridden = found != NULL;
	if (found == NULL)
		return true;
	return render_elsewhere(renderer, found->template, argument + 1,
	    found->template->ops[argument].end, block->indent, found->outer);
}

/* Renders one op and moves *at to the next. */
static bool
render_op(struct renderer *renderer, const struct template *template,
    size_t *at, const struct frame *frame)
{
	const struct op *op = &template->ops[*at];
	struct frame parent = { template, *at, frame };
	struct json_object *value;
	bool is_overridden;

	switch (op->kind) {
	case OP_SECTION:
		*at = op->end;
		return render_section(
		    renderer, template, (size_t)(op - template->ops), frame);
	case OP_INVERTED:
		*at = look_up(renderer, op->path, &value) && is_true(value)
		    ? op->end
		    : *at + 1;
		return true;
	case OP_PARTIAL:
		(*at)++;
		return render_target(renderer, op, frame);
	case OP_PARENT:
		*at = op->end;
		return render_target(renderer, op, &parent);
	case OP_BLOCK:
		if (!render_override(renderer, op, frame, &is_overridden))
			return false;
		*at = is_overridden ? op->end : *at + 1;
		return true;
	default:
		unreachable();
	}
}

static bool
render_range(struct renderer *renderer, const struct template *template,
    size_t from, size_t to, const struct frame *frame)
{
	size_t at = from;

	while (at < to && !renderer->out->overflowed) {
		const struct op *op = &template->ops[at];

		if (op->kind == OP_TEXT) {
			render_text(renderer, op);
			at++;
		} else if (op->kind == OP_VARIABLE) {
			render_variable(renderer, template, op);
			at++;
		} else if (op->kind == OP_INDENT) {
			add_indent(renderer);
			at++;
		} else if (!render_op(renderer, template, &at, frame)) {
			return false;
		}
	}
	return !renderer->out->overflowed;
}

bool
template_render(const struct template_set *set, const char *name,
    struct json_object *context, struct buf *out, template_missing_fn *missing,
    void *missing_context)
{
	struct renderer renderer;
	const struct template *template = template_set_find(set, name);

	check(set->is_linked);
	if (template == NULL)
		return false;
	/* Not all of it is cleared: the stacks are large. */
	renderer.out = out;
	renderer.missing = missing;
	renderer.missing_context = missing_context;
	renderer.stack[0] = context;
	renderer.depth = 1;
	renderer.partial_depth = 0;
	renderer.steps = 0;
	renderer.indent_start = 0;
	renderer.indent_end = 0;
	return render_range(&renderer, template, 0, template->op_count, NULL);
}
