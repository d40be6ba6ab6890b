/*
 * status.h - what of the platform runs, and how.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef PLATFORM_STATUS_H
#define PLATFORM_STATUS_H

#include "base/field.h"
#include "base/scoreboard.h"
#include "base/task.h"
#include "data/db.h"

/* A program, or a further copy of one, as its scoreboard shows it. */
struct program_status {
	const char *name; /* "ariia-auth" */
	int copy;         /* from 1 */
	bool is_worker;   /* its children hold jobs, not requests */
	struct scoreboard_view view;
};

/* Programs in the order of the architecture; the first copy of each is there
 * also when it is down. */
enum { PROGRAMS_MAX = 7 * SCOREBOARD_COPIES };
struct program_list {
	size_t count;
	struct program_status items[PROGRAMS_MAX];
};

/* The database and its schema. */
struct database_status {
	int32_t migration; /* number of the newest that was applied */
	struct instant migrated_at;
	int64_t size_bytes;
	int64_t connections;
	const char *version;
};

extern const struct record database_status_record;
extern const struct query database_status_queries[];

/* From directory (socket_dir); of the arena. */
const struct program_list *status_programs(
    struct arena *arena, const char *directory) must_use;

/* Role ariia_auth. */
struct database_status *status_database(struct task *task) must_use;

#endif
