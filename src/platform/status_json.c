/*
 * status_json.c - the state of the platform for programs that watch it.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/text.h"
#include "platform/status_view.h"

bool
status_is_well(const struct status *status)
{
	for (size_t i = 0; i < status->programs->count; i++) {
		const struct scoreboard_view *view =
		    &status->programs->items[i].view;

		if (!view->is_running || view->children < view->wanted)
			return false;
	}
	return status->has_redis && status->stopped->count == 0;
}

static struct json_object *
program_json(struct arena *arena, const struct program_status *program)
{
	const struct scoreboard_view *view = &program->view;
	struct json_object *row = json_new_object(arena);

	json_add_text(row, "name", program->name);
	json_add_int(row, "copy", program->copy);
	json_add_bool(row, "is_worker", program->is_worker);
	json_add_bool(row, "is_running", view->is_running);
	json_add_text(row, "started_at",
	    view->is_running ? instant_format(arena, view->started_at) : NULL);
	json_add_int(row, "children", view->children);
	json_add_int(row, "wanted", view->wanted);
	json_add_int(row, "busy", view->busy);
	json_add_int(row, "busy_ms", view->busy_ms);
	json_add_int(row, "served", view->served);
	json_add_int(row, "lost", view->lost);
	json_add_int(row, "reloads", view->reloads);
	json_add_int(row, "memory_bytes", view->memory_bytes);
	return json_object_get(row);
}

static struct json_object *
list_json(
    struct arena *arena, const struct record *record, const struct list *list)
{
	struct json_object *rows = json_new_array(arena);
	const char *items = list->items;

	for (size_t i = 0; i < list->count; i++)
		json_object_array_add(rows,
		    json_object_get(record_json(
			arena, record, items + i * record->size_bytes)));
	return json_object_get(rows);
}

struct json_object *
status_json(struct request *req, const struct status *status)
{
	struct arena *arena = req->task.arena;
	struct json_object *tree = json_new_object(arena);
	struct json_object *programs = json_new_array(arena);
	const struct queue_stopped *jobs = status->stopped->items;

	for (size_t i = 0; i < status->programs->count; i++)
		json_object_array_add(
		    programs, program_json(arena, &status->programs->items[i]));
	json_add_bool(tree, "is_well", status_is_well(status));
	json_add(tree, "programs", json_object_get(programs));
	json_add(tree, "database",
	    json_object_get(
		record_json(arena, &database_status_record, status->database)));
	json_add_bool(tree, "redis", status->has_redis);
	json_add(tree, "queues",
	    list_json(arena, &queue_count_record, status->counts));
	json_add(tree, "set_aside",
	    list_json(arena, &queue_stopped_record, status->stopped));
	json_add_text(tree, "next",
	    status->stopped->has_more
		? status_cursor(arena, &jobs[status->stopped->count - 1])
		: NULL);
	return tree;
}

const char *
status_cursor(struct arena *arena, const struct queue_stopped *job)
{
	return arena_printf(arena, "%" PRId64 "-%" PRId64, job->at.us, job->id);
}

bool
status_read_cursor(
    struct task *task, const char *cursor, struct queue_stopped_filter *filter)
{
	const char *dash = cursor == NULL ? NULL : strchr(cursor, '-');

	if (cursor == NULL)
		return true;
	if (dash != NULL &&
	    text_to_int64(
		arena_copy_bytes(task->arena, cursor, (size_t)(dash - cursor)),
		&filter->before_at.us) &&
	    text_to_int64(dash + 1, &filter->before_id) &&
	    filter->before_at.us > 0 && filter->before_id > 0)
		return true;
	return fail_field(task, "?cursor", "is none of ours");
}
