/*
 * buf.h - growing bytes with a maximum that is given at the start.
 *
 * Appending past the maximum drops the append, marks the buf as overflowed and
 * makes every later append do nothing: test once, at the end.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include "base/arena.h"

struct buf {
	char *data; /* always NUL-terminated once something was appended */
	size_t len;
	size_t cap;
	size_t max; /* most bytes without the NUL */
	struct arena *arena;
	bool overflowed;
};

/* An empty buf whose memory comes from arena. */
struct buf buf_new(struct arena *arena, size_t max_bytes) must_use;

void buf_add(struct buf *buf, const char *text);
void buf_add_bytes(struct buf *buf, const void *bytes, size_t len);
void buf_add_char(struct buf *buf, char character);
void buf_printf(struct buf *buf, const char *format, ...) printf_like(2, 3);

/* The text so far ("" when empty), NULL if it overflowed. Lives in the arena;
 * the next append may move it. */
const char *buf_text(const struct buf *buf) must_use;

/* Room for len more bytes, or NULL at the maximum; buf_grown() takes over what
 * was written there. For read(2) and the like. */
char *buf_reserve(struct buf *buf, size_t len) must_use;
void buf_grown(struct buf *buf, size_t len);

/* Empties it and keeps the memory. */
void buf_clear(struct buf *buf);

#endif
