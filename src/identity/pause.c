/*
 * pause.c - counts wrong guesses and says how long the next one has to wait.
 *
 * SPDX-License-Identifier: ISC
 */
#include "identity/pause.h"

#include "base/check.h"
#include "base/text.h"
#include "data/cache.h"
#include "data/redis_key.h"
#include "web/limits.h"

enum {
	WINDOW_MS =
	    3600 * 1000, /* after so long without one all is forgotten */
	DOUBLINGS_MAX = 20,
	SLOTS = 1024
};
/* Half a year: how long an owner's place is known. */
static const int64_t known_ms = (int64_t)180 * 24 * 3600 * 1000;

/* clang-format off */
static const struct scope {
	const char *name;
	int64_t free;     /* guesses without a pause */
	int64_t first_ms; /* doubles with every further one */
	int64_t most_ms;
} scopes[PAUSE_SCOPES] = {
	[PAUSE_PLACE]   = { "place",   5,   2000, 900000 },
	[PAUSE_ACCOUNT] = { "account", 50,  1000, 30000 },
	[PAUSE_ADDRESS] = { "address", 200, 1000, 60000 },
};
/* A code has six digits only: guesses at it from everywhere have to be few. */
static const struct scope code_scope = { "account", 10, 1000, 900000 };
/* clang-format on */

static int64_t
length_ms(const struct scope *row, int64_t count)
{
	int64_t further = count - row->free;

	if (further <= 0)
		return 0;
	if (further > DOUBLINGS_MAX ||
	    row->first_ms << (further - 1) > row->most_ms)
		return row->most_ms;
	return row->first_ms << (further - 1);
}

int64_t
pause_length_ms(enum pause_scope scope, int64_t count)
{
	return length_ms(&scopes[scope], count);
}

static int64_t
earned_ms(const struct pause *pause, enum pause_scope scope, int64_t count)
{
	if (scope == PAUSE_ACCOUNT &&
	    text_is_equal(pause->what, PAUSE_FOR_CODES))
		return length_ms(&code_scope, count);
	return pause_length_ms(scope, count);
}

/* While Redis is away: what this process has seen. When two keys meet in a slot
 * the older one gives way, so that nobody waits for another. */
struct local_count {
	uint64_t key_hash;
	int64_t count;
	int64_t at_ms;
};

static struct local_count local_counts[SLOTS];

static struct local_count *
local_of(const char *key)
{
	uint64_t hash = UINT64_C(14695981039346656037);
	struct local_count *local;

	for (; *key != '\0'; key++)
		hash = (hash ^ (unsigned char)*key) * UINT64_C(1099511628211);
	local = &local_counts[hash % SLOTS];
	if (local->key_hash != hash ||
	    monotonic_ms() - local->at_ms > WINDOW_MS)
		*local = (struct local_count){ .key_hash = hash };
	return local;
}

static int64_t
local_left_ms(enum pause_scope scope, const char *key)
{
	const struct local_count *local = local_of(key);
	int64_t left_ms = local->at_ms + pause_length_ms(scope, local->count) -
	    monotonic_ms();

	return left_ms > 0 ? left_ms : 0;
}

static void
local_add(const char *key)
{
	struct local_count *local = local_of(key);

	local->count++;
	local->at_ms = monotonic_ms();
}

/* The keys of one attempt. */
struct keys {
	const char *counts[PAUSE_SCOPES];
	const char *untils[PAUSE_SCOPES]; /* there while the pause lasts */
	const char *known;                /* the place is the owner's */
};

static const char *
key_of(struct task *task, const struct pause *pause, int64_t tenant_id,
    const char *const *parts)
{
	const char *all[6] = { "pause", pause->what };

	for (size_t i = 0; parts[i] != NULL; i++) {
		check(i + 3 < ARRAY_LENGTH(all));
		all[i + 2] = parts[i];
	}
	return tenant_id > 0 ? redis_key_of(task->arena, tenant_id, all)
			     : redis_platform_key_of(task->arena, all);
}

#define KEY(tenant_id, ...)                                                    \
	key_of(task, pause, tenant_id,                                         \
	    (const char *const[]){ __VA_ARGS__, NULL })

static struct keys
keys_of(struct task *task, const struct pause *pause)
{
	int64_t tenant_id = pause->tenant_id;
	const char *account = text_lower(task->arena, pause->account);
	const char *address = limits_address(task->arena, pause->address);
	const char *place = pause->device == NULL ? address : pause->device;
	struct keys keys = {
		.counts = {
			KEY(tenant_id, "place", account, place),
			KEY(tenant_id, "account", account),
			KEY(0, "address", address),
		},
		.known = KEY(tenant_id, "known", account, place),
	};

	for (size_t i = 0; i < PAUSE_SCOPES; i++)
		keys.untils[i] =
		    arena_printf(task->arena, "%s:until", keys.counts[i]);
	return keys;
}

/* -1 when Redis is away. */
static int64_t
left_ms_in_redis(
    struct task *task, const struct pause *pause, const struct keys *keys)
{
	struct cache_call calls[PAUSE_SCOPES + 1] = {
		{ .words = { "PTTL", keys->untils[PAUSE_PLACE] } },
		{ .words = { "PTTL", keys->untils[PAUSE_ACCOUNT] } },
		{ .words = { "PTTL", keys->untils[PAUSE_ADDRESS] } },
		{ .words = { "GET", keys->known } },
	};
	int64_t left_ms;
	bool is_strange;

	if (!cache_run(task, calls, ARRAY_LENGTH(calls)))
		return -1;
	is_strange =
	    pause->device == NULL && calls[PAUSE_SCOPES].outcome != CACHE_FOUND;
	left_ms = calls[PAUSE_PLACE].number;
	for (size_t i = PAUSE_ACCOUNT; is_strange && i < PAUSE_SCOPES; i++)
		if (calls[i].number > left_ms)
			left_ms = calls[i].number;
	return left_ms > 0 ? left_ms : 0;
}

/* Nobody can tell now who is strange to the account: it is not slowed as a
 * whole, lest its owner be. */
static int64_t
left_ms_here(const struct pause *pause, const struct keys *keys)
{
	int64_t left_ms = local_left_ms(PAUSE_PLACE, keys->counts[PAUSE_PLACE]);
	int64_t address_ms =
	    local_left_ms(PAUSE_ADDRESS, keys->counts[PAUSE_ADDRESS]);

	if (pause->device == NULL && address_ms > left_ms)
		return address_ms;
	return left_ms;
}

bool
pause_is_over(struct task *task, const struct pause *pause)
{
	struct keys keys = keys_of(task, pause);
	int64_t left_ms = left_ms_in_redis(task, pause, &keys);

	if (left_ms < 0)
		left_ms = left_ms_here(pause, &keys);
	if (left_ms == 0)
		return true;
	return fail_for_now(task, TOO_MANY_REQUESTS, left_ms,
	    "Too many wrong attempts. Try again in %" PRId64 " seconds.",
	    (left_ms + 999) / 1000);
}

void
pause_add(struct task *task, const struct pause *pause)
{
	struct keys keys = keys_of(task, pause);
	const char *window_ms = arena_printf(task->arena, "%d", (int)WINDOW_MS);
	struct cache_call adds[2 * PAUSE_SCOPES];
	struct cache_call pauses[PAUSE_SCOPES];
	size_t count = 0;

	for (size_t i = 0; i < PAUSE_SCOPES; i++) {
		adds[2 * i] =
		    (struct cache_call){ .words = { "INCR", keys.counts[i] } };
		adds[2 * i + 1] = (struct cache_call){
			.words = { "PEXPIRE", keys.counts[i], window_ms }
		};
		local_add(keys.counts[i]);
	}
	if (!cache_run(task, adds, ARRAY_LENGTH(adds)))
		return;
	for (size_t i = 0; i < PAUSE_SCOPES; i++) {
		int64_t ms =
		    earned_ms(pause, (enum pause_scope)i, adds[2 * i].number);

		if (ms > 0)
			pauses[count++] = (struct cache_call){
				.words = { "SET", keys.untils[i], "1", "PX",
				    arena_printf(task->arena, "%" PRId64, ms) }
			};
	}
	if (count > 0)
		(void)cache_run(task, pauses, count);
}

void
pause_clear(struct task *task, const struct pause *pause)
{
	struct keys keys = keys_of(task, pause);
	struct cache_call calls[] = {
		{ .words = { "DEL", keys.counts[PAUSE_PLACE],
		      keys.untils[PAUSE_PLACE] } },
		{ .words = { "SET", keys.known, "1", "PX",
		      arena_printf(task->arena, "%" PRId64, known_ms) } },
	};

	*local_of(keys.counts[PAUSE_PLACE]) = (struct local_count){ 0 };
	(void)cache_run(task, calls, ARRAY_LENGTH(calls));
}
