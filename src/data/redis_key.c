/*
 * redis_key.c - the only maker of Redis keys.
 *
 * SPDX-License-Identifier: ISC
 */
#include "data/redis_key.h"

#include "base/buf.h"
#include "base/check.h"

/* Room for "t" and the digits of any tenant. */
enum { PREFIX_MAX = 24 };

static void
part_add(struct buf *key, const char *part)
{
	for (const char *at = part; *at != '\0'; at++) {
		unsigned char byte = (unsigned char)*at;

		if (byte == ':' || byte == '%' || byte < 0x20 || byte == 0x7f)
			buf_printf(key, "%%%02X", byte);
		else
			buf_add_char(key, *at);
	}
}

static const char *
key_of(struct arena *arena, int64_t tenant_id, const char *const *parts)
{
	size_t max = PREFIX_MAX;
	struct buf key;
	const char *text;

	for (const char *const *part = parts; *part != NULL; part++)
		max += 1 + 3 * strlen(*part);
	key = buf_new(arena, max);
	buf_printf(&key, "t%" PRId64, tenant_id);
	for (const char *const *part = parts; *part != NULL; part++) {
		buf_add_char(&key, ':');
		part_add(&key, *part);
	}
	text = buf_text(&key);
	check(text != NULL);
	return text;
}

const char *
redis_key_of(struct arena *arena, int64_t tenant_id, const char *const *parts)
{
	check(tenant_id >= 1);
	return key_of(arena, tenant_id, parts);
}

const char *
redis_platform_key_of(struct arena *arena, const char *const *parts)
{
	return key_of(arena, 0, parts);
}
