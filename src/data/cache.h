/*
 * cache.h - Redis: wake-ups, limits and what else may be lost at any time.
 *
 * Redis may be away, empty or stopped (not answering). Then every call returns
 * at once or after CACHE_TIMEOUT_MS, says so by CACHE_AWAY, and sets no
 * problem: the caller has another way. After a failure the connection is tried
 * again only after CACHE_PAUSE_MS, so that a stopped Redis costs nobody more
 * than one timeout each pause. Logged once when it goes and once when it is
 * back.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef DATA_CACHE_H
#define DATA_CACHE_H

#include "base/task.h"

enum { CACHE_TIMEOUT_MS = 50, CACHE_PAUSE_MS = 1000 };

/* The connection of this process to config->redis_url, made when first needed:
 * unix:/path or redis://[[user]:password@]host[:port][/db]. SIGPIPE is ignored
 * from here on. The caller ends it with cache_close(). */
struct cache *cache_open(const struct config *config) must_use;
void cache_close(struct cache *cache);

enum cache_outcome { CACHE_AWAY = 0, CACHE_NONE, CACHE_FOUND };

/* One command: up to 8 words, the first the name. What came back: found with
 * text (nil is NONE) and, for an integer reply, number (for an array its
 * length). An error reply is logged; only its own command counts as AWAY. */
struct cache_call {
	const char *words[8];
	enum cache_outcome outcome;
	const char *text;
	int64_t number;
};
/* All commands in one round trip. False when Redis is away or refused one. A
 * task without a cache finds it away. */
bool cache_run(struct task *task, struct cache_call *calls, size_t count);
/* The same in two halves, so that Redis answers while the task waits for
 * something else: cache_answer() fills calls in. They live as long as the task;
 * one question at a time. */
struct cache_question *cache_ask(
    struct task *task, struct cache_call *calls, size_t count) must_use;
bool cache_answer(struct cache_question *question);

enum cache_outcome cache_get(
    struct task *task, const char *key, const char **value) must_use;
/* ttl_ms is required: nothing stays for ever. */
bool cache_set(
    struct task *task, const char *key, const char *value, int64_t ttl_ms);
bool cache_remove(struct task *task, const char *key);
bool cache_ping(struct task *task);

/* Sends without waiting for the answer, which is read before the next command:
 * no round trip. */
void cache_publish(struct task *task, const char *channel, const char *payload);
/* The same for a mark: key has a value that it never had before, for ttl_ms.
 * Who kept something beside the mark sees that it is of before. */
void cache_mark(struct task *task, const char *key, int64_t ttl_ms);
/* Several wake Redis once. */
struct cache_message {
	const char *channel;
	const char *payload;
};
void cache_publish_all(
    struct task *task, const struct cache_message *messages, size_t count);

/* A second connection that listens, for event loops. Connects when
 * cache_listener_read() is called, the first time as well as after a loss; the
 * socket is -1 while there is none. */
struct cache_listener;
struct cache_listener *cache_listener_open(
    const struct config *config, const char *const *channels) must_use;
void cache_listener_close(struct cache_listener *listener);
int cache_listener_socket(const struct cache_listener *listener);
/* Takes in what has arrived, never blocks longer than CACHE_TIMEOUT_MS; true if
 * there was at least one message, or if it has just connected (then something
 * may have been missed). */
bool cache_listener_read(struct cache_listener *listener);

#endif
