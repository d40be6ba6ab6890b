/*
 * file.c - writes until everything is written.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/file.h"

#include <errno.h>
#include <unistd.h>

bool
file_write(int file, const char *bytes, size_t len)
{
	while (len > 0) {
		ssize_t put = write(file, bytes, len);

		if (put < 0 && errno == EINTR)
			continue;
		if (put <= 0)
			return false;
		bytes += put;
		len -= (size_t)put;
	}
	return true;
}
