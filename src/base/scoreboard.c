/*
 * scoreboard.c - makes, reads and removes scoreboards.
 *
 * The lock is fcntl's, of the process: children do not inherit it, and the
 * kernel takes it back from a parent that is killed. Who reads only asks for
 * it, which needs no right to write.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/scoreboard.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/check.h"

enum { PATH_BYTES_MAX = 4096 };

/* The last letter is the version of the layout. */
static const char magic[8] = { 'a', 'r', 'i', 'i', 'a', 'p', 'l', '1' };

struct layout {
	struct scoreboard_head head;
	struct scoreboard_slot slots[SCOREBOARD_SLOTS];
};

static const char *
path_of(char *path, const char *directory, const char *name, int copy)
{
	int len = copy == 1
	    ? snprintf(path, PATH_BYTES_MAX, "%s/%s.pool", directory, name)
	    : snprintf(
		  path, PATH_BYTES_MAX, "%s/%s.%d.pool", directory, name, copy);

	return len > 0 && len < PATH_BYTES_MAX ? path : NULL;
}

static bool
is_held(int descriptor)
{
	struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET };

	return fcntl(descriptor, F_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;
}

static bool
is_in_use(const char *path)
{
	int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	bool is_in_use = descriptor >= 0 && is_held(descriptor);

	if (descriptor >= 0)
		(void)close(descriptor);
	return is_in_use;
}

/* The first name that no living program has. */
static const char *
free_path(char *path, const char *directory, const char *name)
{
	for (int copy = 1; copy <= SCOREBOARD_COPIES; copy++)
		if (path_of(path, directory, name, copy) != NULL &&
		    !is_in_use(path))
			return path;
	errno = EBUSY;
	return NULL;
}

static void
fill(struct scoreboard *board, void *memory)
{
	struct layout *layout = memory;

	memcpy(layout->head.magic, magic, sizeof(magic));
	layout->head.started_us = instant_now().us;
	layout->head.pid = (int32_t)getpid();
	board->head = &layout->head;
	board->slots = layout->slots;
}

void
scoreboard_open_private(struct scoreboard *board)
{
	void *memory = mmap(NULL, sizeof(struct layout), PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	check(memory != MAP_FAILED);
	*board = (struct scoreboard){ .descriptor = -1 };
	fill(board, memory);
}

/* Whole and locked before it has its name. */
static bool
make_file(struct scoreboard *board, const char *fresh, const char *path)
{
	struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
	void *memory;

	(void)unlink(fresh);
	board->descriptor =
	    open(fresh, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
	if (board->descriptor < 0 ||
	    ftruncate(board->descriptor, sizeof(struct layout)) != 0 ||
	    fcntl(board->descriptor, F_SETLK, &lock) != 0)
		return false;
	memory = mmap(NULL, sizeof(struct layout), PROT_READ | PROT_WRITE,
	    MAP_SHARED, board->descriptor, 0);
	if (memory == MAP_FAILED)
		return false;
	fill(board, memory);
	if (rename(fresh, path) == 0)
		return true;
	(void)munmap(memory, sizeof(struct layout));
	return false;
}

bool
scoreboard_open(struct arena *arena, const char *directory, const char *name,
    struct scoreboard *board, const char **complaint)
{
	char path[PATH_BYTES_MAX];
	const char *fresh = arena_printf(
	    arena, "%s/%s.pool.%d", directory, name, (int)getpid());

	*board = (struct scoreboard){ .descriptor = -1 };
	if (free_path(path, directory, name) != NULL &&
	    make_file(board, fresh, path)) {
		board->path = arena_copy(arena, path);
		return true;
	}
	*complaint = arena_printf(arena,
	    "%s/%s.pool can not be made, nobody will see what %s does: %s",
	    directory, name, name, strerror(errno));
	if (board->descriptor >= 0) {
		(void)unlink(fresh);
		(void)close(board->descriptor);
	}
	scoreboard_open_private(board);
	return false;
}

static bool
is_ours(const struct scoreboard *board)
{
	struct stat ours, there;

	return fstat(board->descriptor, &ours) == 0 &&
	    stat(board->path, &there) == 0 && ours.st_ino == there.st_ino &&
	    ours.st_dev == there.st_dev;
}

void
scoreboard_close(struct scoreboard *board)
{
	check(munmap(board->head, sizeof(struct layout)) == 0);
	if (board->path != NULL && is_ours(board))
		(void)unlink(board->path);
	if (board->descriptor >= 0)
		(void)close(board->descriptor);
	*board = (struct scoreboard){ .descriptor = -1 };
}

static void
add_slot(struct scoreboard_view *view, const struct scoreboard_slot *slot,
    int64_t now_ms)
{
	view->served += slot->request_count;
	if (slot->pid == 0)
		return;
	view->children++;
	view->memory_bytes += slot->memory_bytes;
	view->busy += slot->running_count;
	if (slot->busy_since_ms == 0)
		return;
	view->busy++;
	if (now_ms - slot->busy_since_ms > view->busy_ms)
		view->busy_ms = now_ms - slot->busy_since_ms;
}

static void
sum_up(struct scoreboard_view *view, const struct layout *layout)
{
	int64_t now_ms = monotonic_ms();

	view->is_running = true;
	view->started_at = (struct instant){ layout->head.started_us };
	view->wanted = layout->head.wanted;
	view->served = layout->head.served_count;
	view->lost = layout->head.lost_count;
	view->reloads = layout->head.reload_count;
	for (size_t i = 0; i < SCOREBOARD_SLOTS; i++)
		add_slot(view, &layout->slots[i], now_ms);
}

void
scoreboard_read(const char *directory, const char *name, int copy,
    struct scoreboard_view *view)
{
	char path[PATH_BYTES_MAX];
	struct layout layout;
	int descriptor = -1;

	*view = (struct scoreboard_view){ 0 };
	if (path_of(path, directory, name, copy) != NULL)
		descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	if (descriptor < 0)
		return;
	/* Copied, not mapped: a file that shrinks would end who looks at it. */
	if (is_held(descriptor) &&
	    pread(descriptor, &layout, sizeof(layout), 0) ==
		(ssize_t)sizeof(layout) &&
	    memcmp(layout.head.magic, magic, sizeof(magic)) == 0)
		sum_up(view, &layout);
	(void)close(descriptor);
}
