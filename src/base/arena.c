/*
 * arena.c - blocks of growing size, handed out front to back.
 *
 * SPDX-License-Identifier: ISC
 */
#define ALLOW_ALLOCATION
#include "base/arena.h"

#include <stdalign.h>

#include "base/check.h"
#include "base/crypto.h"

#ifdef SANITIZERS
#include <sanitizer/asan_interface.h>
/* A gap behind each allocation, so that a run past its end is seen. */
enum { GAP_BYTES = 16 };
#define POISON(start, len) ASAN_POISON_MEMORY_REGION(start, len)
#define UNPOISON(start, len) ASAN_UNPOISON_MEMORY_REGION(start, len)
#else
enum { GAP_BYTES = 0 };
#define POISON(start, len) ((void)0)
#define UNPOISON(start, len) ((void)0)
#endif

enum {
	ALIGN_BYTES = alignof(max_align_t),
	BLOCK_BYTES_MAX = 1 << 20,
};

struct block {
	struct block *older;
	size_t cap;
	size_t used;
	alignas(max_align_t) char bytes[];
};

struct deferral {
	struct deferral *older;
	void (*release)(void *);
	void *resource;
};

struct arena {
	struct block *newest;
	struct deferral *deferrals;
	size_t used_bytes;
	size_t cap_bytes;
};

struct wipe {
	void *bytes;
	size_t len;
};

static struct block *
block_create(struct block *older, size_t cap)
{
	struct block *block;

	check(cap <= SIZE_MAX - sizeof(*block));
	block = malloc(sizeof(*block) + cap);
	check(block != NULL);
	block->older = older;
	block->cap = cap;
	block->used = 0;
	POISON(block->bytes, cap);
	return block;
}

static void
block_free(struct block *block)
{
	UNPOISON(block->bytes, block->cap);
	free(block);
}

struct arena *
arena_create(size_t first_bytes, size_t cap_bytes)
{
	struct arena *arena = calloc(1, sizeof(*arena));

	check(arena != NULL);
	check(first_bytes > 0 && first_bytes <= cap_bytes);
	arena->cap_bytes = cap_bytes;
	arena->newest = block_create(NULL, first_bytes);
	return arena;
}

void
arena_clear(struct arena *arena)
{
	struct block *block;

	while (arena->deferrals != NULL) {
		struct deferral *deferral = arena->deferrals;

		arena->deferrals = deferral->older;
		deferral->release(deferral->resource);
	}
	while ((block = arena->newest)->older != NULL) {
		arena->newest = block->older;
		block_free(block);
	}
	POISON(block->bytes, block->cap);
	block->used = 0;
	arena->used_bytes = 0;
}

void
arena_free(struct arena *arena)
{
	if (arena == NULL)
		return;
	arena_clear(arena);
	block_free(arena->newest);
	free(arena);
}

/* A further block: twice the last one, or as large as what is asked for. */
static struct block *
arena_grow(struct arena *arena, size_t need)
{
	size_t cap = arena->newest->cap;

	if (cap <= BLOCK_BYTES_MAX / 2)
		cap *= 2;
	if (cap < need)
		cap = need;
	arena->newest = block_create(arena->newest, cap);
	return arena->newest;
}

void *
arena_alloc(struct arena *arena, size_t size_bytes)
{
	struct block *block = arena->newest;
	size_t need;
	char *bytes;

	check(size_bytes <= arena->cap_bytes - arena->used_bytes);
	need = (size_bytes + GAP_BYTES + ALIGN_BYTES - 1) &
	    ~((size_t)ALIGN_BYTES - 1);
	if (need > block->cap - block->used)
		block = arena_grow(arena, need);
	bytes = block->bytes + block->used;
	block->used += need;
	arena->used_bytes += size_bytes;
	UNPOISON(bytes, size_bytes);
	return memset(bytes, 0, size_bytes);
}

void *
arena_alloc_array(struct arena *arena, size_t count, size_t size_bytes)
{
	size_t total_bytes;

	check(!__builtin_mul_overflow(count, size_bytes, &total_bytes));
	return arena_alloc(arena, total_bytes);
}

char *
arena_copy_bytes(struct arena *arena, const char *bytes, size_t len)
{
	char *copy;

	check(len < SIZE_MAX);
	copy = arena_alloc(arena, len + 1);
	if (len > 0)
		memcpy(copy, bytes, len);
	return copy;
}

char *
arena_copy(struct arena *arena, const char *text)
{
	if (text == NULL)
		return NULL;
	return arena_copy_bytes(arena, text, strlen(text));
}

char *
arena_vprintf(struct arena *arena, const char *format, va_list values)
{
	va_list again;
	char *text;
	int len;

	va_copy(again, values);
	len = vsnprintf(NULL, 0, format, again);
	va_end(again);
	check(len >= 0);
	text = arena_alloc(arena, (size_t)len + 1);
	vsnprintf(text, (size_t)len + 1, format, values);
	return text;
}

char *
arena_printf(struct arena *arena, const char *format, ...)
{
	va_list values;
	char *text;

	va_start(values, format);
	text = arena_vprintf(arena, format, values);
	va_end(values);
	return text;
}

void
arena_defer(struct arena *arena, void (*release)(void *), void *resource)
{
	struct deferral *deferral = arena_new(arena, struct deferral);

	deferral->release = release;
	deferral->resource = resource;
	deferral->older = arena->deferrals;
	arena->deferrals = deferral;
}

static void
wipe_now(void *resource)
{
	const struct wipe *wipe = resource;

	crypto_wipe(wipe->bytes, wipe->len);
}

void *
arena_secret(struct arena *arena, size_t size_bytes)
{
	struct wipe *wipe = arena_new(arena, struct wipe);

	wipe->bytes = arena_alloc(arena, size_bytes);
	wipe->len = size_bytes;
	arena_defer(arena, wipe_now, wipe);
	return wipe->bytes;
}

size_t
arena_used_bytes(const struct arena *arena)
{
	return arena->used_bytes;
}
