/*
 * test_harden.c - what a hardened process can not do any more, tried in a child
 * each, because most of it is the end of the process.
 *
 * SPDX-License-Identifier: ISC
 */
#define _GNU_SOURCE /* getresuid(), CLONE_* */

#include "unit.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <pwd.h>
#include <sched.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/check.h"
#include "base/config.h"
#include "base/harden.h"
#include "base/prefork.h"
#include "base/text.h"

Suite *harden_suite(void);

static const enum harden_kind kinds[] = { HARDEN_PARENT, HARDEN_WEB,
	HARDEN_WORKER };

/* Neither an end by a signal nor an errno. */
enum { WORKS = 0, DIES = 1000, FILTER_FAILED = 99 };

/* WORKS or an errno. */
typedef int attempt_fn(long number);

static int
in_child(enum harden_kind kind, attempt_fn *attempt, long number)
{
	struct config config = { .production = true };

	silence();
	check_install();
	harden_start();
	if (harden_filter(kind, &config) != NULL)
		return FILTER_FAILED;
	return attempt(number);
}

/* WORKS, an errno, or DIES of the filter. */
static int
outcome(enum harden_kind kind, attempt_fn *attempt, long number)
{
	int status;
	pid_t pid = fork();

	ck_assert_int_ge(pid, 0);
	if (pid == 0)
		_exit(in_child(kind, attempt, number));
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	if (WIFEXITED(status))
		return WEXITSTATUS(status);
	ck_assert_int_eq(WTERMSIG(status), SIGSYS);
	return DIES;
}

static int
bare_call(long number)
{
	return syscall(number, 0, 0, 0, 0, 0, 0) < 0 ? errno : WORKS;
}

START_TEST(calls_that_nobody_needs_are_the_end)
{
	static const long calls[] = { SYS_mount, SYS_umount2, SYS_kexec_load,
		SYS_bpf, SYS_unshare, SYS_setns, SYS_chroot, SYS_pivot_root,
		SYS_init_module, SYS_reboot, SYS_perf_event_open,
		SYS_userfaultfd, SYS_io_uring_setup, SYS_process_vm_writev,
		SYS_swapon, SYS_settimeofday, SYS_setuid, SYS_setgid,
		SYS_setgroups, SYS_capset, SYS_fchmod, SYS_fchmodat, SYS_fchown,
		SYS_fchownat, SYS_renameat2, SYS_linkat, SYS_symlinkat,
		SYS_mknodat, SYS_truncate, SYS_bind, SYS_listen,
		SYS_memfd_create, SYS_execveat, SYS_pidfd_getfd,
		SYS_open_by_handle_at };

	for (size_t i = 0; i < ARRAY_LENGTH(kinds); i++)
		for (size_t j = 0; j < ARRAY_LENGTH(calls); j++)
			ck_assert_msg(
			    outcome(kinds[i], bare_call, calls[j]) == DIES,
			    "kind %d, call %ld", (int)kinds[i], calls[j]);
}
END_TEST

START_TEST(rings_of_keys_are_as_if_there_were_none)
{
	static const long calls[] = { SYS_keyctl, SYS_add_key,
		SYS_request_key };

	for (size_t i = 0; i < ARRAY_LENGTH(kinds); i++)
		for (size_t j = 0; j < ARRAY_LENGTH(calls); j++)
			ck_assert_int_eq(
			    outcome(kinds[i], bare_call, calls[j]), ENOSYS);
}
END_TEST

/* From a C library of later; it then does without. */
START_TEST(calls_that_came_later_are_as_if_there_were_none)
{
	for (size_t i = 0; i < ARRAY_LENGTH(kinds); i++) {
		ck_assert_int_eq(outcome(kinds[i], bare_call, 451), ENOSYS);
		ck_assert_int_eq(outcome(kinds[i], bare_call, 599), ENOSYS);
	}
}
END_TEST

static int
make_socket(long family)
{
	int made = socket((int)family, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	return made < 0 ? errno : WORKS;
}

START_TEST(sockets_are_of_the_internet_or_of_files)
{
	for (size_t i = 0; i < ARRAY_LENGTH(kinds); i++) {
		ck_assert_int_eq(
		    outcome(kinds[i], make_socket, AF_UNIX), WORKS);
		ck_assert_int_eq(
		    outcome(kinds[i], make_socket, AF_INET), WORKS);
		ck_assert_int_eq(
		    outcome(kinds[i], make_socket, AF_PACKET), DIES);
		ck_assert_int_eq(
		    outcome(kinds[i], make_socket, AF_VSOCK), DIES);
		ck_assert_int_eq(outcome(kinds[i], make_socket, AF_ALG), DIES);
		ck_assert_int_eq(
		    outcome(kinds[i], make_socket, AF_NETLINK), EAFNOSUPPORT);
	}
}
END_TEST

static int
read_files(long number not_used)
{
	char byte;
	int file = open("/proc/self/status", O_RDONLY | O_CLOEXEC);

	if (file < 0 || read(file, &byte, 1) != 1)
		return errno;
	return prefork_memory_bytes() > 0 ? WORKS : EINVAL;
}

START_TEST(files_are_read_and_memory_is_measured)
{
	for (size_t i = 0; i < ARRAY_LENGTH(kinds); i++)
		ck_assert_int_eq(outcome(kinds[i], read_files, 0), WORKS);
}
END_TEST

static int
raise_abort(long number not_used)
{
	signal(SIGABRT, _exit);
	raise(SIGABRT);
	return WORKS;
}

START_TEST(a_process_can_still_abort)
{
	for (size_t i = 0; i < ARRAY_LENGTH(kinds); i++)
		ck_assert_int_eq(outcome(kinds[i], raise_abort, 0), SIGABRT);
}
END_TEST

static void *
thread(void *context not_used)
{
	return NULL;
}

static int
make_thread(long number not_used)
{
	pthread_t made;
	int error = pthread_create(&made, NULL, thread, NULL);

	return error == 0 ? pthread_join(made, NULL) : error;
}

START_TEST(a_worker_has_threads)
{
	ck_assert_int_eq(outcome(HARDEN_WORKER, make_thread, 0), WORKS);
}
END_TEST

START_TEST(a_web_child_that_calls_out_has_threads)
{
	ck_assert_int_eq(outcome((enum harden_kind)(HARDEN_WEB | HARDEN_CALLER),
			     make_thread, 0),
	    WORKS);
}
END_TEST

static int
refuse_production(long number not_used)
{
	struct config config = { .production = true };
	struct arena *arena = new_arena();

	return harden_user(arena, &config) == NULL ? WORKS : EPERM;
}

/* What comes before there is a filter. */
static int
before_filter(attempt_fn *attempt)
{
	int status;
	pid_t pid = fork();

	if (pid == 0)
		_exit(attempt(0));
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	return WIFEXITED(status) ? WEXITSTATUS(status) : DIES;
}

START_TEST(root_does_not_serve_in_production)
{
	ck_assert_int_eq(
	    before_filter(refuse_production), geteuid() == 0 ? EPERM : WORKS);
}
END_TEST

static int
become_nobody(long number not_used)
{
	struct config config = { .production = true, .run_as_user = "nobody" };
	const struct passwd *nobody = getpwnam("nobody");
	gid_t groups[64];
	uid_t ids[3];
	int count;

	if (nobody == NULL || harden_user(new_arena(), &config) != NULL ||
	    getresuid(&ids[0], &ids[1], &ids[2]) != 0)
		return EPERM;
	if (ids[0] != nobody->pw_uid || ids[1] != ids[0] || ids[2] != ids[0] ||
	    getegid() != nobody->pw_gid || setuid(0) == 0 || setgid(0) == 0)
		return EPERM;
	count = getgroups(ARRAY_LENGTH(groups), groups);
	while (count > 0)
		if (groups[--count] == 0)
			return EPERM;
	return WORKS;
}

START_TEST(root_becomes_the_user_it_is_told_to_for_good)
{
	if (geteuid() == 0)
		ck_assert_int_eq(before_filter(become_nobody), WORKS);
}
END_TEST

START_TEST(a_user_that_is_none_or_root_is_refused)
{
	struct config config = { .run_as_user = "no-such-user" };
	struct arena *arena = new_arena();

	if (geteuid() != 0)
		return;
	ck_assert_ptr_nonnull(
	    strstr(harden_user(arena, &config), "no such user"));
	config.run_as_user = "root";
	ck_assert_ptr_nonnull(
	    strstr(harden_user(arena, &config), "a user of its own"));
	ck_assert_int_eq(geteuid(), 0);
}
END_TEST

static int
start_and_look(long number not_used)
{
	struct rlimit limit;

	harden_start();
	if (getrlimit(RLIMIT_CORE, &limit) != 0 || limit.rlim_cur != 0 ||
	    limit.rlim_max != 0)
		return EINVAL;
	return prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1 ? WORKS : EPERM;
}

START_TEST(nobody_dumps_core_or_gains_privileges)
{
	ck_assert_int_eq(before_filter(start_and_look), WORKS);
}
END_TEST

static void
read_log(int file, char *text, size_t size_bytes)
{
	size_t len = 0;
	ssize_t got;

	while (len < size_bytes - 1 &&
	    (got = read(file, text + len, size_bytes - 1 - len)) > 0)
		len += (size_t)got;
	text[len] = '\0';
}

START_TEST(a_forbidden_call_is_logged_with_its_number)
{
	struct config config = { .production = true };
	char text[16384];
	int ends[2], status;
	pid_t pid;

	ck_assert_int_eq(pipe(ends), 0);
	pid = fork();
	ck_assert_int_ge(pid, 0);
	if (pid == 0) {
		check_install();
		if (dup2(ends[1], STDERR_FILENO) < 0 ||
		    harden_filter(HARDEN_WEB, &config) != NULL)
			_exit(FILTER_FAILED);
		_exit(bare_call(SYS_unshare));
	}
	close(ends[1]);
	read_log(ends[0], text, sizeof(text));
	close(ends[0]);
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert(WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS);
	ck_assert_ptr_nonnull(strstr(text, "died of a forbidden system call"));
	ck_assert_ptr_nonnull(strstr(
	    text, arena_printf(new_arena(), "\"call\":%d", SYS_unshare)));
}
END_TEST

/* Sanitizers do these things themselves, so their builds let them. */
#ifndef INSTRUMENTED
static const enum harden_kind children[] = { HARDEN_WEB, HARDEN_WORKER };

static int
run_program(long number not_used)
{
	char *const nothing[] = { NULL };

	execve("/bin/true", nothing, nothing);
	return errno;
}

START_TEST(no_program_is_started)
{
	for (size_t i = 0; i < ARRAY_LENGTH(kinds); i++) {
		ck_assert_int_eq(outcome(kinds[i], run_program, 0), DIES);
		ck_assert_int_eq(
		    outcome(kinds[i], bare_call, SYS_ptrace), DIES);
	}
}
END_TEST

static int
open_null(long flags)
{
	int file = open("/dev/null", (int)flags | O_CLOEXEC, 0600);

	return file < 0 ? errno : WORKS;
}

START_TEST(nothing_is_opened_for_writing)
{
	static const int writing[] = { O_WRONLY, O_RDWR, O_WRONLY | O_APPEND,
		O_RDONLY | O_CREAT, O_RDONLY | O_TRUNC, O_WRONLY | O_CREAT,
		O_RDWR | O_CREAT | O_TRUNC };

	for (size_t i = 0; i < ARRAY_LENGTH(kinds); i++) {
		ck_assert_int_eq(outcome(kinds[i], open_null, O_RDONLY), WORKS);
		for (size_t j = 0; j < ARRAY_LENGTH(writing); j++)
			ck_assert_int_eq(
			    outcome(kinds[i], open_null, writing[j]), EACCES);
	}
}
END_TEST

static int
make_process(long flags)
{
	long pid = syscall(SYS_clone, flags | SIGCHLD, 0, 0, 0, 0);

	if (pid == 0)
		_exit(0);
	return pid < 0 ? errno : WORKS;
}

START_TEST(only_a_parent_has_children_and_none_in_another_namespace)
{
	ck_assert_int_eq(outcome(HARDEN_PARENT, make_process, 0), WORKS);
	ck_assert_int_eq(
	    outcome(HARDEN_PARENT, make_process, CLONE_NEWUSER), DIES);
	for (size_t i = 0; i < ARRAY_LENGTH(children); i++)
		ck_assert_int_eq(outcome(children[i], make_process, 0), DIES);
	ck_assert_int_eq(outcome((enum harden_kind)(HARDEN_WEB | HARDEN_CALLER),
			     make_process, 0),
	    DIES);
	ck_assert_int_eq(outcome(HARDEN_WEB, make_thread, 0), DIES);
}
END_TEST

static int
map(long protection)
{
	void *memory = mmap(
	    NULL, 4096, (int)protection, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	return memory == MAP_FAILED ? errno : WORKS;
}

static int
make_executable(long number not_used)
{
	void *memory = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	return mprotect(memory, 4096, PROT_READ | PROT_EXEC) == 0 ? WORKS
								  : errno;
}

START_TEST(what_was_written_is_not_run)
{
	for (size_t i = 0; i < ARRAY_LENGTH(kinds); i++) {
		ck_assert_int_eq(
		    outcome(kinds[i], map, PROT_READ | PROT_WRITE), WORKS);
		/* A library that is loaded late. */
		ck_assert_int_eq(
		    outcome(kinds[i], map, PROT_READ | PROT_EXEC), WORKS);
		ck_assert_int_eq(
		    outcome(kinds[i], map, PROT_WRITE | PROT_EXEC), DIES);
		ck_assert_int_eq(outcome(kinds[i], make_executable, 0), DIES);
	}
}
END_TEST

static int
signal_parent(long signal_number)
{
	return kill(getppid(), (int)signal_number) == 0 ? WORKS : errno;
}

static int
signal_parents_thread(long signal_number)
{
	pid_t parent = getppid();

	return syscall(SYS_tgkill, parent, parent, signal_number) == 0 ? WORKS
								       : errno;
}

START_TEST(children_send_no_signals_to_others)
{
	ck_assert_int_eq(outcome(HARDEN_PARENT, signal_parent, 0), WORKS);
	ck_assert_int_eq(outcome(HARDEN_WORKER, signal_parent, 0), WORKS);
	ck_assert_int_eq(outcome(HARDEN_WORKER, signal_parent, SIGTERM), DIES);
	ck_assert_int_eq(outcome(HARDEN_WEB, signal_parent, SIGTERM), DIES);
	for (size_t i = 0; i < ARRAY_LENGTH(children); i++)
		ck_assert_int_eq(
		    outcome(children[i], signal_parents_thread, 0), DIES);
}
END_TEST

static void
add_strict_tests(TCase *cases)
{
	tcase_add_test(cases, no_program_is_started);
	tcase_add_test(cases, nothing_is_opened_for_writing);
	tcase_add_test(
	    cases, only_a_parent_has_children_and_none_in_another_namespace);
	tcase_add_test(cases, what_was_written_is_not_run);
	tcase_add_test(cases, children_send_no_signals_to_others);
}
#else
static void
add_strict_tests(TCase *cases not_used)
{
}
#endif

Suite *
harden_suite(void)
{
	Suite *suite = suite_create("harden");
	TCase *cases = tcase_create("harden");

	tcase_set_timeout(cases, 30);
	tcase_add_test(cases, calls_that_nobody_needs_are_the_end);
	tcase_add_test(cases, rings_of_keys_are_as_if_there_were_none);
	tcase_add_test(cases, calls_that_came_later_are_as_if_there_were_none);
	tcase_add_test(cases, sockets_are_of_the_internet_or_of_files);
	tcase_add_test(cases, files_are_read_and_memory_is_measured);
	tcase_add_test(cases, a_process_can_still_abort);
	tcase_add_test(cases, a_worker_has_threads);
	tcase_add_test(cases, a_web_child_that_calls_out_has_threads);
	tcase_add_test(cases, root_does_not_serve_in_production);
	tcase_add_test(cases, root_becomes_the_user_it_is_told_to_for_good);
	tcase_add_test(cases, a_user_that_is_none_or_root_is_refused);
	tcase_add_test(cases, nobody_dumps_core_or_gains_privileges);
	tcase_add_test(cases, a_forbidden_call_is_logged_with_its_number);
	add_strict_tests(cases);
	suite_add_tcase(suite, cases);
	return suite;
}
