/*
 * sandbox_files.h - hides every file but programs and their libraries.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef WORK_SANDBOX_FILES_H
#define WORK_SANDBOX_FILES_H

/* From here on this process and what it becomes open nothing but what stands
 * below /usr and /lib, and the file program, for reading. Nothing happens where
 * the kernel has no Landlock. */
void sandbox_hide_files(const char *program);

#endif
