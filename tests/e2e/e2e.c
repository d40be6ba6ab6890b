/*
 * e2e.c - environment, studios, the operator's command line, running suites.
 *
 * SPDX-License-Identifier: ISC
 */
#define _GNU_SOURCE /* pipe2() */

#include "e2e.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/crypto.h"
#include "base/time.h"
#include "batch.h"

extern char **environ;

static struct arena *arena;

struct arena *
e2e_arena(void)
{
	if (arena == NULL)
		arena = arena_create(1 << 20, (size_t)2 << 30);
	return arena;
}

void
e2e_setup(void)
{
	arena_clear(e2e_arena());
}

void
e2e_teardown(void)
{
	(void)send_body("DELETE",
	    arena_printf(e2e_arena(), "%s/sim/rules", e2e_env("ARIIA_SIM_URL")),
	    NULL, NULL, NULL, 0, NULL);
}

const char *
e2e_env(const char *name)
{
	const char *value = getenv(name);

	if (value == NULL) {
		fprintf(stderr, "%s is not set: read the env file of a stack\n",
		    name);
		exit(2);
	}
	return value;
}

/* $E2E_PART is "web" behind a second web server. */
static bool
is_wanted(const struct e2e_suite *suite)
{
	const char *part = getenv("E2E_PART");

	return suite->where == E2E_WEB || !text_is_equal(part, "web");
}

int
e2e_run(const struct e2e_suite *suites)
{
	SRunner *runner = srunner_create(NULL);
	int total;
	int failed;

	for (; suites->make != NULL; suites++)
		if (is_wanted(suites))
			srunner_add_suite(runner, suites->make());
	/* A server that is stopped is a failed call, not the end. */
	(void)signal(SIGPIPE, SIG_IGN);
	/* One process: connections and memory are shared by the tests. */
	srunner_set_fork_status(runner, CK_NOFORK);
	srunner_run_all(runner, CK_ENV);
	total = srunner_ntests_run(runner);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	(void)batch_end();
	arena_free(arena);
	printf("%d passed, %d failed\n", total - failed, failed);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

void
pause_ms(int64_t ms)
{
	struct timespec left = { ms / 1000, (ms % 1000) * 1000000 };

	while (nanosleep(&left, &left) != 0)
		;
}

static const char *
read_all(int file)
{
	struct buf out = buf_new(e2e_arena(), 64 << 20);
	char chunk[4096];
	ssize_t got;

	while ((got = read(file, chunk, sizeof(chunk))) > 0)
		buf_add_bytes(&out, chunk, (size_t)got);
	close(file);
	return buf_text(&out);
}

static pid_t
spawn(const char *program, char **argv, char **env, int out)
{
	posix_spawn_file_actions_t actions;
	pid_t pid;
	int error;

	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
	error = posix_spawn(&pid, program, &actions, NULL, argv, env);
	posix_spawn_file_actions_destroy(&actions);
	ck_assert_msg(error == 0, "%s can not be started", program);
	return pid;
}

static const char *
run(const char *program, char **argv, char **env, int wanted)
{
	const char *output;
	int ends[2];
	int status;
	pid_t pid;

	ck_assert_int_eq(pipe2(ends, O_CLOEXEC), 0);
	pid = spawn(program, argv, env, ends[1]);
	close(ends[1]);
	output = read_all(ends[0]);
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_msg(WIFEXITED(status) && WEXITSTATUS(status) == wanted,
	    "%s %s ended with %d: %s", program, argv[1], WEXITSTATUS(status),
	    output);
	return output;
}

const char *
ariia_run_with(const char *variable, int status, const char *const *words)
{
	const char *program =
	    arena_printf(e2e_arena(), "%s/ariia", e2e_env("ARIIA_BUILD"));
	char **argv = arena_array(e2e_arena(), char *, 40);
	char **env = arena_array(e2e_arena(), char *, 200);
	size_t count = 0;

	argv[count++] = arena_copy(e2e_arena(), program);
	while (*words != NULL && count < 39)
		argv[count++] = arena_copy(e2e_arena(), *words++);
	count = 0;
	if (variable != NULL)
		env[count++] = arena_copy(e2e_arena(), variable);
	for (char **one = environ; *one != NULL && count < 199; one++)
		env[count++] = *one;
	return run(program, argv, env, status);
}

const char *
ariia_run(int status, const char *const *words)
{
	return ariia_run_with(NULL, status, words);
}

static const char *
token_of(const struct studio *studio, const char *email, const char *role)
{
	batch("user", "create", "--tenant", studio->slug, "--email", email,
	    "--role", role);
	return batch(
	    "user", "token", "--tenant", studio->slug, "--email", email);
}

const char *
fresh_id(const char *prefix)
{
	return arena_printf(
	    e2e_arena(), "%s%s", prefix, crypto_random_id(e2e_arena()));
}

const char *
fresh_number(void)
{
	uint64_t number;

	crypto_random(&number, sizeof(number));
	return arena_printf(
	    e2e_arena(), "491%012" PRIu64, (uint64_t)(number % 1000000000000u));
}

struct studio *
studio_new(const char *name, const char *plan)
{
	struct studio *studio = arena_new(e2e_arena(), struct studio);
	uint64_t random;

	crypto_random(&random, sizeof(random));
	studio->name = name;
	studio->slug = arena_printf(e2e_arena(), "s%" PRIx64, random);
	studio->app_secret = fresh_id("secret-");
	studio->verify_token = fresh_id("verify-");
	studio->phone_number_id = fresh_number();
	studio->id = strtoll(batch("tenant", "create", "--name", name, "--slug",
				 studio->slug, "--plan", plan, "--verified"),
	    NULL, 10);
	batch("setting", "put", studio->slug, "whatsapp_app_secret",
	    studio->app_secret, "whatsapp_verify_token", studio->verify_token,
	    "whatsapp_access_token",
	    arena_printf(e2e_arena(), "token-of-%s", studio->slug),
	    "whatsapp_phone_number_id", studio->phone_number_id);
	studio->owner = token_of(studio, "owner@example.org", "tenant_admin");
	studio->staff = token_of(studio, "staff@example.org", "tenant_user");
	return studio;
}

pid_t
program_pid(const char *name)
{
	const char *path =
	    arena_printf(e2e_arena(), "%s/pids/%s", e2e_env("ARIIA_DIR"), name);
	int file = open(path, O_RDONLY | O_CLOEXEC);
	int64_t pid;

	ck_assert_msg(file >= 0, "%s is missing", path);
	ck_assert(text_to_int64(text_trim(e2e_arena(), read_all(file)), &pid));
	return (pid_t)pid;
}

void
program_signal(const char *name, int signal)
{
	ck_assert_int_eq(kill(program_pid(name), signal), 0);
}

void
program_signal_child(const char *name, int signal)
{
	int parent = (int)program_pid(name);
	FILE *children = fopen(arena_printf(e2e_arena(),
				   "/proc/%d/task/%d/children", parent, parent),
	    "re");
	int child;

	if (children == NULL)
		return;
	if (fscanf(children, "%d", &child) == 1)
		(void)kill((pid_t)child, signal);
	fclose(children);
}

void
stack_do(const char *action, const char *name)
{
	const char *program = arena_printf(
	    e2e_arena(), "%s/contrib/stack", e2e_env("ARIIA_ROOT"));
	char *argv[] = { arena_copy(e2e_arena(), program),
		arena_copy(e2e_arena(), action), arena_copy(e2e_arena(), name),
		arena_copy(e2e_arena(), "--dir"),
		arena_copy(e2e_arena(), e2e_env("ARIIA_DIR")), NULL };

	(void)batch_end();
	(void)run(program, argv, environ, 0);
}
