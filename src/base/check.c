/*
 * check.c - the last words of a process with a bug.
 *
 * SPDX-License-Identifier: ISC
 */
#define _GNU_SOURCE /* gettid(), tgkill() */

#include "base/check.h"

#include <execinfo.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <unistd.h>

#include "base/log_line.h"

enum {
	FRAMES_S = 2,
	FRAMES_MAX = 48,
	STACK_BYTES = 1 << 18,
	FRAME_TEXT_BYTES = 16384
};

static const struct task *watched;
static char signal_stack[STACK_BYTES];
static sigjmp_buf without_frames;
static pid_t dying;

/* The backtrace goes through a pipe, because only the variant of the C library
 * that writes to a descriptor needs no memory. */
static void
frames_read(char *text, size_t size_bytes)
{
	void *frames[FRAMES_MAX];
	size_t len = 0;
	ssize_t count;
	int ends[2];

	text[0] = '\0';
	if (pipe(ends) != 0)
		return;
	fcntl(ends[0], F_SETFL, O_NONBLOCK);
	fcntl(ends[1], F_SETFL, O_NONBLOCK);
	backtrace_symbols_fd(frames, backtrace(frames, FRAMES_MAX), ends[1]);
	close(ends[1]);
	while (len < size_bytes - 1 &&
	    (count = read(ends[0], text + len, size_bytes - 1 - len)) > 0)
		len += (size_t)count;
	close(ends[0]);
	text[len] = '\0';
}

/* The alarm may ring in any thread. */
static void
stop_reading(int number)
{
	if (gettid() != dying)
		(void)tgkill(getpid(), dying, number);
	else
		siglongjmp(without_frames, 1);
}

/* Who crashed while it held a lock that the unwinder wants would wait for ever,
 * and keep its place in the pool: then the line has no frames. */
static void
add_frames(struct log_line *line)
{
	char frames[FRAME_TEXT_BYTES];
	sigset_t alone;

	dying = gettid();
	sigemptyset(&alone);
	sigaddset(&alone, SIGALRM);
	if (sigsetjmp(without_frames, 1) != 0)
		return;
	signal(SIGALRM, stop_reading);
	(void)sigprocmask(SIG_UNBLOCK, &alone, NULL);
	(void)alarm(FRAMES_S);
	frames_read(frames, sizeof(frames));
	(void)alarm(0);
	log_line_list(line, "frames", frames);
}

void
check_failed(const char *expression, const char *file, int line_number)
{
	struct log_line line;

	log_line_begin(&line, LOG_ERROR, watched);
	log_line_text(&line, "event", "check_failed");
	log_line_text(&line, "message", expression);
	log_line_text(&line, "file", file);
	log_line_number(&line, "line", line_number);
	add_frames(&line);
	log_line_write(&line);
	signal(SIGABRT, SIG_DFL);
	abort();
}

static const char *
signal_name(int number)
{
	switch (number) {
	case SIGSEGV:
		return "died of SIGSEGV";
	case SIGBUS:
		return "died of SIGBUS";
	case SIGFPE:
		return "died of SIGFPE";
	case SIGILL:
		return "died of SIGILL";
	case SIGABRT:
		return "died of SIGABRT";
	case SIGSYS:
		return "died of a forbidden system call";
	default:
		return "died of a signal";
	}
}

static void
last_words(int number, siginfo_t *info, void *context not_used)
{
	struct log_line line;

	log_line_begin(&line, LOG_ERROR, watched);
	log_line_text(&line, "event", "crash");
	log_line_text(&line, "message", signal_name(number));
	if (number == SIGSYS)
		log_line_number(&line, "call", info->si_syscall);
	if (info->si_code <= 0)
		log_line_number(&line, "sender_pid", info->si_pid);
	add_frames(&line);
	log_line_write(&line);
	signal(number, SIG_DFL);
	raise(number);
}

void
check_install(void)
{
	static const int signals[] = { SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT,
		SIGSYS };
	stack_t stack = { .ss_sp = signal_stack,
		.ss_size = sizeof(signal_stack) };
	struct sigaction action = { .sa_sigaction = last_words,
		.sa_flags = SA_SIGINFO | SA_ONSTACK };
	void *frame;
	size_t i;

	/* The first call loads a library, which no signal handler may do. */
	(void)backtrace(&frame, 1);
	check(sigaltstack(&stack, NULL) == 0);
	for (i = 0; i < ARRAY_LENGTH(signals); i++)
		check(sigaction(signals[i], &action, NULL) == 0);
}

void
check_watch(const struct task *task)
{
	watched = task;
}
