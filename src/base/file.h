/*
 * file.h - what POSIX leaves to do around descriptors.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef BASE_FILE_H
#define BASE_FILE_H

#include "base/base.h"

/* All of it, however often the kernel takes a part or a signal comes between;
 * false, with errno, when it takes no more. */
bool file_write(int file, const char *bytes, size_t len) must_use;

#endif
