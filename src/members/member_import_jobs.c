/*
 * member_import_jobs.c - takes files of members in, a chunk of rows in each
 * transaction: one that was interrupted goes on behind the last that committed.
 *
 * SPDX-License-Identifier: ISC
 */
#include "members/member_import_jobs.h"

#include "base/log.h"
#include "base/text.h"
#include "members/member_batch.h"

enum {
	/* The arena of the job ends with it, so it ends now and then. */
	CHUNKS_MAX = 8,
	/* Rows of others wait meanwhile. */
	RUNNING_MAX = 2,
};

struct importing {
	int64_t id;
	int chunks;
};

static struct next
finish(struct task *task, const struct member_import *import)
{
	if (!import->dry_run && import->created > 0)
		member_note_peak(task);
	if (!member_import_finish(task, import->id, "done"))
		return next_retry(-1, "the end can not be stored");
	log_event(task, LOG_INFO, "members_imported",
	    "import %" PRId64 ": %" PRId64 " rows, %" PRId64
	    " created, %" PRId64 " updated, %" PRId64 " failed",
	    import->id, import->rows_done, import->created, import->updated,
	    import->failed);
	return next_done();
}

static struct next
come_back(struct job *job)
{
	if (!queue_wait(&job->task, job->row, job->worker, 0, "more rows"))
		return next_retry(-1, "the job can not be put back");
	return next_ended();
}

static struct next
take_chunk(struct job *job)
{
	struct task *task = &job->task;
	struct importing *importing = job->state;
	const struct member_import *import =
	    member_import_find(task, importing->id);
	const struct import_chunk *chunk;
	struct member_import progress = { .id = importing->id };
	struct list errors = { 0 };

	if (import == NULL)
		return next_retry(-1, "the import can not be read");
	chunk = member_import_chunk(task, import);
	if (chunk == NULL)
		return task_has_failed(task)
		    ? next_retry(-1, "the rows can not be read")
		    : finish(task, import);
	if (!member_batch_store(task, import, chunk, &progress, &errors) ||
	    !member_import_advance(task, &progress, chunk, &errors))
		return next_retry(-1, "the rows can not be stored");
	if (++importing->chunks == CHUNKS_MAX)
		return come_back(job);
	return next_step(take_chunk);
}

static struct next
begin(struct job *job)
{
	struct importing *importing =
	    arena_new(job->task.arena, struct importing);

	if (!text_to_int64(job->row->key, &importing->id))
		return next_give_up("the job names no import");
	job->state = importing;
	return take_chunk(job);
}

static void
set_aside(struct job *job, const char *reason)
{
	int64_t id;

	(void)reason;
	if (text_to_int64(job->row->key, &id) &&
	    !member_import_finish(&job->task, id, "failed"))
		log_error(&job->task,
		    "import %" PRId64 " can not be marked as failed", id);
}

static struct next
forget(struct job *job)
{
	int64_t id;

	if (!text_to_int64(job->row->key, &id))
		return next_give_up("the job names no import");
	if (!member_import_forget(&job->task, id))
		return next_retry(-1, "the rows can not be forgotten");
	return next_done();
}

const struct job_kind member_import_jobs[] = {
	{ JOB_MEMBER_IMPORT, begin, set_aside, 0, RUNNING_MAX },
	{ .name = JOB_MEMBER_IMPORT_FORGET, .first = forget },
	{ 0 },
};
