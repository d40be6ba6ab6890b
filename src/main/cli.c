/*
 * cli.c - ariia: the operator's command line.
 *
 * SPDX-License-Identifier: ISC
 */
#include "main/command.h"

#include "base/check.h"
#include "base/config.h"
#include "base/crypto.h"
#include "base/log.h"
#include "base/text.h"
#include "data/cache.h"
#include "data/db.h"

/* clang-format off */
static const struct command commands[] = {
	{ "migrate",        "[DIRECTORY]", NEEDS_CONFIG, command_migrate,
	  "Bring the database to the newest version" },
	{ "tenant create",  "--name NAME [--slug SLUG] [--plan starter|pro|enterprise] [--verified]",
	  NEEDS_DATABASE, command_tenant_create,
	  "Create a studio with neutral settings" },
	{ "tenant list",    "", NEEDS_DATABASE, command_tenant_list,
	  "List the studios" },
	{ "tenant verify",  "SLUG", NEEDS_DATABASE, command_tenant_verify,
	  "Open the webhooks of a studio" },
	{ "tenant deactivate", "SLUG", NEEDS_DATABASE, command_tenant_deactivate,
	  "End sign-in and webhooks of a studio" },
	{ "tenant activate", "SLUG", NEEDS_DATABASE, command_tenant_activate,
	  "Undo deactivate" },
	{ "domain add",     "SLUG HOST", NEEDS_DATABASE, command_domain_add,
	  "Give a studio a host name of its own" },
	{ "domain remove",  "SLUG HOST", NEEDS_DATABASE, command_domain_remove,
	  "Take it away" },
	{ "domain list",    "SLUG", NEEDS_DATABASE, command_domain_list,
	  "List the host names of a studio" },
	{ "setting put",    "SLUG KEY VALUE|- [KEY VALUE]...", NEEDS_DATABASE, command_setting_put,
	  "Store settings of a studio, all or none; - reads one from standard input" },
	{ "user create",    "--tenant SLUG --email ADDRESS --role system_admin|tenant_admin|tenant_user"
	  " [--name NAME]", NEEDS_DATABASE, command_user_create,
	  "Create a user of a studio" },
	{ "user password",  "--tenant SLUG --email ADDRESS", NEEDS_DATABASE, command_user_password,
	  "Store the password that stands on standard input; ends all sessions" },
	{ "user token",     "--tenant SLUG --email ADDRESS", NEEDS_SECRETS, command_user_token,
	  "Print a bearer token for the API" },
	{ "user deactivate", "--tenant SLUG --email ADDRESS", NEEDS_DATABASE, command_user_deactivate,
	  "Refuse every token of a user" },
	{ "user activate",  "--tenant SLUG --email ADDRESS", NEEDS_DATABASE, command_user_activate,
	  "Undo deactivate" },
	{ "knowledge import", "--tenant SLUG FILE...", NEEDS_DATABASE, command_knowledge_import,
	  "Make documents of .md and .txt files; one of the same name gets a new version" },
	{ "mail test",      "--tenant SLUG --email ADDRESS [--language de|en]", NEEDS_SECRETS, command_mail_test,
	  "Send a mail in a studio's name, to see that it arrives" },
	{ "status",         "", NEEDS_DATABASE, command_status,
	  "Show queues, and jobs that were set aside" },
	{ "job run-again",  "SLUG ID", NEEDS_DATABASE, command_job_run_again,
	  "Run a job that was set aside" },
	{ "verify-audit",   "[SLUG]", NEEDS_DATABASE, command_verify_audit,
	  "Check the chain of the audit log of one studio or of all" },
	{ "batch",          "", NEEDS_SECRETS, NULL,
	  "Run the commands on standard input, a line each, until one fails; an empty line follows each output" },
	{ "config-example", "", NEEDS_NOTHING, command_config_example,
	  "Print the documented configuration file" },
	{ "check-config",   "", NEEDS_SECRETS, command_check_config,
	  "Say whether the configuration can serve" },
	{ "openapi",        "", NEEDS_NOTHING, command_openapi,
	  "Print the OpenAPI document of the JSON API" },
	{ "roles",          "", NEEDS_NOTHING, command_roles,
	  "Print who may do what, as a page of Markdown" },
	{ 0 }
};
/* clang-format on */

static int
print_help(FILE *out)
{
	fputs("usage: ariia [--config FILE] COMMAND ...\n\n", out);
	for (const struct command *row = commands; row->name != NULL; row++)
		fprintf(out, "  %s %s\n      %s\n", row->name, row->usage,
		    row->summary);
	return out == stdout ? 0 : 2;
}

/* "tenant create" takes two words; the rest is for the command. */
static const struct command *
command_of(int argc, char **argv, int *used)
{
	for (const struct command *row = commands; row->name != NULL; row++) {
		const char *blank = strchr(row->name, ' ');
		size_t first = blank == NULL ? strlen(row->name)
					     : (size_t)(blank - row->name);

		if (argc < 1 || strlen(argv[0]) != first ||
		    strncmp(argv[0], row->name, first) != 0)
			continue;
		*used = blank == NULL ? 1 : 2;
		if (blank == NULL ||
		    (argc > 1 && text_is_equal(argv[1], blank + 1)))
			return row;
	}
	return NULL;
}

static int
complain(const char *sentence)
{
	fprintf(stderr, "ariia: %s\n", sentence);
	return 1;
}

/* The problem of a command as one line for people. */
static int
show_problem(const struct task *task)
{
	const struct problem *problem = task->problem;

	if (problem == NULL)
		return 1;
	fprintf(stderr, "ariia: %s",
	    text_is_empty(problem->detail)
		? problem_meaning(problem->kind)->title
		: problem->detail);
	for (const struct problem_error *error = problem->errors; error != NULL;
	     error = error->next)
		fprintf(stderr, "%s %s %s", error == problem->errors ? "" : ",",
		    error->pointer + (error->pointer[0] == '#' ? 2 : 0),
		    error->detail);
	fputc('\n', stderr);
	return 1;
}

/* A transaction of its own on a connection that is open. */
static int
run(const struct command *row, struct task *task, struct command_line *line)
{
	bool is_done;

	task->what = row->name;
	task->id = crypto_random_id(task->arena);
	if (task->db != NULL) {
		task->deadline_ms = monotonic_ms() + 60000;
		db_write(task);
	}
	is_done = row->run(task, line);
	if (task->db != NULL) {
		if (is_done)
			is_done = db_commit(task);
		else
			db_rollback(task);
	}
	if (is_done && line->output != NULL)
		fputs(line->output, stdout);
	return is_done ? 0 : show_problem(task);
}

/* One line of a batch, whose task lends its configuration and connections. */
static int
run_line(void *own, int argc, char **argv)
{
	const struct task *batch = own;
	struct task task = { .arena = arena_create(1 << 16, 256 << 20),
		.config = batch->config,
		.db = batch->db,
		.cache = batch->cache };
	struct command_line line = { .batch = stdin };
	const struct command *row;
	int status;
	int used = 0;

	row = command_of(argc, argv, &used);
	line.argc = argc - used;
	line.argv = argv + used;
	if (row == NULL || row->run == NULL)
		status = complain("This is no command of a batch.");
	else
		status = run(row, &task, &line);
	arena_free(task.arena);
	return status;
}

static int
run_connected(
    const struct command *row, struct task *task, int argc, char **argv)
{
	struct command_line line = { argc, argv, NULL, NULL };
	bool is_connected =
	    row->needs == NEEDS_DATABASE || row->needs == NEEDS_SECRETS;
	int status;

	if (is_connected) {
		task->db = db_open(task->config, "ariia_cli");
		task->cache = cache_open(task->config);
	}
	status = row->run == NULL ? batch_read(stdin, run_line, task)
				  : run(row, task, &line);
	if (is_connected) {
		db_close(task->db);
		cache_close(task->cache);
	}
	return status;
}

static int
run_configured(struct arena *arena, const struct command *row,
    const char *config_path, int argc, char **argv)
{
	struct task task = { .arena = arena };
	const char *complaint = NULL;

	if (row->needs != NEEDS_NOTHING) {
		task.config = config_read(arena, config_path, &complaint);
		if (task.config == NULL)
			return complain(complaint);
	}
	if (row->needs == NEEDS_SECRETS) {
		complaint = config_complaint(arena, task.config);
		if (complaint != NULL)
			return complain(complaint);
	}
	return run_connected(row, &task, argc, argv);
}

static int
start(const struct command *row, const char *config_path, int argc, char **argv)
{
	struct arena *arena = arena_create(1 << 16, 256 << 20);
	int status = run_configured(arena, row, config_path, argc, argv);

	arena_free(arena);
	return status;
}

int
main(int argc, char **argv)
{
	const char *config_path = NULL;
	const struct command *row;
	int first = 1;
	int used = 0;

	check_install();
	log_start("ariia", LOG_WARN);
	if (argc > 2 && text_is_equal(argv[1], "--config")) {
		config_path = argv[2];
		first = 3;
	}
	if (argc > first &&
	    (text_is_equal(argv[first], "--help") ||
		text_is_equal(argv[first], "help")))
		return print_help(stdout);
	row = command_of(argc - first, argv + first, &used);
	if (row == NULL)
		return print_help(stderr);
	return start(
	    row, config_path, argc - first - used, argv + first + used);
}
