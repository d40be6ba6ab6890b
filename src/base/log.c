/*
 * log.c - one JSON line per event on standard error.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/log.h"

#include <errno.h>

#include "base/log_line.h"
#include "base/task.h"
#include "base/text.h"

enum { MESSAGE_BYTES = 4096 };

static const char *program_name = "ariia";
static enum log_level least_level = LOG_INFO;

void
log_start(const char *program, enum log_level least)
{
	program_name = program;
	least_level = least;
}

const char *
log_program(void)
{
	return program_name;
}

bool
log_level_parse(const char *name, enum log_level *level)
{
	static const struct {
		const char *name;
		enum log_level level;
	} levels[] = { { "debug", LOG_DEBUG }, { "info", LOG_INFO },
		{ "warn", LOG_WARN }, { "error", LOG_ERROR } };
	size_t i;

	for (i = 0; i < ARRAY_LENGTH(levels); i++) {
		if (text_is_equal(name, levels[i].name)) {
			*level = levels[i].level;
			return true;
		}
	}
	return false;
}

/* A caller's errno survives, so that logging never changes what is done. */
static void printf_like(4, 0) log_message(const struct task *task,
    enum log_level level, const char *event, const char *format, va_list values)
{
	char message[MESSAGE_BYTES + 1];
	struct log_line line;
	int saved = errno;

	if (level < least_level)
		return;
	vsnprintf(message, sizeof(message), format, values);
	log_line_begin(&line, level, task);
	log_line_text(&line, "event", event);
	log_line_text(&line, "message", message);
	log_line_write(&line);
	errno = saved;
}

void
log_debug(const struct task *task, const char *format, ...)
{
	va_list values;

	va_start(values, format);
	log_message(task, LOG_DEBUG, NULL, format, values);
	va_end(values);
}

void
log_info(const struct task *task, const char *format, ...)
{
	va_list values;

	va_start(values, format);
	log_message(task, LOG_INFO, NULL, format, values);
	va_end(values);
}

void
log_warn(const struct task *task, const char *format, ...)
{
	va_list values;

	va_start(values, format);
	log_message(task, LOG_WARN, NULL, format, values);
	va_end(values);
}

void
log_error(const struct task *task, const char *format, ...)
{
	va_list values;

	va_start(values, format);
	log_message(task, LOG_ERROR, NULL, format, values);
	va_end(values);
}

void
log_event(const struct task *task, enum log_level level, const char *event,
    const char *format, ...)
{
	va_list values;

	va_start(values, format);
	log_message(task, level, event, format, values);
	va_end(values);
}

void
log_access(
    const struct task *task, int status, int64_t duration_us, size_t bytes)
{
	struct log_line line;
	int saved = errno;

	if (LOG_INFO < least_level)
		return;
	log_line_begin(&line, LOG_INFO, task);
	log_line_text(&line, "event", "access");
	log_line_number(&line, "status", status);
	log_line_number(&line, "duration_us", duration_us);
	log_line_number(&line, "queries", task->query_count);
	log_line_number(&line, "query_us", task->query_us);
	log_line_number(&line, "bytes", (int64_t)bytes);
	log_line_write(&line);
	errno = saved;
}
