/*
 * sandbox_files.c - Landlock, which glibc does not know yet.
 *
 * SPDX-License-Identifier: ISC
 */
#define _GNU_SOURCE /* O_PATH */

#include "work/sandbox_files.h"

#include <fcntl.h>
#include <linux/landlock.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/base.h"

/* What the first version knows, so that any kernel with it takes this. */
#define READING                                                                \
	(LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_READ_FILE |           \
	    LANDLOCK_ACCESS_FS_READ_DIR)
#define WRITING                                                                \
	(LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_REMOVE_DIR |       \
	    LANDLOCK_ACCESS_FS_REMOVE_FILE | LANDLOCK_ACCESS_FS_MAKE_CHAR |    \
	    LANDLOCK_ACCESS_FS_MAKE_DIR | LANDLOCK_ACCESS_FS_MAKE_REG |        \
	    LANDLOCK_ACCESS_FS_MAKE_SOCK | LANDLOCK_ACCESS_FS_MAKE_FIFO |      \
	    LANDLOCK_ACCESS_FS_MAKE_BLOCK | LANDLOCK_ACCESS_FS_MAKE_SYM)

static void
show(long rules, const char *path, uint64_t access)
{
	struct landlock_path_beneath_attr beneath = { .allowed_access =
							  access };

	beneath.parent_fd = open(path, O_RDONLY | O_CLOEXEC);
	if (beneath.parent_fd < 0)
		return;
	(void)syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH,
	    &beneath, 0);
	(void)close(beneath.parent_fd);
}

void
sandbox_hide_files(const char *program)
{
	static const char *const shown[] = {
		"/usr",
		"/lib",
		"/lib64",
#ifdef SANITIZERS
		/* Where they read how their own process lies in memory. */
		"/proc",
#endif
	};
	const struct landlock_ruleset_attr all = { .handled_access_fs =
						       READING | WRITING };
	long rules = syscall(SYS_landlock_create_ruleset, &all, sizeof(all), 0);

	if (rules < 0)
		return;
	for (size_t at = 0; at < ARRAY_LENGTH(shown); at++)
		show(rules, shown[at], READING);
	show(rules, program,
	    LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_READ_FILE);
	(void)syscall(SYS_landlock_restrict_self, rules, 0);
	(void)close((int)rules);
}
