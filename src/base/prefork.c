/*
 * prefork.c - the parent of a pool of children.
 *
 * The parent sleeps in sigtimedwait(2): signals are requests to it, never
 * interruptions. Every child has a place in the parent and a slot of the
 * scoreboard, which both share.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/prefork.h"

#include <errno.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/check.h"
#include "base/log.h"
#include "base/prefork_child.h"
#include "base/time.h"

enum {
	PLACES_MAX = SCOREBOARD_SLOTS,
	YOUNG_MS = 1000, /* who dies younger is forked again after a pause */
	PAUSE_FIRST_MS = 50,
	PAUSE_MAX_MS = 5000,
	RELOAD_PATIENCE_MS = 3000,
	RESEND_MS = 100,
	ABORT_MS = 2000, /* from SIGABRT to SIGKILL */
	TICK_BUSY_MS = 20,
	TICK_MAX_MS = 500,
};

enum place_state {
	PLACE_FREE = 0,
	PLACE_WAITING, /* to be forked at fork_at_ms */
	PLACE_RUNNING,
	PLACE_DRAINING, /* told to end */
};

struct place {
	struct scoreboard_slot *slot;
	enum place_state state;
	pid_t pid;
	int32_t generation;
	int64_t started_ms;
	int64_t fork_at_ms;
	int64_t pause_ms;
	int64_t signalled_ms; /* last SIGTERM */
	int64_t kill_at_ms;   /* 0: not yet decided */
};

struct pool {
	struct prefork *prefork;
	struct scoreboard_head *head;
	struct place places[PLACES_MAX];
	int32_t generation;
	int64_t reloaded_ms; /* the newest generation began */
	bool is_reload_due;
	bool is_ending;
	sigset_t old_mask;
	pid_t pid;
};

static void
place_wait(struct place *place, int64_t pause_ms)
{
	place->state = PLACE_WAITING;
	place->pause_ms = pause_ms;
	place->fork_at_ms = monotonic_ms() + pause_ms;
}

static int64_t
longer_pause(int64_t pause_ms)
{
	if (pause_ms == 0)
		return PAUSE_FIRST_MS;
	return pause_ms * 2 > PAUSE_MAX_MS ? PAUSE_MAX_MS : pause_ms * 2;
}

static void
place_fork(struct pool *pool, struct place *place)
{
	pid_t pid;

	*place->slot =
	    (struct scoreboard_slot){ .generation = place->generation };
	/* What is buffered would be written twice. */
	fflush(NULL);
	pid = fork();
	if (pid < 0) {
		log_error(NULL, "no new child: %s", strerror(errno));
		place_wait(place, longer_pause(place->pause_ms));
		return;
	}
	if (pid == 0)
		prefork_child_run(
		    pool->prefork, place->slot, pool->pid, &pool->old_mask);
	place->state = PLACE_RUNNING;
	place->pid = pid;
	place->slot->pid = pid;
	place->started_ms = monotonic_ms();
	place->signalled_ms = 0;
	place->kill_at_ms = 0;
}

static void
fork_waiting(struct pool *pool)
{
	int64_t now_ms = monotonic_ms();
	struct place *place;

	for (place = pool->places; place < pool->places + PLACES_MAX; place++)
		if (place->state == PLACE_WAITING &&
		    place->fork_at_ms <= now_ms)
			place_fork(pool, place);
}

/* Places for a whole new generation; fewer when old ones still hold theirs,
 * then the rest follows as they become free. */
static void
fill_generation(struct pool *pool)
{
	size_t wanted = pool->prefork->children;
	struct place *place;

	for (place = pool->places; place < pool->places + PLACES_MAX; place++)
		if (place->generation == pool->generation &&
		    (place->state == PLACE_RUNNING ||
			place->state == PLACE_WAITING) &&
		    wanted > 0)
			wanted--;
	for (place = pool->places;
	     wanted > 0 && place < pool->places + PLACES_MAX; place++) {
		if (place->state != PLACE_FREE)
			continue;
		place->generation = pool->generation;
		place_wait(place, 0);
		wanted--;
	}
}

static void
place_drain(struct pool *pool, struct place *place)
{
	if (place->state == PLACE_WAITING)
		place->state = PLACE_FREE;
	if (place->state != PLACE_RUNNING)
		return;
	place->state = PLACE_DRAINING;
	/* One that is being aborted keeps its earlier end. */
	if (place->kill_at_ms == 0)
		place->kill_at_ms = monotonic_ms() + pool->prefork->drain_ms;
	place->signalled_ms = monotonic_ms();
	kill(place->pid, SIGTERM);
}

/* True once every child of the newest generation runs: it said so by its first
 * request, or has lived long enough. */
static bool
is_fresh_running(const struct pool *pool)
{
	int64_t now_ms = monotonic_ms();
	const struct place *place;
	size_t count = 0;

	for (place = pool->places; place < pool->places + PLACES_MAX; place++)
		if (place->generation == pool->generation &&
		    place->state == PLACE_RUNNING &&
		    (place->slot->request_count > 0 ||
			now_ms - place->started_ms >= YOUNG_MS))
			count++;
	return count >= pool->prefork->children;
}

static void
drain_old(struct pool *pool)
{
	struct place *place;
	bool has_old = false;

	for (place = pool->places; place < pool->places + PLACES_MAX; place++)
		has_old |= place->generation != pool->generation &&
		    place->state == PLACE_RUNNING;
	if (!has_old || !is_fresh_running(pool))
		return;
	log_info(NULL, "the new children run, the old ones end");
	for (place = pool->places; place < pool->places + PLACES_MAX; place++)
		if (place->generation != pool->generation)
			place_drain(pool, place);
}

static void
enforce_deadline(struct pool *pool, struct place *place, int64_t now_ms)
{
	int64_t busy_since_ms =
	    __atomic_load_n(&place->slot->busy_since_ms, __ATOMIC_RELAXED);

	if (pool->prefork->deadline_ms == 0 || busy_since_ms == 0 ||
	    now_ms - busy_since_ms <= pool->prefork->deadline_ms)
		return;
	/* Draining gave it an end already; the deadline may be sooner. */
	if (place->kill_at_ms != 0 && place->kill_at_ms <= now_ms + ABORT_MS)
		return;
	log_error(NULL, "child %d is past its deadline, it is aborted",
	    (int)place->pid);
	place->kill_at_ms = now_ms + ABORT_MS;
	kill(place->pid, SIGABRT);
}

static void
watch_place(struct pool *pool, struct place *place, int64_t now_ms)
{
	enforce_deadline(pool, place, now_ms);
	if (place->kill_at_ms != 0 && place->kill_at_ms <= now_ms) {
		log_error(NULL, "child %d does not end, it is killed",
		    (int)place->pid);
		kill(place->pid, SIGKILL);
		place->kill_at_ms = now_ms + ABORT_MS;
	} else if (place->state == PLACE_DRAINING &&
	    now_ms - place->signalled_ms >= RESEND_MS) {
		kill(place->pid, SIGTERM);
		place->signalled_ms = now_ms;
	}
}

static void
watch_places(struct pool *pool)
{
	int64_t now_ms = monotonic_ms();
	struct place *place;

	for (place = pool->places; place < pool->places + PLACES_MAX; place++)
		if (place->state == PLACE_RUNNING ||
		    place->state == PLACE_DRAINING)
			watch_place(pool, place, now_ms);
}

static struct place *
place_of(struct pool *pool, pid_t pid)
{
	struct place *place;

	for (place = pool->places; place < pool->places + PLACES_MAX; place++)
		if (place->pid == pid &&
		    (place->state == PLACE_RUNNING ||
			place->state == PLACE_DRAINING))
			return place;
	return NULL;
}

static void
log_death(const struct place *place, int status)
{
	if (WIFSIGNALED(status))
		log_error(NULL, "child %d died of signal %d (%s)",
		    (int)place->pid, WTERMSIG(status),
		    strsignal(WTERMSIG(status)));
	else if (WEXITSTATUS(status) != 0)
		log_warn(NULL, "child %d ended with status %d", (int)place->pid,
		    WEXITSTATUS(status));
	else
		log_debug(NULL, "child %d ended", (int)place->pid);
}

/* What it has served stays counted. */
static void
leave_slot(struct pool *pool, struct place *place, int status)
{
	pool->head->served_count += place->slot->request_count;
	if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
		pool->head->lost_count++;
	*place->slot = (struct scoreboard_slot){ 0 };
}

static void
place_ended(struct pool *pool, struct place *place, int status)
{
	bool has_worked = place->slot->request_count > 0;
	bool is_young = monotonic_ms() - place->started_ms < YOUNG_MS;
	bool has_retired = WIFEXITED(status) && WEXITSTATUS(status) == 0;

	log_death(place, status);
	leave_slot(pool, place, status);
	if (pool->is_ending || place->state == PLACE_DRAINING ||
	    place->generation != pool->generation) {
		place->state = PLACE_FREE;
		return;
	}
	if (is_young && !(has_retired && has_worked))
		place_wait(place, longer_pause(place->pause_ms));
	else
		place_wait(place, 0);
}

static void
reap(struct pool *pool)
{
	struct place *place;
	pid_t pid;
	int status;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
		place = place_of(pool, pid);
		if (place != NULL)
			place_ended(pool, place, status);
	}
}

static void
reload(struct pool *pool)
{
	struct prefork *prefork = pool->prefork;
	struct place *place;

	pool->is_reload_due = false;
	if (prefork->reload != NULL &&
	    !prefork->reload(prefork, prefork->context)) {
		log_error(NULL, "reload failed, everything stays as it was");
		return;
	}
	check(prefork->children > 0 && prefork->children <= PLACES_MAX / 2);
	log_info(NULL, "reload: %zu new children", prefork->children);
	pool->generation++;
	pool->reloaded_ms = monotonic_ms();
	pool->head->wanted = (int32_t)prefork->children;
	pool->head->reload_count++;
	for (place = pool->places; place < pool->places + PLACES_MAX; place++)
		if (place->state == PLACE_WAITING)
			place->state = PLACE_FREE;
}

/* Some are there of a generation before the newest. */
static bool
has_old(const struct pool *pool)
{
	const struct place *place;

	for (place = pool->places; place < pool->places + PLACES_MAX; place++)
		if (place->generation != pool->generation &&
		    (place->state == PLACE_RUNNING ||
			place->state == PLACE_DRAINING))
			return true;
	return false;
}

/* One reload at a time: whoever asks for many must not get a generation of
 * children for each, but the last wish is fulfilled. Who hangs, or can not even
 * start, holds up none for long. */
static void
reload_if_due(struct pool *pool)
{
	if (pool->is_reload_due &&
	    (!has_old(pool) ||
		monotonic_ms() - pool->reloaded_ms >= RELOAD_PATIENCE_MS))
		reload(pool);
}

static void
end(struct pool *pool)
{
	struct place *place;

	if (pool->is_ending)
		return;
	log_info(NULL, "ending: the children end what they are doing");
	pool->is_ending = true;
	for (place = pool->places; place < pool->places + PLACES_MAX; place++)
		place_drain(pool, place);
}

/* How long nothing will happen but by a signal. */
static int64_t
tick_ms(const struct pool *pool)
{
	const struct place *place;

	if (pool->is_reload_due)
		return TICK_BUSY_MS;
	for (place = pool->places; place < pool->places + PLACES_MAX; place++)
		if (place->state == PLACE_WAITING ||
		    place->state == PLACE_DRAINING ||
		    (place->state == PLACE_RUNNING &&
			(place->kill_at_ms != 0 ||
			    place->generation != pool->generation)))
			return TICK_BUSY_MS;
	if (pool->prefork->deadline_ms == 0)
		return 10 * TICK_MAX_MS;
	if (pool->prefork->deadline_ms / 10 < TICK_BUSY_MS)
		return TICK_BUSY_MS;
	return pool->prefork->deadline_ms / 10 > TICK_MAX_MS
	    ? TICK_MAX_MS
	    : pool->prefork->deadline_ms / 10;
}

static void
wait_signal(struct pool *pool, const sigset_t *signals)
{
	int64_t ms = tick_ms(pool);
	struct timespec timeout = { .tv_sec = ms / 1000,
		.tv_nsec = ms % 1000 * 1000000 };

	switch (sigtimedwait(signals, NULL, &timeout)) {
	case SIGHUP:
		pool->is_reload_due = true;
		break;
	case SIGTERM:
	case SIGINT:
		end(pool);
		break;
	default: /* SIGCHLD, or the time is over: the loop looks after both */
		break;
	}
}

static bool
has_children(const struct pool *pool)
{
	const struct place *place;

	for (place = pool->places; place < pool->places + PLACES_MAX; place++)
		if (place->state != PLACE_FREE)
			return true;
	return false;
}

static void
take_board(struct pool *pool, const struct scoreboard *board)
{
	pool->head = board->head;
	pool->head->wanted = (int32_t)pool->prefork->children;
	for (size_t i = 0; i < PLACES_MAX; i++)
		pool->places[i].slot = &board->slots[i];
}

int
prefork_run(struct prefork *prefork)
{
	static struct pool pool;
	struct scoreboard own = { .descriptor = -1 };
	sigset_t signals;

	check(prefork->children > 0 && prefork->children <= PLACES_MAX / 2);
	pool = (struct pool){
		.prefork = prefork, .generation = 1, .pid = getpid()
	};
	if (prefork->board == NULL)
		scoreboard_open_private(&own);
	take_board(&pool, prefork->board == NULL ? &own : prefork->board);
	sigemptyset(&signals);
	sigaddset(&signals, SIGCHLD);
	sigaddset(&signals, SIGHUP);
	sigaddset(&signals, SIGTERM);
	sigaddset(&signals, SIGINT);
	check(sigprocmask(SIG_BLOCK, &signals, &pool.old_mask) == 0);
	check(signal(SIGPIPE, SIG_IGN) != SIG_ERR);
	/* Ignored, as some starters leave it, it would reap by itself. */
	check(signal(SIGCHLD, SIG_DFL) != SIG_ERR);
	log_info(
	    NULL, "%s starts %zu children", prefork->name, prefork->children);
	do {
		if (!pool.is_ending) {
			reload_if_due(&pool);
			fill_generation(&pool);
			fork_waiting(&pool);
			drain_old(&pool);
		}
		watch_places(&pool);
		wait_signal(&pool, &signals);
		reap(&pool);
	} while (!pool.is_ending || has_children(&pool));
	if (prefork->board == NULL)
		scoreboard_close(&own);
	check(sigprocmask(SIG_SETMASK, &pool.old_mask, NULL) == 0);
	log_info(NULL, "%s has ended", prefork->name);
	return EXIT_SUCCESS;
}
