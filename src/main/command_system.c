/*
 * command_system.c - the platform from the command line: database, queues,
 * configuration, documentation.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/buf.h"
#include "base/config.h"
#include "base/text.h"
#include "data/cache.h"
#include "data/db.h"
#include "data/migrate.h"
#include "main/command.h"
#include "main/tables.h"
#include "platform/status.h"
#include "tenancy/audit.h"
#include "tenancy/tenant.h"
#include "work/queue.h"

#ifndef ARIIA_MIGRATION_DIR
#define ARIIA_MIGRATION_DIR "sql/migrations"
#endif

enum { OUTPUT_MAX = 16 << 20, STATUS_JOBS_MAX = 100 };

/* Later words of a connection string win over earlier ones. */
static const char *
url_of_owner(struct arena *arena, const char *url)
{
	if (!text_starts_with(url, "postgres://") &&
	    !text_starts_with(url, "postgresql://"))
		return arena_printf(arena, "%s user=ariia_owner", url);
	return arena_printf(arena, "%s%suser=ariia_owner", url,
	    strchr(url, '?') == NULL ? "?" : "&");
}

bool
command_migrate(struct task *task, struct command_line *line)
{
	return migrate_apply(task,
	    url_of_owner(task->arena, task->config->database_url),
	    line->argc > 0 ? line->argv[0] : ARIIA_MIGRATION_DIR);
}

static bool
add_counts(struct task *task, struct buf *out)
{
	struct list *counts = queue_status_counts(task);

	if (counts == NULL)
		return false;
	buf_add(out, "jobs\n");
	if (counts->count == 0)
		buf_add(out, "  none\n");
	list_each(counts, struct queue_count, row)
		buf_printf(out, "  %-12s %-10s %8" PRId64 "  since %s\n",
		    row->kind, row->state, row->jobs,
		    instant_format(task->arena, row->oldest_at));
	return true;
}

static bool
add_set_aside(struct task *task, struct buf *out)
{
	struct list *jobs = queue_status_set_aside(task, STATUS_JOBS_MAX);

	if (jobs == NULL)
		return false;
	buf_add(out, "set aside\n");
	if (jobs->count == 0)
		buf_add(out, "  none\n");
	list_each(jobs, struct queue_stopped, row)
		buf_printf(out,
		    "  %s %" PRId64 " %s %s after %d attempts at %s: %s\n",
		    row->tenant_slug, row->id, row->kind, row->key,
		    (int)row->attempts, instant_format(task->arena, row->at),
		    row->last_error == NULL ? "" : row->last_error);
	if (jobs->count == STATUS_JOBS_MAX)
		buf_add(out, "  (older ones are not shown)\n");
	return true;
}

/* Programs of this machine: their scoreboards are files. */
static void
add_programs(struct task *task, struct buf *out)
{
	const struct program_list *list =
	    status_programs(task->arena, task->config->socket_dir);

	buf_add(out, "programs\n");
	for (size_t i = 0; i < list->count; i++) {
		const struct program_status *program = &list->items[i];
		const struct scoreboard_view *view = &program->view;

		if (!view->is_running) {
			buf_printf(out, "  %-13s down\n", program->name);
			continue;
		}
		buf_printf(out,
		    "  %-13s %3" PRId64 " of %" PRId64 " children, %" PRId64
		    " busy (longest %" PRId64 " ms), %" PRId64 " %s, %" PRId64
		    " lost, %" PRId64 " KiB, since %s\n",
		    program->name, view->children, view->wanted, view->busy,
		    view->busy_ms, view->served,
		    program->is_worker ? "jobs" : "requests", view->lost,
		    view->memory_bytes / 1024,
		    instant_format(task->arena, view->started_at));
	}
}

bool
command_status(struct task *task, struct command_line *line)
{
	struct buf out = buf_new(task->arena, OUTPUT_MAX);

	if (!db_ping(task))
		return false;
	buf_printf(
	    &out, "database ok\nredis %s\n", cache_ping(task) ? "ok" : "away");
	add_programs(task, &out);
	if (!add_counts(task, &out) || !add_set_aside(task, &out))
		return false;
	line->output = buf_text(&out);
	return true;
}

bool
command_job_run_again(struct task *task, struct command_line *line)
{
	const char *slug =
	    command_word(task, line, 0, "The slug of the studio");
	const char *word = slug == NULL
	    ? NULL
	    : command_word(task, line, 1, "The number of the job");
	const struct tenant *tenant;
	int64_t id;

	if (word == NULL)
		return false;
	if (!text_to_int64(word, &id))
		return fail(task, BAD_REQUEST, "\"%s\" is no number.", word);
	tenant = tenant_find(task, slug);
	if (tenant == NULL || !queue_run_again(task, tenant->id, id))
		return false;
	if (!tenant_enter(task, tenant))
		return false;
	audit(task, "job.run_again", word, NULL, NULL, NULL);
	return true;
}

/* One studio's log; false with CONFLICT when it was tampered with. */
static bool
verify_one(struct task *task, const struct tenant *tenant, struct buf *out)
{
	const struct audit_entry *broken;
	int64_t count;

	if (!tenant_enter(task, tenant))
		return false;
	broken = audit_broken(task, &count);
	if (task_has_failed(task))
		return false;
	if (broken != NULL)
		return fail(task, CONFLICT,
		    "The audit log of %s is broken at entry %" PRId64 ".",
		    tenant->slug, broken->id);
	buf_printf(
	    out, "%s: %" PRId64 " entries, whole\n", tenant->slug, count);
	return true;
}

bool
command_verify_audit(struct task *task, struct command_line *line)
{
	struct buf out = buf_new(task->arena, OUTPUT_MAX);
	struct page page = { .limit = 200 };
	const struct tenant *named;
	struct list *list;

	if (line->argc > 0) {
		named = tenant_find(task, line->argv[0]);
		if (named == NULL || !verify_one(task, named, &out))
			return false;
		line->output = buf_text(&out);
		return true;
	}
	do {
		list = tenant_page(task, page);
		if (list == NULL)
			return false;
		list_each(list, struct tenant, tenant) {
			if (!verify_one(task, tenant, &out))
				return false;
			page.after = tenant->id;
		}
	} while (list->has_more);
	line->output = buf_text(&out);
	return true;
}

bool
command_config_example(struct task *task, struct command_line *line)
{
	(void)task;
	(void)line;
	config_print_example(stdout);
	return true;
}

bool
command_check_config(struct task *task, struct command_line *line)
{
	(void)task;
	line->output = "The configuration can serve.\n";
	return true;
}

bool
command_openapi(struct task *task, struct command_line *line)
{
	static const struct route *const tables[] = { ALL_TABLES, NULL };

	line->output = arena_printf(task->arena, "%s\n",
	    json_object_to_json_string_ext(openapi_of(task->arena, tables),
		JSON_C_TO_STRING_PRETTY | JSON_C_TO_STRING_NOSLASHESCAPE));
	return true;
}
