/*
 * prefork_child.c - a child of the pool: its signals, its parent, its memory.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/prefork_child.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "base/check.h"

/* Of a child: who its parent was, and whether it was told to end. */
static pid_t parent_pid;
static volatile sig_atomic_t should_end;
static int64_t orphan_drain_ms, orphan_end_ms;

bool
prefork_should_end(void)
{
	return should_end != 0 || (parent_pid != 0 && getppid() != parent_pid);
}

/* A signal that comes just before a system call would be slept over, so it is
 * repeated; a child without a parent has nobody else to do that, nor to end it
 * when it hangs. */
static void
on_end_signal(int number not_used)
{
	int saved = errno;
	struct timespec now = { 0 };
	int64_t now_ms;

	should_end = 1;
	if (getppid() != parent_pid) {
		clock_gettime(CLOCK_MONOTONIC, &now);
		now_ms = (int64_t)now.tv_sec * 1000;
		if (orphan_end_ms == 0)
			orphan_end_ms = now_ms + orphan_drain_ms;
		else if (now_ms > orphan_end_ms)
			_exit(EXIT_FAILURE);
	}
	alarm(1);
	errno = saved;
}

static void
handle(int number, void (*handler)(int))
{
	struct sigaction action = { .sa_handler = handler };

	check(sigaction(number, &action, NULL) == 0);
}

void
prefork_child_run(const struct prefork *prefork, struct scoreboard_slot *slot,
    pid_t parent, const sigset_t *mask)
{
	parent_pid = parent;
	orphan_drain_ms = prefork->drain_ms;
	handle(SIGTERM, on_end_signal);
	handle(SIGALRM, on_end_signal);
	/* A terminal sends these to everybody; the parent decides. */
	handle(SIGINT, SIG_IGN);
	handle(SIGHUP, SIG_IGN);
	handle(SIGCHLD, SIG_DFL);
	check(prctl(PR_SET_PDEATHSIG, SIGTERM) == 0);
	check(sigprocmask(SIG_SETMASK, mask, NULL) == 0);
	if (getppid() != parent_pid)
		exit(EXIT_FAILURE);
	exit(prefork->child(prefork->context, slot));
}

/* The number of kB behind label in the text of smaps_rollup. */
static int64_t
kilobytes(const char *text, const char *label)
{
	const char *found = strstr(text, label);

	return found == NULL ? 0 : strtoll(found + strlen(label), NULL, 10);
}

int64_t
prefork_memory_bytes(void)
{
	char text[4096];
	ssize_t len;
	int descriptor = open("/proc/self/smaps_rollup", O_RDONLY | O_CLOEXEC);

	if (descriptor < 0)
		return 0;
	len = read(descriptor, text, sizeof(text) - 1);
	close(descriptor);
	if (len <= 0)
		return 0;
	text[len] = '\0';
	return 1024 *
	    (kilobytes(text, "Private_Clean:") +
		kilobytes(text, "Private_Dirty:") +
		kilobytes(text, "Private_Hugetlb:"));
}
