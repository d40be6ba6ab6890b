/*
 * image.c - ariia-image: makes the pictures of a studio's brand from a
 * stranger's bytes.
 *
 * usage: ariia-image logo|favicon <file >set
 *
 * ariia-clock runs it in a sandbox (work/sandbox.h). Status 0: the set is on
 * standard output (picture/picture_make.h). 1: one word on standard error says
 * what is wrong with the picture.
 *
 * SPDX-License-Identifier: ISC
 */
#include <errno.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/file.h"
#include "picture/picture_make.h"

enum { ARENA_BYTES_MAX = 256 << 20, FIRST_BYTES = 64 << 10 };

static bool
read_all(struct buf *in)
{
	for (;;) {
		char *to = buf_reserve(in, FIRST_BYTES);
		ssize_t got;

		if (to == NULL)
			return false;
		got = read(STDIN_FILENO, to, FIRST_BYTES);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return got == 0;
		buf_grown(in, (size_t)got);
	}
}

static enum picture_fault
run(struct arena *arena, const char *use)
{
	struct buf in = buf_new(arena, PICTURE_BYTES_MAX + 2 * FIRST_BYTES);
	struct buf out = buf_new(arena, PICTURE_SET_BYTES_MAX);
	struct picture_set set;
	enum picture_fault fault;

	if (!read_all(&in) || in.len == 0)
		return PICTURE_FOREIGN;
	fault = picture_make(arena, use, in.data, in.len, &set);
	if (fault != PICTURE_FINE)
		return fault;
	picture_set_write(&out, &set);
	return !out.overflowed && file_write(STDOUT_FILENO, out.data, out.len)
	    ? PICTURE_FINE
	    : PICTURE_BROKEN;
}

int
main(int argc, char **argv)
{
	struct arena *arena = arena_create(FIRST_BYTES, ARENA_BYTES_MAX);
	enum picture_fault fault;

	if (argc != 2) {
		(void)fputs(
		    "usage: ariia-image logo|favicon <file >set\n", stderr);
		return 2;
	}
	fault = run(arena, argv[1]);
	if (fault != PICTURE_FINE)
		(void)fputs(picture_fault_word(fault), stderr);
	arena_free(arena);
	return fault == PICTURE_FINE ? 0 : 1;
}
