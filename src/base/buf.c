/*
 * buf.c - growing bytes with a maximum that is given at the start.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/buf.h"

#include "base/check.h"

enum { FIRST_BYTES = 256 };

struct buf
buf_new(struct arena *arena, size_t max_bytes)
{
	check(max_bytes < SIZE_MAX / 2);
	return (struct buf){ .arena = arena, .max = max_bytes };
}

char *
buf_reserve(struct buf *buf, size_t len)
{
	size_t need, cap;
	char *data;

	if (buf->overflowed || len > buf->max - buf->len) {
		buf->overflowed = true;
		return NULL;
	}
	need = buf->len + len + 1;
	if (need > buf->cap) {
		cap = buf->cap == 0 ? FIRST_BYTES : buf->cap * 2;
		if (cap < need)
			cap = need;
		if (cap > buf->max + 1)
			cap = buf->max + 1;
		data = arena_alloc(buf->arena, cap);
		if (buf->len > 0)
			memcpy(data, buf->data, buf->len);
		buf->data = data;
		buf->cap = cap;
	}
	return buf->data + buf->len;
}

void
buf_grown(struct buf *buf, size_t len)
{
	if (len == 0 && buf->cap == 0)
		return;
	check(buf->len + len < buf->cap);
	buf->len += len;
	buf->data[buf->len] = '\0';
}

void
buf_add_bytes(struct buf *buf, const void *bytes, size_t len)
{
	char *room = buf_reserve(buf, len);

	if (room == NULL)
		return;
	if (len > 0)
		memcpy(room, bytes, len);
	buf_grown(buf, len);
}

void
buf_add(struct buf *buf, const char *text)
{
	buf_add_bytes(buf, text, strlen(text));
}

void
buf_add_char(struct buf *buf, char character)
{
	char *room = buf_reserve(buf, 1);

	if (room == NULL)
		return;
	*room = character;
	buf_grown(buf, 1);
}

void
buf_printf(struct buf *buf, const char *format, ...)
{
	va_list values;
	char *room;
	int len;

	va_start(values, format);
	len = vsnprintf(NULL, 0, format, values);
	va_end(values);
	check(len >= 0);
	room = buf_reserve(buf, (size_t)len);
	if (room == NULL)
		return;
	va_start(values, format);
	vsnprintf(room, (size_t)len + 1, format, values);
	va_end(values);
	buf_grown(buf, (size_t)len);
}

const char *
buf_text(const struct buf *buf)
{
	if (buf->overflowed)
		return NULL;
	return buf->data == NULL ? "" : buf->data;
}

void
buf_clear(struct buf *buf)
{
	buf->len = 0;
	buf->overflowed = false;
	if (buf->data != NULL)
		buf->data[0] = '\0';
}
