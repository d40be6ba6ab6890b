/*
 * batch.c - the operator's command line, started once for many commands: a
 * start of a sanitized program costs more than most tests.
 *
 * SPDX-License-Identifier: ISC
 */
#define _GNU_SOURCE /* pipe2() */

#include "batch.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buf.h"
#include "e2e.h"

extern char **environ;

static struct {
	pid_t pid; /* 0: not started */
	FILE *commands;
	FILE *answers;
} batch;

static void
start(void)
{
	const char *program =
	    arena_printf(e2e_arena(), "%s/ariia", e2e_env("ARIIA_BUILD"));
	char *argv[] = { arena_copy(e2e_arena(), program),
		arena_copy(e2e_arena(), "batch"), NULL };
	posix_spawn_file_actions_t actions;
	int in[2], out[2];

	ck_assert_int_eq(pipe2(in, O_CLOEXEC), 0);
	ck_assert_int_eq(pipe2(out, O_CLOEXEC), 0);
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, in[0], STDIN_FILENO);
	posix_spawn_file_actions_adddup2(&actions, out[1], STDOUT_FILENO);
	ck_assert_int_eq(
	    posix_spawn(&batch.pid, program, &actions, NULL, argv, environ), 0);
	posix_spawn_file_actions_destroy(&actions);
	close(in[0]);
	close(out[1]);
	batch.commands = fdopen(in[1], "w");
	batch.answers = fdopen(out[0], "r");
	ck_assert(batch.commands != NULL && batch.answers != NULL);
}

int
batch_end(void)
{
	char rest[256];
	int status = -1;

	if (batch.pid == 0)
		return 0;
	(void)fclose(batch.commands);
	while (fgets(rest, sizeof(rest), batch.answers) != NULL)
		;
	fclose(batch.answers);
	(void)waitpid(batch.pid, &status, 0);
	batch.pid = 0;
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static const char *
quoted(const char *word)
{
	return arena_printf(
	    e2e_arena(), strchr(word, '\'') == NULL ? "'%s'" : "\"%s\"", word);
}

const char *
batch_try(const char *input, const char *const *words)
{
	struct buf output = buf_new(e2e_arena(), 1 << 20);
	char line[4096];

	if (batch.pid == 0)
		start();
	for (; *words != NULL; words++)
		fprintf(batch.commands, "%s ", quoted(*words));
	fprintf(batch.commands, "\n%s", input == NULL ? "" : input);
	(void)fflush(batch.commands);
	while (fgets(line, sizeof(line), batch.answers) != NULL) {
		if (line[0] == '\n')
			return text_trim(e2e_arena(), buf_text(&output));
		buf_add(&output, line);
	}
	(void)batch_end();
	return NULL;
}

const char *
batch_run(const char *const *words)
{
	const char *output = batch_try(NULL, words);

	ck_assert_msg(output != NULL, "%s %s was refused, see standard error",
	    words[0], words[1]);
	return output;
}
