/*
 * log_line.c - one line of the log, put together without memory or locks.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/log_line.h"

#include <errno.h>
#include <unistd.h>

#include "base/task.h"
#include "base/text.h"

/* Kept free for the end of the line, so that a cut line is still JSON. */
enum { RESERVE_BYTES = 64, TASK_TEXT_BYTES = 512 };

static const char *const LEVEL_NAMES[] = { [LOG_DEBUG] = "debug",
	[LOG_INFO] = "info",
	[LOG_WARN] = "warn",
	[LOG_ERROR] = "error" };

static void
add_raw(struct log_line *line, const char *bytes, size_t len)
{
	if (len > LOG_LINE_BYTES - RESERVE_BYTES - line->len)
		return;
	memcpy(line->bytes + line->len, bytes, len);
	line->len += len;
}

/* Space for the longest escape and the closing quote is asked for first. */
static bool
has_room(const struct log_line *line)
{
	return line->len + 8 < LOG_LINE_BYTES - RESERVE_BYTES;
}

static void
add_escaped(struct log_line *line, uint32_t code_point)
{
	char escape[] = "\\u00XX";
	char encoded[4];

	if (code_point == '"' || code_point == '\\') {
		escape[1] = (char)code_point;
		add_raw(line, escape, 2);
	} else if (code_point == '\n') {
		add_raw(line, "\\n", 2);
	} else if (code_point == '\t') {
		add_raw(line, "\\t", 2);
	} else if (code_point < 0x20 || code_point == 0x7F) {
		escape[4] = "0123456789abcdef"[code_point >> 4];
		escape[5] = "0123456789abcdef"[code_point & 15];
		add_raw(line, escape, 6);
	} else {
		add_raw(line, encoded, text_encode(code_point, encoded));
	}
}

static void
add_name(struct log_line *line, const char *name)
{
	add_raw(line, ",\"", line->len == 1 ? 0 : 2);
	if (line->len == 1)
		add_raw(line, "\"", 1);
	add_raw(line, name, strlen(name));
	add_raw(line, "\":", 2);
}

static bool
is_plain(char byte)
{
	return byte >= 0x20 && byte < 0x7F && byte != '"' && byte != '\\';
}

/* The text up to end (NULL: its end) or max bytes, quoted. */
static void
add_string(struct log_line *line, const char *text, const char *end, size_t max)
{
	const char *position = text;
	uint32_t code_point;

	add_raw(line, "\"", 1);
	while ((end == NULL || position < end) && has_room(line) &&
	    (size_t)(position - text) < max) {
		if (is_plain(*position)) {
			line->bytes[line->len++] = *position++;
			continue;
		}
		code_point = text_next(&position);
		if (code_point == 0)
			break;
		add_escaped(line, code_point);
	}
	add_raw(line, "\"", 1);
}

static void
add_text(struct log_line *line, const char *name, const char *text, size_t max)
{
	if (text == NULL || !has_room(line))
		return;
	add_name(line, name);
	add_string(line, text, NULL, max);
}

void
log_line_text(struct log_line *line, const char *name, const char *text)
{
	add_text(line, name, text, SIZE_MAX);
}

void
log_line_number(struct log_line *line, const char *name, int64_t number)
{
	char digits[24];
	size_t start = sizeof(digits);
	uint64_t rest = number < 0 ? 0 - (uint64_t)number : (uint64_t)number;

	do {
		digits[--start] = (char)('0' + rest % 10);
		rest /= 10;
	} while (rest > 0);
	if (number < 0)
		digits[--start] = '-';
	if (line->len + strlen(name) + sizeof(digits) + 8 >
	    LOG_LINE_BYTES - RESERVE_BYTES)
		return;
	add_name(line, name);
	add_raw(line, digits + start, sizeof(digits) - start);
}

void
log_line_list(struct log_line *line, const char *name, const char *text)
{
	const char *separator = "";
	const char *end;

	add_name(line, name);
	add_raw(line, "[", 1);
	while (*text != '\0' && has_room(line)) {
		end = strchr(text, '\n');
		if (end == NULL)
			end = text + strlen(text);
		add_raw(line, separator, strlen(separator));
		add_string(line, text, end, SIZE_MAX);
		separator = ",";
		text = *end == '\0' ? end : end + 1;
	}
	/* The reserve is for this. */
	line->bytes[line->len++] = ']';
}

void
log_line_begin(
    struct log_line *line, enum log_level level, const struct task *task)
{
	char time[INSTANT_TEXT_BYTES];

	line->len = 0;
	add_raw(line, "{", 1);
	instant_write(instant_now(), time);
	log_line_text(line, "time", time);
	log_line_text(line, "level", LEVEL_NAMES[level]);
	log_line_text(line, "program", log_program());
	log_line_number(line, "pid", getpid());
	if (task == NULL)
		return;
	add_text(line, "id", task->id, TASK_TEXT_BYTES);
	add_text(line, "what", task->what, TASK_TEXT_BYTES);
	if (task->tenant_id != 0)
		log_line_number(line, "tenant", task->tenant_id);
	if (task->actor.user_id != 0)
		log_line_number(line, "actor", task->actor.user_id);
}

void
log_line_write(struct log_line *line)
{
	size_t done = 0;
	ssize_t count;

	line->bytes[line->len++] = '}';
	line->bytes[line->len++] = '\n';
	while (done < line->len) {
		count =
		    write(STDERR_FILENO, line->bytes + done, line->len - done);
		if (count < 0 && errno == EINTR)
			continue;
		/* Nobody is left to be told. */
		if (count <= 0)
			return;
		done += (size_t)count;
	}
}
