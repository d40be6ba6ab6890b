/*
 * test_prefork.c - a parent with trivial children: what dies is forked again,
 * a reload replaces everybody, nobody outlives an end.
 *
 * SPDX-License-Identifier: ISC
 */
#include "unit.h"

#include <errno.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/check.h"
#include "base/log.h"
#include "base/prefork.h"

Suite *prefork_suite(void);

enum { CHILDREN = 3, PATIENCE_MS = 4000, BIRTHS_MAX = 64 };

/* What parent, children and test share. */
struct stage {
	int32_t birth_count;
	int32_t pids[BIRTHS_MAX];
	int32_t end_count; /* children that ended in good order */
	bool is_stuck;     /* children are busy for ever */
	bool is_deaf;      /* children do not end when told */
	bool is_broken;    /* children end at once with status 1 */
	bool is_idle;      /* nobody asks them anything */
	bool may_reload;
};

static struct stage *stage;
static pid_t parent;

static void
nap(int64_t ms)
{
	struct timespec time = { .tv_sec = ms / 1000,
		.tv_nsec = ms % 1000 * 1000000 };

	nanosleep(&time, NULL);
}

static int
child(void *context not_used, struct scoreboard_slot *slot)
{
	int32_t birth =
	    __atomic_fetch_add(&stage->birth_count, 1, __ATOMIC_SEQ_CST);

	__atomic_store_n(&stage->pids[birth % BIRTHS_MAX], (int32_t)getpid(),
	    __ATOMIC_SEQ_CST);
	if (stage->is_broken)
		return 1;
	if (stage->is_stuck)
		__atomic_store_n(
		    &slot->busy_since_ms, monotonic_ms(), __ATOMIC_SEQ_CST);
	else if (!stage->is_idle)
		slot->request_count = 1;
	/* Sleeps as accept(2) would: only a signal wakes it. */
	while (!prefork_should_end() || stage->is_deaf)
		pause();
	__atomic_fetch_add(&stage->end_count, 1, __ATOMIC_SEQ_CST);
	return 0;
}

static bool
reload(struct prefork *prefork not_used, void *context not_used)
{
	return stage->may_reload;
}

static void
stage_open(void)
{
	stage = mmap(NULL, sizeof(*stage), PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	ck_assert_ptr_ne(stage, MAP_FAILED);
	stage->may_reload = true;
	/* Orphans come to us, so that the test sees them end. */
	ck_assert_int_eq(prctl(PR_SET_CHILD_SUBREAPER, 1), 0);
}

static void
parent_start(int64_t deadline_ms, int64_t drain_ms)
{
	struct prefork prefork = { .name = "stage",
		.children = CHILDREN,
		.deadline_ms = deadline_ms,
		.drain_ms = drain_ms,
		.child = child,
		.reload = reload };

	parent = fork();
	ck_assert_int_ge(parent, 0);
	if (parent != 0)
		return;
	silence();
	check_install();
	_exit(prefork_run(&prefork));
}

static int32_t
births(void)
{
	return __atomic_load_n(&stage->birth_count, __ATOMIC_SEQ_CST);
}

static void
wait_for_births(int32_t count)
{
	int64_t end_ms = monotonic_ms() + PATIENCE_MS;
	int32_t last = (count - 1) % BIRTHS_MAX;

	while (births() < count ||
	    __atomic_load_n(&stage->pids[last], __ATOMIC_SEQ_CST) == 0) {
		ck_assert_int_lt(monotonic_ms(), end_ms);
		nap(5);
	}
}

static bool
is_alive(int32_t pid)
{
	return kill(pid, 0) == 0;
}

static void
wait_for_end_of(int32_t pid)
{
	int64_t end_ms = monotonic_ms() + PATIENCE_MS;

	while (is_alive(pid)) {
		(void)waitpid(pid, NULL, WNOHANG);
		ck_assert_int_lt(monotonic_ms(), end_ms);
		nap(5);
	}
}

static void
expect_parent_ends(void)
{
	int64_t end_ms = monotonic_ms() + PATIENCE_MS;
	int status, i;

	while (waitpid(parent, &status, WNOHANG) == 0) {
		ck_assert_int_lt(monotonic_ms(), end_ms);
		nap(5);
	}
	ck_assert(WIFEXITED(status));
	ck_assert_int_eq(WEXITSTATUS(status), 0);
	for (i = 0; i < births() && i < BIRTHS_MAX; i++)
		ck_assert(!is_alive(stage->pids[i]));
}

START_TEST(term_lets_every_child_end_in_good_order)
{
	parent_start(0, 2000);
	wait_for_births(CHILDREN);
	kill(parent, SIGTERM);
	expect_parent_ends();
	ck_assert_int_eq(stage->end_count, CHILDREN);
	ck_assert_int_eq(births(), CHILDREN);
}
END_TEST

START_TEST(a_child_that_dies_is_forked_again)
{
	parent_start(0, 2000);
	wait_for_births(CHILDREN);
	kill(stage->pids[1], SIGKILL);
	wait_for_births(CHILDREN + 1);
	ck_assert(is_alive(stage->pids[0]));
	kill(parent, SIGINT);
	expect_parent_ends();
	ck_assert_int_eq(stage->end_count, CHILDREN);
}
END_TEST

START_TEST(a_reload_replaces_every_child)
{
	int32_t old[CHILDREN];
	int i;

	parent_start(0, 2000);
	wait_for_births(CHILDREN);
	memcpy(old, stage->pids, sizeof(old));
	kill(parent, SIGHUP);
	wait_for_births(2 * CHILDREN);
	for (i = 0; i < CHILDREN; i++)
		wait_for_end_of(old[i]);
	ck_assert_int_eq(stage->end_count, CHILDREN);
	for (i = CHILDREN; i < 2 * CHILDREN; i++)
		ck_assert(is_alive(stage->pids[i]));
	kill(parent, SIGTERM);
	expect_parent_ends();
}
END_TEST

START_TEST(a_storm_of_reloads_is_one_and_the_last_wish_is_fulfilled)
{
	stage->is_idle = true;
	parent_start(0, 2000);
	wait_for_births(CHILDREN);
	for (int i = 0; i < 30; i++) {
		kill(parent, SIGHUP);
		nap(20);
	}
	ck_assert_int_eq(births(), 2 * CHILDREN);
	wait_for_births(3 * CHILDREN);
	nap(200);
	ck_assert_int_eq(births(), 3 * CHILDREN);
	kill(parent, SIGTERM);
	expect_parent_ends();
}
END_TEST

START_TEST(children_that_do_not_end_hold_up_no_reload)
{
	parent_start(0, 60000);
	wait_for_births(CHILDREN);
	stage->is_deaf = true;
	kill(parent, SIGHUP);
	wait_for_births(2 * CHILDREN);
	kill(parent, SIGHUP);
	wait_for_births(3 * CHILDREN);
	stage->is_deaf = false;
	kill(parent, SIGTERM);
	expect_parent_ends();
}
END_TEST

START_TEST(a_refused_reload_changes_nothing)
{
	stage->may_reload = false;
	parent_start(0, 2000);
	wait_for_births(CHILDREN);
	kill(parent, SIGHUP);
	nap(100);
	ck_assert_int_eq(births(), CHILDREN);
	kill(parent, SIGTERM);
	expect_parent_ends();
}
END_TEST

START_TEST(fresh_children_that_die_leave_the_old_ones_alone)
{
	int i;

	parent_start(0, 2000);
	wait_for_births(CHILDREN);
	stage->is_broken = true;
	kill(parent, SIGHUP);
	wait_for_births(2 * CHILDREN + 1);
	for (i = 0; i < CHILDREN; i++)
		ck_assert(is_alive(stage->pids[i]));
	kill(parent, SIGTERM);
	expect_parent_ends();
}
END_TEST

START_TEST(who_dies_young_again_and_again_is_forked_ever_later)
{
	stage->is_broken = true;
	parent_start(0, 2000);
	nap(600);
	/* Pauses of 50, 100, 200, 400 ms. */
	ck_assert_int_ge(births(), 2 * CHILDREN);
	ck_assert_int_le(births(), 5 * CHILDREN);
	kill(parent, SIGTERM);
	expect_parent_ends();
}
END_TEST

START_TEST(a_child_past_its_deadline_is_aborted_and_replaced)
{
	stage->is_stuck = true;
	parent_start(100, 200);
	wait_for_births(CHILDREN + 1);
	ck_assert_int_eq(stage->end_count, 0);
	stage->is_stuck = false;
	kill(parent, SIGTERM);
	expect_parent_ends();
}
END_TEST

START_TEST(who_does_not_end_when_told_is_killed)
{
	stage->is_deaf = true;
	parent_start(0, 150);
	wait_for_births(CHILDREN);
	kill(parent, SIGTERM);
	expect_parent_ends();
	ck_assert_int_eq(stage->end_count, 0);
}
END_TEST

START_TEST(nobody_outlives_a_killed_parent)
{
	int i;

	parent_start(0, 2000);
	wait_for_births(CHILDREN);
	kill(parent, SIGKILL);
	for (i = 0; i < CHILDREN; i++)
		wait_for_end_of(stage->pids[i]);
	ck_assert_int_eq(stage->end_count, CHILDREN);
}
END_TEST

START_TEST(a_deaf_orphan_ends_too)
{
	int i;

	stage->is_deaf = true;
	parent_start(0, 500);
	wait_for_births(CHILDREN);
	kill(parent, SIGKILL);
	for (i = 0; i < CHILDREN; i++)
		wait_for_end_of(stage->pids[i]);
	ck_assert_int_eq(stage->end_count, 0);
}
END_TEST

START_TEST(own_memory_is_measured)
{
	ck_assert_int_gt(prefork_memory_bytes(), 4096);
	ck_assert(!prefork_should_end());
}
END_TEST

Suite *
prefork_suite(void)
{
	Suite *suite = suite_create("prefork");
	TCase *cases = tcase_create("prefork");

	tcase_set_timeout(cases, 10);
	tcase_add_checked_fixture(cases, stage_open, NULL);
	tcase_add_test(cases, term_lets_every_child_end_in_good_order);
	tcase_add_test(cases, a_child_that_dies_is_forked_again);
	tcase_add_test(cases, a_reload_replaces_every_child);
	tcase_add_test(
	    cases, a_storm_of_reloads_is_one_and_the_last_wish_is_fulfilled);
	tcase_add_test(cases, children_that_do_not_end_hold_up_no_reload);
	tcase_add_test(cases, a_refused_reload_changes_nothing);
	tcase_add_test(cases, fresh_children_that_die_leave_the_old_ones_alone);
	tcase_add_test(
	    cases, who_dies_young_again_and_again_is_forked_ever_later);
	tcase_add_test(
	    cases, a_child_past_its_deadline_is_aborted_and_replaced);
	tcase_add_test(cases, who_does_not_end_when_told_is_killed);
	tcase_add_test(cases, nobody_outlives_a_killed_parent);
	tcase_add_test(cases, a_deaf_orphan_ends_too);
	tcase_add_test(cases, own_memory_is_measured);
	suite_add_tcase(suite, cases);
	return suite;
}
