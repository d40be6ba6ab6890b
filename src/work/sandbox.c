/*
 * sandbox.c - a child that gives up everything, then becomes the program.
 *
 * SPDX-License-Identifier: ISC
 */
#define _GNU_SOURCE /* memfd_create(), unshare(), pipe2() */

#include "work/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/check.h"
#include "base/harden.h"
#include "base/log.h"
#include "base/time.h"
#include "work/sandbox_files.h"

enum { COMPLAINT_BYTES = 2048, CHUNK_BYTES = 64 << 10, EXIT_NO_PROGRAM = 127 };

struct sandbox {
	pid_t pid; /* 0: it has ended */
	int output;
	int errors;
	int64_t end_at_ms;
	struct buf text;
	struct buf complaint;
	enum sandbox_state state;
};

int
sandbox_input(void)
{
	return memfd_create("input", MFD_CLOEXEC);
}

static void
limit(int resource, rlim_t most)
{
	const struct rlimit both = { most, most };

	if (setrlimit((__rlimit_resource_t)resource, &both) != 0)
		_exit(EXIT_NO_PROGRAM);
}

static void
set_limits(const struct sandbox_limits *limits)
{
	limit(RLIMIT_CPU, (rlim_t)limits->cpu_s);
#ifdef SANITIZERS
	/* Their shadow of the memory is larger than any limit. */
	(void)limits->memory_bytes;
#else
	limit(RLIMIT_AS, (rlim_t)limits->memory_bytes);
#endif
	limit(RLIMIT_FSIZE, 0);
	limit(RLIMIT_NOFILE, 32);
	limit(RLIMIT_CORE, 0);
}

/* The three ends that it keeps move to where a program looks for them. */
static void
keep_only(int input, int output, int errors)
{
	if (dup2(input, 0) < 0 || dup2(output, 1) < 0 || dup2(errors, 2) < 0 ||
	    syscall(SYS_close_range, 3U, ~0U, 0U) != 0)
		_exit(EXIT_NO_PROGRAM);
}

/* In the child; does not come back. */
static void
become(const char *const *words, const int ends[3], pid_t parent,
    const struct sandbox_limits *limits)
{
	char *const empty[] = { NULL };
	struct harden_program filter;
	sigset_t none;

	(void)sigemptyset(&none);
	(void)sigprocmask(SIG_SETMASK, &none, NULL);
	if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || getppid() != parent)
		_exit(EXIT_NO_PROGRAM);
	keep_only(ends[0], ends[1], ends[2]);
	/* Not everywhere allowed; without a socket there is no network. */
	(void)unshare(CLONE_NEWUSER | CLONE_NEWNET | CLONE_NEWIPC);
	sandbox_hide_files(words[0]);
	if (!harden_prepare(HARDEN_SANDBOX, &filter))
		_exit(EXIT_NO_PROGRAM);
	/* From here on nothing may take memory, see base/harden.h. */
	set_limits(limits);
	if (harden_enter(&filter))
		(void)execve(words[0], (char *const *)(uintptr_t)words, empty);
	_exit(EXIT_NO_PROGRAM);
}

static void
close_end(int *end)
{
	if (*end >= 0)
		(void)close(*end);
	*end = -1;
}

static void
kill_it(struct sandbox *sandbox)
{
	if (sandbox->pid == 0)
		return;
	(void)kill(sandbox->pid, SIGKILL);
	while (waitpid(sandbox->pid, NULL, 0) < 0 && errno == EINTR)
		continue;
	sandbox->pid = 0;
}

static void
release(void *resource)
{
	struct sandbox *sandbox = resource;

	kill_it(sandbox);
	close_end(&sandbox->output);
	close_end(&sandbox->errors);
}

static struct sandbox *
give_up(const char *what, int ends[6])
{
	log_error(
	    NULL, "no process for a program: %s: %s", what, strerror(errno));
	for (size_t at = 0; at < 6; at++)
		close_end(&ends[at]);
	return NULL;
}

struct sandbox *
sandbox_start(struct arena *arena, const char *const *words, int input,
    const struct sandbox_limits *limits)
{
	struct sandbox *sandbox = arena_new(arena, struct sandbox);
	int ends[6] = { -1, -1, -1, -1, input, -1 };
	pid_t parent = getpid();

	if (lseek(input, 0, SEEK_SET) != 0 || pipe2(ends, O_CLOEXEC) != 0 ||
	    pipe2(ends + 2, O_CLOEXEC) != 0 ||
	    fcntl(ends[0], F_SETFL, O_NONBLOCK) != 0 ||
	    fcntl(ends[2], F_SETFL, O_NONBLOCK) != 0)
		return give_up("pipe", ends);
	sandbox->pid = fork();
	if (sandbox->pid == 0)
		become(words, (const int[]){ input, ends[1], ends[3] }, parent,
		    limits);
	if (sandbox->pid < 0)
		return give_up("fork", ends);
	sandbox->output = ends[0];
	sandbox->errors = ends[2];
	close_end(&ends[1]);
	close_end(&ends[3]);
	close_end(&ends[4]);
	sandbox->text = buf_new(arena, limits->output_bytes);
	sandbox->complaint = buf_new(arena, COMPLAINT_BYTES);
	sandbox->end_at_ms = monotonic_ms() + limits->time_ms;
	sandbox->state = SANDBOX_RUNNING;
	arena_defer(arena, release, sandbox);
	return sandbox;
}

/* Takes what is there; what does not fit into buf is read and dropped. */
static void
drain(int *end, struct buf *buf)
{
	char bytes[CHUNK_BYTES];
	ssize_t got;

	while (*end >= 0) {
		got = read(*end, bytes, sizeof(bytes));
		if (got > 0) {
			buf_add_bytes(buf, bytes, (size_t)got);
			/* The rest in the next round. */
			if (buf->overflowed)
				return;
		} else if (got == 0 || (errno != EAGAIN && errno != EINTR))
			close_end(end);
		else
			return;
	}
}

static void
end(struct sandbox *sandbox, enum sandbox_state state)
{
	kill_it(sandbox);
	close_end(&sandbox->output);
	close_end(&sandbox->errors);
	sandbox->state = state;
}

enum sandbox_state
sandbox_look(struct sandbox *sandbox)
{
	int status = 0;
	pid_t ended;

	if (sandbox->state != SANDBOX_RUNNING)
		return sandbox->state;
	/* Looked at before the pipes: what it wrote is all there then. */
	ended = waitpid(sandbox->pid, &status, WNOHANG);
	drain(&sandbox->output, &sandbox->text);
	drain(&sandbox->errors, &sandbox->complaint);
	if (ended == sandbox->pid)
		sandbox->pid = 0;
	if (sandbox->text.overflowed)
		end(sandbox, SANDBOX_LONG);
	else if (ended == 0 && monotonic_ms() >= sandbox->end_at_ms)
		end(sandbox, SANDBOX_LATE);
	else if (ended != 0)
		end(sandbox,
		    ended > 0 && WIFEXITED(status) && WEXITSTATUS(status) == 0
			? SANDBOX_DONE
			: SANDBOX_FAILED);
	return sandbox->state;
}

const struct buf *
sandbox_output(const struct sandbox *sandbox)
{
	return &sandbox->text;
}

const char *
sandbox_complaint(const struct sandbox *sandbox)
{
	return sandbox->complaint.len == 0 ? "" : sandbox->complaint.data;
}
