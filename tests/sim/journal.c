/*
 * journal.c - the simulator's record in one file that all children append to.
 *
 * SPDX-License-Identifier: ISC
 */
#include "journal.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/config.h"
#include "base/text.h"

static char journal_path[512];
static int journal_file = -1;

bool
journal_start(const struct config *config)
{
	const char *path = getenv("SIM_JOURNAL");
	int len = path != NULL
	    ? snprintf(journal_path, sizeof(journal_path), "%s", path)
	    : snprintf(journal_path, sizeof(journal_path), "%s/sim-journal",
		  config->socket_dir);

	if (len < 0 || (size_t)len >= sizeof(journal_path))
		return false;
	journal_file =
	    open(journal_path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	return journal_file >= 0;
}

bool
journal_add(struct request *req, int status, const char *note)
{
	struct arena *arena = req->task.arena;
	struct json_object *line = json_new_object(arena);
	const char *text;
	size_t len;

	json_add_int(line, "at_ms", instant_now().us / 1000);
	json_add_text(line, "path", req->path);
	json_add_text(
	    line, "authorization", request_header(req, "Authorization"));
	json_add_int(line, "status", status);
	json_add_text(line, "note", note);
	json_add_text(line, "body", req->body == NULL ? "" : req->body);
	text = json_write(arena, line, &len);
	text = arena_printf(arena, "%s\n", text);
	/* One write: lines of several children never mix. */
	if (write(journal_file, text, len + 1) != (ssize_t)(len + 1))
		return fail(&req->task, INTERNAL, "The journal is full.");
	return true;
}

/* The next line that contains text; its length, or -1 at the end. */
static ssize_t
next_line(FILE *file, char **line, size_t *room, const char *text)
{
	ssize_t len;

	while ((len = getline(line, room, file)) > 0)
		if (text == NULL || strstr(*line, text) != NULL)
			return len;
	return -1;
}

struct json_object *
journal_page(struct task *task, int64_t after, int64_t limit, const char *text)
{
	struct json_object *page = json_new_object(task->arena);
	struct json_object *items = json_object_new_array();
	FILE *file = fopen(journal_path, "re");
	char *line = NULL;
	size_t room = 0;
	ssize_t len;

	json_add(page, "items", items);
	if (file == NULL || fseeko(file, (off_t)after, SEEK_SET) != 0)
		return fail(task, INTERNAL, "The journal can not be read.");
	while (limit-- > 0 && (len = next_line(file, &line, &room, text)) > 0) {
		struct json_object *item;

		if (json_parse(task, line, (size_t)len, &item))
			json_object_array_add(items, json_object_get(item));
	}
	json_add_int(page, "next", (int64_t)ftello(file));
	fclose(file);
	arena_defer(task->arena, (void (*)(void *))(free), line);
	return task_has_failed(task) ? NULL : page;
}

int64_t
journal_count(struct task *task, const char *text)
{
	FILE *file = fopen(journal_path, "re");
	int64_t count = 0;
	char *line = NULL;
	size_t room = 0;

	if (file == NULL)
		return 0;
	while (next_line(file, &line, &room, text) > 0)
		count++;
	fclose(file);
	arena_defer(task->arena, (void (*)(void *))(free), line);
	return count;
}
