/*
 * command.c - reads the words of a command line.
 *
 * SPDX-License-Identifier: ISC
 */
#include "main/command.h"

#include "base/text.h"

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
