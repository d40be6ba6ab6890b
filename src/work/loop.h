/*
 * loop.h - the child of a worker program: takes jobs, runs them side by side.
 *
 * Inside the room only; programs see work/worker.h.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef WORK_LOOP_H
#define WORK_LOOP_H

#include <sys/queue.h>

#include "base/prefork.h"
#include "data/cache.h"
#include "work/worker.h"

struct running;
TAILQ_HEAD(running_list, running);

/* What a child leaves behind for the next one, in memory that survives it: in
 * which name it held leases and in which job it was. */
struct worker_trace {
	int32_t pid;
	int64_t job_id; /* whose step runs just now; 0: none */
	char name[64];  /* "" : free */
};
enum { TRACES = 8 };

#define NEVER_MS INT64_MAX

/* A kind of job and how many of it run. */
struct loop_kind {
	const struct job_kind *kind;
	size_t running;
};

struct loop {
	const struct worker *worker;
	const struct config *config;
	struct scoreboard_slot *slot;
	struct worker_trace *traces;
	struct worker_trace *trace; /* our own */
	struct arena *arena;        /* of the loop itself */
	struct arena *scratch;      /* of one task between jobs */
	const char *name; /* leases are held in it; never used again */
	struct loop_kind *kinds;
	size_t kind_count;
	const char *unbounded; /* names of those without a running_max */
	size_t capacity;
	struct db *db;
	struct cache *cache;
	struct cache_listener *listener; /* NULL: nothing to listen to */
	struct http_client *http;
	struct mail_client *mails;
	int epoll;
	/* A job that runs is in everyone, and in one of the three below unless
	 * it waits for an answer. */
	struct running_list everyone;
	struct running_list fresh;   /* taken, no step has run */
	struct running_list ready;   /* the next step can run */
	struct running_list delayed; /* in order of time */
	size_t count;
	int64_t claim_at_ms;
	int64_t retry_at_ms;    /* a job of ours is due then; NEVER_MS: none */
	int64_t claim_pause_ms; /* 0: the last claim went well */
	int64_t renew_at_ms;
	int64_t tidy_at_ms;   /* every_minute() is due */
	int64_t listen_at_ms; /* while Redis is away */
	int64_t end_at_ms;    /* 0: not told to end */
};

/* The life of the child; returns its exit status. */
int loop_run(const struct worker *worker, const struct config *config,
    struct worker_trace *traces, struct scoreboard_slot *slot);

/* A task between jobs, over all tenants; the one before is forgotten. */
struct task loop_scratch_task(struct loop *loop, const char *what);

/* What follows is in loop_claim.c. */
/* Reads the tables of the worker. */
void loop_take_kinds(struct loop *loop);
/* Something is due now, or after delay_ms: sees to a claim then. Of several
 * delays the shortest is remembered; poll_ms makes up for the rest. */
void loop_claim_soon(struct loop *loop);
void loop_claim_after(struct loop *loop, int64_t delay_ms);
/* There is room, and a claim makes sense then. */
bool loop_can_claim(const struct loop *loop);
int64_t loop_next_claim_ms(const struct loop *loop);
void loop_claim(struct loop *loop);
/* What a child that died had in hand comes free at once and not only when its
 * leases run out; false while the database is away. */
bool loop_release_dead(struct loop *loop);

#endif
