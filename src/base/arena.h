/*
 * arena.h - memory that lives as long as its unit of work.
 *
 * Allocation never fails to the caller: out of memory, and an arena that grows
 * past its cap (input is bounded at the edge, so that is a bug), abort.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include "base/base.h"

struct arena;

/* An arena whose first block holds first_bytes and which may grow to
 * cap_bytes. The caller owns it and ends it with arena_free(). */
struct arena *arena_create(size_t first_bytes, size_t cap_bytes) must_use;

/* Runs the deferred functions, newest first, and forgets every allocation; the
 * first block is kept for the next unit of work. */
void arena_clear(struct arena *arena);

/* arena_clear() and the end of the arena itself; NULL is fine. */
void arena_free(struct arena *arena);

/* Zeroed memory aligned for any type, valid until arena_clear(). */
void *arena_alloc(struct arena *arena, size_t size_bytes) must_use;

#define arena_new(arena, type) ((type *)arena_alloc(arena, sizeof(type)))
/* count zeroed elements; an overflowing product aborts. */
#define arena_array(arena, type, count)                                        \
	((type *)arena_alloc_array(arena, count, sizeof(type)))
void *arena_alloc_array(
    struct arena *arena, size_t count, size_t size_bytes) must_use;

/* NUL-terminated copies; arena_copy(NULL) is NULL. */
char *arena_copy(struct arena *arena, const char *text) must_use;
char *arena_copy_bytes(
    struct arena *arena, const char *bytes, size_t len) must_use;
char *arena_printf(struct arena *arena, const char *format, ...)
    printf_like(2, 3) must_use;
char *arena_vprintf(struct arena *arena, const char *format, va_list values)
    printf_like(2, 0) must_use;

/* Calls release(resource) when the arena is cleared: for the rare resource from
 * outside (descriptor, PGresult, json_object, curl handle). */
void arena_defer(struct arena *arena, void (*release)(void *), void *resource);

/* Memory that is overwritten with zeros before it is given back. */
void *arena_secret(struct arena *arena, size_t size_bytes) must_use;

/* Bytes handed out since the last arena_clear(). */
size_t arena_used_bytes(const struct arena *arena);

#endif
