/*
 * loop.c - one epoll for provider calls, wake-ups and time.
 *
 * SPDX-License-Identifier: ISC
 */
#include <errno.h>
#include <signal.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/check.h"
#include "base/crypto.h"
#include "base/log.h"
#include "work/loop.h"
#include "work/running.h"

enum {
	/* Jobs are taken in small lots, so that several workers share them and
	 * a tenant that comes late need not wait behind a thousand. */
	CLAIM_LOT = 64,
	CLAIM_PAUSE_FIRST_MS = 50,
	CLAIM_PAUSE_MAX_MS = 2000,
	/* Steps between two looks at the network. */
	TURNS_PER_ROUND = 8,
	RENEWALS_PER_LEASE = 3,
	RENEW_AGAIN_MS = 1000,
	SCRATCH_FIRST_BYTES = 16 * 1024,
	SCRATCH_BYTES_MAX = 64 << 20,
	LOOP_BYTES_MAX = 64 * 1024,
	ID_CHARACTERS = 21,
	TIDY_MS = 60 * 1000,
	EVENTS = 4,
};

static int64_t
least(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

/* A task between jobs, over all tenants; the one before is forgotten. */
static struct task
scratch_task(struct loop *loop, const char *what)
{
	arena_clear(loop->scratch);
	return (struct task){
		.arena = loop->scratch,
		.config = loop->config,
		.db = loop->db,
		.cache = loop->cache,
		.id = loop->name,
		.what = what,
		.deadline_ms =
		    monotonic_ms() + loop->config->request_deadline_ms,
	};
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

static bool
can_claim(const struct loop *loop)
{
	return loop->end_at_ms == 0 && loop->count < loop->capacity &&
	    TAILQ_EMPTY(&loop->fresh);
}

static int64_t
next_claim_ms(const struct loop *loop)
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

static void
claim(struct loop *loop)
{
	size_t room = loop->capacity - loop->count;
	int64_t limit = room < CLAIM_LOT ? (int64_t)room : CLAIM_LOT;
	int64_t lease_ms = loop->config->lease_ms;
	int64_t now_ms = monotonic_ms();
	struct task task = scratch_task(loop, "claim");
	struct list *rows =
	    queue_claim(&task, loop->kinds, limit, lease_ms, loop->name);

	if (rows == NULL) {
		claim_failed(loop, &task);
		return;
	}
	if (loop->claim_pause_ms > 0)
		log_info(&task, "jobs can be taken again");
	loop->claim_pause_ms = 0;
	if (loop->retry_at_ms <= now_ms)
		loop->retry_at_ms = NEVER_MS;
	loop->claim_at_ms = (int64_t)rows->count == limit
	    ? 0
	    : monotonic_ms() + loop->config->poll_ms;
	list_each(rows, struct job_row, row) {
		running_create(loop, row, now_ms + lease_ms);
	}
}

/* Only what is surely still ours: a lease that ran out may be another's. */
static const char *
ids_of(struct loop *loop, int64_t now_ms)
{
	struct buf ids =
	    buf_new(loop->scratch, loop->count * ID_CHARACTERS + 2);
	const char *separator = "{";
	struct running *running;

	TAILQ_FOREACH(running, &loop->everyone, everyone)
	{
		if (running->lease_until_ms <= now_ms)
			continue;
		buf_printf(&ids, "%s%" PRId64, separator, running->job.row->id);
		separator = ",";
	}
	if (ids.len == 0)
		return NULL;
	buf_add_char(&ids, '}');
	return buf_text(&ids);
}

static void
renew(struct loop *loop)
{
	int64_t lease_ms = loop->config->lease_ms;
	int64_t pause_ms = lease_ms / RENEWALS_PER_LEASE;
	int64_t now_ms = monotonic_ms();
	struct task task = scratch_task(loop, "renew");
	const char *ids = ids_of(loop, now_ms);
	struct running *running;

	loop->slot->memory_bytes = prefork_memory_bytes();
	loop->renew_at_ms = now_ms + pause_ms;
	if (ids == NULL)
		return;
	if (!queue_renew(&task, loop->name, ids, lease_ms)) {
		loop->renew_at_ms = now_ms + least(pause_ms, RENEW_AGAIN_MS);
		return;
	}
	TAILQ_FOREACH(running, &loop->everyone, everyone)
	{
		if (running->lease_until_ms > now_ms)
			running->lease_until_ms = now_ms + lease_ms;
	}
}

static void
tidy(struct loop *loop)
{
	struct task task = scratch_task(loop, "tidy");

	loop->tidy_at_ms = monotonic_ms() + TIDY_MS;
	if (!loop->worker->every_minute(&task) || !db_commit(&task)) {
		log_warn(
		    &task, "housekeeping failed: %s", task.problem->detail);
		db_rollback(&task);
	}
}

static void
wake_delayed(struct loop *loop)
{
	int64_t now_ms = monotonic_ms();
	struct running *running;

	while ((running = TAILQ_FIRST(&loop->delayed)) != NULL &&
	    running->wake_at_ms <= now_ms) {
		TAILQ_REMOVE(&loop->delayed, running, turn);
		TAILQ_INSERT_TAIL(&loop->ready, running, turn);
	}
}

/* Jobs that have an answer come before fresh ones: who has waited for a model
 * shall not wait behind those that are about to. */
static void
run_turns(struct loop *loop)
{
	struct running_list *list;
	struct running *running;
	size_t turns;

	for (turns = 0; turns < TURNS_PER_ROUND; turns++) {
		list = TAILQ_EMPTY(&loop->ready) ? &loop->fresh : &loop->ready;
		running = TAILQ_FIRST(list);
		if (running == NULL)
			return;
		TAILQ_REMOVE(list, running, turn);
		running_turn(running);
	}
}

/* Something may be due: a message says so, or it may have been missed. The
 * socket may be a new one, with the number of the old one. */
static void
listen_for_work(struct loop *loop)
{
	struct epoll_event event = { .events = EPOLLIN };
	int64_t now_ms = monotonic_ms();

	loop->listen_at_ms = now_ms + CACHE_PAUSE_MS;
	if (cache_listener_read(loop->listener))
		loop_claim_soon(loop);
	event.data.fd = cache_listener_socket(loop->listener);
	if (event.data.fd >= 0)
		check(epoll_ctl(loop->epoll, EPOLL_CTL_ADD, event.data.fd,
			  &event) == 0 ||
		    errno == EEXIST);
}

static int
wait_ms(const struct loop *loop)
{
	int64_t at_ms = loop->renew_at_ms;
	int64_t http_ms = http_client_timeout_ms(loop->http);
	int64_t now_ms = monotonic_ms();
	const struct running *delayed = TAILQ_FIRST(&loop->delayed);

	if (!TAILQ_EMPTY(&loop->ready) || !TAILQ_EMPTY(&loop->fresh))
		return 0;
	if (can_claim(loop))
		at_ms = least(at_ms, next_claim_ms(loop));
	if (loop->worker->every_minute != NULL)
		at_ms = least(at_ms, loop->tidy_at_ms);
	if (delayed != NULL)
		at_ms = least(at_ms, delayed->wake_at_ms);
	if (loop->listener != NULL && cache_listener_socket(loop->listener) < 0)
		at_ms = least(at_ms, loop->listen_at_ms);
	if (loop->end_at_ms != 0)
		at_ms = least(at_ms, loop->end_at_ms);
	if (http_ms >= 0)
		at_ms = least(at_ms, now_ms + http_ms);
	return at_ms > now_ms ? (int)(at_ms - now_ms) : 0;
}

static void
wait_for_events(struct loop *loop)
{
	struct epoll_event events[EVENTS];
	int count = epoll_wait(loop->epoll, events, EVENTS, wait_ms(loop));
	int i;

	check(count >= 0 || errno == EINTR);
	http_client_run(loop->http);
	if (loop->listener == NULL)
		return;
	for (i = 0; i < count; i++) {
		if (events[i].data.fd != http_client_descriptor(loop->http))
			listen_for_work(loop);
	}
	if (cache_listener_socket(loop->listener) < 0 &&
	    loop->listen_at_ms <= monotonic_ms())
		listen_for_work(loop);
}

static bool
should_go_on(struct loop *loop)
{
	int64_t now_ms = monotonic_ms();

	if (loop->end_at_ms == 0 && prefork_should_end()) {
		loop->end_at_ms = now_ms + loop->config->lease_ms;
		log_info(
		    NULL, "ending: %zu jobs are still running", loop->count);
	}
	if (loop->end_at_ms == 0)
		return true;
	return loop->count > 0 && now_ms < loop->end_at_ms;
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
static bool
release_dead(struct loop *loop)
{
	struct worker_trace *trace;
	struct task task;

	for (trace = loop->traces; trace < loop->traces + TRACES; trace++) {
		if (!is_dead(trace))
			continue;
		task = scratch_task(loop, "release");
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

static void
work(struct loop *loop)
{
	while (should_go_on(loop)) {
		if (can_claim(loop) && next_claim_ms(loop) <= monotonic_ms() &&
		    release_dead(loop))
			claim(loop);
		if (loop->renew_at_ms <= monotonic_ms())
			renew(loop);
		if (loop->worker->every_minute != NULL &&
		    loop->tidy_at_ms <= monotonic_ms())
			tidy(loop);
		wake_delayed(loop);
		run_turns(loop);
		wait_for_events(loop);
	}
}

/* Without a free place in the shared memory (many reloads in a row) a crash is
 * healed by the leases alone. */
static void
leave_trace(struct loop *loop)
{
	struct worker_trace *trace = loop->traces;

	while (trace < loop->traces + TRACES && trace->name[0] != '\0')
		trace++;
	if (trace == loop->traces + TRACES)
		trace = arena_new(loop->arena, struct worker_trace);
	loop->trace = trace;
	trace->job_id = 0;
	trace->pid = (int32_t)getpid();
	(void)snprintf(trace->name, sizeof(trace->name), "%s", loop->name);
}

static const char *
names_of(struct arena *arena, const struct job_kind *kind)
{
	struct buf names = buf_new(arena, LOOP_BYTES_MAX / 2);
	const char *separator = "";

	for (; kind->name != NULL; kind++) {
		buf_printf(&names, "%s%s", separator, kind->name);
		separator = ",";
	}
	return buf_text(&names);
}

static void
loop_open(struct loop *loop)
{
	const struct worker *worker = loop->worker;
	const struct config *config = loop->config;
	struct epoll_event event = { .events = EPOLLIN };

	loop->arena = arena_create(1024, LOOP_BYTES_MAX);
	loop->scratch = arena_create(SCRATCH_FIRST_BYTES, SCRATCH_BYTES_MAX);
	loop->name = arena_printf(loop->arena, "%s-%d-%s", worker->name,
	    (int)getpid(), crypto_random_id(loop->arena));
	loop->kinds = names_of(loop->arena, worker->kinds);
	loop->capacity = (size_t)worker->capacity(config);
	loop->retry_at_ms = NEVER_MS;
	TAILQ_INIT(&loop->everyone);
	TAILQ_INIT(&loop->fresh);
	TAILQ_INIT(&loop->ready);
	TAILQ_INIT(&loop->delayed);
	loop->db = db_open(config, worker->database_role);
	loop->cache = cache_open(config);
	loop->http =
	    http_client_new(config->allow_internal_hosts, loop->capacity);
	loop->epoll = epoll_create1(EPOLL_CLOEXEC);
	event.data.fd = http_client_descriptor(loop->http);
	check(loop->epoll >= 0 &&
	    epoll_ctl(loop->epoll, EPOLL_CTL_ADD, event.data.fd, &event) == 0);
	if (worker->wake_channels != NULL) {
		loop->listener =
		    cache_listener_open(config, worker->wake_channels);
		listen_for_work(loop);
	}
	leave_trace(loop);
}

/* What still runs goes back to the queue, for the next worker to take at once.
 * The calls end first: they read from the memory of the jobs. */
static void
loop_close(struct loop *loop)
{
	struct task task = scratch_task(loop, "release");
	struct running *running;

	http_client_free(loop->http);
	while ((running = TAILQ_FIRST(&loop->everyone)) != NULL)
		running_drop(running);
	if (queue_release(&task, loop->name, 0))
		*loop->trace = (struct worker_trace){ 0 };
	else
		log_warn(&task, "leases are left to run out: %s",
		    task.problem->detail);
	cache_listener_close(loop->listener);
	cache_close(loop->cache);
	arena_free(loop->scratch);
	db_close(loop->db);
	(void)close(loop->epoll);
	arena_free(loop->arena);
}

int
loop_run(const struct worker *worker, const struct config *config,
    struct worker_trace *traces, struct prefork_slot *slot)
{
	struct loop loop = {
		.worker = worker,
		.config = config,
		.traces = traces,
		.slot = slot,
	};
	bool is_started;

	loop_open(&loop);
	is_started = worker->start == NULL || worker->start(config);
	if (is_started)
		work(&loop);
	loop_close(&loop);
	return is_started ? EXIT_SUCCESS : EXIT_FAILURE;
}
