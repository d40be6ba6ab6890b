/*
 * test_scoreboard.c - what a program tells of its children, while it lives and
 * after it died.
 *
 * SPDX-License-Identifier: ISC
 */
#include "unit.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/log.h"
#include "base/prefork.h"
#include "base/scoreboard.h"

Suite *scoreboard_suite(void);

enum { PATIENCE_MS = 4000, CHILDREN = 2 };

static char directory[64];
static struct arena *arena;

static void
setup(void)
{
	memcpy(directory, "/tmp/scoreboard.XXXXXX", 23);
	ck_assert_ptr_nonnull(mkdtemp(directory));
	arena = arena_create(4096, 1024 * 1024);
}

static const char *
path_of(const char *file)
{
	return arena_printf(arena, "%s/%s", directory, file);
}

static void
teardown(void)
{
	DIR *files = opendir(directory);
	const struct dirent *entry;

	while ((entry = readdir(files)) != NULL)
		(void)unlink(path_of(entry->d_name));
	(void)closedir(files);
	(void)rmdir(directory);
	arena_free(arena);
}

static void
nap(void)
{
	struct timespec time = { .tv_nsec = 5000000 };

	nanosleep(&time, NULL);
}

static int
child(void *context not_used, struct scoreboard_slot *slot)
{
	slot->request_count = 3;
	slot->memory_bytes = 1000;
	while (!prefork_should_end())
		pause();
	return 0;
}

/* A program of its own, with children. */
static pid_t
program_start(const char *name)
{
	struct prefork prefork = { .name = name,
		.children = CHILDREN,
		.drain_ms = 1000,
		.child = child };
	struct scoreboard board;
	const char *complaint = NULL;
	pid_t pid = fork();
	int status;

	ck_assert_int_ge(pid, 0);
	if (pid != 0)
		return pid;
	silence();
	if (!scoreboard_open(arena, directory, name, &board, &complaint))
		_exit(1);
	prefork.board = &board;
	status = prefork_run(&prefork);
	scoreboard_close(&board);
	_exit(status);
}

static void
expect_view(int copy, int64_t children, int64_t served, int64_t lost)
{
	int64_t end_ms = monotonic_ms() + PATIENCE_MS;
	struct scoreboard_view view;

	do {
		nap();
		scoreboard_read(directory, "web", copy, &view);
		ck_assert_msg(monotonic_ms() < end_ms,
		    "%d children, %d served, %d lost", (int)view.children,
		    (int)view.served, (int)view.lost);
	} while (view.children != children || view.served != served ||
	    view.lost != lost);
}

static void
program_end(pid_t pid, int signal)
{
	int status;

	ck_assert_int_eq(kill(pid, signal), 0);
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
}

static void
expect_down(int copy)
{
	struct scoreboard_view view;

	scoreboard_read(directory, "web", copy, &view);
	ck_assert(!view.is_running);
	ck_assert_int_eq(view.children, 0);
	ck_assert_int_eq(view.served, 0);
}

/* The first that is at home. */
static pid_t
some_child(void)
{
	struct scoreboard_head head;
	struct scoreboard_slot slot;
	int file = open(path_of("web.pool"), O_RDONLY | O_CLOEXEC);

	ck_assert_int_ge(file, 0);
	ck_assert_int_eq(read(file, &head, sizeof(head)), sizeof(head));
	ck_assert_int_eq(read(file, &slot, sizeof(slot)), sizeof(slot));
	ck_assert_int_eq(close(file), 0);
	ck_assert_int_gt(slot.pid, 1);
	return slot.pid;
}

START_TEST(a_program_that_runs_is_seen_and_one_that_ended_is_not)
{
	struct scoreboard_view view;
	pid_t pid;

	expect_down(1);
	pid = program_start("web");
	expect_view(1, CHILDREN, 3 * CHILDREN, 0);
	scoreboard_read(directory, "web", 1, &view);
	ck_assert(view.is_running);
	ck_assert_int_eq(view.wanted, CHILDREN);
	ck_assert_int_eq(view.memory_bytes, 1000 * CHILDREN);
	ck_assert_int_lt(
	    instant_ms_between(view.started_at, instant_now()), 10000);
	program_end(pid, SIGTERM);
	expect_down(1);
	ck_assert_int_ne(access(path_of("web.pool"), F_OK), 0);
}
END_TEST

START_TEST(a_killed_child_frees_its_slot_and_what_it_served_stays_counted)
{
	pid_t pid = program_start("web");

	expect_view(1, CHILDREN, 3 * CHILDREN, 0);
	ck_assert_int_eq(kill(some_child(), SIGKILL), 0);
	expect_view(1, CHILDREN, 3 * (CHILDREN + 1), 1);
	program_end(pid, SIGTERM);
}
END_TEST

START_TEST(a_killed_parent_is_down_at_once_and_its_file_is_replaced)
{
	pid_t pid = program_start("web");
	struct stat before, after;

	expect_view(1, CHILDREN, 3 * CHILDREN, 0);
	ck_assert_int_eq(stat(path_of("web.pool"), &before), 0);
	program_end(pid, SIGKILL);
	expect_down(1);
	ck_assert_int_eq(access(path_of("web.pool"), F_OK), 0);
	pid = program_start("web");
	expect_view(1, CHILDREN, 3 * CHILDREN, 0);
	ck_assert_int_eq(stat(path_of("web.pool"), &after), 0);
	ck_assert(before.st_ino != after.st_ino);
	program_end(pid, SIGTERM);
}
END_TEST

START_TEST(a_second_program_of_the_same_name_has_a_file_of_its_own)
{
	pid_t first = program_start("web"), second;

	expect_view(1, CHILDREN, 3 * CHILDREN, 0);
	expect_down(2);
	second = program_start("web");
	expect_view(2, CHILDREN, 3 * CHILDREN, 0);
	program_end(first, SIGTERM);
	expect_down(1);
	expect_view(2, CHILDREN, 3 * CHILDREN, 0);
	program_end(second, SIGTERM);
	expect_down(2);
}
END_TEST

START_TEST(what_is_no_scoreboard_is_a_program_that_is_down)
{
	int file = open(path_of("web.pool"), O_WRONLY | O_CREAT, 0600);
	struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
	char junk[64 * 1024];
	int status;
	pid_t pid;

	memset(junk, 'x', sizeof(junk));
	ck_assert_int_ge(file, 0);
	ck_assert_int_eq(write(file, junk, sizeof(junk)), sizeof(junk));
	expect_down(1);
	/* Also when somebody holds it. */
	pid = fork();
	if (pid == 0) {
		(void)fcntl(file, F_SETLK, &lock);
		pause();
		_exit(0);
	}
	nap();
	nap();
	expect_down(1);
	ck_assert_int_eq(kill(pid, SIGKILL), 0);
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_int_eq(close(file), 0);
}
END_TEST

START_TEST(a_place_where_no_file_can_be_is_told_and_does_no_harm)
{
	struct scoreboard board;
	const char *complaint = NULL;

	ck_assert(!scoreboard_open(
	    arena, "/nowhere/at/all", "web", &board, &complaint));
	ck_assert_ptr_nonnull(strstr(complaint, "/nowhere/at/all/web.pool"));
	board.slots[SCOREBOARD_SLOTS - 1].request_count = 1;
	scoreboard_close(&board);
}
END_TEST

Suite *
scoreboard_suite(void)
{
	Suite *suite = suite_create("scoreboard");
	TCase *tests = tcase_create("scoreboard");

	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_test(
	    tests, a_program_that_runs_is_seen_and_one_that_ended_is_not);
	tcase_add_test(tests,
	    a_killed_child_frees_its_slot_and_what_it_served_stays_counted);
	tcase_add_test(
	    tests, a_killed_parent_is_down_at_once_and_its_file_is_replaced);
	tcase_add_test(
	    tests, a_second_program_of_the_same_name_has_a_file_of_its_own);
	tcase_add_test(tests, what_is_no_scoreboard_is_a_program_that_is_down);
	tcase_add_test(
	    tests, a_place_where_no_file_can_be_is_told_and_does_no_harm);
	suite_add_tcase(suite, tests);
	return suite;
}
