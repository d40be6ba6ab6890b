/*
 * log.h - one JSON line per event on standard error, in one write(2).
 *
 * The line carries time, level, program, pid and the fields of the task (id,
 * what, tenant, actor); the call says only what is special.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include "base/base.h"

struct task;

enum log_level { LOG_DEBUG = 1, LOG_INFO, LOG_WARN, LOG_ERROR };

/* Names the program and the least level that is written. */
void log_start(const char *program, enum log_level least);
/* The name given to log_start(). */
const char *log_program(void);
/* "debug", "info", "warn", "error"; false for anything else. */
bool log_level_parse(const char *name, enum log_level *level) must_use;

/* task may be NULL. Lines are cut at 4096 bytes of message. */
void log_debug(const struct task *task, const char *format, ...)
    printf_like(2, 3);
void log_info(const struct task *task, const char *format, ...)
    printf_like(2, 3);
void log_warn(const struct task *task, const char *format, ...)
    printf_like(2, 3);
void log_error(const struct task *task, const char *format, ...)
    printf_like(2, 3);

/* One line per finished request or job step; fields of the task's queries are
 * added. */
void log_access(
    const struct task *task, int status, int64_t duration_us, size_t bytes);
/* A named event that operators search for ("unroutable_wa_message"). */
void log_event(const struct task *task, enum log_level level, const char *event,
    const char *format, ...) printf_like(4, 5);

#endif
