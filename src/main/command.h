/*
 * command.h - the commands of the operator's command line.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MAIN_COMMAND_H
#define MAIN_COMMAND_H

#include <stdio.h>

#include "base/task.h"

/* What has to be there before a command runs; each includes those above. */
enum command_need {
	NEEDS_NOTHING = 1,
	NEEDS_CONFIG,
	NEEDS_DATABASE, /* configuration, connection, a transaction */
	NEEDS_SECRETS   /* the same, and secrets that could serve */
};

/* Words behind the command's name, and what to print once it has committed. */
struct command_line {
	int argc;
	char **argv;
	const char *output;
	FILE *batch; /* the batch that this line stands in; NULL: none */
};

typedef bool command_fn(struct task *task, struct command_line *line);

struct command {
	const char *name;
	const char *usage;
	enum command_need needs;
	command_fn *run; /* NULL: the batch itself */
	const char *summary;
};

/* "--name VALUE" among the words; NULL when it is not there. */
const char *command_option(const struct command_line *line, const char *name);
bool command_has(const struct command_line *line, const char *flag);
/* The word at place, or BAD_REQUEST naming what is missing. */
const char *command_word(struct task *task, const struct command_line *line,
    int place, const char *meaning) must_use;

/* What stands on standard input, up to its last newline, in a batch its next
 * line: for secrets, which on the command line would stand in the list of
 * processes. */
const char *command_input(
    struct task *task, const struct command_line *line) must_use;

/* Makes the studio named by --tenant that of the task; NOT_FOUND or BAD_REQUEST
 * without one. */
bool command_enter(struct task *task, const struct command_line *line) must_use;

/* Calls run for each line of file that is neither empty nor a comment (#), with
 * its words: separated by blanks, in single or double quotes when they hold
 * some. Ends with the first line that is no command or whose run is not 0, and
 * says on standard error which it was; the exit status. An
 * empty line follows what each printed, for programs that wait for it. */
typedef int batch_fn(void *own, int argc, char **argv);
int batch_read(FILE *file, batch_fn *run, void *own) must_use;

command_fn command_migrate;
command_fn command_tenant_create;
command_fn command_tenant_list;
command_fn command_tenant_verify;
command_fn command_tenant_deactivate;
command_fn command_tenant_activate;
command_fn command_domain_add;
command_fn command_domain_remove;
command_fn command_domain_list;
command_fn command_setting_put;
command_fn command_user_create;
command_fn command_user_password;
command_fn command_user_token;
command_fn command_user_deactivate;
command_fn command_user_activate;
command_fn command_knowledge_import;
command_fn command_mail_test;
command_fn command_status;
command_fn command_job_run_again;
command_fn command_verify_audit;
command_fn command_config_example;
command_fn command_check_config;
command_fn command_openapi;
command_fn command_roles;

#endif
