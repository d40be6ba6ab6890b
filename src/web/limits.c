/*
 * limits.c - at most so many calls a minute from one address.
 *
 * SPDX-License-Identifier: ISC
 */
#include "web/limits.h"

#include <arpa/inet.h>

#include "data/cache.h"
#include "data/redis_key.h"
#include "base/text.h"
#include "web/request.h"

enum { SLOTS = 1024 };

struct slot {
	uint64_t key_hash;
	int64_t since_ms;
	int64_t count;
};

struct limits {
	struct slot slots[SLOTS];
};

struct limits *
limits_new(struct arena *arena)
{
	return arena_new(arena, struct limits);
}

/* FNV-1a: nobody gains by a collision but one call more in an emergency. */
static uint64_t
hash_of(const char *key)
{
	uint64_t hash = UINT64_C(14695981039346656037);

	for (; *key != '\0'; key++)
		hash = (hash ^ (unsigned char)*key) * UINT64_C(1099511628211);
	return hash;
}

int64_t
limits_count(
    struct limits *limits, const char *key, int64_t now_ms, int64_t *left_ms)
{
	uint64_t hash = hash_of(key);
	struct slot *slot = &limits->slots[hash % SLOTS];

	if (slot->key_hash != hash ||
	    now_ms - slot->since_ms >= LIMIT_WINDOW_MS)
		*slot = (struct slot){ .key_hash = hash, .since_ms = now_ms };
	*left_ms = slot->since_ms + LIMIT_WINDOW_MS - now_ms;
	return ++slot->count;
}

const char *
limits_address(struct arena *arena, const char *address)
{
	struct in6_addr six;

	if (inet_pton(AF_INET6, address, &six) != 1)
		return address;
	return text_hex(arena, six.s6_addr, 8);
}

static int64_t
count_in_redis(struct request *req, const char *key, int64_t *left_ms)
{
	struct cache_call calls[] = {
		{ .words = { "SET", key, "0", "NX", "PX", "60000" } },
		{ .words = { "INCR", key } },
		{ .words = { "PTTL", key } },
	};

	if (req->task.cache == NULL ||
	    !cache_run(&req->task, calls, ARRAY_LENGTH(calls)) ||
	    calls[1].outcome != CACHE_FOUND)
		return 0;
	*left_ms = calls[2].number;
	return calls[1].number;
}

bool
request_limit(struct request *req, int64_t tenant_id, const char *name,
    int64_t per_minute)
{
	struct arena *arena = req->task.arena;
	const char *address = limits_address(arena, req->remote_address);
	const char *key = tenant_id == 0
	    ? redis_platform_key(arena, "limit", name, address)
	    : redis_key(arena, tenant_id, "limit", name, address);
	int64_t left_ms = LIMIT_WINDOW_MS;
	int64_t count = count_in_redis(req, key, &left_ms);

	if (count == 0)
		count =
		    limits_count(req->limits, key, monotonic_ms(), &left_ms);
	if (count <= per_minute)
		return true;
	if (left_ms < 1 || left_ms > LIMIT_WINDOW_MS)
		left_ms = LIMIT_WINDOW_MS;
	return fail_for_now(&req->task, TOO_MANY_REQUESTS, left_ms,
	    "Too many requests. Try again in %" PRId64 " seconds.",
	    (left_ms + 999) / 1000);
}
