/*
 * redis_connection.c - a Redis connection that never waits past a deadline.
 *
 * SPDX-License-Identifier: ISC
 */
#include "data/redis_connection.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>

#include "base/check.h"
#include "base/log.h"
#include "base/text.h"
#include "base/time.h"
#include "data/cache.h"

enum {
	REDIS_PORT = 6379,
	WORDS_MAX = 16,
	ARENA_FIRST_BYTES = 4096,
	ARENA_MAX_BYTES = 65536
};

/* The part of text in front of mark, and what is behind it as *rest; NULL and
 * all of text when there is no mark. */
static const char *
split(struct arena *arena, const char *text, char mark, const char **rest)
{
	const char *found = strchr(text, mark);

	*rest = found == NULL ? text : found + 1;
	return found == NULL
	    ? NULL
	    : arena_copy_bytes(arena, text, (size_t)(found - text));
}

static const char *
decode(struct arena *arena, const char *text)
{
	return text_is_empty(text)
	    ? NULL
	    : text_url_decode(arena, text, strlen(text), PLUS_STAYS);
}

/* redis://[[user]:password@]host[:port][/database] */
static void
address_read(struct redis_connection *redis, const char *address)
{
	const char *server;
	const char *database;
	const char *password;
	const char *port;
	const char *login = split(redis->arena, address, '@', &server);
	const char *endpoint = split(redis->arena, server, '/', &database);
	int64_t number = REDIS_PORT;

	if (login != NULL) {
		const char *user = split(redis->arena, login, ':', &password);

		redis->user = decode(redis->arena, user);
		redis->password = decode(redis->arena, password);
	}
	if (endpoint == NULL)
		endpoint = arena_copy(redis->arena, server);
	else if (database[0] != '\0')
		redis->database = arena_copy(redis->arena, database);
	redis->host = split(redis->arena, endpoint, ':', &port);
	if (redis->host == NULL)
		redis->host = endpoint;
	else if (!text_to_int64(port, &number) || number < 1 || number > 65535)
		redis->complaint = "the port of redis_url is no port";
	redis->port = (int)number;
	if (text_is_empty(redis->host))
		redis->complaint = "redis_url names no host";
}

struct redis_connection
redis_prepare(const struct config *config)
{
	struct redis_connection redis = { 0 };
	const char *url = config->redis_url != NULL ? config->redis_url : "";

	signal(SIGPIPE, SIG_IGN);
	redis.arena = arena_create(ARENA_FIRST_BYTES, ARENA_MAX_BYTES);
	if (text_starts_with(url, "unix:/"))
		redis.path = arena_copy(redis.arena, url + strlen("unix:"));
	else if (text_starts_with(url, "redis://"))
		address_read(&redis, url + strlen("redis://"));
	else
		redis.complaint =
		    "redis_url is neither redis://host:port/db nor unix:/path";
	return redis;
}

void
redis_release(struct redis_connection *redis)
{
	redis_drop(redis, NULL);
	arena_free(redis->arena);
}

void
redis_drop(struct redis_connection *redis, const char *reason)
{
	if (reason != NULL) {
		redis->retry_at_ms = monotonic_ms() + CACHE_PAUSE_MS;
		if (!redis->is_away)
			log_event(NULL, LOG_WARN, "redis_away", "%s", reason);
		redis->is_away = true;
	}
	if (redis->context != NULL)
		redisFree(redis->context);
	redis->context = NULL;
}

static bool
poll_until(int descriptor, short events, int64_t deadline_ms)
{
	for (;;) {
		struct pollfd ready = { .fd = descriptor, .events = events };
		int64_t left_ms = deadline_ms - monotonic_ms();
		int found = poll(&ready, 1, left_ms > 0 ? (int)left_ms : 0);

		if (found > 0)
			return true;
		if (found == 0 || errno != EINTR)
			return false;
	}
}

void
redis_append(
    struct redis_connection *redis, const char *const *words, size_t count)
{
	const char *argv[WORDS_MAX];
	int argc = 0;

	for (size_t i = 0; i < count && words[i] != NULL; i++) {
		check(argc < WORDS_MAX);
		argv[argc++] = words[i];
	}
	check(argc > 0);
	check(redisAppendCommandArgv(redis->context, argc, argv, NULL) ==
	    REDIS_OK);
}

redisReply *
redis_reply(struct redis_connection *redis, int64_t deadline_ms)
{
	for (;;) {
		redisContext *context = redis->context;
		void *reply = NULL;
		int is_sent = 0;

		if (redisBufferWrite(context, &is_sent) != REDIS_OK ||
		    redisGetReplyFromReader(context, &reply) != REDIS_OK) {
			redis_drop(redis, "connection was lost");
			return NULL;
		}
		if (reply != NULL)
			return reply;
		if (!poll_until(context->fd,
			is_sent != 0 ? POLLIN : POLLIN | POLLOUT,
			deadline_ms)) {
			redis_drop(redis, "no answer in time");
			return NULL;
		}
		if (redisBufferRead(context) != REDIS_OK) {
			redis_drop(redis, "connection was lost");
			return NULL;
		}
	}
}

bool
redis_flush(struct redis_connection *redis)
{
	int is_sent = 0;

	if (redisBufferWrite(redis->context, &is_sent) == REDIS_OK)
		return true;
	redis_drop(redis, "connection was lost");
	return false;
}

bool
redis_take_in(struct redis_connection *redis)
{
	if (redis->context == NULL)
		return false;
	if (redisBufferRead(redis->context) == REDIS_OK)
		return true;
	redis_drop(redis, NULL);
	return false;
}

static bool
command_run(struct redis_connection *redis, const char *const *words,
    int64_t deadline_ms)
{
	redisReply *reply;
	bool is_done;

	redis_append(redis, words, WORDS_MAX);
	reply = redis_reply(redis, deadline_ms);
	if (reply == NULL)
		return false;
	is_done = reply->type != REDIS_REPLY_ERROR;
	if (!is_done)
		redis_drop(redis, reply->str);
	freeReplyObject(reply);
	return is_done;
}

static bool
sign_in(struct redis_connection *redis, int64_t deadline_ms)
{
	const char *login[] = { "AUTH", redis->user, redis->password, NULL };
	const char *password[] = { "AUTH", redis->password, NULL };
	const char *database[] = { "SELECT", redis->database, NULL };

	if (redis->password != NULL &&
	    !command_run(
		redis, redis->user != NULL ? login : password, deadline_ms))
		return false;
	return redis->database == NULL ||
	    command_run(redis, database, deadline_ms);
}

static bool
has_connected(struct redis_connection *redis, int64_t deadline_ms)
{
	int error = 0;
	socklen_t size = sizeof(error);

	if (redis->context == NULL || redis->context->err != 0)
		return false;
	return poll_until(redis->context->fd, POLLOUT, deadline_ms) &&
	    getsockopt(
		redis->context->fd, SOL_SOCKET, SO_ERROR, &error, &size) == 0 &&
	    error == 0;
}

bool
redis_connect(struct redis_connection *redis, int64_t deadline_ms)
{
	if (redis->context != NULL)
		return true;
	if (monotonic_ms() < redis->retry_at_ms)
		return false;
	if (redis->complaint != NULL) {
		redis_drop(redis, redis->complaint);
		return false;
	}
	redis->context = redis->path != NULL
	    ? redisConnectUnixNonBlock(redis->path)
	    : redisConnectNonBlock(redis->host, redis->port);
	if (!has_connected(redis, deadline_ms)) {
		redis_drop(redis, "no connection");
		return false;
	}
	/* A peer that vanished without a word must not leave us waiting. */
	if (redis->path == NULL)
		redisEnableKeepAlive(redis->context);
	return sign_in(redis, deadline_ms);
}
