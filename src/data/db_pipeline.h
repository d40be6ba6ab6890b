/*
 * db_pipeline.h - inside of db.h: statements sent in one go, results by poll.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef DATA_DB_PIPELINE_H
#define DATA_DB_PIPELINE_H

#include "data/db_connection.h"

enum step_kind {
	STEP_UNSET = 0,
	STEP_OWN,      /* BEGIN, set_config, ROLLBACK, SELECT 1 */
	STEP_GUARD,    /* of db_guard() */
	STEP_LATER,    /* of db_queue() */
	STEP_MAIN,     /* whose rows are wanted */
	STEP_COMMIT,   /* always the last one */
	STEP_DIRECT,   /* sent as text, without arguments */
	STEP_DESCRIBE, /* prepared without a name and described */
};

/* One statement of a pipeline and what became of it. */
struct step {
	enum step_kind kind;
	const struct query *query;
	const char *const *values;
	int value_count;
	struct statement *statement;
	bool has_parse;   /* a Parse was sent in front of it */
	PGresult *result; /* NULL: none came; owned by the step */
};

enum pipeline_end {
	PIPELINE_DONE, /* every step has a result, good or bad */
	PIPELINE_LOST, /* the connection broke and was dropped */
	PIPELINE_LATE  /* the deadline passed, the connection was dropped */
};

/* Sends all steps and a Sync over the connection that is there, waits for the
 * results until deadline_ms. */
enum pipeline_end pipeline_run(struct db *db, struct step *steps, size_t count,
    int64_t deadline_ms) must_use;

/* A loss before the first answer of a connection that had worked before: REPEAT
 * connects and sends again, once. */
enum pipeline_repeat { REPEAT_NEVER, REPEAT_ONCE };

/* The same for a task: connects when needed, keeps the task's deadline, counts;
 * whatever keeps the results away becomes the task's problem. */
bool pipeline_perform(struct task *task, struct step *steps, size_t count,
    enum pipeline_repeat repeat) must_use;

bool step_is_ok(const struct step *step);
/* Frees the results. */
void steps_release(struct step *steps, size_t count);

#endif
