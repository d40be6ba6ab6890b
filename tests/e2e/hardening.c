/*
 * hardening.c - what every running program has given up, seen from outside.
 *
 * SPDX-License-Identifier: ISC
 */
#define _GNU_SOURCE /* pipe2() */

#include "e2e.h"

#include <dirent.h>
#include <fcntl.h>
#include <pwd.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/config.h"
#include "base/record.h"
#include "base/time.h"
#include "suites.h"

enum { FILE_BYTES_MAX = 1 << 17, PROCESSES_MAX = 64, PATIENCE_MS = 10000 };

/* The simulator stands for a program of ours that has no database. */
static const char *const programs[] = { "webhook", "admin", "ui", "auth",
	"agent", "courier", "clock", "sim" };

static const char *
read_text(int file)
{
	static char text[FILE_BYTES_MAX];
	size_t len = 0;
	ssize_t got;

	while (len < sizeof(text) &&
	    (got = read(file, text + len, sizeof(text) - len)) > 0)
		len += (size_t)got;
	close(file);
	for (size_t i = 0; i < len; i++)
		if (text[i] == '\0')
			text[i] = '\n';
	return arena_copy_bytes(e2e_arena(), text, len);
}

/* A file of /proc, the bytes 0 between its strings as lines. */
static const char *
proc_file(pid_t pid, const char *name)
{
	const char *path =
	    arena_printf(e2e_arena(), "/proc/%d/%s", (int)pid, name);
	int file = open(path, O_RDONLY | O_CLOEXEC);

	ck_assert_msg(file >= 0, "%s can not be read", path);
	return read_text(file);
}

static pid_t
parent_of(pid_t pid)
{
	const char *path =
	    arena_printf(e2e_arena(), "/proc/%d/status", (int)pid);
	const char *found;

	/* It may be gone by now. */
	if (access(path, R_OK) != 0)
		return 0;
	found = strstr(proc_file(pid, "status"), "\nPPid:\t");
	return found == NULL ? 0 : (pid_t)strtol(found + 7, NULL, 10);
}

/* The process and its children; how many there are. */
static size_t
family(pid_t pid, pid_t *members)
{
	DIR *directory = opendir("/proc");
	struct dirent *entry;
	size_t count = 0;
	int64_t number;

	ck_assert_ptr_nonnull(directory);
	members[count++] = pid;
	while ((entry = readdir(directory)) != NULL)
		if (text_to_int64(entry->d_name, &number) &&
		    parent_of((pid_t)number) == pid && count < PROCESSES_MAX)
			members[count++] = (pid_t)number;
	closedir(directory);
	return count;
}

static void
expect_line(pid_t pid, const char *name, const char *line)
{
	const char *text = proc_file(pid, name);

	ck_assert_msg(strstr(text, line) != NULL, "process %d: no \"%s\" in %s",
	    (int)pid, line, text);
}

static void
expect_hardened(pid_t pid)
{
	expect_line(pid, "status", "\nNoNewPrivs:\t1\n");
	expect_line(pid, "status", "\nSeccomp:\t2\n");
	expect_line(pid, "limits",
	    "\nMax core file size        0                    0 ");
	ck_assert_str_eq(proc_file(pid, "coredump_filter"), "00000000\n");
}

START_TEST(every_process_is_filtered_gains_nothing_and_dumps_nothing)
{
	pid_t members[PROCESSES_MAX];

	for (size_t i = 0; i < ARRAY_LENGTH(programs); i++) {
		size_t count = family(program_pid(programs[i]), members);

		ck_assert_msg(
		    count >= 2, "ariia-%s has no children", programs[i]);
		while (count > 0)
			expect_hardened(members[--count]);
	}
}
END_TEST

/* What config says where a process must not show it. */
static void
expect_no_secret(const struct config *config, pid_t pid)
{
	const char *const places[] = { proc_file(pid, "environ"),
		proc_file(pid, "cmdline") };

	for (size_t i = 0; i < config_record.field_count; i++) {
		const struct field *field = &config_record.fields[i];
		const char *secret = (field->flags & SECRET) == 0
		    ? NULL
		    : field_text(e2e_arena(), field, config);

		if (text_is_empty(secret))
			continue;
		for (size_t j = 0; j < ARRAY_LENGTH(places); j++)
			ck_assert_msg(strstr(places[j], secret) == NULL,
			    "process %d shows %s", (int)pid, field->name);
	}
}

START_TEST(no_secret_is_in_an_environment_or_in_arguments)
{
	const char *complaint;
	struct config *config =
	    config_read(e2e_arena(), e2e_env("ARIIA_CONFIG"), &complaint);
	pid_t members[PROCESSES_MAX];

	ck_assert_msg(config != NULL, "%s", complaint);
	ck_assert_str_ne(config->auth_secret, "");
	for (size_t i = 0; i < ARRAY_LENGTH(programs); i++) {
		size_t count = family(program_pid(programs[i]), members);

		while (count > 0)
			expect_no_secret(config, members[--count]);
	}
}
END_TEST

/* ariia-ui beside the one of the stack, with a socket of its own. */
struct program {
	pid_t pid;
	int said; /* what it writes to standard error */
	const char *directory;
	const char *socket;
};

/* variables: "NAME=value", NULL-ended, beside those that it needs. */
static struct program
program_start(const char *const *variables)
{
	struct arena *arena = e2e_arena();
	struct program program = { 0 };
	char *path = arena_printf(arena, "%s/ariia-ui", e2e_env("ARIIA_BUILD"));
	char *argv[] = { path, NULL };
	char *env[24] = { 0 };
	size_t count = 0;
	int ends[2];

	program.directory = arena_printf(
	    arena, "%s/run/%s", e2e_env("ARIIA_DIR"), fresh_id("h"));
	program.socket = arena_printf(arena, "%s/ui.sock", program.directory);
	ck_assert_int_eq(mkdir(program.directory, 0755), 0);
	env[count++] =
	    arena_printf(arena, "ARIIA_CONFIG=%s", e2e_env("ARIIA_CONFIG"));
	env[count++] = arena_printf(arena, "SOCKET_DIR=%s", program.directory);
	env[count++] = arena_copy(arena, "UI_CHILDREN=1");
	while (*variables != NULL && count < ARRAY_LENGTH(env) - 1)
		env[count++] = arena_copy(arena, *variables++);
	ck_assert_int_eq(pipe2(ends, O_CLOEXEC), 0);
	program.pid = fork();
	ck_assert_int_ge(program.pid, 0);
	if (program.pid == 0) {
		(void)dup2(ends[1], STDERR_FILENO);
		execve(path, argv, env);
		_exit(127);
	}
	close(ends[1]);
	program.said = ends[0];
	return program;
}

static void
program_await(const struct program *program)
{
	int64_t end_ms = monotonic_ms() + PATIENCE_MS;
	pid_t members[PROCESSES_MAX];

	while (access(program->socket, F_OK) != 0 ||
	    family(program->pid, members) < 2) {
		ck_assert_int_eq(waitpid(program->pid, NULL, WNOHANG), 0);
		ck_assert_int_lt(monotonic_ms(), end_ms);
		pause_ms(20);
	}
}

/* Its exit status, and all that it said. */
static int
program_end(const struct program *program, const char **said)
{
	int status;

	*said = read_text(program->said);
	ck_assert_int_eq(waitpid(program->pid, &status, 0), program->pid);
	/* Who was root can not take back what lies in root's directory. */
	(void)unlink(program->socket);
	(void)unlink(
	    arena_printf(e2e_arena(), "%s/ui.pool", program->directory));
	ck_assert_int_eq(rmdir(program->directory), 0);
	ck_assert_msg(WIFEXITED(status), "ended by a signal: %s", *said);
	return WEXITSTATUS(status);
}

START_TEST(secrets_in_the_environment_are_wiped_at_the_start)
{
	static const char *const secrets[] = {
		"SYSTEM_ADMIN_PASSWORD=Probe-of-hardening-1!",
		"AUTH_SECRET=0123456789-probe-of-hardening-0123456789",
		"MASTER_KEY=00112233445566778899aabbccddeeff001122334455667788"
		"99aabbccddeeff",
		"MODEL_API_KEY=sk-probe-of-hardening",
		/* Addresses may hold passwords, so nothing stays. */
		"MODEL_NAME=name-of-hardening", NULL
	};
	struct program program = program_start(secrets);
	pid_t members[PROCESSES_MAX];
	const char *said;
	size_t count;

	program_await(&program);
	count = family(program.pid, members);
	ck_assert_uint_ge(count, 2);
	while (count > 0) {
		const char *environment =
		    proc_file(members[--count], "environ");

		ck_assert_ptr_nonnull(strstr(environment, "ARIIA_CONFIG="));
		for (size_t i = 0; secrets[i] != NULL; i++)
			ck_assert_ptr_null(
			    strstr(environment, strchr(secrets[i], '=') + 1));
	}
	ck_assert_int_eq(kill(program.pid, SIGTERM), 0);
	ck_assert_int_eq(program_end(&program, &said), 0);
}
END_TEST

START_TEST(root_is_refused_in_production_with_one_sentence)
{
	struct program program;
	const char *said;

	if (geteuid() != 0)
		return;
	program =
	    program_start((const char *const[]){ "PRODUCTION=true", NULL });
	ck_assert_int_eq(program_end(&program, &said), 1);
	ck_assert_msg(
	    strstr(said, "ariia-ui: Root must not serve") != NULL, "%s", said);
	ck_assert_ptr_eq(strchr(said, '\n'), said + strlen(said) - 1);
}
END_TEST

START_TEST(a_user_that_is_not_there_is_refused)
{
	struct program program;
	const char *said;

	if (geteuid() != 0)
		return;
	program = program_start(
	    (const char *const[]){ "RUN_AS_USER=nobody-of-that-name", NULL });
	ck_assert_int_eq(program_end(&program, &said), 1);
	ck_assert_ptr_nonnull(strstr(said, "there is no such user"));
}
END_TEST

/* Nobody but root may look into it: its files in /proc are root's. */
static void
expect_hidden(pid_t pid)
{
#ifndef INSTRUMENTED
	struct stat status;

	ck_assert_int_eq(
	    stat(arena_printf(e2e_arena(), "/proc/%d/environ", (int)pid),
		&status),
	    0);
	ck_assert_uint_eq(status.st_uid, 0);
#else
	(void)pid;
#endif
}

START_TEST(root_becomes_the_user_of_the_configuration_and_serves)
{
	const struct passwd *nobody = getpwnam("nobody");
	pid_t members[PROCESSES_MAX];
	struct program program;
	const char *ids;
	const char *said;
	size_t count;

	if (geteuid() != 0)
		return;
	ck_assert_ptr_nonnull(nobody);
	ids = arena_printf(e2e_arena(), "\nUid:\t%d\t%d\t%d\t%d\n",
	    (int)nobody->pw_uid, (int)nobody->pw_uid, (int)nobody->pw_uid,
	    (int)nobody->pw_uid);
	program = program_start((const char *const[]){
	    "PRODUCTION=true", "RUN_AS_USER=nobody", NULL });
	program_await(&program);
	count = family(program.pid, members);
	while (count > 0) {
		pid_t member = members[--count];

		expect_line(member, "status", ids);
		expect_line(member, "status", "\nCapEff:\t0000000000000000\n");
		expect_hardened(member);
		expect_hidden(member);
	}
	ck_assert_int_eq(kill(program.pid, SIGTERM), 0);
	ck_assert_int_eq(program_end(&program, &said), 0);
}
END_TEST

Suite *
hardening_suite(void)
{
	Suite *suite = suite_create("hardening");
	TCase *tests = tcase_create("hardening");

	tcase_add_checked_fixture(tests, e2e_setup, e2e_teardown);
	tcase_set_timeout(tests, 0);
	tcase_add_test(
	    tests, every_process_is_filtered_gains_nothing_and_dumps_nothing);
	tcase_add_test(tests, no_secret_is_in_an_environment_or_in_arguments);
	tcase_add_test(
	    tests, secrets_in_the_environment_are_wiped_at_the_start);
	tcase_add_test(tests, root_is_refused_in_production_with_one_sentence);
	tcase_add_test(tests, a_user_that_is_not_there_is_refused);
	tcase_add_test(
	    tests, root_becomes_the_user_of_the_configuration_and_serves);
	suite_add_tcase(suite, tests);
	return suite;
}
