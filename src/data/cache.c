/*
 * cache.c - commands to Redis that cost little when it is away.
 *
 * SPDX-License-Identifier: ISC
 */
#include "data/cache.h"

#include "base/check.h"
#include "base/crypto.h"
#include "base/log.h"
#include "base/text.h"
#include "data/redis_connection.h"

/* Publishes that may wait for their answers before we look at them. */
enum { PENDING_MAX = 1024, MARK_BYTES = 8 };

/* Commands that were sent, their answers not yet looked at. */
struct cache_question {
	struct task *task;
	struct cache *cache; /* NULL where the task has none */
	struct cache_call *calls;
	size_t count;
	int64_t deadline_ms;
	bool is_good; /* all were answered, none was refused */
};

struct cache {
	struct redis_connection redis;
	size_t pending; /* answers to publishes that are still to come */
	int64_t pending_since_ms;
	struct cache_question *open; /* NULL: none */
};

struct cache *
cache_open(const struct config *config)
{
	struct redis_connection redis = redis_prepare(config);
	struct cache *cache = arena_new(redis.arena, struct cache);

	cache->redis = redis;
	return cache;
}

void
cache_close(struct cache *cache)
{
	struct redis_connection redis;

	if (cache == NULL)
		return;
	/* The cache itself lives in the arena that ends here. */
	redis = cache->redis;
	redis_release(&redis);
}

/* A connection to send on. One that ended while it was idle is no failure: a
 * new one is made at once. */
static bool
cache_ready(struct cache *cache, int64_t deadline_ms)
{
	if (redis_take_in(&cache->redis))
		return true;
	cache->pending = 0;
	return redis_connect(&cache->redis, deadline_ms);
}

static void
cache_is_back(struct cache *cache)
{
	if (cache->redis.is_away)
		log_event(NULL, LOG_INFO, "redis_back", "Redis answers again");
	cache->redis.is_away = false;
}

/* Reads the answers of publishes, all of them when deadline_ms is not 0. */
static bool
pending_read(struct cache *cache, int64_t deadline_ms)
{
	while (cache->pending > 0) {
		void *reply = NULL;

		if (deadline_ms != 0)
			reply = redis_reply(&cache->redis, deadline_ms);
		else if (redisGetReplyFromReader(
			     cache->redis.context, &reply) != REDIS_OK)
			redis_drop(&cache->redis, "connection was lost");
		if (cache->redis.context == NULL)
			return false;
		if (reply == NULL)
			return true;
		freeReplyObject(reply);
		cache_is_back(cache);
		cache->pending--;
		cache->pending_since_ms = monotonic_ms();
	}
	return true;
}

/* False when the reply is an error: the call has no outcome then. */
static bool
call_answer(struct task *task, struct cache_call *call, const redisReply *reply)
{
	call->outcome = CACHE_FOUND;
	switch (reply->type) {
	case REDIS_REPLY_ERROR:
		call->outcome = CACHE_AWAY;
		log_event(task, LOG_WARN, "redis_refused", "%s: %s",
		    call->words[0], reply->str);
		return false;
	case REDIS_REPLY_NIL:
		call->outcome = CACHE_NONE;
		break;
	case REDIS_REPLY_INTEGER:
		call->number = reply->integer;
		break;
	case REDIS_REPLY_ARRAY:
		call->number = (int64_t)reply->elements;
		break;
	default:
		call->text =
		    arena_copy_bytes(task->arena, reply->str, reply->len);
	}
	return true;
}

static bool
answers_read(struct cache *cache, const struct cache_question *question)
{
	bool is_good = true;

	if (!pending_read(cache, question->deadline_ms))
		return false;
	for (size_t i = 0; i < question->count; i++) {
		redisReply *reply =
		    redis_reply(&cache->redis, question->deadline_ms);

		if (reply == NULL)
			return false;
		is_good =
		    call_answer(question->task, &question->calls[i], reply) &&
		    is_good;
		freeReplyObject(reply);
	}
	cache_is_back(cache);
	return is_good;
}

/* Answers come in the order of the commands: these before any later. */
static void
question_settle(struct cache *cache)
{
	struct cache_question *question = cache->open;

	cache->open = NULL;
	if (question != NULL && cache->redis.context != NULL)
		question->is_good = answers_read(cache, question);
}

/* The task ends and nobody wants to know any more. */
static void
question_forget(void *resource)
{
	struct cache_question *question = resource;
	struct cache *cache = question->cache;

	if (cache->open != question)
		return;
	cache->open = NULL;
	if (cache->pending == 0)
		cache->pending_since_ms = monotonic_ms();
	cache->pending += question->count;
}

/* True when the commands are on their way. */
static bool
question_send(struct cache_question *question)
{
	struct cache *cache = question->cache;

	question->deadline_ms = monotonic_ms() + CACHE_TIMEOUT_MS;
	for (size_t i = 0; i < question->count; i++) {
		question->calls[i].outcome = CACHE_AWAY;
		question->calls[i].text = NULL;
		question->calls[i].number = 0;
	}
	if (cache == NULL)
		return false;
	question_settle(cache);
	if (!cache_ready(cache, question->deadline_ms))
		return false;
	for (size_t i = 0; i < question->count; i++)
		redis_append(&cache->redis, question->calls[i].words,
		    ARRAY_LENGTH(question->calls[i].words));
	return redis_flush(&cache->redis);
}

bool
cache_run(struct task *task, struct cache_call *calls, size_t count)
{
	struct cache_question question = { .task = task,
		.cache = task->cache,
		.calls = calls,
		.count = count };

	return question_send(&question) && answers_read(task->cache, &question);
}

struct cache_question *
cache_ask(struct task *task, struct cache_call *calls, size_t count)
{
	struct cache_question *question =
	    arena_new(task->arena, struct cache_question);

	*question = (struct cache_question){ .task = task,
		.cache = task->cache,
		.calls = calls,
		.count = count };
	if (!question_send(question))
		return question;
	task->cache->open = question;
	arena_defer(task->arena, question_forget, question);
	return question;
}

bool
cache_answer(struct cache_question *question)
{
	struct cache *cache = question->cache;

	if (cache != NULL && cache->open == question)
		question_settle(cache);
	return question->is_good;
}

enum cache_outcome
cache_get(struct task *task, const char *key, const char **value)
{
	struct cache_call call = { .words = { "GET", key } };

	cache_run(task, &call, 1);
	*value = call.text;
	return call.outcome;
}

bool
cache_set(struct task *task, const char *key, const char *value, int64_t ttl_ms)
{
	struct cache_call call = { .words = { "SET", key, value, "PX",
				       arena_printf(
					   task->arena, "%" PRId64, ttl_ms) } };

	check(ttl_ms > 0);
	return cache_run(task, &call, 1);
}

bool
cache_remove(struct task *task, const char *key)
{
	struct cache_call call = { .words = { "DEL", key } };

	return cache_run(task, &call, 1);
}

bool
cache_ping(struct task *task)
{
	struct cache_call call = { .words = { "PING" } };

	return cache_run(task, &call, 1);
}

static bool
may_publish(struct cache *cache)
{
	int64_t now_ms = monotonic_ms();

	question_settle(cache);
	if (!cache_ready(cache, now_ms + CACHE_TIMEOUT_MS) ||
	    !pending_read(cache, 0))
		return false;
	/* A stopped Redis takes what we send and says nothing. */
	if (cache->pending >= PENDING_MAX ||
	    (cache->pending > 0 &&
		now_ms - cache->pending_since_ms > CACHE_TIMEOUT_MS)) {
		redis_drop(&cache->redis, "no answer in time");
		return false;
	}
	if (cache->pending == 0)
		cache->pending_since_ms = now_ms;
	return true;
}

void
cache_publish_all(
    struct task *task, const struct cache_message *messages, size_t count)
{
	struct cache *cache = task->cache;

	if (cache == NULL || count == 0 || !may_publish(cache))
		return;
	for (size_t i = 0; i < count; i++) {
		const char *words[] = { "PUBLISH", messages[i].channel,
			messages[i].payload, NULL };

		redis_append(&cache->redis, words, ARRAY_LENGTH(words));
	}
	cache->pending += count;
	/* What does not fit the socket goes out with the next call. */
	if (!redis_flush(&cache->redis))
		cache->pending = 0;
}

void
cache_mark(struct task *task, const char *key, int64_t ttl_ms)
{
	struct cache *cache = task->cache;
	unsigned char bytes[MARK_BYTES];
	const char *words[] = { "SET", key, NULL, "PX",
		arena_printf(task->arena, "%" PRId64, ttl_ms), NULL };

	check(ttl_ms > 0);
	if (cache == NULL || !may_publish(cache))
		return;
	crypto_random(bytes, sizeof(bytes));
	words[2] = text_hex(task->arena, bytes, sizeof(bytes));
	redis_append(&cache->redis, words, ARRAY_LENGTH(words));
	cache->pending++;
	if (!redis_flush(&cache->redis))
		cache->pending = 0;
}

void
cache_publish(struct task *task, const char *channel, const char *payload)
{
	struct cache_message message = { channel, payload };

	cache_publish_all(task, &message, 1);
}
