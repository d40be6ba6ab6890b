/*
 * redis_key.h - the only maker of Redis keys [S1.2].
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef DATA_REDIS_KEY_H
#define DATA_REDIS_KEY_H

#include "base/arena.h"

/* redis_key(arena, 7, "dialog", user) is "t7:dialog:4917...". In a part every
 * byte of ":" and "%", and every control byte, is written as %XX, so no part
 * can forge another key. A tenant_id below 1 is a bug. */
#define redis_key(arena, tenant_id, ...)                                       \
	redis_key_of(                                                          \
	    arena, tenant_id, (const char *const[]){ __VA_ARGS__, NULL })
const char *redis_key_of(
    struct arena *arena, int64_t tenant_id, const char *const *parts) must_use;

/* For what strangers do before any tenant is known, such as signing up:
 * redis_platform_key(arena, "limit", "register", address) is
 * "t0:limit:register:192.0.2.7". No tenant has the id 0. */
#define redis_platform_key(arena, ...)                                         \
	redis_platform_key_of(arena, (const char *const[]){ __VA_ARGS__, NULL })
const char *redis_platform_key_of(
    struct arena *arena, const char *const *parts) must_use;

#endif
