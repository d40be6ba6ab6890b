/*
 * status_web.c - the state of the platform, and jobs that were set aside.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/config.h"
#include "base/text.h"
#include "data/cache.h"
#include "identity/identify.h"
#include "identity/operator.h"
#include "platform/platform_web.h"
#include "platform/status_view.h"
#include "tenancy/audit.h"
#include "web/reply.h"

enum { ROWS = 50, AGAIN_AT_ONCE = 500 };

static bool
gather(struct request *req, struct status *status)
{
	struct task *task = &req->task;

	status->filter.kind = request_query(req, "kind");
	if (!status_read_cursor(
		task, request_query(req, "cursor"), &status->filter))
		return false;
	status->database = status_database(task);
	status->counts =
	    status->database == NULL ? NULL : queue_status_counts(task);
	status->stopped = status->counts == NULL
	    ? NULL
	    : queue_set_aside_page(task, &status->filter, ROWS);
	if (status->stopped == NULL)
		return false;
	status->has_redis = cache_ping(task);
	status->programs =
	    status_programs(task->arena, task->config->socket_dir);
	return true;
}

static bool
show(struct request *req)
{
	struct status status = { 0 };

	if (!gather(req, &status))
		return false;
	if (req->route->page == NULL)
		return reply_json(req, OK, status_json(req, &status));
	return reply_page(req, OK, req->route->page, status_page(req, &status));
}

/* NOT_FOUND also when it runs again already. */
static const struct queue_stopped *
find(struct request *req)
{
	const struct queue_stopped_filter filter = {
		.tenant_id = request_id(req, "tenant_id"),
		.id = request_id(req, "id"),
	};
	const struct list *found;

	if (task_has_failed(&req->task))
		return NULL;
	found = queue_set_aside_page(&req->task, &filter, 1);
	if (found == NULL)
		return NULL;
	if (found->count == 0)
		return fail(&req->task, NOT_FOUND,
		    "This job is not set aside (any more).");
	return found->items;
}

static bool
show_form(struct request *req)
{
	return db_settle(&req->task) &&
	    reply_page(
		req, OK, req->route->page, json_new_object(req->task.arena));
}

static void
furnish_again(struct request *req, struct json_object *context)
{
	const struct queue_stopped *job = find(req);

	if (job != NULL)
		json_add(
		    context, "job", json_object_get(stopped_view(req, job)));
}

/* Of the studio whose job it is, and of the operator's own. */
static void
note(struct request *req, int64_t tenant_id, const char *subject)
{
	req->task.tenant_id = tenant_id;
	operator_audit(
	    req, "job.run_again", subject, &(struct audit_change){ 0 });
	req->task.tenant_id = identity_home_tenant(req);
}

static bool
run_one(struct request *req)
{
	const struct queue_stopped *job = find(req);

	if (job == NULL ||
	    !queue_run_again(&req->task, job->tenant_id, job->id))
		return false;
	note(req, job->tenant_id,
	    arena_printf(req->task.arena, "%s %" PRId64, job->kind, job->id));
	return reply_empty(req, NO_CONTENT);
}

static const char *
kind_of(struct request *req)
{
	const char *kind = request_param(req, "kind");
	const struct list *counts = queue_status_counts(&req->task);

	if (counts == NULL)
		return NULL;
	list_each(counts, const struct queue_count, count) {
		if (text_is_equal(count->kind, kind) &&
		    text_is_equal(count->state, "set_aside"))
			return kind;
	}
	return fail(&req->task, NOT_FOUND,
	    "No job of this kind is set aside (any more).");
}

static void
furnish_kind(struct request *req, struct json_object *context)
{
	const char *kind = kind_of(req);

	if (kind == NULL)
		return;
	status_add_kind(req, context, kind);
}

static bool
run_kind(struct request *req)
{
	const char *kind = kind_of(req);
	const struct list *done = kind == NULL
	    ? NULL
	    : queue_run_kind_again(&req->task, kind, AGAIN_AT_ONCE);

	if (done == NULL)
		return false;
	list_each(done, const struct queue_rerun, studio)
		note(req, studio->tenant_id,
		    arena_printf(req->task.arena, "%s (%" PRId64 ")", kind,
			studio->jobs));
	return reply_empty(req, NO_CONTENT);
}

const struct furnishing status_furnishings[] = {
	{ "platform/again", furnish_again },
	{ "platform/again_kind", furnish_kind },
	{ 0 },
};

/* clang-format off */
#define PAGE RAW("text/html")
#define JSON RAW("application/json")

const struct route status_pages[] = {
	/*      path                                  role      takes    gives    handler */
	{ GET,  "/platform/status",                   ROLE_SYS, NOTHING, JSON,    show,
	    "The state of the platform: programs, database, queues, jobs set aside; ?kind= ?cursor=" },
	{ GET,  "/platform/status",                   ROLE_SYS, NOTHING, PAGE,    show,
	    "Show the state of the platform", .page = "platform/status" },
	{ GET,  "/platform/jobs/{tenant_id}/{id}/again", ROLE_SYS, NOTHING, PAGE, show_form,
	    "Ask whether to run a job again", .page = "platform/again" },
	{ POST, "/platform/jobs/{tenant_id}/{id}/again", ROLE_SYS, NOTHING, NOTHING, run_one,
	    "Run a job again that was set aside",
	    .page = "platform/again", .then = "/platform/status?done=again", .once = true },
	{ GET,  "/platform/jobs/{kind}/again",        ROLE_SYS, NOTHING, PAGE,    show_form,
	    "Ask whether to run all jobs of a kind again", .page = "platform/again_kind" },
	{ POST, "/platform/jobs/{kind}/again",        ROLE_SYS, NOTHING, NOTHING, run_kind,
	    "Run the jobs of a kind again that were set aside", .page = "platform/again_kind",
	    .then = "/platform/status?done=all_again", .once = true },
	{ 0 }
};
/* clang-format on */
