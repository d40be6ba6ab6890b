/*
 * mustache_render.c - renders one case of the Mustache specification.
 *
 * Reads {"template": …, "data": …, "partials": {…}} on standard input and
 * writes the rendering. What does not compile is said on standard error,
 * status 1.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/task.h"
#include "view/template.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { INPUT_BYTES_MAX = 16 * 1024 * 1024, READ_BYTES = 65536 };

/* No partial can have it. */
static const char main_name[] = "";

static int
complain(const char *complaint)
{
	fprintf(stderr, "mustache_render: %s\n", complaint);
	return EXIT_FAILURE;
}

static bool
read_input(struct buf *input)
{
	ssize_t count = 1;

	while (count > 0) {
		char *room = buf_reserve(input, READ_BYTES);

		if (room == NULL)
			return false;
		count = read(STDIN_FILENO, room, READ_BYTES);
		if (count > 0)
			buf_grown(input, (size_t)count);
	}
	return count == 0;
}

static bool
add_partials(struct template_set *set, struct json_object *partials,
    const char **complaint)
{
	if (!json_object_is_type(partials, json_type_object))
		return true;
	json_object_object_foreach(partials, name, source)
	{
		const char *text = json_text(source);

		if (!template_set_add(set, name, text == NULL ? "" : text,
			TEMPLATE_TEXT, complaint))
			return false;
	}
	return true;
}

static int
render(struct arena *arena, struct json_object *input)
{
	struct template_set *set = template_set_new(arena);
	struct buf out = buf_new(arena, INPUT_BYTES_MAX);
	const char *source = json_text_at(input, "template");
	const char *complaint;

	if (source == NULL)
		return complain("\"template\" is no text");
	if (!template_set_add(
		set, main_name, source, TEMPLATE_TEXT, &complaint) ||
	    !add_partials(set, json_at(input, "partials"), &complaint) ||
	    !template_set_link(set, UNKNOWN_IS_EMPTY, &complaint))
		return complain(complaint);
	if (!template_render(
		set, main_name, json_at(input, "data"), &out, NULL, NULL))
		return complain("it recurses too deep or grows too large");
	if (fwrite(buf_text(&out), 1, out.len, stdout) != out.len ||
	    fflush(stdout) != 0)
		return complain("standard output cannot be written");
	return EXIT_SUCCESS;
}

int
main(void)
{
	struct arena *arena = arena_create(1024 * 1024, 512 * 1024 * 1024);
	struct buf text = buf_new(arena, INPUT_BYTES_MAX);
	struct task task = { .arena = arena };
	struct json_object *input;
	int status;

	if (!read_input(&text))
		status = complain("standard input cannot be read");
	else if (!json_parse(&task, buf_text(&text), text.len, &input))
		status = complain(task.problem->detail);
	else
		status = render(arena, input);
	arena_free(arena);
	return status;
}
