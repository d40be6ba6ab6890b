/*
 * test_harden_user.c - who a program runs as, and what it gives up at its
 * start; tried in a child each, because nothing of it is ever taken back.
 *
 * SPDX-License-Identifier: ISC
 */
#define _GNU_SOURCE /* getresuid() */

#include "unit.h"

#include <errno.h>
#include <pwd.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/config.h"
#include "base/harden.h"

Suite *harden_user_suite(void);

/* Neither an end by a signal nor an errno. */
enum { WORKS = 0, DIES = 1000 };

static int
in_child(int (*attempt)(void))
{
	int status;
	pid_t pid = fork();

	if (pid == 0)
		_exit(attempt());
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	return WIFEXITED(status) ? WEXITSTATUS(status) : DIES;
}

static int
refuse_production(void)
{
	struct config config = { .production = true };
	struct arena *arena = new_arena();

	return harden_user(arena, &config) == NULL ? WORKS : EPERM;
}

START_TEST(root_does_not_serve_in_production)
{
	ck_assert_int_eq(
	    in_child(refuse_production), geteuid() == 0 ? EPERM : WORKS);
}
END_TEST

static int
become_nobody(void)
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
		ck_assert_int_eq(in_child(become_nobody), WORKS);
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
start_and_look(void)
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
	ck_assert_int_eq(in_child(start_and_look), WORKS);
}
END_TEST

Suite *
harden_user_suite(void)
{
	Suite *suite = suite_create("harden_user");
	TCase *tests = tcase_create("harden_user");

	tcase_set_timeout(tests, 30);
	tcase_add_test(tests, root_does_not_serve_in_production);
	tcase_add_test(tests, root_becomes_the_user_it_is_told_to_for_good);
	tcase_add_test(tests, a_user_that_is_none_or_root_is_refused);
	tcase_add_test(tests, nobody_dumps_core_or_gains_privileges);
	suite_add_tcase(suite, tests);
	return suite;
}
