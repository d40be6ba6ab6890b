/*
 * command.c - reads the words of a command line.
 *
 * SPDX-License-Identifier: ISC
 */
#include "main/command.h"

#include "base/buf.h"
#include "base/text.h"
#include "tenancy/tenant.h"

enum { INPUT_MAX = 64 * 1024 };

const char *
command_option(const struct command_line *line, const char *name)
{
	for (int i = 0; i + 1 < line->argc; i++)
		if (text_is_equal(line->argv[i], name))
			return line->argv[i + 1];
	return NULL;
}

bool
command_has(const struct command_line *line, const char *flag)
{
	for (int i = 0; i < line->argc; i++)
		if (text_is_equal(line->argv[i], flag))
			return true;
	return false;
}

const char *
command_word(struct task *task, const struct command_line *line, int place,
    const char *meaning)
{
	if (place >= line->argc)
		return fail(task, BAD_REQUEST, "%s is missing.", meaning);
	return line->argv[place];
}

/* All that there is of a file, or one line of a batch. */
static bool
read_input(struct task *task, const struct command_line *line, struct buf *in)
{
	FILE *file = line->batch == NULL ? stdin : line->batch;
	int got;

	while ((got = fgetc(file)) != EOF) {
		if (got == '\n' && line->batch != NULL)
			break;
		buf_add_char(in, (char)got);
	}
	if (ferror(file) != 0)
		return fail(task, BAD_REQUEST, "The value can not be read.");
	if (in->overflowed)
		return fail(task, TOO_LARGE, "The value is too long.");
	return true;
}

const char *
command_input(struct task *task, const struct command_line *line)
{
	struct buf in = buf_new(task->arena, INPUT_MAX);

	if (!read_input(task, line, &in))
		return NULL;
	while (in.len > 0 && in.data[in.len - 1] == '\n')
		in.data[--in.len] = '\0';
	return buf_text(&in);
}

bool
command_enter(struct task *task, const struct command_line *line)
{
	const char *slug = command_option(line, "--tenant");
	const struct tenant *tenant;

	if (slug == NULL)
		return fail(task, BAD_REQUEST, "--tenant is missing.");
	tenant = tenant_find(task, slug);
	if (tenant == NULL) {
		task_forgive(task);
		return fail(
		    task, NOT_FOUND, "There is no studio \"%s\".", slug);
	}
	return tenant_enter(task, tenant);
}
