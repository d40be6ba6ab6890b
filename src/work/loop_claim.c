/*
 * loop_claim.c - which jobs a worker takes, how many of which kind, and when.
 *
 * SPDX-License-Identifier: ISC
 */
#include <errno.h>
#include <signal.h>

#include "base/buf.h"
#include "base/check.h"
#include "base/log.h"
#include "work/loop.h"
#include "work/running.h"

enum {
	/* Jobs are taken in small lots, so that several workers share them and
	 * a tenant that comes late need not wait behind a thousand. */
	CLAIM_LOT = 64,
	CLAIM_PAUSE_FIRST_MS = 50,
	CLAIM_PAUSE_MAX_MS = 2000,
	KINDS_MAX = 32,
	NAMES_BYTES_MAX = 4096,
};

static int64_t
least(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

void
loop_take_kinds(struct loop *loop)
{
	const struct job_kind *const *table;
	const struct job_kind *kind;
	struct buf names = buf_new(loop->arena, NAMES_BYTES_MAX);

	loop->kinds = arena_array(loop->arena, struct loop_kind, KINDS_MAX);
	for (table = loop->worker->tables; *table != NULL; table++)
		for (kind = *table; kind->name != NULL; kind++) {
			check(loop->kind_count < KINDS_MAX);
			loop->kinds[loop->kind_count++].kind = kind;
			if (kind->running_max == 0)
				buf_printf(&names, "%s%s",
				    names.len == 0 ? "" : ",", kind->name);
		}
	loop->unbounded = buf_text(&names);
}

/* A pause after a failure is not cut short. */
void
loop_claim_soon(struct loop *loop)
{
	if (loop->claim_pause_ms == 0)
		loop->claim_at_ms = 0;
}

void
loop_claim_after(struct loop *loop, int64_t delay_ms)
{
	/* One more, because the clocks' milliseconds begin at different times.
	 */
	loop->retry_at_ms =
	    least(loop->retry_at_ms, monotonic_ms() + delay_ms + 1);
}

bool
loop_can_claim(const struct loop *loop)
{
	return loop->end_at_ms == 0 && loop->count < loop->capacity &&
	    TAILQ_EMPTY(&loop->fresh);
}

int64_t
loop_next_claim_ms(const struct loop *loop)
{
	if (loop->claim_pause_ms > 0)
		return loop->claim_at_ms;
	return least(loop->claim_at_ms, loop->retry_at_ms);
}

static void
claim_failed(struct loop *loop, const struct task *task)
{
	if (loop->claim_pause_ms == 0)
		log_warn(
		    task, "no jobs can be taken: %s", task->problem->detail);
	loop->claim_pause_ms = loop->claim_pause_ms == 0
	    ? CLAIM_PAUSE_FIRST_MS
	    : least(loop->claim_pause_ms * 2, CLAIM_PAUSE_MAX_MS);
	loop->claim_at_ms = monotonic_ms() + loop->claim_pause_ms;
}

/* Leases up to limit jobs of the kinds; false when none can be had just now. */
static bool
claim_some(struct loop *loop, const char *kinds, size_t limit, size_t *claimed)
{
	int64_t lease_ms = loop->config->lease_ms;
	int64_t now_ms = monotonic_ms();
	struct task task = loop_scratch_task(loop, "claim");
	struct list *rows =
	    queue_claim(&task, kinds, (int64_t)limit, lease_ms, loop->name);

	if (rows == NULL) {
		claim_failed(loop, &task);
		return false;
	}
	if (loop->claim_pause_ms > 0)
		log_info(&task, "jobs can be taken again");
	loop->claim_pause_ms = 0;
	*claimed = rows->count;
	list_each(rows, struct job_row, row) {
		running_create(loop, row, now_ms + lease_ms);
	}
	return true;
}

static size_t
room_for(const struct loop *loop, size_t limit)
{
	size_t room = loop->capacity - loop->count;

	return room < limit ? room : limit;
}

/* A kind that has its running_max is left alone until one of it ends, which
 * makes a claim due. */
void
loop_claim(struct loop *loop)
{
	size_t limit = room_for(loop, CLAIM_LOT);
	int64_t now_ms = monotonic_ms();
	size_t claimed = 0;
	size_t few;

	if (loop->unbounded[0] != '\0' &&
	    !claim_some(loop, loop->unbounded, limit, &claimed))
		return;
	loop->claim_at_ms = limit > 0 && claimed == limit
	    ? 0
	    : monotonic_ms() + loop->config->poll_ms;
	for (size_t i = 0; i < loop->kind_count; i++) {
		const struct loop_kind *kind = &loop->kinds[i];

		if (kind->kind->running_max <= kind->running)
			continue;
		few = room_for(loop, kind->kind->running_max - kind->running);
		if (few > 0 &&
		    !claim_some(loop, kind->kind->name, few, &claimed))
			return;
	}
	if (loop->retry_at_ms <= now_ms)
		loop->retry_at_ms = NEVER_MS;
}

static bool
is_dead(const struct worker_trace *trace)
{
	return trace->name[0] != '\0' && kill(trace->pid, 0) != 0 &&
	    errno == ESRCH;
}

/* What a child that died had in hand comes free at once and not only when its
 * leases run out. Only the job it was in counts as tried: otherwise one job
 * that kills its worker would use up the attempts of all that ran beside it. */
bool
loop_release_dead(struct loop *loop)
{
	struct worker_trace *trace;
	struct task task;

	for (trace = loop->traces; trace < loop->traces + TRACES; trace++) {
		if (!is_dead(trace))
			continue;
		task = loop_scratch_task(loop, "release");
		if (!queue_release(&task, trace->name, trace->job_id)) {
			claim_failed(loop, &task);
			return false;
		}
		log_event(&task, LOG_WARN, "jobs_released",
		    "%s died in job %" PRId64, trace->name, trace->job_id);
		*trace = (struct worker_trace){ 0 };
	}
	return true;
}
