/*
 * scoreboard.h - what the children of a program do, in a file that others read.
 *
 * DIRECTORY/NAME.pool is mapped by the parent before it forks: a head that only
 * the parent writes and one slot for each child, which the child writes with
 * plain relaxed stores: no lock, no system call. The parent holds a lock on the
 * file as long as it lives, so that whoever reads it knows the dead from the
 * living, also after a crash. A second program of the same name uses
 * NAME.2.pool, and so on.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef BASE_SCOREBOARD_H
#define BASE_SCOREBOARD_H

#include "base/arena.h"
#include "base/time.h"

enum { SCOREBOARD_SLOTS = 1024, SCOREBOARD_COPIES = 4 };

/* Of one child. */
struct scoreboard_slot {
	int64_t busy_since_ms; /* monotonic; 0 while idle */
	int64_t request_count; /* served; of a worker: jobs that ended */
	int64_t memory_bytes;  /* own (private) memory as last measured */
	int32_t running_count; /* of a worker: jobs in hand */
	int32_t pid;           /* 0: nobody is here */
	int32_t generation;
};

/* Of the program, written by the parent. */
struct scoreboard_head {
	char magic[8];
	int64_t started_us;   /* since 1970 */
	int64_t served_count; /* by children that have ended */
	int64_t lost_count; /* children that ended otherwise than they should */
	int32_t reload_count;
	int32_t wanted; /* children that there should be */
	int32_t pid;
};

struct scoreboard {
	struct scoreboard_head *head;
	struct scoreboard_slot *slots; /* SCOREBOARD_SLOTS */
	const char *path;              /* NULL: nobody else reads it */
	int descriptor;                /* holds the lock; -1 without a file */
};

/* A fresh one in directory, which takes the place of what a dead program left;
 * false with a sentence in *complaint, then board is one without a file. path
 * is of arena, which has to outlive it. Before harden_filter(). */
bool scoreboard_open(struct arena *arena, const char *directory,
    const char *name, struct scoreboard *board,
    const char **complaint) must_use;
/* Without a file. */
void scoreboard_open_private(struct scoreboard *board);
/* Removes the file, unless it is another program's by now. */
void scoreboard_close(struct scoreboard *board);

/* What the file says, summed up. */
struct scoreboard_view {
	bool is_running; /* false: all else is 0 */
	struct instant started_at;
	int64_t children; /* that are there */
	int64_t wanted;
	int64_t busy;    /* of them at work; of a worker: jobs in hand */
	int64_t busy_ms; /* the longest of them */
	int64_t served;
	int64_t lost;
	int64_t reloads;
	int64_t memory_bytes;
};

/* Of program name, copy 1 to SCOREBOARD_COPIES, in directory. Only opens a file
 * for reading; whatever is in it, view is sane. */
void scoreboard_read(const char *directory, const char *name, int copy,
    struct scoreboard_view *view);

#endif
