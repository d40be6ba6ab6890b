/*
 * log_line.h - one line of the log while it is put together.
 *
 * Needs no memory and no lock: safe in a signal handler.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef BASE_LOG_LINE_H
#define BASE_LOG_LINE_H

#include "base/log.h"

enum { LOG_LINE_BYTES = 32768 };

struct log_line {
	size_t len;
	char bytes[LOG_LINE_BYTES];
};

/* Starts the line with time, level, program, pid and the fields of task. */
void log_line_begin(
    struct log_line *line, enum log_level level, const struct task *task);

/* Adders of a member. Control bytes are escaped, broken UTF-8 becomes U+FFFD;
 * what does not fit is cut. A NULL text adds nothing. */
void log_line_text(struct log_line *line, const char *name, const char *text);
void log_line_number(struct log_line *line, const char *name, int64_t number);
/* The lines of text as an array of strings. */
void log_line_list(struct log_line *line, const char *name, const char *text);

/* Ends the line and writes it to standard error in one write(2). */
void log_line_write(struct log_line *line);

#endif
