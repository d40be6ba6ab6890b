/*
 * harden.c - limits, user and system call filter of a serving process.
 *
 * SPDX-License-Identifier: ISC
 */
#define _GNU_SOURCE /* CLONE_*, setresuid() */

#include "base/harden.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/seccomp.h>
#include <pwd.h>
#include <sched.h>
#include <seccomp.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/check.h"
#include "base/config.h"
#include "base/log.h"
#include "base/text.h"

enum {
	PARENT = HARDEN_PARENT,
	WEB = HARDEN_WEB,
	WORKER = HARDEN_WORKER,
	CALLER = HARDEN_CALLER,
	RUNNER = HARDEN_RUNNER,
	SANDBOX = HARDEN_SANDBOX,
	CHILD = HARDEN_WEB | HARDEN_WORKER | HARDEN_SANDBOX,
	SERVING = HARDEN_PARENT | HARDEN_WEB | HARDEN_WORKER,
	ALL = HARDEN_PARENT | HARDEN_WEB | HARDEN_WORKER | HARDEN_SANDBOX,
};

/* What makes open(2) more than reading. */
#define WRITING (O_ACCMODE | O_CREAT | O_TRUNC)
#define NAMESPACES                                                             \
	(CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS | CLONE_NEWIPC |         \
	    CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNET)
#define PRCTL_VMA 0x53564d41        /* names of mappings, from Linux 5.17 */
#define TERMINAL_STATE_2 0x802c542a /* TCGETS2, for isatty() of glibc 2.42 */

/* Calls with a number from here on came after this table. What a C library of
 * later tries first must look as it does on a kernel that lacks it. */
enum { CALLS_KNOWN = 450, CALLS_LATER = 600 };

/* clang-format off */
/* Allowed whatever the arguments; to everybody. */
static const int common_calls[] = {
	/* descriptors, and files that are only read */
	SCMP_SYS(read), SCMP_SYS(readv), SCMP_SYS(pread64), SCMP_SYS(write), SCMP_SYS(writev), SCMP_SYS(close),
	SCMP_SYS(lseek), SCMP_SYS(_llseek), SCMP_SYS(fcntl), SCMP_SYS(fcntl64), SCMP_SYS(pipe), SCMP_SYS(pipe2),
	SCMP_SYS(fstat), SCMP_SYS(stat), SCMP_SYS(lstat), SCMP_SYS(newfstatat), SCMP_SYS(statx),
	SCMP_SYS(fstat64), SCMP_SYS(stat64), SCMP_SYS(lstat64), SCMP_SYS(fstatat64), SCMP_SYS(fstatfs),
	SCMP_SYS(statfs),
	SCMP_SYS(access), SCMP_SYS(faccessat), SCMP_SYS(faccessat2), SCMP_SYS(readlink), SCMP_SYS(readlinkat),
	SCMP_SYS(getdents), SCMP_SYS(getdents64), SCMP_SYS(getcwd), SCMP_SYS(fadvise64),
	/* sockets that are connected, not bound */
	SCMP_SYS(connect), SCMP_SYS(shutdown), SCMP_SYS(getsockname), SCMP_SYS(getpeername), SCMP_SYS(getsockopt),
	SCMP_SYS(setsockopt), SCMP_SYS(send), SCMP_SYS(sendto), SCMP_SYS(sendmsg), SCMP_SYS(sendmmsg), SCMP_SYS(recv),
	SCMP_SYS(recvfrom), SCMP_SYS(recvmsg), SCMP_SYS(recvmmsg), SCMP_SYS(recvmmsg_time64),
	SCMP_SYS(poll), SCMP_SYS(ppoll), SCMP_SYS(ppoll_time64), SCMP_SYS(select), SCMP_SYS(_newselect),
	SCMP_SYS(pselect6), SCMP_SYS(pselect6_time64),
	/* memory; mmap and mprotect have rules */
	SCMP_SYS(brk), SCMP_SYS(munmap), SCMP_SYS(mremap), SCMP_SYS(madvise),
	/* signals and time */
	SCMP_SYS(rt_sigaction), SCMP_SYS(rt_sigprocmask), SCMP_SYS(rt_sigreturn), SCMP_SYS(sigreturn),
	SCMP_SYS(sigaltstack), SCMP_SYS(restart_syscall), SCMP_SYS(alarm), SCMP_SYS(setitimer), SCMP_SYS(pause),
	SCMP_SYS(clock_gettime), SCMP_SYS(clock_gettime64), SCMP_SYS(clock_getres), SCMP_SYS(clock_getres_time64),
	SCMP_SYS(clock_nanosleep), SCMP_SYS(clock_nanosleep_time64), SCMP_SYS(nanosleep), SCMP_SYS(gettimeofday),
	SCMP_SYS(time),
	/* the process itself */
	SCMP_SYS(exit), SCMP_SYS(exit_group), SCMP_SYS(futex), SCMP_SYS(futex_time64), SCMP_SYS(futex_waitv),
	SCMP_SYS(set_robust_list), SCMP_SYS(get_robust_list), SCMP_SYS(rseq), SCMP_SYS(sched_yield),
	SCMP_SYS(sched_getaffinity), SCMP_SYS(getcpu), SCMP_SYS(getpid), SCMP_SYS(getppid), SCMP_SYS(gettid),
	SCMP_SYS(getuid), SCMP_SYS(geteuid), SCMP_SYS(getgid), SCMP_SYS(getegid), SCMP_SYS(getuid32),
	SCMP_SYS(geteuid32), SCMP_SYS(getgid32), SCMP_SYS(getegid32), SCMP_SYS(getresuid), SCMP_SYS(getresgid),
	SCMP_SYS(getresuid32), SCMP_SYS(getresgid32), SCMP_SYS(getrlimit), SCMP_SYS(ugetrlimit), SCMP_SYS(getrusage),
	SCMP_SYS(sysinfo), SCMP_SYS(uname), SCMP_SYS(getrandom),
};

/* What one kind has more; the parent has what its children have. */
static const struct {
	int call;
	unsigned kinds;
} own_calls[] = {
	{ SCMP_SYS(accept),             PARENT | WEB },
	{ SCMP_SYS(accept4),            PARENT | WEB },
	{ SCMP_SYS(epoll_create),       PARENT | WORKER | CALLER },
	{ SCMP_SYS(epoll_create1),      PARENT | WORKER | CALLER },
	{ SCMP_SYS(epoll_ctl),          PARENT | WORKER | CALLER },
	{ SCMP_SYS(epoll_wait),         PARENT | WORKER | CALLER },
	{ SCMP_SYS(epoll_pwait),        PARENT | WORKER | CALLER },
	{ SCMP_SYS(epoll_pwait2),       PARENT | WORKER | CALLER },
	{ SCMP_SYS(eventfd2),           PARENT | WORKER | CALLER },
	{ SCMP_SYS(wait4),              PARENT | RUNNER },
	{ SCMP_SYS(kill),               PARENT },
	{ SCMP_SYS(tgkill),             PARENT },
	{ SCMP_SYS(rt_sigtimedwait),    PARENT },
	{ SCMP_SYS(rt_sigtimedwait_time64), PARENT },
	{ SCMP_SYS(seccomp),            PARENT },
	{ SCMP_SYS(unlink),             PARENT }, /* of its socket */
	{ SCMP_SYS(unlinkat),           PARENT },
	/* The file to be read in memory, then ends, files and limits. */
	{ SCMP_SYS(memfd_create),       RUNNER },
	{ SCMP_SYS(dup2),               RUNNER },
	{ SCMP_SYS(dup3),               RUNNER },
	{ SCMP_SYS(close_range),        RUNNER },
	{ SCMP_SYS(landlock_create_ruleset), RUNNER },
	{ SCMP_SYS(landlock_add_rule),  RUNNER },
	{ SCMP_SYS(landlock_restrict_self), RUNNER },
	{ SCMP_SYS(setrlimit),          RUNNER },
	{ SCMP_SYS(prlimit64),          RUNNER },
	{ SCMP_SYS(seccomp),            RUNNER },
	/* What a program begins with. */
	{ SCMP_SYS(execve),             RUNNER | SANDBOX },
	{ SCMP_SYS(arch_prctl),         RUNNER | SANDBOX },
	{ SCMP_SYS(set_tid_address),    RUNNER | SANDBOX },
};

/* What depends on the arguments, and what fails instead of ending the process
 * because a library that meets the refusal goes on without. */
static const struct {
	int call;
	unsigned kinds;
	int error; /* 0: allowed */
	unsigned count;
	struct scmp_arg_cmp compared[1];
} rules[] = {
	{ SCMP_SYS(open),       ALL,    0,            1, { { 1, SCMP_CMP_MASKED_EQ, WRITING, O_RDONLY } } },
	{ SCMP_SYS(open),       ALL,    EACCES,       1, { { 1, SCMP_CMP_MASKED_EQ, O_ACCMODE, O_WRONLY } } },
	{ SCMP_SYS(open),       ALL,    EACCES,       1, { { 1, SCMP_CMP_MASKED_EQ, O_ACCMODE, O_RDWR } } },
	{ SCMP_SYS(open),       ALL,    EACCES,       1, { { 1, SCMP_CMP_MASKED_EQ, O_ACCMODE, O_ACCMODE } } },
	{ SCMP_SYS(open),       ALL,    EACCES,       1, { { 1, SCMP_CMP_MASKED_EQ, O_CREAT, O_CREAT } } },
	{ SCMP_SYS(open),       ALL,    EACCES,       1, { { 1, SCMP_CMP_MASKED_EQ, O_TRUNC, O_TRUNC } } },
	{ SCMP_SYS(openat),     ALL,    0,            1, { { 2, SCMP_CMP_MASKED_EQ, WRITING, O_RDONLY } } },
	{ SCMP_SYS(openat),     ALL,    EACCES,       1, { { 2, SCMP_CMP_MASKED_EQ, O_ACCMODE, O_WRONLY } } },
	{ SCMP_SYS(openat),     ALL,    EACCES,       1, { { 2, SCMP_CMP_MASKED_EQ, O_ACCMODE, O_RDWR } } },
	{ SCMP_SYS(openat),     ALL,    EACCES,       1, { { 2, SCMP_CMP_MASKED_EQ, O_ACCMODE, O_ACCMODE } } },
	{ SCMP_SYS(openat),     ALL,    EACCES,       1, { { 2, SCMP_CMP_MASKED_EQ, O_CREAT, O_CREAT } } },
	{ SCMP_SYS(openat),     ALL,    EACCES,       1, { { 2, SCMP_CMP_MASKED_EQ, O_TRUNC, O_TRUNC } } },
	{ SCMP_SYS(openat2),    ALL,    ENOSYS,       0, { { 0 } } },
	{ SCMP_SYS(socket),     SERVING, 0,            1, { { 0, SCMP_CMP_EQ, AF_UNIX, 0 } } },
	{ SCMP_SYS(socket),     SERVING, 0,            1, { { 0, SCMP_CMP_EQ, AF_INET, 0 } } },
	{ SCMP_SYS(socket),     SERVING, 0,            1, { { 0, SCMP_CMP_EQ, AF_INET6, 0 } } },
	/* getaddrinfo() would ask for the addresses of this machine. */
	{ SCMP_SYS(socket),     SERVING, EAFNOSUPPORT, 1, { { 0, SCMP_CMP_EQ, AF_NETLINK, 0 } } },
	{ SCMP_SYS(socketpair), SERVING, 0,            1, { { 0, SCMP_CMP_EQ, AF_UNIX, 0 } } },
	{ SCMP_SYS(ioctl),      ALL,    0,            1, { { 1, SCMP_CMP_EQ, FIONREAD, 0 } } },
	{ SCMP_SYS(ioctl),      ALL,    0,            1, { { 1, SCMP_CMP_EQ, FIONBIO, 0 } } },
	{ SCMP_SYS(ioctl),      ALL,    0,            1, { { 1, SCMP_CMP_EQ, TCGETS, 0 } } },
	{ SCMP_SYS(ioctl),      ALL,    0,            1, { { 1, SCMP_CMP_EQ, TERMINAL_STATE_2, 0 } } },
	/* Libraries are loaded late too, but nothing is written and run. */
	{ SCMP_SYS(mmap),       ALL,    0,            1, { { 2, SCMP_CMP_MASKED_EQ, PROT_EXEC, 0 } } },
	{ SCMP_SYS(mmap),       ALL,    0,            1, { { 2, SCMP_CMP_MASKED_EQ, PROT_WRITE, 0 } } },
	{ SCMP_SYS(mmap2),      ALL,    0,            1, { { 2, SCMP_CMP_MASKED_EQ, PROT_EXEC, 0 } } },
	{ SCMP_SYS(mmap2),      ALL,    0,            1, { { 2, SCMP_CMP_MASKED_EQ, PROT_WRITE, 0 } } },
	{ SCMP_SYS(mprotect),   ALL,    0,            1, { { 2, SCMP_CMP_MASKED_EQ, PROT_EXEC, 0 } } },
	{ SCMP_SYS(prlimit64),  ALL,    0,            1, { { 2, SCMP_CMP_EQ, 0, 0 } } },
	{ SCMP_SYS(prctl),      ALL,    0,            1, { { 0, SCMP_CMP_EQ, PR_SET_NAME, 0 } } },
	{ SCMP_SYS(prctl),      ALL,    0,            1, { { 0, SCMP_CMP_EQ, PRCTL_VMA, 0 } } },
	{ SCMP_SYS(prctl),      PARENT, 0,            1, { { 0, SCMP_CMP_EQ, PR_SET_PDEATHSIG, 0 } } },
	{ SCMP_SYS(prctl),      PARENT, 0,            1, { { 0, SCMP_CMP_EQ, PR_SET_NO_NEW_PRIVS, 0 } } },
	{ SCMP_SYS(prctl),      PARENT, 0,            1, { { 0, SCMP_CMP_EQ, PR_SET_SECCOMP, 0 } } },
	{ SCMP_SYS(clone),      PARENT, 0,            1, { { 0, SCMP_CMP_MASKED_EQ, NAMESPACES, 0 } } },
	{ SCMP_SYS(clone),      RUNNER, 0,            1, { { 0, SCMP_CMP_MASKED_EQ, NAMESPACES, 0 } } },
	{ SCMP_SYS(unshare),    RUNNER, 0,            1, { { 0, SCMP_CMP_MASKED_EQ, ~(uint64_t)NAMESPACES, 0 } } },
	{ SCMP_SYS(prctl),      RUNNER, 0,            1, { { 0, SCMP_CMP_EQ, PR_SET_PDEATHSIG, 0 } } },
	{ SCMP_SYS(prctl),      RUNNER, 0,            1, { { 0, SCMP_CMP_EQ, PR_SET_NO_NEW_PRIVS, 0 } } },
	{ SCMP_SYS(prctl),      RUNNER, 0,            1, { { 0, SCMP_CMP_EQ, PR_SET_SECCOMP, 0 } } },
	{ SCMP_SYS(kill),       RUNNER, 0,            1, { { 1, SCMP_CMP_EQ, SIGKILL, 0 } } },
	{ SCMP_SYS(clone),      WORKER | CALLER, 0,   1, { { 0, SCMP_CMP_MASKED_EQ, CLONE_THREAD, CLONE_THREAD } } },
	/* Its arguments are in memory, where a filter can not look. */
	{ SCMP_SYS(clone3),     ALL,    ENOSYS,       0, { { 0 } } },
	/* Is the worker of that number alive? */
	{ SCMP_SYS(kill),       WORKER, 0,            1, { { 1, SCMP_CMP_EQ, 0, 0 } } },
	/* Kerberos in libpq looks for a ring of keys. */
	{ SCMP_SYS(keyctl),     ALL,    ENOSYS,       0, { { 0 } } },
	{ SCMP_SYS(add_key),    ALL,    ENOSYS,       0, { { 0 } } },
	{ SCMP_SYS(request_key), ALL,   ENOSYS,       0, { { 0 } } },
};

#ifdef INSTRUMENTED
/* What sanitizers do to report (and gcov to save), whatever the arguments. */
static const int instrument_calls[] = {
	SCMP_SYS(clone), SCMP_SYS(clone3), SCMP_SYS(dup), SCMP_SYS(dup2), SCMP_SYS(execve), SCMP_SYS(ftruncate),
	SCMP_SYS(kill), SCMP_SYS(mkdir), SCMP_SYS(mmap), SCMP_SYS(mprotect), SCMP_SYS(open), SCMP_SYS(openat),
	SCMP_SYS(personality), SCMP_SYS(prctl), SCMP_SYS(prlimit64), SCMP_SYS(process_vm_readv), SCMP_SYS(ptrace),
	SCMP_SYS(rename), SCMP_SYS(setrlimit), SCMP_SYS(tgkill), SCMP_SYS(unlink), SCMP_SYS(vfork), SCMP_SYS(wait4),
};
#else
static const int instrument_calls[] = { __NR_SCMP_ERROR };
#endif
/* clang-format on */

/* A limit that cannot be set may still be what it shall be. */
static void
forbid_core_dumps(void)
{
	struct rlimit none = { 0, 0 };

	(void)setrlimit(RLIMIT_CORE, &none);
	check(getrlimit(RLIMIT_CORE, &none) == 0 && none.rlim_cur == 0);
}

/* Programs that collect dumps do not always look at the limit: no mapping is
 * put into one. */
static void
empty_core_dumps(void)
{
	int filter = open("/proc/self/coredump_filter", O_WRONLY | O_CLOEXEC);

	if (filter < 0 || write(filter, "0\n", 2) != 2)
		log_warn(NULL, "the memory stays in core dumps: %s",
		    strerror(errno));
	if (filter >= 0)
		(void)close(filter);
}

void
harden_start(void)
{
	forbid_core_dumps();
	empty_core_dumps();
	check(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0);
}

/* For good: none of the three ids leads back. */
static bool
is_only(uid_t user, gid_t group)
{
	uid_t users[3];
	gid_t groups[3];

	if (getresuid(&users[0], &users[1], &users[2]) != 0 ||
	    getresgid(&groups[0], &groups[1], &groups[2]) != 0)
		return false;
	for (size_t i = 0; i < ARRAY_LENGTH(users); i++)
		if (users[i] != user || groups[i] != group)
			return false;
	return setresuid(0, 0, 0) != 0 && setresgid(0, 0, 0) != 0;
}

static const char *
become(struct arena *arena, const char *name)
{
	const struct passwd *entry;

	errno = 0;
	entry = getpwnam(name);
	if (entry == NULL)
		return arena_printf(arena, "RUN_AS_USER: %s: %s", name,
		    errno == 0 ? "there is no such user" : strerror(errno));
	if (entry->pw_uid == 0 || entry->pw_gid == 0)
		return arena_printf(arena,
		    "RUN_AS_USER: %s is root, or of its group; name a user of "
		    "its own.",
		    name);
	if (initgroups(name, entry->pw_gid) != 0 ||
	    setresgid(entry->pw_gid, entry->pw_gid, entry->pw_gid) != 0 ||
	    setresuid(entry->pw_uid, entry->pw_uid, entry->pw_uid) != 0)
		return arena_printf(
		    arena, "RUN_AS_USER: %s: %s", name, strerror(errno));
	check(is_only(entry->pw_uid, entry->pw_gid));
	return NULL;
}

/* A sanitizer looks into its own process as another one would. */
static int
dumpable(const struct config *config)
{
#ifdef INSTRUMENTED
	(void)config;
	return 1;
#else
	return config->production ? 0 : 1;
#endif
}

const char *
harden_user(struct arena *arena, const struct config *config)
{
	const char *complaint = NULL;

	if (geteuid() == 0 && !text_is_empty(config->run_as_user))
		complaint = become(arena, config->run_as_user);
	if (complaint != NULL)
		return complaint;
	if (geteuid() == 0 && config->production)
		return "Root must not serve: start this program as a user of "
		       "its own, or set RUN_AS_USER to one (or PRODUCTION to "
		       "false for a trial).";
	check(prctl(PR_SET_DUMPABLE, dumpable(config), 0, 0, 0) == 0);
	return NULL;
}

static bool
is_for_instruments(int call)
{
	for (size_t i = 0; i < ARRAY_LENGTH(instrument_calls); i++)
		if (instrument_calls[i] == call)
			return true;
	return false;
}

static int
add_plain_calls(scmp_filter_ctx filter, unsigned kind)
{
	int error = 0;

	for (size_t i = 0; i < ARRAY_LENGTH(common_calls) && error == 0; i++)
		if (!is_for_instruments(common_calls[i]))
			error = seccomp_rule_add(
			    filter, SCMP_ACT_ALLOW, common_calls[i], 0);
	for (size_t i = 0; i < ARRAY_LENGTH(own_calls) && error == 0; i++)
		if ((own_calls[i].kinds & kind) != 0 &&
		    !is_for_instruments(own_calls[i].call))
			error = seccomp_rule_add(
			    filter, SCMP_ACT_ALLOW, own_calls[i].call, 0);
	for (size_t i = 0; i < ARRAY_LENGTH(instrument_calls) && error == 0;
	     i++)
		if (instrument_calls[i] != __NR_SCMP_ERROR)
			error = seccomp_rule_add(
			    filter, SCMP_ACT_ALLOW, instrument_calls[i], 0);
	for (int call = CALLS_KNOWN; call < CALLS_LATER && error == 0; call++)
		error =
		    seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), call, 0);
	return error;
}

static int
add_rules(scmp_filter_ctx filter, unsigned kind)
{
	int error = 0;

	for (size_t i = 0; i < ARRAY_LENGTH(rules) && error == 0; i++)
		if ((rules[i].kinds & kind) != 0 &&
		    !is_for_instruments(rules[i].call))
			error = seccomp_rule_add_array(filter,
			    rules[i].error == 0
				? SCMP_ACT_ALLOW
				: SCMP_ACT_ERRNO((uint32_t)rules[i].error),
			    rules[i].call, rules[i].count, rules[i].compared);
	/* abort() and raise(), and no other process. */
	if (error == 0 && (kind & CHILD) != 0 &&
	    !is_for_instruments(SCMP_SYS(tgkill)))
		error =
		    seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(tgkill),
			1, SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)getpid()));
	return error;
}

static int
compile_filter(unsigned kind, scmp_filter_ctx filter)
{
	int error = seccomp_attr_set(filter, SCMP_FLTATR_CTL_OPTIMIZE, 2);

	if (error == 0)
		error = add_plain_calls(filter, kind);
	if (error == 0)
		error = add_rules(filter, kind);
	return error;
}

/* The library writes a program into files only. */
static int
write_out(scmp_filter_ctx filter, struct harden_program *program)
{
	int file = memfd_create("filter", MFD_CLOEXEC);
	ssize_t len = -1;
	int error = file < 0 ? -errno : seccomp_export_bpf(filter, file);

	if (error == 0)
		len = pread(file, program->code, sizeof(program->code), 0);
	if (error == 0 && (len <= 0 || lseek(file, 0, SEEK_END) != len))
		error = -E2BIG;
	if (error == 0)
		program->count =
		    (unsigned short)((size_t)len / sizeof(program->code[0]));
	if (file >= 0)
		(void)close(file);
	return error;
}

/* Into program, or onto this process if that is NULL. */
static int
make(unsigned kind, struct harden_program *program)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_TRAP);
	int error;

	if (filter == NULL)
		return -ENOMEM;
	error = compile_filter(kind, filter);
	if (error == 0)
		error = program == NULL ? seccomp_load(filter)
					: write_out(filter, program);
	seccomp_release(filter);
	return error;
}

static bool
has_filters(void)
{
	uint32_t action = SECCOMP_RET_TRAP;

	return syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &action) ==
	    0 ||
	    errno != ENOSYS;
}

const char *
harden_filter(enum harden_kind kind, const struct config *config)
{
	int error;

	if (!has_filters() && config->production)
		return "This kernel has no system call filters (seccomp): "
		       "serving needs them.";
	if (!has_filters()) {
		log_warn(NULL, "there are no system call filters here");
		return NULL;
	}
	error = make(kind, NULL);
	if (error == 0)
		return NULL;
	log_error(NULL, "system call filter: %s", strerror(-error));
	return "The system call filter can not be set.";
}

bool
harden_prepare(enum harden_kind kind, struct harden_program *program)
{
	return has_filters() && make(kind, program) == 0;
}

bool
harden_enter(const struct harden_program *program)
{
	const struct sock_fprog whole = { .len = program->count,
		.filter = (struct sock_filter *)(uintptr_t)program->code };

	return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
	    prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &whole, 0, 0) == 0;
}
