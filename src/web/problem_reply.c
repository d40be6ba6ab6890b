/*
 * problem_reply.c - one problem as RFC 9457 JSON, as a page, or as its form
 * again.
 *
 * SPDX-License-Identifier: ISC
 */
#include "data/db.h"
#include "view/template.h"
#include "web/exchange.h"
#include "web/form.h"
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

/* The fields of the form as they came, and what is wrong with each. */
static struct json_object *
form_context(struct request *req, const struct problem *problem)
{
	struct arena *arena = req->task.arena;
	struct json_object *context = json_new_object(arena);
	struct json_object *wrong = json_new_object(arena);

	for (size_t i = 0; i < req->form->count; i++)
		json_add_text(context, req->form->pairs[i].name,
		    req->form->pairs[i].value);
	for (const struct problem_error *error = problem->errors; error != NULL;
	     error = error->next) {
		if (strncmp(error->pointer, "#/", 2) == 0)
			json_add_text(wrong, error->pointer + 2, error->detail);
	}
	json_add(context, "errors", json_object_get(wrong));
	return context;
}

/* What else the page needs is asked of the database, which has to be there and
 * must not be left with a transaction. */
static bool
can_ask(enum problem_kind kind)
{
	return kind != INTERNAL && kind != UNAVAILABLE && kind != TIMED_OUT;
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
	struct json_object *json = problem_json(&req->task);
	struct page_content dressed = { .dress = PAGE_DRESSED };
	struct page_content plain = { .dress = PAGE_PLAIN };

	if (req->program->templates == NULL)
		return false;
	if (problem->kind == INVALID && req->form != NULL &&
	    req->route != NULL && req->route->page != NULL) {
		dressed.context = form_context(req, problem);
		json_add(dressed.context, "problem", json_object_get(json));
		if (try_page(req, req->route->page, &dressed))
			return true;
	}
	dressed.context = json_new_object(req->task.arena);
	json_add(dressed.context, "problem", json_object_get(json));
	plain.context = dressed.context;
	if (can_ask(problem->kind) && try_page(req, "error", &dressed))
		return true;
	return try_page(req, "error", &plain);
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

	/* A 405 says what is allowed; all else that was said is forgotten. */
	*reply = (struct reply){ .afterwards = reply->afterwards,
		.given = reply->given };
	if (problem->kind == METHOD_NOT_ALLOWED)
		reply->headers = allow;
	problem_headers(req);
	if (req->wants_html && problem_page(req))
		return;
	(void)reply_json(req,
	    (enum http_status)problem_meaning(problem->kind)->status,
	    problem_json(&req->task));
	reply->type = "application/problem+json";
}
