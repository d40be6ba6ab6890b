/*
 * problem_reply.c - one problem as RFC 9457 JSON, as a page, or as its form
 * again.
 *
 * SPDX-License-Identifier: ISC
 */
#include "data/db.h"
#include "view/template.h"
#include "web/exchange.h"
#include "web/language.h"
#include "web/program.h"
#include "web/reply.h"

static struct json_object *
errors_json(struct arena *arena, const struct problem *problem)
{
	struct json_object *errors = json_new_array(arena);

	for (const struct problem_error *error = problem->errors; error != NULL;
	     error = error->next) {
		struct json_object *row = json_new_object(arena);

		json_add_text(row, "pointer", error->pointer);
		json_add_text(row, "detail", error->detail);
		json_object_array_add(errors, json_object_get(row));
	}
	return errors;
}

struct json_object *
problem_json(const struct task *task)
{
	const struct problem *problem = task->problem;
	const struct problem_meaning *meaning = problem_meaning(problem->kind);
	struct json_object *tree = json_new_object(task->arena);

	json_add_text(tree, "type",
	    arena_printf(task->arena, "/problems/%s", meaning->slug));
	json_add_text(tree, "title", meaning->title);
	json_add_int(tree, "status", meaning->status);
	json_add_text(tree, "detail", problem->detail);
	json_add_text(tree, "instance", task->id);
	if (problem->errors != NULL)
		json_add(tree, "errors",
		    json_object_get(errors_json(task->arena, problem)));
	return tree;
}

const char *
problem_title(int status)
{
	for (int kind = BAD_REQUEST; kind < PROBLEM_KINDS; kind++) {
		const struct problem_meaning *meaning =
		    problem_meaning((enum problem_kind)kind);

		if (meaning->status == status)
			return meaning->title;
	}
	return "Status";
}

void
problem_add_words(struct request *req, const struct problem *problem,
    struct json_object *root)
{
	const struct problem *before = req->task.problem;

	req->task.problem = problem;
	json_add(root, "problem", json_object_get(problem_json(&req->task)));
	req->task.problem = before;
	json_add(root, "words",
	    json_object_get(request_problem_words(req, problem)));
}

/* A form that was refused and may be sent again once it is corrected, or a
 * while later. */
static bool
is_worth_a_form(const struct request *req, enum problem_kind kind)
{
	if (req->form == NULL || req->route == NULL || req->route->page == NULL)
		return false;
	return kind == INVALID || kind == CONFLICT ||
	    kind == PAYMENT_REQUIRED || kind == TOO_MANY_REQUESTS ||
	    (kind == UNAUTHORIZED &&
		(req->is_admitted || req->route->role == ROLE_PUBLIC));
}

/* What else the page needs is asked of the database, which has to be there and
 * must not be left with a transaction. */
static bool
can_ask(enum problem_kind kind)
{
	return kind != UNAVAILABLE && kind != TIMED_OUT;
}

/* What failed before anybody was asked for, as a path that is none or a body
 * that is too large, is told to whoever it is in the name of their studio. */
static void
find_reader(struct request *req)
{
	static const struct route here = {
		.method = GET, .path = "/", .role = ROLE_PUBLIC
	};
	struct task *task = &req->task;
	const struct problem *problem = task->problem;
	const struct route *route = req->route;
	enum method method = req->method;

	if (req->identity != NULL || req->app->identify == NULL ||
	    task->db == NULL || task->query_count > 0)
		return;
	req->route = &here;
	req->method = GET;
	task_forgive(task);
	db_read_only(task);
	if (!req->app->identify(req) || !db_settle(task))
		db_rollback(task);
	task_forgive(task);
	task->problem = problem;
	req->route = route;
	req->method = method;
}

static bool
try_page(
    struct request *req, const char *name, const struct page_content *content)
{
	struct task *task = &req->task;
	const struct problem *problem = task->problem;
	int status = problem_meaning(problem->kind)->status;
	bool is_rendered;

	if (!template_exists(req->program->templates, name))
		return false;
	task_forgive(task);
	if (task->db != NULL) {
		db_rollback(task);
		db_unguard(task);
	}
	is_rendered = reply_render(req, status, name, content);
	if (task->db != NULL)
		db_rollback(task);
	task->problem = problem;
	return is_rendered;
}

static bool
problem_page(struct request *req)
{
	const struct problem *problem = req->task.problem;
	struct page_content dressed = { .dress = PAGE_DRESSED,
		.problem = problem };
	struct page_content plain = { .dress = PAGE_PLAIN, .problem = problem };

	if (req->program->templates == NULL)
		return false;
	if (is_worth_a_form(req, problem->kind) &&
	    try_page(req, req->route->page, &dressed))
		return true;
	if (can_ask(problem->kind)) {
		find_reader(req);
		if (try_page(req, "error", &dressed))
			return true;
	}
	return try_page(req, "error", &plain);
}

/* Somewhere else the person can do what is missing. */
static bool
take_detour(struct request *req)
{
	const struct problem *problem = req->task.problem;
	const char *path;

	if (!req->wants_html || req->app->detour == NULL || req->route == NULL)
		return false;
	path = req->app->detour(req);
	if (path == NULL)
		return false;
	task_forgive(&req->task);
	(void)see_other(req, "%s", path);
	req->task.problem = problem;
	return true;
}

static void
problem_headers(struct request *req)
{
	const struct problem *problem = req->task.problem;

	if (problem->retry_after_ms > 0)
		reply_header(req, "Retry-After",
		    arena_printf(req->task.arena, "%" PRId64,
			(problem->retry_after_ms + 999) / 1000));
	if (problem_meaning(problem->kind)->status == 401)
		reply_header(req, "WWW-Authenticate", "Bearer");
}

void
problem_reply(struct request *req)
{
	struct reply *reply = req->reply;
	const struct problem *problem = req->task.problem;
	const struct header_line *allow = reply->headers;

	/* A 405 says what is allowed, and who may show the reply may be shown
	 * what went wrong; all else that was said is forgotten. */
	*reply = (struct reply){ .afterwards = reply->afterwards,
		.given = reply->given,
		.frame_origins = reply->frame_origins };
	if (problem->kind == METHOD_NOT_ALLOWED)
		reply->headers = allow;
	problem_headers(req);
	if (take_detour(req) || (req->wants_html && problem_page(req)))
		return;
	(void)reply_json(req,
	    (enum http_status)problem_meaning(problem->kind)->status,
	    problem_json(&req->task));
	reply->type = "application/problem+json";
}
