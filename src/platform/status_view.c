/*
 * status_view.c - the state of the platform in words.
 *
 * SPDX-License-Identifier: ISC
 */
#include "platform/status_view.h"

#include "base/text.h"
#include "web/language.h"
#include "web/page_words.h"
#include "web/reader.h"

enum { MEGABYTE = 1024 * 1024, SECOND_MS = 1000, MINUTE = 60, HOUR = 3600 };

static const char section[] = "platform.status";

static const char *
word(struct request *req, const char *key)
{
	return json_text_at(request_words(req, section, NULL), key);
}

/* The text with {count} and {most}. */
static const char *
counted(struct request *req, const char *key, int64_t count, int64_t most)
{
	struct json_object *context = json_new_object(req->task.arena);

	json_add_text(context, "count", page_number(req, count));
	json_add_text(context, "most", page_number(req, most));
	return json_text_at(request_words(req, section, context), key);
}

static const char *
megabytes(struct request *req, int64_t bytes)
{
	return bytes == 0
	    ? NULL
	    : counted(req, "megabytes", (bytes + MEGABYTE - 1) / MEGABYTE, 0);
}

/* "12 s", "5 min", "3 h". */
static const char *
duration(struct request *req, int64_t ms)
{
	int64_t seconds = ms / SECOND_MS;

	if (seconds >= HOUR)
		return counted(req, "hours", seconds / HOUR, 0);
	if (seconds >= MINUTE)
		return counted(req, "minutes", seconds / MINUTE, 0);
	return counted(req, "seconds", seconds, 0);
}

static const char *
name_of(struct request *req, const struct program_status *program)
{
	return program->copy == 1 ? program->name
				  : arena_printf(req->task.arena, "%s %d",
					program->name, program->copy);
}

static struct json_object *
program_row(struct request *req, const struct program_status *program)
{
	const struct scoreboard_view *view = &program->view;
	struct json_object *row = json_new_object(req->task.arena);

	json_add_text(row, "name", name_of(req, program));
	json_add_bool(row, "is_running", view->is_running);
	json_add_bool(
	    row, "is_short", view->is_running && view->children < view->wanted);
	json_add_text(
	    row, "kind", word(req, program->is_worker ? "worker" : "pool"));
	json_add_text(
	    row, "children", counted(req, "of", view->children, view->wanted));
	json_add_text(row, "busy", page_number(req, view->busy));
	json_add_text(row, "busy_for",
	    view->busy_ms < SECOND_MS ? NULL : duration(req, view->busy_ms));
	json_add_text(row, "served", page_number(req, view->served));
	json_add_text(
	    row, "lost", view->lost == 0 ? NULL : page_number(req, view->lost));
	json_add_text(row, "memory", megabytes(req, view->memory_bytes));
	page_add_time(req, row, "started_at", view->started_at);
	return json_object_get(row);
}

static void
add_programs(struct request *req, const struct status *status,
    struct json_object *context)
{
	struct json_object *rows = json_new_array(req->task.arena);
	int64_t up = 0, memory = 0;

	for (size_t i = 0; i < status->programs->count; i++) {
		const struct program_status *item = &status->programs->items[i];

		json_object_array_add(rows, program_row(req, item));
		up += item->view.is_running;
		memory += item->view.memory_bytes;
	}
	json_add(context, "programs", json_object_get(rows));
	json_add_text(context, "programs_up",
	    counted(req, "of", up, (int64_t)status->programs->count));
	json_add_bool(
	    context, "all_up", up == (int64_t)status->programs->count);
	json_add_text(context, "memory",
	    memory == 0 ? NULL
			: counted(req, "memory_all",
			      (memory + MEGABYTE - 1) / MEGABYTE, 0));
}

static void
add_database(struct request *req, const struct status *status,
    struct json_object *context)
{
	const struct database_status *database = status->database;
	struct json_object *said = json_new_object(req->task.arena);

	json_add_text(said, "size", megabytes(req, database->size_bytes));
	json_add_text(
	    said, "connections", page_number(req, database->connections));
	json_add_text(context, "database",
	    json_text_at(request_words(req, section, said), "database_note"));
	json_add_text(context, "postgres",
	    arena_printf(req->task.arena, "PostgreSQL %s", database->version));
	json_add_text(context, "migration",
	    arena_printf(req->task.arena, "%04d", (int)database->migration));
	page_add_time(req, context, "migrated_at", database->migrated_at);
	json_add_bool(context, "has_redis", status->has_redis);
}

/* The word of a kind of job; of one that nobody has named, the kind itself. */
static const char *
kind_of(struct request *req, const char *kind)
{
	const char *name =
	    json_text_at(request_words(req, "platform.kind", NULL), kind);

	return name == NULL ? kind : name;
}

static void
add_queues(struct request *req, const struct status *status,
    struct json_object *context)
{
	struct arena *arena = req->task.arena;
	struct json_object *rows = json_new_array(arena);
	int64_t waiting = 0, stopped = 0;

	list_each(status->counts, const struct queue_count, count) {
		struct json_object *row = json_new_object(arena);
		bool is_stopped = text_is_equal(count->state, "set_aside");

		if (is_stopped)
			stopped += count->jobs;
		else
			waiting += count->jobs;
		json_add_text(row, "kind", kind_of(req, count->kind));
		json_add_text(row, "code", count->kind);
		json_add_text(row, "state",
		    word(req, arena_printf(arena, "state_%s", count->state)));
		json_add_bool(row, "is_stopped", is_stopped);
		json_add_text(row, "jobs", page_number(req, count->jobs));
		page_add_time(req, row, "oldest", count->oldest_at);
		json_add_text(row, "again",
		    is_stopped ? arena_printf(arena, "/platform/jobs/%s/again",
				     text_url_encode(arena, count->kind))
			       : NULL);
		json_add_text(row, "only",
		    is_stopped ? arena_printf(arena,
				     "/platform/status?kind=%s#stopped",
				     text_url_encode(arena, count->kind))
			       : NULL);
		json_object_array_add(rows, json_object_get(row));
	}
	json_add(context, "queues", json_object_get(rows));
	json_add_bool(context, "has_queues", status->counts->count > 0);
	json_add_text(context, "waiting", page_number(req, waiting));
	json_add_text(context, "stopped_count", page_number(req, stopped));
	json_add_bool(context, "is_any_stopped", stopped > 0);
}

struct json_object *
stopped_view(struct request *req, const struct queue_stopped *job)
{
	struct arena *arena = req->task.arena;
	struct json_object *row = json_new_object(arena);

	json_add_int(row, "tenant_id", job->tenant_id);
	json_add_int(row, "id", job->id);
	json_add_text(row, "kind", kind_of(req, job->kind));
	json_add_text(row, "code", job->kind);
	json_add_text(row, "key", job->key);
	json_add_text(row, "studio", job->tenant_slug);
	json_add_text(row, "studio_path",
	    arena_printf(arena, "/platform/studios/%" PRId64, job->tenant_id));
	json_add_text(row, "attempts",
	    page_counted(req, section, "attempts", job->attempts));
	json_add_text(row, "error", job->last_error);
	page_add_time(req, row, "at", job->at);
	json_add_text(row, "path",
	    arena_printf(arena, "/platform/jobs/%" PRId64 "/%" PRId64 "/again",
		job->tenant_id, job->id));
	return row;
}

static void
add_stopped(struct request *req, const struct status *status,
    struct json_object *context)
{
	struct arena *arena = req->task.arena;
	struct json_object *rows = json_new_array(arena);
	struct json_object *pager = json_new_object(arena);
	const struct queue_stopped *jobs = status->stopped->items;
	const char *kind = status->filter.kind;
	const char *base = text_is_empty(kind)
	    ? "/platform/status?"
	    : arena_printf(arena, "/platform/status?kind=%s&",
		  text_url_encode(arena, kind));
	bool is_first = status->filter.before_id == 0;

	list_each(status->stopped, const struct queue_stopped, job)
		json_object_array_add(
		    rows, json_object_get(stopped_view(req, job)));
	json_add(context, "stopped", json_object_get(rows));
	json_add_bool(context, "has_stopped", status->stopped->count > 0);
	json_add_text(context, "only_kind",
	    text_is_empty(kind) ? NULL : kind_of(req, kind));
	json_add_text(pager, "text",
	    page_counted(
		req, section, "shown", (int64_t)status->stopped->count));
	json_add_text(pager, "first",
	    is_first ? NULL : arena_printf(arena, "%s#stopped", base));
	json_add_text(pager, "next",
	    status->stopped->has_more
		? arena_printf(arena, "%scursor=%s#stopped", base,
		      status_cursor(arena, &jobs[status->stopped->count - 1]))
		: NULL);
	json_add(context, "pager",
	    is_first && !status->stopped->has_more ? NULL
						   : json_object_get(pager));
}

void
status_add_kind(
    struct request *req, struct json_object *context, const char *kind)
{
	struct arena *arena = req->task.arena;
	struct json_object *row = json_new_object(arena);

	json_add_text(row, "kind", kind_of(req, kind));
	json_add_text(row, "code", kind);
	json_add_text(row, "path",
	    arena_printf(arena, "/platform/jobs/%s/again",
		text_url_encode(arena, kind)));
	json_add(context, "kind", json_object_get(row));
}

struct json_object *
status_page(struct request *req, const struct status *status)
{
	struct json_object *context = json_new_object(req->task.arena);

	add_programs(req, status, context);
	add_database(req, status, context);
	add_queues(req, status, context);
	add_stopped(req, status, context);
	json_add_bool(context, "is_well", status_is_well(status));
	page_add_time(req, context, "now", instant_now());
	json_add_text(context, "notice", page_notice(req, section));
	return context;
}
