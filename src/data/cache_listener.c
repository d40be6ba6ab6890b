/*
 * cache_listener.c - the connection that waits for published wake-ups.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/check.h"
#include "base/log.h"
#include "data/cache.h"
#include "data/redis_connection.h"

enum { CHANNELS_MAX = 8 };

struct cache_listener {
	struct redis_connection redis;
	const char *words[CHANNELS_MAX + 1]; /* SUBSCRIBE and the channels */
	size_t channel_count;
};

struct cache_listener *
cache_listener_open(const struct config *config, const char *const *channels)
{
	struct redis_connection redis = redis_prepare(config);
	struct cache_listener *listener =
	    arena_new(redis.arena, struct cache_listener);

	listener->redis = redis;
	listener->words[0] = "SUBSCRIBE";
	for (size_t i = 0; channels[i] != NULL; i++) {
		check(i < CHANNELS_MAX);
		listener->words[i + 1] = arena_copy(redis.arena, channels[i]);
		listener->channel_count++;
	}
	check(listener->channel_count > 0);
	return listener;
}

void
cache_listener_close(struct cache_listener *listener)
{
	struct redis_connection redis;

	if (listener == NULL)
		return;
	/* The listener itself lives in the arena that ends here. */
	redis = listener->redis;
	redis_release(&redis);
}

int
cache_listener_socket(const struct cache_listener *listener)
{
	return listener->redis.context == NULL ? -1
					       : listener->redis.context->fd;
}

/* True once every channel is confirmed. */
static bool
subscribe(struct cache_listener *listener)
{
	int64_t deadline_ms = monotonic_ms() + CACHE_TIMEOUT_MS;

	if (!redis_connect(&listener->redis, deadline_ms))
		return false;
	redis_append(
	    &listener->redis, listener->words, listener->channel_count + 1);
	for (size_t i = 0; i < listener->channel_count; i++) {
		redisReply *reply = redis_reply(&listener->redis, deadline_ms);

		if (reply == NULL)
			return false;
		if (reply->type == REDIS_REPLY_ERROR)
			redis_drop(&listener->redis, reply->str);
		freeReplyObject(reply);
		if (listener->redis.context == NULL)
			return false;
	}
	if (listener->redis.is_away)
		log_event(NULL, LOG_INFO, "redis_back", "listening again");
	listener->redis.is_away = false;
	return true;
}

bool
cache_listener_read(struct cache_listener *listener)
{
	bool has_message = false;
	void *reply;

	if (!redis_take_in(&listener->redis))
		return subscribe(listener);
	do {
		reply = NULL;
		if (redisGetReplyFromReader(listener->redis.context, &reply) !=
		    REDIS_OK) {
			redis_drop(&listener->redis, "connection was lost");
			return has_message;
		}
		has_message = has_message || reply != NULL;
		if (reply != NULL)
			freeReplyObject(reply);
	} while (reply != NULL);
	return has_message;
}
