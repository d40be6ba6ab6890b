/*
 * redis_connection.h - inside of cache.h: one non-blocking Redis connection.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef DATA_REDIS_CONNECTION_H
#define DATA_REDIS_CONNECTION_H

#include <hiredis/hiredis.h>

#include "base/config.h"

struct redis_connection {
	struct arena *arena; /* ends with the connection's owner */
	/* From redis_url; host or path is NULL. */
	const char *host;
	const char *path;
	int port;
	const char *user;
	const char *password;
	const char *database;
	const char *complaint; /* redis_url can not be read: why */
	redisContext *context; /* NULL while there is none */
	int64_t retry_at_ms;
	bool is_away; /* said so in the log */
};

/* Reads config->redis_url; never connects. Writing to a closed connection must
 * not end the process, so SIGPIPE is ignored from here on. */
struct redis_connection redis_prepare(const struct config *config) must_use;
void redis_release(struct redis_connection *redis);

/* Connects, signs in and selects, all until deadline_ms; false at once during
 * the pause after a failure. */
bool redis_connect(
    struct redis_connection *redis, int64_t deadline_ms) must_use;
/* Drops the connection; with a reason it is a failure, which is logged once and
 * after which no attempt is made for CACHE_PAUSE_MS. */
void redis_drop(struct redis_connection *redis, const char *reason);

/* Queues a command of words that end with NULL or after count. */
void redis_append(
    struct redis_connection *redis, const char *const *words, size_t count);
/* The next reply, which the caller frees with freeReplyObject(); NULL, and the
 * connection dropped, when it broke or deadline_ms passed. */
redisReply *redis_reply(
    struct redis_connection *redis, int64_t deadline_ms) must_use;
/* Sends what can be sent without waiting; false, and the connection dropped as
 * a failure, when it has ended. */
bool redis_flush(struct redis_connection *redis) must_use;
/* Takes in what is there without waiting; false, and the connection dropped
 * without that being a failure, when it has ended. */
bool redis_take_in(struct redis_connection *redis) must_use;

#endif
