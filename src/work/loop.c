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

struct task
loop_scratch_task(struct loop *loop, const char *what)
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
	struct task task = loop_scratch_task(loop, "renew");
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
	struct task task = loop_scratch_task(loop, "tidy");

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
	if (loop_can_claim(loop))
		at_ms = least(at_ms, loop_next_claim_ms(loop));
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

static bool
is_of_calls(const struct loop *loop, int descriptor)
{
	return descriptor == http_client_descriptor(loop->http) ||
	    descriptor == mail_client_descriptor(loop->mails);
}

static void
wait_for_events(struct loop *loop)
{
	struct epoll_event events[EVENTS];
	int count = epoll_wait(loop->epoll, events, EVENTS, wait_ms(loop));
	int i;

	check(count >= 0 || errno == EINTR);
	http_client_run(loop->http);
	mail_client_run(loop->mails);
	if (loop->listener == NULL)
		return;
	for (i = 0; i < count; i++) {
		if (!is_of_calls(loop, events[i].data.fd))
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

static void
work(struct loop *loop)
{
	while (should_go_on(loop)) {
		if (loop_can_claim(loop) &&
		    loop_next_claim_ms(loop) <= monotonic_ms() &&
		    loop_release_dead(loop))
			loop_claim(loop);
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

static void
watch(struct loop *loop, int descriptor)
{
	struct epoll_event event = { .events = EPOLLIN, .data.fd = descriptor };

	check(epoll_ctl(loop->epoll, EPOLL_CTL_ADD, descriptor, &event) == 0);
}

static void
loop_open(struct loop *loop)
{
	const struct worker *worker = loop->worker;
	const struct config *config = loop->config;

	loop->arena = arena_create(1024, LOOP_BYTES_MAX);
	loop->scratch = arena_create(SCRATCH_FIRST_BYTES, SCRATCH_BYTES_MAX);
	loop->name = arena_printf(loop->arena, "%s-%d-%s", worker->name,
	    (int)getpid(), crypto_random_id(loop->arena));
	loop_take_kinds(loop);
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
	loop->mails = mail_client_new(loop->capacity);
	loop->epoll = epoll_create1(EPOLL_CLOEXEC);
	check(loop->epoll >= 0);
	watch(loop, http_client_descriptor(loop->http));
	watch(loop, mail_client_descriptor(loop->mails));
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
	struct task task = loop_scratch_task(loop, "release");
	struct running *running;

	http_client_free(loop->http);
	mail_client_free(loop->mails);
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
    struct worker_trace *traces, struct scoreboard_slot *slot)
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
